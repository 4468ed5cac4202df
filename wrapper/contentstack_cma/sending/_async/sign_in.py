"""Run the steps of a sign-in: requests to send, attempts to start, and waits for other callers."""

from collections.abc import AsyncGenerator
from contextlib import closing, nullcontext, suppress
from functools import partial
from typing import TypeVar

import httpx
from anyio import sleep

from ...error_mapping import build_transport_error, remove_messages
from ..attempts import Attempt
from ..background import async_outlast, async_start
from ..steps import GRACE, POLL_INTERVAL, Steps
from .http_client import open_client

T = TypeVar("T")


async def yield_requests(
    steps: Steps[object], http: httpx.AsyncClient
) -> AsyncGenerator[httpx.Request, httpx.Response]:
    """Run steps as the auth flow of a call: httpx sends the requests."""
    own: Attempt | None = None
    with closing(steps), suppress(StopIteration):
        step = next(steps)
        while True:
            if isinstance(step, httpx.Request):
                step = steps.send((yield step))
            else:
                own = step or own
                await _wait(step, own, http)
                step = next(steps)


async def run_steps(steps: Steps[T], url: str, http: httpx.AsyncClient | None) -> T:
    """Run steps outside of a call; without `http`, with a temporary client."""
    async with open_client(url) if http is None else nullcontext(http) as sender:
        return await _run(steps, sender)


async def start_attempt(attempt: Attempt, http: httpx.AsyncClient) -> None:
    """Start an attempt in the background."""
    attempt.http = http
    async_start(attempt, partial(_run_attempt, attempt, http))


async def _run(steps: Steps[T], http: httpx.AsyncClient) -> T:
    own: Attempt | None = None
    with closing(steps):
        try:
            step = next(steps)
            while True:
                if isinstance(step, httpx.Request):
                    step = steps.send(await _send(step, http))
                else:
                    own = step or own
                    await _wait(step, own, http)
                    step = next(steps)
        except StopIteration as done:
            result: T = done.value
            return result


async def _send(request: httpx.Request, http: httpx.AsyncClient) -> httpx.Response:
    try:
        return await http.send(request, auth=None, follow_redirects=False)
    except httpx.HTTPError as error:
        raise build_transport_error(error, request) from remove_messages(error)


async def _wait(step: Attempt | None, own: Attempt | None, http: httpx.AsyncClient) -> None:
    """Start an attempt, if there is one, and wait briefly. The call that made it sees it to its end, if cancelled."""
    if step is not None:
        await start_attempt(step, http)
    try:
        await sleep(POLL_INTERVAL)
    except BaseException:
        if own is not None:
            try:
                await async_outlast(own, GRACE)
            finally:
                own.abandon()
        raise


async def _run_attempt(attempt: Attempt, http: httpx.AsyncClient) -> None:
    """Run the steps of an attempt to their end, and record its result."""
    token, failure = None, None
    try:
        if attempt.steps is not None:
            token = await _run(attempt.steps, http)
    except Exception as error:  # noqa: BLE001 - the callers raise it
        failure = error
    finally:
        attempt.end(token, failure)
