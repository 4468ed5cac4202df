# Derived from asynchronous/test_bulk_checkpoints.py by generator/unasync.py: edit that, not this.
"""Checkpoints: a run goes on where it was interrupted, and can be reverted."""

import json
from collections.abc import Iterator
from pathlib import Path
from time import sleep
from typing import Any

import pytest

from contentstack_cma import CheckpointError, Client, Stack
from contentstack_cma.bulk import ItemState, ref, revert
from contentstack_cma_emulator import Emulator
from tests.wrapper.support.books import UID, build_book_type, build_rows
from tests.wrapper.support.concurrency import sync_list


@pytest.fixture
def stack() -> Iterator[Stack]:
    with Emulator(work_delay=0) as emulator, Client(authtoken=emulator.authtoken, base_url=emulator.url) as client:
        stack = client.stack(emulator.stack.api_key)
        stack.content_types.create(build_book_type())
        yield stack


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "load.jsonl"


def read_books(stack: Stack) -> dict[str, Any]:
    return {entry["isbn"]: entry for entry in sync_list(stack.entries(UID).list())}


def read(path: Path) -> bytes:
    return path.read_bytes()


def write(path: Path, content: bytes) -> None:
    path.write_bytes(content)


def read_lines(path: Path) -> list[dict[str, Any]]:
    return [json.loads(line) for line in path.read_text().splitlines()]


def test_a_run_goes_on_where_it_was_left(stack: Stack, path: Path) -> None:
    books = stack.entries(UID)
    ended = 0
    with books.create_many(build_rows(60), key="isbn", checkpoint=path) as run:
        for _ in run:
            ended += 1
            if ended == 20:
                break
    report = books.create_many(build_rows(60), key="isbn", checkpoint=path).finish()
    assert report.resumed >= 20
    assert report.resumed + report.counts[ItemState.CREATED] == 60
    assert books.count() == 60


def test_a_finished_run_sends_nothing_more(stack: Stack, path: Path) -> None:
    books = stack.entries(UID)
    books.create_many(build_rows(10), checkpoint=path).finish()
    report = books.create_many(build_rows(12), checkpoint=path).finish()
    assert (report.resumed, report.counts[ItemState.CREATED]) == (10, 2)
    assert books.count() == 12


def test_equal_items_without_a_key_are_different_items(stack: Stack, path: Path) -> None:
    books = stack.entries(UID)
    rows = [{"title": "Same"}] * 3
    books.create_many(rows[:2], checkpoint=path).finish()
    report = books.create_many(rows, checkpoint=path).finish()
    assert (report.resumed, report.counts[ItemState.CREATED]) == (2, 1)


def test_items_that_failed_are_tried_again(stack: Stack, path: Path) -> None:
    books = stack.entries(UID)
    rows: list[dict[str, Any]] = build_rows(3)
    rows[1]["pages"] = "many"
    books.create_many(rows, key="isbn", checkpoint=path).finish()
    rows[1]["pages"] = 7
    report = books.create_many(rows, key="isbn", checkpoint=path).finish()
    assert (report.resumed, report.counts[ItemState.CREATED]) == (2, 1)


def forget_ends(path: Path, *keys: str) -> None:
    """Make a checkpoint look as if the run was killed before it learned how some items ended."""
    kept = [line for line in read_lines(path) if line.get("state") in {None, "sent"} or line["key"] not in keys]
    path.write_text("".join(f"{json.dumps(line)}\n" for line in kept))


def test_an_item_under_way_is_looked_up_by_its_key(stack: Stack, path: Path) -> None:
    books = stack.entries(UID)
    books.create_many(build_rows(5), key="isbn", checkpoint=path).finish()
    forget_ends(path, "2", "3")
    books.delete((read_books(stack))["3"].uid)
    outcomes = sync_list(books.create_many(build_rows(5), key="isbn", checkpoint=path))
    assert {outcome.key: str(outcome.outcome) for outcome in outcomes} == {"2": "created", "3": "created"}
    assert {outcome.key: outcome.attempts for outcome in outcomes} == {"2": 0, "3": 1}
    assert books.count() == 5


