"""Run an attempt in the background, where the cancellation of a call does not reach it."""

from collections.abc import Awaitable, Callable, Coroutine
from contextvars import copy_context
from threading import Thread
from time import monotonic
from typing import TYPE_CHECKING, Any

from .attempts import Attempt
from .steps import POLL_INTERVAL

if TYPE_CHECKING:
    import asyncio

Run = Callable[[], Coroutine[Any, Any, None]]


def sync_start(attempt: Attempt, run: Callable[[], None]) -> None:
    """Run an attempt in a thread. The end of the program waits for it, unless the attempt can be repeated."""
    context = copy_context()
    daemon = attempt.can_be_repeated
    thread = Thread(target=context.run, args=[run], name="contentstack_cma-sign-in", daemon=daemon)
    try:
        thread.start()
    except RuntimeError:  # the interpreter is shutting down
        run()


def async_start(attempt: Attempt, run: Run) -> None:
    """Run an attempt in a task that nothing cancels, which the end of the event loop waits for."""
    if is_on_asyncio():
        import asyncio

        attempt.is_lost = asyncio.get_running_loop().is_closed
        _start_on_asyncio(run)
    else:
        import trio

        trio.lowlevel.spawn_system_task(_run_shielded, run, context=copy_context())


def is_on_asyncio() -> bool:
    """Return whether the current task is one of asyncio; else it is one of trio."""
    import asyncio

    try:
        return asyncio.current_task() is not None
    except RuntimeError:
        return False


def _start_on_asyncio(run: Run) -> None:
    """Start two tasks: one that runs, which `asyncio.all_tasks()` hides, and one that keeps the loop open for it.

    Programs and `asyncio.run` cancel all tasks when they end.
    """
    import asyncio

    task = asyncio.create_task(run())
    asyncio.tasks._unregister_task(task)  # noqa: SLF001 - documented for those who extend asyncio
    guard = asyncio.create_task(_outlast_task(task))
    task.add_done_callback(lambda _: guard.done())  # keeps the guard, of which the loop has only a weak reference


async def _outlast_task(task: "asyncio.Task[None]") -> None:
    import asyncio

    while not task.done():
        try:
            await asyncio.wait([task])
        except asyncio.CancelledError:
            continue


async def _run_shielded(run: Callable[[], Awaitable[None]]) -> None:
    from anyio import CancelScope

    with CancelScope(shield=True):
        await run()


async def async_outlast(attempt: Attempt, seconds: float) -> None:
    """Wait for the end of an attempt, for at most so many seconds. A cancellation is raised afterwards."""
    from anyio import CancelScope, get_cancelled_exc_class
    from anyio import sleep as async_sleep

    end = monotonic() + seconds
    cancelled: BaseException | None = None
    with CancelScope(shield=True):
        while not attempt.is_done and monotonic() < end:
            try:
                await async_sleep(POLL_INTERVAL)
            except get_cancelled_exc_class() as error:  # asyncio cancels tasks whatever their scope
                cancelled = error
    if cancelled is not None:
        raise cancelled


def sync_outlast(attempt: Attempt, seconds: float) -> None:
    """Wait for the end of an attempt, for at most so many seconds. A second Ctrl-C ends the wait."""
    end = monotonic() + seconds
    while not attempt.is_done and (left := end - monotonic()) > 0:
        attempt.wait(min(left, 1.0))
