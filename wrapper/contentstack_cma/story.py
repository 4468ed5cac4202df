"""What became of one call, over all its attempts, and whether it gets another one. Decisions only: no I/O."""

import sys
from typing import TYPE_CHECKING

from contentstack_cma_client.errors import ContentstackError, Outcome, is_json

from .errors import RateLimitError
from .retry import Failure, RetryPolicy

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
        policy: The retry contract.
        repeatable: Whether the call does no harm when it is processed twice.
        deadline: Reading of the monotonic clock at which the call must have ended; None for no deadline.
        attempts: Requests made so far.
        outcome: What became of all of them.
        outer: What the caller was handling when it made the call.
    """

    __slots__ = (
        "_first_refusal",
        "_refusals",
        "_retries",
        "_waited",
        "attempts",
        "deadline",
        "outcome",
        "outer",
        "policy",
        "repeatable",
    )

    def __init__(self, policy: RetryPolicy, *, repeatable: bool, deadline: float | None = None) -> None:
        self.policy: RetryPolicy = policy
        self.repeatable: bool = repeatable
        self.deadline: float | None = deadline
        self.attempts: int = 0
        self.outcome: Outcome = Outcome.NOT_SENT
        self.outer: BaseException | None = sys.exception()
        self._retries = 0
        self._refusals = 0
        self._first_refusal = 0.0
        self._waited = 0.0

    def note(self, outcome: Outcome) -> None:
        """Note what became of one attempt: of several, the worst stands."""
        self.outcome = next(each for each in _WORST_FIRST if each in {outcome, self.outcome})

    def note_broken(self, received: "Sequence[httpx.Response]", *, was_sent: bool) -> None:
        """Note an attempt whose response did not come, or not all of it.

        Args:
            received: The response without its body, if that much came.
            was_sent: Whether a complete request may have left this machine.
        """
        if received:
            self.note(outcome_of(received[0].status_code, is_own=is_json(received[0])))
        else:
            self.note(Outcome.UNKNOWN if was_sent else Outcome.NOT_SENT)

    def wait(
        self, failure: Failure, retry_after: float | None, *, held: float | None, now: float, chance: float
    ) -> float | None:
        """Return the seconds to wait before the next attempt, besides what the pace says; None to give up.

        Args:
            failure: What went wrong.
            retry_after: Seconds that the server asked to wait, if it did.
            held: Seconds that the pace makes every call wait after a 429; None without a pace.
            now: Reading of the monotonic clock.
            chance: A random number from 0 to 1.
        """
        if failure is Failure.RATE_LIMITED:
            wait = self._wait_for_rate_limit(retry_after, now, chance, held)
        else:
            wait = self.policy.wait(
                failure, retries=self._retries, repeatable=self.repeatable, retry_after=retry_after, chance=chance
            )
            self._retries += 1
        return None if wait is None or self._is_late(now + wait) else wait

    def _wait_for_rate_limit(
        self, retry_after: float | None, now: float, chance: float, held: float | None
    ) -> float | None:
        if not self._refusals:
            self._first_refusal = now
        self._refusals += 1
        self._waited = now - self._first_refusal
        if held and self._waited + held >= self.policy.max_rate_limit_wait:
            return None
        return self.policy.rate_limit_wait(
            refusals=self._refusals,
            waited=self._waited,
            retry_after=retry_after,
            is_paced=held is not None,
            chance=chance,
        )

    def _is_late(self, moment: float) -> bool:
        return self.deadline is not None and moment >= self.deadline

    def time_left(self, now: float) -> float | None:
        """Return the seconds until the deadline, at least 0; None if there is none."""
        return None if self.deadline is None else max(0.0, self.deadline - now)

    def tell(self, error: ContentstackError) -> ContentstackError:
        """Return an exception of the call after writing into it what became of the call."""
        error.outcome = self.outcome
        error.attempts = self.attempts
        if isinstance(error, RateLimitError):
            error.waited = self._waited
        return error


def outcome_of(status: int, *, is_own: bool) -> Outcome:
    """Return what the response to one request says about it.

    Args:
        status: Its status.
        is_own: Whether it is the API's own response, as far as one can tell.
    """
    if status == _TOO_MANY:
        return Outcome.REJECTED
    if not is_own or status >= _SERVER_FAULT or status == _TIMEOUT:
        return Outcome.UNKNOWN
    if status >= _CLIENT_FAULT:
        return Outcome.REJECTED
    return Outcome.DONE if status < _REDIRECT else Outcome.UNKNOWN
