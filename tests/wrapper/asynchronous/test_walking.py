"""A walk over the entries of all content types in all locales, while others create and delete entries."""

from collections.abc import AsyncIterator
from typing import Any

import httpx
import pytest

from contentstack_cma import AsyncClient, AsyncStack, Authtoken, ContentstackError
from contentstack_cma.models import ContentTypeInput
from contentstack_cma_emulator import Emulator
from tests.wrapper.support.concurrency import async_list, async_run_together

pytestmark = pytest.mark.anyio

MASTER = "en-us"
LOCALES = ("fr-fr", "de-de")
TITLE = {"display_name": "Title", "uid": "title", "data_type": "text", "mandatory": True, "field_metadata": {}}
TYPES = ("note", "memo")

Place = tuple[str, str, str]
"""A content type, a locale, and the uid of an entry."""


@pytest.fixture
async def stack(emulator: Emulator) -> AsyncIterator[AsyncStack]:
    """A stack with two content types of its own, and three locales."""
    emulator.reset()
    async with AsyncClient(auth=Authtoken(emulator.authtoken), base_url=emulator.url) as client:
        stack = client.stack(emulator.stack.api_key)
        known = [locale.code async for locale in stack.locales.list()]
        for code in LOCALES:
            if code not in known:
                await stack.locales.create({"code": code, "name": code})
        for uid in TYPES:
            await stack.content_types.create(ContentTypeInput.from_dict({"title": uid, "uid": uid, "schema": [TITLE]}))
        yield stack


async def create(stack: AsyncStack, content_type: str, number: int) -> list[str]:
    """Create entries, of which every second is localized in all locales."""
    entries = stack.entries(content_type)

    async def create_one(position: int) -> str:
        uid = (await entries.create({"title": f"Entry {position}"})).uid
        for locale in LOCALES if position % 2 else ():
            await entries.localize(uid, {"title": f"{locale} {position}"}, locale=locale)
        return uid

    return [await create_one(position) for position in range(number)]


def get_place(entry: Any) -> Place:
    return entry["_content_type_uid"], entry.locale, entry.uid


async def test_every_entry_is_returned_once_in_each_locale_in_which_it_is_localized(stack: AsyncStack) -> None:
    created = {uid: await create(stack, uid, 4) for uid in TYPES}
    found = [get_place(entry) async for entry in stack.walk(content_types=TYPES)]
    expected = {(name, MASTER, uid) for name, uids in created.items() for uid in uids}
    expected |= {(name, code, uid) for name, uids in created.items() for uid in uids[1::2] for code in LOCALES}
    assert len(found) == len(set(found))
    assert set(found) == expected


async def test_all_content_types_and_locales_are_the_default(stack: AsyncStack) -> None:
    await create(stack, "note", 2)
    whole = {get_place(entry) async for entry in stack.walk()}
    for content_type in await async_list(stack.content_types.list()):
        listed = {(content_type.uid, MASTER, entry.uid) async for entry in stack.entries(content_type.uid).list()}
        assert listed == {place for place in whole if place[:2] == (content_type.uid, MASTER)}
    assert {locale for _, locale, _ in whole} == {MASTER, *LOCALES}


class Disturbed(httpx.AsyncHTTPTransport):
    """Lets a second client delete and create entries before each list of entries is read."""

    def __init__(self, second: AsyncStack, deleted: list[str]) -> None:
        super().__init__()
        self._second = second
        self._deleted = deleted
        self._created = 0

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        if request.url.path.endswith("/entries"):
            await async_run_together(self._change, range(20))
        return await super().handle_async_request(request)

    async def _change(self, _number: int) -> None:
        entries = self._second.entries("note")
        self._created += 1
        await entries.create({"title": f"New {self._created}"})
        if self._deleted:
            await entries.delete(self._deleted.pop(), all_locales=True)


