# Derived from _async/exactly_once.py by generator/unasync.py: edit that, not this.
"""Send a write exactly once: what may have been processed is looked up before a retry."""

from collections.abc import Callable
from functools import partial
from time import sleep
from typing import Protocol, TypeVar

from ...errors import ContentstackError, Outcome
from ..decisions import REPEATS, is_ambiguous, is_unreachable
from ..outcomes import ItemState
from ..rows import Ended, Row

T = TypeVar("T")
T_co = TypeVar("T_co", covariant=True)
_FIRST_REST = 0.5
"""Seconds before the look at the server after a write that may still be under way; then twice that, and so on."""
_LONGEST_REST = 2.0


class Send(Protocol[T]):
    """Sends a row, and returns how it ended."""

    def __call__(self) -> Ended[T]:
        """Send the row."""
        ...


class Look(Protocol[T]):
    """Finds out how a row ended that may have been processed."""

    def __call__(self, doubt: ContentstackError, /) -> Ended[T] | None:
        """Return how it ended; None to retry it."""
        ...


class Reject(Protocol[T]):
    """Decides how a row ended that was not processed."""

    def __call__(self, error: ContentstackError, doubt: ContentstackError | None, /) -> Ended[T]:
        """Return how it ended."""
        ...


class Read(Protocol[T_co]):
    """Reads something."""

    def __call__(self) -> T_co:
        """Read it."""
        ...


def read_patiently(read: Read[T], is_worth_a_retry: Callable[[Exception], bool] = is_ambiguous) -> T:
    """Read what many items depend on: a gateway that fails now and then should not fail them all.

    Args:
        read: Reads it. It is called up to six times.
        is_worth_a_retry: Returns whether it may succeed after an error.

    Raises:
        ContentstackError: The API rejected the call, there is no connection, or it failed each time.
    """
    for attempt in range(REPEATS - 1):
        try:
            return read()
        except ContentstackError as error:
            if not is_worth_a_retry(error):
                raise
            rest(attempt)
    return read()


def write_once(
    row: Row,
    *,
    send: Send[T],
    look: Look[T],
    reject: Reject[T],
    looks: int = 1,
) -> Ended[T]:
    """Write a row, and return how it ended.

    Args:
        row: The row. If an earlier run sent it, the look comes first.
        send: Sends it.
        look: Called with the reason for doubt if it may have been processed. Returns how it ended, or None to retry
            it.
        reject: Called with the error if it was not processed, and with the reason for doubt about an earlier attempt.
            Returns how it ended.
        looks: Number of looks before a retry. More than one if a request that arrives late would do harm.
    """
    doubt = _build_doubt() if row.was_sent else None
    for attempt in range(REPEATS):
        try:
            if doubt is not None and (ended := _look_patiently(look, doubt, attempt, looks)) is not None:
                return ended
        except ContentstackError:
            continue
        try:
            return send()
        except ContentstackError as error:
            if is_unreachable(error) and attempt < REPEATS - 1:
                rest(attempt)
            elif not is_ambiguous(error):
                return _judge(row, reject, error, doubt)
            else:
                doubt = error
    return row.end(ItemState.UNKNOWN, error=doubt)


def _judge(row: Row, reject: Reject[T], error: ContentstackError, doubt: ContentstackError | None) -> Ended[T]:
    """Decide how a row ended, or say that it is unknown if that takes a look which fails."""
    try:
        return read_patiently(partial(reject, error, doubt))
    except ContentstackError:
        return row.end(ItemState.FAILED if doubt is None else ItemState.UNKNOWN, error=error)


def _look_patiently(look: Look[T], doubt: ContentstackError, attempt: int, looks: int) -> Ended[T] | None:
    """Look several times, each after a longer wait, until it is known that the row has ended."""
    for number in range(looks):
        rest(attempt + number)
        ended = look(doubt)
        if ended is not None:
            return ended
    return None


def rest(attempt: int) -> None:
    """Wait before a look. Each of them waits twice as long as the one before; their numbers count from 0."""
    sleep(min(_LONGEST_REST, _FIRST_REST * 2.0**attempt))


def _build_doubt() -> ContentstackError:
    doubt = ContentstackError("an earlier run sent it, and was interrupted before the response")
    doubt.outcome = Outcome.UNKNOWN
    return doubt
