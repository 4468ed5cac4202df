"""Time, uids and tokens in the CMA's format. Tests can replace both sources."""

import base64
import math
import re
import secrets
import threading
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

MAX_TIME = datetime(9000, 1, 1, tzinfo=UTC)
"""A clock does not go further, so that later times still have a four-digit year."""

_DATE = re.compile(r"\d{4}-\d{2}-\d{2}([T ].+)?")


def utc_now() -> datetime:
    """Return the system time in UTC."""
    return datetime.now(UTC)


def format_timestamp(moment: datetime) -> str:
    """Format a time as the CMA does, in UTC with milliseconds: `2026-01-31T09:30:00.123Z`."""
    return moment.astimezone(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")


def parse_date(text: str) -> datetime | None:
    """Parse an ISO 8601 date, with or without a time, as UTC if it has no time zone. Returns None if it is invalid."""
    if not _DATE.fullmatch(text):
        return None
    try:
        moment = datetime.fromisoformat(text)
    except ValueError:
        return None
    return moment if moment.tzinfo else moment.replace(tzinfo=UTC)


def add_seconds(stamp: str, seconds: float) -> str:
    """Add seconds to a timestamp in the CMA's format."""
    return format_timestamp(datetime.fromisoformat(stamp) + timedelta(seconds=seconds))


def move(moment: datetime, seconds: float) -> datetime:
    """Return a time moved by seconds, which may be negative, but at most `MAX_TIME`."""
    room = max((MAX_TIME - moment).total_seconds(), 0.0)
    return moment + timedelta(seconds=min(seconds, room))


def check_seconds(name: str, value: Any) -> None:
    """Raise `TypeError` or `ValueError` unless a clock can be moved by a value."""
    if not isinstance(value, int | float) or isinstance(value, bool):
        raise TypeError(f"{name} must be a number, not {value!r}")
    if not math.isfinite(value):
        raise ValueError(f"{name} must be a finite number, not {value}")
    if value < 0:
        raise ValueError(f"{name} must be at least 0, not {value}: a clock does not go backwards")


class Clock:
    """A clock and a source of uids and tokens. Safe to use from several threads.

    It runs as fast as `read` does, at another `speed`, or not at all after `stop()`. It stops in the year 9000.

    Args:
        read: Returns the current time, timezone-aware.
        random_hex: Returns `n` random bytes as `2 * n` lower-case hexadecimal digits. Replace both for repeatable
            runs.
    """

    def __init__(
        self, read: Callable[[], datetime] = utc_now, random_hex: Callable[[int], str] = secrets.token_hex
    ) -> None:
        if not callable(read) or not callable(random_hex):
            raise TypeError("read and random_hex must be functions")
        self._read = read
        self._random_hex = random_hex
        self._request_hex = random_hex
        self._lock = threading.RLock()
        self._listeners: list[Callable[[], None]] = []
        self._speed = 1.0
        self._set_at: datetime | None = None
        self._set_to = datetime.min.replace(tzinfo=UTC)

    def now(self) -> datetime:
        """Return the current time."""
        with self._lock:
            moment = self._read()
            if self._set_at is None:
                return moment
            return move(self._set_to, (moment - self._set_at).total_seconds() * self._speed)

    def stamp(self) -> str:
        """Return the current time in the CMA's format."""
        return format_timestamp(self.now())

    def compute_seconds_until(self, stamp: str) -> float | None:
        """Return the real seconds until a timestamp, 0 if it is past, or None if the clock is stopped."""
        left = datetime.fromisoformat(stamp) - self.now()
        return max(0.0, left.total_seconds() / self._speed) if self._speed else None

    @property
    def speed(self) -> float:
        """Seconds of this clock per second of real time; 0 if it is stopped.

        Setting it does not change the current time. Raises `ValueError` if it is negative.
        """
        return self._speed

    @speed.setter
    def speed(self, speed: float) -> None:
        check_seconds("speed", speed)
        self._set(0.0, speed)

    def advance(self, seconds: float) -> None:
        """Move the clock forward: tokens expire and work becomes due without waiting.

        Raises `ValueError` if `seconds` is negative.
        """
        check_seconds("seconds", seconds)
        self._set(seconds, self._speed)

    def stop(self) -> None:
        """Stop the clock. It runs again when `speed` is set."""
        self.speed = 0.0

    def step(self, seconds: float) -> None:
        """Stop the clock and move it forward by `seconds`."""
        self.stop()
        self.advance(seconds)

    def listen(self, listener: Callable[[], None]) -> None:
        """Call `listener` whenever the clock is moved or its speed changes."""
        self._listeners.append(listener)

    def take_reading(self) -> dict[str, Any]:
        """Return the current time, how far it is ahead of the system time, and the speed."""
        with self._lock:
            now = self.now()
            return {"now": now.isoformat(), "ahead": (now - self._read()).total_seconds(), "speed": self._speed}

    def resume(self, reading: dict[str, Any]) -> None:
        """Continue from a reading: as far ahead of the system time, or from its time if its speed was not 1."""
        with self._lock:
            self._set_at = self._read()
            self._speed = reading["speed"]
            is_usual = self._speed == 1
            moment = move(self._set_at, reading["ahead"]) if is_usual else None
            self._set_to = moment or datetime.fromisoformat(reading["now"])
        self._tell()

    def copy(self) -> "Clock":
        """Return an independent clock that starts at the same time."""
        other = Clock(self._read, self._random_hex)
        other.resume(self.take_reading())
        return other

    def draw_from(self, random_hex: Callable[[int], str], request_hex: Callable[[int], str]) -> None:
        """Use one source of digits for uids and tokens, and another for request ids."""
        self._random_hex, self._request_hex = random_hex, request_hex

    def make_uid(self, prefix: str = "blt") -> str:
        """Make a uid: `prefix` and 16 hexadecimal digits."""
        return f"{prefix}{self._random_hex(8)}"

    def make_uuid(self, prefix: str = "") -> str:
        """Make the id of a job: `prefix` and a UUID."""
        return f"{prefix}{UUID(hex=self._random_hex(16))}"

    def make_node_uid(self) -> str:
        """Make the uid of a rich text node: 32 hexadecimal digits."""
        return self._random_hex(16)

    def make_token(self, prefix: str = "cs") -> str:
        """Make a token: `prefix` and 40 hexadecimal digits."""
        return f"{prefix}{self._random_hex(20)}"

    def make_request_id(self) -> str:
        """Make the id of a request, a UUID."""
        return str(UUID(hex=self._request_hex(16)))

    def make_digits(self, count: int) -> str:
        """Make a code of decimal digits."""
        return f"{int(self._random_hex(8), 16) % 10**count:0{count}d}"

    def make_bytes(self, count: int) -> bytes:
        """Make random bytes."""
        return bytes.fromhex(self._random_hex(count))

    def make_secret(self, count: int) -> str:
        """Make a URL-safe string from `count` random bytes."""
        return base64.urlsafe_b64encode(self.make_bytes(count)).rstrip(b"=").decode()

    def _set(self, seconds: float, speed: float) -> None:
        with self._lock:
            now = self.now()
            self._set_at, self._set_to = self._read(), move(now, seconds)
            self._speed = speed
        self._tell()

    def _tell(self) -> None:
        for listener in self._listeners:
            listener()
