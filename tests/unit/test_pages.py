"""When a list goes on, when it ends, and what is noticed of one that changes while it is read."""

import pickle
import warnings
from collections.abc import AsyncIterator, Callable, Iterator
from typing import Any

import pytest

from contentstack_cma_client import DecodeError
from contentstack_cma_client.errors import ContentstackError, ListChangedError, ListChangedWarning, Outcome
from contentstack_cma_client.pages import (
    AsyncPages,
    Batch,
    choose_page_size,
    find_next_skip,
    make_batch,
    require_count,
    sync_list_items,
)
from contentstack_cma_client.resources.stack_resources import AsyncStackResources, StackResources
from tests.generator.support.senders import AsyncSender, Sender, build_json_response

Fetch = Callable[[int], Batch[Any]]


@pytest.mark.parametrize(
    ("skip", "limit", "received", "count", "expected"),
    [
        (0, 100, 100, None, 100),
        (100, 100, 100, None, 200),
        (0, 10, 10, 25, 10),
        (0, 100, 99, None, None),
        (0, 100, 0, None, None),
        (0, 100, 0, 5, None),
        (20, 10, 10, 30, None),
        (0, 10, 7, 30, 7),
        (0, None, 100, None, None),
        (0, None, 100, 200, None),
        (0, 100, 150, None, None),
        (0, 10, 11, None, None),
        (0, 10, 11, 11, None),
        (0, 500, 100, None, 100),
    ],
)
def test_a_page_is_followed_by_another_until_the_count_is_reached(
    skip: int, limit: int | None, received: int, count: int | None, expected: int | None
) -> None:
    assert find_next_skip(skip, limit, received, count) == expected


async def read_async(fetch: Fetch, limit: int | None, max_items: int | None = None) -> list[Any]:
    async def fetch_later(skip: int) -> Batch[Any]:
        return fetch(skip)

    return [item async for item in AsyncPages(fetch_later, 0, limit, max_items)]


def slices(items: list[Any], limit: int, *, counts: bool = False) -> Fetch:
    return lambda skip: (items[skip : skip + limit], len(items) if counts else None)


def test_a_list_that_the_server_does_not_page_is_read_once() -> None:
    fetched: list[int] = []

    def fetch(skip: int) -> Batch[int]:
        fetched.append(skip)
        return list(range(150)), None

    assert len(list(sync_list_items(fetch, 0, 100))) == 150
    assert fetched == [0]


@pytest.mark.parametrize("count", [None, 500])
@pytest.mark.anyio
async def test_a_page_that_comes_again_is_the_end(count: int | None) -> None:
    def fetch(_: int) -> Batch[int]:
        return list(range(100)), count

    assert list(sync_list_items(fetch, 0, 100)) == list(range(100))
    assert await read_async(fetch, 100) == list(range(100))
    assert list(sync_list_items(fetch, 0, 100, 150)) == list(range(100))


@pytest.mark.parametrize("counts", [True, False])
@pytest.mark.anyio
async def test_pages_that_differ_are_all_read(*, counts: bool) -> None:
    fetch = slices(list(range(25)), 10, counts=counts)
    assert list(sync_list_items(fetch, 0, 10)) == list(range(25))
    assert await read_async(fetch, 10) == list(range(25))


@pytest.mark.anyio
async def test_a_short_page_does_not_end_a_list_of_more() -> None:
    pages: dict[int, list[int]] = {0: [0, 1, 2], 3: [3], 4: [4, 5]}

    def fetch(skip: int) -> Batch[int]:
        return pages[skip], 6

    assert list(sync_list_items(fetch, 0, 3)) == list(range(6))
    assert await read_async(fetch, 3) == list(range(6))


def test_an_empty_page_ends_a_list_whatever_its_count() -> None:
    assert list(sync_list_items(lambda skip: ([] if skip else [1], 9), 0, 1)) == [1]


class Shrinking:
    """A list of numbers from which whoever iterates deletes what it has read."""

    def __init__(self, size: int) -> None:
        self.items = list(range(size))

    def fetch(self, skip: int) -> Batch[int]:
        return self.items[skip : skip + 100], len(self.items)

    async def fetch_later(self, skip: int) -> Batch[int]:
        return self.fetch(skip)

    def clear(self) -> None:
        for number in sync_list_items(self.fetch, 0, 100):
            self.items.remove(number)

    async def clear_later(self) -> None:
        async for number in AsyncPages(self.fetch_later, 0, 100):
            self.items.remove(number)


def test_deleting_while_iterating_is_an_error_and_not_a_loss() -> None:
    numbers = Shrinking(250)
    with pytest.raises(ListChangedError, match=r"250 items and has 150 now.*snapshot\(\)") as caught:
        numbers.clear()
    assert (caught.value.before, caught.value.now, caught.value.outcome) == (250, 150, Outcome.DONE)
    assert isinstance(caught.value, ContentstackError)
    assert pickle.loads(pickle.dumps(caught.value)).now == 150


