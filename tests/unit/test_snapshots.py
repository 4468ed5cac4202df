"""What a snapshot does that no server of ours can be brought to."""

import pickle
from typing import Any

import pytest

from contentstack_cma import AsyncSnapshot, DecodeError, ListChangedError, Snapshot
from contentstack_cma.models import Entry
from contentstack_cma_client.pages import Batch


def entries(*uids: Any) -> list[Entry]:
    return [Entry.from_dict({"uid": uid}) for uid in uids]


def snapshot_of(*pages: Batch[Entry]) -> Snapshot[Entry]:
    waiting = list(pages)
    return Snapshot(lambda _: waiting.pop(0), lambda uids: entries(*uids))


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
