"""Classes of content types, global fields, groups and blocks. Pure functions."""

from __future__ import annotations

from dataclasses import dataclass
from keyword import iskeyword
from typing import TYPE_CHECKING

from contentstack_cma_toolkit.model import Blocks, ContentType, Group, Reference, Select, Taxonomies
from contentstack_cma_toolkit.model.names import name_attributes, name_parts, name_uids

from .annotations import (
    MOST_TARGETS,
    annotate_companion,
    annotate_read,
    annotate_targets,
    annotate_terms,
    annotate_written,
    list_choices,
    list_terms,
)
from .declaring import build_declaration
from .layout import (
    INDENT,
    Items,
    build_call,
    write_annotation,
    write_docstring,
    write_node,
    write_text,
    write_union,
)
from .scopes import Module, Scope
from .taken_names import ANNOTATION_NAMES, ENTRY_NAMES, GROUP_NAMES

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Iterator, Sequence

    from contentstack_cma_toolkit.model import Block, Field, GlobalField


@dataclass(frozen=True)
class Outline:
    """What a class is made of.

    Attributes:
        name: Its name.
        path: Its dotted name.
        base: What it derives from.
        texts: Paragraphs of its docstring.
        fields: Its fields.
        declared: The content type or global field.
        block: The uid of the block.
    """

    name: str
    path: str
    base: str
    texts: Sequence[str]
    fields: Sequence[Field]
    declared: ContentType | GlobalField | None = None
    block: str | None = None

    @property
    def is_entry(self) -> bool:
        """Whether instances are entries."""
        return isinstance(self.declared, ContentType)

    @property
    def taken(self) -> Collection[str]:
        """Names that its attributes cannot have."""
        return ENTRY_NAMES if self.is_entry else GROUP_NAMES


def write_content_type(declared: ContentType, module: Module) -> str:
    """Return the class of a content type."""
    name = module.names.content_types[declared.uid]
    texts = [declared.description or declared.title]
    return write_class(Outline(name, name, "TypedEntry", texts, declared.fields, declared), module, "")


def write_global_field(declared: GlobalField, module: Module) -> str:
    """Return the class of a global field."""
    name = module.names.global_fields[declared.uid]
    texts = [declared.description or declared.title]
    return write_class(Outline(name, name, "TypedGroup", texts, declared.fields, declared), module, "")


def write_class(outline: Outline, module: Module, indent: str) -> str:
    """Return a class.

    Args:
        outline: What it is made of.
        module: The module that it is for.
        indent: Indent of the line where it begins.
    """
    inner = indent + INDENT
    scope = Scope(module, outline.path, name_parts(outline.fields))
    module.note(*outline.base.split(", "))
    sections = [
        _write_docstring(outline, inner),
        "\n".join(_list_attributes(outline, scope, inner)),
        "\n".join(_list_literals(outline.fields, scope, inner)),
        *_list_nested(outline.fields, scope, inner),
        "\n".join(_list_unions(outline.fields, scope, inner)),
        _write_companion(outline, scope, inner),
        _write_typing(outline, scope, inner),
        _write_description(outline, inner),
    ]
    body = "\n\n".join(section for section in sections if section)
    return f"{indent}class {outline.name}({outline.base}):\n{body}"


def _write_docstring(outline: Outline, indent: str) -> str:
    notes = {name: _describe(name, field) for name, field in name_attributes(outline.fields, outline.taken).items()}
    return write_docstring(outline.texts, {name: text for name, text in notes.items() if text}, indent)


def _describe(name: str, field: Field) -> str:
    renamed = "" if name == field.uid else f"The field `{field.uid}`."
    return f"{field.help} {renamed}".strip()


def _list_attributes(outline: Outline, scope: Scope, indent: str) -> Iterator[str]:
    """Yield what is in every instance or class."""
    if outline.declared is not None:
        kind = "content_type" if outline.is_entry else "global_field"
        yield f"{indent}{kind}_uid: ClassVar[str] = {write_text(outline.declared.uid)}"
    if outline.block is not None:
        yield f"{indent}block_uid: ClassVar[str] = {write_text(outline.block)}"
    scope.module.note("ClassVar")
    if outline.is_entry:
        yield write_annotation("fields", f'ClassVar["{outline.path}.Fields"]', indent)
    for name, field in name_attributes(outline.fields, outline.taken).items():
        yield write_annotation(name, annotate_read(field, scope), indent)


