"""Content types over HTTP, as a client sees them that knows only the API."""

import httpx
import pytest

from contentstack_cma_emulator import Emulator
from tests.emulator.support.error_responses import parse_error
from tests.emulator.support.http_clients import connect
from tests.emulator.support.schemas import (
    IS_PAGE,
    TITLE,
    TYPES,
    URL,
    Json,
    build_field,
    build_global_field,
    build_global_field_reference,
    build_reference,
    build_type,
    change_type,
    create_global,
    create_type,
    get_type,
    send_file,
)


def uids(stack: httpx.Client, **params: str) -> list[str]:
    return [found["uid"] for found in stack.get(TYPES, params=params).json()["content_types"]]


def test_a_content_type_as_created(new_stack: httpx.Client) -> None:
    response = create_type(new_stack, build_type("page", URL, options=IS_PAGE, description="A page"))
    assert response.status_code == 201
    assert response.json()["notice"] == "Content Type created successfully."
    made = response.json()["content_type"]
    assert (made["uid"], made["title"], made["description"], made["_version"]) == ("page", "Page", "A page", 1)
    assert [item["uid"] for item in made["schema"]] == ["title", "url"]
    assert made["options"]["is_page"] is True
    assert made["options"]["url_pattern"] == "/:title"
    assert made["inbuilt_class"] is False
    assert made["maintain_revisions"] is True
    assert made["last_activity"] == {}
    assert set(made["abilities"].values()) == {True}
    assert {"DEFAULT_ACL", "SYS_ACL"} <= made.keys()
    assert made["created_at"] == made["updated_at"]
    assert made["created_at"].endswith("Z")
    assert new_stack.get(f"{TYPES}/page").json() == {"content_type": made}


def test_missing_keys_of_a_field_are_filled_in(new_stack: httpx.Client) -> None:
    group = build_field("group", "group", schema=[build_field("inner")])
    create_type(new_stack, build_type("page", build_field("plain"), group))
    _, plain, group = get_type(new_stack, "page")["schema"]
    for found in (plain, group, group["schema"][0]):
        assert [found[name] for name in ("mandatory", "unique", "multiple", "non_localizable")] == [False] * 4


def test_a_change_replaces_the_whole_and_counts_up(new_stack: httpx.Client) -> None:
    before = create_type(new_stack, build_type("page", build_field("old"), description="Old")).json()["content_type"]
    body = {
        **before,
        "title": "Other",
        "schema": [TITLE, build_field("new", "link")],
        "_version": 7,
        "created_at": "never",
    }
    response = change_type(new_stack, body)
    assert response.status_code == 200
    assert response.json()["notice"] == "Content Type updated successfully."
    after = response.json()["content_type"]
    assert (after["uid"], after["title"], after["_version"]) == ("page", "Other", 2)
    assert [item["uid"] for item in after["schema"]] == ["title", "new"]
    assert after["created_at"] == before["created_at"]
    assert get_type(new_stack, "page") == after


def test_earlier_versions_can_be_read(new_stack: httpx.Client) -> None:
    first = create_type(new_stack, build_type("page", build_field("old"))).json()["content_type"]
    second = change_type(new_stack, build_type("page", build_field("new"))).json()["content_type"]
    assert get_type(new_stack, "page", version="1") == first
    assert get_type(new_stack, "page", version="2") == second
    exported = new_stack.get(f"{TYPES}/page/export", params={"version": "1"}).json()
    assert [item["uid"] for item in exported["schema"]] == ["title", "old"]
    assert new_stack.get(f"{TYPES}/page", params={"version": "3"}).status_code == 422


def test_a_deleted_content_type_is_gone(new_stack: httpx.Client) -> None:
    create_type(new_stack, build_type("page", build_field("old")))
    change_type(new_stack, build_type("page"))
    assert new_stack.delete(f"{TYPES}/page").json() == {"notice": "Content Type deleted successfully."}
    assert new_stack.get(f"{TYPES}/page", params={"version": "1"}).status_code == 422
    assert create_type(new_stack, build_type("page")).json()["content_type"]["_version"] == 1


