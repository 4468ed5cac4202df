# Derived from _async/sign_in.py by generator/unasync.py: edit that, not this.
"""Run the steps of a sign-in: requests to send, attempts to start, and waits for other callers."""

from collections.abc import Generator
from contextlib import closing, nullcontext, suppress
from functools import partial
from time import sleep
from typing import TypeVar

import httpx

from ...error_mapping import build_transport_error, remove_messages
from ..attempts import Attempt
from ..background import sync_outlast, sync_start
from ..steps import GRACE, POLL_INTERVAL, Steps
from .http_client import open_client

T = TypeVar("T")


def yield_requests(steps: Steps[object], http: httpx.Client) -> Generator[httpx.Request, httpx.Response]:
    """Run steps as the auth flow of a call: httpx sends the requests."""
    own: Attempt | None = None
    with closing(steps), suppress(StopIteration):
        step = next(steps)
        while True:
            if isinstance(step, httpx.Request):
                step = steps.send((yield step))
            else:
                own = step or own
                _wait(step, own, http)
                step = next(steps)


def run_steps(steps: Steps[T], url: str, http: httpx.Client | None) -> T:
    """Run steps outside of a call; without `http`, with a temporary client."""
    with open_client(url) if http is None else nullcontext(http) as sender:
        return _run(steps, sender)


def start_attempt(attempt: Attempt, http: httpx.Client) -> None:
    """Start an attempt in the background."""
    attempt.http = http
    sync_start(attempt, partial(_run_attempt, attempt, http))


def _run(steps: Steps[T], http: httpx.Client) -> T:
    own: Attempt | None = None
    with closing(steps):
        try:
            step = next(steps)
            while True:
                if isinstance(step, httpx.Request):
                    step = steps.send(_send(step, http))
                else:
                    own = step or own
                    _wait(step, own, http)
                    step = next(steps)
        except StopIteration as done:
            result: T = done.value
            return result


def _send(request: httpx.Request, http: httpx.Client) -> httpx.Response:
    try:
        return http.send(request, auth=None, follow_redirects=False)
    except httpx.HTTPError as error:
        raise build_transport_error(error, request) from remove_messages(error)


def _wait(step: Attempt | None, own: Attempt | None, http: httpx.Client) -> None:
    """Start an attempt, if there is one, and wait briefly. The call that made it sees it to its end, if cancelled."""
    if step is not None:
        start_attempt(step, http)
    try:
        sleep(POLL_INTERVAL)
    except BaseException:
        if own is not None:
            try:
                sync_outlast(own, GRACE)
            finally:
                own.abandon()
        raise


def _run_attempt(attempt: Attempt, http: httpx.Client) -> None:
    """Run the steps of an attempt to their end, and record its result."""
    token, failure = None, None
    try:
        if attempt.steps is not None:
            token = _run(attempt.steps, http)
    except Exception as error:  # noqa: BLE001 - the callers raise it
        failure = error
    finally:
        attempt.end(token, failure)
