"""JSON Schema of single values of fields. Pure functions."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any, TypeAlias

from ..model import Boolean, Custom, Date, Field, File, Html, Link, Markdown, Number, Reference, RichText, Select, Text
from .limits import can_compile

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

JsonSchema: TypeAlias = dict[str, Any]
"""A JSON Schema."""

_UID = "^[A-Za-z0-9_-]{1,64}$"


def build_value(field: Field) -> JsonSchema:
    """Return the schema of one value of a field that has no fields of its own; an empty one for any value."""
    build = _BUILDERS.get(type(field))
    return {} if build is None else build(field)


def build_closed(properties: Mapping[str, JsonSchema]) -> JsonSchema:
    """Return the schema of an object that has all of its properties and no other."""
    return {
        "type": "object",
        "properties": dict(properties),
        "required": list(properties),
        "additionalProperties": False,
    }


def _build_text(field: Text) -> JsonSchema:
    built: JsonSchema = {"type": "string"}
    if field.min is not None and field.min > 0:
        built["minLength"] = math.ceil(field.min)
    if field.max is not None:
        built["maxLength"] = max(0, math.floor(field.max))
    if field.pattern and can_compile(field.pattern):
        built["pattern"] = field.pattern
    return built


def _build_select(field: Select) -> JsonSchema:
    return {"enum": list(field.values)} if field.values else {"type": ["string", "number"]}


def _build_number(field: Number) -> JsonSchema:
    bounds = {"minimum": field.min, "maximum": field.max}
    return {"type": "number", **{key: value for key, value in bounds.items() if value is not None}}


def _build_boolean(_field: Boolean) -> JsonSchema:
    return {"type": "boolean"}


def _build_date(field: Date) -> JsonSchema:
    return {"type": "string", "format": "date-time" if field.time else "date"}


def _build_file(_field: File) -> JsonSchema:
    return {"type": "string"}


def _build_link(_field: Link) -> JsonSchema:
    part: JsonSchema = {"type": ["string", "null"]}
    properties = {"title": part, "href": part}
    return {"type": "object", "properties": properties, "additionalProperties": False}


def _build_reference(field: Reference) -> JsonSchema:
    if not field.to:
        return {}
    uid: JsonSchema = {"type": "string", "pattern": _UID}
    built = build_closed({"uid": uid, "_content_type_uid": {"enum": list(field.to)}})
    return {"anyOf": [built, uid]} if field.has_bare_uids else built


def _build_rich_text(_field: RichText) -> JsonSchema:
    properties: JsonSchema = {
        "type": {"type": "string"},
        "attrs": {"type": "object"},
        "children": {"type": "array", "items": {"type": "object"}},
    }
    return {"type": "object", "properties": properties, "required": ["children"]}


def _build_custom(field: Custom) -> JsonSchema:
    kinds = {"text": "string", "isodate": "string", "number": "number", "boolean": "boolean"}
    return {"type": kinds[field.kind]} if field.kind in kinds else {}


_BUILDERS: Mapping[type[Field], Callable[[Any], JsonSchema]] = {
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

__all__ = ["JsonSchema", "build_closed", "build_value"]
