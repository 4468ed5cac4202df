"""Our export beside that of the official command line: file by file, and imported by it."""

import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from contentstack_cma import Stack
from contentstack_cma_toolkit.transfer import ExportReader, export_stack
from tests.foreign.command_line.comparing import compare
from tests.foreign.command_line.defects import find_unexplained
from tests.foreign.command_line.reading import Contents, read_stack
from tests.foreign.command_line.rich_stack import create_empty, create_rich, create_small
from tests.foreign.command_line.terminal import FAST, HOST, Terminal

ADDED = {
    "content_types": {
        "DEFAULT_ACL",
        "SYS_ACL",
        "_version",
        "abilities",
        "created_at",
        "global_field_refs",
        "inbuilt_class",
        "last_activity",
        "maintain_revisions",
        "updated_at",
    },
    "entries": {"created_at", "created_by", "updated_at", "updated_by", "_workflow"},
    "environments": {"ACL"},
    "export-info.json": {"apiKey"},
    "global_fields": {
        "_version",
        "created_at",
        "inbuilt_class",
        "last_activity",
        "maintain_revisions",
        "updated_at",
    },
    "labels": {"created_at", "created_by", "updated_at", "updated_by"},
    "locales": {"ACL", "_version", "created_at", "created_by", "updated_at", "updated_by"},
    "taxonomies": {"created_at", "created_by", "updated_at", "updated_by"},
    "workflows": {"created_at", "created_by"},
}
"""What the server says, and only our export keeps, by the first part of the path."""

LEFT_OUT = {"stackHeaders", "urlPath", "secret_key"}
"""What the JavaScript SDK adds, and a secret of the stack that its roles contain."""

OURS_ALONE = {"custom-roles/system-roles.json", "workflows/publishing-rules.json"}
"""Files that only our export has of this stack."""

CHUNK = re.compile(r"[0-9a-f-]{36}-(entries|assets)\.json")
ORDERED = {"assets/folders.json", "content_types/schema.json", "global_fields/globalfields.json"}
"""Lists whose order says nothing."""


@pytest.fixture(scope="module")
def source(terminal: Terminal) -> Stack:
    return create_rich(terminal)


@pytest.fixture(scope="module")
def contents(source: Stack) -> Contents:
    return read_stack(source)


@pytest.fixture(scope="module")
def official(terminal: Terminal, source: Stack) -> Path:
    folder = terminal.folder / "official"
    key = ("--stack-api-key", source.api_key)
    terminal.run_or_fail("cm:stacks:export", *key, "--data-dir", str(folder), "--config", str(FAST), "--yes")
    return folder


@pytest.fixture(scope="module")
def ours(terminal: Terminal, source: Stack, official: Path) -> Path:
    terminal.emulator.forget_requests()
    report = export_stack(source, terminal.folder / "ours")
    assert report.is_success, str(report)
    assert report.notes == []
    assert terminal.find_rejected() == []
    rename_host(terminal, terminal.folder / "ours")
    return terminal.folder / "ours"


def rename_host(terminal: Terminal, folder: Path) -> None:
    """Write the name that the command line, and links in entries, have for the emulator."""
    for path in folder.rglob("*.json"):
        path.write_text(path.read_text("utf-8").replace(terminal.emulator.url, f"https://{HOST}"), "utf-8")


def read_folder(folder: Path) -> dict[str, Any]:
    """Return the files of an export, with those that have a part of a list each in one."""
    found: dict[str, Any] = {}
    for path in (path for path in folder.rglob("*") if path.is_file()):
        name = path.relative_to(folder).as_posix()
        if path.suffix != ".json":
            found[name] = path.read_bytes()
        elif CHUNK.fullmatch(path.name):
            found.setdefault(f"{name.rpartition('/')[0]}/*", {}).update(json.loads(path.read_bytes()))
        else:
            content = json.loads(path.read_bytes())
            found[name] = sorted(content, key=lambda each: each["uid"]) if name in ORDERED else content
    return found


