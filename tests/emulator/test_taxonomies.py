"""Taxonomies: addressed by the uid that was chosen for them, shared by all branches."""

from typing import Any

import httpx
import pytest

from tests.emulator.support.entries import create_model
from tests.emulator.support.error_responses import parse_error
from tests.emulator.support.taxonomies import (
    PATH,
    add_terms,
    build_taxonomy_field,
    build_term,
    create_taxonomy,
    list_uids,
)


def test_the_life_of_a_taxonomy(new_stack: httpx.Client) -> None:
    created = create_taxonomy(new_stack, "regions", description="Where", unheard_of=1)
    assert created.status_code == 201
    made = created.json()["taxonomy"]
    assert (made["uid"], made["name"], made["description"]) == ("regions", "Regions", "Where")
    assert made["created_by"] == made["updated_by"]
    assert not {"ACL", "_version", "unheard_of", "copies"} & made.keys()
    assert new_stack.get(f"{PATH}/regions").json() == {"taxonomy": made}
    body = {"taxonomy": {"name": "Areas", "uid": "areas"}}
    updated = new_stack.put(f"{PATH}/regions", json=body).json()["taxonomy"]
    assert (updated["uid"], updated["name"], updated["description"]) == ("regions", "Areas", "Where")
    assert list_uids(new_stack.get(PATH).json()["taxonomies"]) == ["regions"]
    gone = new_stack.delete(f"{PATH}/regions")
    assert (gone.status_code, gone.content) == (204, b"")
    assert parse_error(new_stack.get(f"{PATH}/regions")) == (404, 404, {"taxonomy": ["is not valid."]})


def test_a_taxonomy_is_described_by_nothing_if_nothing_is_said(new_stack: httpx.Client) -> None:
    assert create_taxonomy(new_stack, "regions").json()["taxonomy"]["description"] == ""


@pytest.mark.parametrize("uid", ["", "a b", "a-b", "$all", "publish"])
def test_a_uid_that_is_none(new_stack: httpx.Client, uid: str) -> None:
    assert parse_error(create_taxonomy(new_stack, uid)) == (422, 119, {"uid": ["is not valid."]})


def test_a_taxonomy_has_a_name(new_stack: httpx.Client) -> None:
    assert parse_error(new_stack.post(PATH, json={"taxonomy": {"uid": "a"}}))[2] == {"name": ["is a required field."]}
    assert parse_error(create_taxonomy(new_stack, "a", name=""))[2] == {"name": ["is a required field."]}
    create_taxonomy(new_stack, "a")
    assert parse_error(new_stack.put(f"{PATH}/a", json={"taxonomy": {"name": ""}}))[2] == {
        "name": ["is a required field."]
    }


def test_a_uid_that_is_taken(new_stack: httpx.Client) -> None:
    create_taxonomy(new_stack, "regions")
    status, code, errors = parse_error(create_taxonomy(new_stack, "regions", name="Others"))
    assert (status, code, list(errors)) == (409, 409, ["taxonomy"])
    assert create_taxonomy(new_stack, "others", name="Regions").status_code == 201


def test_lists_of_taxonomies(new_stack: httpx.Client) -> None:
    for uid in ("b", "a", "c"):
        create_taxonomy(new_stack, uid, name=f"Kind {uid}")

    def list_with(**params: Any) -> list[str]:
        return list_uids(new_stack.get(PATH, params=params).json()["taxonomies"])

    assert list_with() == ["c", "a", "b"]
    assert list_with(asc="uid") == ["a", "b", "c"]
    assert list_with(typeahead="IND A") == ["a"]
    assert list_with(query='{"uid": "b"}') == ["b"]
    assert list_with(asc="uid", skip=1, limit=1) == ["b"]
    assert new_stack.get(PATH, params={"include_count": "true", "limit": 1}).json()["count"] == 3


def test_counts_are_answered_where_they_are_asked_for(new_stack: httpx.Client) -> None:
    add_terms(new_stack, "topics", "news", "news/local", "sports")
    add_terms(new_stack, "colors", "red")
    entries = create_model(new_stack, build_taxonomy_field("topics", "colors"))
    create_model(new_stack, build_taxonomy_field("topics"))
    entries.add({"title": "One", "taxonomies": [build_term("topics", "news"), build_term("topics", "local")]})
    entries.add({"title": "Two", "taxonomies": [build_term("topics", "news")]})
    names = ("terms_count", "referenced_terms_count", "referenced_entries_count", "referenced_content_type_count")
    asked = {f"include_{name}": "true" for name in names}
    topics = new_stack.get(f"{PATH}/topics", params=asked).json()["taxonomy"]
    assert [topics[name] for name in names] == [3, 2, 2, 2]
    listed = new_stack.get(PATH, params=asked).json()["taxonomies"]
    assert {item["uid"]: [item[name] for name in names] for item in listed} == {
        "topics": [3, 2, 2, 2],
        "colors": [1, 0, 0, 1],
    }
    assert not set(names) & new_stack.get(f"{PATH}/topics").json()["taxonomy"].keys()


