"""Entries over HTTP: written, read, changed and deleted, with what other parts of the stack they hold."""

import re
from collections.abc import Callable, Iterator
from typing import Any

import httpx
import pytest

from contentstack_cma_emulator import Emulator
from tests.emulator.support.entries import (
    Entries,
    Fields,
    build_field,
    build_reference,
    build_rich_text,
    create_model,
    upload_asset,
)
from tests.emulator.support.error_responses import parse_error
from tests.emulator.support.http_clients import connect

STAMP = re.compile(r"\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}\.\d{3}Z")


@pytest.fixture
def notes(stack: httpx.Client) -> Entries:
    """A content type with a few plain fields."""
    return create_model(stack, build_field("text"), build_field("stars", "number"), build_field("words", multiple=True))


def test_a_new_entry_has_its_system_fields(notes: Entries) -> None:
    response = notes.create({"title": "First", "text": "Hello", "stars": 3})
    assert response.status_code == 201
    assert response.json()["notice"] == "Entry created successfully."
    entry = response.json()["entry"]
    assert (entry["title"], entry["text"], entry["stars"]) == ("First", "Hello", 3)
    assert (entry["locale"], entry["_version"], entry["tags"], entry["ACL"]) == ("en-us", 1, [], {})
    assert entry["_in_progress"] is False
    assert re.fullmatch(r"blt[0-9a-f]{16}", entry["uid"])
    assert STAMP.fullmatch(entry["created_at"])
    assert entry["created_at"] == entry["updated_at"]
    assert entry["created_by"] == entry["updated_by"]
    assert notes.fetch(entry["uid"]) == entry


def test_an_update_writes_what_was_sent_and_keeps_the_rest(notes: Entries) -> None:
    old = notes.add({"title": "First", "text": "Hello", "stars": 3, "tags": ["a"]})
    response = notes.update(old["uid"], {"stars": 4})
    assert (response.status_code, response.json()["notice"]) == (200, "Entry updated successfully.")
    new = notes.fetch(old["uid"])
    assert (new["title"], new["text"], new["stars"], new["tags"]) == ("First", "Hello", 4, ["a"])
    assert (new["_version"], new["created_at"], new["uid"]) == (2, old["created_at"], old["uid"])
    assert new["updated_at"] >= old["updated_at"]


def test_an_entry_that_was_read_can_be_written_back(notes: Entries) -> None:
    old = notes.add({"title": "First", "text": "Hello", "words": ["a", "b"]})
    sent = notes.fetch(old["uid"], include_publish_details="true", include_branch="true") | {"text": "Changed"}
    strange = {"urlPath": "/nowhere", "stackHeaders": {"api_key": "k"}, "_version": 77, "locale": "fr-fr"}
    new = notes.change(old["uid"], sent | strange)
    assert (new["_version"], new["locale"], new["text"]) == (2, "en-us", "Changed")
    assert not {"urlPath", "stackHeaders"} & notes.fetch(old["uid"]).keys()
    volatile = ("updated_at", "_version", "text")
    kept = {name: value for name, value in notes.fetch(old["uid"]).items() if name not in volatile}
    assert kept == {name: value for name, value in old.items() if name not in volatile}


def test_a_field_can_be_emptied(notes: Entries) -> None:
    entry = notes.add({"title": "First", "stars": 3})
    notes.change(entry["uid"], {"stars": None})
    assert notes.fetch(entry["uid"])["stars"] is None


def test_a_title_is_needed_and_not_shared(notes: Entries) -> None:
    status, code, errors = parse_error(notes.create({"text": "Hello"}))
    assert (status, code, list(errors)) == (422, 119, ["title"])
    first, second = notes.add({"title": "First"}), notes.add({"title": "Second"})
    taken = notes.create({"title": "First"})
    assert taken.json()["error_message"] == "Entry creation failed. Please try again."
    assert parse_error(taken) == (422, 119, {"title": ["is not unique."]})
    assert parse_error(notes.update(second["uid"], {"title": "First"}))[:2] == (422, 119)
    assert parse_error(notes.update(first["uid"], {"title": ""}))[:2] == (422, 119)
    assert notes.update(first["uid"], {"title": "First"}).status_code == 200


def test_a_rejected_write_leaves_nothing(notes: Entries) -> None:
    entry = notes.add({"title": "First", "stars": 1})
    assert parse_error(notes.update(entry["uid"], {"text": "new", "stars": "many"}))[:2] == (422, 119)
    assert notes.fetch(entry["uid"]) == entry
    assert notes.create({"title": "Second", "stars": "many"}).status_code == 422
    assert notes.list(count="true").json() == {"entries": 1}


