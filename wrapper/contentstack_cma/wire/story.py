"""The attempts of one call: their outcome, and whether to retry. No I/O."""

import sys
from typing import TYPE_CHECKING

from contentstack_cma_client.errors import ContentstackError, Outcome, is_json

from ..errors import RateLimitError
from ..retry import Failure, RetryPolicy

if TYPE_CHECKING:
    from collections.abc import Sequence

    import httpx

_WORST_FIRST = list(reversed(Outcome))
_TOO_MANY = 429
_REDIRECT = 300
_CLIENT_FAULT = 400
_TIMEOUT = 408
_SERVER_FAULT = 500


class Story:
    """The attempts of one call.

    Attributes:
        policy: The retry policy.
        repeatable: Whether the call is harmless when processed twice.
        deadline: Time of the monotonic clock by which the call must end; None for no deadline.
        overtime: Seconds that a request under way may take after the deadline.
        attempts: Number of requests sent so far.
        outcome: The outcome over all attempts.
        latest: The outcome of the last attempt, unless it was a success.
        number: The number by which events name the call; 0 if it has none.
        paced: Seconds that the last request waited for its turn in the pace, if somebody observes the call.
        outer: The exception that the caller was handling when it made the call.
    """

    __slots__ = (
        "_first_rejection",
        "_rejections",
        "_retries",
        "_waited",
        "attempts",
        "deadline",
        "latest",
        "number",
        "outcome",
        "outer",
        "overtime",
        "paced",
        "policy",
        "repeatable",
    )

    def __init__(
        self, policy: RetryPolicy, *, repeatable: bool, deadline: float | None = None, overtime: float = 0.0
    ) -> None:
        self.policy: RetryPolicy = policy
        self.repeatable: bool = repeatable
        self.deadline: float | None = deadline
        self.overtime: float = overtime
        self.attempts: int = 0
        self.outcome: Outcome = Outcome.NOT_SENT
        self.latest: Outcome = Outcome.NOT_SENT
        self.number: int = 0
        self.paced: float = 0.0
        self.outer: BaseException | None = sys.exception()
        self._retries = 0
        self._rejections = 0
        self._first_rejection = 0.0
        self._waited = 0.0

    def note(self, outcome: Outcome) -> None:
        """Record the outcome of one attempt; the worst of all attempts counts."""
        self.latest = outcome
        self.outcome = next(each for each in _WORST_FIRST if each in {outcome, self.outcome})

    def note_broken(self, received: "Sequence[httpx.Response]", *, was_sent: bool) -> None:
        """Record an attempt without a complete response.

        Args:
            received: The response without its body, if its headers arrived.
            was_sent: Whether a complete request may have left this machine.
        """
        if received:
            self.note(find_outcome(received[0].status_code, is_from_api=is_json(received[0])))
        else:
            self.note(Outcome.UNKNOWN if was_sent else Outcome.NOT_SENT)

    def wait(
        self, failure: Failure, retry_after: float | None, *, hold: float | None, now: float, chance: float
    ) -> float | None:
        """Return the seconds to wait before the next attempt, in addition to the pace; None to give up.

        Args:
            failure: What went wrong.
            retry_after: Seconds from `Retry-After`, if present.
            hold: Seconds that all calls wait because of a 429; None without a pace.
            now: Time of the monotonic clock.
            chance: A random number from 0 to 1.
        """
        if failure is Failure.RATE_LIMITED:
            wait = self._wait_for_rate_limit(retry_after, now, chance, hold)
        else:
            wait = self.policy.wait(
                failure, retries=self._retries, repeatable=self.repeatable, retry_after=retry_after, chance=chance
            )
            self._retries += 1
        return None if wait is None or self._is_late(now + wait) else wait

    def _wait_for_rate_limit(
        self, retry_after: float | None, now: float, chance: float, hold: float | None
    ) -> float | None:
        if not self._rejections:
            self._first_rejection = now
        self._rejections += 1
        self._waited = now - self._first_rejection
        if hold and self._waited + hold >= self.policy.max_rate_limit_wait:
            return None
        return self.policy.wait_for_rate_limit(
            rejections=self._rejections,
            waited=self._waited,
            retry_after=retry_after,
            is_paced=hold is not None,
            chance=chance,
        )

    def _is_late(self, moment: float) -> bool:
        return self.deadline is not None and moment >= self.deadline

    @property
    def latest_end(self) -> float | None:
        """Time at which a request under way is cut off; None for never."""
        return None if self.deadline is None else self.deadline + self.overtime

    def time_left(self, now: float) -> float | None:
        """Return the seconds until the deadline, at least 0; None if there is none."""
        return None if self.deadline is None else max(0.0, self.deadline - now)

    def tell(self, error: ContentstackError) -> ContentstackError:
        """Set the outcome and attempts of the call on an exception, and return it."""
        error.outcome = self.outcome
        error.attempts = self.attempts
        if isinstance(error, RateLimitError):
            error.waited = self._waited
        return error


def find_outcome(status: int, *, is_from_api: bool) -> Outcome:
    """Return the outcome of one request from its response.

    Args:
        status: Status of the response.
        is_from_api: Whether the response seems to come from the API and not from a gateway.
    """
    if status == _TOO_MANY:
        return Outcome.REJECTED
    if not is_from_api or status >= _SERVER_FAULT or status == _TIMEOUT:
        return Outcome.UNKNOWN
    if status >= _CLIENT_FAULT:
        return Outcome.REJECTED
    return Outcome.DONE if status < _REDIRECT else Outcome.UNKNOWN
