"""Exports that fail in part, break off, are continued or brought up to date."""

import json
import os
import random
import signal
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from filelock import FileLock

from contentstack_cma import AuthenticationError, Client, ConnectError, Hooks, Stack
from contentstack_cma_emulator import Emulator
from contentstack_cma_toolkit.transfer import (
    EntryPart,
    ExportReader,
    FolderError,
    Module,
    TransferError,
    TransferReport,
    export_stack,
)
from tests.toolkit.transfer.support.stacks import PIXELS, create_stack, export_async, export_sync, fill, open_client

Export = Callable[..., TransferReport]
KILLS = 4
ASSETS = 60

EXPORT = """
import sys
from contentstack_cma import Client
from contentstack_cma_toolkit.transfer import export_stack
url, authtoken, api_key, folder = sys.argv[1:]
with Client(authtoken=authtoken, base_url=url) as client:
    print("begins", flush=True)
    export_stack(client.stack(api_key), folder, concurrency=4).raise_for_failures()
    print("ends", flush=True)
"""


@pytest.fixture
def emulator() -> Iterator[Emulator]:
    with Emulator(work_delay=0) as running:
        yield running


@pytest.fixture
def client(emulator: Emulator) -> Iterator[Client]:
    with open_client(emulator) as opened:
        yield opened


@pytest.fixture
def library(emulator: Emulator, client: Client) -> Stack:
    stack = create_stack(emulator, client, "Library")
    fill(stack)
    return stack


@pytest.fixture(params=[export_sync, export_async], ids=["sync", "async"])
def export(request: pytest.FixtureRequest) -> Export:
    chosen: Export = request.param
    return chosen


def read_uids(folder: Path, *part: str) -> list[str]:
    return [entry["uid"] for entry in ExportReader(folder).iterate_entries(EntryPart(*part))]


def find_downloads(emulator: Emulator) -> list[str]:
    """Return the paths of files that were downloaded."""
    return [request.path for request in emulator.requests if request.path.endswith(".txt")]


def test_file_that_fails_is_named_and_the_others_are_there(
    emulator: Emulator, library: Stack, export: Export, tmp_path: Path
) -> None:
    emulator.fail_next(2, status=500, path="/v3/assets/*/one.txt")
    report = export(emulator, library, tmp_path)
    (failure,) = report.failures
    asset = next(iter(library.assets.list(query={"filename": "one.txt"})))
    assert (failure.module, failure.uid, failure.file) == (
        "assets",
        asset.uid,
        f"main/assets/files/{asset.uid}/one.txt",
    )
    assert report.counts["entries"]["done"] == 5
    reader = ExportReader(tmp_path)
    with pytest.raises(FolderError, match="the file of the asset is missing"):
        reader.find_asset_file(asset.to_dict())
    assert not list(tmp_path.rglob("*.part"))
    with pytest.raises(TransferError, match=asset.uid):
        report.raise_for_failures()
    export(emulator, library, tmp_path, existing="update").raise_for_failures()
    assert reader.find_asset_file(asset.to_dict()).read_bytes() == PIXELS["one.txt"]


def test_page_that_fails_once_is_read_again(emulator: Emulator, library: Stack, export: Export, tmp_path: Path) -> None:
    emulator.fail_next(2, status=500, path="/v3/content_types/book/entries")
    report = export(emulator, library, tmp_path, concurrency=1)
    assert report.is_success, str(report)
    assert len(read_uids(tmp_path, "book", "en-us")) == 3


def test_part_that_fails_is_named_and_the_others_are_there(
    emulator: Emulator, library: Stack, export: Export, tmp_path: Path
) -> None:
    emulator.fail_next(99, status=500, path="/v3/content_types/book/entries")
    report = export(emulator, library, tmp_path)
    assert sorted((failure.module, failure.file) for failure in report.failures) == [
        ("entries", "main/entries/book/en-us"),
        ("entries", "main/entries/book/fr-fr"),
    ]
    assert ExportReader(tmp_path).list_entry_parts() == [EntryPart("note", "en-us")]


OPERATIONS: dict[Module, str] = {
    "taxonomies": "list_taxonomies",
    "variants": "list_variant_groups",
    "releases": "list_releases",
    "workflows": "list_workflows",
    "webhooks": "list_webhooks",
}


@pytest.mark.parametrize("status", [403, 404, 422])
@pytest.mark.parametrize("module", OPERATIONS)
def test_what_the_plan_does_not_include_is_a_note(
    module: Module, status: int, emulator: Emulator, library: Stack, tmp_path: Path
) -> None:
    emulator.fail_next(status=status, operation=OPERATIONS[module])
    report = export_sync(emulator, library, tmp_path)
    assert report.is_success, str(report)
    assert [note.module for note in report.notes] == [module]
    assert report.counts[module]["done"] == 0


