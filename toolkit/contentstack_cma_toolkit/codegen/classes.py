"""Classes of content types, global fields, groups and blocks. Pure functions."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from contentstack_cma_toolkit.model import Blocks, ContentType, Group, Reference, Select, Taxonomies
from contentstack_cma_toolkit.model.names import name_attributes, name_parts

from .annotations import (
    MOST_TARGETS,
    annotate_read,
    annotate_targets,
    list_choices,
    list_terms,
)
from .checked_parts import write_checked_part
from .declaring import build_declaration
from .layout import (
    INDENT,
    Items,
    choose_text,
    write_annotation,
    write_class_line,
    write_docstring,
    write_last,
    write_node,
    write_quoted,
    write_text,
    write_union,
)
from .outlines import Outline, list_visible
from .scopes import Module, Scope

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from contentstack_cma_toolkit.model import Block, Field, GlobalField


_PARAGRAPHS = re.compile(r"\n\s*\n")


def write_content_type(declared: ContentType, module: Module) -> str:
    """Return the class of a content type."""
    name = module.names.content_types[declared.uid]
    texts = _PARAGRAPHS.split(choose_text(declared.description, declared.title, name))
    return write_class(Outline(name, name, "TypedEntry", texts, declared.fields, declared), module, "")


def write_global_field(declared: GlobalField, module: Module) -> str:
    """Return the class of a global field."""
    name = module.names.global_fields[declared.uid]
    texts = _PARAGRAPHS.split(choose_text(declared.description, declared.title, name))
    return write_class(Outline(name, name, "TypedGroup", texts, declared.fields, declared), module, "")


def write_class(outline: Outline, module: Module, indent: str) -> str:
    """Return a class.

    Args:
        outline: What it is made of.
        module: The module that it is for.
        indent: Indent of the line where it begins.
    """
    inner = indent + INDENT
    scope = Scope(module, outline.path, name_parts(outline.fields, list_visible(outline, module.names)))
    scope.note_names(*outline.base.split(", "))
    sections = [
        _write_docstring(outline, inner),
        "\n".join(_list_attributes(outline, scope, inner)),
        "\n".join(_list_literals(outline.fields, scope, inner)),
        *_list_nested(outline.fields, scope, inner),
        "\n".join(_list_unions(outline.fields, scope, inner)),
        write_checked_part(outline, scope, inner),
        _write_description(outline, inner),
    ]
    body = "\n\n".join(section for section in sections if section)
    return f"{write_class_line(outline.name, outline.base.split(', '), indent)}\n{body}"


def _write_docstring(outline: Outline, indent: str) -> str:
    notes = {name: _describe(name, field) for name, field in name_attributes(outline.fields, outline.taken).items()}
    return write_docstring(outline.texts, {name: text for name, text in notes.items() if text}, indent)


def _describe(name: str, field: Field) -> str:
    renamed = "" if name == field.uid else f"The field `{field.uid}`."
    return f"{field.help} {renamed}".strip()


def _list_attributes(outline: Outline, scope: Scope, indent: str) -> Iterator[str]:
    """Yield what is in every instance or class."""
    scope.note_names("ClassVar")
    for name, value in _list_uids(outline):
        yield write_last(f"{name}: ClassVar[str] = ", write_text(value), indent)
    attributes = name_attributes(outline.fields, outline.taken)
    renamed = tuple(
        (f"{write_text(field.uid)}: ", write_text(name)) for name, field in attributes.items() if name != field.uid
    )
    if renamed:
        scope.note_names("Mapping")
        yield write_node(Items("{", renamed, "}"), indent, "renamed: ClassVar[Mapping[str, str]] = ")
    if outline.is_entry:
        yield write_annotation("fields", f'"ClassVar[{outline.path}.Fields]"', indent)
    for name, field in attributes.items():
        yield write_annotation(name, annotate_read(field, scope), indent)


def _list_uids(outline: Outline) -> Iterator[tuple[str, str]]:
    """Yield the uids by which the base class finds the fields."""
    if outline.declared is not None:
        yield "content_type_uid" if outline.is_entry else "global_field_uid", outline.declared.uid
    if outline.field is not None:
        yield "field_uid", outline.field
    if outline.block is not None:
        yield "block_uid", outline.block


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
        scope.note_names("Literal", "TypeAlias")
        items = tuple(("", repr(value) if isinstance(value, int) else write_text(value)) for value in values)
        yield write_node(Items("Literal[", items, "]"), indent, f"{scope.parts[key]}: TypeAlias = ")


def _list_nested(fields: Sequence[Field], scope: Scope, indent: str) -> Iterator[str]:
    """Yield the classes of groups and blocks."""
    for field in fields:
        if isinstance(field, Group):
            name = scope.parts[field.uid,]
            texts = [choose_text(field.help, field.name, field.uid)]
            outline = Outline(name, f"{scope.path}.{name}", "TypedGroup", texts, field.fields, field=field.uid)
            yield write_class(outline, scope.module, indent)
        elif isinstance(field, Blocks):
            for block in field.blocks:
                yield write_class(_outline_block(field, block, scope), scope.module, indent)


def _outline_block(field: Blocks, block: Block, scope: Scope) -> Outline:
    name = scope.parts[field.uid, block.uid]
    shared = "" if block.global_field is None else f", {scope.names.global_fields[block.global_field]}"
    path, base = f"{scope.path}.{name}", f"TypedBlock{shared}"
    return Outline(
        name, path, base, [choose_text(block.title, block.uid)], block.fields, field=field.uid, block=block.uid
    )


def _list_unions(fields: Sequence[Field], scope: Scope, indent: str) -> Iterator[str]:
    """Yield aliases of the blocks of modular blocks, and of what references to many content types can be."""
    for field in fields:
        if isinstance(field, Reference) and len(field.to) > MOST_TARGETS:
            scope.note_names("TypeAlias")
            targets = scope.note(" | ".join(annotate_targets(field, scope)))
            yield write_quoted(f"{scope.parts[field.uid,]}: TypeAlias = ", targets, indent)
        if isinstance(field, Blocks) and field.blocks:
            scope.note_names("TypeAlias")
            members = [scope.parts[field.uid, block.uid] for block in field.blocks]
            yield write_union(scope.parts[field.uid,], members, indent)


def _write_description(outline: Outline, indent: str) -> str:
    if outline.declared is None:
        return ""
    kind = type(outline.declared).__name__
    call = write_node(build_declaration(outline.declared, "model."), indent + INDENT, "return ")
    return (
        f'{indent}@classmethod\n{indent}def describe(cls) -> "_model.{kind}":\n'
        f"{indent}{INDENT}from contentstack_cma_toolkit import model\n\n{call}"
    )


__all__ = ["write_content_type", "write_global_field"]
