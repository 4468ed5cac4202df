"""Copies of stacks between the official command line and ours: each imports what the other one exports."""

from pathlib import Path

import pytest

from contentstack_cma import Stack
from contentstack_cma_toolkit.transfer import clone_stack, export_stack, import_stack
from tests.foreign.command_line.comparing import compare
from tests.foreign.command_line.defects import LOSSES, Loss
from tests.foreign.command_line.reading import Contents, read_stack
from tests.foreign.command_line.rich_stack import create_empty, create_rich, create_small
from tests.foreign.command_line.settings import MASTER
from tests.foreign.command_line.terminal import FAST, HOST, Terminal

LOST = (
    Loss(
        "the server never shows a password",
        r"webhook .*: destinations\.0\.http_basic_password was '\*+' and is 'nothing'",
    ),
    Loss("no rules are as good as none", r"content type .*: field_rules was \[\] and is 'nothing'"),
)
"""Differences between a stack and the copy that we make of it."""

REJECTED = 100
"""Number of writes that the emulator rejects, although they are right. The command line makes some again."""

UNEXPORTED_RULES = next(loss for loss in LOSSES if "publish rules" in loss.reason)
"""What the official command line does not export."""


@pytest.fixture(scope="module")
def source(terminal: Terminal) -> Stack:
    return create_rich(terminal)


@pytest.fixture(scope="module")
def contents(source: Stack) -> Contents:
    return read_stack(source)


def export_officially(terminal: Terminal, stack: Stack, name: str, *flags: str) -> Path:
    folder = terminal.folder / name
    key = ("--stack-api-key", stack.api_key)
    terminal.run_or_fail("cm:stacks:export", *key, "--data-dir", str(folder), "--config", str(FAST), "--yes", *flags)
    rename_host(terminal, folder)
    return folder


def rename_host(terminal: Terminal, folder: Path) -> None:
    """Write the name that links in entries have for the emulator."""
    for path in folder.rglob("*.json"):
        path.write_text(path.read_text("utf-8").replace(terminal.emulator.url, f"https://{HOST}"), "utf-8")


def build_import(target: Stack, folder: Path, *flags: str) -> tuple[str, ...]:
    key = ("--stack-api-key", target.api_key)
    return ("cm:stacks:import", *key, "--data-dir", str(folder), "--config", str(FAST), "--yes", *flags)


@pytest.fixture(scope="module")
def official(terminal: Terminal, source: Stack) -> Path:
    return export_officially(terminal, source, "official")


@pytest.fixture(scope="module")
def ours(terminal: Terminal, source: Stack) -> Path:
    export_stack(source, terminal.folder / "ours").raise_for_failures()
    rename_host(terminal, terminal.folder / "ours")
    return terminal.folder / "ours"


@pytest.fixture(scope="module")
def imported(terminal: Terminal, official: Path) -> Stack:
    """A stack that we import from an official export."""
    target = create_empty(terminal, "Imported")
    import_stack(official, target).raise_for_failures()
    return target


def list_lost(before: Contents, after: Contents, *losses: Loss) -> list[str]:
    """Return the differences that no loss explains. Publish rules have no name, and their uids are those of a stack."""
    for contents in (before, after):
        for rule in contents["publish rule"]:
            rule["uid"] = rule["api_key"] = ""
    return [line for line in compare(before, after) if not any(loss.explains(line) for loss in (*LOST, *losses))]


def test_we_import_what_the_command_line_exports(contents: Contents, imported: Stack) -> None:
    assert list_lost(contents, read_stack(imported), UNEXPORTED_RULES) == []


def test_we_clone(terminal: Terminal, source: Stack, contents: Contents) -> None:
    target = create_empty(terminal, "Cloned")
    clone_stack(source, target).raise_for_failures()
    assert list_lost(contents, read_stack(target)) == []


def test_twice_through_both(terminal: Terminal, contents: Contents, imported: Stack) -> None:
    folder = export_officially(terminal, imported, "again")
    target = create_empty(terminal, "Twice")
    import_stack(folder, target).raise_for_failures()
    assert list_lost(contents, read_stack(target), UNEXPORTED_RULES) == []


def test_command_line_replaces_with_our_export_what_it_imported_from_it(
    terminal: Terminal, contents: Contents, ours: Path
) -> None:
    target = create_empty(terminal, "Replaced")
    terminal.run_or_fail(*build_import(target, ours / "main"))
    before = {entry.uid: entry.title for entry in target.entries("recipe").list()}
    changed = next(iter(before))
    target.entries("recipe").update(changed, {"servings": 999})
    done = terminal.run(*build_import(target, ours / "main", "--replace-existing"))
    assert done.code == 0, done.output
    (original,) = [
        entry
        for entry in contents["entry"]
        if entry["_content_type_uid"] == "recipe" and entry["title"] == before[changed] and entry["locale"] == MASTER
    ]
    assert target.entries("recipe").get(changed)["servings"] == original["servings"]
    assert {entry.uid: entry.title for entry in target.entries("recipe").list()} == before


def test_we_finish_what_the_command_line_could_not(terminal: Terminal, contents: Contents, official: Path) -> None:
    target = create_empty(terminal, "Unfinished")
    terminal.emulator.fail_next(REJECTED, status=422, operation="create_entry")
    terminal.run(*build_import(target, official / "main"))
    begun = read_stack(target)
    assert 0 < len(begun["entry"]) < len(contents["entry"])
    import_stack(official, target, existing="update").raise_for_failures()
    assert list_lost(contents, read_stack(target), UNEXPORTED_RULES) == []


def test_branch_beside_main(terminal: Terminal) -> None:
    stack = create_small(terminal)
    stack.branches.create({"uid": "dev", "source": "main"})
    dev = stack.with_branch("dev")
    content_type = next(iter(dev.content_types.list())).uid
    first = next(iter(dev.entries(content_type).list()))
    dev.entries(content_type).update(first.uid, {"title": "Of the branch"})
    export_stack(stack, terminal.folder / "branches", branch="$all").raise_for_failures()
    for name in ("theirs", "mine"):
        target = create_empty(terminal, name)
        target.branches.create({"uid": "dev", "source": "main"})
        if name == "theirs":
            folder = terminal.folder / "branches" / "dev"
            terminal.run_or_fail(*build_import(target, folder, "--branch", "dev"))
        else:
            folder = export_officially(terminal, stack, "of_branch", "--branch", "dev")
            import_stack(folder, target.with_branch("dev")).raise_for_failures()
        assert compare(read_stack(dev), read_stack(target.with_branch("dev"))) == []
        assert list(target.content_types.list()) == []
