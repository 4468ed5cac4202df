"""Reads numbers in query parameters, in every form in which clients write them."""

import re

DECIMAL = re.compile(r"[+-]?\d+(\.\d*)?([eE][+ -]?\d+)?", re.ASCII)
"""An exponent may follow; its plus sign arrives as a blank where a client did not encode it."""

MOST = 2**53
"""What numbers beyond it are taken as. No list is longer, and nothing has more versions."""


def read_number(text: str) -> float | None:
    """Return the number that a text stands for, at most `MOST` either way, or None if it stands for none."""
    if not DECIMAL.fullmatch(text):
        return None
    return max(-float(MOST), min(float(MOST), float(text.replace(" ", "+"))))


def read_integer(text: str) -> int | None:
    """Return the whole number that a text stands for (`5`, `5.0`, `1e+100`), or None if it stands for none."""
    number = read_number(text)
    return int(number) if number is not None and number.is_integer() else None