def test_an_item_under_way_without_a_key_is_unknown(stack: Stack, path: Path) -> None:
    books = stack.entries(UID)
    rows = [{"title": f"Book {number}"} for number in range(3)]
    books.create_many(rows, checkpoint=path).finish()
    forget_ends(path, "Book 1")
    report = books.create_many(rows, checkpoint=path).finish()
    (failure,) = report.failures
    assert (failure.outcome, failure.attempts) == (ItemState.UNKNOWN, 0)
    assert str(failure.error) == "an earlier run sent it, and was interrupted before the response"
    report = books.create_many(rows, checkpoint=path, may_duplicate=True).finish()
    assert report.counts[ItemState.CREATED] == 1
    assert books.count() == 4


def test_an_update_under_way_is_compared(stack: Stack, path: Path) -> None:
    books = stack.entries(UID)
    books.create_many(build_rows(3), key="isbn").finish()
    updates = [{"isbn": str(number), "pages": 100 + number} for number in range(3)]
    books.update_many(updates, key="isbn", checkpoint=path).finish()
    forget_ends(path, "0", "1")
    report = books.update_many(updates, key="isbn", checkpoint=path).finish()
    assert (report.resumed, report.counts[ItemState.UPDATED]) == (1, 2)
    assert {book.version for book in (read_books(stack)).values()} == {2}, "none was written twice"


def test_late_references_are_completed_by_the_next_run(stack: Stack, path: Path) -> None:
    books = stack.entries(UID)
    rows = [{**row, "successor": [ref(UID, key=str((row["pages"] + 1) % 40))]} for row in build_rows(40)]
    with books.create_many(rows, key="isbn", checkpoint=path) as run:
        for _ in run:
            break
    assert "incomplete" in {line.get("state") for line in read_lines(path)}
    report = books.create_many(rows, key="isbn", checkpoint=path).finish()
    report.raise_for_failures()
    found = read_books(stack)
    assert all(found[row["isbn"]]["successor"][0]["uid"] for row in rows)
    assert len(found) == 40


@pytest.mark.parametrize("key", ["isbn", None])
def test_a_missing_reference_is_written_by_the_next_run(stack: Stack, path: Path, key: str | None) -> None:
    books = stack.entries(UID)
    rows = [{"title": "Emma", "isbn": "1", "successor": [ref(UID, key="2", field="isbn")]}]
    first = books.create_many(rows, key=key, checkpoint=path).finish()
    assert "created without" in str(first.failures[0].error)
    successor = books.create({"title": "Persuasion", "isbn": "2"})
    second = books.create_many(rows, key=key, checkpoint=path).finish()
    assert second.counts == {ItemState.CREATED: 1}
    assert books.count() == 2
    assert (read_books(stack))["1"]["successor"][0]["uid"] == successor.uid


def test_a_deleted_item_under_way_counts_as_deleted(stack: Stack, path: Path) -> None:
    books = stack.entries(UID)
    books.create_many(build_rows(2), key="isbn").finish()
    uids = [book.uid for book in (read_books(stack)).values()]
    books.delete_many(uids, checkpoint=path).finish()
    forget_ends(path, uids[0])
    report = books.delete_many(uids, checkpoint=path).finish()
    assert (report.resumed, report.counts[ItemState.DELETED]) == (1, 1)


def test_a_torn_last_line_is_removed(stack: Stack, path: Path) -> None:
    books = stack.entries(UID)
    books.create_many(build_rows(3), key="isbn", checkpoint=path).finish()
    write(path, read(path) + b'{"item": "00ff')
    report = books.create_many(build_rows(3), key="isbn", checkpoint=path).finish()
    assert report.resumed == 3
    assert len(read_lines(path)) == 7


@pytest.mark.parametrize("content", [b"", b'{"format": "contentst'])
def test_a_checkpoint_without_a_whole_line_is_new(stack: Stack, path: Path, content: bytes) -> None:
    write(path, content)
    report = stack.entries(UID).create_many(build_rows(3), checkpoint=path).finish()
    assert report.counts[ItemState.CREATED] == 3


