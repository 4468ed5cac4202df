"""Entries that are not published, that nobody has updated for long, and that changed lately."""

from collections.abc import AsyncIterator
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest

from contentstack_cma import AsyncClient, AsyncSnapshot, AsyncStack, Authtoken
from contentstack_cma.models import Entry
from contentstack_cma_emulator import Emulator
from tests.wrapper.support.concurrency import async_list

pytestmark = pytest.mark.anyio

LOCALE = "fr-fr"


@pytest.fixture
async def stack(emulator: Emulator) -> AsyncIterator[AsyncStack]:
    emulator.reset()
    async with AsyncClient(auth=Authtoken(emulator.authtoken), base_url=emulator.url) as client:
        stack = client.stack(emulator.stack.api_key)
        for name in ("live", "test"):
            await stack.environments.create({"name": name, "urls": []})
        if LOCALE not in [locale.code async for locale in stack.locales.list()]:
            await stack.locales.create({"code": LOCALE, "name": "French"})
        yield stack


async def create(stack: AsyncStack, title: str) -> str:
    return (await stack.entries("blog_post").create({"title": title, "url": f"/{title}", "tags": ["mine"]})).uid


async def publish(stack: AsyncStack, uid: str, environment: str = "live", locale: str = "en-us") -> None:
    await stack.entries("blog_post").publish(uid, environments=[environment], locales=[locale])


async def list_titles(snapshot: AsyncSnapshot[Entry]) -> list[str | None]:
    return [entry.title for entry in await async_list(snapshot)]


MINE: dict[str, Any] = {"query": {"tags": "mine"}}


async def test_entries_that_are_not_published_in_an_environment(stack: AsyncStack) -> None:
    posts = stack.entries("blog_post")
    uids = [await create(stack, title) for title in "abc"]
    await publish(stack, uids[0])
    await publish(stack, uids[1], "test")
    assert await list_titles(posts.unpublished("live", **MINE)) == ["b", "c"]
    assert await list_titles(posts.unpublished("test", **MINE)) == ["a", "c"]
    uid = (await stack.environments.get("live")).uid
    found = await async_list(posts.unpublished(uid, **MINE, include_workflow=True))
    assert [entry.title for entry in found] == ["b", "c"]
    assert all("publish_details" in entry for entry in found)


async def test_an_entry_is_unpublished_in_one_locale_and_published_in_another(stack: AsyncStack) -> None:
    posts = stack.entries("blog_post")
    french, other = [await create(stack, title) for title in "ab"]
    await publish(stack, french)
    await posts.localize(french, {"title": "f", "url": "/f", "tags": ["mine"]}, locale=LOCALE)
    assert await list_titles(posts.unpublished("live", **MINE)) == ["b"]
    assert await list_titles(posts.unpublished("live", locale=LOCALE, **MINE)) == ["f"]
    await publish(stack, french, locale=LOCALE)
    assert await list_titles(posts.unpublished("live", locale=LOCALE, **MINE)) == []
    assert other in [entry.uid for entry in await async_list(posts.list(locale=LOCALE, **MINE))]


async def test_what_is_found_may_be_published_and_deleted_during_the_iteration(stack: AsyncStack) -> None:
    posts = stack.entries("blog_post")
    for number in range(120):
        await create(stack, f"p{number}")
    found: list[str] = []
    async for entry in posts.unpublished("live", **MINE):
        found.append(entry.uid)
        await (posts.delete(entry.uid) if len(found) % 2 else publish(stack, entry.uid))
    assert len(found) == len(set(found)) == 120
    assert await list_titles(posts.unpublished("live", **MINE)) == []


async def test_what_others_publish_before_it_is_reached_is_not_returned(stack: AsyncStack) -> None:
    first, second = [await create(stack, title) for title in "ab"]
    snapshot = await stack.entries("blog_post").unpublished("live", **MINE)
    assert len(snapshot) == 2
    await publish(stack, first)
    assert [entry.uid for entry in await async_list(snapshot)] == [second]


