"""Lock a token store while a token is renewed, so that several processes renew it once."""

from collections.abc import Callable
from time import monotonic
from typing import cast

import httpx

from ..errors import TokenStoreError
from ..sending.steps import Steps, check_deadline
from .token_store import TokenLock, TokenStore

_LONGEST_WAIT = 180.0
"""Seconds after which a lock counts as stuck: more than a renewal takes, including a wait for the rate limit."""


def lock_store(store: TokenStore | None, request: httpx.Request | None) -> Steps[Callable[[], None]]:
    """Lock a store, if it has a lock, and return the function that releases it.

    Args:
        store: The store.
        request: The request whose deadline limits the wait.

    Raises:
        DeadlineExceededError: The deadline has passed.
        TokenStoreError: The store cannot be locked.
    """
    build_lock = getattr(store, "lock", None)
    if build_lock is None:
        return _do_nothing
    lock = cast("TokenLock", build_lock())
    latest = monotonic() + _LONGEST_WAIT
    while not lock.acquire(blocking=False):
        if request is not None:
            check_deadline(request)
        if monotonic() > latest:
            raise TokenStoreError(
                f"{store!r} has been locked for {_LONGEST_WAIT:.0f} s: look for a process that hangs while signing in"
            )
        yield None
    return lock.release


def _do_nothing() -> None:
    """Release nothing."""
