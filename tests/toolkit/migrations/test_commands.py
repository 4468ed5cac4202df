"""The commands, with their exit codes."""

import sys
from pathlib import Path

import pytest

from contentstack_cma import Stack
from contentstack_cma_emulator import Emulator
from contentstack_cma_toolkit.migrations import HISTORY_UID
from tests.toolkit.migrations.support.project import Project, list_fields
from tests.toolkit.support.command_line import CommandLine

RENAME = 'steps.rename_field(stack, "author", "name", to="full_name")'
RENAME_BACK = 'steps.rename_field(stack, "author", "full_name", to="name")'


@pytest.fixture
def line(emulator: Emulator, stack: Stack, monkeypatch: pytest.MonkeyPatch, command_line: CommandLine) -> CommandLine:
    """The command line, for the stack of the test."""
    monkeypatch.setenv("CONTENTSTACK_BASE_URL", emulator.url)
    monkeypatch.setenv("CONTENTSTACK_AUTHTOKEN", emulator.authtoken)
    monkeypatch.setenv("CONTENTSTACK_API_KEY", stack.api_key)
    return command_line


def test_from_new_to_downgrade(line: CommandLine, stack: Stack, project: Project) -> None:
    done = line.run("migrations", "new", "split name")
    assert (done.code, done.out) == (0, "migrations/0001_split_name.py\n")
    project.write("0002_rename", RENAME, RENAME_BACK)
    assert line.run("migrations", "status", "--check").code == 1
    assert [row["state"] for row in line.run("migrations", "status", "--json").items] == ["pending", "pending"]
    plan = line.run("migrations", "upgrade", "--dry-run")
    assert (plan.code, "would upgrade 0002_rename" in plan.out) == (0, True)
    done = line.run("migrations", "upgrade")
    assert done.code == 0
    assert "upgrade 0002_rename\n  rename field author.name to full_name\n" in done.err
    assert "name to full_name: 5 entries" in done.out
    assert line.run("migrations", "status", "--check").code == 0
    assert line.run("migrations", "upgrade").out == "nothing to upgrade\n"
    refused = line.run("migrations", "downgrade")
    assert refused.code == 2
    assert "Undo 0002_rename in stack" in refused.err
    done = line.run("migrations", "downgrade", "--yes", "--json")
    assert [each["name"] for each in done.document["migrations"]] == ["0002_rename"]
    assert "name" in list_fields(stack)
    failed = line.run("migrations", "downgrade", "--yes", "--to", "0")
    assert (failed.code, "0001_split_name.py: it has no function downgrade" in failed.err) == (2, True)


def test_a_failure_says_how_to_go_on(line: CommandLine, stack: Stack, project: Project) -> None:
    project.write("0001_remove", 'steps.remove_field(stack, "author", "name")')
    done = line.run("migrations", "upgrade")
    assert done.code == 1
    assert "failed in the step 'remove field author.name': 5 entries of 'author' would lose a value" in done.err
    assert "run upgrade again" in done.err
    (row,) = line.run("migrations", "status", "--json").items
    assert (row["state"], row["step"]) == ("failed", "remove field author.name")


def test_the_server_is_gone(line: CommandLine, emulator: Emulator, stack: Stack, project: Project) -> None:
    project.write("0001_rename", RENAME)
    emulator.fail_next(1, status=403, method="PUT", path="/v3/content_types/author")
    assert line.run("migrations", "upgrade").code == 3


def test_an_edited_file(line: CommandLine, stack: Stack, project: Project) -> None:
    path = project.write("0001_rename", RENAME)
    line.run("migrations", "upgrade", "--quiet")
    path.write_text(path.read_text() + "# edited\n")
    done = line.run("migrations", "upgrade")
    assert (done.code, "migrations accept 0001_rename" in done.err) == (2, True)
    assert line.run("migrations", "status", "--check").code == 1
    assert line.run("migrations", "accept", "0001_rename").code == 0
    assert line.run("migrations", "status", "--check").code == 0
    assert line.run("migrations", "accept", "7").code == 2


def test_a_lock(line: CommandLine, stack: Stack, project: Project) -> None:
    project.write("0001_rename", RENAME)
    assert line.run("migrations", "upgrade").code == 0
    stack.entries(HISTORY_UID).create({"title": "lock", "who": "ann", "lease_until": "2000-01-01T00:00:00.000Z"})
    project.write("0002_nothing", "pass")
    done = line.run("migrations", "upgrade")
    assert (done.code, "--break-lock" in done.err) == (1, True)
    assert "locked by ann until 2000-01-01 00:00:00 UTC" in line.run("migrations", "status").err
    assert line.run("migrations", "unlock").code == 2
    assert line.run("migrations", "unlock", "--yes").code == 0
    assert line.run("migrations", "unlock").err == "there is no lock\n"
    assert line.run("migrations", "upgrade", "--json").code == 0


def test_a_history_in_a_file(line: CommandLine, stack: Stack, project: Project) -> None:
    project.write("0001_rename", RENAME)
    assert line.run("migrations", "upgrade", "--history", "history.jsonl").code == 0
    assert line.run("migrations", "status", "--check", "--history", "history.jsonl").code == 0
    assert line.run("migrations", "unlock", "--history", "history.jsonl").err == "there is no lock\n"


def test_a_migration_that_ends_the_program_has_failed(line: CommandLine, stack: Stack, project: Project) -> None:
    del stack
    project.write("0001_exit", "raise SystemExit(0)")
    assert line.run("migrations", "upgrade", "--dry-run").code == 1
    done = line.run("migrations", "upgrade")
    assert (done.code, "0001_exit failed outside of its steps: SystemExit: 0" in done.err) == (1, True)


def test_prints_of_a_migration_are_no_results(line: CommandLine, stack: Stack, project: Project) -> None:
    del stack
    project.write("0001_print", "print('during')", "print('back')", before="print('before')")
    done = line.run("migrations", "upgrade", "--json")
    assert done.document["migrations"][0]["name"] == "0001_print"
    assert done.err == "before\nbefore\nduring\n"
    assert line.run("migrations", "downgrade", "--yes", "--json").document["direction"] == "downgrade"


def test_migrations_import_what_is_beside_them_and_in_the_project(
    line: CommandLine, stack: Stack, project: Project, monkeypatch: pytest.MonkeyPatch
) -> None:
    del stack
    monkeypatch.setattr("sys.path", [place for place in sys.path if place])  # as an installed command has it
    project.write("0001_import", "import migrated_helper", before="import migrated_models")
    (project.folder / "migrated_helper.py").write_text("")
    Path("migrated_models.py").write_text("")
    done = line.run("migrations", "upgrade")
    assert done.code == 0, done.err
    assert not {".", str(Path.cwd()), str(project.folder.resolve())} & set(sys.path)
