"""Global fields over HTTP, alone and in the content types that take them in."""

import httpx
import pytest

from tests.emulator.support.error_responses import parse_error
from tests.emulator.support.schemas import (
    GLOBALS,
    NESTED,
    TYPES,
    Json,
    build_field,
    build_global_field,
    build_global_field_reference,
    build_type,
    create_global,
    create_type,
    get_type,
    send_file,
)

EXPANDED = {"include_global_field_schema": "true"}


def get_global(stack: httpx.Client, uid: str, **headers: str) -> Json:
    found: Json = stack.get(f"{GLOBALS}/{uid}", headers=headers).json()["global_field"]
    return found


def change_global(stack: httpx.Client, body: Json, **headers: str) -> httpx.Response:
    return stack.put(f"{GLOBALS}/{body['uid']}", json={"global_field": body}, headers=headers)


def inner_uids(schema: list[Json], *path: int) -> list[str]:
    for index in path:
        schema = schema[index]["schema"]
    return [item["uid"] for item in schema]


def test_the_life_of_a_global_field(new_stack: httpx.Client) -> None:
    response = create_global(new_stack, build_global_field("seo", description="For search"))
    assert response.status_code == 201
    assert response.json()["notice"] == "Global Field created successfully."
    made = response.json()["global_field"]
    assert (made["uid"], made["title"], made["description"], made["_version"]) == ("seo", "Seo", "For search", 1)
    assert get_global(new_stack, "seo") == made
    response = change_global(new_stack, build_global_field("seo", build_field("more"), title="SEO"))
    assert response.json()["notice"] == "Global Field updated successfully."
    changed = response.json()["global_field"]
    assert (changed["title"], changed["_version"], changed["created_at"]) == ("SEO", 2, made["created_at"])
    assert inner_uids(changed["schema"]) == ["line", "more"]
    assert new_stack.delete(f"{GLOBALS}/seo").json() == {"notice": "Global Field deleted successfully."}
    assert new_stack.get(f"{GLOBALS}/seo").status_code == 422


@pytest.mark.parametrize("method", ["GET", "PUT", "DELETE"])
def test_a_global_field_that_does_not_exist(new_stack: httpx.Client, method: str) -> None:
    body = {"global_field": build_global_field("none")} if method == "PUT" else None
    response = new_stack.request(method, f"{GLOBALS}/none", json=body)
    assert parse_error(response) == (422, 118, {"uid": ["is not valid."]})
    assert response.json()["error_message"] == "The Global Field 'none' was not found. Please try again."


def test_a_uid_with_capital_letters(new_stack: httpx.Client) -> None:
    response = create_global(new_stack, {**build_global_field("seo"), "uid": "Seo"})
    assert parse_error(response) == (422, 118, {"uid": ["is not valid."]})
    assert response.json()["error_message"] == "Global Field creation failed. Please try again."
    response = send_file(new_stack, GLOBALS, "global_field", {**build_global_field("seo"), "uid": "Seo"})
    assert parse_error(response) == (422, 118, {"uid": ["is not valid."]})
    assert response.json()["error_message"] == "There was a problem importing the Global Field. Please try again."


def test_uid_and_title_are_taken_once(new_stack: httpx.Client) -> None:
    create_global(new_stack, build_global_field("seo"))
    status, _, errors = parse_error(create_global(new_stack, build_global_field("other", title="Seo")))
    assert (status, list(errors)) == (422, ["title"])
    assert create_global(new_stack, build_global_field("seo", title="Other")).status_code == 422
    assert create_type(new_stack, build_type("seo")).status_code == 201


def test_global_fields_are_paged_and_counted(new_stack: httpx.Client) -> None:
    for uid in ("a", "b", "c"):
        create_global(new_stack, build_global_field(uid))
    page = new_stack.get(GLOBALS, params={"limit": "2", "include_count": "true", "include_branch": "true"}).json()
    assert (len(page["global_fields"]), page["count"]) == (2, 3)
    assert {found["_branch"] for found in page["global_fields"]} == {"main"}


def test_a_content_type_takes_one_in(new_stack: httpx.Client) -> None:
    create_global(new_stack, build_global_field("seo", build_field("keywords")))
    group = build_field("group", "group", schema=[build_global_field_reference("inner", "seo")])
    create_type(new_stack, build_type("page", build_global_field_reference("seo", "seo"), group))
    plain = get_type(new_stack, "page")["schema"]
    assert "schema" not in plain[1]
    assert "schema" not in plain[2]["schema"][0]
    full = get_type(new_stack, "page", **EXPANDED)["schema"]
    assert inner_uids(full, 1) == inner_uids(full, 2, 0) == ["line", "keywords"]
    listed = new_stack.get(TYPES, params=EXPANDED).json()["content_types"][0]["schema"]
    assert inner_uids(listed, 1) == ["line", "keywords"]


