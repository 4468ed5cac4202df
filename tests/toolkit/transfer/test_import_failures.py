"""Imports of which something fails: it is named, everything else goes on, and a second import finishes."""

import json
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from filelock import FileLock

from contentstack_cma import AuthenticationError, Client, ConnectError, Stack, StackNotFoundError
from contentstack_cma_emulator import Emulator, Plan
from contentstack_cma_toolkit.transfer import FolderError, TransferError, TransferReport, import_stack
from contentstack_cma_toolkit.transfer.mapper_folders import NAME
from tests.toolkit.support.rich_stack import create_empty
from tests.toolkit.transfer.support.imports import import_async, import_sync, list_writes
from tests.toolkit.transfer.support.small_exports import LINKS, SmallExport, build_entry, build_field, build_type

Import = Callable[..., TransferReport]
LIMITS = Plan(webhooks=1, extensions=0, roles=0, workflows=0, taxonomies=0, environments=1)


@pytest.fixture(scope="module")
def emulator() -> Iterator[Emulator]:
    with Emulator(work_delay=0, demo=False, request_log=5000) as running:
        yield running


@pytest.fixture(scope="module")
def client(emulator: Emulator) -> Iterator[Client]:
    with Client(authtoken=emulator.authtoken, base_url=emulator.url, pace=None) as client:
        yield client


@pytest.fixture
def target(emulator: Emulator, client: Client) -> Stack:
    stack = create_empty(emulator, client, "Target")
    emulator.forget_requests()
    return stack


@pytest.fixture
def small(tmp_path: Path) -> SmallExport:
    """An export with two assets and two entries."""
    export = SmallExport(tmp_path / "export")
    export.add_types(build_type(LINKS))
    export.add_asset("bltone", b"one")
    export.add_asset("blttwo", b"the second")
    export.add_entries(build_entry("blta", ["bltb"]), build_entry("bltb"))
    return export


@pytest.fixture(params=[import_sync, import_async], ids=["sync", "async"])
def run(request: pytest.FixtureRequest) -> Import:
    chosen: Import = request.param
    return chosen


def describe(report: TransferReport) -> list[tuple[str, str | None, str | None]]:
    """Return what failed: the module, the uid and the file."""
    return [(failure.module, failure.uid, failure.file) for failure in report.failures]


def list_titles(stack: Stack) -> list[str]:
    return sorted(str(entry.title) for entry in stack.entries("page").list())


def list_files(stack: Stack) -> list[str]:
    return sorted(str(asset.filename) for asset in stack.assets.list())


def test_folder_that_is_none(emulator: Emulator, target: Stack, run: Import, tmp_path: Path) -> None:
    with pytest.raises(FolderError, match="does not exist"):
        run(emulator, tmp_path / "nowhere", target)
    (tmp_path / "empty").mkdir()
    with pytest.raises(FolderError, match="no export"):
        run(emulator, tmp_path / "empty", target)
    assert emulator.requests == []


def test_export_that_was_not_finished(emulator: Emulator, target: Stack, small: SmallExport, run: Import) -> None:
    small.write("export-unfinished.json", {})
    with pytest.raises(FolderError, match="was not finished"):
        run(emulator, small.folder, target)
    assert emulator.requests == []


def test_missing_chunk(emulator: Emulator, target: Stack, small: SmallExport, run: Import) -> None:
    chunk = small.read("entries/page/en-us/chunk-entries.json")
    small.write("entries/page/en-us/index.json", {"1": "chunk-entries.json", "2": "other-entries.json"})
    report = run(emulator, small.folder, target)
    assert describe(report) == [("entries", None, "entries/page/en-us/other-entries.json")]
    assert list_titles(target) == ["blta", "bltb"]
    small.write("entries/page/en-us/other-entries.json", {"bltc": {**chunk["bltb"], "uid": "bltc", "title": "bltc"}})
    again = run(emulator, small.folder, target)
    again.raise_for_failures()
    assert again.counts["entries"] == {"created": 1}
    assert list_titles(target) == ["blta", "bltb", "bltc"]


def test_missing_file_of_an_asset(emulator: Emulator, target: Stack, small: SmallExport, run: Import) -> None:
    path = small.folder / "assets/files/bltone/bltone.txt"
    path.unlink()
    report = run(emulator, small.folder, target)
    assert describe(report) == [("assets", "bltone", "assets/files/bltone/bltone.txt")]
    assert list_files(target) == ["blttwo.txt"]
    assert list_titles(target) == ["blta", "bltb"]
    path.write_bytes(b"one")
    run(emulator, small.folder, target).raise_for_failures()
    assert list_files(target) == ["bltone.txt", "blttwo.txt"]


def test_file_that_differs_from_its_record(emulator: Emulator, target: Stack, small: SmallExport, run: Import) -> None:
    (small.folder / "assets/files/bltone/bltone.txt").write_bytes(b"another")
    report = run(emulator, small.folder, target)
    assert describe(report) == [("assets", "bltone", "assets/files/bltone/bltone.txt")]
    assert "7 bytes, but its record says 3" in report.failures[0].error
    assert list_files(target) == ["blttwo.txt"]


