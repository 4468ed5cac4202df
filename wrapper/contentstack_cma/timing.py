"""Deadlines of whole calls, for tasks and for threads."""

from collections.abc import AsyncGenerator, AsyncIterator, Generator, Iterator
from contextlib import asynccontextmanager, contextmanager
from time import monotonic

import httpx

from .errors import DeadlineExceededError, message_about

_DEADLINE = "contentstack_cma.deadline"
_TOO_LATE = "its deadline is over"


def capped_timeouts(request: httpx.Request, deadline: float) -> None:
    """Let no step of a request take longer than what is left until a deadline."""
    left = max(0.001, deadline - monotonic())
    limits = request.extensions["timeout"]
    request.extensions["timeout"] = {
        step: left if limit is None else min(limit, left) for step, limit in limits.items()
    }


@asynccontextmanager
async def async_limited(request: httpx.Request, deadline: float) -> AsyncGenerator[None]:
    """Cancel what is inside at a deadline, which is a reading of the monotonic clock.

    Raises:
        DeadlineExceededError: The deadline came first.
    """
    from anyio import fail_after

    try:
        with fail_after(deadline - monotonic()):
            yield
    except (TimeoutError, httpx.TimeoutException) as error:
        raise _exceeded(request, deadline, error) from None


@contextmanager
def sync_limited(request: httpx.Request, deadline: float) -> Generator[None]:
    """The same for a thread: nothing can be cancelled there, so connections look at the deadline in every step."""
    request.extensions[_DEADLINE] = deadline
    try:
        yield
    except httpx.TimeoutException as error:
        raise _exceeded(request, deadline, error) from None


def _exceeded(request: httpx.Request, deadline: float, error: Exception) -> Exception:
    if isinstance(error, httpx.TimeoutException) and monotonic() < deadline:
        return error
    return DeadlineExceededError(message_about(request, _TOO_LATE))


async def async_chunks(response: httpx.Response, chunk_size: int, deadline: float | None) -> AsyncIterator[bytes]:
    """Iterate over the body of a response, up to a deadline.

    Raises:
        DeadlineExceededError: The deadline came first.
    """
    chunks = response.aiter_bytes(chunk_size)
    while True:
        try:
            if deadline is None:
                yield await anext(chunks)
            else:
                async with async_limited(response.request, deadline):
                    chunk = await anext(chunks)
                yield chunk
        except StopAsyncIteration:
            return


def sync_chunks(response: httpx.Response, chunk_size: int, deadline: float | None) -> Iterator[bytes]:
    """The same for a thread."""
    if deadline is None:
        yield from response.iter_bytes(chunk_size)
        return
    with sync_limited(response.request, deadline):
        for chunk in response.iter_bytes(chunk_size):
            if monotonic() >= deadline:
                raise DeadlineExceededError(message_about(response.request, _TOO_LATE))
            yield chunk
