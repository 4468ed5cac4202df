"""Say in words what a response is like, without any value in it."""

from collections.abc import Iterable
from typing import Any, cast

from contentstack_cma_testing.parity.flow import Reply

RATE_LIMIT_HEADERS = ("x-ratelimit-limit", "x-ratelimit-remaining", "x-ratelimit-reset", "retry-after")

KINDS = ((str, "text"), (bool, "a boolean"), (int | float, "a number"))


def describe_outcome(reply: Reply) -> str:
    """Say whether a call succeeded or, if not, with which status and error, and about which fields."""
    if reply.is_success:
        return f"accepted with status {reply.status}"
    code: Any = reply.find("error_code")
    parts = [f"rejected with status {reply.status}", f"error code {code}" if isinstance(code, int) else "no error code"]
    fields: object = reply.find("errors")
    if isinstance(fields, dict) and fields:
        parts.append(f"errors about {join_names(cast('dict[str, Any]', fields))}")
    return ", ".join(parts)


def describe_shape(value: Any) -> str:
    """Say what kind of JSON a value is, and which keys it or its first item has."""
    if isinstance(value, dict):
        return f"an object with {join_names(cast('dict[str, Any]', value))}" if value else "an empty object"
    if isinstance(value, list):
        return f"a list of {describe_shape(value[0])}" if value else "an empty list"
    return next((kind for type_, kind in KINDS if isinstance(value, type_)), "nothing")


def describe_rate_limit_headers(reply: Reply) -> str:
    """Name the headers of a response that are about the rate limit."""
    sent = {name.lower() for name in reply.headers}
    return join_names(name for name in RATE_LIMIT_HEADERS if name in sent) or "none"


def join_names(names: Iterable[Any]) -> str:
    """Return names in alphabetical order."""
    return ", ".join(sorted(map(str, names)))
