"""How far a run is: counts, rate and time left. Nothing here reads a clock."""

from collections import deque
from dataclasses import dataclass

SHOW_INTERVAL = 0.1
"""Seconds between two times that progress is shown."""
RATE_WINDOW = 30.0
"""Seconds that the rate looks back."""

_MINUTE = 60
_HOUR = 3600


@dataclass(frozen=True, slots=True, kw_only=True)
class Progress:
    """How far a run is. `str()` returns it as text: `1,234 of 5,000 done, 3 failed, 9.8/s, 6 min left`.

    Attributes:
        done: Number of items that succeeded.
        failed: Number of items that failed.
        total: Number of all items; None if unknown.
        rate: Items per second in the last 30 seconds, failed ones included.
        elapsed: Seconds since the start.
        time_left: Seconds that the remaining items take at this rate; None if unknown.
    """

    done: int
    failed: int
    total: int | None
    rate: float
    elapsed: float
    time_left: float | None

    def __str__(self) -> str:
        counts = f"{self.done:,} done" if self.total is None else f"{self.done:,} of {self.total:,} done"
        failed = [f"{self.failed:,} failed"] if self.failed else []
        rate = [f"{self.rate:,.1f}/s"] if self.rate else []
        time_left = [f"{format_duration(self.time_left)} left"] if self.time_left else []
        return ", ".join([counts, *failed, *rate, *time_left])


def format_duration(seconds: float) -> str:
    """Return a duration as text, such as `45 s`, `6 min` or `2 h 5 min`."""
    if seconds < _MINUTE:
        return f"{max(1, round(seconds))} s"
    minutes = round(seconds / _MINUTE)
    if seconds < _HOUR:
        return f"{minutes} min"
    return f"{minutes // 60:,} h {minutes % 60} min"


class Meter:
    """Computes the progress of a run from its counts. All times are arguments, so it needs no clock.

    Args:
        started: Time of the start, in seconds of any clock.
        done: Number of items that were finished before, such as by an earlier run; they are not part of the rate.
    """

    __slots__ = ("_next_show", "_samples", "_started")

    def __init__(self, started: float, done: int = 0) -> None:
        self._started = started
        self._next_show = started
        self._samples = deque([(started, done)])

    def is_due(self, now: float) -> bool:
        """Return whether it is time to show progress again."""
        return now >= self._next_show

    def measure(self, now: float, done: int, failed: int, total: int | None) -> Progress:
        """Return the progress at a time; the next one is due `SHOW_INTERVAL` later.

        Args:
            now: The time, in seconds of the clock of `started`.
            done: Number of items that succeeded.
            failed: Number of items that failed.
            total: Number of all items; None if unknown.
        """
        finished = done + failed
        rate = self._compute_rate(now, finished)
        remaining = None if total is None else max(0, total - finished)
        self._next_show = now + SHOW_INTERVAL
        return Progress(
            done=done,
            failed=failed,
            total=total,
            rate=rate,
            elapsed=now - self._started,
            time_left=_estimate_time_left(remaining, rate),
        )

    def _compute_rate(self, now: float, finished: int) -> float:
        samples = self._samples
        while len(samples) > 1 and samples[1][0] <= now - RATE_WINDOW:
            samples.popleft()
        time, count = samples[0]
        if now >= samples[-1][0] + SHOW_INTERVAL:
            samples.append((now, finished))
        return max(0, finished - count) / (now - time) if now > time else 0.0


def _estimate_time_left(remaining: int | None, rate: float) -> float | None:
    if remaining == 0:
        return 0.0
    return remaining / rate if remaining and rate else None
