# Derived from asynchronous/test_transform.py by generator/unasync.py: edit that, not this.
"""Transformations: dry runs, what is written, conflicts, publishing again, and going on after an interruption."""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from benchmarks.faulty_proxy import FaultyProxy
from contentstack_cma import BulkError, CheckpointError, Client, RepublishError, RetryPolicy, Stack
from contentstack_cma.bulk import EntryDiff, ItemState, Skip, revert
from contentstack_cma.models import Entry
from contentstack_cma_emulator import Emulator
from tests.wrapper.support.books import UID, build_book_type, build_rows
from tests.wrapper.support.concurrency import sync_list

MASTER = "en-us"
NOTE: Any = {"title": "Note", "uid": "note", "schema": [{"uid": "title", "data_type": "text", "display_name": "Title"}]}


@pytest.fixture
def emulator() -> Emulator:
    return Emulator(work_delay=0)


@pytest.fixture
def stack(emulator: Emulator) -> Iterator[Stack]:
    """A stack with the books 0 to 4, of which 1 is localized, and one note."""
    with emulator, Client(authtoken=emulator.authtoken, base_url=emulator.url) as client:
        stack = client.stack(emulator.stack.api_key)
        for content_type in (build_book_type(), NOTE):
            stack.content_types.create(content_type)
        books = stack.entries(UID)
        books.create_many(build_rows(5), key="isbn").finish()
        rows = [{"isbn": "1", "title": "Livre 1", "pages": 1}]
        books.localize_many(rows, key="isbn", locale="fr-fr").finish()
        stack.entries("note").create({"title": "Note"})
        yield stack


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "transform.jsonl"


def read_titles(stack: Stack, locale: str = MASTER) -> dict[str, str]:
    entries = stack.walk(content_types=[UID], locales=[locale])
    return {entry["isbn"]: str(entry.title) for entry in entries}


def read_versions(stack: Stack) -> set[int | None]:
    return {entry.version for entry in stack.walk(content_types=[UID])}


def mark(entry: Entry) -> None:
    """Change the title in place. To do so twice shows."""
    entry.title = f"{entry.title}!"


ALL_MARKED = {str(number): f"Book {number}!" for number in range(5)}


def test_a_dry_run_writes_nothing_and_shows_what_would_change(stack: Stack) -> None:
    def change(entry: Entry) -> None:
        if entry["isbn"] == "1":
            entry.title, entry["pages"] = "New", 7

    outcomes = sync_list(stack.transform(change, content_types=[UID], dry_run=True))
    assert sorted(str(outcome.outcome) for outcome in outcomes) == ["planned"] * 2 + ["unchanged"] * 4
    diffs = [outcome.result for outcome in outcomes if outcome.result is not None]
    assert all(isinstance(diff, EntryDiff) for diff in diffs)
    assert {(diff.locale, diff.title): [tuple(map(str, diff.changes))] for diff in diffs} == {
        (MASTER, "Book 1"): [("pages: 1 → 7", 'title: "Book 1" → "New"')],
        ("fr-fr", "Livre 1"): [("pages: 1 → 7", 'title: "Livre 1" → "New"')],
    }
    assert {outcome.item.title for outcome in outcomes if outcome.result} == {"Book 1", "Livre 1"}
    assert read_versions(stack) == {1}


def test_only_changed_fields_are_written_in_each_locale(stack: Stack, emulator: Emulator) -> None:
    seen = len(emulator.requests)
    report = stack.transform(mark, content_types=[UID]).finish()
    assert (report.counts[ItemState.UPDATED], report.total) == (6, 6)
    assert read_titles(stack) == ALL_MARKED
    assert read_titles(stack, "fr-fr") == {"1": "Livre 1!"}
    written = [each.body.json for each in emulator.requests[seen:] if each.method == "PUT"]
    assert {tuple(body["entry"]) for body in written} == {("title",)}


def test_unchanged_entries_are_not_sent(stack: Stack) -> None:
    outcomes = sync_list(stack.transform(lambda entry: entry))
    assert {(outcome.outcome, outcome.attempts) for outcome in outcomes} == {(ItemState.UNCHANGED, 0)}
    assert {outcome.item["_content_type_uid"] for outcome in outcomes} >= {UID, "note"}


