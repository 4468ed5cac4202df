"""Many calls at once: in tasks, or in threads."""

from collections.abc import AsyncIterable, Awaitable, Callable, Iterable
from concurrent.futures import ThreadPoolExecutor
from typing import TypeVar

from anyio import create_task_group

T = TypeVar("T")
R = TypeVar("R")


async def async_run_together(function: Callable[[T], Awaitable[R]], values: Iterable[T]) -> list[R]:
    """The results of `function` for each value, each in a task of its own."""
    results: list[R] = []

    async def call(value: T) -> None:
        results.append(await function(value))

    async with create_task_group() as tasks:
        for value in values:
            tasks.start_soon(call, value)
    return results


def sync_run_together(function: Callable[[T], R], values: Iterable[T]) -> list[R]:
    """The results of `function` for each value, each in a thread of its own."""
    listed = list(values)
    with ThreadPoolExecutor(len(listed)) as pool:
        return list(pool.map(function, listed))


async def async_list(items: AsyncIterable[T]) -> list[T]:
    """All items, in a list."""
    return [item async for item in items]


def sync_list(items: Iterable[T]) -> list[T]:
    """All items, in a list."""
    return list(items)


async def async_spread_over_workers(
    function: Callable[[T], Awaitable[object]], values: Iterable[T], workers: int
) -> None:
    """Call `function` for each value, in so many tasks."""
    left = iter(list(values))

    async def work() -> None:
        for value in left:
            await function(value)

    async with create_task_group() as tasks:
        for _ in range(workers):
            tasks.start_soon(work)


def sync_spread_over_workers(function: Callable[[T], object], values: Iterable[T], workers: int) -> None:
    """Call `function` for each value, in so many threads."""
    with ThreadPoolExecutor(workers) as pool:
        list(pool.map(function, list(values)))
