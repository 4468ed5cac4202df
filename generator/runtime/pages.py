"""Pages of lists, and iteration over all of them.

The API pages by position, so a list that changes during iteration shifts: items after a deleted one move up, past the
start of the next page. Every page therefore requests the total number of items where the call supports it.
"""

import warnings
from collections.abc import AsyncIterator, Awaitable, Callable, Generator, Iterator
from dataclasses import dataclass
from typing import Any, Generic, TypeVar

from .decoding import make_incomplete_error
from .encoding import encode_integer
from .errors import ListChangedError, ListChangedWarning

T = TypeVar("T")

PAGE_SIZE = 100
"""Maximum number of items per page."""

Batch = tuple[list[T], int | None]
"""Items of one response, and the total number of items if the server returned it."""

_LONGER = (
    "the list had {before} items and has {now} now: some may be returned twice. Use snapshot() to read the whole "
    "list before you add items"
)


def make_batch(items: list[T] | int | None, count: Any) -> Batch[T]:
    """Return the items and the count of one response; a response may contain only the count."""
    is_number = isinstance(count, int) and not isinstance(count, bool) and count >= 0
    return (items if isinstance(items, list) else [], count if is_number else None)


def require_count(items: list[T] | int | None) -> int:
    """Return the result of a call that only counts.

    Raises:
        DecodeError: The server returned the items instead.
    """
    if isinstance(items, int):
        return items
    raise make_incomplete_error("the response contains no number of items")


def choose_page_size(limit: int | None, max_items: int | None = None) -> int:
    """Return the page size: `limit`, else the maximum but no more than `max_items`.

    Raises:
        TypeError: `max_items` is not an integer.
        ValueError: `max_items` is less than 1.
    """
    if max_items is not None:
        encode_integer(max_items, "max_items", 1)
    if limit is not None:
        return limit
    return PAGE_SIZE if max_items is None else min(max_items, PAGE_SIZE)


def find_next_skip(skip: int, limit: int | None, received: int, count: int | None) -> int | None:
    """Return the position of the page after this one, or None if this was the last.

    The last page is empty or reaches `count`. Without a count, it is not full, or has more items than requested, as
    from a server that does not page this list. Without a `limit`, the call does not page.
    """
    reached = skip + received
    if limit is None or received == 0:
        return None
    if count is not None:
        return reached if reached < count else None
    return reached if received == min(limit, PAGE_SIZE) else None


def is_repeated(items: list[T], before: list[T]) -> bool:
    """Return whether a page equals the one before it, as from a server that does not page."""
    return bool(items) and items == before


_CALLER = 7
"""Stack level of the program that iterates, for the warning in `check`."""


@dataclass(frozen=True, slots=True)
class _Known:
    """The known count of a list, up to a page. Immutable, as iteration may restart from any page."""

    count: int | None = None
    is_warned: bool = False

    def check(self, count: int | None) -> "_Known":
        """Return the state after the count of the next page.

        Raises:
            ListChangedError: The list became shorter.
        """
        if count is None or self.count is None or count == self.count:
            return _Known(self.count if count is None else count, self.is_warned)
        if count < self.count:
            raise ListChangedError(self.count, count)
        if not self.is_warned:
            warnings.warn(_LONGER.format(before=self.count, now=count), ListChangedWarning, stacklevel=_CALLER)
        return _Known(count, is_warned=True)


_UNKNOWN = _Known()


class _OnePage(Generic[T]):
    """Base of synchronous and asynchronous pages."""

    def __init__(self, found: Batch[T], skip: int, limit: int | None, max_items: int | None, known: _Known) -> None:
        self.count: int | None
        received, self.count = found
        self.items: list[T] = received if max_items is None else received[:max_items]
        self._received = received
        self._limit = limit
        self._left = None if max_items is None else max_items - len(received)
        self._known = known.check(self.count)
        is_enough = self._left is not None and self._left <= 0
        self._next = None if is_enough else find_next_skip(skip, limit, len(received), self.count)

    def __repr__(self) -> str:
        return f"{type(self).__name__}(items={len(self.items)}, count={self.count}, last={self._next is None})"


class Page(_OnePage[T]):
    """One page of a list. Iterating over it continues with the next pages, each fetched when it is reached.

    Deleting items while iterating, or changing what the list filters on, makes the next page skip items. If the
    server returns the count, a list that becomes shorter raises `ListChangedError`, and one that becomes longer warns
    once with `ListChangedWarning`.

    Attributes:
        items: The items of this page.
        count: Total number of items that match; None if the server did not return it.
    """

    def __init__(
        self,
        fetch: Callable[[int], Batch[T]],
        skip: int,
        limit: int | None,
        max_items: int | None = None,
        known: _Known = _UNKNOWN,
    ) -> None:
        super().__init__(fetch(skip), skip, limit, max_items, known)
        self._fetch = fetch

    def next_page(self) -> "Page[T] | None":
        """Fetch the page after this one; None if this is the last.

        Raises:
            ListChangedError: The list became shorter.
        """
        if self._next is None:
            return None
        following = Page(self._fetch, self._next, self._limit, self._left, self._known)
        return None if is_repeated(following._received, self._received) else following

    def pages(self) -> "Iterator[Page[T]]":
        """Iterate over this page and all pages after it."""
        page: Page[T] | None = self
        while page is not None:
            yield page
            page = page.next_page()

    def __iter__(self) -> Iterator[T]:
        for page in self.pages():
            yield from page.items


class AsyncPage(_OnePage[T]):
    """Asynchronous version of `Page`, with the same exceptions and warnings.

    Attributes:
        items: The items of this page.
        count: Total number of items that match; None if the server did not return it.
    """

    def __init__(  # noqa: PLR0917 -- only this module makes one
        self,
        fetch: Callable[[int], Awaitable[Batch[T]]],
        skip: int,
        limit: int | None,
        batch: Batch[T],
        max_items: int | None = None,
        known: _Known = _UNKNOWN,
    ) -> None:
        super().__init__(batch, skip, limit, max_items, known)
        self._fetch = fetch

    async def next_page(self) -> "AsyncPage[T] | None":
        """Fetch the page after this one; None if this is the last.

        Raises:
            ListChangedError: The list became shorter.
        """
        if self._next is None:
            return None
        found = await self._fetch(self._next)
        following = AsyncPage(self._fetch, self._next, self._limit, found, self._left, self._known)
        return None if is_repeated(following._received, self._received) else following

    async def pages(self) -> "AsyncIterator[AsyncPage[T]]":
        """Iterate over this page and all pages after it."""
        page: AsyncPage[T] | None = self
        while page is not None:
            yield page
            page = await page.next_page()

    async def __aiter__(self) -> AsyncIterator[T]:
        async for page in self.pages():
            for item in page.items:
                yield item


class AsyncPages(Generic[T]):
    """A list that is not fetched yet: `await` it for the first page, or iterate over the items of all pages."""

    def __init__(
        self,
        fetch: Callable[[int], Awaitable[Batch[T]]],
        skip: int,
        limit: int | None,
        max_items: int | None = None,
    ) -> None:
        self._fetch = fetch
        self._skip = skip
        self._limit = limit
        self._max_items = max_items

    def __await__(self) -> Generator[object, None, AsyncPage[T]]:
        return self._fetch_first().__await__()

    async def _fetch_first(self) -> AsyncPage[T]:
        found = await self._fetch(self._skip)
        return AsyncPage(self._fetch, self._skip, self._limit, found, self._max_items)

    async def __aiter__(self) -> AsyncIterator[T]:
        async for item in await self._fetch_first():
            yield item