async def test_changes_that_are_not_published(stack: AsyncStack) -> None:
    posts = stack.entries("blog_post")
    changed, same, _ = [await create(stack, title) for title in "abc"]
    await publish(stack, changed)
    await publish(stack, same)
    await posts.update(changed, {"title": "A"})
    assert await list_titles(posts.unpublished_changes("live", **MINE)) == ["A"]
    assert await list_titles(posts.unpublished_changes("test", **MINE)) == []
    await publish(stack, changed)
    assert await list_titles(posts.unpublished_changes("live", **MINE)) == []


async def test_an_unknown_environment_is_an_error_that_names_those_that_exist(stack: AsyncStack) -> None:
    posts = stack.entries("blog_post")
    with pytest.raises(ValueError, match=r"the stack has no environment 'lvie': did you mean 'live'\?"):
        await async_list(posts.unpublished("lvie"))
    with pytest.raises(ValueError, match=r"the stack has no environment 'x'; it has .*'live', .*'test'"):
        await async_list(posts.unpublished_changes("x"))


async def test_stale_entries_and_changed_ones(stack: AsyncStack, emulator: Emulator) -> None:
    posts = stack.entries("blog_post")
    old, updated = [await create(stack, title) for title in "ab"]
    emulator.clock.advance(3600)
    await posts.update(updated, {"title": "B"})
    await create(stack, "c")
    moment = (await posts.get(updated)).updated_at
    assert moment is not None
    forms = (moment, moment.astimezone().isoformat(), moment.isoformat())
    for when in forms:
        assert await list_titles(posts.stale(when, **MINE)) == ["a"]
        assert await list_titles(posts.changed_since(when, **MINE)) == ["B", "c"]
    later = moment + timedelta(days=2)
    for day in (later.date(), later.date().isoformat()):
        assert await list_titles(posts.stale(before=day, **MINE)) == ["a", "B", "c"]
        assert await list_titles(posts.changed_since(day, **MINE)) == []
    assert [entry.uid for entry in await async_list(posts.stale(moment, query='{"tags": "mine"}'))] == [old]


async def test_a_condition_on_the_time_of_the_update_is_kept(stack: AsyncStack) -> None:
    await create(stack, "a")
    later = datetime.now(UTC) + timedelta(days=800)
    condition = {"$and": [{"tags": "mine"}], "updated_at": {"$gt": later.isoformat()}}
    assert await list_titles(stack.entries("blog_post").stale(later, query=condition)) == []


async def test_an_entry_that_is_updated_before_it_is_reached_is_not_stale(stack: AsyncStack) -> None:
    posts = stack.entries("blog_post")
    first, second = [await create(stack, title) for title in "ab"]
    entry = await posts.get(second)
    assert entry.updated_at is not None
    snapshot = await posts.stale(entry.updated_at + timedelta(milliseconds=1), **MINE)
    assert len(snapshot) == 2
    await posts.update(first, {"title": "A"})
    assert [entry.uid for entry in await async_list(snapshot)] == [second]


async def test_only_localized_entries_are_found_in_a_locale(stack: AsyncStack) -> None:
    posts = stack.entries("blog_post")
    french, _ = [await create(stack, title) for title in "ab"]
    await posts.localize(french, {"title": "f", "url": "/f", "tags": ["mine"]}, locale=LOCALE)
    assert await list_titles(posts.changed_since("2000-01-01", locale=LOCALE, **MINE)) == ["f"]
    assert await list_titles(posts.stale("2999-01-01", locale=LOCALE, **MINE)) == ["f"]


@pytest.mark.parametrize(
    ("when", "error", "said"),
    [
        (datetime(2024, 1, 31, tzinfo=UTC).replace(tzinfo=None), ValueError, "has no time zone: datetime.datetime"),
        ("2024-01-31T09:30:00", ValueError, "has no time zone: '2024-01-31T09:30:00'"),
        ("yesterday", ValueError, "is not a date or time in ISO 8601 form, such as .*: 'yesterday'"),
        (3, TypeError, "must be a datetime, a date or text, not int"),
    ],
)
async def test_a_time_that_is_none(stack: AsyncStack, when: Any, error: type[Exception], said: str) -> None:
    posts = stack.entries("blog_post")
    with pytest.raises(error, match=f"^before {said}"):
        await posts.stale(when)
    with pytest.raises(error, match=f"^when {said}"):
        await posts.changed_since(when)
    assert len(await posts.stale(date(2000, 1, 1))) == 0
