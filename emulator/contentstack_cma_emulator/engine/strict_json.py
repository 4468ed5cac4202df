"""Reads JSON that comes from outside, and refuses what could not be written back as JSON or followed to its end."""

import json
import math
from collections.abc import Iterable
from typing import Any, NoReturn, cast

MAX_DEPTH = 100
"""Most levels of objects and arrays inside each other."""


def read_object(content: str | bytes) -> dict[str, Any]:
    """Read a JSON object. Raises `ValueError` with what is wrong, as a sentence without its subject.

    Refused are NaN and the infinities, numbers too large to be told from them, and nesting beyond `MAX_DEPTH`.
    """
    try:
        value = json.loads(content, parse_constant=_refuse_constant, parse_float=_finite)
    except RecursionError:
        raise ValueError("is nested too deeply.") from None
    except ValueError as error:
        raise ValueError("is not valid JSON.") from error
    if not isinstance(value, dict):
        raise ValueError("is not a JSON object.")
    document = cast("dict[str, Any]", value)
    if is_deeper(document, MAX_DEPTH):
        raise ValueError("is nested too deeply.")
    return document


def is_deeper(value: object, levels: int) -> bool:
    """Answer whether there are more than so many levels of objects and arrays inside each other."""
    layer: list[object] = [value]
    for _ in range(levels + 1):
        if not any(isinstance(item, dict | list) for item in layer):
            return False
        layer = [inner for item in layer for inner in _contents(item)]
    return True


def _contents(value: object) -> Iterable[object]:
    if isinstance(value, dict):
        return cast("dict[str, object]", value).values()
    return cast("list[object]", value) if isinstance(value, list) else ()


def _finite(text: str) -> float:
    number = float(text)
    if math.isinf(number):
        raise ValueError(f"{text} is too large")
    return number


def _refuse_constant(name: str) -> NoReturn:
    raise ValueError(f"{name} is not JSON")
