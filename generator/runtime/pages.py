"""Pages of lists, and iteration over all of them.

The API pages by position, so a list that changes during iteration shifts: items after a deleted one move up, past the
start of the next page. Every page therefore requests the total number of items where the call supports it.
"""

# pyright: reportPrivateUsage=false

import sys
import warnings
from collections.abc import AsyncIterator, Awaitable, Callable, Generator, Iterator, Sequence
from copy import deepcopy
from dataclasses import dataclass
from typing import Any, ClassVar, Generic, Self, TypeVar, cast, overload

from .decoding import make_incomplete_error
from .encoding import encode_integer
from .errors import ListChangedError, ListChangedWarning

T = TypeVar("T")
S = TypeVar("S")

PAGE_SIZE = 100
"""Maximum number of items per page."""

Batch = tuple[list[T], int | None]
"""Items of one response, and the total number of items if the server returned it."""

_LONGER = (
    "the list had {before} items, and now has {now}: some may be returned twice. Use snapshot() to read the whole "
    "list before you add items"
)


def make_batch(items: list[T] | int | None, count: Any) -> Batch[T]:
    """Return the items and the count of one response; a response may contain only the count."""
    is_number = isinstance(count, int) and not isinstance(count, bool) and count >= 0
    return (items if isinstance(items, list) else [], count if is_number else None)


def convert_batch(batch: Batch[T], convert: Callable[[T], S]) -> Batch[S]:
    """Return a batch whose items are converted."""
    items, count = batch
    return [convert(item) for item in items], count


def require_count(items: list[T] | int | None) -> int:
    """Return the result of a call that only counts.

    Raises:
        DecodeError: The server returned the items instead.
    """
    if isinstance(items, int):
        return items
    raise make_incomplete_error("the response contains no number of items")


def choose_page_size(page_size: int | None, max_items: int | None = None, largest: int | None = PAGE_SIZE) -> int:
    """Return the page size: `page_size`, else the maximum but no more than `max_items`.

    Raises:
        TypeError: `page_size` or `max_items` is not an integer.
        ValueError: `page_size` is out of bounds, or `max_items` is less than 1.
    """
    if max_items is not None:
        encode_integer(max_items, "max_items", 1)
    if page_size is not None:
        encode_integer(page_size, "page_size", 1, largest)
        return page_size
    return PAGE_SIZE if max_items is None else min(max_items, PAGE_SIZE)


def copy_items(values: Sequence[T] | None) -> Sequence[T] | None:
    """Return the values of a repeated parameter as a list, because every page sends them, and an iterator is used up.

    A string is returned unchanged, and rejected where it is encoded.
    """
    if values is None or isinstance(values, str):
        return cast("Sequence[T]", values)
    return list(values)


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
            message = _LONGER.format(before=self.count, now=count)
            warnings.warn(message, ListChangedWarning, stacklevel=_find_caller())
        return _Known(count, is_warned=True)


def _find_caller() -> int:
    """Return the stack level of the program that iterates, seen from the caller of this function."""
    level, frame = 1, sys._getframe(1)
    while frame.f_back is not None and frame.f_globals is globals():
        level, frame = level + 1, frame.f_back
    return level


_UNKNOWN = _Known()