def test_a_content_type_says_which_it_takes_in(new_stack: httpx.Client) -> None:
    create_global(new_stack, build_global_field("seo"))
    create_type(new_stack, build_type("plain"))
    create_type(
        new_stack,
        build_type(
            "page",
            build_global_field_reference("a", "seo"),
            build_field("g", "group", schema=[build_global_field_reference("b", "seo")]),
        ),
    )
    paths = ["schema.1", "schema.2.schema.0"]
    refs = [{"uid": "seo", "occurrence_count": 2, "isChild": True, "paths": paths}]
    assert get_type(new_stack, "page")["global_field_refs"] == refs
    assert get_type(new_stack, "page", include_global_field_schema="true")["global_field_refs"] == refs
    assert "global_field_refs" not in get_type(new_stack, "plain")


def test_a_content_type_changes_with_its_global_field(new_stack: httpx.Client) -> None:
    create_global(new_stack, build_global_field("seo"))
    create_type(new_stack, build_type("page", build_global_field_reference("seo", "seo")))
    full = get_type(new_stack, "page", **EXPANDED)
    change_global(new_stack, build_global_field("seo", build_field("more")))
    new_stack.put(f"{TYPES}/page", json={"content_type": full})
    assert inner_uids(get_type(new_stack, "page", **EXPANDED)["schema"], 1) == ["line", "more"]


def test_a_block_can_be_a_global_field(new_stack: httpx.Client) -> None:
    create_global(new_stack, build_global_field("hero"))
    blocks = [{"uid": "hero", "title": "Hero", "reference_to": "hero"}]
    assert create_type(new_stack, build_type("page", build_field("blocks", "blocks", blocks=blocks))).status_code == 201
    block = get_type(new_stack, "page", **EXPANDED)["schema"][1]["blocks"][0]
    assert inner_uids(block["schema"]) == ["line"]


def test_one_in_use_is_deleted_only_with_force(new_stack: httpx.Client) -> None:
    create_global(new_stack, build_global_field("seo"))
    create_type(new_stack, build_type("page", build_global_field_reference("seo", "seo"), build_field("rest")))
    assert new_stack.delete(f"{GLOBALS}/seo").status_code == 422
    assert new_stack.delete(f"{GLOBALS}/seo", params={"force": "true"}).status_code == 200
    assert new_stack.get(f"{GLOBALS}/seo").status_code == 422
    assert get_type(new_stack, "page", **EXPANDED)["uid"] == "page"


def test_nesting_is_shown_in_the_newer_version(new_stack: httpx.Client) -> None:
    create_global(new_stack, build_global_field("inner"), **NESTED)
    outer = build_global_field(
        "outer",
        build_global_field_reference("inner", "inner"),
        build_field("group", "group", schema=[build_global_field_reference("x", "inner")]),
    )
    assert create_global(new_stack, outer).status_code == 201
    assert "global_field_refs" not in get_global(new_stack, "outer")
    assert change_global(new_stack, outer).status_code == 200
    refs = get_global(new_stack, "outer", **NESTED)["global_field_refs"]
    paths = ["schema.1", "schema.2.schema.0"]
    assert refs == [{"uid": "inner", "occurrence_count": 2, "isChild": True, "paths": paths}]
    create_type(new_stack, build_type("page", build_global_field_reference("outer", "outer")))
    assert inner_uids(get_type(new_stack, "page", **EXPANDED)["schema"], 1, 1) == ["line"]


@pytest.mark.parametrize("name", ["outer", "none"])
def test_a_global_field_in_itself_or_in_nothing(new_stack: httpx.Client, name: str) -> None:
    create_global(new_stack, build_global_field("outer"), **NESTED)
    status, code, _ = parse_error(
        change_global(new_stack, build_global_field("outer", build_global_field_reference("x", name)), **NESTED)
    )
    assert (status, code) == (422, 115)
    assert get_global(new_stack, "outer")["_version"] == 1


