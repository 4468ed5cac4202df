"""Say in words what a response is like, without any value in it."""

from typing import Any, cast

from contentstack_cma_testing.parity.flow import Reply


def describe_outcome(reply: Reply) -> str:
    """Say whether a call succeeded or, if not, with which status and error, and about which fields."""
    if reply.is_success:
        return f"accepted with status {reply.status}"
    parts = [f"rejected with status {reply.status}", describe_code(reply.find("error_code"))]
    fields = reply.find("errors")
    if isinstance(fields, dict) and fields:
        parts.append(f"errors about {join_keys(cast('dict[str, Any]', fields))}")
    return ", ".join(parts)


def describe_code(code: object) -> str:
    """Name an error code."""
    return f"error code {code}" if isinstance(code, int) else "no error code"


def describe_shape(value: Any) -> str:
    """Say what kind of JSON a value is, and which keys it or its first item has."""
    if isinstance(value, dict):
        return f"an object with {join_keys(cast('dict[str, Any]', value))}" if value else "an empty object"
    if isinstance(value, list):
        items = cast("list[Any]", value)
        return f"a list of {describe_shape(items[0])}" if items else "an empty list"
    kinds: dict[type, str] = {str: "text", bool: "a boolean", int: "a number", float: "a number"}
    return kinds.get(type(value), "nothing")


def join_keys(value: dict[str, Any]) -> str:
    """Return the keys of an object in alphabetical order."""
    return ", ".join(sorted(value))
