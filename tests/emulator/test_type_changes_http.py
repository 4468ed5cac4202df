"""What becomes of stored entries when content types and global fields change."""

from typing import Any

import httpx
import pytest

from contentstack_cma_emulator.stores.entry_adaptation import carry_over, loses_values
from tests.emulator.support.entries import Entries, Fields, build_field, build_title, create_model
from tests.emulator.support.schemas import (
    URL,
    build_global_field,
    build_global_field_reference,
    build_type,
    change_type,
    create_global,
    create_type,
    get_type,
)

HERO = {"uid": "hero", "title": "Hero", "schema": [build_field("heading"), build_field("line")]}
QUOTE = {"uid": "quote", "title": "Quote", "schema": [build_field("by")]}


def change(entries: Entries, *fields: Fields) -> None:
    """Put other fields in the place of those of a content type."""
    uid = entries.content_type
    body = {"content_type": {"title": uid, "uid": uid, "schema": [build_title(), *fields]}}
    response = entries.client.put(f"/v3/content_types/{uid}", json=body)
    assert response.status_code == 200, response.text


def values(entries: Entries, uid: str, **query: Any) -> Fields:
    """Return the values of an entry without its title and what the server adds."""
    system = {"title", "tags", "locale", "uid", "ACL", "_version", "_in_progress"}
    found = entries.fetch(uid, **query)
    return {name: v for name, v in found.items() if name not in system and not name.startswith(("created", "updated"))}


def test_the_values_of_a_field_that_is_gone_are_lost(new_stack: httpx.Client) -> None:
    entries = create_model(new_stack, build_field("a"), build_field("b"))
    uid = entries.add({"title": "One", "a": "x", "b": "y"})["uid"]
    change(entries, build_field("a"))
    assert values(entries, uid) == {"a": "x"}
    change(entries, build_field("a"), build_field("b"))
    assert values(entries, uid) == {"a": "x"}
    assert entries.titles({"b": "y"}) == set()
    assert values(entries, uid, version=1) == {"a": "x", "b": "y"}
    assert entries.fetch(uid)["_version"] == 1


def test_a_field_with_another_uid_is_another_field(new_stack: httpx.Client) -> None:
    entries = create_model(new_stack, build_field("a"))
    uid = entries.add({"title": "One", "a": "x"})["uid"]
    change(entries, build_field("c"))
    assert values(entries, uid) == {}


def test_values_do_not_outlive_their_kind(new_stack: httpx.Client) -> None:
    entries = create_model(
        new_stack, build_field("a"), build_field("b"), build_field("c", multiple=True), build_field("d")
    )
    uid = entries.add({"title": "One", "a": "x", "b": "y", "c": ["z"], "d": "w"})["uid"]
    change(
        entries,
        build_field("a", "number"),
        build_field("b", multiple=True),
        build_field("c"),
        build_field("d", mandatory=True),
    )
    assert values(entries, uid) == {"d": "w"}
    assert entries.change(uid, {"a": 1, "b": ["y"], "c": "z"})["_version"] == 2


def test_an_earlier_version_can_be_read_though_its_fields_are_others(new_stack: httpx.Client) -> None:
    entries = create_model(new_stack, build_field("a"), build_field("b", "group", schema=[build_field("in")]))
    uid = entries.add({"title": "One", "a": "x", "b": {"in": "y"}})["uid"]
    change(entries, build_field("a", "group", schema=[build_field("in")]), build_field("b"))
    assert values(entries, uid) == {}
    assert values(entries, uid, version=1)["a"] is None


def test_fields_deep_down_are_lost_too(new_stack: httpx.Client) -> None:
    group = build_field("g", "group", multiple=True, schema=[build_field("x"), build_field("y")])
    entries = create_model(new_stack, group, build_field("b", "blocks", multiple=True, blocks=[HERO, QUOTE]))
    blocks = [{"hero": {"heading": "h", "line": "l"}}, {"quote": {"by": "me"}}]
    uid = entries.add({"title": "One", "g": [{"x": "1", "y": "2"}], "b": blocks})["uid"]
    smaller = HERO | {"schema": [build_field("heading")]}
    narrow = build_field("g", "group", multiple=True, schema=[build_field("y")])
    change(entries, narrow, build_field("b", "blocks", multiple=True, blocks=[smaller]))
    left = values(entries, uid)
    assert [{name: v for name, v in item.items() if name != "_metadata"} for item in left["g"]] == [{"y": "2"}]
    assert [list(block) for block in left["b"]] == [["hero"]]
    assert left["b"][0]["hero"]["_metadata"]["uid"]
    assert "line" not in left["b"][0]["hero"]


def test_entries_follow_the_global_fields_they_take_in(new_stack: httpx.Client) -> None:
    create_global(new_stack, build_global_field("seo", build_field("words")))
    entries = create_model(new_stack, build_global_field_reference("seo", "seo"))
    uid = entries.add({"title": "One", "seo": {"line": "x", "words": "y"}})["uid"]
    body = {"global_field": build_global_field("seo", build_field("words", "number"))}
    assert new_stack.put("/v3/global_fields/seo", json=body).status_code == 200
    assert values(entries, uid) == {"seo": {"line": "x"}}
    new_stack.delete("/v3/global_fields/seo", params={"force": "true"})
    assert values(entries, uid) == {}
    create_global(new_stack, build_global_field("seo"))
    change(entries, build_global_field_reference("seo", "seo"))
    assert values(entries, uid) == {}


