# Derived from asynchronous/test_bulk_entries.py by generator/unasync.py: edit that, not this.
"""Runs over many entries: what they write, what they report, and what they do about bad input."""

import pickle
from collections.abc import Iterator
from typing import Any

import httpx
import pytest

from contentstack_cma import AuthenticationError, BulkError, Client, ConnectError, Stack, ValidationError
from contentstack_cma.bulk import ItemState, Progress, ref
from contentstack_cma.bulk._sync import exactly_once
from contentstack_cma_emulator import Emulator
from tests.wrapper.support.books import UID, build_book_type, build_rows
from tests.wrapper.support.concurrency import sync_list


@pytest.fixture
def stack() -> Iterator[Stack]:
    with Emulator(work_delay=0) as emulator, Client(authtoken=emulator.authtoken, base_url=emulator.url) as client:
        stack = client.stack(emulator.stack.api_key)
        stack.content_types.create(build_book_type())
        yield stack


def read_books(stack: Stack, locale: str | None = None) -> dict[str, Any]:
    return {entry["isbn"]: entry for entry in sync_list(stack.entries(UID).list(locale=locale))}


def test_every_item_is_created_once(stack: Stack) -> None:
    report = stack.entries(UID).create_many(build_rows(250), key="isbn").finish()
    assert report.is_success
    assert report.counts[ItemState.CREATED] == report.total == 250
    assert {isbn: book["pages"] for isbn, book in (read_books(stack)).items()} == {
        str(number): number for number in range(250)
    }


def test_each_outcome_has_the_item_and_what_the_server_returned(stack: Stack) -> None:
    rows = build_rows(20)
    outcomes = sync_list(stack.entries(UID).create_many(rows, key="isbn"))
    assert sorted(outcome.position for outcome in outcomes) == list(range(1, 21))
    for outcome in outcomes:
        assert outcome.item is rows[outcome.position - 1]
        assert outcome.result is not None
        assert outcome.result["isbn"] == outcome.key == outcome.item["isbn"]
        assert (outcome.outcome, outcome.error, outcome.attempts) == (ItemState.CREATED, None, 1)


def test_items_come_from_an_async_generator_too(stack: Stack) -> None:
    def generate() -> Iterator[dict[str, Any]]:
        for row in build_rows(5):
            yield row

    report = stack.entries(UID).create_many(generate()).finish()
    assert report.counts[ItemState.CREATED] == 5


def test_items_are_read_as_they_are_needed(stack: Stack) -> None:
    read: list[int] = []

    def generate() -> Any:
        for row in build_rows(100_000):
            read.append(row["pages"])
            yield row

    with stack.entries(UID).create_many(generate(), key="isbn") as run:
        for _ in run:
            break
    assert len(read) < 500


def test_a_slow_source_does_not_hold_back_what_it_has_yielded(stack: Stack) -> None:
    from time import sleep

    created: list[int] = []

    def generate() -> Iterator[dict[str, Any]]:
        for row in build_rows(4):
            sleep(0.15)
            created.append(stack.entries(UID).count())
            yield row

    stack.entries(UID).create_many(generate(), key="isbn").finish()
    assert created[-1] > 0


def test_an_entry_that_exists_counts_as_found(stack: Stack) -> None:
    stack.entries(UID).create({"title": "Old", "isbn": "3"})
    outcomes = sync_list(stack.entries(UID).create_many(build_rows(5), key="isbn"))
    (found,) = [outcome for outcome in outcomes if outcome.outcome is ItemState.FOUND]
    assert found.result is not None
    assert found.result.title == "Old"
    assert len(outcomes) == 5


def test_upsert_creates_what_is_new_and_updates_the_rest(stack: Stack) -> None:
    books = stack.entries(UID)
    books.create_many(build_rows(3), key="isbn").finish()
    report = books.upsert_many([{"title": "New", "isbn": str(number)} for number in range(5)], key="isbn").finish()
    assert (report.counts[ItemState.CREATED], report.counts[ItemState.UPDATED]) == (2, 3)
    found = read_books(stack)
    assert {book.title for book in found.values()} == {"New"}
    assert [found[str(number)].get("pages") for number in range(5)] == [0, 1, 2, None, None]