def test_a_title_is_free_again_after_its_entry_is_gone(notes: Entries) -> None:
    entry = notes.add({"title": "First"})
    gone = notes.delete(entry["uid"])
    assert (gone.status_code, gone.json()["notice"]) == (200, "Entry deleted successfully.")
    assert parse_error(notes.get(entry["uid"])) == (422, 141, {"uid": ["is not valid."]})
    assert notes.add({"title": "First"})["uid"] != entry["uid"]


def test_an_entry_that_is_not_there(notes: Entries) -> None:
    missing = notes.get("blt0000000000000000")
    assert missing.json()["error_message"] == "The requested object doesn't exist."
    for response in (
        missing,
        notes.update("blt0000000000000000", {"title": "x"}),
        notes.delete("blt0000000000000000"),
        notes.get("blt0000000000000000/versions"),
        notes.get("blt0000000000000000/references"),
        notes.get("blt0000000000000000/locales"),
        notes.get("blt0000000000000000/export"),
    ):
        assert parse_error(response) == (422, 141, {"uid": ["is not valid."]})


def test_a_content_type_that_is_not_there(stack: httpx.Client) -> None:
    nowhere = Entries(stack, "nowhere")
    listed = nowhere.list()
    assert listed.json()["error_message"] == "The Content Type 'nowhere' was not found. Please try again."
    for response in (listed, nowhere.create({"title": "x"}), nowhere.get("blt1"), nowhere.delete("blt1")):
        assert parse_error(response) == (422, 118, {"uid": ["is not valid."]})


def test_an_entry_of_another_content_type_is_not_found(stack: httpx.Client, notes: Entries) -> None:
    uid = notes.add({"title": "First"})["uid"]
    assert parse_error(create_model(stack).get(uid))[:2] == (422, 141)


@pytest.mark.parametrize("body", [{}, {"title": "x"}, {"entry": None}, {"entry": []}, {"entry": "x"}])
def test_a_body_without_an_entry(notes: Entries, body: object) -> None:
    assert notes.client.post(notes.path, json=body).status_code == 422


def test_dates_in_fields_stay_as_they_came(stack: httpx.Client) -> None:
    days = create_model(stack, build_field("day", "isodate"), build_field("at", "isodate"))
    sent = {"day": "2026-01-31", "at": "2026-01-31T09:30:00+05:30"}
    entry = days.fetch(days.add({"title": "A day"} | sent)["uid"])
    assert {name: entry[name] for name in sent} == sent


def test_a_singleton_has_one_entry(stack: httpx.Client) -> None:
    home = create_model(stack, singleton=True)
    uid = home.add({"title": "Home"})["uid"]
    assert home.create({"title": "Second home"}).status_code == 422
    assert home.change(uid, {"title": "New home"})["_version"] == 2


def test_instances_get_a_uid_and_keep_it(stack: httpx.Client) -> None:
    blocks = [{"title": "Hero", "uid": "hero", "schema": [build_field("heading")]}]
    steps = build_field("steps", "group", multiple=True, schema=[build_field("text")])
    pages = create_model(stack, steps, build_field("parts", "blocks", multiple=True, blocks=blocks))
    sent = {"title": "Page", "steps": [{"text": "a"}, {"text": "b"}], "parts": [{"hero": {"heading": "Hi"}}]}
    entry = pages.add(sent)
    uids = [step["_metadata"]["uid"] for step in entry["steps"]]
    assert len(set(uids)) == 2
    assert entry["parts"][0]["hero"]["_metadata"]["uid"]
    again = pages.change(entry["uid"], {"steps": list(reversed(entry["steps"]))})
    assert [step["_metadata"]["uid"] for step in again["steps"]] == uids[::-1]
    assert again["parts"] == entry["parts"]


def test_a_file_is_written_by_uid_and_read_whole(stack: httpx.Client) -> None:
    asset = upload_asset(stack)
    posts = create_model(stack, build_field("image", "file"), build_field("files", "file", multiple=True))
    uid = posts.add({"title": "With files", "image": asset, "files": [asset]})["uid"]
    entry = posts.fetch(uid)
    assert (entry["image"]["uid"], entry["image"]["filename"], entry["image"]["file_size"]) == (asset, "note.txt", "5")
    assert [file["uid"] for file in entry["files"]] == [asset]
    assert posts.update(uid, {"image": asset}).status_code == 200
    assert posts.fetch(uid)["image"] == entry["image"]
    assert parse_error(posts.update(uid, {"image": "blt0000000000000000"}))[:2] == (422, 119)
    (holder,) = stack.get(f"/v3/assets/{asset}/references").json()["references"]
    assert holder["content_type_uid"] == posts.content_type


