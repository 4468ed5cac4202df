"""Lists: the first page, and by iteration every item of every page."""

from collections.abc import AsyncIterator, Awaitable, Callable, Generator, Iterator
from typing import Generic, TypeVar

from .errors import ContentstackError

T = TypeVar("T")

PAGE_SIZE = 100
"""Most items the API answers at once."""

Batch = tuple[list[T], int | None]
"""Items of one answer, and the number of all that match when the server said it."""


def batch(items: list[T] | int | None, count: int | None) -> Batch[T]:
    """What one answer holds; an answer that only counts holds no items."""
    return (items if isinstance(items, list) else [], count)


def counted(items: list[T] | int | None) -> int:
    """The number that a call answers which only counts.

    Raises:
        ContentstackError: The server listed the items all the same.
    """
    if isinstance(items, int):
        return items
    raise ContentstackError("the server did not answer a number of items")


def next_skip(skip: int, limit: int | None, received: int, count: int | None) -> int | None:
    """How many items to pass over to get the page after this one, or None when this was the last.

    A page that is not full is the last one, and so is one that reaches `count`. One that holds more than was asked
    for is all there is: the server does not page this list. Without a `limit` the call does not page at all.
    """
    reached = skip + received
    if limit is None or received != min(limit, PAGE_SIZE) or (count is not None and reached >= count):
        return None
    return reached


def is_repeated(items: list[T], before: list[T]) -> bool:
    """Whether a page is the one before it once more, as a server answers that passes over no items."""
    return bool(items) and items == before


class Page(Generic[T]):
    """One page of a list. Iterating over it goes on to the pages after it, fetching each when it is reached.

    Attributes:
        items: The items of this page.
        count: The number of all items that match, if it was asked for.
    """

    def __init__(self, fetch: Callable[[int], Batch[T]], skip: int, limit: int | None) -> None:
        self._fetch = fetch
        self._limit = limit
        self.items: list[T]
        self.count: int | None
        self.items, self.count = fetch(skip)
        self._next = next_skip(skip, limit, len(self.items), self.count)

    def next_page(self) -> "Page[T] | None":
        """Fetch the page after this one; None when this is the last."""
        if self._next is None:
            return None
        following = Page(self._fetch, self._next, self._limit)
        return None if is_repeated(following.items, self.items) else following

    def pages(self) -> "Iterator[Page[T]]":
        """This page and every one after it."""
        page: Page[T] | None = self
        while page is not None:
            yield page
            page = page.next_page()

    def __iter__(self) -> Iterator[T]:
        for page in self.pages():
            yield from page.items

    def __repr__(self) -> str:
        return f"Page(items={len(self.items)}, count={self.count}, last={self._next is None})"


class AsyncPage(Generic[T]):
    """One page of a list. Iterating over it goes on to the pages after it, fetching each when it is reached.

    Attributes:
        items: The items of this page.
        count: The number of all items that match, if it was asked for.
    """

    def __init__(
        self,
        fetch: Callable[[int], Awaitable[Batch[T]]],
        skip: int,
        limit: int | None,
        batch: Batch[T],
    ) -> None:
        self._fetch = fetch
        self._limit = limit
        self.items: list[T]
        self.count: int | None
        self.items, self.count = batch
        self._next = next_skip(skip, limit, len(self.items), self.count)

    async def next_page(self) -> "AsyncPage[T] | None":
        """Fetch the page after this one; None when this is the last."""
        if self._next is None:
            return None
        following = AsyncPage(self._fetch, self._next, self._limit, await self._fetch(self._next))
        return None if is_repeated(following.items, self.items) else following

    async def pages(self) -> "AsyncIterator[AsyncPage[T]]":
        """This page and every one after it."""
        page: AsyncPage[T] | None = self
        while page is not None:
            yield page
            page = await page.next_page()

    async def __aiter__(self) -> AsyncIterator[T]:
        async for page in self.pages():
            for item in page.items:
                yield item

    def __repr__(self) -> str:
        return f"AsyncPage(items={len(self.items)}, count={self.count}, last={self._next is None})"


class AsyncPages(Generic[T]):
    """A list that is yet to be fetched: `await` it for the first page, or iterate over every item of every page."""

    def __init__(self, fetch: Callable[[int], Awaitable[Batch[T]]], skip: int, limit: int | None) -> None:
        self._fetch = fetch
        self._skip = skip
        self._limit = limit

    def __await__(self) -> Generator[object, None, AsyncPage[T]]:
        return self._first().__await__()

    async def _first(self) -> AsyncPage[T]:
        batch = await self._fetch(self._skip)
        return AsyncPage(self._fetch, self._skip, self._limit, batch)

    async def __aiter__(self) -> AsyncIterator[T]:
        async for item in await self._first():
            yield item