async def test_what_stays_is_returned_once_while_a_second_client_deletes_and_creates(
    stack: AsyncStack, emulator: Emulator
) -> None:
    created = await create(stack, "note", 260)
    stays = set(created[1::3])
    transport = Disturbed(stack, [uid for uid in created if uid not in stays])
    async with AsyncClient(auth=Authtoken(emulator.authtoken), base_url=emulator.url, transport=transport) as client:
        walk = client.stack(emulator.stack.api_key).walk(content_types=["note"])
        found = [get_place(entry) async for entry in walk]
    assert len(found) == len(set(found))
    localized = {uid for number, uid in enumerate(created) if number % 2} & stays
    expected = {("note", MASTER, uid) for uid in stays} | {("note", code, uid) for uid in localized for code in LOCALES}
    assert expected <= set(found)
    assert walk.number == len(found)


async def test_a_walk_takes_a_query_and_includes_what_it_is_told_to(stack: AsyncStack) -> None:
    await create(stack, "note", 2)
    options: dict[str, Any] = {"include_publish_details": True, "include_workflow": True}
    walk = stack.walk(content_types=["note"], locales=[MASTER], query={"title": "Entry 1"}, **options)
    (entry,) = await async_list(walk)
    assert entry.title == "Entry 1"
    assert entry["publish_details"] == []
    assert await async_list(walk) == [entry]


async def test_an_entry_of_a_walk_can_be_changed_and_written_back(stack: AsyncStack) -> None:
    await create(stack, "note", 2)
    async for entry in stack.walk(content_types=["note"]):
        entry.title = f"{entry.title} changed"
        await stack.entries(entry["_content_type_uid"]).update(entry.uid, entry)
    titles = {entry.title async for entry in stack.walk(content_types=["note"])}
    assert titles == {"Entry 0 changed", "Entry 1 changed", "fr-fr 1 changed", "de-de 1 changed"}


async def test_entries_that_the_walk_itself_creates_do_not_make_it_endless(stack: AsyncStack) -> None:
    await create(stack, "note", 3)
    async for entry in stack.walk(content_types=["note"], locales=[MASTER]):
        await stack.entries("note").create(entry)
    assert await stack.entries("note").count() == 6


async def test_repeated_names_are_walked_over_once(stack: AsyncStack) -> None:
    await create(stack, "note", 1)
    assert len(await async_list(stack.walk(content_types=["note", "note"], locales=[MASTER, MASTER]))) == 1


@pytest.mark.parametrize(
    ("options", "said"),
    [
        ({"content_types": ["note", "nole"]}, r"the stack has no content type 'nole': did you mean 'note'"),
        ({"locales": ["xx"]}, r"the stack has no locale 'xx'; it has .*'en-us'"),
    ],
)
async def test_what_is_unknown_is_an_error_before_the_first_entry(
    stack: AsyncStack, options: dict[str, Any], said: str
) -> None:
    await create(stack, "note", 1)
    walk = stack.walk(**options)
    with pytest.raises(ValueError, match=said):
        await async_list(walk)
    assert walk.number == 0


@pytest.mark.parametrize("name", ["content_types", "locales"])
async def test_names_that_are_no_list(stack: AsyncStack, name: str) -> None:
    text: dict[str, Any] = {name: "note"}
    nothing: dict[str, Any] = {name: []}
    with pytest.raises(TypeError, match=rf"{name} must be a list of strings"):
        stack.walk(**text)
    with pytest.raises(ValueError, match=rf"{name} must not be empty"):
        stack.walk(**nothing)


async def test_an_error_says_where_the_walk_was(stack: AsyncStack) -> None:
    with pytest.raises(ContentstackError) as raised:
        await async_list(stack.walk(content_types=["note"], locales=["de-de"], query={"title": {"$what": 1}}))
    assert raised.value.__notes__ == ["while walking the entries of the content type 'note' in 'de-de'"]


async def test_a_walk_shows_how_far_it_is(stack: AsyncStack) -> None:
    await create(stack, "note", 2)
    walk = stack.walk(content_types=["note"])
    assert repr(walk).endswith("Walk(content_types=['note'], all locales, 0 so far)")
    async for _ in walk:
        break
    assert repr(walk).endswith(f"1 so far, now in 'note', {walk.locale!r})")
    assert (walk.content_type_uid, walk.number) == ("note", 1)
