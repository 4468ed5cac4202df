"""A page is a sequence of its items, and iterating over the first one continues with all others."""

import copy
import pickle
from typing import Any, cast

import pandas as pd
import pytest

from contentstack_cma_client.errors import ListChangedWarning
from contentstack_cma_client.models import Label
from contentstack_cma_client.pages import AsyncPage, AsyncPages, Batch, Page, sync_list_items
from contentstack_cma_client.resources.stack_resources import AsyncStackResources, StackResources
from tests.generator.support.senders import AsyncSender, Sender, build_json_response

SECRET = "s3cret-token"


class Numbers:
    """A server with a list of numbers, which counts its calls."""

    def __init__(self, size: int, *, counts: bool = True) -> None:
        self.calls = 0
        self._size = size
        self._counts = counts
        self._token = SECRET

    def fetch(self, skip: int) -> Batch[int]:
        self.calls += 1
        return list(range(skip, min(skip + 10, self._size))), self._size if self._counts else None

    async def fetch_later(self, skip: int) -> Batch[int]:
        return self.fetch(skip)


async def make_page(kind: type[Any], size: int = 25) -> Any:
    numbers = Numbers(size)
    if kind is Page:
        return sync_list_items(numbers.fetch, 0, 10)
    return await AsyncPages(numbers.fetch_later, 0, 10)


async def get_next(page: Any) -> Any:
    found = page.next_page()
    return await found if isinstance(page, AsyncPage) else found


BOTH = pytest.mark.parametrize("kind", [Page, AsyncPage])


@BOTH
@pytest.mark.anyio
async def test_a_page_is_a_sequence_of_its_items(kind: type[Any]) -> None:
    page = await make_page(kind)
    assert page.items == list(range(10))
    assert (len(page), page[0], page[-1], page[1:3], page.index(3)) == (10, 0, 9, [1, 2], 3)
    assert 9 in page
    assert 10 not in page
    assert list(reversed(page)) == list(range(9, -1, -1))
    with pytest.raises(IndexError):
        page[10]
    assert page
    assert not await make_page(kind, 0)
    following = await get_next(page)
    assert list(following) == following.items == list(range(10, 20))


@BOTH
@pytest.mark.anyio
async def test_a_page_can_be_pickled_without_its_client(kind: type[Any]) -> None:
    page = await make_page(kind)
    data = pickle.dumps(page)
    assert SECRET.encode() not in data
    read = pickle.loads(data)
    assert read == page
    assert (read.items, read.count) == (page.items, 25)
    with pytest.raises(RuntimeError, match="skip=10"):
        await get_next(read)
    last = pickle.loads(pickle.dumps(await make_page(kind, 5)))
    assert await get_next(last) is None


@BOTH
@pytest.mark.anyio
async def test_a_copy_of_a_page_can_be_read_on(kind: type[Any]) -> None:
    page = await make_page(kind)
    for copied in (copy.copy(page), copy.deepcopy(page)):
        assert copied == page
        copied.items.append(99)
        assert len(page) == 10
        following = await get_next(copied)
        assert list(following) == list(range(10, 20))


def test_a_deep_copy_of_a_page_shares_no_item() -> None:
    page = sync_list_items(lambda _: ([Label.from_dict({"uid": "a"})], 1), 0, 10)
    copied = copy.deepcopy(page)
    copied[0]["name"] = "changed"
    assert "name" not in page[0]


@pytest.mark.parametrize(
    ("size", "skip", "max_items"), [(25, 0, None), (25, 5, None), (25, 0, 12), (5, 0, None), (0, 0, None), (25, 0, 99)]
)
def test_iteration_continues_with_the_pages_after_the_first(size: int, skip: int, max_items: int | None) -> None:
    numbers = Numbers(size)
    page = sync_list_items(numbers.fetch, skip, 10, max_items)
    expected = list(range(size))[skip:][:max_items]
    assert page.items == expected[:10]
    assert bool(page) == bool(expected)
    assert numbers.calls == 1
    assert list(page) == expected


def test_other_pages_end_with_their_own_items() -> None:
    page = sync_list_items(Numbers(25).fetch, 0, 10)
    assert [list(each) for each in page.pages()] == [list(range(10)), list(range(10, 20)), list(range(20, 25))]
    second = page.next_page()
    assert second is not None
    assert list(second) == list(range(10, 20))


@pytest.mark.anyio
async def test_an_asynchronous_page_can_be_read_on() -> None:
    page = await make_page(AsyncPage)
    assert [number async for number in page] == list(range(25))
    pages = AsyncPages(Numbers(25).fetch_later, 0, 10)
    assert [len(each) async for each in pages.pages()] == [10, 10, 5]


@pytest.mark.anyio
async def test_the_warning_of_a_list_that_grows_names_the_program() -> None:
    def make_fetch() -> Any:
        counts = iter([20, 21])
        return lambda skip: (list(range(skip, skip + 10)), next(counts))

    page = sync_list_items(make_fetch(), 0, 10)
    with pytest.warns(ListChangedWarning) as caught:
        page.next_page()
    fetch = make_fetch()

    async def fetch_later(skip: int) -> Batch[int]:
        return fetch(skip)  # type: ignore[no-any-return]

    following = await AsyncPages(fetch_later, 0, 10)
    with pytest.warns(ListChangedWarning) as caught_later:
        await following.next_page()
    assert [each.filename for each in (*caught, *caught_later)] == [__file__] * 2


LABELS = [{"uid": f"l{number}", "name": "<b>"} for number in range(5)]


def make_labels(skip: int) -> Any:
    return build_json_response({"labels": LABELS[skip : skip + 2], "count": 5})


def test_pandas_reads_each_page_once() -> None:
    sender = Sender(*(make_labels(skip) for skip in (0, 2, 4)))
    page = StackResources(sender).labels.list(page_size=2)
    assert list(pd.DataFrame(cast("Any", page))["uid"]) == [label["uid"] for label in LABELS]
    assert list(pd.DataFrame(page.items)["uid"]) == ["l0", "l1"]


def test_a_notebook_shows_a_table_of_items() -> None:
    table = StackResources(Sender(make_labels(0))).labels.list(page_size=2)._repr_html_()
    assert "<th>uid</th>" in table
    assert "l1" in table
    assert "&lt;b&gt;" in table


@pytest.mark.parametrize("page_size", [0, 101, True, "5"])
def test_the_page_size_is_checked_by_its_name(page_size: Any) -> None:
    with pytest.raises((TypeError, ValueError), match="page_size"):
        StackResources(Sender()).labels.list(page_size=page_size)


def make_entries(skip: int) -> Any:
    return build_json_response({"entries": [{"uid": f"e{skip}"}], "count": 3})


def test_every_page_sends_the_items_of_an_iterator() -> None:
    sender = Sender(*map(make_entries, range(3)))
    entries = StackResources(sender).entries("blog_post")
    found = list(entries.list(page_size=1, include=iter(["author", "tags"])))  # type: ignore[arg-type]
    assert [entry.uid for entry in found] == ["e0", "e1", "e2"]
    sent = [request.query for request in sender.requests]
    assert [[value for name, value in each if name == "include[]"] for each in sent] == [["author", "tags"]] * 3


@pytest.mark.anyio
async def test_every_page_sends_the_items_of_an_iterator_asynchronously() -> None:
    sender = AsyncSender(*map(make_entries, range(3)))
    entries = AsyncStackResources(sender).entries("blog_post")
    found = [entry async for entry in entries.list(page_size=1, include=iter(["author"]))]  # type: ignore[arg-type]
    assert len(found) == 3
    assert [query["include[]"] for query in sender.queries] == ["author"] * 3