def test_what_the_function_returns_counts(stack: Stack) -> None:
    def change(entry: Entry) -> Any:
        kinds: dict[str, Any] = {
            "0": {"pages": 10},
            "1": {**entry, "pages": 11},
            "2": Entry.from_dict({**entry.to_dict(), "pages": 12}),
            "3": Skip("it is the third"),
        }
        return kinds.get(entry["isbn"])

    outcomes = sync_list(stack.transform(change, content_types=[UID], locales=[MASTER]))
    pages = {entry["isbn"]: entry["pages"] for entry in stack.walk(content_types=[UID], locales=[MASTER])}
    assert pages == {"0": 10, "1": 11, "2": 12, "3": 3, "4": 4}
    (skipped,) = [outcome for outcome in outcomes if outcome.outcome is ItemState.SKIPPED]
    assert str(skipped.error) == "it is the third"
    assert skipped.item["isbn"] == "3"


def test_a_deleted_key_is_cleared_and_references_are_written(stack: Stack) -> None:
    books = {entry["isbn"]: entry for entry in stack.entries(UID).list()}
    link = {"uid": books["0"].uid, "_content_type_uid": UID}

    def change(entry: Entry) -> None:
        del entry["pages"]
        entry["successor"] = [link]

    report = stack.transform(change, content_types=[UID], locales=[MASTER]).finish()
    assert report.counts[ItemState.UPDATED] == 5
    changed = sync_list(stack.entries(UID).list())
    assert {entry.get("pages") for entry in changed} == {None}
    assert all(entry["successor"] == [link] for entry in changed)
    assert (stack.transform(change_link, content_types=[UID], locales=[MASTER]).finish()).is_success


def change_link(entry: Entry) -> None:
    entry["successor"] = entry["successor"] * 2


class Failing:
    """A function that fails for one entry."""

    def __call__(self, entry: Entry) -> Any:
        results: dict[str, Any] = {
            "1": ["nonsense"],
            "2": {"uid": "blt0"},
            "3": {"titel": "New"},
            "4": {"title": {"a", "set"}},
        }
        if entry["isbn"] == "0":
            raise KeyError("color")
        return results[entry["isbn"]]


def test_an_error_of_the_function_fails_its_entry_only(stack: Stack) -> None:
    outcomes = sync_list(stack.transform(Failing(), content_types=[UID], locales=[MASTER]))
    said = {outcome.item["isbn"]: str(outcome.error) for outcome in outcomes if outcome.is_failure}
    assert said["0"] == "'color'"
    assert any(str(outcome).endswith(" failed: KeyError: 'color'") for outcome in outcomes)
    assert said["1"] == "the function must return None, an Entry, a mapping of fields or Skip(), not list"
    assert said["2"].startswith("the function returned another entry, with uid 'blt0' instead of 'blt")
    assert said["3"] == "the content type 'book' has no field 'titel': it has isbn, pages, successor, title"
    assert said["4"].startswith("the function set the field 'title' to what is not JSON: ")
    assert read_versions(stack) == {1}


def test_an_entry_that_changed_since_it_was_read_is_skipped(stack: Stack) -> None:
    books = stack.entries(UID)

    def change(entry: Entry) -> None:
        mark(entry)
        if entry["isbn"] == "3":
            books.update(entry.uid, {"title": "Mine"})
        if entry["isbn"] == "4":
            books.delete(entry.uid)

    outcomes = sync_list(stack.transform(change, content_types=[UID], locales=[MASTER]))
    skipped = {outcome.item["isbn"]: str(outcome.error) for outcome in outcomes if outcome.outcome == "skipped"}
    assert skipped == {
        "3": "it was changed since it was read: it has version 2 instead of 1",
        "4": "it was deleted since it was read",
    }
    assert read_titles(stack) == {"0": "Book 0!", "1": "Book 1!", "2": "Book 2!", "3": "Mine"}


def test_unknown_names_are_errors_before_anything_is_written(stack: Stack, path: Path) -> None:
    with pytest.raises(ValueError, match="the stack has no content type 'boook': did you mean 'book'"):
        stack.transform(mark, content_types=[UID, "boook"]).finish()
    with pytest.raises(ValueError, match="the stack has no locale 'xx'"):
        stack.transform(mark, locales=["xx"]).finish()
    assert read_versions(stack) == {1}
    options: Any = {"dry_run": True, "checkpoint": path}
    with pytest.raises(ValueError, match="a dry run has no checkpoint"):
        stack.transform(mark, **options)
    names: Any = UID
    with pytest.raises(TypeError, match="content_types must be a list of strings"):
        stack.transform(mark, content_types=names)
    function: Any = "title"
    with pytest.raises(TypeError, match="function must be a function that takes an entry, not str"):
        stack.transform(function)
    with pytest.raises(ValueError, match="concurrency must be at least 1, not 0"):
        stack.transform(mark, concurrency=0)