def test_a_damaged_line_is_named(stack: Stack, path: Path) -> None:
    books = stack.entries(UID)
    books.create_many(build_rows(3), key="isbn", checkpoint=path).finish()
    lines = read(path).splitlines(keepends=True)
    write(path, b"".join([*lines[:3], b"nonsense\n", *lines[3:]]))
    with pytest.raises(CheckpointError, match=r"load.jsonl, line 4: it is damaged. Remove the line to go on"):
        books.create_many(build_rows(3), key="isbn", checkpoint=path).finish()


@pytest.mark.parametrize("content", [b"title,isbn\nEmma,1\n", b"[1, 2]\n", b"a text without an end"])
def test_another_file_is_no_checkpoint_and_stays_as_it_is(stack: Stack, path: Path, content: bytes) -> None:
    write(path, content)
    with pytest.raises(
        CheckpointError, match="is not a checkpoint: pass the file of a run, or one that does not exist yet"
    ):
        stack.entries(UID).create_many(build_rows(3), checkpoint=path).finish()
    assert read(path) == content


def test_the_checkpoint_of_another_job_is_refused(stack: Stack, path: Path) -> None:
    books = stack.entries(UID)
    books.create_many(build_rows(3), key="isbn", checkpoint=path).finish()
    message = "belongs to another run: it has operation 'create_many' instead of 'upsert_many'. Choose another file"
    with pytest.raises(CheckpointError, match=message):
        books.upsert_many(build_rows(3), key="isbn", checkpoint=path).finish()


def test_two_runs_cannot_share_a_checkpoint(stack: Stack, path: Path) -> None:
    books = stack.entries(UID)
    with books.create_many(build_rows(3), checkpoint=path) as run:
        for _ in run:
            with pytest.raises(CheckpointError, match="is in use by another run"):
                books.create_many(build_rows(3), checkpoint=path).finish()


def test_a_loop_that_is_left_unlocks_the_checkpoint(stack: Stack, path: Path) -> None:
    books = stack.entries(UID)
    for _ in books.create_many(build_rows(3), key="isbn", checkpoint=path):
        break
    sleep(0.3)  # an event loop closes the iteration a moment later
    report = books.create_many(build_rows(3), key="isbn", checkpoint=path).finish()
    assert report.resumed + report.total == 3


def test_a_folder_that_does_not_exist_is_named(stack: Stack, tmp_path: Path) -> None:
    with pytest.raises(CheckpointError, match="nowhere"):
        stack.entries(UID).create_many(build_rows(3), checkpoint=tmp_path / "nowhere" / "a.jsonl").finish()


def test_a_checkpoint_contains_no_secret(stack: Stack, path: Path) -> None:
    stack.entries(UID).create_many(build_rows(3), key="isbn", checkpoint=path).finish()
    assert stack._sender.auth.name == "authtoken"
    assert b"authtoken" not in read(path)


def test_what_was_created_is_deleted_by_a_revert(stack: Stack, path: Path) -> None:
    books = stack.entries(UID)
    books.create({"title": "Old", "isbn": "old"})
    run = books.create_many(build_rows(20), key="isbn", checkpoint=path)
    run.finish()
    changed = (read_books(stack))["7"]
    books.update(changed.uid, {"pages": 70})
    report = revert(path, stack).finish()
    assert (report.counts[ItemState.REVERTED], report.counts[ItemState.SKIPPED]) == (19, 1)
    assert set(read_books(stack)) == {"old", "7"}
    report = books.create_many(build_rows(20), key="isbn", checkpoint=path).finish()
    assert (report.resumed, report.counts[ItemState.CREATED]) == (1, 19)


