"""When a call is retried. No I/O and no waiting."""

from collections.abc import Mapping
from dataclasses import dataclass, fields
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from enum import Enum
from math import isfinite
from ssl import SSLError
from typing import TYPE_CHECKING, cast

import httpx

if TYPE_CHECKING:
    from collections.abc import Iterator


class Failure(Enum):
    """Kinds of failures that differ in how they are retried."""

    RATE_LIMITED = "429: the server processed nothing"
    NOT_SENT = "no complete request left this machine"
    UNAVAILABLE = "502, 503 or 504: the server may have processed it"
    FAULT = "408, 500 or 520 to 524: the server may have processed it, and may fail again"
    INTERRUPTED = "the connection broke or timed out under way: the server may have processed it"


_MAY_BE_DONE = frozenset({Failure.UNAVAILABLE, Failure.FAULT, Failure.INTERRUPTED})
_MOST_FAULTS = 2
_UNPACED_WAIT = 1.0
"""The first wait in seconds after a 429 without a pace: the server's rate limit window."""
_LONGEST_UNPACED_WAIT = 8.0
_MOST_SECONDS = 1_000_000
"""Maximum of a timeout, a deadline or a wait: timers of some systems take at most 24 days."""
_FREE_REJECTIONS = 2
"""Number of 429 responses to one call that only the pace handles; after more, the call also backs off."""


@dataclass(frozen=True, slots=True)
class RetryPolicy:
    """The rules for retries. Unless `retry_writes` is set, no write that the server may have processed is retried.

    1. A 429 is retried for up to `max_rate_limit_wait` seconds: the server processed nothing. These retries do not
       count towards `max_retries`.
    2. A call is retried if no complete request was sent.
    3. A 502, 503 or 504, a broken connection and a timeout are retried only for calls that are harmless when processed
       twice: reads without side effects. `retry_writes` extends this to every call.
    4. A 408, 500 or 520 to 524 is retried like those of rule 3, but at most twice.
    5. No other response is retried, except a 401: the credentials are renewed once.
    6. An upload whose source can be read only once is not retried after its first byte was read.
    7. `Retry-After`, in seconds or as a date, is honored. If it exceeds `longest_retry_after`, or after a 429 the rest
       of `max_rate_limit_wait`, the call fails at once. Without it, the wait is random, from half to all of
       `first_wait`, which doubles with each retry up to `longest_wait`.
    8. After `max_retries` retries the last failure is raised; 0 turns all retries off except those of rule 1.

    Attributes:
        max_retries: Maximum number of retries per call.
        retry_writes: Apply rules 3 and 4 to writes too, which may then be processed twice.
        first_wait: Upper bound of the first wait, in seconds.
        longest_wait: Upper bound of any wait without `Retry-After`, in seconds.
        longest_retry_after: Maximum `Retry-After` to wait for, in seconds, except after a 429.
        max_rate_limit_wait: Maximum seconds that a call waits after its first 429; 0 raises the first 429.

    Raises:
        TypeError: A value is of the wrong type.
        ValueError: A number is negative, or more than 1,000,000 seconds.
    """

    max_retries: int = 3
    retry_writes: bool = False
    first_wait: float = 0.5
    longest_wait: float = 8.0
    longest_retry_after: float = 60.0
    max_rate_limit_wait: float = 120.0

    def __post_init__(self) -> None:
        _check_integer(self.max_retries, "max_retries")
        if not isinstance(cast("object", self.retry_writes), bool):
            raise TypeError(f"retry_writes must be True or False, not {self.retry_writes!r}")
        for item in fields(self)[2:]:
            check_seconds(getattr(self, item.name), item.name)

    def wait(
        self, failure: Failure, *, retries: int, repeatable: bool, retry_after: float | None, chance: float
    ) -> float | None:
        """Return the seconds to wait before a retry, or None to give up. Not for a 429: see `wait_for_rate_limit`.

        Args:
            failure: What went wrong.
            retries: How often the call has been retried.
            repeatable: Whether the call is harmless when processed twice.
            retry_after: Seconds from `Retry-After`, if present.
            chance: A random number from 0 to 1.
        """
        if retries >= (min(self.max_retries, _MOST_FAULTS) if failure is Failure.FAULT else self.max_retries):
            return None
        if failure in _MAY_BE_DONE and not (repeatable or self.retry_writes):
            return None
        if retry_after is not None and retry_after > self.longest_retry_after:
            return None
        return max(retry_after or 0.0, _compute_wait(self.first_wait, retries, self.longest_wait, chance))

    def wait_for_rate_limit(
        self, *, rejections: int, waited: float, retry_after: float | None, is_paced: bool, chance: float
    ) -> float | None:
        """Return the seconds that a call waits after a 429, in addition to the pace, or None to give up.

        Args:
            rejections: Number of 429 responses so far.
            waited: Seconds since the first one.
            retry_after: Seconds from `Retry-After`, if present.
            is_paced: Whether the call waits for the pace too.
            chance: A random number from 0 to 1.
        """
        alone = rejections - _FREE_REJECTIONS if is_paced else rejections
        wait = _compute_wait(_UNPACED_WAIT, alone - 1, _LONGEST_UNPACED_WAIT, chance) if alone > 0 else 0.0
        wait = max(wait, retry_after or 0.0)
        return wait if waited + wait < self.max_rate_limit_wait else None


