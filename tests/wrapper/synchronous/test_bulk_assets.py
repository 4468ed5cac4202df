# Derived from asynchronous/test_bulk_assets.py by generator/unasync.py: edit that, not this.
"""Many uploads and deletions of assets in one run: each exactly once, whatever gets lost."""

import io
import json
import os
import tracemalloc
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from benchmarks.faulty_proxy import KINDS, FaultyProxy
from contentstack_cma import Client, RetryPolicy, Stack
from contentstack_cma.bulk import ItemState, revert
from contentstack_cma.bulk._sync import asset_writer, exactly_once
from contentstack_cma_emulator import Emulator
from tests.wrapper.support.concurrency import sync_list

POLICY = RetryPolicy(first_wait=0.01, max_rate_limit_wait=3)


@pytest.fixture(scope="module")
def emulator() -> Iterator[Emulator]:
    with Emulator(work_delay=0) as running:
        yield running


@pytest.fixture(autouse=True)
def clean(emulator: Emulator) -> None:
    emulator.reset()


@pytest.fixture(autouse=True)
def short_rests(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(asset_writer, "PAUSES", (0.0, 0.2, 0.4))
    monkeypatch.setattr(exactly_once, "_FIRST_REST", 0.01)


@pytest.fixture
def stack(emulator: Emulator) -> Iterator[Stack]:
    with Client(authtoken=emulator.authtoken, base_url=emulator.url) as client:
        yield client.stack(emulator.stack.api_key)


@pytest.fixture
def files(tmp_path: Path) -> list[Path]:
    folder = tmp_path / "files"
    folder.mkdir()
    paths = [folder / f"file {number}.txt" for number in range(30)]
    for number, path in enumerate(paths):
        path.write_bytes(f"content {number}".encode())
    return paths


def count_names(stack: Stack) -> Counter[str | None]:
    return Counter(asset.title for asset in sync_list(stack.assets.list()))


def interrupt(checkpoint: Path, count: int) -> list[str]:
    """Turn a checkpoint into that of a run that was killed: the last items were sent, and their ends not recorded."""
    lines = checkpoint.read_bytes().splitlines(keepends=True)
    parsed = [json.loads(line) for line in lines]
    cut = [each["uid"] for each in parsed if each.get("state") == "created"][-count:]
    kept = [line for line, each in zip(lines, parsed, strict=True) if each.get("uid") not in cut]
    checkpoint.write_bytes(b"".join(kept) + b'{"item": "00')
    return cut


def test_files_are_uploaded_with_their_details(stack: Stack, files: list[Path]) -> None:
    folder = stack.asset_folders.create("Photos")
    details = {"title": "Soup", "description": "Hot", "tags": ["food", "red"], "parent_uid": folder.uid}
    items: list[Any] = [
        (files[0], details),
        files[1],
        str(files[2]),
        (b"bytes", {"file_name": "b.bin"}),
        io.BytesIO(b"no name"),
    ]
    outcomes = {each.position: each for each in stack.assets.upload_many(items)}
    soup = outcomes[1].result
    assert soup is not None
    assert (soup.title, soup.description, soup.tags, soup.parent_uid) == ("Soup", "Hot", ["food", "red"], folder.uid)
    assert stack.assets.download(soup) == b"content 0"
    assert [outcomes[number].outcome for number in (1, 2, 3, 4)] == [ItemState.CREATED] * 4
    assert [outcomes[number].attempts for number in (1, 2, 3, 4)] == [1] * 4
    assert "no file name" in str(outcomes[5].error)


def test_a_file_that_cannot_be_read_fails_before_anything_is_sent(
    stack: Stack, emulator: Emulator, files: list[Path], tmp_path: Path
) -> None:
    pipe = tmp_path / "pipe"
    os.mkfifo(pipe)
    missing = tmp_path / "missing.jpg"
    bad: list[Any] = [missing, tmp_path, pipe, (files[0], {"titel": "x"}), (files[1], {"tags": "a"}), 7]
    emulator.forget_requests()
    report = stack.assets.upload_many([*bad, files[2]]).finish()
    assert report.counts == {ItemState.FAILED: 6, ItemState.CREATED: 1}
    said = {failure.position: str(failure.error) for failure in report.failures}
    assert str(missing) in said[1]
    assert "upload_tree" in said[2]
    assert str(tmp_path) in said[2]
    assert f"{pipe} is a pipe or a device" in said[3]
    assert "'titel' is unknown" in said[4]
    assert "tags" in said[5]
    assert [each.path for each in emulator.requests if each.method == "POST"] == ["/v3/assets"]


def test_a_lost_response_is_found_again_and_nothing_is_doubled(
    stack: Stack, emulator: Emulator, files: list[Path]
) -> None:
    stack.assets.upload(files[0])  # the same file was there before
    emulator.drop_next(5, when="after", operation="upload_asset")
    report = stack.assets.upload_many(files).finish()
    assert report.counts == {ItemState.CREATED: 30}
    names = count_names(stack)
    assert names.pop(files[0].name) == 2
    assert names == {path.name: 1 for path in files[1:]}


def test_an_upload_that_may_be_processed_later_is_unknown(stack: Stack, emulator: Emulator, files: list[Path]) -> None:
    emulator.fail_next(1, status=504, operation="upload_asset")
    report = stack.assets.upload_many(files[:3], concurrency=1).finish()
    assert report.counts == {ItemState.CREATED: 2, ItemState.UNKNOWN: 1}
    assert report.failures[0].attempts == 1
    assert (count_names(stack)).total() == 2


def test_may_duplicate_retries_an_upload_that_is_not_found(stack: Stack, emulator: Emulator, files: list[Path]) -> None:
    emulator.fail_next(2, status=504, operation="upload_asset")
    run = stack.assets.upload_many([files[0], (io.BytesIO(b"once"), {"file_name": "once.txt"})], may_duplicate=True)
    report = run.finish()
    assert report.counts == {ItemState.CREATED: 1, ItemState.UNKNOWN: 1}, "a file object cannot be read again"
    assert count_names(stack) == {files[0].name: 1}


def test_equal_looking_files_are_told_apart(stack: Stack, emulator: Emulator, tmp_path: Path) -> None:
    paths = [tmp_path / str(number) / "same.txt" for number in range(12)]
    for number, path in enumerate(paths):
        path.parent.mkdir()
        path.write_bytes(f"{number:04}".encode())
    emulator.drop_next(4, when="after", operation="upload_asset")
    contents: dict[int, str] = {}
    for outcome in stack.assets.upload_many(paths):
        assert outcome.result is not None, outcome
        contents[outcome.position] = (stack.assets.download(outcome.result)).decode()
    assert contents == {number + 1: f"{number:04}" for number in range(12)}
    assert count_names(stack) == {"same.txt": 12}


def test_an_interrupted_run_goes_on_and_looks_for_what_was_in_flight(
    stack: Stack, emulator: Emulator, files: list[Path], tmp_path: Path
) -> None:
    checkpoint = tmp_path / "checkpoint"
    for _ in stack.assets.upload_many(files[:20], checkpoint=checkpoint):
        pass
    cut = interrupt(checkpoint, 4)
    stack.assets.delete(cut[0])  # as if it had never arrived
    emulator.forget_requests()
    report = stack.assets.upload_many(files, checkpoint=checkpoint).finish()
    assert (report.resumed, report.counts) == (16, {ItemState.CREATED: 14})
    assert count_names(stack) == {path.name: 1 for path in files}
    assert len([each for each in emulator.requests if each.method == "POST"]) == 11
    again = stack.assets.upload_many(files, checkpoint=checkpoint).finish()
    assert (again.resumed, again.total) == (30, 0)


def test_an_unknown_upload_is_looked_for_by_the_next_run(
    stack: Stack, emulator: Emulator, files: list[Path], tmp_path: Path
) -> None:
    checkpoint = tmp_path / "checkpoint"
    emulator.fail_next(1, status=504, operation="upload_asset")
    first = stack.assets.upload_many(files[:1], checkpoint=checkpoint).finish()
    late = stack.assets.upload(files[0])
    for outcome in stack.assets.upload_many(files[:1], checkpoint=checkpoint):
        assert outcome.result is not None
        assert outcome.result.uid == late.uid
    assert first.counts == {ItemState.UNKNOWN: 1}
    assert count_names(stack) == {files[0].name: 1}


def test_nothing_is_doubled_or_false_through_a_proxy_with_faults(
    stack: Stack, emulator: Emulator, files: list[Path]
) -> None:
    kinds = [kind for kind in KINDS if kind not in {"429:2s", "429:1", "429:9999", "429:beyond", "429:3600"}]
    said: dict[str, ItemState] = {}
    with FaultyProxy(emulator.url, seed=5, share=0.3, kinds=kinds, stall=0.2, lateness=0.1) as proxy:
        with Client(authtoken=emulator.authtoken, base_url=proxy.url, retry=POLICY, timeout=2) as client:
            for outcome in client.stack(emulator.stack.api_key).assets.upload_many(files):
                said[outcome.item.name] = outcome.outcome
    there = count_names(stack)
    assert said.keys() == {path.name for path in files}
    assert max(there.values()) == 1
    assert [name for name, state in said.items() if state is ItemState.CREATED and not there[name]] == []
    assert [name for name, state in said.items() if state is ItemState.FAILED and there[name]] == []
    assert list(said.values()).count(ItemState.CREATED) > 20


def test_large_files_need_no_memory(stack: Stack, tmp_path: Path) -> None:
    path = tmp_path / "large.bin"
    with path.open("wb") as file:
        file.truncate(40_000_000)
    stack.assets.upload(b"warm", file_name="warm.bin")
    tracemalloc.start()
    try:
        report = stack.assets.upload_many([path]).finish()
        _, peak = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    assert report.is_success
    assert peak < 8_000_000


def test_assets_are_deleted_and_a_lost_response_is_read_back(
    stack: Stack, emulator: Emulator, files: list[Path]
) -> None:
    assets = [stack.assets.upload(path) for path in files[:6]]
    plan = {each.item: each for each in stack.assets.delete_many([assets[0].uid, "nowhere"], dry_run=True)}
    found = plan[assets[0].uid]
    assert found.result is not None
    assert (found.outcome, found.result.title) == (ItemState.PLANNED, assets[0].title)
    assert "'nowhere' does not exist" in str(plan["nowhere"].error)
    emulator.drop_next(2, operation="delete_asset", when="after")
    emulator.drop_next(1, operation="delete_asset", when="before")
    items: list[Any] = [*assets, "nowhere", 7]
    report = stack.assets.delete_many(items).finish()
    assert report.counts == {ItemState.DELETED: 6, ItemState.FAILED: 2}
    assert count_names(stack) == {}


def test_open_files_are_sent_from_their_position(stack: Stack, emulator: Emulator, files: list[Path]) -> None:
    emulator.drop_next(1, when="after", operation="upload_asset")
    with files[0].open("rb") as first, files[1].open("rb") as second:
        first.seek(8)
        second.seek(3)
        found = {each.position: each.result for each in stack.assets.upload_many([first, second])}
    contents = [b"" if asset is None else stack.assets.download(asset) for asset in found.values()]
    assert sorted(contents) == [b"0", b"tent 1"]


def test_a_folder_is_not_deleted_as_an_asset(stack: Stack) -> None:
    stack.asset_folders.create("Photos")
    folders = [each for each in stack.assets.list(include_folders=True) if each.is_dir]
    report = stack.assets.delete_many(folders).finish()
    assert "asset_folders.delete()" in str(report.failures[0].error)
    assert len(sync_list(stack.asset_folders.list())) == 1


def test_a_dry_run_has_no_checkpoint(stack: Stack, tmp_path: Path) -> None:
    with pytest.raises(ValueError, match="dry run"):
        stack.assets.delete_many([], dry_run=True, checkpoint=tmp_path / "checkpoint")


def test_a_revert_deletes_what_was_uploaded_and_has_not_changed(
    stack: Stack, files: list[Path], tmp_path: Path
) -> None:
    run = stack.assets.upload_many(files[:4], checkpoint=tmp_path / "upload.jsonl")
    results = [outcome.result for outcome in run]
    changed = next(asset for asset in results if asset is not None)
    stack.assets.replace(changed.uid, files[5])
    report = revert(tmp_path / "upload.jsonl", stack).finish()
    assert (report.counts[ItemState.REVERTED], report.counts[ItemState.SKIPPED]) == (3, 1)
    assert [asset.uid for asset in sync_list(stack.assets.list())] == [changed.uid]
    assert (run.revert().finish()).counts[ItemState.SKIPPED] == 1
