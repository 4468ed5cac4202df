"""Content types and global fields over HTTP."""

import json
from typing import Any

import httpx

from contentstack_cma_emulator import Emulator
from tests.emulator.support.error_responses import parse_error
from tests.emulator.support.http_clients import connect

TYPES = "/v3/content_types"
GLOBALS = "/v3/global_fields"

Field = dict[str, Any]


def field(uid: str, data_type: str = "text", **more: Any) -> Field:
    return {"uid": uid, "data_type": data_type, "display_name": uid.title(), **more}


TITLE = field("title", mandatory=True, unique=True, field_metadata={"_default": True})
SEO = {"title": "SEO", "uid": "seo", "schema": [field("words"), field("image", "file")]}
TAKES_SEO = field("seo", "global_field", reference_to="seo")


def create(stack: httpx.Client, uid: str, *fields: Field, **more: Any) -> httpx.Response:
    content_type = {"title": uid.title(), "uid": uid, "schema": [TITLE, *fields], **more}
    return stack.post(TYPES, json={"content_type": content_type})


def create_global(stack: httpx.Client, body: Field, **headers: str) -> httpx.Response:
    return stack.post(GLOBALS, json={"global_field": body}, headers=headers)


def upload(stack: httpx.Client, path: str, key: str, document: Any, **params: str) -> httpx.Response:
    file = (f"{key}.json", json.dumps(document).encode(), "application/json")
    return stack.post(path, files={key: file}, params=params)


def test_the_life_of_a_content_type(new_stack: httpx.Client) -> None:
    response = create(new_stack, "page", field("body"), description="Pages")
    assert response.status_code == 201
    assert response.json()["notice"] == "Content Type created successfully."
    made = response.json()["content_type"]
    assert (made["uid"], made["title"], made["description"], made["_version"]) == ("page", "Page", "Pages", 1)
    assert made["options"] == {"is_page": False, "singleton": False, "title": "title"}
    assert made["schema"][1] == {
        **field("body"),
        "mandatory": False,
        "unique": False,
        "non_localizable": False,
        "multiple": False,
    }
    assert {"abilities", "SYS_ACL", "DEFAULT_ACL", "last_activity"} <= made.keys()
    assert "created_by" not in made
    assert new_stack.get(f"{TYPES}/page").json() == {"content_type": made}
    change = {"title": "Pages", "uid": "other", "schema": [TITLE]}
    changed = new_stack.put(f"{TYPES}/page", json={"content_type": change}).json()
    assert changed["notice"] == "Content Type updated successfully."
    now = changed["content_type"]
    assert (now["uid"], now["title"], now["_version"], now["description"]) == ("page", "Pages", 2, "Pages")
    assert [item["uid"] for item in now["schema"]] == ["title"]
    assert now["created_at"] == made["created_at"]
    assert new_stack.get(f"{TYPES}/page", params={"version": "1"}).json() == {"content_type": made}
    assert parse_error(new_stack.get(f"{TYPES}/page", params={"version": "3"}))[:2] == (422, 118)
    assert new_stack.delete(f"{TYPES}/page").json() == {"notice": "Content Type deleted successfully."}
    assert new_stack.get(TYPES).json() == {"content_types": []}


def test_a_content_type_that_is_not_there(new_stack: httpx.Client) -> None:
    for response in (
        new_stack.get(f"{TYPES}/nothing"),
        new_stack.delete(f"{TYPES}/nothing"),
        new_stack.get(f"{TYPES}/nothing/export"),
        new_stack.get(f"{TYPES}/nothing/references"),
        new_stack.put(f"{TYPES}/nothing", json={"content_type": {"title": "x", "schema": [TITLE]}}),
        new_stack.get(f"{TYPES}/nothing/entries"),
        new_stack.post(f"{TYPES}/nothing/entries", json={"entry": {"title": "x"}}),
    ):
        assert parse_error(response) == (422, 118, {"uid": ["is not valid."]})
        assert response.json()["error_message"] == "The Content Type 'nothing' was not found. Please try again."


