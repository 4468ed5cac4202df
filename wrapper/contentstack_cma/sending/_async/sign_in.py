"""Run the steps of a sign-in: requests to send, and waits for other callers."""

from collections.abc import AsyncGenerator
from contextlib import closing, nullcontext, suppress
from typing import TypeVar

import httpx
from anyio import sleep

from ...error_mapping import build_transport_error, remove_messages
from ..steps import POLL_INTERVAL, Steps
from .transport import open_client

T = TypeVar("T")


async def yield_requests(steps: Steps[object]) -> AsyncGenerator[httpx.Request, httpx.Response]:
    """Run steps as the auth flow of a call: httpx sends the requests."""
    with closing(steps), suppress(StopIteration):
        step = next(steps)
        while True:
            if step is None:
                await sleep(POLL_INTERVAL)
                step = next(steps)
            else:
                step = steps.send((yield step))


async def run_steps(steps: Steps[T], url: str, http: httpx.AsyncClient | None) -> T:
    """Run steps outside of a call; without `http`, with a temporary client."""
    async with open_client(url) if http is None else nullcontext(http) as sender:
        try:
            step = next(steps)
            while True:
                if step is None:
                    await sleep(POLL_INTERVAL)
                step = steps.send(None if step is None else await sender.send(step, follow_redirects=False))
        except StopIteration as done:
            result: T = done.value
            return result
        except httpx.HTTPError as error:
            raise build_transport_error(error, error.request) from remove_messages(error)
        finally:
            steps.close()
