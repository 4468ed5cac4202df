"""Turn typed values into plain JSON."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any, Protocol, cast, runtime_checkable

from contentstack_cma.types import format_datetime


@runtime_checkable
class _HasReference(Protocol):
    def make_reference(self) -> Mapping[str, str]: ...


@runtime_checkable
class _HasDict(Protocol):
    def to_dict(self) -> Mapping[str, Any]: ...


_PLAIN = frozenset({str, int, float, bool, type(None)})


def to_plain(value: Any) -> Any:
    """Return a value as plain JSON, at any depth: models, documents of rich text, datetimes and dates."""
    if type(value) in _PLAIN:
        return value
    if isinstance(value, _HasDict):
        return value.to_dict()
    if isinstance(value, Mapping):
        return {name: to_plain(inner) for name, inner in cast("Mapping[str, Any]", value).items()}
    if isinstance(value, list | tuple):
        return [to_plain(item) for item in cast("list[Any]", value)]
    return _format_date(value)


def to_input(value: Any) -> Any:
    """Return a value as plain JSON in the form in which it is written: entries become references."""
    if type(value) in _PLAIN:
        return value
    if isinstance(value, _HasReference):
        return value.make_reference()
    if isinstance(value, _HasDict):
        return value.to_dict()
    if isinstance(value, Mapping):
        return {name: to_input(inner) for name, inner in cast("Mapping[str, Any]", value).items()}
    if isinstance(value, list | tuple):
        return [to_input(item) for item in cast("list[Any]", value)]
    return _format_date(value)


def _format_date(value: Any) -> Any:
    if isinstance(value, datetime):
        return format_datetime(value)
    if isinstance(value, date):
        return value.isoformat()
    return value


__all__ = ["to_input", "to_plain"]
