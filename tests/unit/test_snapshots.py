"""What a snapshot does that no server of ours can be brought to."""

import pickle
from typing import Any

import pytest

from contentstack_cma import AsyncSnapshot, DecodeError, ListChangedError, Snapshot
from contentstack_cma.models import Entry
from contentstack_cma.uid_reading import UidPage, read_by_position
from contentstack_cma_client.pages import Batch


def entries(*uids: Any) -> list[Entry]:
    return [Entry.from_dict({"uid": uid}) for uid in uids]


def snapshot_of(*pages: Batch[Entry]) -> Snapshot[Entry]:
    """Return a snapshot of a list that is read by position."""
    waiting = list(pages)
    return Snapshot(lambda _: waiting.pop(0), lambda uids: entries(*uids), read_by_position)


def build_created(*seconds: int) -> list[Entry]:
    """Return entries, each with the second of its creation as uid."""
    return [Entry.from_dict({"uid": f"e{number}", "created_at": stamp(number)}) for number in seconds]


def stamp(seconds: int) -> str:
    return f"2024-01-31T09:{seconds // 60:02}:{seconds % 60:02}.000Z"


class ListByTime:
    """A list that is read by time of creation, of which every page is given."""

    def __init__(self, *pages: Batch[Entry]) -> None:
        self._pages = list(pages)
        self.asked: list[tuple[dict[str, str], int]] = []

    def read(self) -> tuple[str, ...]:
        return Snapshot(self._list_page, lambda uids: entries(*uids)).uids

    def _list_page(self, page: UidPage) -> Batch[Entry]:
        self.asked.append((dict(page.created), page.skip))
        return self._pages.pop(0)


def test_each_page_begins_at_the_time_at_which_the_last_one_ended() -> None:
    found = ListByTime((build_created(1, 2, 3), 5), (build_created(3, 4, 5), 3))
    assert found.read() == ("e1", "e2", "e3", "e4", "e5")
    assert found.asked == [({}, 0), ({"$gte": stamp(3)}, 0)]


def test_items_created_at_the_same_time_are_read_by_position() -> None:
    same = [Entry.from_dict({"uid": f"s{number}", "created_at": stamp(7)}) for number in range(4)]
    found = ListByTime(
        (same[:2], 5), (same[:2], 5), (same[:2], 4), (same[1:3], 4), (same[2:], 4), (build_created(8), 1)
    )
    assert found.read() == ("s0", "s1", "s2", "s3", "e8")
    within = {"$gte": stamp(7), "$lte": stamp(7)}
    positions = [(within, 0), (within, 1), (within, 2)]
    assert found.asked == [({}, 0), ({"$gte": stamp(7)}, 0), *positions, ({"$gt": stamp(7)}, 0)]


def test_a_count_that_is_too_high_ends_with_the_last_item_by_time_too() -> None:
    found = ListByTime(
        (build_created(1, 2), 9), (build_created(2), 9), (build_created(2), 9), (build_created(2), 9), ([], 9)
    )
    assert found.read() == ("e1", "e2")


def test_a_server_that_does_not_count_ends_with_a_page_that_is_not_full() -> None:
    found = ListByTime((build_created(*range(100)), None), (build_created(99, 100), None))
    assert len(found.read()) == 101


@pytest.mark.parametrize("pages", [[(2, 3), (1, 2)], [(7,), (7,), (7,), (7,)]], ids=["backwards", "for ever"])
def test_a_server_that_does_not_sort_is_an_error(pages: list[tuple[int, ...]]) -> None:
    with pytest.raises(DecodeError, match="not sorted by created_at"):
        ListByTime(*((build_created(*page), 9 if number != 2 else 1) for number, page in enumerate(pages))).read()


def test_an_item_without_time_cannot_be_read_by_time() -> None:
    with pytest.raises(DecodeError, match="no created_at"):
        ListByTime((entries("a"), 2)).read()


def test_unwanted_items_are_neither_counted_nor_returned() -> None:
    wanted = {"e1", "e3"}
    pages: list[Batch[Entry]] = [(build_created(1, 2, 3), 5), (build_created(3, 4, 5), 3)]

    def is_wanted(entry: Entry) -> bool:
        return entry.uid in wanted

    found = Snapshot(lambda _: pages.pop(0), lambda uids: entries(*uids), is_wanted=is_wanted)
    assert found.uids == ("e1", "e3")
    wanted.remove("e1")
    assert [entry.uid for entry in found] == ["e3"]


def test_a_server_that_does_not_count() -> None:
    uids = [f"e{number}" for number in range(120)]
    found = snapshot_of((entries(*uids[:100]), None), (entries(*uids[99:]), None))
    assert [entry.uid for entry in found] == uids


def test_a_full_page_may_be_the_last_one_of_a_server_that_does_not_count() -> None:
    uids = [f"e{number}" for number in range(100)]
    assert len(snapshot_of((entries(*uids), None), (entries(uids[-1]), None))) == 100


def test_a_short_page_is_not_the_end() -> None:
    found = snapshot_of((entries("a", "b"), 3), (entries("b", "c"), 3))
    assert found.uids == ("a", "b", "c")


def test_a_count_that_is_too_high_ends_with_the_last_item() -> None:
    assert snapshot_of((entries("a", "b"), 3), (entries("b"), 3)).uids == ("a", "b")


def test_an_item_that_moved_is_noticed() -> None:
    moved = [(entries("a", "b"), 4), (entries("b", "c", "a"), 4)]
    assert snapshot_of(*moved, (entries("b", "c", "a", "d"), 4)).uids == ("b", "c", "a", "d")


def test_items_in_another_order_come_in_that_of_the_uids() -> None:
    found = Snapshot(lambda _: (entries("b", "a", "c"), 3), lambda _: entries("a", "b", "x"))
    assert [entry.uid for entry in found] == ["b", "a"]


def test_an_item_without_a_uid_cannot_be_read_again() -> None:
    with pytest.raises(DecodeError, match="no uid"):
        snapshot_of((entries("a", None), 2))


def test_the_error_about_a_list_that_keeps_changing_can_be_pickled() -> None:
    error = ListChangedError(250, 249, 5)
    copy = pickle.loads(pickle.dumps(error))
    assert (copy.before, copy.now, copy.readings, str(copy)) == (250, 249, 5, str(error))
    assert "from 250 to 249 items" in str(error)
    assert ListChangedError(250, 249).readings == 0


def test_nothing_is_known_of_an_asynchronous_snapshot_before_it_is_awaited() -> None:
    async def never(_: Any) -> Any:
        raise AssertionError("nobody asked for it")

    snapshot: AsyncSnapshot[Entry] = AsyncSnapshot(never, never)
    assert repr(snapshot) == "AsyncSnapshot(not read yet)"
    with pytest.raises(RuntimeError, match="await the snapshot"):
        len(snapshot)