class _OnePage(Generic[T]):
    """Base of synchronous and asynchronous pages.

    It is no `collections.abc.Sequence`: pandas takes the length of one for the number of items in an iteration.
    """

    def __init__(  # noqa: PLR0917 -- only this module makes one
        self,
        fetch: Callable[[int], Any],
        skip: int,
        limit: int | None,
        found: Batch[T],
        max_items: int | None = None,
        known: _Known = _UNKNOWN,
    ) -> None:
        received, count = found
        self.count: int | None = count
        self.items: list[T] = received if max_items is None else received[:max_items]
        self._fetch: Callable[[int], Any] | None = fetch
        self._received = received
        self._limit = limit
        self._left = None if max_items is None else max_items - len(received)
        self._known = known.check(self.count)
        is_enough = self._left is not None and self._left <= 0
        self._next = None if is_enough else find_next_skip(skip, limit, len(received), self.count)

    @overload
    def __getitem__(self, index: int) -> T: ...

    @overload
    def __getitem__(self, index: slice) -> list[T]: ...

    def __getitem__(self, index: int | slice) -> T | list[T]:
        return self.items[index]

    def __len__(self) -> int:
        return len(self.items)

    def __contains__(self, item: object) -> bool:
        return item in self.items

    def __iter__(self) -> Iterator[T]:
        return iter(self.items)

    def __reversed__(self) -> Iterator[T]:
        return reversed(self.items)

    def index(self, item: T) -> int:
        """Return the position of an item on this page.

        Raises:
            ValueError: It is not on this page.
        """
        return self.items.index(item)

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, type(self)):
            return NotImplemented
        return self.items == other.items and self.count == other.count and self._next == other._next

    __hash__: ClassVar[None]  # type: ignore[assignment] # pyright: ignore[reportIncompatibleMethodOverride]

    def __copy__(self) -> Self:
        copied = object.__new__(type(self))
        vars(copied).update(vars(self), items=list(self.items))
        return copied

    def __deepcopy__(self, memo: dict[int, Any]) -> Self:
        copied = object.__new__(type(self))
        vars(copied).update(deepcopy(self.__getstate__(), memo), _fetch=self._fetch)
        return copied

    def __getstate__(self) -> dict[str, Any]:
        return {**vars(self), "_fetch": None}  # it holds the connections and the credentials

    def __repr__(self) -> str:
        return (
            f"{type(self).__name__.lstrip('_')}(items={len(self.items)}, count={self.count}, last={self._next is None})"
        )

    def _repr_html_(self) -> str:
        from .display import render_items_table

        counted = "" if self.count is None else f" of {self.count}"
        return render_items_table(f"Items: {len(self.items)}{counted}", self.items)

    def _convert_items(self, convert: Callable[[T], Any]) -> dict[str, Any]:
        """Return the attributes of this page with converted items."""
        received = [convert(item) for item in self._received]
        items = received if self.items is self._received else [convert(item) for item in self.items]
        return {**vars(self), "items": items, "_received": received}

    def _require_fetch(self) -> Callable[[int], Any]:
        if self._fetch is None:
            raise RuntimeError(
                "this page was unpickled, so it has no client to fetch the next page with: call the list method "
                f"again with skip={self._next}"
            )
        return self._fetch


class Page(_OnePage[T]):
    """One page of a list: a sequence of its items. The page that a list method returns leads to all others.

    Positions, `len()`, `in` and the truth value are about the items of this page. Iterating over the page that a list
    method returns continues with the pages after it, each fetched when it is reached; pages from `pages()` and
    `next_page()` end with their own items. A page can be copied and pickled. An unpickled one has no client, so it
    cannot fetch the page after it.

    Deleting items while iterating, or changing what the list filters on, makes the next page skip items. If the
    server returns the count, a list that becomes shorter raises `ListChangedError`, and one that becomes longer warns
    once with `ListChangedWarning`.

    Attributes:
        items: The items of this page.
        count: Total number of items that match; None if the server did not return it.
    """

    def next_page(self) -> "Page[T] | None":
        """Fetch the page after this one; None if this is the last.

        Raises:
            ListChangedError: The list became shorter.
            RuntimeError: The page was unpickled.
        """
        if self._next is None:
            return None
        fetch = self._require_fetch()
        following = Page(fetch, self._next, self._limit, fetch(self._next), self._left, self._known)
        return None if is_repeated(following._received, self._received) else following

    def map(self, convert: Callable[[T], S]) -> "Page[S]":
        """Return this page with each item converted. The pages after it are converted as they are fetched.

        Args:
            convert: Called with each item; returns what takes its place.
        """
        mapped = cast("Page[S]", object.__new__(type(self)))
        vars(mapped).update(self._convert_items(convert))
        fetch = self._fetch
        if fetch is not None:
            mapped._fetch = lambda skip: convert_batch(fetch(skip), convert)
        return mapped

    def pages(self) -> "Iterator[Page[T]]":
        """Iterate over this page and all pages after it."""
        page: Page[T] | None = self
        while page is not None:
            yield page
            page = page.next_page()