def test_every_copy_is_adapted(new_stack: httpx.Client) -> None:
    new_stack.post("/v3/locales", json={"locale": {"code": "fr-fr"}})
    entries = create_model(new_stack, build_field("a"))
    uid = entries.add({"title": "One", "a": "x"})["uid"]
    entries.change(uid, {"title": "Un", "a": "y"}, locale="fr-fr")
    change(entries)
    change(entries, build_field("a"))
    assert values(entries, uid, locale="fr-fr") == values(entries, uid) == {}


def test_what_is_lost_of_a_schema() -> None:
    old = [
        build_field("a"),
        build_field("g", "group", schema=[build_field("x")]),
        build_field("b", "blocks", blocks=[HERO]),
    ]
    assert not loses_values(old, [*old, build_field("new")])
    assert not loses_values(old, [build_field("a", mandatory=True), *old[1:]])
    assert loses_values(old, old[1:])
    assert loses_values(old, [build_field("a", multiple=True), *old[1:]])
    assert loses_values(old, [old[0], build_field("g", "group", schema=[]), old[2]])
    assert loses_values(old, [*old[:2], build_field("b", "blocks", blocks=[QUOTE])])
    assert carry_over(old, old[:1], {"a": 1, "g": {"x": 2}}) == {"a": 1}
    assert carry_over([], old, {"a": 1}) == {}


def test_the_last_activity_of_a_content_type(new_stack: httpx.Client) -> None:
    entries = create_model(new_stack)
    uid = entries.add({"title": "One"})["uid"]
    new_stack.post("/v3/locales", json={"locale": {"code": "fr-fr"}})
    places = [
        new_stack.post("/v3/environments", json={"environment": {"name": name}}).json()["environment"]["uid"]
        for name in ("live", "test")
    ]
    assert get_type(new_stack, entries.content_type)["last_activity"] == {}
    for locale in ("en-us", "fr-fr", "en-us"):
        entries.send(uid, "publish", {"entry": {"environments": ["live", "test"], "locales": [locale]}})
    activity = get_type(new_stack, entries.content_type)["last_activity"]["environments"]
    assert sorted(place["uid"] for place in activity) == sorted(places)
    assert [[detail["locale"] for detail in place["details"]] for place in activity] == [["fr-fr", "en-us"]] * 2
    assert all(detail["time"] for place in activity for detail in place["details"])
    assert get_type(new_stack, entries.content_type)["_version"] == 1


RULES = [{"match_type": "all", "conditions": [], "actions": []}]


def test_an_update_of_a_content_type_keeps_missing_keys(new_stack: httpx.Client) -> None:
    options = {"is_page": True, "singleton": True, "url_prefix": "/p/"}
    whole = build_type("page", URL, description="Pages", options=options, field_rules=RULES)
    made = create_type(new_stack, whole).json()["content_type"]
    schema = [*made["schema"], build_field("more")]
    response = new_stack.put("/v3/content_types/page", json={"content_type": {"schema": schema}})
    assert response.status_code == 200, response.text
    changed = response.json()["content_type"]
    kept = ("title", "uid", "description", "options", "field_rules")
    assert {name: changed[name] for name in kept} == {name: made[name] for name in kept}
    assert [f["uid"] for f in changed["schema"]] == ["title", "url", "more"]
    emptied = change_type(new_stack, {"uid": "page", "schema": schema, "description": "", "field_rules": []}).json()
    assert (emptied["content_type"]["description"], emptied["content_type"]["field_rules"]) == ("", [])


def test_an_update_of_a_global_field_keeps_missing_keys(new_stack: httpx.Client) -> None:
    made = create_global(new_stack, build_global_field("seo", description="SEO")).json()["global_field"]
    body = {"global_field": {"schema": [*made["schema"], build_field("more")]}}
    changed = new_stack.put("/v3/global_fields/seo", json=body).json()["global_field"]
    assert (changed["title"], changed["description"], len(changed["schema"])) == (made["title"], "SEO", 2)


PLAIN = {"is_page": False, "singleton": False, "title": "title"}
PAGE = {"is_page": True, "singleton": False, "title": "title", "url_pattern": "/:title", "url_prefix": "/"}


@pytest.mark.parametrize(
    ("sent", "stored"),
    [
        ({}, PLAIN),
        ({"options": {}}, PLAIN),
        ({"options": {"sub_title": ["url"], "publishable": True}}, PLAIN | {"sub_title": ["url"], "publishable": True}),
        ({"options": {"is_page": True}}, PAGE),
        ({"options": {"is_page": True, "url_prefix": "/p/"}}, PAGE | {"url_prefix": "/p/"}),
        ({"options": {"is_page": True, "url_pattern": None}}, PAGE),
    ],
)
def test_the_defaults_of_a_content_type(new_stack: httpx.Client, sent: Fields, stored: Fields) -> None:
    made = create_type(new_stack, build_type("page", URL, **sent)).json()["content_type"]
    assert made["options"] == stored
    assert get_type(new_stack, "page") == made
    url = made["schema"][1]
    assert (url["mandatory"], url["multiple"]) == (False, False)
    again = change_type(new_stack, {"uid": "page", "schema": made["schema"], **sent}).json()["content_type"]
    assert again["options"] == stored
