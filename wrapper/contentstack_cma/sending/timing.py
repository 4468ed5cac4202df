"""Deadlines of whole calls, for tasks and threads."""

from collections.abc import AsyncGenerator, AsyncIterator, Generator, Iterator
from contextlib import asynccontextmanager, contextmanager
from time import monotonic
from typing import cast

import httpx

from ..errors import DeadlineExceededError, build_message

_DEADLINE = "contentstack_cma.deadline"
_TOO_LATE = "the deadline has passed"


def cap_timeouts(request: httpx.Request, deadline: float) -> None:
    """Cap the timeouts of a request to the time left until a deadline."""
    left = max(0.001, deadline - monotonic())
    limits = request.extensions["timeout"]
    request.extensions["timeout"] = {
        step: left if limit is None else min(limit, left) for step, limit in limits.items()
    }


@asynccontextmanager
async def async_limit(request: httpx.Request, deadline: float) -> AsyncGenerator[None]:
    """Cancel the block at a deadline, in seconds of the monotonic clock.

    Raises:
        DeadlineExceededError: The deadline has passed.
    """
    from anyio import fail_after

    try:
        with fail_after(deadline - monotonic()):
            yield
    except (TimeoutError, httpx.TimeoutException) as error:
        raise _to_deadline_error(request, deadline, error) from None


@contextmanager
def sync_limit(request: httpx.Request, deadline: float) -> Generator[None]:
    """Synchronous version of `async_limit`: threads cannot be cancelled, so connections check the deadline."""
    request.extensions[_DEADLINE] = deadline
    try:
        yield
    except httpx.TimeoutException as error:
        raise _to_deadline_error(request, deadline, error) from None


def _to_deadline_error(request: httpx.Request, deadline: float, error: Exception) -> Exception:
    if isinstance(error, httpx.TimeoutException) and monotonic() < deadline:
        return error
    return DeadlineExceededError(build_message(request, _TOO_LATE))


async def async_iterate(response: httpx.Response, deadline: float | None) -> AsyncIterator[bytes]:
    """Iterate over the body of a response as it arrives, still encoded, up to a deadline.

    Raises:
        DeadlineExceededError: The deadline has passed.
    """
    chunks = aiter(cast("httpx.AsyncByteStream", response.stream))
    while True:
        try:
            if deadline is None:
                yield await anext(chunks)
            else:
                async with async_limit(response.request, deadline):
                    chunk = await anext(chunks)
                yield chunk
        except StopAsyncIteration:
            return


def sync_iterate(response: httpx.Response, deadline: float | None) -> Iterator[bytes]:
    """Synchronous version of `async_iterate`."""
    chunks = iter(cast("httpx.SyncByteStream", response.stream))
    if deadline is None:
        yield from chunks
        return
    with sync_limit(response.request, deadline):
        for chunk in chunks:
            if monotonic() >= deadline:
                raise DeadlineExceededError(build_message(response.request, _TOO_LATE))
            yield chunk