class _FirstPage(Page[T]):
    """The page that a list method returns. It has a class of its own because its iteration continues."""

    def __iter__(self) -> Iterator[T]:
        for page in self.pages():
            yield from page.items

    def pages(self) -> Iterator[Page[T]]:
        """Iterate over this page, as one that ends with its own items, and all pages after it."""
        page = cast("Page[T]", object.__new__(Page))
        vars(page).update(vars(self))
        return page.pages()


def sync_list_items(
    fetch: Callable[[int], Batch[T]], skip: int, limit: int | None, max_items: int | None = None
) -> Page[T]:
    """Fetch the first page of a list. Iterating over it continues with the pages after it."""
    return _FirstPage(fetch, skip, limit, fetch(skip), max_items)


class AsyncPage(_OnePage[T]):
    """One page of a list: a sequence of its items. `async for` continues with the items of the pages after it.

    A page can be copied and pickled. An unpickled one has no client, so it cannot fetch the page after it.

    Attributes:
        items: The items of this page.
        count: Total number of items that match; None if the server did not return it.
    """

    async def next_page(self) -> "AsyncPage[T] | None":
        """Fetch the page after this one; None if this is the last.

        Raises:
            ListChangedError: The list became shorter.
            RuntimeError: The page was unpickled.
        """
        if self._next is None:
            return None
        fetch = self._require_fetch()
        following = AsyncPage(fetch, self._next, self._limit, await fetch(self._next), self._left, self._known)
        return None if is_repeated(following._received, self._received) else following

    def map(self, convert: Callable[[T], S]) -> "AsyncPage[S]":
        """Return this page with each item converted. The pages after it are converted as they are fetched.

        Args:
            convert: Called with each item; returns what takes its place.
        """
        mapped = cast("AsyncPage[S]", object.__new__(type(self)))
        vars(mapped).update(self._convert_items(convert))
        mapped._fetch = None if self._fetch is None else _convert_fetched(self._fetch, convert)
        return mapped

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
    """A list that is not fetched yet: `await` it for the first page, or iterate over the items of all pages.

    Deleting items while iterating, or changing what the list filters on, makes the next page skip items. If the
    server returns the count, a list that becomes shorter raises `ListChangedError`, and one that becomes longer warns
    once with `ListChangedWarning`.
    """

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

    def map(self, convert: Callable[[T], S]) -> "AsyncPages[S]":
        """Return this list with each item converted, as it is fetched.

        Args:
            convert: Called with each item; returns what takes its place.
        """
        return AsyncPages(_convert_fetched(self._fetch, convert), self._skip, self._limit, self._max_items)

    async def pages(self) -> AsyncIterator[AsyncPage[T]]:
        """Iterate over all pages."""
        async for page in (await self._fetch_first()).pages():
            yield page

    async def __aiter__(self) -> AsyncIterator[T]:
        async for page in self.pages():
            for item in page.items:
                yield item

    def __repr__(self) -> str:
        return f"{type(self).__name__}(not fetched yet: await it, or use async for)"


def _convert_fetched(
    fetch: Callable[[int], Awaitable[Batch[T]]], convert: Callable[[T], S]
) -> Callable[[int], Awaitable[Batch[S]]]:
    async def fetch_converted(skip: int) -> Batch[S]:
        return convert_batch(await fetch(skip), convert)

    return fetch_converted


def async_list_items(
    fetch: Callable[[int], Awaitable[Batch[T]]], skip: int, limit: int | None, max_items: int | None = None
) -> AsyncPages[T]:
    """Return a list that is not fetched yet."""
    return AsyncPages(fetch, skip, limit, max_items)