def test_updates_take_entries_pairs_and_mappings(stack: Stack) -> None:
    books = stack.entries(UID)
    books.create_many(build_rows(3), key="isbn").finish()
    found = read_books(stack)
    changed = found["0"]
    changed["pages"] = 10
    items: list[Any] = [changed, (found["1"].uid, {"pages": 11}), {"uid": found["2"].uid, "pages": 12}]
    report = books.update_many(items).finish()
    assert report.counts[ItemState.UPDATED] == 3
    assert {book["pages"] for book in (read_books(stack)).values()} == {10, 11, 12}


def test_updates_find_entries_by_key(stack: Stack) -> None:
    books = stack.entries(UID)
    books.create_many(build_rows(3), key="isbn").finish()
    rows = [{"isbn": "1", "pages": 100}, {"isbn": "missing", "pages": 1}]
    outcomes = {outcome.key: outcome for outcome in sync_list(books.update_many(rows, key="isbn"))}
    assert outcomes["1"].outcome is ItemState.UPDATED
    assert str(outcomes["missing"].error) == "no entry of 'book' has isbn 'missing'"
    assert (read_books(stack))["1"]["pages"] == 100


def test_entries_are_localized_by_key(stack: Stack) -> None:
    books = stack.entries(UID)
    books.create_many(build_rows(3), key="isbn").finish()
    rows = [{"isbn": str(number), "title": f"Livre {number}"} for number in range(3)]
    report = books.localize_many(rows, key="isbn", locale="fr-fr").finish()
    assert report.counts[ItemState.UPDATED] == 3
    assert {book.title for book in (read_books(stack, "fr-fr")).values()} == {"Livre 0", "Livre 1", "Livre 2"}
    assert {book.title for book in (read_books(stack)).values()} == {"Book 0", "Book 1", "Book 2"}


def test_a_dry_run_shows_what_would_be_deleted(stack: Stack) -> None:
    books = stack.entries(UID)
    books.create_many(build_rows(3), key="isbn").finish()
    found = [book.uid for book in (read_books(stack)).values()]
    outcomes = sync_list(books.delete_many([*found, "blt0"], dry_run=True))
    assert sorted(str(outcome.outcome) for outcome in outcomes) == ["failed", "planned", "planned", "planned"]
    assert {outcome.result.title for outcome in outcomes if outcome.result} == {"Book 0", "Book 1", "Book 2"}
    assert books.count() == 3
    report = books.delete_many(books.snapshot()).finish()
    assert report.counts[ItemState.DELETED] == 3
    assert books.count() == 0


def test_entries_refer_to_entries_of_the_run_before_and_after_them(stack: Stack) -> None:
    rows = [{**row, "successor": [ref(UID, key=str((row["pages"] + 50) % 130))]} for row in build_rows(130)]
    report = stack.entries(UID).create_many(rows, key="isbn").finish()
    report.raise_for_failures()
    assert report.counts[ItemState.CREATED] == 130
    found = read_books(stack)
    for row in rows:
        (successor,) = found[row["isbn"]]["successor"]
        assert successor["uid"] == found[str((row["pages"] + 50) % 130)].uid


def test_a_reference_to_what_exists_is_looked_up_by_another_field(stack: Stack) -> None:
    books = stack.entries(UID)
    old = books.create({"title": "Old", "isbn": "old"})
    rows = [{"title": "New", "successor": [ref(UID, key="old", field="isbn")]}]
    books.create_many(rows).finish()
    new = next(book for book in sync_list(books.list()) if book.title == "New")
    assert new["successor"][0]["uid"] == old.uid


