"""Parse numbers in query parameters, in all formats that clients use."""

import re

DECIMAL = re.compile(r"[+-]?\d+(\.\d*)?([eE][+ -]?\d+)?", re.ASCII)
"""With an optional exponent, whose plus sign arrives as a space if the client did not encode it."""

MOST = 2**53
"""Larger numbers are read as this one. No list is longer, and nothing has more versions."""


def read_number(text: str) -> float | None:
    """Parse a number, limited to `MOST` in both directions. Return None if the text is not a number."""
    if not DECIMAL.fullmatch(text):
        return None
    return max(-float(MOST), min(float(MOST), float(text.replace(" ", "+"))))


def read_integer(text: str) -> int | None:
    """Parse an integer (`5`, `5.0`, `1e+100`). Return None if the text is not an integer."""
    number = read_number(text)
    return int(number) if number is not None and number.is_integer() else None
