"""What was read in a locale is written back into it."""

import json
from collections.abc import AsyncIterator

import pytest

from contentstack_cma import AsyncClient, AsyncStack, Authtoken
from contentstack_cma.models import Entry
from contentstack_cma_emulator import Emulator
from tests.wrapper.support.concurrency import async_list
from tests.wrapper.support.scripted_transport import Scripted, build_response

pytestmark = pytest.mark.anyio


@pytest.fixture
async def stack(emulator: Emulator) -> AsyncIterator[AsyncStack]:
    async with AsyncClient(auth=Authtoken(emulator.authtoken), base_url=emulator.url) as client:
        yield client.stack(emulator.stack.api_key)


async def create_localized_entry(stack: AsyncStack, name: str) -> str:
    """The uid of an entry in English and in French."""
    posts = stack.entries("blog_post")
    entry = await posts.create({"title": f"Life {name}", "url": f"/life-{name}"})
    await posts.localize(entry.uid, {"title": f"Vie {name}", "url": f"/vie-{name}"}, locale="fr-fr")
    return entry.uid


async def test_an_entry_is_written_back_into_its_locale(stack: AsyncStack) -> None:
    posts = stack.entries("blog_post")
    uid = await create_localized_entry(stack, "update")
    french = await posts.get(uid, locale="fr-fr")
    french.title = "Vie encore"
    assert (await posts.update(uid, french)).locale == "fr-fr"
    assert (await posts.get(uid)).title == "Life update"
    assert (await posts.get(uid)).version == 1
    assert (await posts.get(uid, locale="fr-fr")).title == "Vie encore"


async def test_a_raw_update_does_the_same(stack: AsyncStack) -> None:
    posts = stack.entries("blog_post")
    uid = await create_localized_entry(stack, "raw")
    french = await posts.get(uid, locale="fr-fr")
    response = await posts.with_raw_response.update(uid, french)
    assert response.parsed.locale == "fr-fr"
    assert (await posts.get(uid)).title == "Life raw"


async def test_what_is_listed_is_written_back_into_its_locale(stack: AsyncStack) -> None:
    posts = stack.entries("blog_post")
    uid = await create_localized_entry(stack, "list")
    for entry in await async_list(posts.list(locale="fr-fr", query={"uid": uid})):
        await posts.update(entry.uid, entry)
    assert (await posts.get(uid)).title == "Life list"


async def test_a_fallback_is_written_back_where_it_is_from(stack: AsyncStack) -> None:
    posts = stack.entries("blog_post")
    entry = await posts.create({"title": "Only English", "url": "/only-english"})
    fallback = await posts.get(entry.uid, locale="fr-fr")
    assert fallback.locale == "en-us"
    fallback.title = "Still English"
    await posts.update(entry.uid, fallback)
    assert (await posts.get(entry.uid)).title == "Still English"
    assert (await posts.get(entry.uid, locale="fr-fr")).locale == "en-us"


async def test_an_exported_entry_is_imported_into_its_locale(stack: AsyncStack) -> None:
    posts = stack.entries("blog_post")
    uid = await create_localized_entry(stack, "import")
    exported = await posts.export(uid, locale="fr-fr")
    exported.title = "Vie importée"
    await posts.import_version(uid, exported)
    assert (await posts.get(uid)).title == "Life import"
    exported.title = "Vie remplacée"
    await posts.import_(exported, overwrite=True)
    assert (await posts.get(uid)).title == "Life import"
    assert (await posts.get(uid, locale="fr-fr")).title == "Vie remplacée"


async def test_a_variant_is_saved_in_its_locale(stack: AsyncStack) -> None:
    uid = await create_localized_entry(stack, "variant")
    group = await stack.variant_groups.create(name="Regions", content_types=[{"uid": "blog_post", "status": "linked"}])
    north = await stack.variants(group.uid).create(name="North")
    variants = stack.entry_variants("blog_post", uid)
    await variants.save(north.uid, {"title": "Northern life"})
    await variants.save(north.uid, {"title": "Vie du nord"}, locale="fr-fr")
    french = await variants.get(north.uid, locale="fr-fr")
    assert french.locale == "fr-fr"
    await variants.save(north.uid, french)
    assert (await variants.get(north.uid)).title == "Northern life"


async def test_taxonomies_and_terms_are_written_back_into_their_locale(stack: AsyncStack) -> None:
    await stack.taxonomies.create({"uid": "regions", "name": "Regions"})
    terms = stack.terms("regions")
    await terms.create({"uid": "north", "name": "North"})
    await stack.taxonomies.localize("regions", {"name": "Régions"}, locale="fr-fr")
    await terms.localize("north", {"name": "Nord"}, locale="fr-fr")
    taxonomy = await stack.taxonomies.get("regions", locale="fr-fr")
    taxonomy.name = "Les régions"
    assert (await stack.taxonomies.update("regions", taxonomy)).locale == "fr-fr"
    term = await terms.get("north", locale="fr-fr")
    term.name = "Le nord"
    assert (await terms.update("north", term)).locale == "fr-fr"
    assert (await stack.taxonomies.get("regions")).name == "Regions"
    assert (await terms.get("north")).name == "North"
    assert (await terms.get("north", locale="fr-fr")).name == "Le nord"
    await stack.taxonomies.delete("regions", force=True)


FRENCH = {"uid": "e", "title": "Vie", "locale": "fr-fr"}


@pytest.mark.parametrize(
    ("entry", "options", "query"),
    [
        (Entry.from_dict(FRENCH), {}, "locale=fr-fr"),
        (Entry.from_dict(FRENCH), {"locale": "de-de"}, "locale=de-de"),
        (Entry.from_dict({"uid": "e", "title": "Vie"}), {}, ""),
        (Entry.from_dict({**FRENCH, "locale": None}), {}, ""),
        (FRENCH, {}, ""),
    ],
)
async def test_what_an_update_sends(entry: Entry, options: dict[str, str], query: str) -> None:
    server = Scripted(build_response(entry=FRENCH), build_response(entry=FRENCH))
    async with AsyncClient(authtoken="t", transport=server.transport) as client:
        entries = client.stack("key").entries("page")
        await entries.update("e", entry, **options)  # type: ignore[arg-type]
        await entries.with_raw_response.update("e", entry, **options)  # type: ignore[arg-type]
    assert [request.url.query.decode() for request in server.requests] == [query, query]


async def test_a_new_entry_begins_in_the_master_locale() -> None:
    server = Scripted(build_response(entry=FRENCH), build_response(entry=FRENCH))
    async with AsyncClient(authtoken="t", transport=server.transport) as client:
        entries = client.stack("key").entries("page")
        await entries.create(Entry.from_dict(FRENCH))
        await entries.import_(Entry.from_dict(FRENCH))
    assert [request.url.query.decode() for request in server.requests] == ["", ""]
    assert json.loads(server.requests[0].content) == {"entry": {"title": "Vie"}}