def test_fields_that_must_be_there(new_stack: httpx.Client) -> None:
    body = {"title": "Page", "uid": "page", "schema": [field("body")], "options": {"is_page": True}}
    response = new_stack.post(TYPES, json={"content_type": body})
    assert response.json() == {
        "error_message": "Content Type creation failed. Please try again.",
        "error_code": 115,
        "errors": {"content_type": ["should have a 'title' field."], "schema": ["should have a 'url' field."]},
    }
    assert response.status_code == 422
    body["schema"] = [TITLE, field("url")]
    assert new_stack.post(TYPES, json={"content_type": body}).status_code == 201
    without = {"title": "Page", "schema": [field("url")], "options": {"is_page": True}}
    refused = parse_error(new_stack.put(f"{TYPES}/page", json={"content_type": without}))
    assert refused == (422, 115, {"content_type": ["should have a 'title' field."]})


def test_a_uid_is_valid_and_unique(new_stack: httpx.Client) -> None:
    for uid in ("Page", "a-b", "a b", "ä", ""):
        assert parse_error(create(new_stack, uid, title="T")) == (422, 118, {"uid": ["is not valid."]})
    create(new_stack, "page")
    assert parse_error(create(new_stack, "page", title="Another")) == (422, 115, {"uid": ["is not unique."]})
    assert parse_error(create(new_stack, "another", title="Page")) == (422, 115, {"title": ["is not unique."]})
    both = {"uid": ["is not unique."], "title": ["is not unique."]}
    assert parse_error(create(new_stack, "page")) == (422, 115, both)
    create(new_stack, "another")
    renamed = new_stack.put(f"{TYPES}/another", json={"content_type": {"title": "Page", "schema": [TITLE]}})
    assert parse_error(renamed) == (422, 115, {"title": ["is not unique."]})


def test_schemas_that_are_rejected(new_stack: httpx.Client) -> None:
    create_global(new_stack, SEO)
    for wrong in (
        field("title"),
        field("not a uid"),
        field("locale"),
        field("r", "reference", reference_to=["nothing"]),
        field("g", "global_field", reference_to="nothing"),
        field("b", "blocks", blocks=[{"uid": "x", "title": "X", "schema": [field("a"), field("a")]}]),
    ):
        status, code, errors = parse_error(create(new_stack, "page", wrong))
        assert (status, code, list(errors)) == (422, 115, ["schema"]), wrong
    assert create(new_stack, "page", field("self", "reference", reference_to=["page"]), TAKES_SEO).status_code == 201


def test_listing_and_counting(new_stack: httpx.Client) -> None:
    for uid in ("b", "a", "c"):
        create(new_stack, uid)

    def uids(**params: str) -> list[str]:
        return [item["uid"] for item in new_stack.get(TYPES, params=params).json()["content_types"]]

    assert uids() == ["c", "a", "b"]
    assert uids(asc="uid", skip="1", limit="1") == ["b"]
    assert uids(query='{"title": {"$in": ["A", "C"]}}', asc="uid") == ["a", "c"]
    assert new_stack.get(TYPES, params={"count": "true"}).json() == {"content_types": 3}
    assert new_stack.get(TYPES, params={"include_count": "true", "limit": "1"}).json()["count"] == 3
    assert new_stack.get(TYPES, params={"include_branch": "true"}).json()["content_types"][0]["_branch"] == "main"


def test_one_with_entries_is_deleted_only_by_force(new_stack: httpx.Client) -> None:
    create(new_stack, "page")
    entry = new_stack.post(f"{TYPES}/page/entries", json={"entry": {"title": "A"}}).json()["entry"]
    assert parse_error(new_stack.delete(f"{TYPES}/page"))[:2] == (422, 115)
    assert new_stack.delete(f"{TYPES}/page", params={"force": "true"}).status_code == 200
    create(new_stack, "page")
    assert new_stack.get(f"{TYPES}/page/entries").json() == {"entries": []}
    assert parse_error(new_stack.get(f"{TYPES}/page/entries/{entry['uid']}"))[:2] == (422, 141)


