"""Extensions: as JSON with an address or with code, as a file, and where they are offered."""

import json
from typing import Any

import httpx
import pytest

from tests.emulator.support.entries import Fields, build_field, create_model
from tests.emulator.support.error_responses import parse_error

PATH = "/v3/extensions"
FIELD: Fields = {"title": "Colour", "type": "field", "data_type": "text", "src": "https://example.com"}


def create(client: httpx.Client, **more: Any) -> httpx.Response:
    return client.post(PATH, json={"extension": FIELD | more})


def add(client: httpx.Client, **more: Any) -> Fields:
    response = create(client, **more)
    assert response.status_code == 201, response.text
    extension: Fields = response.json()["extension"]
    return extension


def upload(client: httpx.Client, *, content: bytes = b"<html></html>", **parts: Any) -> httpx.Response:
    data = {f"extension[{name}]": value for name, value in parts.items()}
    return client.post(PATH, data=data, files={"extension[upload]": ("page.html", content, "text/html")})


def titles(client: httpx.Client, **params: str) -> list[str]:
    return [extension["title"] for extension in client.get(PATH, params=params).json()["extensions"]]


def test_the_life_of_an_extension(new_stack: httpx.Client) -> None:
    response = create(new_stack, tags=["a"], config="{}", multiple=False)
    assert (response.status_code, response.json()["notice"]) == (201, "Extension created successfully.")
    extension = response.json()["extension"]
    assert extension | FIELD == extension
    assert (extension["config"], extension["multiple"], extension["_version"]) == ({}, False, 1)
    assert (extension["tags"], extension["ACL"]) == (["a"], {})
    assert "srcdoc" not in extension
    path = f"{PATH}/{extension['uid']}"
    assert new_stack.get(path).json() == {"extension": extension | {"ACL": []}}
    assert new_stack.get(path, params={"include_branch": "true"}).json()["extension"]["_branch"] == "main"
    body = {"extension": {"title": "Color", "config": '{"format": "hex"}'}}
    updated = new_stack.put(path, json=body).json()
    assert updated["notice"] == "Extension updated successfully."
    assert (updated["extension"]["title"], updated["extension"]["config"]) == ("Color", {"format": "hex"})
    assert (updated["extension"]["_version"], updated["extension"]["src"]) == (2, FIELD["src"])
    assert new_stack.delete(path).json() == {"notice": "Extension deleted successfully."}
    for gone in (new_stack.get(path), new_stack.delete(path), new_stack.put(path, json=body)):
        assert parse_error(gone)[:2] == (404, 347)


def test_the_code_takes_the_place_of_the_address(new_stack: httpx.Client) -> None:
    path = f"{PATH}/{add(new_stack)['uid']}"
    updated = new_stack.put(path, json={"extension": {"srcdoc": "<html>"}}).json()["extension"]
    assert updated["srcdoc"] == "<html>"
    assert "src" not in updated
    back = new_stack.put(path, json={"extension": {"src": "https://example.com"}}).json()["extension"]
    assert "srcdoc" not in back


@pytest.mark.parametrize(
    ("fields", "path"),
    [
        ({"title": ""}, "title"),
        ({"type": "gadget"}, "type"),
        ({"data_type": "colour"}, "data_type"),
        ({"data_type": None}, "data_type"),
        ({"src": ""}, "src"),
        ({"config": "{"}, "config"),
        ({"config": "[]"}, "config"),
    ],
)
def test_an_extension_that_cannot_be(new_stack: httpx.Client, fields: Fields, path: str) -> None:
    sent = {name: value for name, value in (FIELD | fields).items() if value is not None}
    status, code, errors = parse_error(new_stack.post(PATH, json={"extension": sent}))
    assert (status, code, list(errors)) == (422, 344, [path])


