"""Variant groups and variants, as their clients write them: bare, or under a key of their own."""

from typing import Any

import httpx
import pytest

from tests.emulator.support.error_responses import parse_error
from tests.emulator.support.schemas import TYPES, build_type, create_type

GROUPS = "/v3/variant_groups"
LOOSE = "/v3/variants"

Json = dict[str, Any]

LINKED = {"uid": "page", "status": "linked"}
UNLINKED = {"uid": "page", "status": "unlinked"}


@pytest.fixture
def paged(new_stack: httpx.Client) -> httpx.Client:
    """A stack with the content types `page` and `note`."""
    for uid in ("page", "note"):
        assert create_type(new_stack, build_type(uid)).is_success
    return new_stack


def add(client: httpx.Client, path: str, body: Json) -> Json:
    """Create something that must be accepted, and return it."""
    response = client.post(path, json=body)
    assert response.status_code == 201, response.text
    found: Json = response.json()
    return found


def test_the_life_of_a_group(paged: httpx.Client) -> None:
    group = add(paged, GROUPS, {"name": "Colors", "description": "All of them"})
    assert group["uid"].startswith("cs")
    assert (group["name"], group["content_types"], group["branches"]) == ("Colors", [], ["main"])
    assert group["created_at"] == group["updated_at"]
    path = f"{GROUPS}/{group['uid']}"
    assert paged.get(path).json() == group
    changed = paged.put(path, json={"name": "Shades"}).json()
    assert (changed["name"], changed["description"]) == ("Shades", "All of them")
    assert "deleted" in paged.delete(path).json()["notice"]
    assert parse_error(paged.get(path))[0] == 404
    assert parse_error(paged.put(path, json={"name": "Gone"}))[0] == 404
    assert parse_error(paged.delete(path))[0] == 404


def test_groups_are_written_in_several_ways(paged: httpx.Client) -> None:
    wrapped = add(paged, GROUPS, {"variant_group": {"name": "Colors", "uid": "colors", "content_types": ["page"]}})
    assert (wrapped["uid"], wrapped["content_types"]) == ("colors", [LINKED])
    path = f"{GROUPS}/colors"
    assert paged.put(path, json={"variant_group": {"name": "Shades"}}).json()["content_types"] == [LINKED]
    assert paged.put(path, json={"content_types": [UNLINKED]}).json()["content_types"] == []
    metadata = {"experience_uid": "e", "experience_short_uid": "0", "project_uid": "p", "status": "linked"}
    assert (
        paged.put(path, json={"name": "A", "personalize_metadata": metadata}).json()["personalize_metadata"] == metadata
    )


@pytest.mark.parametrize(
    ("body", "field"),
    [
        ({}, "name"),
        ({"name": ""}, "name"),
        ({"name": "A", "uid": "taken"}, "uid"),
        ({"name": "A", "content_types": ["nowhere"]}, "content_types"),
    ],
)
def test_groups_that_cannot_be(paged: httpx.Client, body: Json, field: str) -> None:
    add(paged, GROUPS, {"name": "A", "uid": "taken"})
    status, code, errors = parse_error(paged.post(GROUPS, json=body))
    assert (status, code, list(errors)) == (422, 119, [field])


def test_content_types_are_linked_to_a_group(paged: httpx.Client) -> None:
    group = add(paged, GROUPS, {"name": "Colors", "uid": "colors"})
    red = add(paged, f"{GROUPS}/colors/variants", {"name": "Red"})
    path = f"{GROUPS}/colors/variants"
    body = {
        "uid": "colors",
        "content_types": [LINKED, {"uid": "note", "status": "linked"}],
        "branches": ["main", "next"],
    }
    response = paged.put(path, json=body).json()
    assert response["message"] == "Variant Group and Variants updated successfully"
    assert "notice" not in response
    assert (response["uid"], response["name"], response["variants"]) == ("colors", group["name"], [red])
    assert (response["content_types"], response["branches"]) == (body["content_types"], ["main", "next"])
    left = paged.put(path, json={"content_types": [UNLINKED]}).json()
    assert left["content_types"] == [{"uid": "note", "status": "linked"}]
    assert "message" not in paged.get(f"{GROUPS}/colors").json()
    assert paged.put(path, json={"content_types": [{"uid": "page", "status": "tied"}]}).status_code == 422
    assert paged.put(f"{GROUPS}/none/variants", json=body).status_code == 404


def test_groups_are_listed_with_their_variants(paged: httpx.Client) -> None:
    add(paged, GROUPS, {"name": "Colors", "uid": "colors", "content_types": [LINKED]})
    add(paged, GROUPS, {"name": "Audience", "uid": "audience"})
    red = add(paged, f"{GROUPS}/colors/variants", {"name": "Red"})
    loose = add(paged, LOOSE, {"name": "Loose"})
    listed = paged.get(GROUPS).json()
    assert (listed["ungrouped_variants"], listed["ungrouped_variant_count"]) == ([loose], 1)
    assert "count" not in listed
    whole = {"include_variant_info": "true", "include_variant_count": "true", "include_count": "true"}
    response = paged.get(GROUPS, params={"content_type": "page"} | whole).json()
    assert response["count"] == 1
    (group,) = response["variant_groups"]
    assert (group["uid"], group["variant_count"], group["variants"]) == ("colors", 1, [red])
    by_name = paged.get(GROUPS, params={"asc": "name"}).json()["variant_groups"]
    assert [found["name"] for found in by_name] == ["Audience", "Colors"]
    named = paged.get(GROUPS, params={"query": '{"name": "Audience"}'}).json()["variant_groups"]
    assert [found["uid"] for found in named] == ["audience"]
    assert len(paged.get(GROUPS, params={"limit": "1", "skip": "1"}).json()["variant_groups"]) == 1