@pytest.mark.anyio
async def test_deleting_while_iterating_is_an_error_asynchronously() -> None:
    numbers = Shrinking(250)
    with pytest.raises(ListChangedError):
        await numbers.clear_later()


def test_a_list_that_grew_and_shrank_is_an_error_too() -> None:
    counts = iter([30, 31, 30])
    with pytest.warns(ListChangedWarning), pytest.raises(ListChangedError):
        list(sync_list_items(lambda skip: (list(range(skip, skip + 10)), next(counts)), 0, 10))


@pytest.mark.anyio
async def test_a_list_that_grows_is_warned_of_once() -> None:
    def make_growing_list() -> Fetch:
        counts = iter([40, 41, 42, 42, 42])
        return lambda skip: (list(range(skip, min(skip + 10, 42))), next(counts))

    with pytest.warns(ListChangedWarning, match="40 items, and now has 41") as caught:
        assert list(sync_list_items(make_growing_list(), 0, 10)) == list(range(42))
    assert [warning.filename for warning in caught] == [__file__]
    with pytest.warns(ListChangedWarning) as caught:
        assert await read_async(make_growing_list(), 10) == list(range(42))
    assert len(caught) == 1


def test_a_page_can_be_read_on_twice() -> None:
    page = sync_list_items(slices(list(range(25)), 10, counts=True), 0, 10)
    assert list(page) == list(page) == list(range(25))


def test_a_page_without_a_count_is_not_compared() -> None:
    counts = iter([30, None, 30])
    assert len(list(sync_list_items(lambda skip: (list(range(skip, skip + 10)), next(counts)), 0, 10))) == 30


@pytest.mark.parametrize("count", ["30", True, 3.5, -1, [], None])
def test_a_count_that_is_no_number_is_none(count: Any) -> None:
    assert make_batch([1], count) == ([1], None)


def test_a_response_that_lists_where_it_should_count_is_an_error() -> None:
    assert require_count(3) == 3
    with pytest.raises(DecodeError) as caught:
        require_count([1])
    assert caught.value.outcome is Outcome.DONE


@pytest.mark.parametrize("max_items", [1, 9, 10, 11, 25, 99])
@pytest.mark.anyio
async def test_iteration_stops_after_max_items(max_items: int) -> None:
    fetched: list[int] = []

    def fetch(skip: int) -> Batch[int]:
        fetched.append(skip)
        return list(range(skip, min(skip + 10, 25))), 25

    expected = list(range(min(max_items, 25)))
    page = sync_list_items(fetch, 0, 10, max_items)
    assert list(page) == [item for each in page.pages() for item in each.items] == expected
    assert max(fetched) < max_items
    assert await read_async(fetch, 10, max_items) == expected


@pytest.mark.parametrize(
    ("limit", "max_items", "size"), [(None, None, 100), (None, 7, 7), (None, 700, 100), (50, 7, 50)]
)
def test_no_more_is_asked_for_than_is_wanted(limit: int | None, max_items: int | None, size: int) -> None:
    assert choose_page_size(limit, max_items) == size


@pytest.mark.parametrize(
    ("max_items", "error"), [(0, ValueError), (-1, ValueError), (True, TypeError), ("1", TypeError)]
)
def test_max_items_is_checked_when_the_list_is_asked_for(max_items: Any, error: type[Exception]) -> None:
    sender = AsyncSender(build_json_response({"labels": []}))
    with pytest.raises(error, match="max_items"):
        AsyncStackResources(sender).labels.list(max_items=max_items)


def labels() -> Iterator[Any]:
    for skip in (0, 2, 4):
        items = [{"uid": f"l{number}"} for number in range(skip, min(skip + 2, 5))]
        yield build_json_response({"labels": items, "count": 5})


COUNTED = {"include_count": "true", "limit": "2"}


def test_generated_lists_ask_for_the_count() -> None:
    sender = Sender(*labels())
    found = [label.uid for label in StackResources(sender).labels.list(page_size=2)]
    assert found == ["l0", "l1", "l2", "l3", "l4"]
    assert sender.queries == [COUNTED, {**COUNTED, "skip": "2"}, {**COUNTED, "skip": "4"}]


@pytest.mark.anyio
async def test_generated_lists_ask_for_the_count_asynchronously() -> None:
    sender = AsyncSender(*labels())
    found: AsyncIterator[Any] = aiter(AsyncStackResources(sender).labels.list(page_size=2, max_items=3))
    assert [label.uid async for label in found] == ["l0", "l1", "l2"]
    assert sender.queries == [COUNTED, {**COUNTED, "skip": "2"}]


def test_a_caller_may_do_without_the_count() -> None:
    sender = Sender(build_json_response({"labels": []}))
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        assert list(StackResources(sender).labels.list(include_count=False)) == []
    assert sender.queries == [{"include_count": "false", "limit": "100"}]
