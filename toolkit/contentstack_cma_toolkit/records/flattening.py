"""Flatten the fields of an entry to the cells of a row. Pure functions."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any, Literal, cast

from .fields import Field
from .formats import dump_json, format_item, is_list_of_uids, parse_date

Flatten = Literal["json", "columns"]
"""How groups that repeat and modular blocks are flattened: to JSON in one cell, or to columns with positions."""

Dates = Literal["text", "datetime"]
"""What dates are in cells: ISO 8601 as the API returns it, or `datetime` and `date`."""

Cell = str | int | float | bool | date | None
"""What is in a cell of a record. A `datetime` is a `date`."""

Record = dict[str, Cell]
"""A flat row: a cell per column. A field that the entry does not have is left out."""


@dataclass(frozen=True, slots=True)
class Style:
    """How fields are flattened.

    Attributes:
        flatten: How groups that repeat and modular blocks are flattened.
        dates: What dates are in cells.
    """

    flatten: Flatten = "json"
    dates: Dates = "text"


def put_fields(
    record: Record, prefix: str, values: Mapping[str, Any], fields: Mapping[str, Field], style: Style
) -> None:
    """Put the cells of fields into a record."""
    for name, value in values.items():
        _put_value(record, prefix + name, value, fields.get(name), style)


def _put_value(record: Record, name: str, value: Any, field: Field | None, style: Style) -> None:
    if field is None:
        _put_other(record, name, value)
    elif value is None or (isinstance(value, str) and not value):
        record[name] = value
    elif field.has_fields:
        _put_nested(record, name, value, field, style)
    else:
        cell = _format_list(value, field) if field.is_list else _FORMATS[field.kind](value, field, style)
        if cell is None:
            _put_other(record, name, value)
        else:
            record[name] = cell


def _put_other(record: Record, name: str, value: Any) -> None:
    """Put a value that its field does not tell how to read."""
    record[f"{name}:json"] = None if value is None else dump_json(value)


def _put_nested(record: Record, name: str, value: Any, field: Field, style: Style) -> None:
    if field.is_list and isinstance(value, list):
        items = cast("list[object]", value)
        if style.flatten == "columns" and items and all(isinstance(item, Mapping) for item in items):
            for index, item in enumerate(items):
                _put_nested(record, f"{name}.{index}", item, field.item, style)
        else:
            record[name] = dump_json(items)
    elif isinstance(value, Mapping) and not field.is_list:
        values = cast("Mapping[str, Any]", value)
        if values and all(map(is_column_name, values)):
            put_fields(record, f"{name}.", values, field.fields, style)
        else:
            record[name] = dump_json(values)
    else:
        _put_other(record, name, value)


def is_column_name(name: str) -> bool:
    """Return whether a field can be a part of the name of a column."""
    return bool(name) and not name.isdecimal() and "." not in name and ":" not in name


def _format_list(value: object, field: Field) -> Cell:
    if not isinstance(value, list):
        return None
    items = cast("list[object]", value)
    if field.kind in {"file", "reference", "taxonomy"}:
        return _join(items, field)
    fits = all(_FORMATS[field.kind](item, field, _AS_TEXT) is not None for item in items)
    return dump_json(items) if fits else None


_AS_TEXT = Style()


def _join(items: list[object], field: Field) -> str | None:
    """Return the texts of items: between commas if all are uids, as JSON otherwise."""
    texts = [format_item(item, field) for item in items]
    known = [text for text in texts if text is not None]
    if len(known) < len(texts):
        return None
    if len(known) == 1 or (known and all(map(is_list_of_uids, known))):
        return ", ".join(known)
    return dump_json(known)


def _format_text(value: object, field: Field, _style: Style) -> Cell:
    return value if isinstance(value, str) and _is_allowed(value, field) else None


def _format_number(value: object, field: Field, _style: Style) -> Cell:
    is_number = isinstance(value, (int, float)) and not isinstance(value, bool)
    return cast("Cell", value) if is_number and _is_allowed(value, field) else None


def _is_allowed(value: object, field: Field) -> bool:
    return not field.choices or value in field.choices


def _format_boolean(value: object, _field: Field, _style: Style) -> Cell:
    return value if isinstance(value, bool) else None


def _format_date(value: object, _field: Field, style: Style) -> Cell:
    found = parse_date(value) if isinstance(value, str) and value == value.strip() else None
    if found is None:
        return None
    return to_moment(cast("str", value)) if style.dates == "datetime" else cast("str", value)


def to_moment(text: str) -> date | str:
    """Return the `datetime` or `date` of a text; the text if it is none, or has a time without a time zone."""
    found = parse_date(text)
    return text if found is None or getattr(found, "tzinfo", found) is None else found


def _format_short(value: object, field: Field, _style: Style) -> Cell:
    return format_item(value, field)


def _format_json(value: object, _field: Field, _style: Style) -> Cell:
    return dump_json(value)


_FORMATS: Mapping[str, Callable[[object, Field, Style], Cell]] = {
    "text": _format_text,
    "number": _format_number,
    "boolean": _format_boolean,
    "date": _format_date,
    "file": _format_short,
    "json": _format_json,
}
"""How to write a value that is no list; None if it does not fit its field."""
