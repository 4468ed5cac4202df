"""Turn typed values into plain JSON."""

from __future__ import annotations

from collections.abc import Callable, Mapping
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
    return _convert(value, _write_whole)


def to_input(value: Any) -> Any:
    """Return a value as plain JSON in the form in which it is written: entries become references."""
    return _convert(value, _write_reference)


def _convert(value: Any, write: Callable[[_HasDict], Any]) -> Any:
    """Return a value as plain JSON, with objects that have a form of their own written by `write`."""
    if type(value) in _PLAIN:
        return value
    if isinstance(value, _HasDict):
        return write(value)
    if isinstance(value, Mapping):
        return {name: _convert(inner, write) for name, inner in cast("Mapping[str, Any]", value).items()}
    if isinstance(value, list | tuple):
        return [_convert(item, write) for item in cast("list[Any]", value)]
    return _format_date(value)


def _write_whole(value: _HasDict) -> Any:
    return value.to_dict()


def _write_reference(value: _HasDict) -> Any:
    return value.make_reference() if isinstance(value, _HasReference) else value.to_dict()


def _format_date(value: Any) -> Any:
    if isinstance(value, datetime):
        return format_datetime(value)
    if isinstance(value, date):
        return value.isoformat()
    return value


__all__ = ["to_input", "to_plain"]