def find_differences(before: Any, after: Any, added: set[str], place: str) -> Iterator[str]:
    """Iterate over what our export has not, has otherwise, or has beside without a reason."""
    if isinstance(before, dict) and isinstance(after, dict):
        for key in sorted(before.keys() - after.keys() - LEFT_OUT):
            yield f"{place}.{key} is missing"
        for key in sorted(after.keys() - before.keys() - added):
            yield f"{place}.{key} is there beside"
        for key in before.keys() & after.keys():
            yield from find_differences(before[key], after[key], added, f"{place}.{key}")
    elif isinstance(before, list) and isinstance(after, list) and len(before) == len(after):
        for number, (one, other) in enumerate(zip(before, after, strict=True)):
            yield from find_differences(one, other, added, f"{place}.{number}")
    elif before != after:
        yield f"{place} was {before!r} and is {after!r}"


def is_index(name: str) -> bool:
    return name.endswith(("/index.json", "assets/assets.json", "assets/metadata.json"))


def test_both_exports_have_the_same_files(official: Path, ours: Path) -> None:
    before, after = read_folder(official / "main"), read_folder(ours / "main")
    assert set(before) - set(after) == set()
    assert set(after) - set(before) == OURS_ALONE
    assert [path.name for path in ours.iterdir() if path.is_file()] == ["branches.json"]


def test_both_exports_have_the_same_content(official: Path, ours: Path) -> None:
    before, after = read_folder(official / "main"), read_folder(ours / "main")
    different = [
        line
        for name in sorted(before)
        if not is_index(name)
        for line in find_differences(before[name], after[name], ADDED.get(name.split("/")[0], set()), name)
    ]
    assert [line for line in different if "logsPath" not in line] == []


def test_indexes_lead_to_every_record(ours: Path, contents: Contents) -> None:
    reader = ExportReader(ours)
    entries = [
        (entry["uid"], part.locale) for part in reader.list_entry_parts() for entry in reader.iterate_entries(part)
    ]
    assert sorted(entries) == sorted((entry["uid"], entry["locale"]) for entry in contents["entry"])
    metadata = json.loads((ours / "main/assets/metadata.json").read_bytes())
    named = {each["uid"]: each["filename"] for records in metadata.values() for each in records}
    assert named == {asset["uid"]: asset["filename"] for asset in contents["asset"]}
    rules = reader.read_objects("publish_rules")
    assert rules == {rule["uid"]: rule for rule in contents["publish rule"]}


@pytest.fixture(scope="module")
def imported(terminal: Terminal, ours: Path) -> Contents:
    target = create_empty(terminal, "Imported")
    key = ("--stack-api-key", target.api_key)
    terminal.run_or_fail("cm:stacks:import", *key, "--data-dir", str(ours / "main"), "--config", str(FAST), "--yes")
    return read_stack(target)


def test_official_command_line_imports_our_export(contents: Contents, imported: Contents) -> None:
    assert find_unexplained(compare(contents, imported)) == []


def test_audit_of_the_official_command_line_finds_nothing(terminal: Terminal, ours: Path) -> None:
    report = terminal.folder / "audit"
    printed = terminal.run_or_fail("cm:stacks:audit", "--data-dir", str(ours / "main"), "--report-path", str(report))
    assert "No missing references found" in printed


def test_export_of_a_small_stack_is_imported(terminal: Terminal) -> None:
    small = create_small(terminal)
    export_stack(small, terminal.folder / "small").raise_for_failures()
    target = create_empty(terminal, "Small")
    key = ("--stack-api-key", target.api_key)
    folder = str(terminal.folder / "small" / "main")
    terminal.run_or_fail("cm:stacks:import", *key, "--data-dir", folder, "--config", str(FAST), "--yes")
    assert compare(read_stack(small), read_stack(target)) == []
