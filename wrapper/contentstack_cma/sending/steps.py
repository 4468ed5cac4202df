"""The steps of a sign-in. They are a generator, which threads and tasks can both run."""

from collections.abc import Generator
from typing import TypeVar

import httpx

T = TypeVar("T")

Steps = Generator[httpx.Request | None, httpx.Response | None, T]
"""A generator that yields a request and receives the response, or yields None to wait briefly for another caller."""

POLL_INTERVAL = 0.01
"""Seconds between checks whether another caller has finished signing in."""


def send_request(request: httpx.Request) -> Steps[httpx.Response]:
    """Send one request and return the response."""
    response = yield request
    if response is None:
        raise RuntimeError("the steps were resumed without a response")
    return response