def test_broken_records_do_not_lose_the_others(
    emulator: Emulator, target: Stack, small: SmallExport, run: Import
) -> None:
    small.write("environments/environments.json", {"e1": {"uid": "e1", "name": "live", "urls": []}, "e2": ["broken"]})
    small.write("labels/labels.json", {"l1": 5, "l2": {"uid": "l2", "name": "Label", "content_types": []}})
    small.write("content_types/schema.json", [build_type(LINKS), 7])
    small.write("webhooks/webhooks.json", "{")
    small.write("assets/folders.json", [{"uid": "f1", "name": "Folder", "parent_uid": None}, None])
    report = run(emulator, small.folder, target)
    assert describe(report) == [
        ("content_types", "1", "content_types/schema.json"),
        ("environments", "e2", "environments/environments.json"),
        ("assets", "1", "assets/folders.json"),
        ("labels", "l1", "labels/labels.json"),
        ("webhooks", None, "webhooks/webhooks.json"),
    ]
    assert [environment.name for environment in target.environments.list()] == ["live"]
    assert [label.name for label in target.labels.list()] == ["Label"]
    assert [folder.name for folder in target.asset_folders.list()] == ["Folder"]
    assert list_titles(target) == ["blta", "bltb"]


def test_record_that_lacks_what_it_needs(emulator: Emulator, target: Stack, small: SmallExport, run: Import) -> None:
    small.add_objects("environments/environments.json", {"uid": "e1"}, {"uid": "e2", "name": "live", "urls": []})
    small.add_objects("locales/locales.json", {"uid": "l2"}, {"uid": "l3", "code": "fr-fr", "fallback_locale": "en-us"})
    report = run(emulator, small.folder, target)
    assert {failure.uid for failure in report.failures} == {"e1", "l2"}
    assert [environment.name for environment in target.environments.list()] == ["live"]
    assert {locale.code for locale in target.locales.list()} == {"en-us", "fr-fr"}


def test_content_type_that_the_target_rejects(
    emulator: Emulator, target: Stack, small: SmallExport, run: Import
) -> None:
    bad = build_type(build_field("colour"), build_field("colour"), uid="paint")
    small.add_types(build_type(LINKS), bad)
    small.add_entries({"uid": "bltp", "title": "Red"}, content_type="paint")
    report = run(emulator, small.folder, target)
    assert [(failure.module, failure.uid) for failure in report.failures] == [
        ("content_types", "paint"),
        ("entries", "bltp"),
    ]
    assert list_titles(target) == ["blta", "bltb"]
    small.add_types(build_type(LINKS), build_type(build_field("colour"), uid="paint"))
    again = run(emulator, small.folder, target)
    again.raise_for_failures()
    assert [entry.title for entry in target.entries("paint").list()] == ["Red"]


def test_entry_without_a_content_type(emulator: Emulator, target: Stack, small: SmallExport, run: Import) -> None:
    small.add_entries({"uid": "bltp", "title": "Red"}, content_type="paint")
    report = run(emulator, small.folder, target)
    (failure,) = report.failures
    assert (failure.module, failure.uid) == ("entries", "bltp")
    assert "the export has no content type 'paint'" in failure.error
    assert list_titles(target) == ["blta", "bltb"]


@pytest.fixture
def limited() -> Iterator[Emulator]:
    with Emulator(work_delay=0, demo=False, plan=LIMITS) as running:
        yield running


def test_plan_that_does_not_include_it(limited: Emulator, small: SmallExport, run: Import) -> None:
    hook: dict[str, Any] = {
        "destinations": [{"target_url": "https://example.com"}],
        "channels": ["assets.publish"],
        "retry_policy": "manual",
        "disabled": True,
    }
    small.add_objects("webhooks/webhooks.json", *({"uid": name, "name": name, **hook} for name in ("w1", "w2")))
    field = {"title": "Colour", "type": "field", "data_type": "text", "src": "https://example.com"}
    small.add_objects("extensions/extensions.json", {"uid": "x1", **field})
    small.add_objects("taxonomies/taxonomies.json", {"uid": "animals", "name": "Animals"})
    small.write("taxonomies/en-us/animals.json", {"taxonomy": {"uid": "animals", "name": "Animals"}, "terms": []})
    with Client(authtoken=limited.authtoken, base_url=limited.url, pace=None) as client:
        target = create_empty(limited, client, "Small")
        report = run(limited, small.folder, target)
        assert sorted(describe(report)) == [
            ("extensions", "x1", "extensions/extensions.json"),
            ("taxonomies", "animals", "taxonomies/en-us/animals.json"),
            ("webhooks", "w1" if report.failures[-1].uid == "w1" else "w2", "webhooks/webhooks.json"),
        ]
        assert report.counts["webhooks"] == {"created": 1, "failed": 1}
        assert list_titles(target) == ["blta", "bltb"]
        with pytest.raises(TransferError, match="webhooks w"):
            report.raise_for_failures()