def test_two_that_take_each_other_in_can_still_be_read(new_stack: httpx.Client) -> None:
    create_global(new_stack, build_global_field("one"), **NESTED)
    create_global(new_stack, build_global_field("two", build_global_field_reference("x", "one")), **NESTED)
    change_global(new_stack, build_global_field("one", build_global_field_reference("y", "two")), **NESTED)
    create_type(new_stack, build_type("page", build_global_field_reference("one", "one")))
    assert inner_uids(get_type(new_stack, "page", **EXPANDED)["schema"], 1)[0] == "line"
    assert new_stack.get(GLOBALS, params=EXPANDED, headers=NESTED).status_code == 200


def test_export_and_import(new_stack: httpx.Client) -> None:
    create_global(new_stack, build_global_field("seo", build_field("keywords")))
    exported = new_stack.get(f"{GLOBALS}/seo/export").json()
    assert (exported["uid"], exported["title"]) == ("seo", "Seo")
    assert send_file(new_stack, GLOBALS, "global_field", exported).status_code == 422
    response = send_file(new_stack, GLOBALS, "global_field", exported, overwrite="true")
    assert response.status_code == 201
    assert get_global(new_stack, "seo")["_version"] == 2
    new_stack.delete(f"{GLOBALS}/seo")
    assert send_file(new_stack, GLOBALS, "global_field", exported).status_code == 201
    assert inner_uids(get_global(new_stack, "seo")["schema"]) == ["line", "keywords"]


def test_each_branch_has_its_own(new_stack: httpx.Client) -> None:
    create_global(new_stack, build_global_field("seo"))
    new_stack.post("/v3/stacks/branches", json={"branch": {"uid": "next", "source": "main"}})
    change_global(new_stack, build_global_field("seo", build_field("more")), branch="next")
    assert inner_uids(get_global(new_stack, "seo", branch="next")["schema"]) == ["line", "more"]
    assert inner_uids(get_global(new_stack, "seo")["schema"]) == ["line"]


def test_versions_of_a_global_field(new_stack: httpx.Client) -> None:
    create_global(new_stack, build_global_field("seo"))
    change_global(new_stack, build_global_field("seo", build_field("more")))
    create_global(new_stack, build_global_field("other"))
    first = new_stack.get(f"{GLOBALS}/seo", params={"version": "1"}).json()["global_field"]
    assert (first["_version"], inner_uids(first["schema"])) == (1, ["line"])
    assert new_stack.get(f"{GLOBALS}/seo", params={"version": "3"}).status_code == 422
    listed = new_stack.get(GLOBALS, params={"version": "2"}).json()["global_fields"]
    assert [(found["uid"], found["_version"]) for found in listed] == [("seo", 2)]


def test_deleted_global_fields_can_be_read(new_stack: httpx.Client) -> None:
    create_global(new_stack, build_global_field("seo"))
    create_global(new_stack, build_global_field("other"))
    deleted = {"deleted": "true"}
    assert new_stack.get(GLOBALS, params=deleted).json() == {"global_fields": []}
    assert new_stack.get(f"{GLOBALS}/seo", params=deleted).status_code == 422
    new_stack.delete(f"{GLOBALS}/seo", params=deleted)
    assert [found["uid"] for found in new_stack.get(GLOBALS).json()["global_fields"]] == ["other"]
    (gone,) = new_stack.get(GLOBALS, params=deleted).json()["global_fields"]
    assert gone["deleted_at"]
    assert new_stack.get(f"{GLOBALS}/seo", params=deleted).json()["global_field"] == gone
    assert create_global(new_stack, build_global_field("seo")).status_code == 201
    assert "deleted_at" not in get_global(new_stack, "seo")


def test_users_of_a_global_field_are_listed(new_stack: httpx.Client) -> None:
    create_global(new_stack, build_global_field("seo"))
    create_global(new_stack, build_global_field("box", build_global_field_reference("inner", "seo")), **NESTED)
    create_type(new_stack, build_type("page", build_global_field_reference("seo", "seo")))
    create_type(new_stack, build_type("plain"))
    asked = {"include_global_fields": "true", "include_content_types": "true"}
    found = new_stack.get(f"{GLOBALS}/seo", params=asked).json()["global_field"]
    assert found["referred_global_fields"] == [{"uid": "box", "title": "Box"}]
    assert found["referred_content_types"] == [{"uid": "page", "title": "Page"}]
    listed = new_stack.get(GLOBALS, params=asked).json()["global_fields"]
    assert {one["uid"]: len(one["referred_content_types"]) for one in listed} == {"seo": 1, "box": 0}
    assert "referred_content_types" not in get_global(new_stack, "seo")
