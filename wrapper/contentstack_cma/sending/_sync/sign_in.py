# Derived from wrapper/contentstack_cma/sending/_async/sign_in.py by generator/unasync.py: edit that, not this.
"""Run the steps of a sign-in: requests to send, and waits for other callers."""

from collections.abc import Generator
from contextlib import closing, nullcontext, suppress
from time import sleep
from typing import TypeVar

import httpx

from ...error_mapping import build_transport_error, remove_messages
from ..steps import POLL_INTERVAL, Steps
from .transport import open_client

T = TypeVar("T")


def yield_requests(steps: Steps[object]) -> Generator[httpx.Request, httpx.Response]:
    """Run steps as the auth flow of a call: httpx sends the requests."""
    with closing(steps), suppress(StopIteration):
        step = next(steps)
        while True:
            if step is None:
                sleep(POLL_INTERVAL)
                step = next(steps)
            else:
                step = steps.send((yield step))


def run_steps(steps: Steps[T], url: str, http: httpx.Client | None) -> T:
    """Run steps outside of a call; without `http`, with a temporary client."""
    with open_client(url) if http is None else nullcontext(http) as sender:
        try:
            step = next(steps)
            while True:
                if step is None:
                    sleep(POLL_INTERVAL)
                step = steps.send(None if step is None else sender.send(step, follow_redirects=False))
        except StopIteration as done:
            result: T = done.value
            return result
        except httpx.HTTPError as error:
            raise build_transport_error(error, error.request) from remove_messages(error)
        finally:
            steps.close()
