"""Snapshots: lists whose items may be changed and deleted during iteration.

A list is paged by position, so deleting items shifts the next pages. A snapshot first reads the uids of all items, then
the items by uid. Each page of uids starts with the last item of the page before, which reveals changes by others.
"""

from collections.abc import AsyncIterator, Awaitable, Callable, Generator, Iterator, Sequence
from typing import Generic, Protocol, TypeVar
from urllib.parse import quote

from contentstack_cma_client.decoding import make_incomplete_error
from contentstack_cma_client.errors import ListChangedError
from contentstack_cma_client.pages import PAGE_SIZE, Batch

READINGS = 5
"""How often to read the uids of a list that keeps changing."""

_LONGEST_QUERY = 6_000
"""Maximum length of the uids in a URL. Servers and proxies accept URLs of at least 8,000 characters."""


class HasUid(Protocol):
    """An item with a uid."""

    uid: str


T = TypeVar("T", bound=HasUid)


class Snapshot(Generic[T]):
    """All items of a list, which may be changed or deleted during iteration.

    The uids are read on creation, and the items in batches of 100 during iteration. A changed item is returned in its
    new state, even if it no longer matches the query; a deleted one is skipped. Items that are created after the uids
    were read are not included.

    Attributes:
        uids: The uids of all items, in order.
    """

    def __init__(self, list_page: Callable[[int], Batch[T]], fetch: Callable[[list[str]], Sequence[T]]) -> None:
        self._fetch = fetch
        reading = _read_uids()
        skip = next(reading)
        try:
            while True:
                items, count = list_page(skip)
                skip = reading.send((_get_uids(items), count))
        except StopIteration as done:
            self.uids: tuple[str, ...] = done.value

    def __len__(self) -> int:
        return len(self.uids)

    def __iter__(self) -> Iterator[T]:
        for uids in _divide(self.uids):
            yield from _put_in_order(self._fetch(uids), uids)

    def __repr__(self) -> str:
        return f"{type(self).__name__}({len(self)} items)"

    def _repr_html_(self) -> str:
        from contentstack_cma_client.display import render_items_table

        return render_items_table(f"{len(self)} items, by uid", self.uids)


class AsyncSnapshot(Generic[T]):
    """All items of a list, which may be changed or deleted during iteration.

    The uids are read when the snapshot is awaited or first iterated over, and the items in batches of 100 during
    iteration. A changed item is returned in its new state, even if it no longer matches the query; a deleted one is
    skipped. Items that are created after the uids were read are not included.
    """

    def __init__(
        self,
        list_page: Callable[[int], Awaitable[Batch[T]]],
        fetch: Callable[[list[str]], Awaitable[Sequence[T]]],
    ) -> None:
        self._list_page = list_page
        self._fetch = fetch
        self._uids: tuple[str, ...] | None = None

    @property
    def uids(self) -> tuple[str, ...]:
        """The uids of all items, in order.

        Raises:
            RuntimeError: They have not been read yet.
        """
        if self._uids is None:
            raise RuntimeError("the uids have not been read yet: await the snapshot first")
        return self._uids

    def __await__(self) -> "Generator[object, None, AsyncSnapshot[T]]":
        return self._read().__await__()

    async def _read(self) -> "AsyncSnapshot[T]":
        if self._uids is not None:
            return self
        reading = _read_uids()
        skip = next(reading)
        try:
            while True:
                items, count = await self._list_page(skip)
                skip = reading.send((_get_uids(items), count))
        except StopIteration as done:
            self._uids = done.value
        return self

    def __len__(self) -> int:
        return len(self.uids)

    async def __aiter__(self) -> AsyncIterator[T]:
        await self._read()
        for uids in _divide(self.uids):
            for item in _put_in_order(await self._fetch(uids), uids):
                yield item

    def __repr__(self) -> str:
        items = "not read yet" if self._uids is None else f"{len(self._uids)} items"
        return f"{type(self).__name__}({items})"

    def _repr_html_(self) -> str | None:
        from contentstack_cma_client.display import render_items_table

        if self._uids is None:
            return None
        return render_items_table(f"{len(self._uids)} items, by uid", self._uids)


def _read_uids() -> Generator[int, Batch[str], tuple[str, ...]]:
    """Request pages of uids by position, and return the uids of a consistent list.

    Raises:
        ListChangedError: The list changed every time its uids were read.
    """
    before = now = 0
    for _ in range(READINGS):
        reading = _Reading()
        while reading.skip is not None:
            reading.add((yield reading.skip))
        if not reading.has_changed:
            return tuple(reading.uids)
        before, now = reading.first_count or 0, reading.count or 0
    raise ListChangedError(before, now, READINGS)


class _Reading:
    """One reading of the uids of a list."""

    def __init__(self) -> None:
        self.uids: list[str] = []
        self.first_count: int | None = None
        self.count: int | None = None
        self.skip: int | None = 0
        self.has_changed = False

    def add(self, page: Batch[str]) -> None:
        """Add a page, which begins with the last uid of the page before it."""
        uids, self.count = page
        self.first_count = self.count if self.first_count is None else self.first_count
        added = uids[1:] if self.uids else uids
        is_shifted = uids[:1] != self.uids[-1:] if self.uids else False
        self.uids += added
        self.has_changed = is_shifted or self._is_shorter() or len(set(self.uids)) < len(self.uids)
        is_last = len(uids) < PAGE_SIZE if self.count is None else len(self.uids) >= self.count
        self.skip = None if self.has_changed or is_last or not added else len(self.uids) - 1

    def _is_shorter(self) -> bool:
        return self.count is not None and self.first_count is not None and self.count < self.first_count


def _get_uids(items: Sequence[HasUid]) -> list[str]:
    uids = [item.uid for item in items]
    if not all(isinstance(uid, str) for uid in uids):  # pyright: ignore[reportUnnecessaryIsInstance] - as it came
        raise make_incomplete_error("an item of the list has no uid")
    return uids


def _divide(uids: Sequence[str]) -> Iterator[list[str]]:
    """Yield the uids in batches, each small enough for one call."""
    piece: list[str] = []
    length = 0
    for uid in uids:
        added = len(quote(f'"{uid}",', safe=""))
        if piece and (len(piece) == PAGE_SIZE or length + added > _LONGEST_QUERY):
            yield piece
            piece, length = [], 0
        piece.append(uid)
        length += added
    if piece:
        yield piece


def _put_in_order(items: Sequence[T], uids: Sequence[str]) -> Iterator[T]:
    found = {item.uid: item for item in items}
    return (found[uid] for uid in uids if uid in found)
