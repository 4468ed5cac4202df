"""Compare values of fields. No I/O."""

from collections.abc import Mapping, Sequence
from typing import Any, cast

_SERVER_KEYS = frozenset({"_metadata", "_version"})
"""Keys that the server sets anew when a value is written."""


def is_empty(value: object) -> bool:
    """Return whether a field has no value."""
    return value is None or value in ("", [], {})


def is_same(one: object, other: object) -> bool:
    """Return whether two values of fields say the same, apart from what the server sets when a value is written."""
    if is_empty(one) or is_empty(other):
        return is_empty(one) and is_empty(other)
    return normalize(one) == normalize(other)


def normalize(value: object) -> object:
    """Return a value without what the server sets when it is written."""
    if isinstance(value, Mapping):
        return _normalize_mapping(cast("Mapping[str, Any]", value))
    if isinstance(value, Sequence) and not isinstance(value, str):
        return [normalize(item) for item in cast("Sequence[object]", value)]
    return ("boolean", value) if isinstance(value, bool) else value  # True is not 1


def _normalize_mapping(value: Mapping[str, Any]) -> object:
    if "uid" in value and "filename" in value:
        return value["uid"]  # an asset, which is written by its uid
    is_node = "children" in value
    return {
        name: normalize(item)
        for name, item in value.items()
        if name not in _SERVER_KEYS and not is_empty(item) and not (is_node and name == "uid")
    }
