# Derived from asynchronous/test_locales.py by generator/unasync.py: edit that, not this.
"""What was read in a locale is written back into it."""

import json
from collections.abc import Iterator

import pytest

from contentstack_cma import Authtoken, Client, Stack
from contentstack_cma.models import Entry
from contentstack_cma_emulator import Emulator
from tests.wrapper.support.concurrency import sync_list
from tests.wrapper.support.scripted_transport import Scripted, build_response


@pytest.fixture
def stack(emulator: Emulator) -> Iterator[Stack]:
    with Client(auth=Authtoken(emulator.authtoken), base_url=emulator.url) as client:
        yield client.stack(emulator.stack.api_key)


def create_localized_entry(stack: Stack, name: str) -> str:
    """The uid of an entry in English and in French."""
    posts = stack.entries("blog_post")
    entry = posts.create({"title": f"Life {name}", "url": f"/life-{name}"})
    posts.localize(entry.uid, {"title": f"Vie {name}", "url": f"/vie-{name}"}, locale="fr-fr")
    return entry.uid


def test_an_entry_is_written_back_into_its_locale(stack: Stack) -> None:
    posts = stack.entries("blog_post")
    uid = create_localized_entry(stack, "update")
    french = posts.get(uid, locale="fr-fr")
    french.title = "Vie encore"
    assert (posts.update(uid, french)).locale == "fr-fr"
    assert (posts.get(uid)).title == "Life update"
    assert (posts.get(uid)).version == 1
    assert (posts.get(uid, locale="fr-fr")).title == "Vie encore"


def test_a_raw_update_does_the_same(stack: Stack) -> None:
    posts = stack.entries("blog_post")
    uid = create_localized_entry(stack, "raw")
    french = posts.get(uid, locale="fr-fr")
    response = posts.with_raw_response.update(uid, french)
    assert response.parsed.locale == "fr-fr"
    assert (posts.get(uid)).title == "Life raw"


def test_what_is_listed_is_written_back_into_its_locale(stack: Stack) -> None:
    posts = stack.entries("blog_post")
    uid = create_localized_entry(stack, "list")
    for entry in sync_list(posts.list(locale="fr-fr", query={"uid": uid})):
        posts.update(entry.uid, entry)
    assert (posts.get(uid)).title == "Life list"


def test_a_fallback_is_written_back_where_it_is_from(stack: Stack) -> None:
    posts = stack.entries("blog_post")
    entry = posts.create({"title": "Only English", "url": "/only-english"})
    fallback = posts.get(entry.uid, locale="fr-fr")
    assert fallback.locale == "en-us"
    fallback.title = "Still English"
    posts.update(entry.uid, fallback)
    assert (posts.get(entry.uid)).title == "Still English"
    assert (posts.get(entry.uid, locale="fr-fr")).locale == "en-us"


def test_an_exported_entry_is_imported_into_its_locale(stack: Stack) -> None:
    posts = stack.entries("blog_post")
    uid = create_localized_entry(stack, "import")
    exported = posts.export(uid, locale="fr-fr")
    exported.title = "Vie importée"
    posts.import_version(uid, exported)
    assert (posts.get(uid)).title == "Life import"
    exported.title = "Vie remplacée"
    posts.import_(exported, overwrite=True)
    assert (posts.get(uid)).title == "Life import"
    assert (posts.get(uid, locale="fr-fr")).title == "Vie remplacée"


def test_a_variant_is_saved_in_its_locale(stack: Stack) -> None:
    uid = create_localized_entry(stack, "variant")
    group = stack.variant_groups.create(name="Regions", content_types=[{"uid": "blog_post", "status": "linked"}])
    north = stack.variants(group.uid).create(name="North")
    variants = stack.entry_variants("blog_post", uid)
    variants.save(north.uid, {"title": "Northern life"})
    variants.save(north.uid, {"title": "Vie du nord"}, locale="fr-fr")
    french = variants.get(north.uid, locale="fr-fr")
    assert french.locale == "fr-fr"
    variants.save(north.uid, french)
    assert (variants.get(north.uid)).title == "Northern life"


def test_taxonomies_and_terms_are_written_back_into_their_locale(stack: Stack) -> None:
    stack.taxonomies.create({"uid": "regions", "name": "Regions"})
    terms = stack.terms("regions")
    terms.create({"uid": "north", "name": "North"})
    stack.taxonomies.localize("regions", {"name": "Régions"}, locale="fr-fr")
    terms.localize("north", {"name": "Nord"}, locale="fr-fr")
    taxonomy = stack.taxonomies.get("regions", locale="fr-fr")
    taxonomy.name = "Les régions"
    assert (stack.taxonomies.update("regions", taxonomy)).locale == "fr-fr"
    term = terms.get("north", locale="fr-fr")
    term.name = "Le nord"
    assert (terms.update("north", term)).locale == "fr-fr"
    assert (stack.taxonomies.get("regions")).name == "Regions"
    assert (terms.get("north")).name == "North"
    assert (terms.get("north", locale="fr-fr")).name == "Le nord"
    stack.taxonomies.delete("regions", force=True)


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
def test_what_an_update_sends(entry: Entry, options: dict[str, str], query: str) -> None:
    server = Scripted(build_response(entry=FRENCH), build_response(entry=FRENCH))
    with Client(authtoken="t", transport=server.transport) as client:
        entries = client.stack("key").entries("page")
        entries.update("e", entry, **options)  # type: ignore[arg-type]
        entries.with_raw_response.update("e", entry, **options)  # type: ignore[arg-type]
    assert [request.url.query.decode() for request in server.requests] == [query, query]


def test_a_new_entry_begins_in_the_master_locale() -> None:
    server = Scripted(build_response(entry=FRENCH), build_response(entry=FRENCH))
    with Client(authtoken="t", transport=server.transport) as client:
        entries = client.stack("key").entries("page")
        entries.create(Entry.from_dict(FRENCH))
        entries.import_(Entry.from_dict(FRENCH))
    assert [request.url.query.decode() for request in server.requests] == ["", ""]
    assert json.loads(server.requests[0].content) == {"entry": {"title": "Vie"}}
