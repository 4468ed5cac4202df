"""The steps of a sign-in. They are a generator, which threads and tasks can both run."""

from collections.abc import Generator
from time import monotonic
from typing import TypeVar

import httpx

from ..errors import DeadlineExceededError, build_message
from ..wire.delivery import get_delivery
from .attempts import Attempt

T = TypeVar("T")

Steps = Generator[httpx.Request | Attempt | None, httpx.Response | None, T]
"""A generator that yields a request and receives the response; or yields an attempt to start it in the background; or
yields None to wait briefly for another caller."""

POLL_INTERVAL = 0.01
"""Seconds between checks whether another caller has finished signing in."""

GRACE = 5.0
"""Seconds that a cancelled call and a closing client wait for an attempt under way."""


def send_request(request: httpx.Request) -> Steps[httpx.Response]:
    """Send one request and return the response."""
    response = yield request
    if response is None:
        raise RuntimeError("the steps were resumed without a response")
    return response


def wait_for(attempt: Attempt, request: httpx.Request) -> Steps[None]:
    """Wait until an attempt has ended.

    Raises:
        DeadlineExceededError: The deadline of `request` has passed. The attempt continues.
    """
    while not attempt.is_done:
        check_deadline(request)
        yield None


def check_deadline(request: httpx.Request) -> None:
    """Raise an exception if the deadline of a request has passed.

    Raises:
        DeadlineExceededError: It has passed.
    """
    if get_delivery(request).story.time_left(monotonic()) == 0:
        raise DeadlineExceededError(build_message(request, "the deadline passed while signing in"))
