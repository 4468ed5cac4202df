"""When a list goes on, and when it ends."""

import pytest

from contentstack_cma_client.pages import AsyncPages, Page, next_skip


@pytest.mark.parametrize(
    ("skip", "limit", "received", "count", "expected"),
    [
        (0, 100, 100, None, 100),
        (100, 100, 100, None, 200),
        (0, 10, 10, 25, 10),
        (0, 100, 99, None, None),
        (0, 100, 0, None, None),
        (20, 10, 10, 30, None),
        (0, None, 100, None, None),
        (0, 100, 150, None, None),
        (0, 10, 11, None, None),
    ],
)
def test_a_page_is_followed_by_another_only_if_it_is_just_full(
    skip: int, limit: int | None, received: int, count: int | None, expected: int | None
) -> None:
    assert next_skip(skip, limit, received, count) == expected


def test_a_list_that_the_server_does_not_page_is_read_once() -> None:
    fetched: list[int] = []

    def fetch(skip: int) -> tuple[list[int], int | None]:
        fetched.append(skip)
        return list(range(150)), None

    assert len(list(Page(fetch, 0, 100))) == 150
    assert fetched == [0]


def test_a_list_that_is_not_paged_and_just_full_is_read_to_its_end_once() -> None:
    assert list(Page(lambda _: (list(range(100)), None), 0, 100)) == list(range(100))


@pytest.mark.anyio
async def test_a_list_that_is_not_paged_and_just_full_is_read_to_its_end_once_asynchronously() -> None:
    async def fetch(_: int) -> tuple[list[int], int | None]:
        return list(range(100)), None

    assert [item async for item in AsyncPages(fetch, 0, 100)] == list(range(100))


def test_pages_that_differ_are_all_read() -> None:
    assert list(Page(lambda skip: (list(range(skip, min(skip + 10, 25))), None), 0, 10)) == list(range(25))
