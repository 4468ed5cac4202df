"""Entries from the rows of files, against the emulator."""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from contentstack_cma import Stack
from contentstack_cma_emulator import Emulator
from contentstack_cma_toolkit.cli import terminal
from tests.toolkit.support.command_line import CommandLine
from tests.wrapper.support.books import UID, build_book_type, build_rows


@pytest.fixture(scope="module", autouse=True)
def book_type(emulator: Emulator) -> None:
    from contentstack_cma import Client

    with Client(authtoken=emulator.authtoken, base_url=emulator.url) as client:
        client.stack(emulator.stack.api_key).content_types.create(build_book_type())


@pytest.fixture(autouse=True)
def bare_shelf(stack: Stack) -> Iterator[None]:
    yield
    stack.entries(UID).delete_many(stack.entries(UID).snapshot()).finish()


def write(name: str, text: str) -> str:
    Path(name).write_text(text, encoding="utf-8")
    return name


def write_rows(name: str, rows: list[dict[str, Any]]) -> str:
    return write(name, "".join(json.dumps(row) + "\n" for row in rows))


def read_books(stack: Stack) -> dict[str, Any]:
    return {entry["isbn"]: entry for entry in stack.entries(UID).list()}


def test_rows_of_each_format_become_entries(signed_in: CommandLine, stack: Stack) -> None:
    lines = write_rows("a.jsonl", build_rows(3))
    table = write("b.csv", 'title,isbn,pages:number,tags:list\nCell,c,7,"x, y"\n')
    array = write("c.json", '[{"title": "Array", "isbn": "a"}]')
    for name in (lines, table, array):
        done = signed_in.run("entries", "create", UID, "--file", name)
        assert (done.code, done.out) == (0, ""), done.err
        assert " created in " in done.err
    given = "title,isbn\nPiped,p\n"
    assert signed_in.run("entries", "create", UID, "--file", "-", "--format", "csv", given=given).code == 0
    books = read_books(stack)
    assert set(books) == {"0", "1", "2", "c", "a", "p"}
    assert (books["c"]["pages"], books["c"]["tags"]) == (7, ["x", "y"])


def test_programs_get_an_outcome_per_row_and_nothing_else(signed_in: CommandLine, stack: Stack) -> None:
    name = write("a.csv", "title,isbn,pages:number\nOne,1,10\nTwo,2,many\n,3,30\n")
    done = signed_in.run("entries", "create", UID, "--file", name, "--key", "isbn", "--json")
    assert done.code == 1
    items = {item["place"]: item for item in done.items}
    one = read_books(stack)["1"].uid
    assert items["a.csv:2"] == {
        "position": 1,
        "place": "a.csv:2",
        "key": "1",
        "uid": one,
        "outcome": "created",
        "attempts": 1,
    }
    cell = "a.csv:3: column 'pages:number': 'many' is not a number: write it as 12 or 12.5"
    assert (items["a.csv:3"]["outcome"], items["a.csv:3"]["error"]) == ("failed", cell)
    assert items["a.csv:4"]["error"] == "the required field 'title' is missing or empty"
    assert cell in done.err
    assert "a.csv:4 3: failed: the required field 'title' is missing or empty" in done.err
    assert "1 created, 2 failed in" in done.err


def test_only_failures_are_printed_if_so_wanted(signed_in: CommandLine) -> None:
    name = write("a.csv", "title,isbn\nOne,1\nTwo\n")
    done = signed_in.run("entries", "create", UID, "--file", name, "--quiet")
    assert (done.code, done.out, done.err) == (1, "", "a.csv:3: has 1 cells, but the header has 2\n")


def test_an_empty_file_is_no_error(signed_in: CommandLine) -> None:
    done = signed_in.run("entries", "create", UID, "--file", write("a.jsonl", ""))
    assert (done.code, done.out, done.err) == (0, "", "no items\n")


