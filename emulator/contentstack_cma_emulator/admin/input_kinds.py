"""Kinds of input values of the control API, and the error for an invalid one."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from contentstack_cma_emulator.engine import errors
from contentstack_cma_emulator.engine.documents import as_object
from contentstack_cma_emulator.engine.errors import CmaError

INVALID = 422

MAX_SECONDS = 366 * 24 * 3600
"""Seconds in a leap year."""


def reject(wrong: errors.FieldErrors) -> CmaError:
    """Return a 422 for invalid input, by field."""
    return CmaError(INVALID, INVALID, "The input is not valid.", wrong)


@dataclass(frozen=True, slots=True)
class Kind:
    """A kind of input value. `text` describes it in error messages, after "must be"."""

    text: str
    fits: Callable[[Any], bool]

    def describe_problem(self, value: Any) -> str:
        """Return the error message for a value that does not fit."""
        return f"must be {self.text}, not {value!r}."

    def read(self, name: str, value: Any) -> Any:
        """Return the value of a field. Raises `CmaError` (422) if it does not fit."""
        if not self.fits(value):
            raise reject({name: [self.describe_problem(value)]})
        return value


def make_int_kind(least: int, most: int) -> Kind:
    """Return the kind of integers in this range."""
    return Kind(f"an integer from {least} to {most}", lambda value: _is_int(value) and least <= value <= most)


def _is_int(value: Any) -> bool:
    return isinstance(value, int) and not isinstance(value, bool)


def _is_time(value: Any) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool) and 0 <= value <= MAX_SECONDS


def _is_header(value: Any) -> bool:
    return isinstance(value, str) and value.isascii() and value.isprintable()


def _is_header_mapping(value: Any) -> bool:
    return isinstance(value, dict) and all(_is_header(text) for pair in as_object(value).items() for text in pair)


TEXT = Kind("a string", lambda value: isinstance(value, str))
TIME = Kind(f"a number of seconds from 0 to {MAX_SECONDS}", _is_time)
HEADER = Kind("printable ASCII text", _is_header)
HEADERS = Kind("an object of strings of printable ASCII", _is_header_mapping)
WHEN = Kind('"before" or "after"', lambda value: value in ("before", "after"))
BODY = Kind("an object or a string", lambda value: isinstance(value, dict | str))
RETRY_AFTER = Kind(
    "a number of seconds or a value of the Retry-After header", lambda value: _is_time(value) or _is_header(value)
)
