"""Call the function of a transformation. Both callers have the same methods."""

from collections.abc import Awaitable, Sequence
from dataclasses import dataclass
from inspect import isawaitable, iscoroutine, iscoroutinefunction
from typing import cast

from contentstack_cma_client import models

from .transforms import AsyncTransform, Transform

_TOGETHER = 10
"""Number of entries for which an async function is called at the same time."""


@dataclass(frozen=True, slots=True)
class Returned:
    """What the function returned, or the exception that it raised."""

    result: object = None
    error: Exception | None = None


def is_async(function: object) -> bool:
    """Return whether a function is async, or an object that is called like one."""
    return iscoroutinefunction(function) or iscoroutinefunction(getattr(function, "__call__", None))  # noqa: B004


def _check_callable(function: object) -> None:
    if not callable(function):
        raise TypeError(f"function must be a function that takes an entry, not {type(function).__name__}")


class Caller:
    """Calls a function for one entry after the other.

    Attributes:
        size: For how many entries the function is called together.

    Raises:
        TypeError: It is no function, or an async one.
    """

    def __init__(self, function: Transform) -> None:
        _check_callable(function)
        if is_async(function):
            raise TypeError("function must not be async: use a function without async, or AsyncStack")
        self.size: int = 1
        self._function = function

    def call_all(self, entries: Sequence[models.Entry]) -> list[Returned]:
        """Return the results for some entries."""
        return [self._call(entry) for entry in entries]

    def _call(self, entry: models.Entry) -> Returned:
        try:
            result: object = self._function(entry)
        except Exception as error:  # noqa: BLE001 - it fails this entry only
            return Returned(error=error)
        if iscoroutine(result):
            result.close()  # nobody can await it here
        return Returned(result)


class AsyncCaller:
    """Calls a function: an async one for several entries at the same time, another for one after the other.

    Attributes:
        size: For how many entries the function is called together.

    Raises:
        TypeError: It is no function.
    """

    def __init__(self, function: AsyncTransform) -> None:
        _check_callable(function)
        self.size: int = _TOGETHER if is_async(function) else 1
        self._function = function

    async def call_all(self, entries: Sequence[models.Entry]) -> list[Returned]:
        """Return the results for some entries."""
        from anyio import create_task_group

        results: list[Returned] = [Returned()] * len(entries)

        async def call(number: int, entry: models.Entry) -> None:
            results[number] = await self._call(entry)

        async with create_task_group() as tasks:
            for number, entry in enumerate(entries):
                tasks.start_soon(call, number, entry)
        return results

    async def _call(self, entry: models.Entry) -> Returned:
        try:
            result: object = self._function(entry)
            return Returned(await cast("Awaitable[object]", result) if isawaitable(result) else result)
        except Exception as error:  # noqa: BLE001 - it fails this entry only
            return Returned(error=error)