def test_a_finished_run_calls_the_function_for_nothing_more(stack: Stack, path: Path) -> None:
    called: list[str] = []

    def change(entry: Entry) -> None:
        called.append(entry.uid)
        mark(entry)

    stack.transform(change, content_types=[UID], checkpoint=path).finish()
    report = stack.transform(change, content_types=[UID], checkpoint=path).finish()
    assert (report.resumed, report.total, len(called)) == (6, 0, 6)
    with pytest.raises(CheckpointError, match="belongs to another run: it has content_types 'book' instead of None"):
        stack.transform(change, checkpoint=path).finish()


def forget_ends(path: Path, *uids: str) -> None:
    """Make a checkpoint look as if the run was killed before it learned how some or all items ended."""
    lines = [json.loads(line) for line in path.read_text().splitlines()]
    kept = [line for line in lines if line.get("state") in {None, "sent"} or (uids and line["uid"] not in uids)]
    path.write_text("".join(f"{json.dumps(line)}\n" for line in kept))


def test_entries_that_were_under_way_are_not_transformed_twice(stack: Stack, path: Path) -> None:
    books = stack.entries(UID)
    uids = {entry["isbn"]: entry.uid for entry in books.list()}
    stack.transform(mark, content_types=[UID], checkpoint=path).finish()
    forget_ends(path)
    books.update(uids["4"], {"title": "Mine"})
    outcomes = sync_list(stack.transform(mark, content_types=[UID], checkpoint=path))
    assert sorted(str(outcome.outcome) for outcome in outcomes) == ["unknown", *["updated"] * 5]
    assert read_titles(stack) == ALL_MARKED | {"4": "Mine"}
    assert read_titles(stack, "fr-fr") == {"1": "Livre 1!"}


def test_entries_that_no_longer_match_the_query_are_finished_too(stack: Stack, emulator: Emulator, path: Path) -> None:
    def change(entry: Entry) -> None:
        mark(entry)
        entry["pages"] += 100

    uids = publish_all(stack, emulator)
    query = {"pages": {"$lt": 2}}
    emulator.fail_next(1, status=422, operation="publish_entry", path=f"*/{uids['0']}/publish")
    report = stack.transform(change, locales=[MASTER], query=query, republish=True, checkpoint=path).finish()
    assert (report.counts[ItemState.UPDATED], report.counts[ItemState.FAILED]) == (1, 1)
    forget_ends(path, uids["1"])
    report = stack.transform(change, locales=[MASTER], query=query, republish=True, checkpoint=path).finish()
    assert (report.counts[ItemState.UPDATED], report.total) == (2, 2)
    emulator.clock.advance(5)
    assert (read_published(stack, uids["0"]))["production", MASTER] == 2
    assert read_titles(stack) == {
        "0": "Book 0!",
        "1": "Book 1!",
        **{str(number): f"Book {number}" for number in (2, 3, 4)},
    }


def test_what_an_earlier_run_did_not_write_is_written(stack: Stack, path: Path) -> None:
    run = stack.transform(mark, content_types=[UID], checkpoint=path)
    run.finish()
    run.revert().finish()
    titles = read_titles(stack)
    assert set(titles.values()) == {f"Book {number}" for number in range(5)}
    report = stack.transform(mark, content_types=[UID], checkpoint=path).finish()
    assert report.counts[ItemState.UPDATED] == 6
    assert read_titles(stack) == ALL_MARKED


def test_a_function_that_changed_its_mind_leaves_doubtful_entries_alone(stack: Stack, path: Path) -> None:
    stack.transform(mark, content_types=[UID], checkpoint=path).finish()
    forget_ends(path)
    outcomes = sync_list(stack.transform(lambda entry: None, content_types=[UID], checkpoint=path))
    assert {str(outcome.outcome) for outcome in outcomes} == {"unknown"}
    message = "an earlier run may have written it, and the function does not make the same of it any more"
    assert {str(outcome.error) for outcome in outcomes} == {message}
    outcomes = sync_list(stack.transform(mark, content_types=[UID], checkpoint=path))
    assert {str(outcome.outcome) for outcome in outcomes} == {"updated"}
    assert read_titles(stack) == ALL_MARKED


