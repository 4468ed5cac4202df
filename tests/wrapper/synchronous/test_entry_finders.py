# Derived from asynchronous/test_entry_finders.py by generator/unasync.py: edit that, not this.
"""Entries that are not published, that nobody has updated for long, and that changed lately."""

from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest

from contentstack_cma import Authtoken, Client, Snapshot, Stack
from contentstack_cma.models import Entry
from contentstack_cma_emulator import Emulator
from tests.wrapper.support.concurrency import sync_list

LOCALE = "fr-fr"


@pytest.fixture
def stack(emulator: Emulator) -> Iterator[Stack]:
    emulator.reset()
    with Client(auth=Authtoken(emulator.authtoken), base_url=emulator.url) as client:
        stack = client.stack(emulator.stack.api_key)
        for name in ("live", "test"):
            stack.environments.create({"name": name, "urls": []})
        if LOCALE not in [locale.code for locale in stack.locales.list()]:
            stack.locales.create({"code": LOCALE, "name": "French"})
        yield stack


def create(stack: Stack, title: str) -> str:
    return (stack.entries("blog_post").create({"title": title, "url": f"/{title}", "tags": ["mine"]})).uid


def publish(stack: Stack, uid: str, environment: str = "live", locale: str = "en-us") -> None:
    stack.entries("blog_post").publish(uid, environments=[environment], locales=[locale])


def list_titles(snapshot: Snapshot[Entry]) -> list[str | None]:
    return [entry.title for entry in sync_list(snapshot)]


MINE: dict[str, Any] = {"query": {"tags": "mine"}}


def test_entries_that_are_not_published_in_an_environment(stack: Stack) -> None:
    posts = stack.entries("blog_post")
    uids = [create(stack, title) for title in "abc"]
    publish(stack, uids[0])
    publish(stack, uids[1], "test")
    assert list_titles(posts.unpublished("live", **MINE)) == ["b", "c"]
    assert list_titles(posts.unpublished("test", **MINE)) == ["a", "c"]
    uid = (stack.environments.get("live")).uid
    found = sync_list(posts.unpublished(uid, **MINE, include_workflow=True))
    assert [entry.title for entry in found] == ["b", "c"]
    assert all("publish_details" in entry for entry in found)


def test_an_entry_is_unpublished_in_one_locale_and_published_in_another(stack: Stack) -> None:
    posts = stack.entries("blog_post")
    french, other = [create(stack, title) for title in "ab"]
    publish(stack, french)
    posts.localize(french, {"title": "f", "url": "/f", "tags": ["mine"]}, locale=LOCALE)
    assert list_titles(posts.unpublished("live", **MINE)) == ["b"]
    assert list_titles(posts.unpublished("live", locale=LOCALE, **MINE)) == ["f"]
    publish(stack, french, locale=LOCALE)
    assert list_titles(posts.unpublished("live", locale=LOCALE, **MINE)) == []
    assert other in [entry.uid for entry in sync_list(posts.list(locale=LOCALE, **MINE))]


def test_what_is_found_may_be_published_and_deleted_during_the_iteration(stack: Stack) -> None:
    posts = stack.entries("blog_post")
    for number in range(120):
        create(stack, f"p{number}")
    found: list[str] = []
    for entry in posts.unpublished("live", **MINE):
        found.append(entry.uid)
        (posts.delete(entry.uid) if len(found) % 2 else publish(stack, entry.uid))
    assert len(found) == len(set(found)) == 120
    assert list_titles(posts.unpublished("live", **MINE)) == []


def test_what_others_publish_before_it_is_reached_is_not_returned(stack: Stack) -> None:
    first, second = [create(stack, title) for title in "ab"]
    snapshot = stack.entries("blog_post").unpublished("live", **MINE)
    assert len(snapshot) == 2
    publish(stack, first)
    assert [entry.uid for entry in sync_list(snapshot)] == [second]