def test_a_taxonomy_with_terms_is_deleted_with_force_only(new_stack: httpx.Client) -> None:
    add_terms(new_stack, "topics", "news")
    status, code, errors = parse_error(new_stack.delete(f"{PATH}/topics"))
    assert (status, code, list(errors)) == (422, 119, ["taxonomy"])
    assert new_stack.delete(f"{PATH}/topics", params={"force": "true"}).status_code == 204
    assert parse_error(new_stack.get(f"{PATH}/topics/terms"))[0] == 404


def test_entries_lose_the_terms_of_a_deleted_taxonomy(new_stack: httpx.Client) -> None:
    add_terms(new_stack, "topics", "news")
    add_terms(new_stack, "colors", "red")
    both = create_model(new_stack, build_taxonomy_field("topics", "colors"))
    one = create_model(new_stack, build_taxonomy_field("topics"))
    uid = both.add({"title": "One", "taxonomies": [build_term("topics", "news"), build_term("colors", "red")]})["uid"]
    other = one.add({"title": "One", "taxonomies": [build_term("topics", "news")]})["uid"]
    new_stack.delete(f"{PATH}/topics", params={"force": "true"})
    assert both.fetch(uid)["taxonomies"] == [build_term("colors", "red")]
    assert both.fetch(uid)["_version"] == 1
    assert "taxonomies" not in one.fetch(other)
    schemas = {
        entries.content_type: new_stack.get(f"/v3/content_types/{entries.content_type}").json()["content_type"][
            "schema"
        ]
        for entries in (both, one)
    }
    assert [item["taxonomy_uid"] for item in schemas[both.content_type][1]["taxonomies"]] == ["colors"]
    assert list_uids(schemas[one.content_type]) == ["title"]


def test_an_unused_taxonomy_without_terms_needs_no_force(new_stack: httpx.Client) -> None:
    create_taxonomy(new_stack, "topics")
    create_model(new_stack, build_taxonomy_field("topics"))
    assert parse_error(new_stack.delete(f"{PATH}/topics"))[0] == 422
    create_taxonomy(new_stack, "colors")
    assert new_stack.delete(f"{PATH}/colors").status_code == 204


def test_deleted_taxonomies_are_listed_apart(new_stack: httpx.Client) -> None:
    for uid in ("a", "b"):
        add_terms(new_stack, uid, "term")
    first = new_stack.get(f"{PATH}/a").json()["taxonomy"]
    new_stack.delete(f"{PATH}/a", params={"force": "true"})
    assert list_uids(new_stack.get(PATH).json()["taxonomies"]) == ["b"]
    gone = new_stack.get(PATH, params={"deleted": "true"}).json()["taxonomies"]
    assert [(item["uid"], item["uuid"]) for item in gone] == [("a", first["uuid"])]
    assert gone[0]["deleted_at"]
    add_terms(new_stack, "a", "other")
    new_stack.delete(f"{PATH}/a", params={"force": "true"})
    terms = new_stack.get(f"{PATH}/a/terms", params={"deleted": "true"}).json()["terms"]
    assert sorted(list_uids(terms)) == ["other", "term"]
    of_the_first = {"deleted": "true", "taxonomy_uuid": first["uuid"]}
    assert list_uids(new_stack.get(f"{PATH}/a/terms", params=of_the_first).json()["terms"]) == ["term"]


def test_every_branch_has_the_same_taxonomies(new_stack: httpx.Client) -> None:
    add_terms(new_stack, "topics", "news")
    entries = create_model(new_stack, build_taxonomy_field("topics"))
    uid = entries.add({"title": "One", "taxonomies": [build_term("topics", "news")]})["uid"]
    new_stack.post("/v3/stacks/branches", json={"branch": {"uid": "next", "source": "main"}})
    header = {"branch": "next"}
    assert new_stack.get(f"{PATH}/topics", headers=header).status_code == 200
    entries.change(uid, {"taxonomies": []})
    assert parse_error(new_stack.delete(f"{PATH}/topics/terms/news"))[0] == 422
    new_stack.delete(f"{PATH}/topics", params={"force": "true"})
    left = new_stack.get(f"{entries.path}/{uid}", headers=header).json()["entry"]
    assert "taxonomies" not in left


def test_a_content_type_takes_terms_from_taxonomies_there_are(new_stack: httpx.Client) -> None:
    schema = [{"display_name": "Title", "uid": "title", "data_type": "text"}, build_taxonomy_field("unknown")]
    body = {"content_type": {"title": "Page", "uid": "page", "schema": schema}}
    status, code, errors = parse_error(new_stack.post("/v3/content_types", json=body))
    assert (status, code, list(errors)) == (422, 115, ["schema"])
    assert "unknown" in errors["schema"][0]
