"""How a run reads its items: lazily, from any iterable."""

import time
from collections.abc import AsyncIterator, Iterator
from typing import Any

import pytest

from contentstack_cma.bulk.feed import AsyncFeed, Feed


def take(item: int) -> int:
    return item


@pytest.fixture(params=["asyncio", "trio"])
def anyio_backend(request: pytest.FixtureRequest) -> Any:
    return request.param


def test_items_are_read_as_they_are_needed() -> None:
    read: list[int] = []

    def produce() -> Iterator[int]:
        for number in range(5):
            read.append(number)
            yield number

    feed = Feed(produce())
    assert read == []
    assert feed.read(2, take) == read == [0, 1]
    assert (feed.read(9, take), feed.has_ended) == ([2, 3, 4], True)
    assert feed.read(9, take) == []


def test_a_feed_ends_only_when_the_source_does() -> None:
    feed = Feed([1, 2])
    assert (feed.read(2, take), feed.has_ended) == ([1, 2], False)
    assert (feed.read(2, take), feed.has_ended) == ([], True)


def test_the_number_of_items_is_known_of_collections_only() -> None:
    assert Feed([1, 2]).total == Feed({1, 2}).total == Feed((1, 2)).total == 2
    assert Feed(iter([1, 2])).total is None


def test_what_a_slow_source_has_yielded_is_not_kept_waiting() -> None:
    def produce() -> Iterator[int]:
        for number in range(4):
            time.sleep(0.11)
            yield number

    feed = Feed(produce())
    assert (feed.read(4, take), feed.has_ended) == ([0], False)


def test_an_error_of_the_source_ends_the_feed_after_the_items_before_it() -> None:
    broken = OSError("the file broke off")

    def produce() -> Iterator[int]:
        yield 1
        raise broken

    feed = Feed(produce())
    assert feed.read(9, take) == [1]
    assert (feed.has_ended, feed.error) == (True, broken)
    assert broken.__notes__ == ["while reading item 2 of the run"]


@pytest.mark.parametrize("items", ["text", b"bytes", {"title": "one"}, 5, None])
@pytest.mark.parametrize("kind", [Feed, AsyncFeed])
def test_a_single_item_is_an_error(kind: Any, items: Any) -> None:
    with pytest.raises(TypeError, match=f"not a single {type(items).__name__}"):
        kind(items)


@pytest.mark.anyio
async def test_async_items_are_read_as_they_are_needed() -> None:
    read: list[int] = []

    async def produce() -> AsyncIterator[int]:
        for number in range(3):
            read.append(number)
            yield number

    feed = AsyncFeed(produce())
    assert (feed.total, read) == (None, [])
    assert await feed.read(2, take) == read == [0, 1]
    assert await feed.read(2, take) == [2]
    assert feed.has_ended


@pytest.mark.anyio
async def test_an_async_run_takes_a_list_too() -> None:
    feed = AsyncFeed([1, 2, 3])
    assert feed.total == 3
    assert await feed.read(2, take) == [1, 2]
    assert await feed.read(2, take) == [3]
    assert feed.has_ended
