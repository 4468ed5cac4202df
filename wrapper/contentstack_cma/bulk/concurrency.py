"""How many calls of a run are in flight: as many as the pace needs. Computes with numbers only."""

from typing import cast

_FIRST = 16
"""More than the ordinary rate limit allows in one window, so that a slow connection leaves no part of it unused."""
MOST = 64
"""Maximum number of calls in flight, unless the caller sets one."""
_STEP = 0.25
"""Seconds between two increases."""
_QUEUED = 0.05
"""Seconds of waiting for a turn after which the pace is what limits a call."""
_MEMORY = 1.5
"""Seconds for which a wait for the pace is remembered: longer than a window of the rate limit."""
_GAIN = 1.15
"""Part by which an increase must raise the rate, or else it was the last one."""


class Concurrency:
    """The number of calls in flight. It grows until calls wait for the pace, or more calls do not end earlier.

    Attributes:
        limit: Maximum number of calls in flight now.

    Args:
        most: Maximum that the caller set.

    Raises:
        TypeError: `most` is not an integer.
        ValueError: `most` is less than 1.
    """

    def __init__(self, most: int | None = None) -> None:
        if most is not None and (isinstance(most, bool) or not isinstance(cast("object", most), int)):
            raise TypeError(f"concurrency must be an integer, not {most!r}")
        if most is not None and most < 1:
            raise ValueError(f"concurrency must be at least 1, not {most}")
        self._most = MOST if most is None else most
        self.limit: int = min(_FIRST, self._most)
        self._waited_at = -_MEMORY
        self._began: float | None = None
        self._ended = 0
        self._rate = 0.0

    def note_wait(self, waited: float, now: float) -> None:
        """Record that a call waited for its turn in the pace.

        Args:
            waited: Seconds that it waited.
            now: Time of the monotonic clock.
        """
        if waited > _QUEUED:
            self._waited_at = now

    def note_end(self, now: float, *, in_flight: int) -> None:
        """Record that a call has ended, while so many others are in flight, and perhaps raise the limit."""
        if self._began is None or now - self._waited_at < _MEMORY:
            self._began, self._ended = now, 0
            return
        self._ended += 1
        elapsed = now - self._began
        if elapsed < _STEP or in_flight + 1 < self.limit:
            return
        rate = self._ended / elapsed
        if rate > self._rate * _GAIN:
            self.limit = min(2 * self.limit, self._most)
            self._rate = rate
        self._began, self._ended = now, 0