def test_rows_are_updated_by_uid_or_key_and_in_a_locale(signed_in: CommandLine, stack: Stack) -> None:
    stack.entries(UID).create_many(build_rows(3)).finish()
    uid = read_books(stack)["0"].uid
    done = signed_in.run("entries", "update", UID, "--file", write("a.csv", f"uid,title\n{uid},By uid\n"))
    assert (done.code, "1 updated in" in done.err) == (0, True)
    name = write("b.csv", "isbn,title\n1,By key\n9,Nobody\n")
    done = signed_in.run("entries", "update", UID, "--file", name, "--key", "isbn")
    assert done.code == 1
    assert "b.csv:3 9: failed: no entry of 'book' has isbn '9'" in done.err
    name = write("c.csv", "isbn,title\n2,Livre\n")
    arguments = ("--file", name, "--key", "isbn", "--locale", "fr-fr")
    assert signed_in.run("entries", "update", UID, *arguments).code == 0
    assert {book.title for book in read_books(stack).values()} == {"Book 2", "By key", "By uid"}
    assert {book.title for book in stack.entries(UID).list(locale="fr-fr")} >= {"Livre"}


def test_rows_are_created_or_updated_by_their_key(signed_in: CommandLine, stack: Stack) -> None:
    stack.entries(UID).create_many(build_rows(2)).finish()
    rows = [{"isbn": str(number), "title": f"New {number}"} for number in range(4)]
    done = signed_in.run("entries", "upsert", UID, "--file", write_rows("a.jsonl", rows), "--key", "isbn", "--json")
    assert (done.code, sorted(item["outcome"] for item in done.items)) == (0, ["created"] * 2 + ["updated"] * 2)
    assert {isbn: book.title for isbn, book in read_books(stack).items()} == {row["isbn"]: row["title"] for row in rows}
    done = signed_in.run("entries", "create", UID, "--file", "a.jsonl", "--key", "isbn")
    assert (done.code, "4 found in" in done.err) == (0, True)


def test_rows_refer_to_entries_of_the_same_file(signed_in: CommandLine, stack: Stack) -> None:
    name = write("a.csv", "title,isbn,successor:ref(book.isbn)\nOne,1,2\nTwo,2,\nThree,3,missing\n")
    done = signed_in.run("entries", "create", UID, "--file", name, "--key", "isbn")
    assert (done.code, "a.csv:4 3: failed: it was created without book 'missing'" in done.err) == (1, True)
    books = read_books(stack)
    assert [found["uid"] for found in books["1"]["successor"]] == [books["2"].uid]


def test_the_first_failure_stops_if_so_wanted(signed_in: CommandLine, stack: Stack) -> None:
    name = write("a.jsonl", "{\n" + "".join(f"{json.dumps(row)}\n" for row in build_rows(400)))
    done = signed_in.run("entries", "create", UID, "--file", name, "--stop-on-error", "--concurrency", "1")
    assert done.code == 2
    assert done.err.startswith("a.jsonl:1:2: not valid JSON")
    assert read_books(stack) == {}


def test_rows_that_all_fail_alike_have_the_exit_code_of_their_failure(signed_in: CommandLine) -> None:
    assert signed_in.run("entries", "create", UID, "--file", write("a.jsonl", "{\n[]\n")).code == 2
    name = write("b.csv", "uid,title\nblt0,x\n")
    assert signed_in.run("entries", "update", UID, "--file", name).code == 4


def test_a_row_whose_outcome_is_unknown_has_an_exit_code_of_its_own(
    signed_in: CommandLine, emulator: Emulator, stack: Stack
) -> None:
    name = write_rows("a.jsonl", build_rows(3))
    emulator.drop_next(when="after", method="POST")
    done = signed_in.run("entries", "create", UID, "--file", name, "--json")
    assert done.code == 5
    assert sorted(item["outcome"] for item in done.items) == ["created", "created", "unknown"]
    assert ": unknown: " in done.err
    assert len(read_books(stack)) == 3


def test_the_same_command_goes_on_by_its_checkpoint(signed_in: CommandLine, emulator: Emulator, stack: Stack) -> None:
    name = write_rows("a.jsonl", build_rows(5))
    emulator.fail_next(status=422, method="POST")
    arguments = ("entries", "create", UID, "--file", name, "--key", "isbn", "--checkpoint", "load.jsonl")
    assert signed_in.run(*arguments).code == 1
    done = signed_in.run(*arguments)
    assert (done.code, "1 created, 4 by an earlier run in" in done.err) == (0, True)
    assert len(read_books(stack)) == 5
    other = signed_in.run("entries", "upsert", UID, "--file", name, "--key", "isbn", "--checkpoint", "load.jsonl")
    assert (other.code, "load.jsonl belongs to another run" in other.err) == (2, True)


