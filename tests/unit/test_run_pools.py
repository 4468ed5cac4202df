"""Functions side by side: in threads, and in tasks of asyncio and trio."""

import threading
import time
from collections.abc import Iterator
from contextvars import ContextVar
from typing import Any

import anyio
import anyio.lowlevel
import pytest

from contentstack_cma.bulk import pools
from contentstack_cma.bulk.pools import AsyncPool, Pool

NAME: ContextVar[str] = ContextVar("NAME", default="")


@pytest.fixture(params=["asyncio", "trio"])
def anyio_backend(request: pytest.FixtureRequest) -> Any:
    return request.param


@pytest.fixture
def pool() -> Iterator[Pool[Any]]:
    pool: Pool[Any] = Pool()
    yield pool
    pool.close()


def count_threads() -> int:
    return sum(thread.name == "contentstack_cma-bulk" for thread in threading.enumerate())


def wait_until_threads_end(others: int = 0) -> None:
    end = time.monotonic() + 5
    while count_threads() > others and time.monotonic() < end:
        time.sleep(0.005)


def fail() -> None:
    raise LookupError("no such thing")


def test_functions_run_side_by_side_and_results_come_as_they_end(pool: Pool[str]) -> None:
    first, second = threading.Event(), threading.Event()

    def run_first() -> str:
        second.wait(5)
        return "first"

    def run_second() -> str:
        first.set()
        return "second"

    pool.start(run_first)
    pool.start(run_second)
    assert pool.in_flight == 2
    assert pool.wait() == "second"
    second.set()
    assert pool.wait() == "first"
    assert first.is_set()
    assert pool.in_flight == 0


def test_an_error_is_raised_where_the_result_is_awaited(pool: Pool[None]) -> None:
    pool.start(fail)
    with pytest.raises(LookupError, match="no such thing"):
        pool.wait()
    assert pool.in_flight == 0
    pool.start(lambda: None)
    assert pool.wait() is None


def test_threads_are_used_again_and_end_when_the_pool_is_closed() -> None:
    wait_until_threads_end()
    others = count_threads()  # of a run that an earlier test of this process left open
    pool: Pool[int] = Pool()
    seen = set[int]()
    for _ in range(20):
        pool.start(threading.get_ident)
        pool.start(threading.get_ident)
        seen |= {pool.wait(), pool.wait()}
    # Not 40. A thread that has just ended its work may not be idle yet.
    assert len(seen) <= count_threads() - others < 20
    pool.close()
    wait_until_threads_end(others)
    assert count_threads() <= others


def test_a_function_sees_the_context_of_its_run_and_changes_only_its_own(pool: Pool[str]) -> None:
    token = NAME.set("run")

    def change() -> str:
        found = NAME.get()
        NAME.set("changed")
        return found

    for _ in range(3):
        pool.start(change)
        assert pool.wait() == "run"
    assert NAME.get() == "run"
    NAME.reset(token)


def test_a_drain_returns_what_ends_soon_without_errors(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pools, "_DRAIN", 0.2)
    pool: Pool[bool | None] = Pool()
    soon, end = threading.Event(), threading.Event()
    pool.start(lambda: True)
    pool.start(fail)
    pool.start(lambda: soon.wait(0.05))
    pool.start(lambda: end.wait(5))
    assert sorted(map(bool, pool.drain())) == [False, True]
    assert pool.in_flight == 1
    pool.close()
    end.set()


async def return_later(value: int, seconds: float) -> int:
    await anyio.sleep(seconds)
    return value


@pytest.mark.anyio
async def test_tasks_run_side_by_side_and_results_come_as_they_end() -> None:
    pool: AsyncPool[int] = AsyncPool()
    event = anyio.Event()

    async def wait_for_other() -> int:
        await event.wait()
        return 1

    async def end_other() -> int:
        event.set()
        return await return_later(2, 0.02)

    pool.start(wait_for_other)
    pool.start(end_other)
    assert pool.in_flight == 2
    assert [await pool.wait(), await pool.wait()] == [1, 2]
    assert pool.in_flight == 0


@pytest.mark.anyio
async def test_an_error_of_a_task_is_raised_where_its_result_is_awaited() -> None:
    pool: AsyncPool[int] = AsyncPool()

    async def fail_later() -> int:
        await anyio.lowlevel.checkpoint()
        raise LookupError("no such thing")

    pool.start(fail_later)
    with pytest.raises(LookupError, match="no such thing"):
        await pool.wait()
    pool.start(lambda: return_later(1, 0))
    assert await pool.wait() == 1
    assert pool.in_flight == 0


@pytest.mark.anyio
async def test_a_drain_of_tasks_returns_what_ends_soon_and_closing_cancels_the_rest(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(pools, "_DRAIN", 0.2)
    pool: AsyncPool[int] = AsyncPool()
    cancelled = anyio.Event()

    async def fail_now() -> int:
        raise LookupError

    async def never_end() -> int:
        try:
            await anyio.sleep(60)
        finally:
            cancelled.set()
        return 0

    for function in (lambda: return_later(1, 0), fail_now, lambda: return_later(2, 0.05), never_end):
        pool.start(function)
    assert sorted(await pool.drain()) == [1, 2]
    assert (pool.in_flight, cancelled.is_set()) == (1, False)
    pool.close()
    with anyio.fail_after(5):
        await cancelled.wait()


@pytest.mark.anyio
async def test_a_drain_goes_on_in_a_run_that_is_cancelled() -> None:
    pool: AsyncPool[int] = AsyncPool()
    drained: list[int] = []
    with anyio.CancelScope() as scope:
        pool.start(lambda: return_later(1, 0.05))
        scope.cancel()
        try:
            await pool.wait()
        finally:
            drained += await pool.drain()
    assert scope.cancelled_caught
    assert drained == [1]
    assert pool.in_flight == 0