def test_list_that_cannot_be_read_fails_its_module(
    emulator: Emulator, target: Stack, small: SmallExport, run: Import
) -> None:
    small.add_objects("labels/labels.json", {"uid": "l1", "name": "Label", "content_types": []})
    emulator.fail_next(20, status=403, method="GET", path="/v3/labels")
    report = run(emulator, small.folder, target)
    emulator.clear_faults()
    assert describe(report) == [("labels", None, None)]
    assert list_titles(target) == ["blta", "bltb"]
    run(emulator, small.folder, target).raise_for_failures()
    assert [label.name for label in target.labels.list()] == ["Label"]


def test_wrong_credentials_end_the_import_at_once(emulator: Emulator, target: Stack, small: SmallExport) -> None:
    small.add_entries(*(build_entry(f"blt{number}") for number in range(300)))
    with (
        Client(authtoken="blt0000000000000000", base_url=emulator.url) as client,
        pytest.raises(AuthenticationError),
    ):
        import_stack(small.folder, client.stack(target.api_key))
    assert len(emulator.requests) <= 2
    with Client(authtoken=emulator.authtoken, base_url=emulator.url) as client, pytest.raises(StackNotFoundError):
        import_stack(small.folder, client.stack("blt0000000000000000"))


def test_sign_in_that_ends_on_the_way(emulator: Emulator, target: Stack, small: SmallExport, run: Import) -> None:
    small.add_entries(*(build_entry(f"blt{number}") for number in range(300)))
    emulator.expire_next(1000, method="POST", path="/v3/content_types/page/entries")
    with pytest.raises(AuthenticationError):
        run(emulator, small.folder, target)
    emulator.clear_faults()
    assert len(list_writes(emulator.requests)) < 150
    run(emulator, small.folder, target).raise_for_failures()
    assert len(list_titles(target)) == 300


def test_server_that_is_not_there(small: SmallExport) -> None:
    with Client(authtoken="blt1", base_url="http://127.0.0.1:9") as client, pytest.raises(ConnectError):
        import_stack(small.folder, client.with_options(retry=None).stack("blt1"))


def test_two_imports_with_the_same_mapper(emulator: Emulator, target: Stack, small: SmallExport, run: Import) -> None:
    mapper = small.folder / "mapper"
    mapper.mkdir()
    with FileLock(mapper / f"{NAME}.lock"), pytest.raises(FolderError, match="another import uses this mapper"):
        run(emulator, small.folder, target)
    assert list_writes(emulator.requests) == []
    run(emulator, small.folder, target).raise_for_failures()


def test_each_target_has_a_mapper_of_its_own(
    emulator: Emulator, client: Client, target: Stack, small: SmallExport, run: Import
) -> None:
    other = create_empty(emulator, client, "Other")
    for stack in (target, other, target, other):
        run(emulator, small.folder, stack).raise_for_failures()
    assert list_titles(target) == list_titles(other) == ["blta", "bltb"]
    with pytest.raises(FolderError, match=f"mapper of an import into stack {target.api_key}"):
        run(emulator, small.folder, other, mapper=small.folder / "mapper")


def test_damaged_mapper(emulator: Emulator, target: Stack, small: SmallExport, run: Import) -> None:
    run(emulator, small.folder, target).raise_for_failures()
    record = small.folder / "mapper" / NAME
    lines = record.read_bytes().splitlines(keepends=True)
    record.write_bytes(b"".join(lines) + b'{"done": "ent')
    assert run(emulator, small.folder, target).is_success
    assert record.read_bytes() == b"".join(lines)
    record.write_bytes(b"".join([*lines[:3], b"broken\n", *lines[3:]]))
    with pytest.raises(FolderError, match="line 4 is damaged"):
        run(emulator, small.folder, target)


def test_options_are_checked(target: Stack, small: SmallExport) -> None:
    with pytest.raises(ValueError, match="existing must be one of 'skip', 'update', 'fail', not 'replace'"):
        import_stack(small.folder, target, existing="replace")  # type: ignore[call-overload] # pyright: ignore[reportCallIssue, reportArgumentType]
    with pytest.raises(ValueError, match="webhooks must be one of"):
        import_stack(small.folder, target, webhooks="on")  # type: ignore[call-overload] # pyright: ignore[reportCallIssue, reportArgumentType]
    with pytest.raises(ValueError, match="concurrency must be at least 1, not 0"):
        import_stack(small.folder, target, concurrency=0)
    with pytest.raises(TypeError, match="modules must be a list"):
        import_stack(small.folder, target, modules="entries")  # type: ignore[arg-type] # pyright: ignore[reportCallIssue, reportArgumentType]


def test_no_secret_is_in_the_record(emulator: Emulator, target: Stack, small: SmallExport, run: Import) -> None:
    run(emulator, small.folder, target).raise_for_failures()
    shown = (small.folder / "mapper" / NAME).read_text()
    assert emulator.authtoken not in shown
    assert all(json.loads(line) for line in shown.splitlines())