def test_a_reference_to_nothing_fails_its_item_only(stack: Stack) -> None:
    rows = build_rows(2)
    rows[0]["successor"] = [ref(UID, key="nobody")]
    outcomes = {outcome.key: outcome for outcome in sync_list(stack.entries(UID).create_many(rows, key="isbn"))}
    assert outcomes["1"].outcome is ItemState.CREATED
    assert str(outcomes["0"].error) == ("it was created without book 'nobody': neither the input nor the stack has it")


def test_required_references_wait_for_their_targets(stack: Stack) -> None:
    stack.entries(UID).create({"title": "Last", "isbn": "last"})
    stack.content_types.update(UID, build_book_type(is_successor_required=True))
    rows = [{**row, "successor": [ref(UID, key=str(row["pages"] + 1))]} for row in build_rows(120)]
    rows[-1]["successor"] = [ref(UID, key="last")]
    report = stack.entries(UID).create_many(rows, key="isbn").finish()
    report.raise_for_failures()
    assert {book.version for book in (read_books(stack)).values()} == {1}, "none was written twice"


def test_a_circle_of_required_references_fails_with_a_reason(stack: Stack) -> None:
    stack.content_types.update(UID, build_book_type(is_successor_required=True))
    rows = [{**row, "successor": [ref(UID, key=str(1 - row["pages"]))]} for row in build_rows(2)]
    report = stack.entries(UID).create_many(rows, key="isbn").finish()
    assert report.counts[ItemState.FAILED] == 2
    assert "in a circle of required fields" in str(report.failures[0].error)


@pytest.mark.parametrize(
    ("bad", "message"),
    [
        ({"isbn": "8"}, "the required field 'title' is missing or empty"),
        ({"title": "No key"}, "the key field 'isbn' is missing or empty"),
        ({"title": "List", "isbn": ["8"]}, "the key field 'isbn' must be a string or an integer, not ['8']"),
        ({"title": "Again", "isbn": "1"}, "isbn '1' is also that of item 2: each item must be there once"),
        (
            {"title": "Misspelt", "isbn": "8", "page": 1},
            "the content type 'book' has no field 'page': did you mean 'pages'?",
        ),
        ("no mapping", "an item must be a mapping of fields or an Entry, not str"),
    ],
)
def test_a_bad_item_fails_before_it_is_sent(stack: Stack, bad: Any, message: str) -> None:
    run = stack.entries(UID).create_many([*build_rows(3), bad], key="isbn")
    failures = [outcome for outcome in sync_list(run) if outcome.is_failure]
    assert [(each.position, str(each.error), each.attempts) for each in failures] == [(4, message, 0)]
    assert stack.entries(UID).count() == 3


@pytest.mark.parametrize(
    ("key", "message"),
    [
        ("nope", "the content type 'book' has no field 'nope' that could be the key: it has isbn, pages, successor"),
        ("pages", "the field 'pages' of the content type 'book' is not unique, so it cannot be the key"),
    ],
)
def test_a_key_that_identifies_nothing_is_refused(stack: Stack, key: str, message: str) -> None:
    with pytest.raises(ValueError, match=message):
        stack.entries(UID).create_many(build_rows(3), key=key).finish()
    assert stack.entries(UID).count() == 0


@pytest.mark.parametrize("items", ["blt1", {"title": "One"}, 5])
def test_a_single_item_is_refused(stack: Stack, items: Any) -> None:
    with pytest.raises(TypeError, match="items must be a list or another iterable of items, not a single"):
        stack.entries(UID).create_many(items)


def test_what_the_server_rejects_is_reported(stack: Stack) -> None:
    rows = build_rows(4)
    rows[1]["pages"] = "many"
    report = stack.entries(UID).create_many(rows, key="isbn").finish()
    (failure,) = report.failures
    assert isinstance(failure.error, ValidationError)
    assert str(report).splitlines()[1].startswith("  item 2 (1) failed: stack.entries(…).create(): POST")
    with pytest.raises(BulkError, match="3 created, 1 failed") as caught:
        report.raise_for_failures()
    assert pickle.loads(pickle.dumps(caught.value)).failures[0].position == 2