def _list_literals(fields: Sequence[Field], scope: Scope, indent: str) -> Iterator[str]:
    """Yield aliases of choices and terms."""
    for field in fields:
        if isinstance(field, Select):
            yield from _write_literal(scope, (field.uid,), list_choices(field), indent)
        elif isinstance(field, Taxonomies):
            for rule in field.taxonomies:
                yield from _write_literal(
                    scope, (field.uid, rule.taxonomy), list_terms(rule.taxonomy, scope.model), indent
                )


def _write_literal(scope: Scope, key: tuple[str, ...], values: Sequence[str | int], indent: str) -> Iterator[str]:
    if values:
        scope.module.note("Literal", "TypeAlias")
        items = tuple(("", repr(value) if isinstance(value, int) else write_text(value)) for value in values)
        yield write_node(Items("Literal[", items, "]"), indent, f"{scope.parts[key]}: TypeAlias = ")


def _list_nested(fields: Sequence[Field], scope: Scope, indent: str) -> Iterator[str]:
    """Yield the classes of groups and blocks."""
    for field in fields:
        if isinstance(field, Group):
            name = scope.parts[field.uid,]
            texts = [field.help or field.name]
            yield write_class(
                Outline(name, f"{scope.path}.{name}", "TypedGroup", texts, field.fields), scope.module, indent
            )
        elif isinstance(field, Blocks):
            for block in field.blocks:
                yield write_class(_outline_block(field, block, scope), scope.module, indent)


def _outline_block(field: Blocks, block: Block, scope: Scope) -> Outline:
    name = scope.parts[field.uid, block.uid]
    shared = "" if block.global_field is None else f", {scope.names.global_fields[block.global_field]}"
    return Outline(name, f"{scope.path}.{name}", f"TypedBlock{shared}", [block.title], block.fields, block=block.uid)


def _list_unions(fields: Sequence[Field], scope: Scope, indent: str) -> Iterator[str]:
    """Yield aliases of the blocks of modular blocks."""
    for field in fields:
        if isinstance(field, Blocks) and field.blocks:
            scope.module.note("TypeAlias")
            members = [scope.parts[field.uid, block.uid] for block in field.blocks]
            yield write_union(scope.parts[field.uid,], members, indent)


def _write_companion(outline: Outline, scope: Scope, indent: str) -> str:
    """Return the class of the object that makes conditions."""
    if _is_shared(outline):
        return ""
    inner = indent + INDENT
    base = "EntryFields" if outline.is_entry else "GroupFields"
    scope.module.note(base)
    lines = [
        write_annotation(name, annotate_companion(field, scope), inner)
        for name, field in name_attributes(outline.fields, outline.taken).items()
    ]
    sections = ["\n".join(lines), *_list_inner_companions(outline.fields, scope, inner)]
    body = "\n\n".join(section for section in sections if section) or f"{inner}pass"
    return f"{indent}class Fields({base}):\n{body}"


def _list_inner_companions(fields: Sequence[Field], scope: Scope, indent: str) -> Iterator[str]:
    for field in fields:
        if isinstance(field, Blocks):
            uids = {block.uid: _find_block_companion(field, block, scope) for block in field.blocks}
            yield _write_inner_companion("BlocksFields", scope.parts[field.uid,], uids, scope, indent)
        elif isinstance(field, Taxonomies):
            taxonomies = [rule.taxonomy for rule in field.taxonomies]
            uids = {uid: f"TermsField[{annotate_terms(field, uid, scope)}]" for uid in taxonomies}
            yield _write_inner_companion("GroupFields", scope.parts[field.uid,], uids, scope, indent)


def _find_block_companion(field: Blocks, block: Block, scope: Scope) -> str:
    if block.global_field is not None:
        return f"{scope.names.global_fields[block.global_field]}.Fields"
    return f"{scope.find_part(field.uid, block.uid)}.Fields"


