"""Checkpoints that cannot be written, and what they say about items that failed half-way."""

import errno
import os
from collections.abc import AsyncIterator, Iterator
from pathlib import Path
from typing import Any

import pytest

from contentstack_cma import AsyncClient, AsyncStack, CheckpointError
from contentstack_cma.bulk import AsyncRun, ItemState, ref, revert
from contentstack_cma.bulk.checkpoint import Checkpoint
from contentstack_cma.bulk.index import Record
from contentstack_cma_emulator import Emulator
from tests.wrapper.support.books import UID, build_book_type, build_rows
from tests.wrapper.support.concurrency import async_list

pytestmark = pytest.mark.anyio


@pytest.fixture
async def stack() -> AsyncIterator[AsyncStack]:
    with Emulator(work_delay=0) as emulator:
        async with AsyncClient(authtoken=emulator.authtoken, base_url=emulator.url) as client:
            stack = client.stack(emulator.stack.api_key)
            await stack.content_types.create(build_book_type())
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


async def test_a_full_disk_stops_the_run_which_goes_on_later(
    stack: AsyncStack, path: Path, full_disk: pytest.MonkeyPatch
) -> None:
    run = stack.entries(UID).create_many(build_rows(100), key="isbn", checkpoint=path)
    with pytest.raises(CheckpointError, match="cannot be written: No space left"):
        await run.finish()
    assert run.report.counts[ItemState.CREATED] == await stack.entries(UID).count(), "all that was done is reported"
    full_disk.undo()
    report = await stack.entries(UID).create_many(build_rows(100), key="isbn", checkpoint=path).finish()
    assert report.is_success
    assert report.counts[ItemState.CREATED] + report.resumed == await stack.entries(UID).count() == 100


async def test_a_link_to_a_checkpoint_is_the_same_checkpoint(stack: AsyncStack, path: Path, tmp_path: Path) -> None:
    link = tmp_path / "link.jsonl"
    link.symlink_to(path)
    async with stack.entries(UID).create_many(build_rows(100), key="isbn", checkpoint=path) as run:
        async for _ in run:
            break
        with pytest.raises(CheckpointError, match="in use by another run"):
            await stack.entries(UID).create_many(build_rows(100), key="isbn", checkpoint=link).finish()


@pytest.mark.parametrize(
    "line", [b'{"item": "00", "state": "created", "key": "1", "uid": []}\n', b"[" * 100_000 + b"\n"]
)
async def test_a_line_with_other_values_is_damaged(stack: AsyncStack, path: Path, line: bytes) -> None:
    await stack.entries(UID).create_many(build_rows(1), key="isbn", checkpoint=path).finish()
    append(path, line)
    with pytest.raises(CheckpointError, match="line 4: it is damaged"):
        await stack.entries(UID).create_many(build_rows(1), key="isbn", checkpoint=path).finish()


@pytest.mark.parametrize("key", [None, "isbn"])
async def test_an_item_without_its_late_reference_is_completed_by_another_run(
    stack: AsyncStack, path: Path, key: str | None
) -> None:
    books = stack.entries(UID)
    rows = [{"title": "One", "isbn": "1", "successor": [ref(UID, key="2", field="isbn")]}]
    first = await books.create_many(rows, key=key, checkpoint=path).finish()
    second = await books.create_many(rows, key=key, checkpoint=path).finish()
    assert [report.counts for report in (first, second)] == [{ItemState.FAILED: 1}, {ItemState.FAILED: 1}]
    target = await books.create({"title": "Two", "isbn": "2"})
    third = await books.create_many(rows, key=key, checkpoint=path).finish()
    assert third.counts == {ItemState.CREATED: 1}
    found = {book["isbn"]: book for book in await async_list(books.list())}
    assert sorted(found) == ["1", "2"], "it was created once"
    assert found["1"]["successor"][0]["uid"] == target.uid


async def test_an_item_without_its_late_reference_is_reverted(stack: AsyncStack, path: Path) -> None:
    rows = [{"title": "One", "isbn": "1", "successor": [ref(UID, key="2")]}]
    await stack.entries(UID).create_many(rows, key="isbn", checkpoint=path).finish()
    report = await revert(path, stack).finish()
    assert report.counts == {ItemState.REVERTED: 1}
    assert await stack.entries(UID).count() == 0


async def test_an_upsert_creates_what_its_late_references_complete(stack: AsyncStack) -> None:
    rows = [
        {"title": "One", "isbn": "1", "successor": [ref(UID, key="2")]},
        {"title": "Two", "isbn": "2", "successor": [ref(UID, key="1")]},
    ]
    run = stack.entries(UID).upsert_many(rows, key="isbn")
    assert (await run.finish()).counts == {ItemState.CREATED: 2}
    assert (await run.revert().finish()).counts == {ItemState.REVERTED: 2}
    assert await stack.entries(UID).count() == 0


@pytest.mark.parametrize("is_target_there", [True, False])
async def test_a_revert_keeps_other_locales_of_what_was_completed_late(
    stack: AsyncStack, is_target_there: bool
) -> None:
    books = stack.entries(UID)
    book = await books.create({"title": "One", "isbn": "1"})
    rows = [{"title": "Un", "isbn": "1", "successor": [ref(UID, key="2")]}]
    rows += [{"title": "Deux", "isbn": "2"}] if is_target_there else []
    run = books.upsert_many(rows, key="isbn", locale="fr-fr")
    await run.finish()
    assert (await run.revert().finish()).is_success
    assert [entry.uid for entry in await async_list(books.list())] == [book.uid]
    assert (await books.get(book.uid, locale="fr-fr"))["title"] == "One", "it is not localized any more"


async def test_a_change_between_a_failure_and_the_next_run_is_not_reverted(stack: AsyncStack, path: Path) -> None:
    books = stack.entries(UID)
    book = await books.create({"title": "Old", "isbn": "1"})
    failed = await books.update_many([(book.uid, {"pages": "many"})], checkpoint=path).finish()
    assert failed.counts == {ItemState.FAILED: 1}
    await books.update(book.uid, {"title": "Edited"})
    updated = await books.update_many([(book.uid, {"title": "New"})], checkpoint=path).finish()
    assert updated.counts == {ItemState.UPDATED: 1}
    assert (await revert(path, stack).finish()).counts == {ItemState.REVERTED: 1}
    assert (await books.get(book.uid))["title"] == "Edited"


async def test_deletions_releases_and_publishing_cannot_be_reverted(stack: AsyncStack) -> None:
    release = await stack.releases.create({"name": "Summer"})
    runs: list[AsyncRun[Any]] = [
        stack.assets.delete_many([]),
        stack.release_items(release.uid).add_many([]),
        stack.unpublish_many([], environments=["production"], locales=["en-us"]),
    ]
    for run in runs:
        await run.finish()
        with pytest.raises(CheckpointError, match="cannot be reverted"):
            run.revert()
