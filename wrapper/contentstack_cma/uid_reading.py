"""Read the uids of all items of a list while others change it. No I/O.

The API pages by position, and an item that is deleted shifts the next pages. Pages by time of creation do not shift.
"""

from collections.abc import Callable, Generator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Protocol

from contentstack_cma_client.dates import format_datetime
from contentstack_cma_client.decoding import make_incomplete_error
from contentstack_cma_client.errors import ListChangedError
from contentstack_cma_client.pages import PAGE_SIZE, Batch

READINGS = 5
"""How often to read the uids of a list that keeps changing."""


class Item(Protocol):
    """An item of a list."""

    uid: str

    @property
    def created_at(self) -> datetime | None:
        """When it was created."""
        ...


@dataclass(frozen=True, slots=True)
class UidPage:
    """A page of a list.

    Attributes:
        created: The condition on `created_at` that its items match, in addition to the query of the list.
        skip: Its position among these items.
    """

    created: Mapping[str, str] = field(default_factory=dict[str, str])
    skip: int = 0


UidReading = Generator[UidPage, Batch[Item], tuple[str, ...]]
"""Yields pages to read, is sent their items, and returns the uids."""

ReadUids = Callable[[], UidReading]

Order = Mapping[str, str | None]
"""The parameters `asc` and `desc` of a list."""

BY_TIME: Order = {"asc": "created_at", "desc": None}


def choose_order(asc: str | None, desc: str | None) -> Order:
    """Return the order in which a snapshot reads a list: by time of creation, if the caller has not chosen another."""
    return BY_TIME if asc is None and desc is None else {"asc": asc, "desc": desc}


def choose_reading(order: Order) -> ReadUids:
    """Return how to read the uids of a list in this order."""
    return read_by_time if order == BY_TIME else read_by_position


def read_by_time() -> UidReading:
    """Read a list that is sorted by time of creation, oldest first.

    Each page begins at the time of creation of the last item of the page before it, so nothing that others do shifts
    it. Only where a whole page was created at the same time, the items of that time are read by position.

    Raises:
        ListChangedError: Such items were deleted every time they were read.
        DecodeError: An item has no uid or no time, or the list is not sorted.
    """
    uids: dict[str, None] = {}
    page, last = UidPage(), None
    while True:
        items, count = yield page
        uids |= dict.fromkeys(get_uids(items))
        if _is_last(items, count):
            return tuple(uids)
        newest = _get_time(items[-1])
        moment = format_datetime(newest)
        if newest == last and "$gte" in page.created:
            uids |= dict.fromkeys((yield from read_by_position({"$gte": moment, "$lte": moment})))
            page = UidPage({"$gt": moment})
        elif last is None or newest > last:
            page = UidPage({"$gte": moment})
        else:
            raise make_incomplete_error("the list is not sorted by created_at")
        last = newest


def _is_last(items: Sequence[Item], count: int | None) -> bool:
    return not items or (len(items) < PAGE_SIZE if count is None else len(items) >= count)


def _get_time(item: Item) -> datetime:
    created = item.created_at
    if not isinstance(created, datetime):
        raise make_incomplete_error("an item of the list has no created_at")
    return created


def read_by_position(created: Mapping[str, str] | None = None) -> UidReading:
    """Read a list in any order. If others change it meanwhile, start again.

    Each page begins with the last item of the page before it, which reveals changes.

    Args:
        created: A condition on `created_at`.

    Raises:
        ListChangedError: The list changed every time it was read.
        DecodeError: An item has no uid.
    """
    before = now = 0
    for _ in range(READINGS):
        reading = _PositionReading()
        while reading.skip is not None:
            items, count = yield UidPage(created or {}, reading.skip)
            reading.add(get_uids(items), count)
        if not reading.has_changed:
            return tuple(reading.uids)
        before, now = reading.first_count or 0, reading.count or 0
    raise ListChangedError(before, now, READINGS)


class _PositionReading:
    """One reading by position."""

    def __init__(self) -> None:
        self.uids: list[str] = []
        self.first_count: int | None = None
        self.count: int | None = None
        self.skip: int | None = 0
        self.has_changed = False

    def add(self, uids: list[str], count: int | None) -> None:
        """Add a page, which begins with the last uid of the page before it."""
        self.count = count
        self.first_count = count if self.first_count is None else self.first_count
        added = uids[1:] if self.uids else uids
        is_shifted = uids[:1] != self.uids[-1:] if self.uids else False
        self.uids += added
        self.has_changed = is_shifted or self._is_shorter() or len(set(self.uids)) < len(self.uids)
        is_last = len(uids) < PAGE_SIZE if count is None else len(self.uids) >= count
        self.skip = None if self.has_changed or is_last or not added else len(self.uids) - 1

    def _is_shorter(self) -> bool:
        return self.count is not None and self.first_count is not None and self.count < self.first_count


def get_uids(items: Sequence[Item]) -> list[str]:
    """Return the uids of items.

    Raises:
        DecodeError: An item has no uid.
    """
    uids = [item.uid for item in items]
    if not all(isinstance(uid, str) for uid in uids):  # pyright: ignore[reportUnnecessaryIsInstance] - as it came
        raise make_incomplete_error("an item of the list has no uid")
    return uids
