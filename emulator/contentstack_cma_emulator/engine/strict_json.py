"""Parse JSON from clients. Reject what cannot be written back as JSON, and what is nested too deeply."""

import json
import math
from collections.abc import Iterable
from typing import Any, NoReturn, cast

MAX_DEPTH = 100
"""The most levels of nested objects and arrays."""


def read_object(content: str | bytes) -> dict[str, Any]:
    """Parse a JSON object. Raises `ValueError` like `read_value`, and for any other value."""
    value = read_value(content)
    if not isinstance(value, dict):
        raise ValueError("is not a JSON object.")
    return cast("dict[str, Any]", value)


def read_value(content: str | bytes) -> object:
    """Parse a JSON value. Raises `ValueError`, whose message is a sentence without its subject.

    Rejects NaN and infinities, numbers that would become infinite, and nesting deeper than `MAX_DEPTH`.
    """
    try:
        value: object = json.loads(content, parse_constant=_reject_constant, parse_float=_parse_finite)
    except RecursionError:
        raise ValueError("is nested too deeply.") from None
    except ValueError as error:
        raise ValueError("is not valid JSON.") from error
    if is_deeper(value, MAX_DEPTH):
        raise ValueError("is nested too deeply.")
    return value


def is_deeper(value: object, levels: int) -> bool:
    """Return whether objects and arrays are nested in more than so many levels."""
    layer: list[object] = [value]
    for _ in range(levels + 1):
        if not any(isinstance(item, dict | list) for item in layer):
            return False
        layer = [inner for item in layer for inner in _list_contents(item)]
    return True


def _list_contents(value: object) -> Iterable[object]:
    if isinstance(value, dict):
        return cast("dict[str, object]", value).values()
    return cast("list[object]", value) if isinstance(value, list) else ()


def _parse_finite(text: str) -> float:
    number = float(text)
    if math.isinf(number):
        raise ValueError(f"{text} is too large")
    return number


def _reject_constant(name: str) -> NoReturn:
    raise ValueError(f"{name} is not JSON")