@pytest.mark.parametrize("method", ["GET", "PUT", "DELETE"])
def test_a_content_type_that_does_not_exist(new_stack: httpx.Client, method: str) -> None:
    body = {"content_type": build_type("foo100")} if method == "PUT" else None
    response = new_stack.request(method, f"{TYPES}/foo100", json=body)
    assert response.status_code == 422
    assert response.json() == {
        "error_message": "The Content Type 'foo100' was not found. Please try again.",
        "error_code": 118,
        "errors": {"uid": ["is not valid."]},
    }


@pytest.mark.parametrize("part", ["references", "export"])
def test_parts_of_a_content_type_that_does_not_exist(new_stack: httpx.Client, part: str) -> None:
    assert parse_error(new_stack.get(f"{TYPES}/foo100/{part}"))[:2] == (422, 118)


def test_title_and_url_are_demanded(new_stack: httpx.Client) -> None:
    body = {"title": "Page", "uid": "page", "schema": [build_field("text")], "options": {"is_page": True}}
    response = create_type(new_stack, body)
    assert response.status_code == 422
    assert response.json() == {
        "error_message": "Content Type creation failed. Please try again.",
        "error_code": 115,
        "errors": {
            "content_type": ["should have a 'title' field."],
            "schema": ["should have a 'url' field."],
        },
    }
    assert uids(new_stack) == []


def test_a_change_demands_the_title_too(new_stack: httpx.Client) -> None:
    create_type(new_stack, build_type("page"))
    status, code, errors = parse_error(
        change_type(new_stack, {"title": "Page", "uid": "page", "schema": [build_field("text")]})
    )
    assert (status, code) == (422, 115)
    assert "content_type" in errors
    assert get_type(new_stack, "page")["_version"] == 1


@pytest.mark.parametrize("uid", ["Page", "my-page", "my page", "", "päge"])
def test_a_uid_that_cannot_be_one(new_stack: httpx.Client, uid: str) -> None:
    body = {**build_type("page"), "uid": uid}
    response = create_type(new_stack, body)
    assert parse_error(response) == (422, 118, {"uid": ["is not valid."]})
    assert response.json()["error_message"] == "Content Type creation failed. Please try again."
    response = send_file(new_stack, TYPES, "content_type", body)
    assert parse_error(response) == (422, 118, {"uid": ["is not valid."]})
    text = "There was a problem importing the Content Type. Please correct the Content Type and try again."
    assert response.json()["error_message"] == text


def test_uid_and_title_are_taken_once(new_stack: httpx.Client) -> None:
    create_type(new_stack, build_type("page"))
    status, code, errors = parse_error(create_type(new_stack, {**build_type("page"), "title": "Other"}))
    assert (status, code, list(errors)) == (422, 115, ["uid"])
    status, code, errors = parse_error(create_type(new_stack, {**build_type("other"), "title": "Page"}))
    assert (status, code, list(errors)) == (422, 115, ["title"])
    create_type(new_stack, build_type("other"))
    status, code, errors = parse_error(change_type(new_stack, {**build_type("other"), "title": "Page"}))
    assert (status, code, list(errors)) == (422, 115, ["title"])


@pytest.mark.parametrize("missing", ["title", "uid", "schema"])
def test_incomplete_content_types_are_rejected(new_stack: httpx.Client, missing: str) -> None:
    body = {name: value for name, value in build_type("page").items() if name != missing}
    status, code, errors = parse_error(create_type(new_stack, body))
    assert (status, code, list(errors)) == (422, 115, [missing])