def test_included_references_are_entries(stack: httpx.Client) -> None:
    people = create_model(stack, build_field("age", "number"))
    ann = people.add({"title": "Ann", "age": 40})["uid"]
    crew = build_field("crew", "group", schema=[build_reference("lead", people.content_type)])
    films = create_model(stack, build_reference("cast", people.content_type), crew)
    link = {"uid": ann, "_content_type_uid": people.content_type}
    uid = films.add({"title": "A film", "cast": [link], "crew": {"lead": [link]}})["uid"]
    assert films.fetch(uid)["cast"] == [link]
    entry = films.fetch(uid, **{"include[]": ["cast", "crew.lead"]})
    assert [(person["title"], person["age"]) for person in entry["cast"]] == [("Ann", 40)]
    assert entry["cast"][0]["_content_type_uid"] == people.content_type
    assert entry["crew"]["lead"][0]["title"] == "Ann"
    (listed,) = films.list(**{"include[]": "cast"}).json()["entries"]
    assert listed["cast"][0]["title"] == "Ann"
    assert listed["crew"]["lead"] == [link]


def test_references_to_an_entry_are_listed(stack: httpx.Client) -> None:
    people = create_model(stack)
    ann, bob = (people.add({"title": name})["uid"] for name in ("Ann", "Bob"))
    films = create_model(stack, build_reference("cast", people.content_type))
    film = films.add({"title": "A film", "cast": [{"uid": ann, "_content_type_uid": people.content_type}]})["uid"]
    (found,) = people.get(f"{ann}/references").json()["references"]
    assert (found["entry_uid"], found["content_type_uid"]) == (film, films.content_type)
    assert (found["locale"], found["title"], found["content_type_title"]) == ("en-us", "A film", films.content_type)
    assert people.get(f"{bob}/references").json() == {"references": []}
    assert people.get(f"{ann}/references", include_count="true").json()["count"] == 1
    films.change(film, {"cast": []})
    assert people.get(f"{ann}/references").json() == {"references": []}


IN_EVERY_POSITION = {
    "field": (build_rich_text("body"), lambda body: {"body": body}),
    "list": (build_rich_text("body") | {"multiple": True}, lambda body: {"body": [body]}),
    "group": (build_field("g", "group", schema=[build_rich_text("body")]), lambda body: {"g": {"body": body}}),
    "groups": (
        build_field("g", "group", multiple=True, schema=[build_rich_text("body")]),
        lambda body: {"g": [{"body": body}]},
    ),
    "block": (
        build_field("b", "blocks", blocks=[{"uid": "text", "title": "Text", "schema": [build_rich_text("body")]}]),
        lambda body: {"b": [{"text": {"body": body}}]},
    ),
}


@pytest.mark.parametrize(("definition", "place"), [pytest.param(*case, id=i) for i, case in IN_EVERY_POSITION.items()])
def test_every_node_of_rich_text_has_a_uid(
    stack: httpx.Client, definition: Fields, place: Callable[[Fields], Fields]
) -> None:
    text = {"text": "Hi", "bold": True}
    embedded = {"type": "reference", "uid": "mine", "attrs": {"entry-uid": "blt1"}, "children": [{"text": ""}]}
    cells = {"type": "tr", "attrs": {}, "children": [{"type": "td", "attrs": {}, "children": [text]}]}
    sent = {"type": "doc", "attrs": {}, "children": [cells, embedded, {"type": "hr", "attrs": {}}]}
    posts = create_model(stack, definition)
    entry = posts.fetch(posts.add({"title": "Post", **place(sent)})["uid"])
    kept = next(value for value in walk(entry) if value.get("type") == "doc")
    nodes = [node for node in walk(kept) if "type" in node]
    assert all(re.fullmatch("[0-9a-f]{32}|mine", node["uid"]) for node in nodes)
    assert len({node["uid"] for node in nodes}) == 5
    assert without_uids(kept) == without_uids(sent) | {"_version": 1}
    assert kept["children"][1] == embedded
    assert posts.change(entry["uid"], {"title": "Again"} | place(kept))["_version"] == 2
    again = next(value for value in walk(posts.fetch(entry["uid"])) if value.get("type") == "doc")
    assert again == kept | {"_version": 2}


def walk(value: Any) -> Iterator[Fields]:
    """Go through the objects in a JSON value, from the outside in."""
    if isinstance(value, dict):
        yield value
    for inner in value.values() if isinstance(value, dict) else value if isinstance(value, list) else ():
        yield from walk(inner)


def without_uids(node: Fields) -> Fields:
    """Return a node without the uids in it, but with the texts that have none."""
    assert "text" not in node or "uid" not in node
    children = {"children": [without_uids(child) for child in node["children"]]} if "children" in node else {}
    return {name: value for name, value in node.items() if name != "uid"} | children


