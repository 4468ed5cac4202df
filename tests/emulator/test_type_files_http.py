"""Content types as files: exported bare, imported as one part of a multipart body."""

import json
from typing import Any

import httpx
import pytest

from tests.emulator.support.error_responses import parse_error
from tests.emulator.support.schemas import TITLE, TYPES, Json, build_field, build_type, create_type, get_type, send_file


def test_an_export_is_bare_and_holds_more(new_stack: httpx.Client) -> None:
    made = create_type(new_stack, build_type("page", build_field("text"))).json()["content_type"]
    exported = new_stack.get(f"{TYPES}/page/export").json()
    assert (exported["uid"], exported["title"], exported["_version"]) == ("page", "Page", 1)
    assert exported["_branches"] == ["main"]
    assert exported["deleted_at"] is False
    assert {"created_by", "updated_by", "_metadata", "extension_refs", "tags"} <= exported.keys()
    assert [item["uid"] for item in exported["schema"]] == [item["uid"] for item in made["schema"]]
    assert not {"created_by", "_branches"} & made.keys()


def test_an_export_can_be_imported(new_stack: httpx.Client) -> None:
    create_type(new_stack, build_type("page", build_field("text"), description="As it was"))
    exported = new_stack.get(f"{TYPES}/page/export").json()
    new_stack.delete(f"{TYPES}/page")
    response = send_file(new_stack, TYPES, "content_type", exported)
    assert response.status_code == 201
    assert response.json()["notice"] == "Content Type imported successfully."
    found = get_type(new_stack, "page")
    assert (found["description"], found["_version"]) == ("As it was", 1)
    assert [item["uid"] for item in found["schema"]] == ["title", "text"]


def test_an_import_replaces_only_when_told_to(new_stack: httpx.Client) -> None:
    create_type(new_stack, build_type("page"))
    body = build_type("page", build_field("more"))
    status, code, errors = parse_error(send_file(new_stack, TYPES, "content_type", body))
    assert (status, code) == (422, 115)
    assert "uid" in errors
    assert send_file(new_stack, TYPES, "content_type", body, overwrite="true").is_success
    found = get_type(new_stack, "page")
    assert (found["_version"], [item["uid"] for item in found["schema"]]) == (2, ["title", "more"])


@pytest.mark.parametrize("content", [{}, [], "x", {"uid": "page"}, {"uid": "page", "title": "Page", "schema": [1]}])
def test_an_import_of_what_is_no_content_type(new_stack: httpx.Client, content: Any) -> None:
    assert send_file(new_stack, TYPES, "content_type", content).status_code == 422
    assert new_stack.get(TYPES).json()["content_types"] == []


def test_an_import_without_a_file(new_stack: httpx.Client) -> None:
    response = new_stack.post(f"{TYPES}/import", files={"other": b"{}"})
    assert response.status_code == 400
    assert new_stack.post(f"{TYPES}/import", files={"content_type": b"{not json"}).status_code in (400, 422)


def test_a_file_field_without_a_file_name_is_taken_too(new_stack: httpx.Client) -> None:
    text = json.dumps(build_type("page"))
    response = new_stack.post(f"{TYPES}/import", files={"content_type": (None, text)})
    assert response.status_code == 201
    assert get_type(new_stack, "page")["_version"] == 1


WRONG_PARTS: list[Json] = [
    {"options": "none"},
    {"options": []},
    {"title": 5},
    {"uid": 5},
    {"schema": None},
    {"schema": [TITLE, "field"]},
    {"schema": [TITLE, build_field("f") | {"uid": None}]},
    {"schema": [TITLE, build_field("f", "reference", reference_to=5)]},
    {"schema": [TITLE, build_field("f", "reference", reference_to=[{}])]},
    {"schema": [TITLE, build_field("f", "json", reference_to=[[]])]},
    {"schema": [TITLE, build_field("f", "group", schema={"a": 1})]},
    {"schema": [TITLE, build_field("f", "blocks", blocks=[{"uid": "b", "schema": "x"}])]},
    {"schema": [TITLE, build_field("f", field_metadata="x")]},
    {"schema": [TITLE, build_field("f", enum={"choices": "x"})]},
]


@pytest.mark.parametrize("part", WRONG_PARTS)
def test_a_file_with_parts_of_the_wrong_kind(new_stack: httpx.Client, part: Json) -> None:
    assert send_file(new_stack, TYPES, "content_type", build_type("page") | part).status_code == 422
    assert new_stack.get(TYPES, params={"include_global_field_schema": "true"}).json()["content_types"] == []
