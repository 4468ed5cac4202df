"""`contentstack-cma export`."""

from pathlib import Path

from contentstack_cma import Stack
from contentstack_cma_emulator import Emulator
from contentstack_cma_toolkit.transfer import ExportReader
from tests.toolkit.support.command_line import CommandLine


def test_stack_is_exported(signed_in: CommandLine, stack: Stack, tmp_path: Path) -> None:
    done = signed_in.run("export", "--out", "out")
    assert (done.code, done.out) == (0, "")
    lines = done.err.splitlines()
    assert lines[0].startswith(f"export of stack {stack.api_key} in ")
    assert any(line.split()[:1] == ["entries"] for line in lines)
    assert ExportReader(tmp_path / "out").has_module("content_types")


def test_report_is_printed_as_json(signed_in: CommandLine, stack: Stack) -> None:
    done = signed_in.run("export", "-o", "out", "-m", "locales", "-m", "labels", "--json")
    assert (done.code, done.err) == (0, "")
    assert done.document["is_success"] is True
    assert list(done.document["counts"]) == ["locales", "labels"]


def test_entries_are_chosen(signed_in: CommandLine, stack: Stack) -> None:
    arguments = ("-l", "en-us", "-c", "blog_post", "--query", '{"title": "nowhere"}', "-m", "entries", "--json")
    done = signed_in.run("export", "-o", "out", *arguments)
    assert done.document["counts"] == {"entries": {"done": 0}}
    wrong = signed_in.run("export", "-o", "other", "-l", "xx")
    assert wrong.code == 2
    assert "locales: the stack has no 'xx'" in wrong.err


def test_misspelled_option_can_be_corrected_in_the_same_folder(signed_in: CommandLine, stack: Stack) -> None:
    wrong = signed_in.run("export", "-o", "out", "-c", "blog_pst")
    assert (wrong.code, "the stack has no 'blog_pst'" in wrong.err) == (2, True)
    assert signed_in.run("export", "-o", "out", "-q").code == 0


def test_finished_export_is_only_updated_on_demand(signed_in: CommandLine, stack: Stack) -> None:
    assert signed_in.run("export", "-o", "out", "-q").err == ""
    again = signed_in.run("export", "-o", "out")
    assert again.code == 2
    assert "or bring it up to date with existing='update', on the command line --update" in again.err
    assert signed_in.run("export", "-o", "out", "--update").code == 0


def test_branches_are_chosen(signed_in: CommandLine, stack: Stack, tmp_path: Path) -> None:
    assert signed_in.run("export", "-o", "out", "--all-branches", "-m", "locales").code == 0
    assert (tmp_path / "out/main/locales/master-locale.json").is_file()
    both = signed_in.run("export", "-o", "other", "--all-branches", "--branch", "main")
    assert (both.code, "cannot be combined" in both.err) == (2, True)


def test_failure_is_shown_and_changes_the_exit_code(signed_in: CommandLine, stack: Stack, emulator: Emulator) -> None:
    emulator.fail_next(status=403, operation="list_environments")
    done = signed_in.run("export", "-o", "out", "-q")
    assert done.code == 1
    assert "environments (main/environments/environments.json)" in done.err
