"""System timestamps, read as aware datetimes and written back letter for letter."""

from datetime import UTC, datetime
from typing import Any, Self, SupportsIndex

_fromisoformat = datetime.fromisoformat
_USUAL_LENGTH = len("2024-01-31T09:30:00.083Z")


class Timestamp(datetime):
    """A datetime that remembers the text it was read from, for texts other than the CMA's usual form.

    What is computed from it is another moment, and has no text.
    """

    text: str = ""

    @classmethod
    def of(cls, value: datetime, text: str) -> Self:
        """The same moment as `value`, with its text."""
        stamp = cls.combine(value.date(), value.timetz())
        stamp.text = text
        return stamp

    def __reduce_ex__(self, protocol: SupportsIndex, /) -> str | tuple[object, ...]:
        return (parse_datetime, (self.text or self.isoformat(),))


def parse_datetime(text: str) -> datetime:
    """Read a timestamp; one without an offset is UTC.

    Raises:
        ValueError: `text` is no timestamp.
    """
    if len(text) == _USUAL_LENGTH and text[10] == "T" and text[19] == "." and text[23] == "Z" and text[4] == text[7]:
        return _fromisoformat(text)  # the CMA's usual form, which needs no memory of its text
    try:
        value = _fromisoformat(text)
    except ValueError:
        value = _parse_unusual(text)
    return Timestamp.of(value if value.tzinfo else value.replace(tzinfo=UTC), text)


def read_datetime(text: str) -> Any:
    """Read a timestamp of a response. A text that is none is kept as it came."""
    try:
        return parse_datetime(text)
    except (OverflowError, ValueError):
        return text


def format_datetime(value: datetime) -> str:
    """Write a timestamp in the CMA's form, `2024-01-31T09:30:00.083Z`; one that was read, as it was read.

    Raises:
        ValueError: `value` has no time zone, so it names no moment.
    """
    if isinstance(value, Timestamp) and value.text:
        return value.text
    if value.tzinfo is None:
        raise ValueError(f"{value!r} has no time zone: give an aware datetime, such as datetime.now(UTC)")
    return value.astimezone(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")


def _parse_unusual(text: str) -> datetime:
    from dateutil.parser import isoparse

    return isoparse(text)
