"""Read cells: from text, or from Python, NumPy or pandas, to what the API accepts. Pure functions."""

import math
from collections.abc import Callable, Mapping
from datetime import date, datetime
from typing import Any, Literal, cast

from .errors import shorten
from .fields import Field
from .formats import format_date, is_list_of_uids, is_uid, parse_date, parse_reference, parse_term
from .references import RowError, read_references
from .scalars import check_finite, parse_boolean, parse_json_cell, parse_number

FindFile = Callable[[str], str]
"""A function that returns the uid of the asset for the path of a file. Raises `RowError` if there is none."""

_EXACT = 2**53
"""Above, floating-point numbers are not exact."""


class Missing:
    """The cell is empty, so that its field is left as it is."""


MISSING = Missing()


def normalize(value: object) -> object:
    """Return a value of a row without the types of NumPy and pandas; `MISSING` for `NaN`, `NaT` and `NA`."""
    kind = type(value)
    if kind is str or value is None:
        return value
    if kind.__module__ == "numpy":
        found: object = cast("Any", value).tolist()
        return MISSING if found is None else normalize(found)
    if (isinstance(value, float) and math.isnan(value)) or kind.__name__ in {"NaTType", "NAType"}:
        return MISSING
    return value


def read_cell(value: object, field: Field, find_file: FindFile) -> object:
    """Return the value of a cell for its field. None and the empty text are what they are, in every field.

    Raises:
        RowError: It does not fit the field.
    """
    if value is None or (isinstance(value, str) and not value):
        return value
    if field.is_list:
        return _read_list(value, field, find_file)
    return _READERS[field.kind](value, field, find_file)


def _read_list(value: object, field: Field, find_file: FindFile) -> list[object]:
    items = _parse_list(value, field) if isinstance(value, str) else value
    if not isinstance(items, list):
        raise RowError(f"expected a list as JSON, such as {_EXAMPLES.get(field.kind, '[{…}]')}, not {shorten(value)}")
    found = cast("list[object]", check_finite(cast("object", items)))
    read: list[object] = []
    for index, item in enumerate(found):
        try:
            read.append(_read_item(item, field.item, find_file))
        except RowError as error:
            raise RowError(f"item {index}: {error}" if len(found) > 1 else str(error)) from None
    return read


def _read_item(item: object, field: Field, find_file: FindFile) -> object:
    is_nested = field.has_fields or _is_object(item)
    return resolve_nested(item, field, find_file) if is_nested else read_cell(item, field, find_file)


_EXAMPLES: Mapping[str, str] = {
    "text": '["a", "b"]',
    "number": "[1, 2.5]",
    "boolean": "[true, false]",
    "date": '["2026-01-31"]',
}


def _is_object(item: object) -> bool:
    return isinstance(item, dict)


def _parse_list(text: str, field: Field) -> object:
    if text.lstrip().startswith("["):
        return parse_json_cell(text)
    if field.kind not in {"file", "reference", "taxonomy"}:
        return None
    return [item.strip() for item in text.split(",")] if is_list_of_uids(text) else [text]


def _read_text(value: object, field: Field, _find_file: FindFile) -> object:
    if not isinstance(value, str):
        raise RowError(f"expected a text, not {_name(value)}")
    return _check_choice(value, field)


def _read_number(value: object, field: Field, _find_file: FindFile) -> object:
    if isinstance(value, str):
        try:
            value = parse_number(value)
        except RowError:
            raise RowError(f"expected a number, not {shorten(value)}") from None
    if isinstance(value, bool) or not isinstance(value, (int, float)):
        raise RowError(f"expected a number, not {_name(value)}")
    check_finite(value)
    is_whole = isinstance(value, float) and value.is_integer() and abs(value) <= _EXACT
    return _check_choice(int(value) if is_whole else value, field)


def _read_boolean(value: object, _field: Field, _find_file: FindFile) -> object:
    if isinstance(value, bool):
        return value
    if not isinstance(value, str):
        raise RowError(f"expected true or false, not {_name(value)}")
    try:
        return parse_boolean(value)
    except RowError:
        raise RowError(f"expected true or false, not {shorten(value)}") from None


def _read_date(value: object, field: Field, _find_file: FindFile) -> object:
    if isinstance(value, datetime) and not field.has_time and not any((value.hour, value.minute, value.second)):
        return value.date().isoformat()
    if isinstance(value, date):
        return format_date(value)
    if not isinstance(value, str) or parse_date(value.strip()) is None:
        example = "2026-01-31T08:00:00Z" if field.has_time else "2026-01-31"
        raise RowError(f"expected a date such as {example}, not {_name(value)}")
    return value.strip()


def _read_file(value: object, _field: Field, find_file: FindFile) -> object:
    if not isinstance(value, str):
        raise RowError(f"expected the uid or the path of a file, not {_name(value)}")
    return value if is_uid(value) else find_file(value)


def _read_reference(value: object, field: Field, _find_file: FindFile) -> object:
    return parse_reference(value, field) if isinstance(value, str) else read_references(value)


def _read_term(value: object, _field: Field, _find_file: FindFile) -> object:
    return parse_term(value) if isinstance(value, str) else value


def _read_group(value: object, field: Field, find_file: FindFile) -> object:
    found = parse_json_cell(value) if isinstance(value, str) else value
    if not isinstance(found, Mapping):
        raise RowError(f"expected an object as JSON, such as {{}}, not {shorten(value)}")
    return resolve_nested(check_finite(cast("object", found)), field, find_file)


def _read_json(value: object, _field: Field, _find_file: FindFile) -> object:
    return parse_json_cell(value) if isinstance(value, str) else check_finite(value)


_READERS: Mapping[str, Callable[[object, Field, FindFile], object]] = {
    "text": _read_text,
    "number": _read_number,
    "boolean": _read_boolean,
    "date": _read_date,
    "file": _read_file,
    "reference": _read_reference,
    "taxonomy": _read_term,
    "group": _read_group,
    "blocks": _read_group,
    "json": _read_json,
}


def _check_choice(value: str | float, field: Field) -> str | float:
    if field.choices and value not in field.choices:
        shown = ", ".join(map(repr, field.choices[:_MOST_CHOICES]))
        raise RowError(f"expected one of {shown}{', …' * (len(field.choices) > _MOST_CHOICES)}, not {shorten(value)}")
    return value


_MOST_CHOICES = 10


def resolve_nested(value: object, field: Field | None, find_file: FindFile) -> object:
    """Return JSON with references by key and paths resolved where its fields say so. The rest stays as it is.

    Raises:
        RowError: A reference is malformed, or there is no such file.
    """
    if field is None or field.kind == "json":
        return value
    if isinstance(value, list):
        return [resolve_nested(item, field.item, find_file) for item in cast("list[object]", value)]
    if field.kind == "reference":
        return read_references(value)
    if field.kind == "file" and isinstance(value, str) and value:
        return _read_file(value, field, find_file)
    if field.has_fields and isinstance(value, Mapping):
        fields = cast("Mapping[str, object]", value)
        return {name: resolve_nested(each, field.fields.get(name), find_file) for name, each in fields.items()}
    return value


def _name(value: object) -> str:
    names: Mapping[type, Literal["the number", "the boolean"]] = {
        bool: "the boolean",
        int: "the number",
        float: "the number",
    }
    name = names.get(type(value))
    return shorten(value) if name is None else f"{name} {value}"
