"""Declarations as Python expressions. Pure functions."""

from __future__ import annotations

from dataclasses import fields as list_attributes
from typing import TYPE_CHECKING, TypeAlias, cast

from contentstack_cma_toolkit.model import (
    Block,
    Choice,
    ContentType,
    Environment,
    Field,
    GlobalField,
    Label,
    Locale,
    Role,
    Taxonomy,
    TaxonomyRule,
    Term,
    Workflow,
    WorkflowStage,
)

from .layout import Items, Node, build_call, build_list, build_open_list, build_value

if TYPE_CHECKING:
    from collections.abc import Iterator

    from contentstack_cma.types import JsonValue

Declaration: TypeAlias = (
    Block
    | Choice
    | ContentType
    | Environment
    | Field
    | GlobalField
    | Label
    | Locale
    | Role
    | TaxonomyRule
    | Taxonomy
    | Term
    | Workflow
    | WorkflowStage
)

_LISTS = ("fields", "blocks", "taxonomies", "terms", "stages")
"""Attributes with declarations, which come last, one per line."""


def build_declaration(declared: Declaration, module: str = "") -> Items:
    """Return the call that makes a declaration, with what differs from the defaults.

    Args:
        declared: The declaration.
        module: What is before the name of each class, such as `model.`.
    """
    kind = type(declared)
    first, *others = [each.name for each in list_attributes(declared)]
    identity: JsonValue = getattr(declared, first)
    usual = kind(cast("str", identity))
    items: list[tuple[str, Node]] = [("", build_value(identity))]
    for name in sorted(others, key=lambda name: name in _LISTS):
        value: object = getattr(declared, name)
        if value != getattr(usual, name) or type(value) is not type(getattr(usual, name)):
            items.append((f"{name}=", _build_attribute(value, module)))
    return build_call(f"{module}{kind.__name__}", items)


def list_used(declared: Declaration) -> Iterator[str]:
    """Iterate over the names of the classes in a declaration."""
    yield type(declared).__name__
    for each in list_attributes(declared):
        value: object = getattr(declared, each.name)
        for item in cast("tuple[object, ...]", value) if isinstance(value, tuple) else ():
            if isinstance(item, Declaration) and not _is_bare(item):
                yield from list_used(item)


def _build_attribute(value: object, module: str) -> Node:
    if not isinstance(value, tuple):
        return build_value(cast("JsonValue", value))
    items = [_build_item(item, module) for item in cast("tuple[object, ...]", value)]
    has_declarations = any(isinstance(item, Items) for item in items)
    return build_open_list(items) if has_declarations else build_list(items)


def _build_item(item: object, module: str) -> Node:
    if _is_bare(item):
        return build_value(cast("Choice", item).value)
    if isinstance(item, Declaration):
        return build_declaration(item, module)
    return build_value(cast("JsonValue", item))


def _is_bare(item: object) -> bool:
    """Return whether an item is a choice without a label, which is written as its value."""
    return isinstance(item, Choice) and item.label is None


__all__ = ["Declaration", "build_declaration", "list_used"]
