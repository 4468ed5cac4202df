"""Metadata: what extensions keep about entries and assets."""

from typing import Any

import httpx
import pytest

from tests.emulator.support.entries import Entries, Fields, build_field, create_model, upload_asset
from tests.emulator.support.error_responses import parse_error

PATH = "/v3/metadata"

EXTENSION = "blt00000000000000ee"


@pytest.fixture
def entries(new_stack: httpx.Client) -> Entries:
    return create_model(new_stack, build_field("text"))


@pytest.fixture
def entry(entries: Entries) -> str:
    uid: str = entries.add({"title": "One"})["uid"]
    return uid


def create(stack: httpx.Client, uid: str, kind: str = "entry", **fields: Any) -> httpx.Response:
    about = {"entity_uid": uid, "type": kind, "extension_uid": EXTENSION}
    return stack.post(PATH, json={"metadata": about | fields})


def add(stack: httpx.Client, uid: str, kind: str = "entry", **fields: Any) -> Fields:
    response = create(stack, uid, kind, **fields)
    assert response.status_code == 201, response.text
    metadata: Fields = response.json()["metadata"]
    return metadata


def list_left(stack: httpx.Client) -> list[str]:
    return [item["uid"] for item in stack.get(PATH).json()["metadata"]]


def test_the_life_of_metadata(new_stack: httpx.Client, entries: Entries, entry: str) -> None:
    created = create(new_stack, entry, _content_type_uid=entries.content_type, presets=[{"uid": "p"}], deleted_at="x")
    assert created.json()["notice"] == "Metadata created successfully."
    kept = created.json()["metadata"]
    assert (kept["locale"], kept["scope"], kept["deleted_at"], kept["_version"]) == ("en-us", "local", False, 1)
    assert kept["api_key"] == new_stack.headers["api_key"]
    assert new_stack.get(f"{PATH}/{kept['uid']}").json() == {"metadata": kept}
    body = {"metadata": {"reviewer": "Ada"}}
    changed = new_stack.put(f"{PATH}/{kept['uid']}", json=body).json()
    assert changed["notice"] == "Metadata updated successfully."
    assert (changed["metadata"]["reviewer"], changed["metadata"]["presets"]) == ("Ada", [{"uid": "p"}])
    assert changed["metadata"]["_version"] == 2
    assert entries.fetch(entry)["_version"] == 1
    assert new_stack.delete(f"{PATH}/{kept['uid']}").json() == {"notice": "Metadata deleted successfully."}
    assert parse_error(new_stack.get(f"{PATH}/{kept['uid']}"))[0] == 422


def test_metadata_is_about_something_there_is(new_stack: httpx.Client, entries: Entries, entry: str) -> None:
    gone = {"entity_uid": ["is not valid."]}
    assert parse_error(create(new_stack, "blt1", _content_type_uid=entries.content_type)) == (422, 119, gone)
    assert parse_error(create(new_stack, "blt1", "asset"))[2] == gone
    assert parse_error(create(new_stack, entry, _content_type_uid="unknown"))[2] == gone
    assert parse_error(create(new_stack, entry, "folder"))[2] == {"type": ["is not valid."]}
    assert parse_error(create(new_stack, entry, locale="it-it"))[2] == {"locale": ["is not valid."]}
    assert parse_error(create(new_stack, entry, text="x" * 6000))[2].keys() == {"metadata"}


def test_the_content_type_need_not_be_said(new_stack: httpx.Client, entries: Entries, entry: str) -> None:
    assert add(new_stack, entry)["_content_type_uid"] == entries.content_type
    assert add(new_stack, upload_asset(new_stack), "asset")["_content_type_uid"] == "sys_assets"


