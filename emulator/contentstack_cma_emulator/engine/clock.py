"""The time, uids and tokens, written as the CMA writes them. Both sources can be replaced by a test."""

import secrets
from collections.abc import Callable
from datetime import UTC, datetime, timedelta


def utc_now() -> datetime:
    """Answer the time of the machine, in UTC."""
    return datetime.now(UTC)


def timestamp(moment: datetime) -> str:
    """Write a moment as the CMA does: ``2026-01-31T09:30:00.123Z``, UTC with three digits of milliseconds."""
    return moment.astimezone(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")


class Clock:
    """Tells the time and makes uids and tokens.

    ``read`` answers the present moment (timezone-aware) and ``random_hex(n)`` answers ``n`` random bytes as
    ``2 * n`` lower-case hexadecimal digits. Give others to make a run repeatable.
    """

    def __init__(
        self, read: Callable[[], datetime] = utc_now, random_hex: Callable[[int], str] = secrets.token_hex
    ) -> None:
        self._read = read
        self._random_hex = random_hex
        self._offset = timedelta()

    def now(self) -> datetime:
        """Answer the present moment, moved by whatever ``advance`` added."""
        return self._read() + self._offset

    def stamp(self) -> str:
        """Answer the present moment as the CMA writes it."""
        return timestamp(self.now())

    def advance(self, seconds: float) -> None:
        """Move the clock forward by ``seconds``, so that tokens expire without waiting."""
        self._offset += timedelta(seconds=seconds)

    def uid(self, prefix: str = "blt") -> str:
        """Make a uid: ``prefix`` and 16 hexadecimal digits."""
        return f"{prefix}{self._random_hex(8)}"

    def token(self, prefix: str = "cs") -> str:
        """Make a token: ``prefix`` and 40 hexadecimal digits."""
        return f"{prefix}{self._random_hex(20)}"
