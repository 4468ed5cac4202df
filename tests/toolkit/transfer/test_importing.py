"""Imports of whole stacks."""

import json
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from contentstack_cma import Client, Stack
from contentstack_cma_emulator import Emulator
from contentstack_cma_toolkit.transfer import TransferReport, export_stack
from tests.foreign.command_line.comparing import pair_uids
from tests.foreign.command_line.reading import Contents
from tests.toolkit.support.rich_stack import create_empty, fill
from tests.toolkit.transfer.support.imports import (
    compare_stacks,
    import_async,
    import_sync,
    list_writes,
    read_contents,
)

Import = Callable[..., TransferReport]
MAPPERS = (
    "assets/folder-mapping.json",
    "assets/uid-mapping.json",
    "custom-roles/uid-mapping.json",
    "entries/uid-mapping.json",
    "environments/uid-mapping.json",
    "extensions/uid-mapping.json",
    "webhooks/uid-mapping.json",
    "workflows/uid-mapping.json",
)


@dataclass(frozen=True)
class Copy:
    """A stack, its export, and an import of that."""

    emulator: Emulator
    source: Stack
    folder: Path
    contents: Contents
    planned: TransferReport
    planning: list[str]
    target: Stack
    report: TransferReport
    writes: list[str]


@pytest.fixture(scope="module")
def client(emulator: Emulator) -> Iterator[Client]:
    with Client(authtoken=emulator.authtoken, base_url=emulator.url, pace=None) as client:
        yield client


@pytest.fixture(scope="module")
def emulator() -> Iterator[Emulator]:
    with Emulator(work_delay=0, demo=False, request_log=5000) as running:
        yield running


@pytest.fixture(scope="module")
def source(emulator: Emulator, client: Client) -> Stack:
    stack = create_empty(emulator, client, "Kitchen")
    fill(stack)
    return stack


@pytest.fixture(scope="module", params=[import_sync, import_async], ids=["sync", "async"])
def copy(
    request: pytest.FixtureRequest,
    emulator: Emulator,
    client: Client,
    source: Stack,
    tmp_path_factory: pytest.TempPathFactory,
) -> Copy:
    run: Import = request.param
    folder = tmp_path_factory.mktemp("export")
    export_stack(source, folder).raise_for_failures()
    contents = read_contents(emulator, source)
    target = create_empty(emulator, client, "Copy")
    emulator.forget_requests()
    planned = run(emulator, folder, target, plan=True)
    planning = list_writes(emulator.requests)
    emulator.forget_requests()
    report = run(emulator, folder, target)
    writes = list_writes(emulator.requests)
    return Copy(emulator, source, folder, contents, planned, planning, target, report, writes)


def read_json(path: Path) -> Any:
    return json.loads(path.read_text())


def test_nothing_fails(copy: Copy) -> None:
    copy.report.raise_for_failures()
    password = (
        "The webhook 'Search index' has a masked value for 'http_basic_password', which was left out: set it again."
    )
    assert [note.text for note in copy.report.notes] == [password]


def test_stack_is_equal(copy: Copy) -> None:
    assert compare_stacks(copy.contents, read_contents(copy.emulator, copy.target)) == []


def test_no_uid_of_the_source_is_left(copy: Copy) -> None:
    shown = json.dumps(read_contents(copy.emulator, copy.target))
    own = {
        each["uid"]
        for documents in copy.contents.values()
        for each in documents
        if str(each.get("uid")).startswith(("blt", "cs"))
    }
    assert len(own) > 50
    assert {uid for uid in own if uid in shown} == set()


def test_plan_writes_nothing_and_counts_the_same(copy: Copy) -> None:
    assert copy.planning == []
    assert copy.planned.counts == copy.report.counts
    assert copy.planned.is_success


def test_each_entry_is_written_once_and_those_in_circles_twice(copy: Copy) -> None:
    created = [each for each in copy.writes if each.startswith("POST") and each.endswith("/entries")]
    entries = {entry["uid"] for entry in copy.contents["entry"]}
    assert len(created) == len(entries)
    updated = [
        each for each in copy.writes if each.startswith("PUT") and "/entries/" in each and "/variants" not in each
    ]
    localized = len(copy.contents["entry"]) - len(entries)
    late = len(updated) - localized
    assert 0 < late < len(entries) / 2


def test_mappers_pair_what_has_the_same_name(copy: Copy) -> None:
    pairs = pair_uids(copy.contents, read_contents(copy.emulator, copy.target))
    for name in MAPPERS:
        mapped: dict[str, str] = read_json(copy.folder / "main/mapper" / name)
        assert mapped
        assert mapped == {uid: pairs[uid] for uid in mapped}


@pytest.mark.parametrize("run", [import_sync, import_async], ids=["sync", "async"])
def test_second_import_does_nothing(copy: Copy, run: Import) -> None:
    copy.emulator.forget_requests()
    report = run(copy.emulator, copy.folder, copy.target)
    assert list_writes(copy.emulator.requests) == []
    report.raise_for_failures()
    done = {module: sum(counts.values()) for module, counts in copy.report.counts.items()}
    assert report.resumed == done
    assert all(sum(counts.values()) == 0 for counts in report.counts.values())


@pytest.mark.parametrize("existing", ["update", "skip"])
def test_import_of_the_same_with_another_mapper_changes_nothing(copy: Copy, tmp_path: Path, existing: str) -> None:
    copy.emulator.forget_requests()
    report = import_sync(copy.emulator, copy.folder, copy.target, existing=existing, mapper=tmp_path)
    report.raise_for_failures()
    assert list_writes(copy.emulator.requests) == []


@pytest.mark.parametrize("run", [import_sync, import_async], ids=["sync", "async"])
def test_restore_of_the_same_stack_changes_nothing(copy: Copy, tmp_path: Path, run: Import) -> None:
    copy.emulator.forget_requests()
    report = run(copy.emulator, copy.folder, copy.source, existing="update", mapper=tmp_path)
    report.raise_for_failures()
    states = {state for module, counts in report.counts.items() for state in counts}
    assert list_writes(copy.emulator.requests) == []
    assert states == {"unchanged"}
