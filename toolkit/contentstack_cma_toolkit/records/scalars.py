"""Read texts of cells: numbers, booleans and JSON. Pure functions."""

import json
import math
from collections.abc import Mapping
from typing import NoReturn, cast

from .errors import shorten
from .references import RowError

_BOOLEANS: Mapping[str, bool] = {"true": True, "yes": True, "1": True, "false": False, "no": False, "0": False}


def parse_boolean(cell: str) -> bool:
    """Return a boolean.

    Raises:
        RowError: It is none.
    """
    if cell.strip().lower() not in _BOOLEANS:
        raise RowError(f"{shorten(cell)} is not a boolean: use true or false")
    return _BOOLEANS[cell.strip().lower()]


def parse_number(cell: str) -> int | float:
    """Return a number: an integer if it is written as one. Underscores, which Python allows, are no digits.

    Raises:
        RowError: It is none, or not finite.
    """
    text = cell.strip()
    for parse in () if "_" in text else (int, float):
        try:
            number = parse(text)
        except ValueError:
            continue
        if isinstance(number, int) or math.isfinite(number):
            return number
    raise RowError(f"{shorten(text)} is not a number: write it as 12 or 12.5")


def parse_json_cell(cell: str) -> object:
    """Return the value of JSON.

    Raises:
        RowError: It is not JSON.
    """
    try:
        return cast("object", json.loads(cell, parse_constant=_reject_constant))
    except (RecursionError, ValueError) as error:
        raise RowError(f"{shorten(cell)} is not valid JSON: {error}") from None


def check_finite(value: object) -> object:
    """Return a value in which every number can be written as JSON.

    Raises:
        RowError: A number is infinite, or is none (`NaN`).
    """
    pending = [value]
    while pending:
        each = pending.pop()
        if isinstance(each, float) and not math.isfinite(each):
            raise RowError(f"{each} is no number of JSON: use None, or leave it out")
        if isinstance(each, Mapping):
            pending.extend(cast("Mapping[object, object]", each).values())
        elif isinstance(each, (list, tuple)):
            pending.extend(cast("list[object]", each))
    return value


def parse_list(cell: str) -> list[str]:
    """Return the texts between commas."""
    return [item.strip() for item in cell.split(",") if item.strip()]


def _reject_constant(name: str) -> NoReturn:
    raise ValueError(f"{name} is not a JSON number")
