"""Values that must be unique, among entries that are sent together. Pure functions."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, cast

from .problems import Problem
from .values import as_object, read_object

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from .rules import FieldRule

_REPEATED = "has the same unique value as entry"

Key = tuple[str, str]
"""A path, and the value there in a form that can be compared."""


def find_repeated(
    rules: Sequence[FieldRule], entries: Sequence[Mapping[str, object]], more: Sequence[str]
) -> dict[int, list[Problem]]:
    """Return the unique values that an earlier entry has, by the index of the later entry.

    Values of fields that hold several, or are in a list of groups or in a block, are never compared; the API does so.

    Args:
        rules: The rules of the fields.
        entries: The entries.
        more: Other keys of entries that must be unique.
    """
    paths = [*more, *_list_unique_paths(rules, "")]
    first: dict[Key, int] = {}
    found: dict[int, list[Problem]] = {}
    for index, values in enumerate(entries):
        earlier = [(key[0], first.setdefault(key, index)) for key in _list_keys(values, paths)]
        clashes = {path: other for path, other in earlier if other != index}
        if clashes:
            found[index] = [Problem(path, f"{_REPEATED} {other}") for path, other in clashes.items()]
    return found


def _list_unique_paths(rules: Sequence[FieldRule], path: str) -> Iterator[str]:
    for rule in rules:
        here = f"{path}{rule.uid}"
        if rule.is_unique:
            yield here
        if rule.fields and not rule.is_list:
            yield from _list_unique_paths(rule.fields, f"{here}.")


def _list_keys(values: Mapping[str, object], paths: Sequence[str]) -> Iterator[Key]:
    for path in paths:
        for value in _find_values(values, path.split(".")):
            if value is not None and value not in ("", []):
                yield path, _write_key(value)


def _find_values(value: object, path: Sequence[str]) -> Iterator[object]:
    """Iterate over the values at a path. A list is wrong there; the API looks for the path in its items."""
    items = cast("list[object]", value) if isinstance(value, list) else []
    if not path:
        yield value
        yield from items
        return
    for item in items:
        yield from _find_values(item, path)
    if path[0] in as_object(value):
        yield from _find_values(as_object(value)[path[0]], path[1:])


def _write_key(value: object) -> str:
    if list(as_object(value)) == ["uid"]:  # An asset, which can be sent as its uid too.
        value = as_object(value)["uid"]
    return json.dumps(_normalize(value), sort_keys=True, default=repr)


def _normalize(value: object) -> object:
    """Return a JSON value in which 1.0 is 1."""
    if isinstance(value, float) and value.is_integer():
        return int(value)
    if isinstance(value, list):
        return [_normalize(item) for item in cast("list[object]", value)]
    parts = read_object(value)
    return value if parts is None else {key: _normalize(item) for key, item in parts.items()}


__all__ = ["find_repeated"]