def test_the_life_of_a_variant(paged: httpx.Client) -> None:
    add(paged, GROUPS, {"name": "Colors", "uid": "colors", "content_types": [LINKED]})
    path = f"{GROUPS}/colors/variants"
    metadata = {"experience_uid": "e", "experience_short_uid": "0", "project_uid": "p", "variant_short_uid": "1"}
    red = add(paged, path, {"name": "Red", "personalize_metadata": metadata})
    assert red["uid"].startswith("cs")
    assert (red["variant_group_uid"], red["alias"]) == ("colors", "cs_personalize_0_1")
    assert red["personalize_metadata"] == metadata
    assert paged.get(f"{path}/{red['uid']}").json() == red
    changed = paged.put(f"{path}/{red['uid']}", json={"name": "Dark red"}).json()
    assert (changed["name"], changed["personalize_metadata"]) == ("Dark red", metadata)
    assert paged.put(f"{path}/{red['uid']}", json={"variant": {"name": "Red"}}).json()["name"] == "Red"
    listed = paged.get(path).json()
    assert (listed["uid"], listed["name"], listed["content_types"]) == ("colors", "Colors", [LINKED])
    assert (listed["count"], [found["uid"] for found in listed["variants"]]) == (1, [red["uid"]])
    assert "deleted" in paged.delete(f"{path}/{red['uid']}").json()["notice"]
    assert parse_error(paged.get(f"{path}/{red['uid']}"))[0] == 404
    assert paged.get(path).json()["count"] == 0


def test_variants_that_cannot_be(paged: httpx.Client) -> None:
    for uid in ("colors", "sizes"):
        add(paged, GROUPS, {"name": uid, "uid": uid})
    path = f"{GROUPS}/colors/variants"
    add(paged, path, {"name": "Red", "uid": "red"})
    for other in (path, f"{GROUPS}/sizes/variants", LOOSE):
        assert list(parse_error(paged.post(other, json={"name": "Red", "uid": "red"}))[2]) == ["uid"]
    assert list(parse_error(paged.post(path, json={}))[2]) == ["name"]
    assert parse_error(paged.post(f"{GROUPS}/none/variants", json={"name": "Red"}))[0] == 404
    assert parse_error(paged.get(f"{GROUPS}/none/variants"))[0] == 404
    assert parse_error(paged.get(f"{GROUPS}/sizes/variants/red"))[0] == 404
    assert parse_error(paged.get(f"{LOOSE}/red"))[0] == 404


def test_variants_of_a_group_by_their_uids(paged: httpx.Client) -> None:
    add(paged, GROUPS, {"name": "Colors", "uid": "colors"})
    for uid in ("red", "blue"):
        add(paged, f"{GROUPS}/colors/variants", {"name": uid, "uid": uid})
    listed = paged.get(f"{GROUPS}/colors/variants", params={"uid": "red,none"}).json()
    assert ([found["uid"] for found in listed["variants"]], listed["count"]) == (["red"], 1)


def test_variants_in_no_group(paged: httpx.Client) -> None:
    red = add(paged, LOOSE, {"name": "Red", "uid": "red"})
    assert red["uid"] == "red"
    assert "variant_group_uid" not in red
    blue = add(paged, LOOSE, {"variant": {"name": "Blue", "uid": "blue"}})
    assert paged.get(f"{LOOSE}/blue").json() == blue
    assert paged.get(LOOSE).json()["count"] == 2
    for params in ({"uids[]": ["red", "none"]}, {"uid": "red,none"}, {"query": '{"name": "Red"}'}):
        listed = paged.get(LOOSE, params=params).json()
        assert [found["uid"] for found in listed["variants"]] == ["red"]
    assert paged.put(f"{LOOSE}/red", json={"name": "Other"}).status_code in (404, 405)
    assert paged.delete(f"{LOOSE}/red").is_success
    assert paged.get(LOOSE).json()["variants"] == [blue]


def test_what_goes_with_a_group_or_a_content_type(paged: httpx.Client) -> None:
    add(paged, GROUPS, {"name": "Colors", "uid": "colors", "content_types": ["page", "note"]})
    add(paged, f"{GROUPS}/colors/variants", {"name": "Red", "uid": "red"})
    assert paged.delete(f"{TYPES}/note").is_success
    assert paged.get(f"{GROUPS}/colors").json()["content_types"] == [LINKED]
    assert paged.delete(f"{GROUPS}/colors").is_success
    add(paged, LOOSE, {"name": "Red", "uid": "red"})


def test_a_group_is_changed_by_its_content_types_alone(paged: httpx.Client) -> None:
    path = f"{GROUPS}/{add(paged, GROUPS, {'name': 'Colors'})['uid']}"
    changed = paged.put(path, json={"content_types": [LINKED]})
    assert (changed.status_code, changed.json()["name"], changed.json()["content_types"]) == (200, "Colors", [LINKED])
    assert parse_error(paged.put(path, json={"name": ""}))[2] == {"name": ["is a required field."]}
