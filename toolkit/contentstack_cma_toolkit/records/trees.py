"""Build the fields of an entry from the paths of columns. Pure functions."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, cast

from .references import RowError

Tree = dict[str, Any]


@dataclass(frozen=True, slots=True)
class _Leaf:
    """The value of a cell, which may itself be a JSON object."""

    value: object


def put_value(tree: Tree, path: Sequence[str], value: object) -> None:
    """Put the value of a cell into a tree.

    Raises:
        RowError: Another cell has a value for the same field, or for one around or inside it.
    """
    *parents, last = path
    for depth, key in enumerate(parents, start=1):
        tree = tree.setdefault(key, {})
        if isinstance(cast("Tree | _Leaf", tree), _Leaf):
            raise RowError(f"contradicts the column {'.'.join(path[:depth])!r}: clear the cell of one of them")
    if last in tree:
        raise RowError(f"contradicts another column for {'.'.join(path)!r}: clear the cell of one of them")
    tree[last] = _Leaf(value)


def build_tree_fields(tree: Tree) -> dict[str, object]:
    """Return the fields of a tree, with lists in place of positions. Items without a value are left out."""
    return {key: _unwrap(value) for key, value in tree.items()}


def _unwrap(node: "Tree | _Leaf") -> object:
    if isinstance(node, _Leaf):
        return node.value
    values = build_tree_fields(node)
    is_list = bool(values) and all(key.isdecimal() for key in values)
    return [values[key] for key in sorted(values, key=int)] if is_list else values
