"""Whether pages that were read side by side are a whole list."""

from collections.abc import Callable

import pytest
from hypothesis import given
from hypothesis import strategies as st

from contentstack_cma_toolkit.transfer.pages import PAGE_SIZE, ReadPage, get_page_number, is_whole, list_skips

Change = tuple[int, int | None]
"""Before which page something happens: an item is deleted, or one is created at the end."""


def read(count: int, changes: list[Change]) -> tuple[list[ReadPage], set[int], set[int]]:
    """Return the pages of a list that changes, with what was there the whole time and what was ever there."""
    items = list(range(count))
    ever, skips = set(items), [0, *list_skips(count)]
    pages: list[ReadPage] = []
    for number, skip in enumerate(skips):
        for _, deleted in [change for change in changes if change[0] == number]:
            if deleted is None:
                items.append(max(ever, default=0) + 1)
                ever.add(items[-1])
            elif items:
                del items[deleted % len(items)]
        held = items[skip : skip + PAGE_SIZE]
        pages.append(ReadPage(skip, [str(item) for item in held], len(items)))
    return pages, set(items), ever


@given(st.integers(0, 420))
def test_list_that_stays_is_whole(count: int) -> None:
    pages, _, _ = read(count, [])
    assert is_whole(pages)
    assert is_whole(reversed(pages))
    assert [get_page_number(page.skip) for page in pages] == list(range(len(pages)))
    assert len(pages) <= count // 99 + 1


@given(st.integers(150, 420), st.lists(st.tuples(st.integers(1, 4), st.none() | st.integers(0, 500)), max_size=6))
def test_list_that_is_called_whole_misses_nothing(count: int, changes: list[Change]) -> None:
    pages, stayed, ever = read(count, changes)
    if is_whole(pages):
        seen = {int(uid) for page in pages for uid in page.uids}
        assert stayed & set(range(count)) <= seen <= ever


def test_deletion_that_a_creation_hides_is_noticed() -> None:
    pages, _, _ = read(250, [(1, 5), (1, None)])
    assert {page.count for page in pages} == {250}
    assert not is_whole(pages)


@pytest.mark.parametrize(
    "change",
    [
        lambda pages: pages[1:],
        lambda pages: pages[:-1],
        lambda pages: [],
        lambda pages: [ReadPage(0, pages[0].uids[:50], 150), pages[1]],
        lambda pages: [pages[0], ReadPage(99, pages[1].uids, 151)],
        lambda pages: [ReadPage(0, ["1", "1"], 2)],
        lambda pages: [ReadPage(0, [str(number) for number in range(100)], None)],
    ],
)
def test_list_with_a_gap_is_not_whole(change: Callable[[list[ReadPage]], list[ReadPage]]) -> None:
    pages, _, _ = read(150, [])
    assert is_whole(pages)
    assert not is_whole(change(pages))


def test_short_list_without_a_count_is_whole() -> None:
    assert is_whole([ReadPage(0, ["1", "2"], None)])
    assert list(list_skips(None)) == []