def test_references_to_a_content_type_are_listed(new_stack: httpx.Client) -> None:
    create(new_stack, "author")
    create_global(
        new_stack, {"title": "By", "uid": "by", "schema": [field("who", "reference", reference_to=["author"])]}
    )
    create(new_stack, "page", field("by", "global_field", reference_to="by"))
    create(new_stack, "menu", field("pages", "reference", reference_to=["page"]))
    path = f"{TYPES}/author/references"
    assert new_stack.get(path).json() == {"references": ["Menu", "Page"]}
    assert new_stack.get(path, params={"include_global_fields": "true"}).json() == {
        "references": ["By", "Menu", "Page"]
    }
    assert new_stack.get(f"{TYPES}/menu/references").json() == {"references": []}


def test_export_and_import(new_stack: httpx.Client) -> None:
    create(new_stack, "page", field("body"))
    exported = new_stack.get(f"{TYPES}/page/export").json()
    assert exported["uid"] == "page"
    assert {"created_by", "_branches", "deleted_at", "extension_refs"} <= exported.keys()
    taken = upload(new_stack, f"{TYPES}/import", "content_type", exported)
    assert parse_error(taken) == (422, 115, {"uid": ["is not unique."], "title": ["is not unique."]})
    assert taken.json()["error_message"].startswith("There was a problem importing the Content Type.")
    replaced = upload(new_stack, f"{TYPES}/import", "content_type", exported | {"title": "New"}, overwrite="true")
    assert replaced.status_code == 201
    assert replaced.json()["notice"] == "Content Type imported successfully."
    now = replaced.json()["content_type"]
    assert (now["title"], now["_version"]) == ("New", 2)
    added = upload(new_stack, f"{TYPES}/import", "content_type", exported | {"uid": "other", "title": "Other"})
    assert added.json()["content_type"]["schema"] == exported["schema"]
    wrong = upload(new_stack, f"{TYPES}/import", "content_type", exported | {"uid": "Upper"})
    assert parse_error(wrong) == (422, 118, {"uid": ["is not valid."]})
    assert parse_error(upload(new_stack, f"{TYPES}/import", "content_type", {"uid": "x"}))[:2] == (422, 115)
    assert upload(new_stack, f"{TYPES}/import", "other", exported).status_code == 400
    assert new_stack.post(f"{TYPES}/import", files={"content_type": b"no json"}).status_code == 422


def test_the_life_of_a_global_field(new_stack: httpx.Client) -> None:
    response = create_global(new_stack, SEO)
    assert response.status_code == 201
    assert response.json()["notice"] == "Global Field created successfully."
    made = response.json()["global_field"]
    assert (made["uid"], made["title"], made["_version"]) == ("seo", "SEO", 1)
    assert new_stack.get(f"{GLOBALS}/seo").json() == {"global_field": made}
    assert new_stack.get(GLOBALS, params={"include_count": "true"}).json() == {"global_fields": [made], "count": 1}
    changed = new_stack.put(
        f"{GLOBALS}/seo", json={"global_field": {"title": "Meta", "schema": [field("words")]}}
    ).json()
    assert changed["notice"] == "Global Field updated successfully."
    assert (changed["global_field"]["title"], changed["global_field"]["_version"]) == ("Meta", 2)
    exported = new_stack.get(f"{GLOBALS}/seo/export").json()
    assert exported["uid"] == "seo"
    again = upload(new_stack, f"{GLOBALS}/import", "global_field", exported | {"uid": "copy", "title": "Copy"})
    assert (again.status_code, again.json()["notice"]) == (201, "Global Field imported successfully.")
    assert upload(new_stack, f"{GLOBALS}/import", "global_field", exported, overwrite="true").status_code == 201
    assert new_stack.delete(f"{GLOBALS}/seo").json() == {"notice": "Global Field deleted successfully."}
    missing = new_stack.get(f"{GLOBALS}/seo")
    assert parse_error(missing) == (422, 118, {"uid": ["is not valid."]})
    assert missing.json()["error_message"] == "The Global Field 'seo' was not found. Please try again."
    assert new_stack.get(f"{GLOBALS}/seo", headers={"api_version": "3.2"}).status_code == 404