def test_a_revert_puts_back_all_content_types_and_locales(stack: Stack, path: Path) -> None:
    def change(entry: Entry) -> None:
        mark(entry)
        if entry["_content_type_uid"] == UID:
            entry["successor"] = [{"uid": entry.uid, "_content_type_uid": UID}]

    types = [UID, "note"]
    stack.transform(change, content_types=types, checkpoint=path).finish()
    report = revert(path, stack).finish()
    assert str(report).startswith("revert transform of book, note: 7 reverted")
    titles = {(entry.locale, entry.title) for entry in stack.walk(content_types=types)}
    assert titles == {*((MASTER, f"Book {number}") for number in range(5)), ("fr-fr", "Livre 1"), (MASTER, "Note")}
    assert all(not entry["successor"] for entry in sync_list(stack.walk(content_types=[UID])))


def publish_all(stack: Stack, emulator: Emulator) -> dict[str, str]:
    """Publish the books 0 to 2 in all locales, and the note nowhere; book 2 is changed afterwards."""
    books = stack.entries(UID)
    uids = {entry["isbn"]: entry.uid for entry in books.list()}
    for isbn in ("0", "1", "2"):
        books.publish(uids[isbn], environments=["production"], locales=[MASTER])
    books.publish(uids["0"], environments=["development"], locales=[MASTER, "fr-fr"])
    books.publish(uids["1"], environments=["production"], locales=["fr-fr"], locale="fr-fr")
    books.update(uids["2"], {"pages": 200})
    emulator.clock.advance(5)
    return uids


def read_published(stack: Stack, uid: str, locale: str = MASTER) -> dict[tuple[str, str], int | None]:
    names = {each.uid: str(each.name) for each in stack.environments.list()}
    entry = stack.entries(UID).get(uid, locale=locale, include_publish_details=True)
    details: Any = entry.publish_details
    return {(names[each.environment], each.locale): each.version for each in details}


def test_what_was_published_unchanged_is_published_again(stack: Stack, emulator: Emulator) -> None:
    uids = publish_all(stack, emulator)
    report = stack.transform(mark, content_types=[UID], republish=True).finish()
    report.raise_for_failures()
    emulator.clock.advance(5)
    assert read_published(stack, uids["0"]) == {
        ("production", MASTER): 2,
        ("development", MASTER): 2,
        ("development", "fr-fr"): 2,
    }
    assert read_published(stack, uids["1"]) == {("production", MASTER): 2, ("production", "fr-fr"): 2}
    assert read_published(stack, uids["2"]) == {("production", MASTER): 1}, "it was changed after publishing"
    assert read_published(stack, uids["3"]) == {}


def test_a_failed_republishing_is_told_apart_and_made_up_for(stack: Stack, emulator: Emulator, path: Path) -> None:
    uids = publish_all(stack, emulator)
    emulator.fail_next(3, status=422, operation="publish_entry")
    outcomes = sync_list(stack.transform(mark, content_types=[UID], republish=True, checkpoint=path))
    failed = [outcome for outcome in outcomes if outcome.is_failure]
    assert {outcome.item["isbn"] for outcome in failed} == {"0", "1"}
    assert all(isinstance(outcome.error, RepublishError) for outcome in failed)
    assert all(outcome.result is not None and str(outcome.result.title).endswith("!") for outcome in failed)
    report = stack.transform(mark, content_types=[UID], republish=True, checkpoint=path).finish()
    assert (report.resumed, report.counts[ItemState.UPDATED], report.total) == (3, 3, 3)
    emulator.clock.advance(5)
    assert read_titles(stack) == ALL_MARKED
    assert (read_published(stack, uids["0"]))[("production", MASTER)] == 2


def test_a_publish_call_whose_response_got_lost_counts(stack: Stack, emulator: Emulator) -> None:
    uids = publish_all(stack, emulator)
    emulator.drop_next(when="after", operation="publish_entry")
    (outcome,) = sync_list(stack.transform(mark, locales=[MASTER], query={"uid": uids["0"]}, republish=True))
    assert (outcome.outcome, outcome.error) == (ItemState.UPDATED, None)
    emulator.clock.advance(5)
    assert set((read_published(stack, uids["0"])).values()) == {2}


