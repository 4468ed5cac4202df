"""Values as they are sent: JSON, references and assets as their uids. Pure functions."""

from __future__ import annotations

from collections import UserList, deque
from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import Protocol, cast, runtime_checkable

from contentstack_cma.models import Asset, Entry
from contentstack_cma.types import format_datetime


@runtime_checkable
class SupportsToDict(Protocol):
    """An object with a JSON form: a model of the SDK, a document of rich text, a reference, a term."""

    def to_dict(self) -> Mapping[str, object]:
        """Return the object as JSON."""
        ...


def to_write_form(value: object) -> object:
    """Return a value of an entry in the form that is sent.

    Aware datetimes become texts in UTC, dates `2026-01-31`, assets their uid, entries a reference, and what has a
    `to_dict()` that. What has no such form is returned as it is: a datetime without a time zone, for example.

    Args:
        value: The value: of a field, or a whole entry as a mapping.
    """
    if value is None or isinstance(value, str | int | float):
        return value
    if isinstance(value, dict):
        return {key: to_write_form(item) for key, item in cast("dict[object, object]", value).items()}
    if isinstance(value, list):
        return [to_write_form(item) for item in cast("list[object]", value)]
    return _convert(value)


def _convert(value: object) -> object:
    if isinstance(value, date):
        return _write_date(value)
    if isinstance(value, Asset):
        return value.uid
    if isinstance(value, Entry):
        return _write_reference(value)
    parts = value.to_dict() if isinstance(value, SupportsToDict) else value
    if isinstance(parts, Mapping):
        return to_write_form(dict(cast("Mapping[object, object]", parts)))
    if isinstance(parts, tuple | UserList | deque):
        return to_write_form(list(cast("Sequence[object]", parts)))
    return value


def write_entry(entry: Mapping[str, object] | SupportsToDict) -> dict[str, object]:
    """Return an entry in the form that is sent.

    Args:
        entry: The entry: a mapping, or a model.

    Raises:
        TypeError: It is neither.
    """
    values = entry.to_dict() if isinstance(entry, SupportsToDict) else entry
    if not isinstance(cast("object", values), Mapping):
        raise TypeError(f"an entry must be a mapping or a model, not {type(entry).__name__}")
    return {key: to_write_form(value) for key, value in values.items()}


def _write_date(value: date) -> object:
    if not isinstance(value, datetime):
        return value.isoformat()
    return value if value.tzinfo is None else format_datetime(value)


def _write_reference(entry: Entry) -> dict[str, object]:
    uid = getattr(type(entry), "content_type_uid", None) or entry.to_dict().get("_content_type_uid")
    return {"uid": entry.uid, "_content_type_uid": uid}


__all__ = ["SupportsToDict", "to_write_form", "write_entry"]
