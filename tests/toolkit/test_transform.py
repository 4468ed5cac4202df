"""`transform`, against the emulator."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from contentstack_cma import Stack
from contentstack_cma_emulator import Emulator
from contentstack_cma_toolkit.cli import terminal
from tests.toolkit.support.command_line import CommandLine
from tests.toolkit.support.terminals import open_terminal

BLOG = "blog_post"
SCRIPT = """
from colors import correct

def transform(entry):
    if entry.title == "Broken":
        return {"title": entry["no such field"]}
    entry.title = correct(entry.title)
"""


@pytest.fixture(autouse=True)
def posts(stack: Stack) -> Iterator[dict[str, str]]:
    """Uids of entries by title."""
    entries = stack.entries(BLOG)
    titles = ["Colour", "Colours", "Plain"]
    yield {title: entries.create({"title": title, "url": f"/{title}"}).uid for title in titles}
    entries.delete_many(entries.snapshot()).finish()


@pytest.fixture
def script() -> str:
    """A script that imports what is beside it."""
    folder = Path("scripts")
    folder.mkdir()
    (folder / "colors.py").write_text('def correct(text): return text.replace("Colour", "Color")', encoding="utf-8")
    (folder / "correct.py").write_text(SCRIPT, encoding="utf-8")
    return str(folder / "correct.py")


@pytest.fixture
def has_terminal(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(terminal, "is_terminal", lambda: True)


def list_titles(stack: Stack) -> set[str | None]:
    return {entry.title for entry in stack.entries(BLOG).list()}


def test_a_dry_run_shows_each_change(signed_in: CommandLine, script: str, posts: dict[str, str], stack: Stack) -> None:
    done = signed_in.run("transform", script, "--dry-run")
    assert done.code == 0
    assert f'--- before {BLOG}/{posts["Colour"]}/en-us "Colour"' in done.out
    assert '+  "title": "Colors"' in done.out
    assert "Plain" not in done.out
    assert "1 unchanged, 2 planned in" in done.err
    assert list_titles(stack) == {"Colour", "Colours", "Plain"}


def test_programs_get_the_changed_values(signed_in: CommandLine, script: str, posts: dict[str, str]) -> None:
    done = signed_in.run("transform", script, "--dry-run", "--json", "--content-type", BLOG, "--locale", "en-us")
    items = {item["uid"]: item for item in done.items}
    changed = items[posts["Colour"]]
    assert (changed["outcome"], changed["content_type"], changed["locale"]) == ("planned", BLOG, "en-us")
    assert changed["changes"] == [{"path": "title", "before": "Colour", "after": "Color"}]
    assert (items[posts["Plain"]]["outcome"], items[posts["Plain"]]["changes"]) == ("unchanged", [])


def test_changes_are_shown_before_they_are_written(
    signed_in: CommandLine, script: str, stack: Stack, has_terminal: None
) -> None:
    refused = signed_in.run("transform", script, given="n\n")
    assert refused.code == 1
    assert '+  "title": "Color"' in refused.err
    assert "Change 2 entries in stack" in refused.err
    assert list_titles(stack) == {"Colour", "Colours", "Plain"}
    done = signed_in.run("transform", script, given="y\n")
    assert (done.code, "2 updated, 1 unchanged in" in done.err) == (0, True)
    assert list_titles(stack) == {"Color", "Colors", "Plain"}
    again = signed_in.run("transform", script)
    assert (again.code, "3 unchanged in" in again.err, "Change" in again.err) == (0, True, False)


def test_nothing_is_written_without_consent(signed_in: CommandLine, script: str, stack: Stack) -> None:
    done = signed_in.run("transform", script)
    assert (done.code, "pass --yes" in done.err) == (2, True)
    assert list_titles(stack) == {"Colour", "Colours", "Plain"}


def test_only_the_changes_that_were_shown_are_written(
    signed_in: CommandLine, script: str, posts: dict[str, str], stack: Stack, monkeypatch: pytest.MonkeyPatch
) -> None:
    def change_meanwhile(*_: Any, **__: Any) -> None:
        stack.entries(BLOG).update(posts["Colour"], {"title": "Colour again"})
        stack.entries(BLOG).update(posts["Plain"], {"title": "Colour not shown"})

    stack.entries(BLOG).create({"title": "Broken", "url": "/broken"})
    monkeypatch.setattr("contentstack_cma_toolkit.cli.running.confirm", change_meanwhile)
    done = signed_in.run("transform", script)
    assert done.code == 1
    assert "it was changed after its change was shown: run the command again" in done.err
    assert f"failed: {script}:6: KeyError: 'no such field'" in done.err
    assert "1 updated, 1 unchanged, 1 skipped, 1 failed in" in done.err
    assert list_titles(stack) == {"Colour again", "Colors", "Colour not shown", "Broken"}


def test_only_the_first_of_many_changes_are_shown(
    signed_in: CommandLine, script: str, stack: Stack, has_terminal: None
) -> None:
    rows = [{"title": f"Colour {number}", "url": f"/{number}"} for number in range(12)]
    stack.entries(BLOG).create_many(rows).finish()
    done = signed_in.run("transform", script, "--query", '{"title": {"$regex": "^Colour \\\\d"}}', given="y\n")
    assert (done.code, done.err.count("+++ after")) == (0, 10)
    assert "Change 12 entries in stack" in done.err
    assert "of which the first 10 are shown?" in done.err
    assert "12 updated in" in done.err


def test_a_transformation_goes_on_by_its_checkpoint_and_is_reverted(
    signed_in: CommandLine, script: str, stack: Stack, emulator: Emulator
) -> None:
    emulator.fail_next(status=422, method="PUT")
    arguments = ("transform", script, "--checkpoint", "colors.jsonl", "--yes", "--json")
    first = signed_in.run(*arguments)
    assert (first.code, sorted(item["outcome"] for item in first.items)) == (1, ["failed", "unchanged", "updated"])
    second = signed_in.run(*arguments)
    assert (second.code, [item["outcome"] for item in second.items]) == (0, ["updated"])
    assert list_titles(stack) == {"Color", "Colors", "Plain"}
    assert signed_in.run("revert", "colors.jsonl", "--yes").code == 0
    assert list_titles(stack) == {"Colour", "Colours", "Plain"}


def test_published_entries_are_published_again(
    signed_in: CommandLine, script: str, posts: dict[str, str], stack: Stack
) -> None:
    uid = posts["Colour"]
    stack.entries(BLOG).publish(uid, environments=["production"], locales=["en-us"], wait=True)
    assert signed_in.run("transform", script, "--republish", "--yes").code == 0
    found = stack.entries(BLOG).get(uid, include_publish_details=True).to_dict()
    assert [details["version"] for details in found["publish_details"]] == [found["_version"]] == [2]


@pytest.mark.parametrize(
    ("content", "problem"),
    [
        ("x = (", "script.py:1: '(' was never closed"),
        ("\nimport no_such_module", "script.py:2: ModuleNotFoundError: No module named 'no_such_module'"),
        ("transform = 1", "script.py has no function transform(entry): define it"),
        ("async def transform(entry): ...", "script.py: transform must not be async"),
    ],
)
def test_a_script_that_cannot_be_used_is_named(
    content: str, problem: str, signed_in: CommandLine, emulator: Emulator
) -> None:
    Path("script.py").write_text(content, encoding="utf-8")
    before = len(emulator.requests)
    done = signed_in.run("transform", "script.py", "--yes")
    assert (done.code, problem in done.err) == (2, True)
    assert len(emulator.requests) == before


@pytest.mark.parametrize(
    ("arguments", "problem"),
    [
        (["missing.py"], "missing.py: No such file or directory"),
        (["script.py", "--dry-run", "--checkpoint", "a.jsonl"], "--dry-run and --checkpoint cannot be combined"),
        (["script.py", "--query", "[]"], "--query must be a JSON object"),
        (["script.py", "--yes", "--content-type", "novel"], "the stack has no content type 'novel'"),
    ],
)
def test_wrong_usage_changes_nothing(arguments: list[str], problem: str, signed_in: CommandLine) -> None:
    Path("script.py").write_text("def transform(entry): entry.title = 'changed'", encoding="utf-8")
    done = signed_in.run("transform", *arguments)
    assert (done.code, problem in done.err) == (2, True)


def test_a_person_sees_changes_in_colors(signed_in: CommandLine, script: str) -> None:
    with open_terminal(["transform", script, "--dry-run"]) as opened:
        assert opened.finish() == 0
    assert '\x1b[32m+  "title": "Color"\x1b[0m' in opened.shown