def test_a_title_is_given_once(new_stack: httpx.Client) -> None:
    add(new_stack)
    assert parse_error(create(new_stack)) == (422, 344, {"title": ["is not unique."]})
    new_stack.post("/v3/stacks/branches", json={"branch": {"uid": "next", "source": "main"}})
    new_stack.delete(f"{PATH}/{new_stack.get(PATH).json()['extensions'][0]['uid']}")
    assert titles(new_stack) == []
    listed = new_stack.get(PATH, headers={"branch": "next"}).json()["extensions"]
    assert [extension["title"] for extension in listed] == ["Colour"]


def test_an_extension_is_uploaded_as_a_file(new_stack: httpx.Client) -> None:
    page = "<html>Grüße</html>"
    response = upload(
        new_stack,
        content=page.encode(),
        title="Count",
        type="widget",
        tags="a, b",
        scope=json.dumps({"content_types": ["blog"]}),
        config='{"a": 1}',
    )
    assert response.status_code == 201
    extension = response.json()["extension"]
    assert (extension["srcdoc"], extension["tags"], extension["config"]) == (page, ["a", "b"], {"a": 1})
    assert extension["scope"] == {"content_types": ["blog"]}
    dashboard = upload(new_stack, title="Board", type="dashboard", enable="false", default_width="full")
    seen = dashboard.json()["extension"]
    assert (seen["enable"], seen["default_width"]) == (False, "full")
    assert seen["SYS_ACL"]["users"] == {"uids": ["$all"], "render": True}
    custom = upload(new_stack, title="Field", type="field", data_type="json", multiple="true").json()["extension"]
    assert custom["multiple"] is True


@pytest.mark.parametrize(
    ("parts", "path"),
    [
        ({"type": "widget"}, "title"),
        ({"title": "X"}, "type"),
        ({"title": "X", "type": "field"}, "data_type"),
        ({"title": "X", "type": "widget", "scope": "[object Object]"}, "scope"),
        ({"title": "X", "type": "widget", "scope": '{"content_types": "blog"}'}, "scope"),
        ({"title": "X", "type": "dashboard", "enable": "perhaps"}, "enable"),
        ({"title": "X", "type": "dashboard", "default_width": "third"}, "default_width"),
    ],
)
def test_a_form_that_is_no_extension(new_stack: httpx.Client, parts: dict[str, str], path: str) -> None:
    status, code, errors = parse_error(upload(new_stack, **dict[str, Any](parts)))
    assert (status, code, list(errors)) == (422, 344, [path])


def test_a_form_without_a_file(new_stack: httpx.Client) -> None:
    parts = {"extension[title]": (None, "X"), "extension[type]": (None, "widget")}
    assert parse_error(new_stack.post(PATH, files=parts))[2] == {"src": ["is a required field."]}
    given = parts | {"extension[upload]": (None, "<html>")}
    assert new_stack.post(PATH, files=given).json()["extension"]["srcdoc"] == "<html>"


def test_extensions_are_found_by_type_and_scope(new_stack: httpx.Client) -> None:
    add(new_stack)
    add(new_stack, title="Words", type="widget", scope={"content_types": ["blog"]})
    add(new_stack, title="Every", type="widget", scope={"content_types": ["$all"]})
    assert titles(new_stack) == ["Every", "Words", "Colour"]
    assert titles(new_stack, query='{"type": "field"}') == ["Colour"]
    assert titles(new_stack, scope="page") == ["Every", "Colour"]
    assert titles(new_stack, scope="blog", limit="1", skip="1") == ["Words"]
    assert new_stack.get(PATH, params={"include_count": "true"}).json()["count"] == 3


def test_a_content_type_keeps_the_name_of_an_extension_that_is_gone(new_stack: httpx.Client) -> None:
    extension = add(new_stack, data_type="json")
    things = create_model(new_stack, build_field("thing", "json", extension_uid=extension["uid"]))
    entry = things.add({"title": "A", "thing": {"any": ["value"]}})
    assert new_stack.delete(f"{PATH}/{extension['uid']}").is_success
    assert things.fetch(entry["uid"])["thing"] == {"any": ["value"]}
    schema = new_stack.get(f"/v3/content_types/{things.content_type}").json()["content_type"]["schema"]
    assert schema[1]["extension_uid"] == extension["uid"]
