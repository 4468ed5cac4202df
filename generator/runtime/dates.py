"""Timestamps of the API, read as aware datetimes and written back unchanged."""

from datetime import UTC, datetime
from typing import Any, Self, SupportsIndex

_fromisoformat = datetime.fromisoformat
_USUAL_LENGTH = len("2024-01-31T09:30:00.083Z")


class Timestamp(datetime):
    """A datetime that remembers the text it was read from, if that differs from the API's usual form.

    Datetimes computed from it do not have the text.
    """

    text: str = ""

    @classmethod
    def from_datetime(cls, value: datetime, text: str) -> Self:
        """Return `value` with its text."""
        stamp = cls.combine(value.date(), value.timetz())
        stamp.text = text
        return stamp

    def __reduce_ex__(self, protocol: SupportsIndex, /) -> str | tuple[object, ...]:
        return (parse_datetime, (self.text or self.isoformat(),))


def parse_datetime(text: str) -> datetime:
    """Read a timestamp; one without an offset is UTC.

    Raises:
        ValueError: `text` is not a timestamp.
    """
    if len(text) == _USUAL_LENGTH and text[10] == "T" and text[19] == "." and text[23] == "Z" and text[4] == text[7]:
        return _fromisoformat(text)  # the API's usual form, which can be reproduced without the text
    try:
        value = _fromisoformat(text)
    except ValueError:
        value = _parse_unusual(text)
    return Timestamp.from_datetime(value if value.tzinfo else value.replace(tzinfo=UTC), text)


def read_datetime(text: str) -> Any:
    """Read a timestamp in a response; any other text is returned unchanged."""
    try:
        return parse_datetime(text)
    except (OverflowError, ValueError):
        return text


def format_datetime(value: datetime) -> str:
    """Format a timestamp like the API, `2024-01-31T09:30:00.083Z`; one that was read keeps its text.

    Raises:
        ValueError: `value` has no time zone.
    """
    if isinstance(value, Timestamp) and value.text:
        return value.text
    if value.tzinfo is None:
        raise ValueError(f"{value!r} has no time zone: pass an aware datetime, such as datetime.now(UTC)")
    return value.astimezone(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")


def _parse_unusual(text: str) -> datetime:
    from dateutil.parser import isoparse

    return isoparse(text)
