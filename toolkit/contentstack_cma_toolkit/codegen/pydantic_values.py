"""Types of single values in pydantic models. Pure functions."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from ..model import (
    Boolean,
    Custom,
    Date,
    Field,
    File,
    Html,
    Link,
    Markdown,
    Number,
    Reference,
    RichText,
    Select,
    Taxonomies,
    Text,
)
from .annotations import list_choices
from .layout import Items, build_call, build_value
from .limits import MOST_INSTANCES, MOST_TERMS, can_compile

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from .layout import Node


def build_type(field: Field) -> Node:
    """Return the type of one value of a field that has no fields of its own."""
    build = _BUILDERS.get(type(field))
    return "JsonValue" if build is None else build(field)


def build_bounds(field: Field) -> Node | None:
    """Return the call of `Field` that limits how many values a field has, or None if any number is right."""
    least = field.min_instances or 0
    least = max(least, 1) if field.required else least
    most = _find_most(field)
    # Without values, the minimum does not matter.
    bounds = {"min_length": least if field.required else None, "max_length": most}
    return _build_field_call(bounds)


def _find_most(field: Field) -> int | None:
    if isinstance(field, Taxonomies):
        return MOST_TERMS
    if isinstance(field, Reference):
        return field.max_instances if field.multiple else 1
    return min(field.max_instances or MOST_INSTANCES, MOST_INSTANCES)


def build_subscript(name: str, items: Sequence[Node]) -> Items:
    """Return a type with arguments: `Literal["a", "b"]`."""
    return Items(f"{name}[", tuple(("", item) for item in items), "]")


def build_union(members: Sequence[Node]) -> Node:
    """Return the union of types; anything if there are none."""
    if not members:
        return "JsonValue"
    return members[0] if len(members) == 1 else build_subscript("Union", members)


def build_literal(values: Sequence[str | int]) -> Items:
    """Return a type that has these values."""
    return build_subscript("Literal", [build_value(value) for value in values])


def annotate(kind: Node, call: Node | None) -> Node:
    """Return a type with a call of `Field` that limits it."""
    return kind if call is None else build_subscript("Annotated", [kind, call])


def _build_field_call(bounds: Mapping[str, Any]) -> Items | None:
    items = [(f"{name}=", build_value(value)) for name, value in bounds.items() if value not in (None, 0, "")]
    return build_call("Field", items) if items else None


def _build_text(field: Text) -> Node:
    least = max(1, int(field.min or 0)) if field.required and not field.is_list else int(field.min or 0)
    most = None if field.max is None else int(field.max)
    pattern = field.pattern if field.pattern and can_compile(field.pattern) else None
    kind = annotate("str", _build_field_call({"min_length": least, "max_length": most, "pattern": pattern}))
    if field.required or not (least or pattern):
        return kind
    return build_union([kind, build_literal([""])])


def _build_select(field: Select) -> Node:
    choices = list_choices(field)
    if not choices:
        return "int | float" if field.is_numeric else "str"
    return build_literal([*choices, *([] if field.is_numeric or field.required or "" in choices else [""])])


def _build_number(field: Number) -> Node:
    bounds = [(name, value) for name, value in (("ge=", field.min), ("le=", field.max)) if value is not None]
    call = build_call("Field", [(name, build_value(value)) for name, value in bounds]) if bounds else None
    return annotate("int | float", call)


def _build_boolean(_field: Boolean) -> Node:
    return "bool"


def _build_date(field: Date) -> Node:
    kinds = "datetime | date" if field.time else "date | datetime"
    return kinds if field.required else f'{kinds} | Literal[""]'


def _build_file(field: File) -> Node:
    return annotate("str", _build_field_call({"min_length": 1 if field.required else 0}))


def _build_link(_field: Link) -> Node:
    return "Link"


def _build_reference(field: Reference) -> Node:
    reference = build_subscript("Ref", [build_literal(list(field.to)) if field.to else "str"])
    return build_union([reference, "str"]) if field.has_bare_uids else reference


def _build_rich_text(_field: RichText) -> Node:
    return "dict[str, JsonValue]"


def _build_custom(field: Custom) -> Node:
    kinds = {"text": "str", "number": "int | float", "boolean": "bool", "isodate": "str"}
    return kinds.get(field.kind, "JsonValue")


_BUILDERS: Mapping[type[Field], Callable[[Any], Node]] = {
    Text: _build_text,
    Html: _build_text,
    Markdown: _build_text,
    Select: _build_select,
    Number: _build_number,
    Boolean: _build_boolean,
    Date: _build_date,
    File: _build_file,
    Link: _build_link,
    Reference: _build_reference,
    RichText: _build_rich_text,
    Custom: _build_custom,
}

__all__ = ["annotate", "build_bounds", "build_literal", "build_subscript", "build_type", "build_union"]
