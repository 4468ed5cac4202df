"""Snapshots: lists whose items may be changed and deleted during iteration.

A list is paged by position, so deleting items shifts the next pages. A snapshot first reads the uids of all items, then
the items by uid.
"""

from collections.abc import AsyncIterator, Awaitable, Callable, Generator, Iterator, Sequence
from typing import TYPE_CHECKING, Generic, TypeVar, cast

from contentstack_cma_client.pages import Batch

from .queries import divide_values
from .uid_reading import Item, ReadUids, UidPage, get_uids, read_by_time

if TYPE_CHECKING:
    from contentstack_cma_client.models import EntryListResponse

ListEntries = Callable[..., "EntryListResponse"]
"""A call that lists entries of one content type."""

AsyncListEntries = Callable[..., Awaitable["EntryListResponse"]]
"""The same call, asynchronous."""

T = TypeVar("T", bound=Item)
S = TypeVar("S", bound=Item)


def is_any(_item: object) -> bool:
    """Return True: a snapshot of all items wants each of them."""
    return True


class Snapshot(Generic[T]):
    """All items of a list, which may be changed or deleted during iteration.

    The uids are read on creation, and the items in batches of 100 during iteration. A changed item is returned in its
    new state, even if it no longer matches the query; a deleted one is skipped. Items that are created after the uids
    were read are not included.

    Attributes:
        uids: The uids of all items, in order.
    """

    def __init__(
        self,
        list_page: Callable[[UidPage], Batch[T]],
        fetch: Callable[[list[str]], Sequence[T]],
        read_uids: ReadUids = read_by_time,
        is_wanted: Callable[[T], bool] = is_any,
    ) -> None:
        self._fetch = fetch
        self._is_wanted = is_wanted
        reader = _UidReader(read_uids, is_wanted)
        while reader.page is not None:
            reader.add(list_page(reader.page))
        self.uids: tuple[str, ...] = reader.uids

    def __len__(self) -> int:
        return len(self.uids)

    def __iter__(self) -> Iterator[T]:
        for uids in divide_values(self.uids):
            yield from _select(self._fetch(uids), uids, self._is_wanted)

    def map(self, convert: Callable[[T], S]) -> "Snapshot[S]":
        """Return this snapshot with each item converted, as it is read.

        Args:
            convert: Called with each item; returns what takes its place.
        """

        def fetch(uids: list[str]) -> Sequence[S]:
            return [convert(item) for item in self._fetch(uids) if self._is_wanted(item)]

        mapped = cast("Snapshot[S]", object.__new__(Snapshot))
        vars(mapped).update(uids=self.uids, _fetch=fetch, _is_wanted=is_any)
        return mapped

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
        list_page: Callable[[UidPage], Awaitable[Batch[T]]],
        fetch: Callable[[list[str]], Awaitable[Sequence[T]]],
        read_uids: ReadUids = read_by_time,
        is_wanted: Callable[[T], bool] = is_any,
    ) -> None:
        async def read_all() -> tuple[str, ...]:
            reader = _UidReader(read_uids, is_wanted)
            while reader.page is not None:
                reader.add(await list_page(reader.page))
            return reader.uids

        self._read_all = read_all
        self._fetch = fetch
        self._is_wanted = is_wanted
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
        await self._list_uids()
        return self

    async def _list_uids(self) -> tuple[str, ...]:
        if self._uids is None:
            self._uids = await self._read_all()
        return self._uids

    def __len__(self) -> int:
        return len(self.uids)

    def map(self, convert: Callable[[T], S]) -> "AsyncSnapshot[S]":
        """Return this snapshot with each item converted, as it is read.

        Args:
            convert: Called with each item; returns what takes its place.
        """

        async def fetch(uids: list[str]) -> Sequence[S]:
            return [convert(item) for item in await self._fetch(uids) if self._is_wanted(item)]

        mapped = cast("AsyncSnapshot[S]", object.__new__(AsyncSnapshot))
        vars(mapped).update(_read_all=self._list_uids, _fetch=fetch, _is_wanted=is_any, _uids=self._uids)
        return mapped

    async def __aiter__(self) -> AsyncIterator[T]:
        await self._read()
        for uids in divide_values(self.uids):
            for item in _select(await self._fetch(uids), uids, self._is_wanted):
                yield item

    def __repr__(self) -> str:
        items = "not read yet" if self._uids is None else f"{len(self._uids)} items"
        return f"{type(self).__name__}({items})"

    def _repr_html_(self) -> str | None:
        from contentstack_cma_client.display import render_items_table

        if self._uids is None:
            return None
        return render_items_table(f"{len(self._uids)} items, by uid", self._uids)


class _UidReader(Generic[T]):
    """Reads the uids of the wanted items, page by page.

    Attributes:
        page: The page to read next; None after the last one.
        uids: The uids, after the last page.
    """

    def __init__(self, read_uids: ReadUids, is_wanted: Callable[[T], bool]) -> None:
        self._reading = read_uids()
        self._is_wanted = is_wanted
        self._unwanted: set[str] = set()
        self.page: UidPage | None = next(self._reading)
        self.uids: tuple[str, ...] = ()

    def add(self, batch: Batch[T]) -> None:
        """Add the items of the page."""
        items, count = batch
        for uid, item in zip(get_uids(items), items, strict=True):
            (self._unwanted.discard if self._is_wanted(item) else self._unwanted.add)(uid)
        try:
            self.page = self._reading.send((list(items), count))
        except StopIteration as done:
            self.page, self.uids = None, tuple(uid for uid in done.value if uid not in self._unwanted)


def _select(items: Sequence[T], uids: Sequence[str], is_wanted: Callable[[T], bool]) -> Iterator[T]:
    """Iterate over the wanted items, in the order of the uids."""
    found = {item.uid: item for item in items if is_wanted(item)}
    return (found[uid] for uid in uids if uid in found)