def test_changes_that_are_not_published(stack: Stack) -> None:
    posts = stack.entries("blog_post")
    changed, same, _ = [create(stack, title) for title in "abc"]
    publish(stack, changed)
    publish(stack, same)
    posts.update(changed, {"title": "A"})
    assert list_titles(posts.unpublished_changes("live", **MINE)) == ["A"]
    assert list_titles(posts.unpublished_changes("test", **MINE)) == []
    publish(stack, changed)
    assert list_titles(posts.unpublished_changes("live", **MINE)) == []


def test_an_unknown_environment_is_an_error_that_names_those_that_exist(stack: Stack) -> None:
    posts = stack.entries("blog_post")
    with pytest.raises(ValueError, match=r"the stack has no environment 'lvie': did you mean 'live'\?"):
        sync_list(posts.unpublished("lvie"))
    with pytest.raises(ValueError, match=r"the stack has no environment 'x'; it has .*'live', .*'test'"):
        sync_list(posts.unpublished_changes("x"))


def test_stale_entries_and_changed_ones(stack: Stack, emulator: Emulator) -> None:
    posts = stack.entries("blog_post")
    old, updated = [create(stack, title) for title in "ab"]
    emulator.clock.advance(3600)
    posts.update(updated, {"title": "B"})
    create(stack, "c")
    moment = (posts.get(updated)).updated_at
    assert moment is not None
    forms = (moment, moment.astimezone().isoformat(), moment.isoformat())
    for when in forms:
        assert list_titles(posts.stale(when, **MINE)) == ["a"]
        assert list_titles(posts.changed_since(when, **MINE)) == ["B", "c"]
    later = moment + timedelta(days=2)
    for day in (later.date(), later.date().isoformat()):
        assert list_titles(posts.stale(before=day, **MINE)) == ["a", "B", "c"]
        assert list_titles(posts.changed_since(day, **MINE)) == []
    assert [entry.uid for entry in sync_list(posts.stale(moment, query='{"tags": "mine"}'))] == [old]


def test_a_condition_on_the_time_of_the_update_is_kept(stack: Stack) -> None:
    create(stack, "a")
    later = datetime.now(UTC) + timedelta(days=800)
    condition = {"$and": [{"tags": "mine"}], "updated_at": {"$gt": later.isoformat()}}
    assert list_titles(stack.entries("blog_post").stale(later, query=condition)) == []


def test_an_entry_that_is_updated_before_it_is_reached_is_not_stale(stack: Stack) -> None:
    posts = stack.entries("blog_post")
    first, second = [create(stack, title) for title in "ab"]
    entry = posts.get(second)
    assert entry.updated_at is not None
    snapshot = posts.stale(entry.updated_at + timedelta(milliseconds=1), **MINE)
    assert len(snapshot) == 2
    posts.update(first, {"title": "A"})
    assert [entry.uid for entry in sync_list(snapshot)] == [second]


def test_only_localized_entries_are_found_in_a_locale(stack: Stack) -> None:
    posts = stack.entries("blog_post")
    french, _ = [create(stack, title) for title in "ab"]
    posts.localize(french, {"title": "f", "url": "/f", "tags": ["mine"]}, locale=LOCALE)
    assert list_titles(posts.changed_since("2000-01-01", locale=LOCALE, **MINE)) == ["f"]
    assert list_titles(posts.stale("2999-01-01", locale=LOCALE, **MINE)) == ["f"]


@pytest.mark.parametrize(
    ("when", "error", "said"),
    [
        (datetime(2024, 1, 31, tzinfo=UTC).replace(tzinfo=None), ValueError, "has no time zone: datetime.datetime"),
        ("2024-01-31T09:30:00", ValueError, "has no time zone: '2024-01-31T09:30:00'"),
        ("yesterday", ValueError, "is not a date or time in ISO 8601 form, such as .*: 'yesterday'"),
        (3, TypeError, "must be a datetime, a date or text, not int"),
    ],
)
def test_a_time_that_is_none(stack: Stack, when: Any, error: type[Exception], said: str) -> None:
    posts = stack.entries("blog_post")
    with pytest.raises(error, match=f"^before {said}"):
        posts.stale(when)
    with pytest.raises(error, match=f"^when {said}"):
        posts.changed_since(when)
    assert len(posts.stale(date(2000, 1, 1))) == 0