def test_global_fields_that_are_rejected(new_stack: httpx.Client) -> None:
    create_global(new_stack, SEO)
    assert parse_error(create_global(new_stack, SEO | {"uid": "Upper"})) == (422, 118, {"uid": ["is not valid."]})
    assert parse_error(create_global(new_stack, SEO | {"uid": "other"})) == (422, 115, {"title": ["is not unique."]})
    assert parse_error(create_global(new_stack, {"title": "X", "uid": "x", "schema": []}))[1:] == (
        115,
        {"schema": ["is a required field."]},
    )


def test_nested_global_fields_are_shown_in_the_newer_version(new_stack: httpx.Client) -> None:
    create_global(new_stack, SEO)
    outer = {"title": "Outer", "uid": "outer", "schema": [field("a"), TAKES_SEO]}
    assert "global_field_refs" not in create_global(new_stack, outer).json()["global_field"]
    made = new_stack.get(f"{GLOBALS}/outer", headers={"api_version": "3.2"}).json()["global_field"]
    assert made["global_field_refs"] == [{"uid": "seo", "occurrence_count": 1, "isChild": True, "paths": ["schema.1"]}]
    top = {"title": "Top", "uid": "top", "schema": [field("o", "global_field", reference_to="outer")]}
    refs = create_global(new_stack, top, api_version="3.2").json()["global_field"]["global_field_refs"]
    assert {ref["uid"]: ref["isChild"] for ref in refs} == {"outer": True, "seo": False}
    itself = {"title": "Self", "uid": "self", "schema": [field("s", "global_field", reference_to="self")]}
    assert parse_error(create_global(new_stack, itself, api_version="3.2"))[:2] == (422, 115)


def test_content_types_show_the_fields_of_global_fields_when_asked(new_stack: httpx.Client) -> None:
    create_global(new_stack, SEO)
    sent = {**TAKES_SEO, "schema": [field("made_up")]}
    create(new_stack, "page", sent)
    assert "schema" not in new_stack.get(f"{TYPES}/page").json()["content_type"]["schema"][1]
    params = {"include_global_field_schema": "true"}
    whole = new_stack.get(f"{TYPES}/page", params=params).json()["content_type"]
    assert [item["uid"] for item in whole["schema"][1]["schema"]] == ["words", "image"]
    assert new_stack.get(TYPES, params=params).json()["content_types"] == [whole]
    body = {"title": "SEO", "schema": [field("words"), field("more")]}
    new_stack.put(f"{GLOBALS}/seo", json={"global_field": body})
    whole = new_stack.get(f"{TYPES}/page", params=params).json()["content_type"]
    assert [item["uid"] for item in whole["schema"][1]["schema"]] == ["words", "more"]


def test_a_global_field_in_use_is_deleted_only_by_force(new_stack: httpx.Client) -> None:
    create_global(new_stack, SEO)
    create(new_stack, "page", TAKES_SEO)
    assert parse_error(new_stack.delete(f"{GLOBALS}/seo"))[:2] == (422, 115)
    assert new_stack.delete(f"{GLOBALS}/seo", params={"force": "true"}).status_code == 200
    left = new_stack.get(f"{TYPES}/page").json()["content_type"]
    assert ([item["uid"] for item in left["schema"]], left["_version"]) == (["title"], 2)


def test_branches_have_schemas_of_their_own(emulator: Emulator, new_stack: httpx.Client) -> None:
    create(new_stack, "page")
    new_stack.post("/v3/stacks/branches", json={"branch": {"uid": "next", "source": "main"}})
    with connect(emulator, **{**dict(new_stack.headers), "branch": "next"}) as branch:
        create(branch, "extra")
        branch.delete(f"{TYPES}/page")
        assert [item["uid"] for item in branch.get(TYPES).json()["content_types"]] == ["extra"]
    assert [item["uid"] for item in new_stack.get(TYPES).json()["content_types"]] == ["page"]
    assert parse_error(new_stack.get(TYPES, headers={"branch": "nowhere"}))[0] == 422


def test_a_read_only_token_may_only_read(emulator: Emulator) -> None:
    token = emulator.read_only_management_token
    with connect(emulator, authorization=token, api_key=emulator.stack.api_key) as reader:
        assert reader.get(f"{TYPES}/blog_post").status_code == 200
        assert create(reader, "page").status_code == 403