def test_lists_of_metadata(new_stack: httpx.Client, entries: Entries, entry: str) -> None:
    first = add(new_stack, entry, note="x")
    second = add(new_stack, upload_asset(new_stack, "photo.txt"), "asset", extension_uid="blt2")

    def list_with(**params: str) -> list[Fields]:
        items: list[Fields] = new_stack.get(PATH, params=params).json()["metadata"]
        return items

    assert [item["uid"] for item in list_with(query='{"extension_uid": "blt2"}')] == [second["uid"]]
    assert [item["uid"] for item in list_with(asc="created_at", limit="1")] == [first["uid"]]
    assert list_with(**{"only[BASE][]": "note", "query": '{"type": "entry"}'}) == [{"uid": first["uid"], "note": "x"}]
    assert "note" not in list_with(**{"except[BASE][]": "note", "query": '{"type": "entry"}'})[0]
    asked = {"include_title[]": ["entity", "content_type", "stack"]}
    found = {item["type"]: item["_metadata"]["title"] for item in new_stack.get(PATH, params=asked).json()["metadata"]}
    assert found["entry"] == {"entity": "One", "content_type": entries.content_type, "stack": "Test stack"}
    assert found["asset"]["entity"] == "photo.txt"


def test_metadata_of_all_branches(new_stack: httpx.Client, entry: str) -> None:
    add(new_stack, entry)
    new_stack.post("/v3/stacks/branches", json={"branch": {"uid": "next", "source": "main"}})
    asked = {"include_multi_branch": "true", "include_branch": "true"}
    listed = new_stack.get(PATH, params=asked).json()["metadata"]
    assert sorted(item["_branch"] for item in listed) == ["main", "next"]
    assert len(list_left(new_stack)) == 1


def test_metadata_is_published(new_stack: httpx.Client, entry: str) -> None:
    uid = add(new_stack, entry)["uid"]
    new_stack.post("/v3/environments", json={"environment": {"name": "live"}})
    body = {"metadata": {"environments": ["live"], "locales": ["en-us"]}}

    def details() -> list[tuple[str, int]]:
        asked = {"include_publish_details": "true"}
        found = new_stack.get(f"{PATH}/{uid}", params=asked).json()["metadata"]["publish_details"]
        return [(detail["locale"], detail["version"]) for detail in found]

    assert new_stack.post(f"{PATH}/{uid}/publish", json=body).json() == {"notice": "Metadata sent for publishing."}
    assert details() == [("en-us", 1)]
    assert "publish_details" not in new_stack.get(f"{PATH}/{uid}").json()["metadata"]
    new_stack.post(f"{PATH}/{uid}/unpublish", json=body)
    assert details() == []
    nowhere = {"metadata": {"environments": ["nowhere"], "locales": ["en-us"]}}
    assert parse_error(new_stack.post(f"{PATH}/{uid}/publish", json=nowhere))[:2] == (401, 161)
    empty = {"metadata": {"environments": [], "locales": ["en-us"]}}
    assert parse_error(new_stack.post(f"{PATH}/{uid}/publish", json=empty))[2] == {
        "environments": ["is a required field."]
    }


def test_entries_and_assets_show_their_metadata(new_stack: httpx.Client, entries: Entries, entry: str) -> None:
    kept = add(new_stack, entry, note="x")
    asked = {"include_metadata": "true"}
    assert entries.fetch(entry, **asked)["_metadata"] == {
        "extensions": {EXTENSION: [{"uid": kept["uid"], "scope": "local", "note": "x"}]}
    }
    asset = upload_asset(new_stack)
    add(new_stack, asset, "asset")
    seen = new_stack.get(f"/v3/assets/{asset}", params=asked).json()["asset"]["_metadata"]
    assert list(seen["extensions"]) == [EXTENSION]


def test_metadata_goes_with_what_it_is_about(new_stack: httpx.Client, entries: Entries, entry: str) -> None:
    new_stack.post("/v3/locales", json={"locale": {"code": "fr-fr"}})
    entries.update(entry, {"title": "Un"}, locale="fr-fr")
    french = add(new_stack, entry, locale="fr-fr")["uid"]
    english = add(new_stack, entry)["uid"]
    asset = upload_asset(new_stack)
    of_asset = add(new_stack, asset, "asset")["uid"]
    entries.send(entry, "unlocalize", locale="fr-fr")
    assert sorted(list_left(new_stack)) == sorted([english, of_asset])
    assert french not in list_left(new_stack)
    new_stack.delete(f"/v3/assets/{asset}")
    assert list_left(new_stack) == [english]
    entries.delete(entry)
    assert list_left(new_stack) == []
    add(new_stack, entries.add({"title": "Two"})["uid"])
    new_stack.delete(f"/v3/content_types/{entries.content_type}", params={"force": "true"})
    assert list_left(new_stack) == []
