"""Atomic updates: values that change a field on the server instead of replacing it.

    from contentstack_cma.atomic import push

    entry = stack.entries("blog_post").create({"title": "Tagged", "url": "/tagged", "tags": ["a"]})
    stack.entries("blog_post").update(entry.uid, {"tags": push("b")})

They apply to the value on the server, so two writers do not undo each other's changes.
"""

from collections.abc import Mapping
from typing import Any

Operation = dict[str, Any]


def push(*items: Any) -> Operation:
    """Append items to a multi-value field.

    >>> push("a", "b")
    {'PUSH': {'data': ['a', 'b']}}
    """
    return {"PUSH": {"data": list(_require_items(items))}}


def pull(*items: Any) -> Operation:
    """Remove items from a multi-value field.

    >>> pull("a")
    {'PULL': {'data': ['a']}}
    """
    return {"PULL": {"data": list(_require_items(items))}}


def pull_where(query: Mapping[str, Any]) -> Operation:
    """Remove the items that match a query from a multi-value field.

    >>> pull_where({"title": "Old"})
    {'PULL': {'query': {'title': 'Old'}}}
    """
    return {"PULL": {"query": dict(query)}}


def update_at(index: int, value: Any) -> Operation:
    """Replace one item of a multi-value field; the first has index 0.

    Raises:
        ValueError: `index` is negative.

    >>> update_at(0, "a")
    {'UPDATE': {'index': 0, 'data': 'a'}}
    """
    if index < 0:
        raise ValueError(f"index must be at least 0, not {index}")
    return {"UPDATE": {"index": index, "data": value}}


def add(number: float) -> Operation:
    """Add to a number field.

    >>> add(2)
    {'ADD': 2}
    """
    return {"ADD": number}


def subtract(number: float) -> Operation:
    """Subtract from a number field.

    >>> subtract(2)
    {'SUB': 2}
    """
    return {"SUB": number}


def _require_items(items: tuple[Any, ...]) -> tuple[Any, ...]:
    if not items:
        raise ValueError("at least one item is required")
    return items
