"""Values that belong to one event loop, such as connections: each loop has its own, and they end with it."""

import asyncio
import sys
from collections.abc import AsyncGenerator, Awaitable, Callable
from contextlib import suppress
from os import getpid
from typing import Any, Generic, TypeVar

T = TypeVar("T")

_parents_values: list[object] = []
"""Kept in forked processes: collecting them would close sockets that the parent uses."""

_closing: set[asyncio.Task[None]] = set()
"""Tasks that close values of other loops. A loop alone does not keep its tasks alive."""


class PerLoop(Generic[T]):
    """One value for each event loop of this process.

    An asynchronous generator holds each value: asyncio and trio finish it when the loop ends, which closes the value.

    Args:
        make: Returns a new value for the running loop.
        close: Closes a value; awaited in its loop.
    """

    def __init__(self, make: Callable[[], T], close: Callable[[T], Awaitable[None]]) -> None:
        self._make = make
        self._close = close
        self._held: dict[object, tuple[T, AsyncGenerator[None]]] = {}
        self._process = getpid()

    def find(self) -> T | None:
        """Return the value of the running loop, if there is one."""
        if self._process != getpid():
            self._leave_to_parent()
        held = self._held.get(get_current_loop())
        return None if held is None else held[0]

    async def open(self) -> T:
        """Create the value of the running loop, and return it."""
        for loop in list(self._held):
            if isinstance(loop, asyncio.AbstractEventLoop) and loop.is_closed():
                self._held.pop(loop, None)
        loop = get_current_loop()
        value = self._make()
        holder = self._hold(loop, value)
        await anext(holder)
        self._held[loop] = value, holder
        return value

    async def _hold(self, loop: object, value: T) -> AsyncGenerator[None]:
        try:
            yield
        finally:
            self._held.pop(loop, None)
            with suppress(Exception):  # The connection may be broken.
                await self._close(value)

    async def aclose(self) -> None:
        """Close the value of the running loop, and make other loops close theirs."""
        if self._process != getpid():
            self._leave_to_parent()
        here = get_current_loop()
        own = self._held.pop(here, None)
        while self._held:
            loop, (_, holder) = self._held.popitem()
            _close_elsewhere(loop, holder)
        if own is not None:
            await own[1].aclose()

    def _leave_to_parent(self) -> None:
        _parents_values.append(self._held)
        self._held, self._process = {}, getpid()


def get_current_loop() -> object:
    """Return an object that identifies the running event loop: the loop of asyncio, or the token of trio.

    Raises:
        RuntimeError: No event loop is running.
    """
    try:
        return asyncio.get_running_loop()
    except RuntimeError:
        trio: Any = sys.modules.get("trio")
        if trio is None:
            raise
        return trio.lowlevel.current_trio_token()


def _close_elsewhere(loop: Any, holder: AsyncGenerator[None]) -> None:
    with suppress(RuntimeError):  # The loop has ended, and has closed it.
        if isinstance(loop, asyncio.AbstractEventLoop):
            loop.call_soon_threadsafe(_start_closing, loop, holder)
        else:
            loop.run_sync_soon(sys.modules["trio"].lowlevel.spawn_system_task, holder.aclose)


def _start_closing(loop: asyncio.AbstractEventLoop, holder: AsyncGenerator[None]) -> None:
    task = loop.create_task(_finish(holder))
    _closing.add(task)
    task.add_done_callback(_closing.discard)


async def _finish(holder: AsyncGenerator[None]) -> None:
    await holder.aclose()
