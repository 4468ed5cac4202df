"""Values that change a field where it stands, instead of replacing it.

    from contentstack_cma.atomic import push

    entry = stack.entries("blog_post").create({"title": "Tagged", "url": "/tagged", "tags": ["a"]})
    stack.entries("blog_post").update(entry.uid, {"tags": push("b")})

They work on the value that the server has, so two writers do not undo each other's change.
"""

from collections.abc import Mapping
from typing import Any

Operation = dict[str, Any]


def push(*items: Any) -> Operation:
    """Append items to a field of several values.

    >>> push("a", "b")
    {'PUSH': {'data': ['a', 'b']}}
    """
    return {"PUSH": {"data": list(_some(items))}}


def pull(*items: Any) -> Operation:
    """Take items out of a field of several values.

    >>> pull("a")
    {'PULL': {'data': ['a']}}
    """
    return {"PULL": {"data": list(_some(items))}}


def pull_where(query: Mapping[str, Any]) -> Operation:
    """Take out of a field of several values the items that match a query.

    >>> pull_where({"title": "Old"})
    {'PULL': {'query': {'title': 'Old'}}}
    """
    return {"PULL": {"query": dict(query)}}


def update_at(index: int, value: Any) -> Operation:
    """Replace one item of a field of several values; the first has index 0.

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


def _some(items: tuple[Any, ...]) -> tuple[Any, ...]:
    if not items:
        raise ValueError("give at least one item")
    return items
