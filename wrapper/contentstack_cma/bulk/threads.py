"""Call functions that read files, without blocking other tasks. Both functions have the same arguments."""

from collections.abc import Callable
from typing import TypeVar

T = TypeVar("T")
R = TypeVar("R")


def sync_call(function: Callable[[T], R], argument: T) -> R:
    """Call a function."""
    return function(argument)


async def async_call(function: Callable[[T], R], argument: T) -> R:
    """Call a function in a thread."""
    from anyio.to_thread import run_sync

    return await run_sync(function, argument)