def _write_inner_companion(base: str, name: str, annotations: dict[str, str], scope: Scope, indent: str) -> str:
    scope.module.note(base)
    attributes = name_uids(annotations)
    lines = [write_annotation(attributes[uid], scope.quote(text), indent + INDENT) for uid, text in annotations.items()]
    body = "\n".join(lines) or f"{indent}{INDENT}pass"
    return f"{indent}class {name}({base}):\n{body}"


def _is_shared(outline: Outline) -> bool:
    """Return whether the class has its fields from the class of a global field."""
    return ", " in outline.base


def _write_typing(outline: Outline, scope: Scope, indent: str) -> str:
    """Return what only checkers see: importing it would take most of the time."""
    inner = indent + INDENT
    sections = [
        *_list_targets(outline.fields, scope, inner),
        *([] if _is_shared(outline) else _list_inputs(outline, scope, inner)),
        *_list_block_input(outline, scope, inner),
    ]
    scope.module.note("TYPE_CHECKING")
    return f"{indent}if TYPE_CHECKING:\n\n" + "\n\n".join(sections)


def _list_targets(fields: Sequence[Field], scope: Scope, indent: str) -> Iterator[str]:
    for field in fields:
        if isinstance(field, Reference) and len(field.to) > MOST_TARGETS:
            scope.module.note("TypeAlias", "Union")
            items = tuple(("", scope.quote(target)) for target in annotate_targets(field, scope))
            node = Items("Union[", items, "]", is_open=True)
            yield write_node(node, indent, f"{scope.parts[field.uid,]}: TypeAlias = ")


def _list_inputs(outline: Outline, scope: Scope, indent: str) -> Iterator[str]:
    annotations = {field.uid: annotate_written(field, scope) for field in outline.fields}
    required = {field.uid for field in outline.fields if field.required}
    scope.module.note("Unpack")
    yield _write_typed_dict("Input", annotations, required, scope, indent)
    if outline.is_entry:
        yield _write_typed_dict("Changes", annotations, (), scope, indent)
    yield f"{indent}def __init__(self, /, **fields: Unpack[Input]) -> None: ..."
    if outline.is_entry:
        yield f"{indent}@staticmethod\n{indent}def input(**fields: Unpack[Input]) -> Input: ..."
        yield f"{indent}@staticmethod\n{indent}def changes(**fields: Unpack[Changes]) -> Changes: ..."


def _list_block_input(outline: Outline, scope: Scope, indent: str) -> Iterator[str]:
    if outline.block is None:
        return
    shared = outline.base.partition(", ")[2]
    yield _write_typed_dict(
        "BlockInput", {outline.block: f"{shared or outline.path}.Input"}, {outline.block}, scope, indent
    )


def _write_typed_dict(
    name: str, annotations: dict[str, str], required: Iterable[str], scope: Scope, indent: str
) -> str:
    """Return a `TypedDict`, as a call if a key cannot be the name of an attribute."""
    scope.module.note("TypedDict")
    needed = set(required)
    if needed:
        scope.module.note("Required")
    texts = {uid: scope.quote(f"Required[{text}]" if uid in needed else text) for uid, text in annotations.items()}
    if any(_is_awkward(uid) for uid in texts):
        keys = Items("{", tuple((f"{write_text(uid)}: ", text) for uid, text in texts.items()), "}", is_open=True)
        node = build_call("TypedDict", [("", write_text(name)), ("", keys), ("total=", "False")])
        return write_node(node, indent, f"{name} = ")
    lines = [write_annotation(uid, text, indent + INDENT) for uid, text in texts.items()]
    body = "\n".join(lines) or f"{indent}{INDENT}pass"
    return f"{indent}class {name}(TypedDict, total=False):\n{body}"


def _is_awkward(uid: str) -> bool:
    return not uid.isidentifier() or iskeyword(uid) or uid.startswith("__") or uid in ANNOTATION_NAMES


def _write_description(outline: Outline, indent: str) -> str:
    if outline.declared is None:
        return ""
    kind = type(outline.declared).__name__
    call = write_node(build_declaration(outline.declared, "_model."), indent + INDENT, "return ")
    return f"{indent}@classmethod\n{indent}def describe(cls) -> _model.{kind}:\n{call}"


__all__ = ["write_content_type", "write_global_field"]
