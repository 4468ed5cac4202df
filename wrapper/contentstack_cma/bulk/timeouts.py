"""How long a wait for a job takes at most. Loads nothing, since every resource that can wait needs its default."""

from math import isfinite

WAIT_TIMEOUT = 600.0
"""Seconds that a wait takes at most, by default."""


def check_timeout(timeout: float | None, name: str) -> None:
    """Check the seconds to wait.

    Raises:
        TypeError: `timeout` is not a number.
        ValueError: It is not positive and finite.
    """
    if timeout is None:
        return
    if isinstance(timeout, bool) or not isinstance(timeout, int | float):  # pyright: ignore[reportUnnecessaryIsInstance] -- what callers pass
        raise TypeError(f"{name} must be a number of seconds or None, not {type(timeout).__name__}")
    if not isfinite(timeout) or timeout <= 0:
        raise ValueError(f"{name} must be a positive number of seconds, not {timeout}: pass None to wait without end")
