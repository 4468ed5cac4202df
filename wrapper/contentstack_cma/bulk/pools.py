"""Run functions side by side: in threads, and in tasks of asyncio or trio. Both pools have the same methods."""

import queue
from collections import deque
from collections.abc import Callable, Coroutine
from contextlib import suppress
from contextvars import copy_context
from threading import Thread
from time import monotonic
from typing import TYPE_CHECKING, Any, Generic, TypeVar

from ..sending.background import is_on_asyncio

if TYPE_CHECKING:
    from anyio import CancelScope, Event

R = TypeVar("R")
_DRAIN = 5.0
"""Seconds that calls under way have to end when a run is given up, so that their outcome is known."""
_NAP = 1.0
"""Seconds after which a waiting main thread looks for Ctrl-C, which some systems do not deliver to a waiting thread."""


class Pool(Generic[R]):
    """Run functions in threads. Threads start when they are needed, and are used again."""

    def __init__(self) -> None:
        self.in_flight: int = 0
        self._waiting = 0
        self._todo: queue.SimpleQueue[Callable[[], R] | None] = queue.SimpleQueue()
        self._ended: queue.SimpleQueue[R | BaseException] = queue.SimpleQueue()
        self._threads: list[Thread] = []

    def start(self, function: Callable[[], R]) -> None:
        """Run a function in a thread."""
        self.in_flight += 1
        self._todo.put(function)
        if len(self._threads) < self.in_flight:
            thread = Thread(target=copy_context().run, args=[self._work], name="contentstack_cma-bulk", daemon=True)
            self._threads.append(thread)
            thread.start()

    def _work(self) -> None:
        while (function := self._todo.get()) is not None:
            try:
                self._ended.put(copy_context().run(function))
            except BaseException as error:  # noqa: BLE001 - raised in the thread of the run
                self._ended.put(error)

    def wait(self) -> R:
        """Wait for a function to end, and return its result or raise its exception."""
        while True:
            with suppress(queue.Empty):
                result = self._ended.get(timeout=_NAP)
                break
        self.in_flight -= 1
        if isinstance(result, BaseException):
            raise result
        return result

    def drain(self) -> list[R]:
        """Return the results of the functions under way that end soon. A second Ctrl-C ends the wait."""
        end = monotonic() + _DRAIN
        results: list[R] = []
        with suppress(queue.Empty):
            while self.in_flight:
                result = self._ended.get(timeout=max(0.0, end - monotonic()))
                self.in_flight -= 1
                if not isinstance(result, BaseException):
                    results.append(result)
        return results

    def close(self) -> None:
        """End the threads when their functions have ended."""
        for _ in self._threads:
            self._todo.put(None)


class AsyncPool(Generic[R]):
    """Run functions in tasks. Tasks are not children of the task that starts them, so that a run can be a generator."""

    def __init__(self) -> None:
        self.in_flight: int = 0
        self._ended: deque[R | BaseException] = deque()
        self._news: Event | None = None
        self._scopes: set[CancelScope] = set()
        self._tasks: dict[int, object] = {}
        self._count = 0

    def start(self, function: Callable[[], Coroutine[Any, Any, R]]) -> None:
        """Run a function in a task."""
        self.in_flight += 1
        self._count += 1
        self._tasks[self._count] = _spawn(self._work, function, self._count)

    async def _work(self, function: Callable[[], Coroutine[Any, Any, R]], number: int) -> None:
        from anyio import CancelScope

        with CancelScope() as scope:
            self._scopes.add(scope)
            try:
                self._ended.append(await function())
            except Exception as error:  # noqa: BLE001 - raised in the task of the run
                self._ended.append(error)
            finally:
                self._scopes.discard(scope)
                self._tasks.pop(number, None)
        if self._news is not None:
            self._news.set()

    async def wait(self) -> R:
        """Wait for a function to end, and return its result or raise its exception."""
        while not self._ended:
            await self._wait_for_change()
        self.in_flight -= 1
        result = self._ended.popleft()
        if isinstance(result, BaseException):
            raise result
        return result

    async def _wait_for_change(self) -> None:
        from anyio import Event

        self._news = Event()
        await self._news.wait()

    async def drain(self) -> list[R]:
        """Return the results of the functions under way that end soon, although the run may be cancelled."""
        from anyio import CancelScope, move_on_after

        with CancelScope(shield=True), move_on_after(_DRAIN):
            while self.in_flight > len(self._ended):
                await self._wait_for_change()
        results = [result for result in self._ended if not isinstance(result, BaseException)]
        self.in_flight -= len(self._ended)
        self._ended.clear()
        return results

    def close(self) -> None:
        """Cancel the functions that are still under way."""
        for scope in list(self._scopes):
            scope.cancel()


def _spawn(run: Callable[..., Coroutine[Any, Any, None]], *arguments: object) -> object:
    """Start a task, and return what keeps it alive."""
    if is_on_asyncio():
        import asyncio

        return asyncio.create_task(run(*arguments))
    import trio

    return trio.lowlevel.spawn_system_task(run, *arguments, context=copy_context())
