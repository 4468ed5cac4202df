"""Run the steps of a sign-in outside of a client's calls."""

from contextlib import nullcontext
from time import sleep
from typing import TypeVar

import httpx

from ..errors import transport_exception, without_messages
from .base import MOMENT, Steps

T = TypeVar("T")


def run(steps: Steps[T], url: str, http: httpx.Client | None) -> T:
    """Run steps in a thread; without `http`, with a temporary client."""
    from .._sync.transport import open_client

    with open_client(url) if http is None else nullcontext(http) as sender:
        try:
            step = next(steps)
            while True:
                if step is None:
                    sleep(MOMENT)
                step = steps.send(None if step is None else sender.send(step, follow_redirects=False))
        except StopIteration as done:
            result: T = done.value
            return result
        except httpx.HTTPError as error:
            raise transport_exception(error, error.request) from without_messages(error)
        finally:
            steps.close()


async def arun(steps: Steps[T], url: str, http: httpx.AsyncClient | None) -> T:
    """Run steps in a task; without `http`, with a temporary client."""
    from anyio import sleep as pause

    from .._async.transport import open_client

    async with open_client(url) if http is None else nullcontext(http) as sender:
        try:
            step = next(steps)
            while True:
                if step is None:
                    await pause(MOMENT)
                step = steps.send(None if step is None else await sender.send(step, follow_redirects=False))
        except StopIteration as done:
            result: T = done.value
            return result
        except httpx.HTTPError as error:
            raise transport_exception(error, error.request) from without_messages(error)
        finally:
            steps.close()
