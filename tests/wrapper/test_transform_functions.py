"""The function of a transformation: async or not, and where and how often it is called."""

import threading
from collections.abc import Coroutine, Iterator
from functools import partial
from typing import Any

import anyio
import anyio.lowlevel
import pytest

from contentstack_cma import AsyncClient, Client, Stack
from contentstack_cma.bulk import ItemState
from contentstack_cma.models import Entry
from contentstack_cma_emulator import Emulator
from tests.wrapper.support.books import UID, build_book_type, build_rows

COUNT = 25


@pytest.fixture
def emulator() -> Iterator[Emulator]:
    with Emulator(work_delay=0) as running:
        yield running


@pytest.fixture
def stack(emulator: Emulator) -> Iterator[Stack]:
    with Client(authtoken=emulator.authtoken, base_url=emulator.url) as client:
        stack = client.stack(emulator.stack.api_key)
        stack.content_types.create(build_book_type())
        stack.entries(UID).create_many(build_rows(COUNT), key="isbn").finish()
        stack.entries("blog_post").create({"title": "Post", "url": "/post"})
        yield stack


async def mark(entry: Entry) -> None:
    await anyio.lowlevel.checkpoint()
    entry.title = f"{entry.title}!"


class Marker:
    """An async function that is an object."""

    async def __call__(self, entry: Entry) -> None:
        await mark(entry)


def start_marking(entry: Entry) -> Coroutine[Any, Any, None]:
    """Return a coroutine, without being async."""
    return mark(entry)


def read_titles(stack: Stack) -> set[str | None]:
    return {entry.title for entry in stack.entries(UID).list()}


@pytest.mark.parametrize("function", [mark, Marker(), partial(mark)])
def test_a_stack_takes_no_async_function(stack: Stack, function: Any) -> None:
    with pytest.raises(TypeError, match="function must not be async: use a function without async, or AsyncStack"):
        stack.transform(function)


def test_a_function_that_returns_a_coroutine_fails_its_entries(stack: Stack) -> None:
    function: Any = start_marking
    report = stack.transform(function, content_types=[UID]).finish()
    assert report.counts[ItemState.FAILED] == COUNT
    assert str(report.failures[0].error).endswith("not coroutine")


def test_the_function_runs_in_the_thread_of_its_caller(stack: Stack) -> None:
    threads: set[int] = set()

    def note(entry: Entry) -> None:
        threads.add(threading.get_ident())
        entry["pages"] = 0

    stack.transform(note, content_types=[UID]).finish().raise_for_failures()
    assert threads == {threading.get_ident()}


@pytest.mark.anyio
@pytest.mark.parametrize("anyio_backend", ["asyncio", "trio"])
@pytest.mark.parametrize("function", [mark, Marker(), partial(mark), start_marking])
async def test_an_async_stack_takes_async_functions(stack: Stack, emulator: Emulator, function: Any) -> None:
    async with AsyncClient(authtoken=emulator.authtoken, base_url=emulator.url) as client:
        report = await client.stack(stack.api_key).transform(function).finish()
    report.raise_for_failures()
    assert read_titles(stack) == {f"Book {number}!" for number in range(COUNT)}
    assert [post.title for post in stack.entries("blog_post").list()] == ["Post!"]


@pytest.mark.anyio
async def test_an_async_function_is_called_for_several_entries_at_a_time(stack: Stack, emulator: Emulator) -> None:
    under_way: list[int] = [0, 0]

    async def note(entry: Entry) -> None:
        under_way[0] += 1
        under_way[1] = max(under_way)
        await anyio.sleep(0.02)
        under_way[0] -= 1
        if entry["isbn"] == "3":
            raise LookupError("nothing")

    async with AsyncClient(authtoken=emulator.authtoken, base_url=emulator.url) as client:
        report = await client.stack(stack.api_key).transform(note, content_types=[UID], dry_run=True).finish()
    assert under_way == [0, 10]
    assert (report.counts[ItemState.UNCHANGED], report.counts[ItemState.FAILED]) == (COUNT - 1, 1)