def test_environments_that_cannot_be_read_are_a_failure(emulator: Emulator, library: Stack, tmp_path: Path) -> None:
    emulator.fail_next(status=403, operation="list_environments")
    report = export_sync(emulator, library, tmp_path)
    assert [(failure.module, failure.file) for failure in report.failures] == [
        ("environments", "main/environments/environments.json")
    ]


def test_export_ends_when_the_credentials_end(
    emulator: Emulator, library: Stack, export: Export, tmp_path: Path
) -> None:
    emulator.fail_next(status=401, path="/v3/content_types/book/entries")
    with pytest.raises(AuthenticationError):
        export(emulator, library, tmp_path)
    with pytest.raises(FolderError, match="was not finished: export again into this folder"):
        ExportReader(tmp_path)
    export(emulator, library, tmp_path).raise_for_failures()
    assert len(read_uids(tmp_path, "book", "en-us")) == 3
    assert not (tmp_path / "export-unfinished.json").exists()


def test_export_ends_when_nobody_listens(library: Stack, tmp_path: Path) -> None:
    with Client(authtoken="token", base_url="http://127.0.0.1:1", max_retries=0) as client, pytest.raises(ConnectError):
        export_stack(client.stack("key"), tmp_path)


def test_entry_that_is_deleted_meanwhile_costs_no_other(emulator: Emulator, client: Client, tmp_path: Path) -> None:
    stack = create_stack(emulator, client, "Busy")
    uids = fill(stack, 230)
    changed: list[str] = []

    def change(event: Any) -> None:
        if event.path == "/v3/content_types/book/entries" and not changed:
            changed.append(uids[5])
            stack.entries("book").delete(uids[5])
            stack.entries("book").create({"title": "New"})

    busy = stack.with_options(hooks=Hooks(on_response=change))
    report = export_stack(busy, tmp_path, modules=["entries"], locales=["en-us"], content_types=["book"], concurrency=1)
    assert report.is_success, str(report)
    read = read_uids(tmp_path, "book", "en-us")
    assert changed
    assert len(read) == len(set(read))
    assert set(uids) - {uids[5]} <= set(read)


def test_export_with_other_options_is_not_continued(emulator: Emulator, library: Stack, tmp_path: Path) -> None:
    emulator.fail_next(status=401, operation="list_environments")
    with pytest.raises(AuthenticationError):
        export_sync(emulator, library, tmp_path, locales=["en-us"])
    with pytest.raises(
        FolderError, match=r"an unfinished export with locales \['en-us'\] instead of None: pass the same"
    ):
        export_sync(emulator, library, tmp_path)


def test_export_that_has_written_nothing_can_have_other_options(
    emulator: Emulator, library: Stack, tmp_path: Path
) -> None:
    emulator.fail_next(status=401, operation="list_locales")
    with pytest.raises(AuthenticationError):
        export_sync(emulator, library, tmp_path, locales=["en-us"])
    export_sync(emulator, library, tmp_path).raise_for_failures()


def test_finished_export_is_left_alone(emulator: Emulator, library: Stack, export: Export, tmp_path: Path) -> None:
    export(emulator, library, tmp_path).raise_for_failures()
    before = {path: path.read_bytes() for path in tmp_path.rglob("*") if path.is_file()}
    with pytest.raises(FolderError, match="has a finished export: choose another folder, or bring it up to date"):
        export(emulator, library, tmp_path)
    assert {path: path.read_bytes() for path in tmp_path.rglob("*") if path.is_file()} == before


