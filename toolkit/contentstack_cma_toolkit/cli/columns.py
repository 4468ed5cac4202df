"""The columns of a CSV file: dotted names and types. Pure functions."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from ..records.references import RowError, build_reference, parse_target, read_references
from ..records.scalars import parse_boolean, parse_json_cell, parse_list, parse_number
from ..records.trees import Tree, build_tree_fields, put_value


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
            put_value(tree, column.path, _parse_cell(column, cell))
    return build_tree_fields(tree)


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


def _parse_json(cell: str) -> object:
    return read_references(parse_json_cell(cell))


_PARSERS: Mapping[str, Callable[[str], object]] = {
    "text": str,
    "number": parse_number,
    "boolean": parse_boolean,
    "list": parse_list,
    "json": _parse_json,
}