def test_what_a_file_deletes_is_shown_first(
    signed_in: CommandLine, stack: Stack, monkeypatch: pytest.MonkeyPatch
) -> None:
    stack.entries(UID).create_many(build_rows(12)).finish()
    books = read_books(stack)
    uids = [books[str(number)].uid for number in range(12)]
    name = write("a.csv", "uid,title\n" + "".join(f"{uid},x\n" for uid in uids[:11]) + "blt0,x\n,\nodd\n")
    arguments = ("entries", "delete", UID, "--file", name)
    dry_run = signed_in.run(*arguments, "--dry-run")
    assert dry_run.code == 1
    assert [line.split("\t")[:2] for line in dry_run.out.splitlines()] == [
        [uid, f"Book {number}"] for number, uid in enumerate(uids[:11])
    ]
    assert "a.csv:13 blt0: failed: the entry 'blt0' does not exist" in dry_run.err
    assert "11 planned, 3 failed in" in dry_run.err
    refused = signed_in.run(*arguments)
    assert (refused.code, len(read_books(stack))) == (2, 12)
    assert f"  {uids[0]}  Book 0  en-us\n" in refused.err
    assert "… and 3 more" in refused.err
    assert "Delete 13 entries of book in all locales from stack" in refused.err
    monkeypatch.setattr(terminal, "is_terminal", lambda: True)
    done = signed_in.run(*arguments, given="y\n")
    assert (done.code, set(read_books(stack))) == (1, {"11"})
    assert "11 deleted, 3 failed in" in done.err


def test_programs_get_the_planned_deletions(signed_in: CommandLine, stack: Stack) -> None:
    entry = stack.entries(UID).create({"title": "One", "isbn": "1"})
    (item,) = signed_in.run("entries", "delete", UID, entry.uid, "--dry-run", "--json").items
    assert (item["uid"], item["outcome"], item["title"], item["locale"]) == (entry.uid, "planned", "One", "en-us")
    assert set(read_books(stack)) == {"1"}


def test_a_command_is_reverted_by_its_checkpoint(
    signed_in: CommandLine, stack: Stack, monkeypatch: pytest.MonkeyPatch
) -> None:
    stack.entries(UID).create({"title": "Old", "isbn": "0", "pages": 5})
    name = write_rows("a.jsonl", build_rows(3))
    assert signed_in.run("entries", "upsert", UID, "--file", name, "--key", "isbn", "--checkpoint", "x.jsonl").code == 0
    before = read_books(stack)
    stack.entries(UID).update(before["2"].uid, {"pages": 70})
    plan = signed_in.run("revert", "x.jsonl", "--dry-run")
    lines = {tuple(line.split("\t")) for line in plan.out.splitlines()}
    assert lines == {
        ("put back version 1", before["0"].uid, "0"),
        ("delete", before["1"].uid, "1"),
        ("none", before["2"].uid, "2"),
    }
    assert "2: skipped: it was changed after the run" in plan.err
    refused = signed_in.run("revert", "x.jsonl")
    assert (refused.code, f"  delete  {before['1'].uid}  1\n" in refused.err) == (2, True)
    monkeypatch.setattr(terminal, "is_terminal", lambda: True)
    assert signed_in.run("revert", "x.jsonl", given="n\n").code == 1
    assert len(read_books(stack)) == 3
    done = signed_in.run("revert", "x.jsonl", given="y\n")
    assert (done.code, "2 reverted, 1 skipped in" in done.err) == (0, True)
    assert {isbn: (book.title, book["pages"]) for isbn, book in read_books(stack).items()} == {
        "0": ("Old", 5),
        "2": ("Book 2", 70),
    }


def test_a_file_that_is_no_checkpoint_reverts_nothing(signed_in: CommandLine) -> None:
    missing = signed_in.run("revert", "missing.jsonl")
    assert (missing.code, "missing.jsonl does not exist" in missing.err) == (2, True)
    wrong = signed_in.run("revert", write_rows("rows.jsonl", build_rows(2)))
    assert (wrong.code, "rows.jsonl is not a checkpoint" in wrong.err) == (2, True)