def test_export_is_brought_up_to_date(emulator: Emulator, library: Stack, export: Export, tmp_path: Path) -> None:
    library.labels.create({"name": "Old"})
    export(emulator, library, tmp_path).raise_for_failures()
    foreign = tmp_path / "main/marketplace_apps/apps.json"
    foreign.parent.mkdir()
    foreign.write_text("of another product")
    one, two = sorted(library.assets.list(), key=lambda asset: str(asset.filename))
    library.assets.replace(one.uid, b"ONE", file_name="one.txt")  # of the same size
    library.assets.delete(two.uid)
    added = library.assets.upload(b"three", file_name="three.txt")
    (note,) = library.entries("note").list()
    library.entries("note").delete(note.uid)
    library.content_types.delete("note", force=True)
    library.labels.delete(next(iter(library.labels.list())).uid)
    emulator.forget_requests()
    export(emulator, library, tmp_path, existing="update").raise_for_failures()
    reader = ExportReader(tmp_path)
    files = {asset["filename"]: reader.find_asset_file(asset).read_bytes() for asset in reader.iterate_assets()}
    assert files == {"one.txt": b"ONE", "three.txt": b"three"}
    assert len(find_downloads(emulator)) == 2
    assert sorted(path.name for path in (reader.root / "assets/files").iterdir()) == sorted([one.uid, added.uid])
    assert {part.content_type_uid for part in reader.list_entry_parts()} == {"book"}
    assert [schema["uid"] for schema in reader.read_schemas("content_types")] == ["book"]
    assert reader.read_objects("labels") == {}
    assert foreign.read_text() == "of another product"
    emulator.forget_requests()
    export(emulator, library, tmp_path, existing="update").raise_for_failures()
    assert find_downloads(emulator) == []


def test_changed_file_is_never_taken_for_the_new_one(
    emulator: Emulator, library: Stack, export: Export, tmp_path: Path
) -> None:
    export(emulator, library, tmp_path).raise_for_failures()
    asset = next(iter(library.assets.list(query={"filename": "one.txt"})))
    library.assets.replace(asset.uid, b"ONE", file_name="one.txt")  # of the same size
    emulator.fail_next(status=401, path="/v3/assets/*/one.txt")
    with pytest.raises(AuthenticationError):
        export(emulator, library, tmp_path, existing="update")
    export(emulator, library, tmp_path, existing="update").raise_for_failures()
    (file,) = tmp_path.rglob("one.txt")
    assert file.read_bytes() == b"ONE"


def test_export_of_another_stack_is_not_updated(
    emulator: Emulator, client: Client, library: Stack, tmp_path: Path
) -> None:
    export_sync(emulator, library, tmp_path).raise_for_failures()
    other = create_stack(emulator, client, "Other")
    with pytest.raises(FolderError, match=f"the export is of stack {library.api_key}, not of {other.api_key}"):
        export_sync(emulator, other, tmp_path, existing="update")


def test_folder_that_another_export_writes_is_left_alone(emulator: Emulator, library: Stack, tmp_path: Path) -> None:
    with (
        FileLock(tmp_path / ".export.lock"),
        pytest.raises(FolderError, match="another export is being written into this folder"),
    ):
        export_sync(emulator, library, tmp_path)


def start(emulator: Emulator, stack: Stack, folder: Path) -> "subprocess.Popen[str]":
    command = [sys.executable, "-c", EXPORT, emulator.url, emulator.authtoken, stack.api_key, str(folder)]
    environment = {**os.environ, "CONTENTSTACK_PACE": "off"}
    return subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, env=environment)


@pytest.mark.parametrize("how", [signal.SIGKILL, signal.SIGINT])
def test_killed_export_goes_on(emulator: Emulator, library: Stack, tmp_path: Path, how: signal.Signals) -> None:
    chance = random.Random(how)
    files = [(f"{number}.txt".encode() * 50, {"title": f"{number}"}) for number in range(ASSETS)]
    for number, (content, _) in enumerate(files):
        library.assets.upload(content, file_name=f"{number}.txt")
    emulator.delay_next(0.05, 10_000, path="/v3/assets/*.txt")
    emulator.forget_requests()
    for _ in range(KILLS):
        with start(emulator, library, tmp_path / "out") as process:
            assert process.stdout is not None
            process.stdout.readline()
            time.sleep(chance.uniform(0.2, 0.8))
            process.send_signal(how)
        with pytest.raises(FolderError):
            ExportReader(tmp_path / "out")
    with start(emulator, library, tmp_path / "out") as process:
        output, errors = process.communicate(timeout=60)
    assert output.split() == ["begins", "ends"], errors
    reader = ExportReader(tmp_path / "out")
    names = {asset["filename"]: reader.find_asset_file(asset).read_bytes() for asset in reader.iterate_assets()}
    assert names == {**PIXELS, **{f"{number}.txt": content for number, (content, _) in enumerate(files)}}
    downloads = Counter(find_downloads(emulator))
    assert len(downloads) == ASSETS + len(PIXELS)
    assert sum(downloads.values()) - len(downloads) <= 4 * KILLS  # those that were under way
    suffixes = {path.suffix for path in (tmp_path / "out").rglob("*") if path.is_file()}
    assert suffixes == {".json", ".txt"}
    assert json.loads((reader.root / "export-info.json").read_bytes())["contentVersion"] == 2
