"""`entries`, against the emulator."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from contentstack_cma import Stack
from contentstack_cma.models import Entry
from contentstack_cma_emulator import Emulator
from contentstack_cma_toolkit.cli import terminal
from tests.toolkit.support.command_line import CommandLine

BLOG = "blog_post"


@pytest.fixture
def entry(stack: Stack) -> Iterator[Entry]:
    created = stack.entries(BLOG).create({"title": "First \x1b[31m", "url": "/first"})
    yield created
    for left in stack.entries(BLOG).snapshot():
        stack.entries(BLOG).delete(left.uid, all_locales=True)


@pytest.fixture
def signed_in_on_terminal(signed_in: CommandLine, monkeypatch: pytest.MonkeyPatch) -> CommandLine:
    monkeypatch.setattr(terminal, "is_terminal", lambda: True)
    return signed_in


def list_titles(stack: Stack) -> list[str | None]:
    return [entry.title for entry in stack.entries(BLOG).list(asc="created_at")]


def test_a_list_is_json_lines_or_text_without_control_characters(signed_in: CommandLine, entry: Entry) -> None:
    done = signed_in.run("entries", "list", BLOG, "--json")
    assert (done.code, done.err) == (0, "")
    assert done.items == [entry.to_dict()]
    uid, title, *_ = signed_in.run("entries", "list", BLOG).out.split("\t")
    assert (uid, title) == (entry.uid, "First  [31m")


def test_a_list_has_conditions_an_order_and_an_end(signed_in: CommandLine, entry: Entry, stack: Stack) -> None:
    for number in range(3):
        stack.entries(BLOG).create({"title": f"More {number}", "url": f"/{number}"})
    query = '{"title": {"$regex": "^More"}}'
    done = signed_in.run("entries", "list", BLOG, "--query", query, "--desc", "title", "--max-items", "2", "--json")
    assert [item["title"] for item in done.items] == ["More 2", "More 1"]
    Path("query.json").write_text(query, encoding="utf-8")
    done = signed_in.run("entries", "list", BLOG, "--query", "@query.json", "--asc", "title", "--json")
    assert [item["title"] for item in done.items] == ["More 0", "More 1", "More 2"]


def test_an_entry_is_created_read_and_updated(signed_in: CommandLine, entry: Entry) -> None:
    created = signed_in.run("entries", "create", BLOG, "--data", "-", given='{"title": "Grüße", "url": "/x"}').document
    assert created["title"] == "Grüße"
    changed = signed_in.run("entries", "update", BLOG, created["uid"], "--data", '{"title": "New"}', "--json")
    assert len(changed.out.splitlines()) == 1
    found = signed_in.run("entries", "get", BLOG, created["uid"])
    assert (found.document["title"], found.document["url"], found.document["_version"]) == ("New", "/x", 2)
    old = signed_in.run("entries", "get", BLOG, created["uid"], "--version", "1")
    assert old.document["title"] == "Grüße"


def test_an_entry_is_localized(signed_in: CommandLine, entry: Entry, stack: Stack) -> None:
    arguments = ("update", BLOG, entry.uid, "--data", '{"title": "Premier"}', "--locale", "fr-fr")
    assert signed_in.run("entries", *arguments).code == 0
    assert signed_in.run("entries", "get", BLOG, entry.uid, "--locale", "fr-fr").document["title"] == "Premier"
    assert stack.entries(BLOG).get(entry.uid).title == entry.title


def test_nothing_is_deleted_without_a_terminal_and_without_yes(
    signed_in: CommandLine, entry: Entry, stack: Stack
) -> None:
    done = signed_in.run("entries", "delete", BLOG, entry.uid)
    assert done.code == 2
    assert entry.uid in done.err
    assert "Delete 1 entry of blog_post in all locales from stack" in done.err
    assert "--yes" in done.err
    assert list_titles(stack) == [entry.title]


@pytest.mark.parametrize(("reply", "code"), [("y\n", 0), ("n\n", 1), ("", 130)])
def test_a_deletion_shows_the_entries_and_asks(
    reply: str, code: int, signed_in_on_terminal: CommandLine, entry: Entry, stack: Stack
) -> None:
    done = signed_in_on_terminal.run("entries", "delete", BLOG, entry.uid, given=reply)
    assert done.code == code
    assert done.err.startswith(f"  {entry.uid}  First  [31m  en-us\n")
    assert list_titles(stack) == ([] if code == 0 else [entry.title])


def test_entries_that_match_are_shown_and_deleted(
    signed_in_on_terminal: CommandLine, entry: Entry, stack: Stack
) -> None:
    for number in range(25):
        stack.entries(BLOG).create({"title": f"Old {number}", "url": f"/{number}"})
    arguments = ("entries", "delete", BLOG, "--query", '{"title": {"$regex": "^Old"}}', "--json")
    done = signed_in_on_terminal.run(*arguments, given="y\n")
    assert done.code == 0
    assert done.out.count('"outcome": "deleted"') == 25
    assert done.err.count("  Old ") == 10
    assert "… and 15 more" in done.err
    assert "25 deleted in" in done.err
    assert list_titles(stack) == [entry.title]
    assert signed_in_on_terminal.run(*arguments, "--yes").code == 4


def test_a_localized_version_is_deleted_alone(signed_in: CommandLine, entry: Entry, stack: Stack) -> None:
    stack.entries(BLOG).localize(entry.uid, {"title": "Premier"}, locale="fr-fr")
    assert signed_in.run("entries", "delete", BLOG, entry.uid, "--locale", "fr-fr", "--yes").code == 0
    assert [locale.code for locale in stack.entries(BLOG).list_locales(entry.uid) if locale.localized] == []
    assert list_titles(stack) == [entry.title]


def test_an_entry_is_deleted_in_all_locales(signed_in: CommandLine, entry: Entry, stack: Stack) -> None:
    stack.entries(BLOG).localize(entry.uid, {"title": "Premier"}, locale="fr-fr")
    assert signed_in.run("entries", "delete", BLOG, entry.uid, "--yes").code == 0
    assert [found.uid for found in stack.entries(BLOG).list(locale="fr-fr")] == []


def test_an_item_that_fails_does_not_stop_the_others(
    signed_in: CommandLine, entry: Entry, stack: Stack, emulator: Emulator
) -> None:
    second = stack.entries(BLOG).create({"title": "Second", "url": "/second"})
    emulator.fail_next(status=422, method="DELETE")
    arguments = ("entries", "delete", BLOG, entry.uid, second.uid, "--yes", "--json", "--concurrency", "1")
    done = signed_in.run(*arguments)
    assert done.code == 1
    assert {item["uid"]: item["outcome"] for item in done.items} == {entry.uid: "failed", second.uid: "deleted"}
    assert f"{entry.uid}: failed: " in done.err
    assert "1 deleted, 1 failed in" in done.err
    assert list_titles(stack) == [entry.title]


def test_entries_are_published_and_unpublished(signed_in: CommandLine, entry: Entry, stack: Stack) -> None:
    where = ("--environment", "production", "--locale", "en-us")
    published = signed_in.run("entries", "publish", BLOG, entry.uid, *where)
    assert (published.code, published.out, published.err[:9]) == (0, "", "1 queued ")
    assert list_published(stack, entry) == 1
    assert signed_in.run("entries", "unpublish", BLOG, entry.uid, *where).code == 2
    assert list_published(stack, entry) == 1
    (item,) = signed_in.run("entries", "unpublish", BLOG, "--query", "{}", *where, "--yes", "--wait", "--json").items
    assert (item["uid"], item["outcome"]) == (entry.uid, "unpublished")
    assert list_published(stack, entry) == 0


def test_entries_of_a_file_are_published(signed_in: CommandLine, entry: Entry, stack: Stack) -> None:
    Path("rows.csv").write_text(f"uid,version:number\n{entry.uid},1\n,\n{entry.uid},x\n", encoding="utf-8")
    where = ("--environment", "production", "--locale", "en-us")
    done = signed_in.run("entries", "publish", BLOG, "--file", "rows.csv", *where, "--wait", "--json")
    assert done.code == 1
    assert {item["place"]: item["outcome"] for item in done.items} == {
        "rows.csv:2": "published",
        "rows.csv:3": "failed",
        "rows.csv:4": "failed",
    }
    assert "rows.csv:3: failed: uid must be a string, not None" in done.err
    assert "rows.csv:4: column 'version:number': 'x' is not a number" in done.err


def test_what_entries_refer_to_is_published_with_them(
    signed_in: CommandLine, entry: Entry, stack: Stack, emulator: Emulator
) -> None:
    arguments = ("publish", BLOG, entry.uid, "blt0", "--environment", "production", "--locale", "en-us", "--nested")
    done = signed_in.run("entries", *arguments)
    assert (done.code, done.out) == (1, f"{entry.uid}\tqueued\n")
    assert "1 of 2 failed" in done.err
    assert emulator.requests[-2].headers["api_version"] == "3.2"
    assert signed_in.run("entries", *arguments, "--wait").code == 2
    assert signed_in.run("entries", *arguments, "--checkpoint", "a.jsonl").code == 2


def list_published(stack: Stack, entry: Entry) -> int:
    found = stack.entries(BLOG).get(entry.uid, include_publish_details=True)
    return len(found.to_dict().get("publish_details") or [])


@pytest.mark.parametrize(
    ("arguments", "problem"),
    [
        (["delete", BLOG], "pass uids, --query or --file"),
        (["delete", BLOG, "blt1", "--query", "{}"], "pass uids, --query or --file"),
        (["delete", BLOG, "--query", "{}", "--file", "a.csv"], "pass uids, --query or --file"),
        (["delete", BLOG, "blt1", "--dry-run", "--checkpoint", "a.jsonl"], "--dry-run and --checkpoint"),
        (["list", BLOG, "--query", "[]"], "--query must be a JSON object"),
        (["list", BLOG, "--query", "{"], "--query:1:2: not valid JSON"),
        (["create", BLOG, "--data", "@missing.json"], "missing.json: No such file or directory"),
        (["create", BLOG, "--data", '"text"'], "--data must be a JSON object"),
        (["create", BLOG], "pass --data or --file"),
        (["create", BLOG, "--data", "{}", "--key", "title"], "--key cannot be combined with --data"),
        (["create", BLOG, "--data", "{}", "--file", "a.csv", "--stop-on-error"], "--file, --stop-on-error cannot be"),
        (["update", BLOG, "--data", "{}"], "pass the uid of the entry with --data"),
        (["update", BLOG, "blt1", "--file", "a.csv"], "pass --data with a uid, or --file without one"),
        (["upsert", BLOG, "--file", "a.csv"], "Missing option '--key'"),
        (["upsert", BLOG, "--key", "title"], "pass --file"),
        (["create", BLOG, "--file", "missing.csv"], "missing.csv: No such file or directory"),
        (["create", BLOG, "--file", "rows.xlsx"], "the suffix must be one of"),
        (["create", BLOG, "--file", "a.csv", "--concurrency", "0"], "--concurrency"),
        (["publish", BLOG, "blt1", "-e", "x", "-l", "y", "--wait", "--at", "z"], "--wait and --at cannot be combined"),
        (["list"], "Missing argument"),
        (["list", ""], "content_type_uid"),
        (["publish", BLOG, "blt1", "--locale", "en-us"], "Missing option '--environment'"),
    ],
)
def test_wrong_usage_sends_nothing(
    arguments: list[str], problem: str, signed_in: CommandLine, emulator: Emulator
) -> None:
    before = len(emulator.requests)
    done = signed_in.run("entries", *arguments)
    assert (done.code, done.out) == (2, "")
    assert problem in done.err
    assert len(emulator.requests) == before


def test_errors_have_their_exit_codes(signed_in: CommandLine, emulator: Emulator) -> None:
    assert signed_in.run("entries", "get", BLOG, "blt0").code == 4
    assert signed_in.run("entries", "delete", BLOG, "blt0", "--yes").code == 4
    assert signed_in.run("entries", "delete", BLOG, "--query", '{"title": "none"}', "--yes").code == 4
    assert signed_in.run("entries", "list", BLOG, "--stack", "no_such_stack").code == 4
    rejected = signed_in.run("entries", "create", BLOG, "--data", '{"url": "/x"}')
    assert (rejected.code, rejected.out) == (1, "")
    assert "title: is a required field" in rejected.err