def test_a_run_stops_at_an_error_on_request(stack: Stack) -> None:
    rows: list[Any] = [{"isbn": "0"}, *build_rows(300)]
    report = stack.entries(UID).create_many(rows, stop_on_error=True).finish()
    assert report.counts[ItemState.FAILED] == 1
    assert report.total < 200


def test_a_run_ends_if_the_sign_in_is_over(stack: Stack) -> None:
    with Client(authtoken="wrong", base_url=stack._sender.settings.hosts.api) as client:
        entries = client.stack(stack.api_key).entries(UID)
        with pytest.raises(AuthenticationError):
            entries.delete_many([str(number) for number in range(500)]).finish()


def test_a_run_stops_if_the_server_stays_down(stack: Stack, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(exactly_once, "_FIRST_REST", 0.01)
    with Client(authtoken="any", base_url="http://127.0.0.1:9", max_retries=0) as client:
        run = client.stack("blt1").entries(UID).delete_many(f"blt{number}" for number in range(1_000))
        with pytest.raises(ConnectError):
            run.finish()
    assert 0 < run.report.counts[ItemState.FAILED] == run.report.total < 100


def test_a_run_outlasts_a_server_that_is_down_for_a_moment(monkeypatch: pytest.MonkeyPatch) -> None:
    failures = iter([True] * 20)

    def respond(request: httpx.Request) -> httpx.Response:
        if next(failures, False):
            raise httpx.ConnectError("no route to host", request=request)
        return httpx.Response(200, json={"notice": "Deleted"})

    monkeypatch.setattr(exactly_once, "_FIRST_REST", 0.01)
    transport = httpx.MockTransport(respond)
    with Client(authtoken="any", transport=transport, max_retries=0) as client:
        report = client.stack("blt1").entries(UID).delete_many(f"blt{number}" for number in range(30)).finish()
    assert report.counts == {"deleted": 30}


def test_an_error_of_the_source_is_raised_with_the_number_of_the_item(stack: Stack) -> None:
    def generate() -> Any:
        yield from build_rows(3)
        raise OSError("the file ends here")

    run = stack.entries(UID).create_many(generate(), key="isbn")
    with pytest.raises(OSError, match="the file ends here") as caught:
        run.finish()
    assert caught.value.__notes__ == ["while reading item 4 of the run"]
    assert run.report.counts[ItemState.CREATED] == 3


def test_a_run_happens_once(stack: Stack) -> None:
    run = stack.entries(UID).create_many(build_rows(1))
    run.finish()
    with pytest.raises(RuntimeError, match="create_many of book has already run"):
        run.finish()


def test_a_run_that_nobody_starts_warns(stack: Stack) -> None:
    with pytest.warns(RuntimeWarning, match="create_many of book never ran"):
        stack.entries(UID).create_many(build_rows(1))


def test_progress_is_reported_to_a_function(stack: Stack) -> None:
    seen: list[Progress] = []
    stack.entries(UID).create_many(build_rows(30), progress=seen.append).finish()
    assert (seen[-1].done, seen[-1].failed, seen[-1].total) == (30, 0, 30)


def test_the_report_shows_itself(stack: Stack) -> None:
    run = stack.entries(UID).create_many(build_rows(3))
    assert "not started" in repr(run)
    report = run.finish()
    assert repr(report).startswith("<Report create_many of book: 3 created in 0.")


def test_the_number_of_calls_in_flight_has_a_maximum(stack: Stack) -> None:
    with pytest.raises(ValueError, match="concurrency must be at least 1, not 0"):
        stack.entries(UID).create_many([], concurrency=0)
    report = stack.entries(UID).create_many(build_rows(10), concurrency=1).finish()
    assert report.counts[ItemState.CREATED] == 10
