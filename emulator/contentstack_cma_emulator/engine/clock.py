"""The time, uids and tokens, written as the CMA writes them. Both sources can be replaced by a test."""

import base64
import math
import secrets
import threading
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

LAST = datetime(9000, 1, 1, tzinfo=UTC)
"""Where a clock that is moved stops, so that what comes after it can still be written with four digits of a year."""


def utc_now() -> datetime:
    """Answer the time of the machine, in UTC."""
    return datetime.now(UTC)


def timestamp(moment: datetime) -> str:
    """Write a moment as the CMA does: `2026-01-31T09:30:00.123Z`, UTC with three digits of milliseconds."""
    return moment.astimezone(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")


def later(stamp: str, seconds: float) -> str:
    """Answer the time `seconds` after another, both written as the CMA does."""
    return timestamp(datetime.fromisoformat(stamp) + timedelta(seconds=seconds))


def move(moment: datetime, seconds: float) -> datetime:
    """Return the moment some seconds after another, or before it, but at most `LAST`."""
    room = max((LAST - moment).total_seconds(), 0.0)
    return moment + timedelta(seconds=min(seconds, room))


def check_seconds(name: str, value: Any) -> None:
    """Raise `TypeError` or `ValueError` if a clock cannot be moved by a value."""
    if not isinstance(value, int | float) or isinstance(value, bool):
        raise TypeError(f"{name} must be a number, not {value!r}")
    if not math.isfinite(value):
        raise ValueError(f"{name} must be a finite number, not {value}")
    if value < 0:
        raise ValueError(f"{name} must be at least 0, not {value}: a clock does not go backwards")


class Clock:
    """Tells the time and makes uids and tokens.

    `read` answers the present moment (timezone-aware) and `random_hex(n)` answers `n` random bytes as
    `2 * n` lower-case hexadecimal digits. Give others to make a run repeatable.

    The clock goes as fast as `read` does, unless it is told another `speed` or to `stop`. It stops by itself in
    the year 9000. Safe to use from several threads.
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
        """Answer the present moment of this clock."""
        with self._lock:
            moment = self._read()
            if self._set_at is None:
                return moment
            return move(self._set_to, (moment - self._set_at).total_seconds() * self._speed)

    def stamp(self) -> str:
        """Answer the present moment as the CMA writes it."""
        return timestamp(self.now())

    @property
    def speed(self) -> float:
        """How many seconds of this clock pass in one second; 0 means that it stands still.

        Setting it changes nothing about the present moment. Raises `ValueError` below 0: it never goes back.
        """
        return self._speed

    @speed.setter
    def speed(self, speed: float) -> None:
        check_seconds("speed", speed)
        self._set(0.0, speed)

    def advance(self, seconds: float) -> None:
        """Move the clock forward by `seconds`: tokens expire, and work comes due, without waiting.

        Raises `ValueError` below 0: it never goes back.
        """
        check_seconds("seconds", seconds)
        self._set(seconds, self._speed)

    def stop(self) -> None:
        """Let the clock stand still; it goes on when `speed` is set."""
        self.speed = 0.0

    def step(self, seconds: float) -> None:
        """Move the clock forward by `seconds` and let it stand still there."""
        self.stop()
        self.advance(seconds)

    def listen(self, listener: Callable[[], None]) -> None:
        """Call `listener` whenever somebody moved the clock or changed its speed."""
        self._listeners.append(listener)

    def reading(self) -> dict[str, Any]:
        """Return the present moment, how far it is ahead of the machine's time, and the speed."""
        with self._lock:
            now = self.now()
            return {"now": now.isoformat(), "ahead": (now - self._read()).total_seconds(), "speed": self._speed}

    def resume(self, reading: dict[str, Any]) -> None:
        """Go on from a reading: as far ahead of the machine as it was, or from its moment if it had another speed."""
        with self._lock:
            self._set_at = self._read()
            self._speed = reading["speed"]
            is_usual = self._speed == 1
            moment = move(self._set_at, reading["ahead"]) if is_usual else None
            self._set_to = moment or datetime.fromisoformat(reading["now"])
        self._tell()

    def copy(self) -> "Clock":
        """Return another clock that shows the same time and goes on from there by itself."""
        other = Clock(self._read, self._random_hex)
        other.resume(self.reading())
        return other

    def draw_from(self, random_hex: Callable[[int], str], request_hex: Callable[[int], str]) -> None:
        """Make uids and tokens of other digits, and ids of requests of others again."""
        self._random_hex, self._request_hex = random_hex, request_hex

    def uid(self, prefix: str = "blt") -> str:
        """Make a uid: `prefix` and 16 hexadecimal digits."""
        return f"{prefix}{self._random_hex(8)}"

    def uuid(self, prefix: str = "") -> str:
        """Make an id in the form of a UUID, as jobs have it: `prefix` and 32 hexadecimal digits with hyphens."""
        return f"{prefix}{UUID(hex=self._random_hex(16))}"

    def node_uid(self) -> str:
        """Make the uid of a node of rich text: 32 hexadecimal digits."""
        return self._random_hex(16)

    def token(self, prefix: str = "cs") -> str:
        """Make a token: `prefix` and 40 hexadecimal digits."""
        return f"{prefix}{self._random_hex(20)}"

    def request_id(self) -> str:
        """Make the id of a request, in the form of a UUID."""
        return str(UUID(hex=self._request_hex(16)))

    def digits(self, count: int) -> str:
        """Make a code of decimal digits."""
        return f"{int(self._random_hex(8), 16) % 10**count:0{count}d}"

    def random_bytes(self, count: int) -> bytes:
        """Make random bytes."""
        return bytes.fromhex(self._random_hex(count))

    def secret(self, count: int) -> str:
        """Make a text of `count` random bytes that may be part of a URL."""
        return base64.urlsafe_b64encode(self.random_bytes(count)).rstrip(b"=").decode()

    def _set(self, seconds: float, speed: float) -> None:
        with self._lock:
            now = self.now()
            self._set_at, self._set_to = self._read(), move(now, seconds)
            self._speed = speed
        self._tell()

    def _tell(self) -> None:
        for listener in self._listeners:
            listener()
