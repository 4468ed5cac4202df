"""The columns of a CSV file: dotted names and types. Pure functions."""

import json
import math
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, NoReturn, cast

from .references import RowError, build_reference, parse_target, read_references

Tree = dict[str, Any]

_MOST_SHOWN = 40
_BOOLEANS: Mapping[str, bool] = {"true": True, "yes": True, "1": True, "false": False, "no": False, "0": False}


@dataclass(frozen=True, slots=True)
class Column:
    """A column.

    Attributes:
        name: Its name in the header.
        path: The fields that lead to the value; digits are positions in a list.
        kind: Type of its cells.
        target: Content type and key field of the entries that its cells refer to.
    """

    name: str
    path: tuple[str, ...]
    kind: str = "text"
    target: tuple[str, str] | None = None


def parse_header(names: Sequence[str]) -> list[Column]:
    """Return the columns of a header.

    Raises:
        RowError: A name is empty, occurs twice, has an unknown type, or contradicts another.
    """
    columns = [_parse_name(name.strip(), number) for number, name in enumerate(names, start=1)]
    used: dict[tuple[str, ...], str] = {}
    for column in columns:
        if column.path in used:
            raise RowError(f"column {column.name!r} occurs twice")
        used[column.path] = column.name
    for column in columns:
        for length in range(1, len(column.path)):
            if (shorter := used.get(column.path[:length])) is not None:
                raise RowError(f"columns {shorter!r} and {column.name!r} contradict each other: keep one of them")
    _check_positions(columns)
    return columns


def build_fields(columns: Sequence[Column], cells: Sequence[str]) -> dict[str, object]:
    """Return the fields of a row. An empty cell leaves its field out.

    Raises:
        RowError: A cell does not have the type of its column.
    """
    tree: Tree = {}
    for column, cell in zip(columns, cells, strict=True):
        if cell:
            _put(tree, column.path, _parse_cell(column, cell))
    return cast("dict[str, object]", _turn_into_lists(tree))


def _parse_name(text: str, number: int) -> Column:
    name, _, kind = text.partition(":")
    path = tuple(name.split("."))
    if not all(path):
        raise RowError(f"column {number} has the name {text!r}; expected a field such as title or seo.title")
    if path[0].isdecimal():
        raise RowError(f"column {number} must begin with a field, not a number: {text!r}")
    target = parse_target(kind)
    if kind and kind not in _PARSERS and target is None:
        kinds = ", ".join(_PARSERS)
        raise RowError(f"column {text!r} has the type {kind!r}; expected one of {kinds} or ref(CONTENT_TYPE.FIELD)")
    return Column(text, path, kind or "text", target)


def _check_positions(columns: Sequence[Column]) -> None:
    """Check that the positions of each list begin at 0 and have no gaps, and that no list has names."""
    keys: dict[tuple[str, ...], set[str]] = {}
    for column in columns:
        for length, key in enumerate(column.path):
            keys.setdefault(column.path[:length], set()).add(key)
    for path, found in keys.items():
        name = ".".join(path)
        numbers = {key for key in found if key.isdecimal()}
        if numbers and numbers != found:
            raise RowError(f"{name!r} has both positions and names: it is either a list or a group")
        if numbers and numbers != {str(position) for position in range(len(numbers))}:
            raise RowError(f"the columns of {name!r} must be {name}.0, {name}.1 and so on, without gaps")


def _parse_cell(column: Column, cell: str) -> object:
    try:
        return build_reference(*column.target, cell.strip()) if column.target else _PARSERS[column.kind](cell)
    except RowError as error:
        raise RowError(f"column {column.name!r}: {error}") from None


def _parse_boolean(cell: str) -> bool:
    if cell.strip().lower() not in _BOOLEANS:
        raise RowError(f"{_shorten(cell)} is not a boolean: use true or false")
    return _BOOLEANS[cell.strip().lower()]


def _parse_json(cell: str) -> object:
    try:
        value = cast("object", json.loads(cell, parse_constant=_reject_constant))
    except (RecursionError, ValueError) as error:
        raise RowError(f"{_shorten(cell)} is not valid JSON: {error}") from None
    return read_references(value)


def _reject_constant(name: str) -> NoReturn:
    raise ValueError(f"{name} is not a JSON number")


def _parse_list(cell: str) -> list[str]:
    return [item.strip() for item in cell.split(",") if item.strip()]


def _parse_number(cell: str) -> int | float:
    text = cell.strip()
    for parse in (int, float):
        try:
            number = parse(text)
        except ValueError:
            continue
        if isinstance(number, int) or math.isfinite(number):
            return number
    raise RowError(f"{_shorten(text)} is not a number: write it as 12 or 12.5")


_PARSERS: Mapping[str, Callable[[str], object]] = {
    "text": str,
    "number": _parse_number,
    "boolean": _parse_boolean,
    "list": _parse_list,
    "json": _parse_json,
}


def _put(tree: Tree, path: tuple[str, ...], value: object) -> None:
    *parents, last = path
    for key in parents:
        tree = cast("Tree", tree.setdefault(key, {}))
    tree[last] = _Leaf(value)


def _turn_into_lists(node: Tree) -> object:
    """Return a tree with lists in place of positions. Items without a value are left out."""
    values = {key: _unwrap(value) for key, value in node.items()}
    is_list = bool(values) and all(key.isdecimal() for key in values)
    return [values[key] for key in sorted(values, key=int)] if is_list else values


@dataclass(frozen=True, slots=True)
class _Leaf:
    """The value of a cell, which may itself be a JSON object."""

    value: object


def _unwrap(value: "Tree | _Leaf") -> object:
    return value.value if isinstance(value, _Leaf) else _turn_into_lists(value)


def _shorten(text: str) -> str:
    return repr(text if len(text) <= _MOST_SHOWN else f"{text[:_MOST_SHOWN]}…")
