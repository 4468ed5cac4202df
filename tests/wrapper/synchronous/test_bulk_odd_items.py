# Derived from asynchronous/test_bulk_odd_items.py by generator/unasync.py: edit that, not this.
"""Runs over odd items: each fails alone or is written as it was yielded."""

import pickle
from collections.abc import Iterator
from typing import Any

import pytest

from contentstack_cma import BulkError, Client, Stack
from contentstack_cma.bulk import ItemState, ref
from contentstack_cma_emulator import Emulator
from tests.wrapper.support.books import UID, build_book_type, build_rows
from tests.wrapper.support.concurrency import sync_list


@pytest.fixture
def stack() -> Iterator[Stack]:
    with Emulator(work_delay=0) as emulator, Client(authtoken=emulator.authtoken, base_url=emulator.url) as client:
        stack = client.stack(emulator.stack.api_key)
        stack.content_types.create(build_book_type())
        yield stack


def test_a_source_may_yield_the_same_object_again(stack: Stack) -> None:
    def generate() -> Iterator[dict[str, Any]]:
        row: dict[str, Any] = {}
        for fields in build_rows(5):
            row.update(fields)
            yield row

    report = stack.entries(UID).create_many(generate(), key="isbn").finish()
    assert report.counts[ItemState.CREATED] == 5
    books = {book["isbn"]: book["title"] for book in sync_list(stack.entries(UID).list())}
    assert books == {str(number): f"Book {number}" for number in range(5)}


def test_an_item_changed_after_it_was_yielded_is_written_as_it_was(stack: Stack) -> None:
    def generate() -> Iterator[dict[str, Any]]:
        target = {"uid": "", "_content_type_uid": UID}
        for uid in uids:
            target["uid"] = uid
            yield {"title": uid, "successor": [target]}

    created = sync_list(stack.entries(UID).create_many(build_rows(3)))
    uids = [outcome.result.uid for outcome in created if outcome.result is not None]
    stack.entries(UID).create_many(generate()).finish()
    books = [book for book in sync_list(stack.entries(UID).list()) if book["title"] in uids]
    assert len(books) == 3
    assert all(book["successor"][0]["uid"] == book["title"] for book in books)


def test_a_published_item_may_be_changed_after_it_was_yielded(stack: Stack) -> None:
    def generate() -> Iterator[dict[str, Any]]:
        item = {"content_type": UID}
        for uid in uids:
            item["uid"] = uid
            yield item

    created = sync_list(stack.entries(UID).create_many(build_rows(4)))
    uids = [outcome.result.uid for outcome in created if outcome.result is not None]
    report = stack.publish_many(generate(), environments=["production"], locales=["en-us"], wait=True).finish()
    assert (report.counts[ItemState.PUBLISHED], report.failures) == (4, [])
    found = [stack.entries(UID).get(uid, include_publish_details=True) for uid in uids]
    assert all(entry.publish_details for entry in found)


def build_deep() -> dict[str, Any]:
    fields: dict[str, Any] = {}
    for _ in range(5_000):
        fields = {"inside": fields}
    return fields


def build_circle() -> dict[str, Any]:
    fields: dict[str, Any] = {}
    fields["inside"] = fields
    return fields


@pytest.mark.parametrize(
    ("field", "message"),
    [
        ([ref("nothing", key="1", field="isbn")], "'nothing' was not found"),
        ([ref(UID, key="x" * 20_000)], "too long"),
        (build_deep(), "nested too deeply, or contains itself"),
        (build_circle(), "nested too deeply, or contains itself"),
    ],
    ids=["content type that does not exist", "key too long for a URL", "deep", "circle"],
)
def test_a_bad_value_fails_its_item_only(stack: Stack, field: Any, message: str) -> None:
    rows = [*build_rows(30), {"title": "Bad", "isbn": "bad", "successor": field}]
    report = stack.entries(UID).create_many(rows, key="isbn").finish()
    assert report.counts == {ItemState.CREATED: 30, ItemState.FAILED: 1}
    assert report.failures[0].position == 31
    assert message in str(report.failures[0].error)


def test_a_reference_without_a_field_fails_its_item_only(stack: Stack) -> None:
    rows = [*build_rows(3), {"title": "Bad", "successor": [ref(UID, key="1")]}]
    report = stack.entries(UID).create_many(rows).finish()
    assert report.counts == {ItemState.CREATED: 3, ItemState.FAILED: 1}
    assert "pass field=" in str(report.failures[0].error)


def test_a_number_identifies_an_entry_however_it_was_written(stack: Stack) -> None:
    numbers = build_book_type()
    numbers |= {"uid": "numbers", "title": "Numbers"}
    numbers["schema"] = [numbers["schema"][0], {**numbers["schema"][2], "unique": True}]
    stack.content_types.create(numbers)
    entry = stack.entries("numbers").create({"title": "One", "pages": 1.0})
    report = stack.entries("numbers").upsert_many([{"title": "Uno", "pages": 1}], key="pages").finish()
    assert report.counts == {ItemState.UPDATED: 1}
    assert (stack.entries("numbers").get(entry.uid))["title"] == "Uno"


class Unpicklable(dict[str, Any]):
    """Fields that cannot be pickled."""

    def __reduce__(self) -> str:
        raise pickle.PicklingError("not this one")


def test_an_item_that_cannot_be_pickled_gets_late_references(stack: Stack) -> None:
    first, second = build_rows(2)
    rows = [Unpicklable(first, successor=[ref(UID, key="1")]), second]
    report = stack.entries(UID).create_many(rows, key="isbn").finish()
    assert report.counts == {ItemState.CREATED: 2}
    books = {book["isbn"]: book for book in sync_list(stack.entries(UID).list())}
    assert books["0"]["successor"][0]["uid"] == books["1"].uid


def test_an_error_does_not_show_thousands_of_failures(stack: Stack) -> None:
    report = stack.entries(UID).create_many([{"isbn": str(number)} for number in range(3_000)]).finish()
    with pytest.raises(BulkError) as caught:
        report.raise_for_failures()
    assert len(repr(caught.value)) < 1_000
    assert len(caught.value.failures) == 3_000


@pytest.mark.parametrize("concurrency", ["3", 1.5, True])
def test_concurrency_must_be_an_integer(stack: Stack, concurrency: Any) -> None:
    with pytest.raises(TypeError, match="concurrency must be an integer"):
        stack.entries(UID).create_many([], concurrency=concurrency)
