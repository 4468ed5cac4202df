"""Values to compare with, as the API reads them."""

import math
from collections.abc import Iterable
from datetime import UTC, date, datetime
from typing import Protocol, TypeVar

_MILLISECOND = 1000

Value = TypeVar("Value")


class HasUid(Protocol):
    """An entry, asset or reference."""

    @property
    def uid(self) -> str:
        """The uid."""
        ...


def read_number(value: float) -> float:
    """Return a number that JSON has.

    Raises:
        TypeError: The value is no number.
        ValueError: The number is not finite.
    """
    if isinstance(value, bool) or not isinstance(value, int | float):  # pyright: ignore[reportUnnecessaryIsInstance] -- callers may pass anything
        raise TypeError(f"expected a number, not {value!r}")
    if not math.isfinite(value):
        raise ValueError(f"expected a finite number, not {value}")
    return value


def read_text(value: str) -> str:
    """Return a text.

    Raises:
        TypeError: The value is no text.
    """
    if not isinstance(value, str):  # pyright: ignore[reportUnnecessaryIsInstance] -- callers may pass anything
        raise TypeError(f"expected text, not {value!r}")
    return value


def format_date(value: datetime | date) -> str:
    """Return a time in UTC, or a date, which the API reads as its start in UTC.

    Raises:
        TypeError: The value is neither.
        ValueError: The time has no time zone.
    """
    if not isinstance(value, date):  # pyright: ignore[reportUnnecessaryIsInstance] -- callers may pass anything
        raise TypeError(f"expected a datetime or a date, not {value!r}")
    if not isinstance(value, datetime):
        return value.isoformat()
    if value.tzinfo is None:
        raise ValueError(f"{value!r} has no time zone. Pass an aware datetime, such as datetime.now(UTC)")
    digits = "microseconds" if value.microsecond % _MILLISECOND else "milliseconds"
    return value.astimezone(UTC).isoformat(timespec=digits).replace("+00:00", "Z")


def read_uid(value: str | HasUid) -> str:
    """Return the uid of an entry, an asset or a reference, or the uid itself."""
    return value if isinstance(value, str) else read_text(value.uid)


def read_choice(value: str | float) -> str | float:
    """Return a choice or a term.

    Raises:
        TypeError: The value is neither text nor a number.
        ValueError: The number is not finite.
    """
    if isinstance(value, str):
        return value
    if isinstance(value, bool) or not isinstance(value, int | float):  # pyright: ignore[reportUnnecessaryIsInstance] -- callers may pass anything
        raise TypeError(f"expected text or a number, not {value!r}")
    return read_number(value)


def check_many(values: Iterable[Value]) -> Iterable[Value]:
    """Return the values. Raises `TypeError` for a text, which would be read as its letters."""
    if isinstance(values, str):
        raise TypeError(f"expected a list of values, not the text {values!r}")
    return values
