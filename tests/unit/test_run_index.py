"""What a run knows about its rows."""

from collections.abc import Iterator
from dataclasses import replace

import pytest

from contentstack_cma.bulk.index import CLAIMED, INCOMPLETE, SENT, Record, RowIndex
from contentstack_cma.bulk.references import ref
from contentstack_cma.bulk.rows import Row, compute_digest


@pytest.fixture
def index() -> Iterator[RowIndex]:
    index = RowIndex()
    yield index
    index.close()


def build_record(number: int, state: str = CLAIMED) -> Record:
    return Record(compute_digest(number), number, state, f"key {number}")


def test_a_record_comes_back_as_it_was_put(index: RowIndex) -> None:
    record = Record(b"\x00\xff", 7, SENT, "key", uid="blt1", before=2, version=3, content="abc")
    assert index.get(record.digest) is None
    index.put(record)
    assert index.get(record.digest) == record
    index.put(replace(record, state="created", uid=None))
    assert index.get(record.digest) == replace(record, state="created", uid=None)


def test_rows_are_iterated_and_counted_by_state(index: RowIndex) -> None:
    for number in range(1_200):
        index.put(build_record(number, (CLAIMED, SENT, INCOMPLETE)[number % 3]))
    found = list(index.iterate((SENT, INCOMPLETE)))
    assert {record.position for record in found} == {number for number in range(1_200) if number % 3}
    assert len(found) == index.count((SENT, INCOMPLETE)) == 800
    assert index.count(("created",)) == 0


def test_rows_may_change_while_they_are_iterated(index: RowIndex) -> None:
    for number in range(700):
        index.put(build_record(number, SENT))
    for record in index.iterate((SENT,)):
        index.put(replace(record, state="created"))
    assert (index.count((SENT,)), index.count(("created",))) == (0, 700)


def test_a_name_is_that_of_a_row_or_of_what_was_looked_up(index: RowIndex) -> None:
    record = build_record(1)
    index.put(record)
    assert index.find_name(record.digest) is None
    index.name(record.digest, "from the stack")
    assert index.find_name(record.digest) == "from the stack"
    index.put(replace(record, uid="from the run"))
    assert index.find_name(record.digest) == "from the run"
    assert index.has_uid("from the run")
    assert not index.has_uid("from the stack")


def test_postponed_rows_come_back_once_and_in_order(index: RowIndex) -> None:
    reference = ref("post", key="a")
    for number in range(5):
        index.postpone(Row({"n": number}, number, "key", b"d", {"r": reference}, (reference,), uid="blt1"))
    first = index.take_postponed(3)
    assert [row.position for row in first] == [0, 1, 2]
    assert (first[2].item, first[2].references, first[2].uid) == ({"n": 2}, (reference,), "blt1")
    assert [row.position for row in index.take_postponed(3)] == [3, 4]
    assert index.take_postponed(3) == []


def test_an_index_knows_whether_rows_are_postponed(index: RowIndex) -> None:
    states = [index.has_postponed]
    index.postpone(Row({}, 1, "key", b"d"))
    states.append(index.has_postponed)
    index.take_postponed(1)
    assert [*states, index.has_postponed] == [False, True, False]