def _compute_wait(first: float, retries: int, longest: float, chance: float) -> float:
    return (0.5 + 0.5 * chance) * min(longest, first * 2.0**retries)


def check_seconds(value: object, name: str) -> None:
    """Check a number of seconds.

    Raises:
        TypeError: It is not a number.
        ValueError: It is negative or too large.
    """
    if isinstance(value, bool) or not isinstance(value, (int, float)):
        raise TypeError(f"{name} must be a number of seconds, not {value!r}")
    if not 0 <= value <= _MOST_SECONDS:
        raise ValueError(f"{name} must be a number of seconds from 0 to {_MOST_SECONDS:,}, not {value!r}")


def _check_integer(value: object, name: str) -> None:
    if isinstance(value, bool) or not isinstance(value, int):
        raise TypeError(f"{name} must be an integer, not {value!r}")
    if value < 0:
        raise ValueError(f"{name} must be at least 0, not {value}")


FAILURES: Mapping[int, Failure] = {
    408: Failure.FAULT,
    429: Failure.RATE_LIMITED,
    500: Failure.FAULT,
    502: Failure.UNAVAILABLE,
    503: Failure.UNAVAILABLE,
    504: Failure.UNAVAILABLE,
    **dict.fromkeys(range(520, 525), Failure.FAULT),
}
"""Kinds of failures by status. A call with another status is not retried."""


_NEVER_SENT = (httpx.ConnectError, httpx.ConnectTimeout, httpx.PoolTimeout, httpx.ProxyError)
_UNDER_WAY = (
    httpx.ReadTimeout,
    httpx.WriteTimeout,
    httpx.NetworkError,
    httpx.RemoteProtocolError,
    httpx.DecodingError,
)


def classify_error(error: BaseException, *, was_sent: bool) -> Failure | None:
    """Return the kind of failure of an error; None if it would only happen again.

    Args:
        error: The exception raised while sending the request or reading its response.
        was_sent: Whether a complete request may have left this machine.
    """
    if isinstance(error, _NEVER_SENT):
        return None if _is_caused_by_tls(error) else Failure.NOT_SENT
    if isinstance(error, _UNDER_WAY):
        return Failure.INTERRUPTED if was_sent else Failure.NOT_SENT
    return None


def _is_caused_by_tls(error: BaseException) -> bool:
    return any(isinstance(one, SSLError) for one in iterate_causes(error))


def is_unsent(error: BaseException | None) -> bool:
    """Return whether an error means that there was no connection to send anything on."""
    return isinstance(error, _NEVER_SENT)


def iterate_causes(error: BaseException, outer: BaseException | None = None) -> "Iterator[BaseException]":
    """Iterate over an exception, its causes, and the exceptions during whose handling it was raised.

    Args:
        error: The exception.
        outer: Where to stop: the exception that was being handled before.
    """
    seen = set[int]() if outer is None else {id(outer)}
    found: list[BaseException | None] = [error]
    while found:
        current = found.pop()
        if current is not None and id(current) not in seen:
            seen.add(id(current))
            yield current
            found += [current.__context__, current.__cause__]


def read_retry_after(response: httpx.Response) -> float | None:
    """Return the seconds in the `Retry-After` of a response, if present."""
    return parse_retry_after(response.headers.get("retry-after"), response.headers.get("date"))


def parse_retry_after(header: str | None, date: str | None = None) -> float | None:
    """Return the seconds in a `Retry-After` header, at least 0; None if it is malformed.

    Args:
        header: Seconds, or a date.
        date: The `Date` of the same response, which a date in `header` is relative to.
    """
    if header is None:
        return None
    try:
        seconds = float(header)
    except ValueError:
        until = _parse_date(header)
        if until is None:
            return None
        seconds = (until - (_parse_date(date) or datetime.now(UTC))).total_seconds()
    return max(0.0, seconds) if isfinite(seconds) else None


def _parse_date(date: str | None) -> datetime | None:
    try:
        moment = parsedate_to_datetime(date or "")
    except (ValueError, TypeError, OverflowError):
        return None
    return moment if moment.tzinfo else moment.replace(tzinfo=UTC)
