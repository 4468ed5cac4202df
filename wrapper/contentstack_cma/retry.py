"""When a call is sent again. Decisions only: nothing here waits or sends."""

from dataclasses import dataclass
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from enum import Enum
from ssl import SSLError

import httpx


class Failure(Enum):
    """What went wrong, as far as sending again is concerned."""

    RATE_LIMITED = "429: the server did nothing"
    NOT_CONNECTED = "no connection: the server got nothing"
    UNAVAILABLE = "502, 503 or 504: the server may have done it"
    INTERRUPTED = "the connection broke, or timed out, while the call was under way: the server may have done it"


@dataclass(frozen=True, slots=True)
class RetryPolicy:
    """The retry contract.

    1. A 429 is always repeated: the server has done nothing.
    2. So is a call for which no connection came about.
    3. A 502, 503 or 504, a broken connection and a timeout are repeated only for a call that may be sent twice
       without harm: the reads, except those that change something. `retry_writes` extends this to every call.
    4. No other answer is repeated; a 401 is for the sign-in method to mend, once.
    5. An upload whose source can be read only once is not repeated after the first byte was read.
    6. `Retry-After`, in seconds or as a date, is obeyed, up to `longest_retry_after`. Otherwise the wait is random,
       between zero and `first_wait`, doubled per retry up to `longest_wait`.
    7. After `max_retries` repetitions the last failure is raised; 0 turns retries off.

    Attributes:
        max_retries: Most repetitions of one call.
        retry_writes: Repeat writes too where rule 3 would not.
        first_wait: Upper bound of the first wait, in seconds.
        longest_wait: Upper bound of any wait without a `Retry-After`, in seconds.
        longest_retry_after: Most seconds to obey a `Retry-After` for.
    """

    max_retries: int = 3
    retry_writes: bool = False
    first_wait: float = 0.5
    longest_wait: float = 8.0
    longest_retry_after: float = 60.0

    def __post_init__(self) -> None:
        if self.max_retries < 0:
            raise ValueError(f"max_retries must be at least 0, not {self.max_retries}")

    def wait(
        self, failure: Failure, *, retries: int, repeatable: bool, retry_after: float | None, chance: float
    ) -> float | None:
        """How many seconds to wait before sending again, or None to give up.

        Args:
            failure: What went wrong.
            retries: How often the call has been repeated already.
            repeatable: Whether it may be sent twice without harm.
            retry_after: Seconds the server asked to wait, if it did.
            chance: A random number from 0 to 1.
        """
        if retries >= self.max_retries:
            return None
        if failure in _MAYBE_DONE and not (repeatable or self.retry_writes):
            return None
        if retry_after is not None:
            return min(retry_after, self.longest_retry_after)
        return chance * min(self.longest_wait, self.first_wait * 2.0**retries)


_MAYBE_DONE = frozenset({Failure.UNAVAILABLE, Failure.INTERRUPTED})
_BY_STATUS = {
    429: Failure.RATE_LIMITED,
    502: Failure.UNAVAILABLE,
    503: Failure.UNAVAILABLE,
    504: Failure.UNAVAILABLE,
}


def failure_of_status(status: int) -> Failure | None:
    """What a status means for sending again; None if the answer stands."""
    return _BY_STATUS.get(status)


def failure_of_error(error: httpx.TransportError) -> Failure | None:
    """What an error means for sending again; None if it would only happen again."""
    if isinstance(error, (httpx.ConnectError, httpx.ConnectTimeout)):
        return None if _caused_by_tls(error) else Failure.NOT_CONNECTED
    if isinstance(error, (httpx.ReadTimeout, httpx.WriteTimeout, httpx.NetworkError, httpx.RemoteProtocolError)):
        return Failure.INTERRUPTED
    return None


def _caused_by_tls(error: BaseException | None) -> bool:
    while error is not None:
        if isinstance(error, SSLError):
            return True
        error = error.__cause__ or error.__context__
    return False


def retry_after_seconds(header: str | None, now: datetime | None = None) -> float | None:
    """The seconds that a `Retry-After` header asks to wait, given in seconds or as a date; None if it says nothing."""
    if header is None:
        return None
    if header.strip().isdecimal():
        return float(header)
    try:
        moment = parsedate_to_datetime(header)
    except ValueError:
        return None
    moment = moment if moment.tzinfo else moment.replace(tzinfo=UTC)
    return max(0.0, (moment - (now or datetime.now(UTC))).total_seconds())