def test_a_dry_run_of_a_revert_says_what_it_would_do(stack: Stack, path: Path) -> None:
    books = stack.entries(UID)
    books.create({"title": "Old", "isbn": "0"})
    books.upsert_many(build_rows(4), key="isbn", checkpoint=path).finish()
    found = read_books(stack)
    books.update(found["1"].uid, {"pages": 70})
    books.delete(found["2"].uid)
    before = read(path)
    run = revert(path, stack, dry_run=True)
    outcomes = {outcome.key: outcome for outcome in run}
    assert {key: str(outcome.outcome) for key, outcome in outcomes.items()} == {
        "0": "planned",
        "1": "skipped",
        "2": "unchanged",
        "3": "planned",
    }
    assert (read(path), len(read_books(stack))) == (before, 3)
    assert (revert(path, stack).finish()).counts[ItemState.REVERTED] == 3


def test_an_entry_without_its_reference_is_deleted_by_a_revert(stack: Stack) -> None:
    rows = [{"title": "Emma", "isbn": "1", "successor": [ref(UID, key="2")]}]
    run = stack.entries(UID).create_many(rows, key="isbn")
    assert (run.finish()).counts == {ItemState.FAILED: 1}
    assert (run.revert().finish()).counts == {ItemState.REVERTED: 1}
    assert stack.entries(UID).count() == 0


def test_updates_go_back_to_the_version_before(stack: Stack) -> None:
    books = stack.entries(UID)
    books.create_many(build_rows(5), key="isbn").finish()
    run = books.upsert_many([{"title": "New", "isbn": str(number), "pages": 0} for number in range(7)], key="isbn")
    run.finish()
    assert (run.revert(dry_run=True).finish()).counts == {"planned": 7}
    report = run.revert().finish()
    assert report.counts[ItemState.REVERTED] == 7
    assert {isbn: (book.title, book["pages"]) for isbn, book in (read_books(stack)).items()} == {
        str(number): (f"Book {number}", number) for number in range(5)
    }


def test_localized_versions_are_removed_by_a_revert(stack: Stack) -> None:
    books = stack.entries(UID)
    books.create_many(build_rows(2), key="isbn").finish()
    run = books.localize_many([{"isbn": "0", "title": "Livre"}], key="isbn", locale="fr-fr")
    run.finish()
    assert (run.revert().finish()).counts[ItemState.REVERTED] == 1
    found = sync_list(books.list(locale="fr-fr"))
    assert {(book.title, book.locale) for book in found} == {("Book 0", "en-us"), ("Book 1", "en-us")}


def test_entries_go_back_in_the_locale_in_which_they_were_read(stack: Stack, path: Path) -> None:
    books = stack.entries(UID)
    books.create_many(build_rows(2), key="isbn").finish()
    books.update_many([{"isbn": "0", "pages": 5}], key="isbn").finish()
    rows = [{"isbn": "0", "title": "Livre"}, {"isbn": "1", "title": "Livre"}]
    books.localize_many(rows, key="isbn", locale="fr-fr").finish()
    found = sync_list(books.list(locale="fr-fr"))
    for book in found:
        book["title"] = "Roman"
    books.update_many(found, checkpoint=path).finish()
    assert (revert(path, stack).finish()).counts[ItemState.REVERTED] == 2
    assert {book.title for book in sync_list(books.list(locale="fr-fr"))} == {"Livre"}
    assert {book.title for book in sync_list(books.list())} == {"Book 0", "Book 1"}


def test_deleted_entries_are_skipped_with_a_reason(stack: Stack, path: Path) -> None:
    books = stack.entries(UID)
    run = books.delete_many(["blt1"], checkpoint=path)
    run.finish()
    with pytest.raises(CheckpointError, match="delete_many cannot be reverted: only create_many"):
        run.revert()
    with pytest.raises(CheckpointError, match="delete_many cannot be reverted"):
        revert(path, stack)


def test_only_a_run_that_exists_can_be_reverted(stack: Stack, path: Path) -> None:
    with pytest.raises(CheckpointError, match="does not exist: pass the checkpoint of the run to revert"):
        revert(path, stack)
    stack.entries(UID).create_many(build_rows(1), checkpoint=path).finish()
    with pytest.raises(CheckpointError, match="the run had api_key"):
        revert(path, Client(authtoken="any", base_url=stack._sender.settings.hosts.api).stack("blt9"))