@pytest.mark.parametrize(
    "fields",
    [
        [build_field("twice"), build_field("twice")],
        [build_field("with space")],
        [build_field("created_at")],
        [build_field("group", "group", schema=[build_field("twice"), build_field("twice")])],
        [build_field("blocks", "blocks", blocks=[{"uid": "b", "title": "B", "schema": [build_field("not-one")]}])],
        [build_reference("author", "nobody")],
        [build_field("group", "group", schema=[build_reference("author", "nobody")])],
        [build_global_field_reference("seo", "nothing")],
    ],
    ids=["twice", "space", "reserved", "in a group", "in a block", "reference", "deep reference", "global field"],
)
def test_fields_that_cannot_be(new_stack: httpx.Client, fields: list[Json]) -> None:
    status, code, errors = parse_error(create_type(new_stack, build_type("page", *fields)))
    assert (status, code) == (422, 115)
    assert errors
    assert uids(new_stack) == []


def test_the_same_uid_may_stand_in_two_groups(new_stack: httpx.Client) -> None:
    groups = [build_field(name, "group", schema=[build_field("same"), build_field("title")]) for name in ("one", "two")]
    assert create_type(new_stack, build_type("page", build_field("same"), *groups)).status_code == 201


def test_a_content_type_may_refer_to_itself(new_stack: httpx.Client) -> None:
    assert create_type(new_stack, build_type("page", build_reference("related", "page"))).status_code == 201
    assert new_stack.get(f"{TYPES}/page/references").json() == {"references": ["Page"]}


def test_references_name_the_titles_of_what_refers(new_stack: httpx.Client) -> None:
    create_type(new_stack, build_type("author"))
    assert new_stack.get(f"{TYPES}/author/references").json() == {"references": []}
    create_global(new_stack, build_global_field("byline", build_reference("who", "author")))
    create_type(new_stack, build_type("deep", build_field("group", "group", schema=[build_reference("by", "author")])))
    create_type(new_stack, build_type("indirect", build_global_field_reference("byline", "byline")))
    create_type(new_stack, build_type("none"))
    path = f"{TYPES}/author/references"
    assert sorted(new_stack.get(path).json()["references"]) == ["Deep", "Indirect"]
    with_globals = new_stack.get(path, params={"include_global_fields": "true"}).json()["references"]
    assert sorted(with_globals) == ["Byline", "Deep", "Indirect"]


def test_one_with_entries_is_deleted_only_with_force(new_stack: httpx.Client) -> None:
    create_type(new_stack, build_type("page"))
    entries = f"{TYPES}/page/entries"
    new_stack.post(entries, json={"entry": {"title": "One"}})
    assert new_stack.delete(f"{TYPES}/page").status_code == 422
    assert get_type(new_stack, "page")["_version"] == 1
    assert new_stack.delete(f"{TYPES}/page", params={"force": "true"}).status_code == 200
    create_type(new_stack, build_type("page"))
    assert new_stack.get(entries).json()["entries"] == []


def test_lists_are_paged_counted_and_filtered(new_stack: httpx.Client) -> None:
    for uid in ("a", "b", "c"):
        create_type(new_stack, build_type(uid, options={"singleton": uid == "b"}))
    assert sorted(uids(new_stack)) == ["a", "b", "c"]
    assert new_stack.get(TYPES, params={"count": "true"}).json() == {"content_types": 3}
    page = new_stack.get(TYPES, params={"limit": "2", "skip": "2", "include_count": "true"}).json()
    assert (len(page["content_types"]), page["count"]) == (1, 3)
    assert uids(new_stack, query='{"title": "B"}') == ["b"]
    assert uids(new_stack, query='{"options.singleton": true}') == ["b"]
    assert sorted(uids(new_stack, query='{"uid": {"$in": ["a", "c"]}}')) == ["a", "c"]
    assert uids(new_stack, desc="uid") == ["c", "b", "a"]
    assert new_stack.get(TYPES, params={"limit": "0"}).status_code == 422
    assert new_stack.get(TYPES, params={"query": "{"}).status_code == 422


