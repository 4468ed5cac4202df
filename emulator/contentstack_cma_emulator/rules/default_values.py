"""The default values of fields that a new entry does not set."""

from typing import Any, cast

from contentstack_cma_emulator.engine.documents import Document, as_object
from contentstack_cma_emulator.rules.field_values import Stored, check_value
from contentstack_cma_emulator.rules.fields import Schema, holds_many, read_metadata

LITERAL_TYPES = ("text", "number", "boolean")
"""The data types whose default is the value itself."""


def find_default_values(schema: Schema, stored: Stored) -> Document:
    """Return the default values of the fields in a schema, without those that are invalid for their own field."""
    found = ((field, read_default_value(field)) for field in schema)
    return {field["uid"]: value for field, value in found if value is not None and _is_valid(field, value, stored)}


def read_default_value(field: Document) -> Any:
    """Return the default value of a field in the form that entries use, or None if it has none."""
    default: Any = read_metadata(field).get("default_value")
    if default in (None, "", []):
        return None
    value: Any = default if field["data_type"] in LITERAL_TYPES else _to_entry_form(field, default)
    is_one_of_many = holds_many(field) and value is not None and not isinstance(value, list)
    return [value] if is_one_of_many else cast("Any", value)


def _to_entry_form(field: Document, default: Any) -> Any:
    written = as_object(default)
    if field["data_type"] == "link" and (written.get("title") or written.get("url")):
        return {"title": written.get("title") or "", "href": written.get("url") or ""}
    if field["data_type"] == "isodate" and written.get("date"):
        return f"{written['date']}T{written['time']}" if written.get("time") else written["date"]
    return None


def _is_valid(field: Document, value: Any, stored: Stored) -> bool:
    items = cast("list[Any]", value) if holds_many(field) else [value]
    return all(check_value(field, item, stored) is None for item in items)