def test_an_entry_that_cannot_be_read_again_is_not_written(stack: Stack, emulator: Emulator) -> None:
    emulator.fail_next(5, status=403, operation="get_entry")
    report = stack.transform(mark, content_types=[UID], locales=[MASTER]).finish()
    assert report.counts[ItemState.FAILED] == 5
    assert read_versions(stack) == {1}


def test_a_doubtful_entry_whose_former_version_cannot_be_read_stays_doubtful(
    stack: Stack, emulator: Emulator, path: Path
) -> None:
    stack.transform(mark, content_types=[UID], locales=[MASTER], checkpoint=path).finish()
    forget_ends(path)
    emulator.fail_next(5, status=403, operation="get_entry")
    assert (stack.transform(mark, content_types=[UID], locales=[MASTER], checkpoint=path).finish()).counts[
        ItemState.UNKNOWN
    ] == 5
    assert (stack.transform(mark, content_types=[UID], locales=[MASTER], checkpoint=path).finish()).counts[
        ItemState.UPDATED
    ] == 5
    assert read_titles(stack) == ALL_MARKED


def test_a_doubtful_entry_that_cannot_be_read_again_stays_doubtful(
    stack: Stack, emulator: Emulator, path: Path
) -> None:
    def change(entry: Entry) -> None:
        mark(entry)
        emulator.fail_next(status=403, operation="get_entry", path=f"*/{entry.uid}")

    stack.transform(mark, content_types=[UID], locales=[MASTER], checkpoint=path).finish()
    forget_ends(path)
    assert (stack.transform(change, content_types=[UID], locales=[MASTER], checkpoint=path).finish()).counts[
        ItemState.UNKNOWN
    ] == 5
    assert (stack.transform(mark, content_types=[UID], locales=[MASTER], checkpoint=path).finish()).counts[
        ItemState.UPDATED
    ] == 5
    assert read_titles(stack) == ALL_MARKED


@pytest.mark.parametrize("seed", [1, 2])
def test_each_entry_is_transformed_exactly_once_through_faults(stack: Stack, emulator: Emulator, seed: int) -> None:
    stack.entries(UID).create_many({**row, "isbn": f"n{row['isbn']}"} for row in build_rows(60)).finish()
    kinds = ("error:after", "reset:after", "reset:before", "error:before")
    policy = RetryPolicy(first_wait=0.05, max_retries=6)
    with FaultyProxy(emulator.url, seed=seed, kinds=kinds, share=0.2, stall=0.2, lateness=0.8) as proxy:
        with Client(authtoken=emulator.authtoken, base_url=proxy.url, retry=policy) as client:
            run = client.stack(stack.api_key).transform(mark, content_types=[UID], locales=[MASTER])
            report = run.finish()
    assert (report.counts[ItemState.UPDATED], list(map(str, report.failures))) == (65, [])
    titles = [entry.title or "" for entry in stack.walk(content_types=[UID], locales=[MASTER])]
    assert all(title.count("!") == 1 for title in titles)


def test_entries_are_read_as_they_are_needed(stack: Stack) -> None:
    stack.entries(UID).create_many({**row, "isbn": f"n{row['isbn']}"} for row in build_rows(600)).finish()
    called: list[str] = []

    def change(entry: Entry) -> None:
        called.append(entry.uid)
        mark(entry)

    with stack.transform(change, content_types=[UID]) as run:
        for _ in run:
            break
    assert 1 <= len(called) <= 300


def test_the_report_says_what_was_skipped(stack: Stack) -> None:
    report = stack.transform(lambda entry: Skip("it is old"), content_types=[UID]).finish()
    report.raise_for_failures()
    assert {outcome.item["isbn"] for outcome in report.skipped} == {"0", "1", "2", "3", "4"}
    first, *lines, last = str(report).split("\n  ")
    assert first.startswith("transform of book: 6 skipped in ")
    assert all(line.endswith(" skipped: it is old") for line in lines)
    assert (len(lines), last) == (5, "and 1 more skipped")


def test_a_run_stops_at_an_error_on_request(stack: Stack) -> None:
    def change(entry: Entry) -> None:
        if entry["isbn"] == "4":
            raise KeyError("color")
        mark(entry)

    report = stack.transform(change, content_types=[UID], locales=[MASTER], stop_on_error=True).finish()
    assert (report.counts[ItemState.FAILED], report.total) == (1, 1)
    assert read_versions(stack) == {1}
    with pytest.raises(BulkError, match=r"transform of book: 1 failed"):
        report.raise_for_failures()
