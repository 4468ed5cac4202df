"""The part of a generated class that only checkers see: what can be written, and the companion. Pure functions."""

from __future__ import annotations

import re
from keyword import iskeyword
from typing import TYPE_CHECKING

from contentstack_cma_toolkit.model import Blocks, Taxonomies
from contentstack_cma_toolkit.model.names import INPUT, name_attributes, name_uids

from .annotations import annotate_companion, annotate_terms, annotate_written
from .layout import INDENT, Items, build_call, write_annotation, write_class_line, write_node, write_text, write_union
from .taken_names import ANNOTATION_NAMES

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from contentstack_cma_toolkit.model import Block, Field

    from .outlines import Outline
    from .scopes import Scope

_PLAIN_KEY = re.compile(r"_?[a-z][A-Za-z0-9_]*")


def write_checked_part(outline: Outline, scope: Scope, indent: str) -> str:
    """Return what only checkers see: making it would take most of the time of an import."""
    inner = indent + INDENT
    scope.note_names("TYPE_CHECKING")
    scope = scope.skip_at_runtime()
    own = [] if outline.is_shared else [_write_companion(outline, scope, inner), *_list_inputs(outline, scope, inner)]
    aliases = "\n".join(_list_aliases(outline.fields, scope, inner))
    sections = [section for section in (aliases, *own, *_list_block_input(outline, scope, inner)) if section]
    is_class = sections[0].startswith(f"{inner}class ")
    return "\n".join([f"{indent}if TYPE_CHECKING:", *([""] if is_class else []), "\n\n".join(sections)])


def _write_companion(outline: Outline, scope: Scope, indent: str) -> str:
    """Return the class of the object that makes conditions."""
    inner = indent + INDENT
    base = "EntryFields" if outline.is_entry else "GroupFields"
    scope.note_names(base)
    lines = [
        write_annotation(name, annotate_companion(field, scope), inner)
        for name, field in name_attributes(outline.fields, outline.taken).items()
    ]
    sections = ["\n".join(lines), *_list_inner_companions(outline.fields, scope, inner)]
    body = "\n\n".join(section for section in sections if section) or f"{inner}pass"
    return f"{write_class_line('Fields', [base], indent)}\n{body}"


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
    scope.note_names(base)
    attributes = name_uids(annotations)
    lines = [write_annotation(attributes[uid], scope.quote(text), indent + INDENT) for uid, text in annotations.items()]
    body = "\n".join(lines) or f"{indent}{INDENT}pass"
    return f"{write_class_line(name, [base], indent)}\n{body}"


def _list_aliases(fields: Sequence[Field], scope: Scope, indent: str) -> Iterator[str]:
    """Yield aliases of what can be written of modular blocks."""
    for field in fields:
        if isinstance(field, Blocks) and field.blocks:
            scope.note_names("TypeAlias")
            members = [f"{scope.parts[field.uid, block.uid]}.BlockInput" for block in field.blocks]
            yield write_union(scope.parts[INPUT, field.uid], members, indent)


def _list_inputs(outline: Outline, scope: Scope, indent: str) -> Iterator[str]:
    annotations = {field.uid: annotate_written(field, scope) for field in outline.fields}
    required = {field.uid for field in outline.fields if field.required}
    scope.note_names("Unpack")
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
    scope.note_names("TypedDict")
    needed = set(required)
    if needed:
        scope.note_names("Required")
    texts = {uid: f"Required[{text}]" if uid in needed else text for uid, text in annotations.items()}
    if any(_is_awkward(uid) for uid in texts):
        values = tuple((f"{write_text(uid)}: ", f'"{scope.note(text)}"') for uid, text in texts.items())
        keys = Items("{", values, "}", is_open=True)
        node = build_call("TypedDict", [("", write_text(name)), ("", keys), ("total=", "False")])
        return write_node(node, indent, f"{name} = ")
    lines = [write_annotation(uid, scope.quote(text), indent + INDENT) for uid, text in texts.items()]
    body = "\n".join(lines) or f"{indent}{INDENT}pass"
    return f"{write_class_line(name, ['TypedDict', 'total=False'], indent)}\n{body}"


def _is_awkward(uid: str) -> bool:
    """Return whether a key cannot be an attribute of a class, or hides a name that annotations use."""
    return not _PLAIN_KEY.fullmatch(uid) or iskeyword(uid) or uid in ANNOTATION_NAMES


__all__ = ["write_checked_part"]
