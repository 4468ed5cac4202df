"""The time, uids and tokens, written as the CMA writes them. Both sources can be replaced by a test."""

import secrets
import threading
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from uuid import UUID


def utc_now() -> datetime:
    """Answer the time of the machine, in UTC."""
    return datetime.now(UTC)


def timestamp(moment: datetime) -> str:
    """Write a moment as the CMA does: ``2026-01-31T09:30:00.123Z``, UTC with three digits of milliseconds."""
    return moment.astimezone(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")


def later(stamp: str, seconds: float) -> str:
    """Answer the time ``seconds`` after another, both written as the CMA does."""
    return timestamp(datetime.fromisoformat(stamp) + timedelta(seconds=seconds))


class Clock:
    """Tells the time and makes uids and tokens.

    ``read`` answers the present moment (timezone-aware) and ``random_hex(n)`` answers ``n`` random bytes as
    ``2 * n`` lower-case hexadecimal digits. Give others to make a run repeatable.

    The clock goes as fast as ``read`` does, unless it is told another ``speed`` or to ``stop``. Safe to use from
    several threads.
    """

    def __init__(
        self, read: Callable[[], datetime] = utc_now, random_hex: Callable[[int], str] = secrets.token_hex
    ) -> None:
        self._read = read
        self._random_hex = random_hex
        self._lock = threading.RLock()
        self._listeners: list[Callable[[], None]] = []
        self._speed = 1.0
        self._set_at: datetime | None = None
        self._set_to = datetime.min.replace(tzinfo=UTC)

    def now(self) -> datetime:
        """Answer the present moment of this clock."""
        with self._lock:
            moment = self._read()
            return moment if self._set_at is None else self._set_to + (moment - self._set_at) * self._speed

    def stamp(self) -> str:
        """Answer the present moment as the CMA writes it."""
        return timestamp(self.now())

    @property
    def speed(self) -> float:
        """How many seconds of this clock pass in one second; 0 means that it stands still.

        Setting it changes nothing about the present moment. Raises ``ValueError`` below 0: it never goes back.
        """
        return self._speed

    @speed.setter
    def speed(self, speed: float) -> None:
        if speed < 0:
            raise ValueError("a clock does not go backwards")
        self._set(0.0, speed)

    def advance(self, seconds: float) -> None:
        """Move the clock forward by ``seconds``: tokens expire, and work comes due, without waiting.

        Raises ``ValueError`` below 0: it never goes back.
        """
        if seconds < 0:
            raise ValueError("a clock does not go backwards")
        self._set(seconds, self._speed)

    def stop(self) -> None:
        """Let the clock stand still; it goes on when ``speed`` is set."""
        self.speed = 0.0

    def step(self, seconds: float) -> None:
        """Move the clock forward by ``seconds`` and let it stand still there."""
        self.stop()
        self.advance(seconds)

    def listen(self, listener: Callable[[], None]) -> None:
        """Call ``listener`` whenever somebody moved the clock or changed its speed."""
        self._listeners.append(listener)

    def uid(self, prefix: str = "blt") -> str:
        """Make a uid: ``prefix`` and 16 hexadecimal digits."""
        return f"{prefix}{self._random_hex(8)}"

    def uuid(self, prefix: str = "") -> str:
        """Make an id in the form of a UUID, as jobs have it: ``prefix`` and 32 hexadecimal digits with hyphens."""
        return f"{prefix}{UUID(hex=self._random_hex(16))}"

    def node_uid(self) -> str:
        """Make the uid of a node of rich text: 32 hexadecimal digits."""
        return self._random_hex(16)

    def token(self, prefix: str = "cs") -> str:
        """Make a token: ``prefix`` and 40 hexadecimal digits."""
        return f"{prefix}{self._random_hex(20)}"

    def _set(self, seconds: float, speed: float) -> None:
        with self._lock:
            now = self.now()
            self._set_at, self._set_to = self._read(), now + timedelta(seconds=seconds)
            self._speed = speed
        for listener in self._listeners:
            listener()
