"""Kinds of values that calls of the control API take, and what is said of a value that is none of them."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, cast

from contentstack_cma_emulator.engine import errors
from contentstack_cma_emulator.engine.errors import CmaError

if TYPE_CHECKING:
    from contentstack_cma_emulator.engine.documents import Document

INVALID = 422

LONGEST = 366 * 24 * 3600
"""Seconds in the longest year."""


def reject(wrong: errors.FieldErrors) -> CmaError:
    """422: a call of the control API that is not valid."""
    return CmaError(INVALID, INVALID, "The control API does not accept this.", wrong)


@dataclass(frozen=True, slots=True)
class Kind:
    """A kind of values.

    Attributes:
        text: What a value must be, for messages.
        fits: Decides whether a value is one.
    """

    text: str
    fits: Callable[[Any], bool]

    def complain(self, value: Any) -> str:
        """Say what is wrong with a value."""
        return f"must be {self.text}, not {value!r}."

    def read(self, name: str, value: Any) -> Any:
        """Return the value of a field. Raises `CmaError` (422) if it does not fit."""
        if not self.fits(value):
            raise reject({name: [self.complain(value)]})
        return value


def between(least: int, most: int) -> Kind:
    """Return the kind of the whole numbers in these bounds."""
    return Kind(f"a whole number from {least} to {most}", lambda value: _is_int(value) and least <= value <= most)


def _is_int(value: Any) -> bool:
    return isinstance(value, int) and not isinstance(value, bool)


def _is_time(value: Any) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool) and 0 <= value <= LONGEST


def _is_header(value: Any) -> bool:
    return isinstance(value, str) and value.isascii() and value.isprintable()


def _are_headers(value: Any) -> bool:
    if not isinstance(value, dict):
        return False
    return all(_is_header(text) for pair in cast("Document", value).items() for text in pair)


TEXT = Kind("a text", lambda value: isinstance(value, str))
TIME = Kind(f"a number of seconds from 0 to {LONGEST}", _is_time)
HEADER = Kind("printable ASCII text", _is_header)
HEADERS = Kind("an object of texts in printable ASCII", _are_headers)
MOMENT = Kind('"before" or "after"', lambda value: value in ("before", "after"))
BODY = Kind("an object or a text", lambda value: isinstance(value, dict | str))
WAIT = Kind(
    "a number of seconds or a text for the header Retry-After", lambda value: _is_time(value) or _is_header(value)
)
