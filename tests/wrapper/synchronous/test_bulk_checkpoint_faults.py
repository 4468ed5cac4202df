# Derived from asynchronous/test_bulk_checkpoint_faults.py by generator/unasync.py: edit that, not this.
"""Checkpoints that cannot be written, and what they say about items that failed half-way."""

import errno
import os
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from contentstack_cma import CheckpointError, Client, Stack
from contentstack_cma.bulk import ItemState, Run, ref, revert
from contentstack_cma.bulk.checkpoint import Checkpoint
from contentstack_cma.bulk.index import Record
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


def append(path: Path, line: bytes) -> None:
    path.write_bytes(path.read_bytes() + line)


class FullDisk:
    """A file that accepts so many more bytes."""

    def __init__(self, file: Any, left: int) -> None:
        self._file = file
        self._left = left

    def __getattr__(self, name: str) -> Any:
        return getattr(self._file, name)

    def write(self, data: bytes) -> int:
        self._left -= len(data)
        if self._left < 0:
            raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))
        return int(self._file.write(data))


@pytest.fixture
def full_disk(monkeypatch: pytest.MonkeyPatch) -> pytest.MonkeyPatch:
    """Let checkpoints have 3,000 more bytes."""
    read = Checkpoint.read

    def read_on_full_disk(self: Checkpoint) -> Iterator[Record]:
        yield from read(self)
        self._file = FullDisk(self._file, 3_000)  # type: ignore[assignment]

    monkeypatch.setattr(Checkpoint, "read", read_on_full_disk)
    return monkeypatch


def test_a_full_disk_stops_the_run_which_goes_on_later(stack: Stack, path: Path, full_disk: pytest.MonkeyPatch) -> None:
    run = stack.entries(UID).create_many(build_rows(100), key="isbn", checkpoint=path)
    with pytest.raises(CheckpointError, match="cannot be written: No space left"):
        run.finish()
    assert run.report.counts[ItemState.CREATED] == stack.entries(UID).count(), "all that was done is reported"
    full_disk.undo()
    report = stack.entries(UID).create_many(build_rows(100), key="isbn", checkpoint=path).finish()
    assert report.is_success
    assert report.counts[ItemState.CREATED] + report.resumed == stack.entries(UID).count() == 100


def test_a_link_to_a_checkpoint_is_the_same_checkpoint(stack: Stack, path: Path, tmp_path: Path) -> None:
    link = tmp_path / "link.jsonl"
    link.symlink_to(path)
    with stack.entries(UID).create_many(build_rows(100), key="isbn", checkpoint=path) as run:
        for _ in run:
            break
        with pytest.raises(CheckpointError, match="in use by another run"):
            stack.entries(UID).create_many(build_rows(100), key="isbn", checkpoint=link).finish()


@pytest.mark.parametrize(
    "line", [b'{"item": "00", "state": "created", "key": "1", "uid": []}\n', b"[" * 100_000 + b"\n"]
)
def test_a_line_with_other_values_is_damaged(stack: Stack, path: Path, line: bytes) -> None:
    stack.entries(UID).create_many(build_rows(1), key="isbn", checkpoint=path).finish()
    append(path, line)
    with pytest.raises(CheckpointError, match="line 4: it is damaged"):
        stack.entries(UID).create_many(build_rows(1), key="isbn", checkpoint=path).finish()


@pytest.mark.parametrize("key", [None, "isbn"])
def test_an_item_without_its_late_reference_is_completed_by_another_run(
    stack: Stack, path: Path, key: str | None
) -> None:
    books = stack.entries(UID)
    rows = [{"title": "One", "isbn": "1", "successor": [ref(UID, key="2", field="isbn")]}]
    first = books.create_many(rows, key=key, checkpoint=path).finish()
    second = books.create_many(rows, key=key, checkpoint=path).finish()
    assert [report.counts for report in (first, second)] == [{ItemState.FAILED: 1}, {ItemState.FAILED: 1}]
    target = books.create({"title": "Two", "isbn": "2"})
    third = books.create_many(rows, key=key, checkpoint=path).finish()
    assert third.counts == {ItemState.CREATED: 1}
    found = {book["isbn"]: book for book in sync_list(books.list())}
    assert sorted(found) == ["1", "2"], "it was created once"
    assert found["1"]["successor"][0]["uid"] == target.uid


def test_an_item_without_its_late_reference_is_reverted(stack: Stack, path: Path) -> None:
    rows = [{"title": "One", "isbn": "1", "successor": [ref(UID, key="2")]}]
    stack.entries(UID).create_many(rows, key="isbn", checkpoint=path).finish()
    report = revert(path, stack).finish()
    assert report.counts == {ItemState.REVERTED: 1}
    assert stack.entries(UID).count() == 0


def test_an_upsert_creates_what_its_late_references_complete(stack: Stack) -> None:
    rows = [
        {"title": "One", "isbn": "1", "successor": [ref(UID, key="2")]},
        {"title": "Two", "isbn": "2", "successor": [ref(UID, key="1")]},
    ]
    run = stack.entries(UID).upsert_many(rows, key="isbn")
    assert (run.finish()).counts == {ItemState.CREATED: 2}
    assert (run.revert().finish()).counts == {ItemState.REVERTED: 2}
    assert stack.entries(UID).count() == 0


@pytest.mark.parametrize("is_target_there", [True, False])
def test_a_revert_keeps_other_locales_of_what_was_completed_late(stack: Stack, is_target_there: bool) -> None:
    books = stack.entries(UID)
    book = books.create({"title": "One", "isbn": "1"})
    rows = [{"title": "Un", "isbn": "1", "successor": [ref(UID, key="2")]}]
    rows += [{"title": "Deux", "isbn": "2"}] if is_target_there else []
    run = books.upsert_many(rows, key="isbn", locale="fr-fr")
    run.finish()
    assert (run.revert().finish()).is_success
    assert [entry.uid for entry in sync_list(books.list())] == [book.uid]
    assert (books.get(book.uid, locale="fr-fr"))["title"] == "One", "it is not localized any more"


def test_a_change_between_a_failure_and_the_next_run_is_not_reverted(stack: Stack, path: Path) -> None:
    books = stack.entries(UID)
    book = books.create({"title": "Old", "isbn": "1"})
    failed = books.update_many([(book.uid, {"pages": "many"})], checkpoint=path).finish()
    assert failed.counts == {ItemState.FAILED: 1}
    books.update(book.uid, {"title": "Edited"})
    updated = books.update_many([(book.uid, {"title": "New"})], checkpoint=path).finish()
    assert updated.counts == {ItemState.UPDATED: 1}
    assert (revert(path, stack).finish()).counts == {ItemState.REVERTED: 1}
    assert (books.get(book.uid))["title"] == "Edited"


def test_deletions_releases_and_publishing_cannot_be_reverted(stack: Stack) -> None:
    release = stack.releases.create({"name": "Summer"})
    runs: list[Run[Any]] = [
        stack.assets.delete_many([]),
        stack.release_items(release.uid).add_many([]),
        stack.unpublish_many([], environments=["production"], locales=["en-us"]),
    ]
    for run in runs:
        run.finish()
        with pytest.raises(CheckpointError, match="cannot be reverted"):
            run.revert()