def test_embedded_entries_count_as_references_and_can_be_read_along(stack: httpx.Client) -> None:
    people = create_model(stack)
    ann = people.add({"title": "Ann"})["uid"]
    posts = create_model(stack, build_rich_text("body", people.content_type))
    attrs = {"type": "entry", "entry-uid": ann, "content-type-uid": people.content_type, "locale": "en-us"}
    node = {"type": "reference", "uid": "n2", "attrs": attrs, "children": [{"text": ""}]}
    paragraph: Fields = {"type": "p", "uid": "n1", "attrs": {}, "children": [{"text": "Meet "}, node]}
    body: Fields = {"type": "doc", "uid": "n0", "attrs": {}, "children": [paragraph]}
    uid = posts.add({"title": "Post", "body": body})["uid"]
    assert posts.fetch(uid)["body"]["children"] == [paragraph]
    (holder,) = people.get(f"{ann}/references").json()["references"]
    assert holder["entry_uid"] == uid
    assert "_embedded_items" not in posts.fetch(uid)
    items = posts.fetch(uid, **{"include_embedded_items[]": "BASE"})["_embedded_items"]
    assert [(item["uid"], item["title"]) for item in items["body"]] == [(ann, "Ann")]


def test_a_branch_has_entries_of_its_own(new_stack: httpx.Client) -> None:
    notes = create_model(new_stack)
    old = notes.add({"title": "Before"})["uid"]
    new_stack.post("/v3/stacks/branches", json={"branch": {"uid": "next", "source": "main"}})
    notes.change(old, {"title": "Changed on main"})
    new = notes.add({"title": "After"})["uid"]
    there = {"branch": "next"}
    assert new_stack.get(f"{notes.path}/{old}", headers=there).json()["entry"]["title"] == "Before"
    assert parse_error(new_stack.get(f"{notes.path}/{new}", headers=there))[:2] == (422, 141)
    shown = new_stack.get(f"{notes.path}/{old}", params={"include_branch": "true"}, headers=there)
    assert shown.json()["entry"]["_branch"] == "next"
    assert "_branch" not in notes.fetch(old)


def test_a_management_token_writes_if_it_may(emulator: Emulator, notes: Entries) -> None:
    key = emulator.stack.api_key
    with connect(emulator, authorization=emulator.management_token, api_key=key) as token:
        entry = Entries(token, notes.content_type).add({"title": "By a token"})
        assert entry["created_by"]
    with connect(emulator, authorization=emulator.read_only_management_token, api_key=key) as token:
        reader = Entries(token, notes.content_type)
        assert reader.fetch(entry["uid"])["title"] == "By a token"
        assert reader.create({"title": "x"}).status_code == 403
        assert reader.delete(entry["uid"]).status_code == 403


def test_an_oauth_token_needs_the_scope(emulator: Emulator, notes: Entries) -> None:
    token = emulator.grant_oauth(scopes=["cm.entry:read"]).access_token
    with connect(emulator, authorization=f"Bearer {token}", api_key=emulator.stack.api_key) as app:
        reader = Entries(app, notes.content_type)
        assert reader.list().status_code == 200
        assert reader.create({"title": "x"}).status_code in (401, 403)


def test_references_tell_of_versions_and_deleted_entries(stack: httpx.Client) -> None:
    stack.post("/v3/environments", json={"environment": {"name": "references"}})
    people = create_model(stack)
    ann = people.add({"title": "Ann"})["uid"]
    films = create_model(stack, build_reference("cast", people.content_type))
    film = films.add({"title": "A film", "cast": [{"uid": ann, "_content_type_uid": people.content_type}]})["uid"]
    films.send(film, "versions/1/name", {"entry": {"_version_name": "Draft", "locale": "en-us"}})
    target = {"environments": ["references"], "locales": ["en-us"]}
    films.send(film, "publish", {"entry": target, "locale": "en-us", "version": 1})
    asked = {"include_count": "true", "include_publish_details": "true"}
    response = people.get(f"{ann}/references", **asked).json()
    (found,) = response["references"]
    assert (response["count"], found["_version"], found["_version_name"]["title"]) == (1, 1, "Draft")
    assert [detail["version_name"] for detail in found["publish_details"]] == ["Draft"]
    films.change(film, {"title": "Another film"})
    (found,) = people.get(f"{ann}/references", **asked).json()["references"]
    assert (found["_version"], "_version_name" in found) == (2, False)
    assert found["publish_details"][0]["version_name"] == "Draft"
    people.delete(ann)
    assert parse_error(people.get(f"{ann}/references"))[:2] == (422, 141)
    assert [item["entry_uid"] for item in people.get(f"{ann}/references", deleted="true").json()["references"]] == [
        film
    ]