def test_each_branch_has_its_own(new_stack: httpx.Client) -> None:
    create_type(new_stack, build_type("page"))
    new_stack.post("/v3/stacks/branches", json={"branch": {"uid": "next", "source": "main"}})
    create_type(new_stack, build_type("later"), branch="next")
    assert uids(new_stack) == ["page"]
    headers, params = {"branch": "next"}, {"include_branch": "true"}
    listed = new_stack.get(TYPES, headers=headers, params=params).json()["content_types"]
    assert {found["uid"]: found["_branch"] for found in listed} == {"page": "next", "later": "next"}
    assert "_branch" not in get_type(new_stack, "page")
    assert get_type(new_stack, "page", include_branch="true")["_branch"] == "main"
    new_stack.delete(f"{TYPES}/page", headers=headers)
    assert uids(new_stack) == ["page"]
    assert new_stack.get(TYPES, headers={"branch": "none"}).status_code == 422


def test_a_management_token_writes(emulator: Emulator) -> None:
    headers = {"api_key": emulator.stack.api_key, "authorization": emulator.management_token}
    with connect(emulator, **headers) as client:
        assert create_type(client, build_type("by_token")).status_code == 201
        assert client.delete(f"{TYPES}/by_token").status_code == 200


def test_a_token_for_reading_only_reads(emulator: Emulator) -> None:
    headers = {"api_key": emulator.stack.api_key, "authorization": emulator.read_only_management_token}
    with connect(emulator, **headers) as client:
        assert get_type(client, "blog_post")["uid"] == "blog_post"
        assert create_type(client, build_type("refused")).status_code == 403
        assert client.delete(f"{TYPES}/blog_post").status_code == 403


def test_a_management_token_needs_its_stack(emulator: Emulator, new_stack: httpx.Client) -> None:
    headers = {"api_key": new_stack.headers["api_key"], "authorization": emulator.management_token}
    with connect(emulator, **headers) as client:
        assert parse_error(client.get(TYPES))[:2] == (401, 105)


@pytest.mark.parametrize("headers", [{"branch": "main"}, {"content-type": "application/json"}, {"x-user-agent": "x"}])
def test_what_foreign_clients_send_along(new_stack: httpx.Client, headers: dict[str, str]) -> None:
    create_type(new_stack, build_type("page"))
    params = {"include[]1": "x", "unheard_of": "1"}
    assert new_stack.get(f"{TYPES}/", headers=headers, params=params).status_code == 200
    assert new_stack.request("DELETE", f"{TYPES}/page/", headers=headers).status_code == 200


def test_null_options_and_description_stand_for_none(new_stack: httpx.Client) -> None:
    create_type(new_stack, build_type("page", description="Old", options=IS_PAGE, schema=[TITLE, URL]))
    response = change_type(new_stack, build_type("page", description=None, options=None))
    assert response.status_code == 200
    assert response.json()["content_type"]["options"]["is_page"] is False
    assert new_stack.get(TYPES).status_code == 200


def test_settings_that_are_false_or_missing_stay_so(new_stack: httpx.Client) -> None:
    options = {"is_page": False, "url_pattern": False, "url_prefix": False}
    made = create_type(new_stack, build_type("page", options=options)).json()["content_type"]
    assert made["options"]["url_pattern"] is False
    rules: list[Json] = [{"match_type": "all", "conditions": [], "actions": []}]
    changed = change_type(new_stack, build_type("page", field_rules=rules)).json()["content_type"]
    assert changed["field_rules"] == rules


@pytest.mark.parametrize(
    "custom",
    [
        build_field("f", extension_uid="blt1", reference_to="", field_metadata={"extension": True}),
        build_field("f", "json", extension_uid="blt1", reference_to="", field_metadata={"extension": True}),
        build_field("f", "file", reference_to="sys_assets"),
        build_field("f", multiple=True, field_metadata={"default_key": ["a", "b"]}),
        build_field("f", "isodate", field_metadata={"date_range": True}),
    ],
)
def test_fields_as_real_stacks_have_them_are_accepted(new_stack: httpx.Client, custom: Json) -> None:
    assert create_type(new_stack, build_type("page", custom)).status_code == 201
    (found,) = [one for one in get_type(new_stack, "page")["schema"] if one["uid"] == "f"]
    assert found | custom == found
