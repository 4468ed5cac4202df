"""The official command line exports, imports and clones stacks that our SDK makes, and our SDK reads what came of it.

It knows nothing of ours, so it cannot share our mistakes.
"""

import copy
import json
from pathlib import Path
from typing import Any

import pytest

from contentstack_cma import Stack
from tests.foreign.command_line.comparing import compare, pair_uids
from tests.foreign.command_line.content import ENTRIES
from tests.foreign.command_line.defects import LOSSES, OTHER_PRODUCTS, Loss, find_unexplained
from tests.foreign.command_line.program import clear_clone
from tests.foreign.command_line.reading import Contents, read_stack
from tests.foreign.command_line.rich_stack import create_empty, create_rich
from tests.foreign.command_line.terminal import DOMAIN, FAST, Terminal

MAPPERS = {
    "assets/folder-mapping.json",
    "assets/uid-mapping.json",
    "custom-roles/uid-mapping.json",
    "entries/uid-mapping.json",
    "environments/uid-mapping.json",
    "extensions/uid-mapping.json",
    "webhooks/uid-mapping.json",
    "workflows/uid-mapping.json",
}


@pytest.fixture(scope="module")
def source(terminal: Terminal) -> Stack:
    return create_rich(terminal)


@pytest.fixture(scope="module")
def contents(source: Stack) -> Contents:
    return read_stack(source)


@pytest.fixture(scope="module")
def exported(terminal: Terminal, source: Stack) -> Path:
    """The folder of an export of the main branch."""
    folder = terminal.folder / "exported"
    key = ("--stack-api-key", source.api_key)
    terminal.run_or_fail("cm:stacks:export", *key, "--data-dir", str(folder), "--config", str(FAST), "--yes")
    return folder / "main"


@pytest.fixture(scope="module")
def imported(terminal: Terminal, exported: Path) -> Contents:
    target = create_empty(terminal, "Imported")
    key = ("--stack-api-key", target.api_key)
    terminal.run_or_fail("cm:stacks:import", *key, "--data-dir", str(exported), "--config", str(FAST), "--yes")
    return read_stack(target)


@pytest.fixture(scope="module")
def cloned(terminal: Terminal, source: Stack) -> Contents:
    target = create_empty(terminal, "Cloned")
    keys = ("--source-stack-api-key", source.api_key, "--destination-stack-api-key", target.api_key)
    branches = ("--source-branch", "main", "--target-branch", "main")
    clear_clone()
    terminal.run_or_fail("cm:stacks:clone", *keys, *branches, "--type", "b", "--config", str(FAST), "--yes")
    return read_stack(target)


def read_json(path: Path) -> Any:
    return json.loads(path.read_text())


def test_export_holds_every_entry_and_every_byte(exported: Path, contents: Contents) -> None:
    chunks = exported.glob("entries/*/*/*-entries.json")
    entries = [(uid, chunk.parent.name) for chunk in chunks for uid in read_json(chunk)]
    assert sorted(entries) == sorted((entry["uid"], entry["locale"]) for entry in contents["entry"])
    assert len({uid for uid, _ in entries}) == ENTRIES
    files = sorted(path.relative_to(exported / "assets/files").as_posix() for path in exported.glob("assets/files/*/*"))
    assert files == sorted(f"{asset['uid']}/{asset['filename']}" for asset in contents["asset"])


def test_comparison_sees_what_is_lost_and_what_is_changed(contents: Contents) -> None:
    assert compare(contents, contents) == []
    changed = copy.deepcopy(contents)
    lost = changed["term"].pop()
    changed["asset"][0]["title"] = "Another"
    recipe = next(entry for entry in changed["entry"] if entry["title"] == "Recipe 3")
    recipe["steps"][0]["uses"].clear()
    asset, entry, term = compare(contents, changed)
    assert asset.startswith(f"asset <asset {changed['asset'][0]['filename']}>: title was")
    assert entry.startswith("entry <recipe Recipe 3> en-us: steps.0.uses was [{")
    assert term == f"term {lost['taxonomy_uid']} {lost['uid']} {lost['locale']} is missing"


def test_imported_stack_is_equal(contents: Contents, imported: Contents) -> None:
    assert find_unexplained(compare(contents, imported)) == []


def test_cloned_stack_is_equal(contents: Contents, cloned: Contents) -> None:
    assert find_unexplained(compare(contents, cloned)) == []


@pytest.mark.parametrize("loss", LOSSES, ids=lambda loss: loss.reason)
def test_loss_is_still_there(loss: Loss, contents: Contents, imported: Contents, cloned: Contents) -> None:
    for target in (imported, cloned):
        assert any(map(loss.explains, compare(contents, target))), f"no longer: {loss.reason}"


def test_mappers_pair_what_has_the_same_name(terminal: Terminal, contents: Contents, imported: Contents) -> None:
    (mapper,) = (path / "mapper" for path in terminal.folder.glob("_backup_*") if _is_of(path, contents, imported))
    pairs = pair_uids(contents, imported)
    for name in sorted(MAPPERS):
        mapped: dict[str, str] = read_json(mapper / name)
        assert mapped == {uid: pairs[uid] for uid in mapped}
        assert mapped


def _is_of(backup: Path, source: Contents, target: Contents) -> bool:
    """Return whether the folder that an import leaves is of this import, not of the clone's."""
    mapped: dict[str, str] = read_json(backup / "mapper/webhooks/uid-mapping.json")
    return mapped == {source["webhook"][0]["uid"]: target["webhook"][0]["uid"]}


def test_audit_finds_nothing(terminal: Terminal, exported: Path) -> None:
    report = terminal.folder / "audit"
    printed = terminal.run_or_fail("cm:stacks:audit", "--data-dir", str(exported), "--report-path", str(report))
    assert "No missing references found" in printed


def test_only_other_products_are_missed(terminal: Terminal, exported: Path) -> None:
    refused = terminal.find_refused_hosts()
    own = {host for host in refused if host.endswith(DOMAIN)}
    assert own == {f"{name}.{DOMAIN}" for name in OTHER_PRODUCTS}
    assert [host for host in refused if "contentstack" in host] == []
