"""Terms: a tree in each taxonomy."""

from typing import Any

import httpx
import pytest

from contentstack_cma_emulator.rules.term_order import TermTree, read_position
from tests.emulator.support.entries import create_model
from tests.emulator.support.error_responses import parse_error
from tests.emulator.support.taxonomies import (
    PATH,
    add_term,
    add_terms,
    build_taxonomy_field,
    build_term,
    create_taxonomy,
    list_terms,
    list_uids,
    map_places,
)

TERMS = f"{PATH}/places/terms"


@pytest.fixture
def stack(new_stack: httpx.Client) -> httpx.Client:
    """A stack with a taxonomy of places."""
    add_terms(new_stack, "places", "world", "world/europe", "world/europe/norway", "world/europe/spain", "moon")
    return new_stack


def move(stack: httpx.Client, uid: str, force: str = "true", **place: object) -> httpx.Response:
    return stack.put(f"{TERMS}/{uid}/move", json={"term": place}, params={"force": force})


def test_the_life_of_a_term(stack: httpx.Client) -> None:
    created = add_term(stack, "places", "asia", "world")
    assert created.status_code == 201
    made = created.json()["term"]
    assert (made["uid"], made["parent_uid"], made["depth"], made["taxonomy_uid"]) == ("asia", "world", 2, "places")
    assert stack.get(f"{TERMS}/asia").json() == {"term": made}
    updated = stack.put(f"{TERMS}/asia", json={"term": {"name": "Asia!", "parent_uid": None, "uid": "x"}})
    assert updated.json()["term"] == made | {"name": "Asia!", "updated_at": updated.json()["term"]["updated_at"]}
    gone = stack.delete(f"{TERMS}/asia")
    assert (gone.status_code, gone.content) == (204, b"")
    assert parse_error(stack.get(f"{TERMS}/asia")) == (404, 404, {"term": ["is not valid."]})
    assert parse_error(stack.get(f"{PATH}/nowhere/terms/asia"))[2] == {"taxonomy": ["is not valid."]}


def test_invalid_terms_are_rejected(stack: httpx.Client) -> None:
    status, code, errors = parse_error(add_term(stack, "places", "moon"))
    assert (status, code, list(errors)) == (409, 409, ["term"])
    assert parse_error(add_term(stack, "places", "a b"))[2] == {"uid": ["is not valid."]}
    assert parse_error(add_term(stack, "places", "mars", name=""))[2] == {"name": ["is a required field."]}
    assert parse_error(add_term(stack, "places", "mars", "space"))[2] == {"parent_uid": ["is not valid."]}
    assert parse_error(stack.post(TERMS, json={"term": {"uid": "mars"}}))[2] == {"name": ["is a required field."]}
    create_taxonomy(stack, "colors")
    assert add_term(stack, "colors", "moon").status_code == 201


def test_a_new_term_stands_in_its_place(stack: httpx.Client) -> None:
    add_term(stack, "places", "sweden", "europe", order="1")
    assert parse_error(add_term(stack, "places", "denmark", "europe", order="first"))[2] == {"order": ["is not valid."]}
    add_term(stack, "places", "france", "europe", order=99)
    assert {uid: place for uid, place in map_places(stack, "places").items() if place[0] == "europe"} == {
        "sweden": ("europe", 1),
        "norway": ("europe", 2),
        "spain": ("europe", 3),
        "france": ("europe", 4),
    }


def test_a_list_goes_down_to_a_level(stack: httpx.Client) -> None:
    assert sorted(list_uids(list_terms(stack, "places"))) == ["moon", "world"]
    assert sorted(list_uids(list_terms(stack, "places", depth=2))) == ["europe", "moon", "world"]
    assert len(list_terms(stack, "places", depth=0)) == 5
    assert list_uids(list_terms(stack, "places", depth=0, asc="uid", limit=2)) == ["europe", "moon"]
    assert list_uids(list_terms(stack, "places", depth=0, typeahead="NOR")) == ["norway"]
    assert list_uids(list_terms(stack, "places", depth=0, query='{"parent_uid": "europe"}', asc="uid")) == [
        "norway",
        "spain",
    ]
    counted = stack.get(TERMS, params={"include_count": "true", "depth": "0", "limit": "1"}).json()
    assert (counted["count"], len(counted["terms"])) == (5, 1)


def test_a_listed_term_says_what_is_above_it(stack: httpx.Client) -> None:
    norway = next(term for term in list_terms(stack, "places", depth=3) if term["uid"] == "norway")
    assert (norway["depth"], norway["parent_uid"]) == (3, "europe")
    assert norway["ancestors"] == [
        {"uid": "places", "name": "Places", "type": "TAXONOMY"},
        {"uid": "world", "name": "World"},
        {"uid": "europe", "name": "Europe"},
    ]
    assert "order" not in norway


def test_ancestors_and_descendants(stack: httpx.Client) -> None:
    assert list_uids(stack.get(f"{TERMS}/norway/ancestors").json()["terms"]) == ["world", "europe"]
    assert stack.get(f"{TERMS}/world/ancestors").json()["terms"] == []

    def below(uid: str, **params: Any) -> list[str]:
        return list_uids(stack.get(f"{TERMS}/{uid}/descendants", params=params).json()["terms"])

    assert below("world") == ["europe"]
    assert below("world", depth=2) == below("world", depth=0) == ["europe", "norway", "spain"]
    assert below("world", depth=0, skip=1, limit=1) == ["norway"]
    asked = {"depth": "0", "include_count": "true", "include_order": "true", "include_children_count": "true"}
    response = stack.get(f"{TERMS}/world/descendants", params=asked).json()
    assert response["count"] == 3
    assert [(term["order"], term["children_count"]) for term in response["terms"]] == [(1, 2), (1, 0), (2, 0)]


def test_terms_of_all_taxonomies_are_searched(stack: httpx.Client) -> None:
    add_terms(stack, "cheese", "norwegian")

    def find_terms(**params: Any) -> list[tuple[str, str]]:
        terms = stack.get(f"{PATH}/$all/terms", params=params).json()["terms"]
        return sorted((term["taxonomy_uid"], term["uid"]) for term in terms)

    assert find_terms(typeahead="nor") == [("cheese", "norwegian"), ("places", "norway")]
    assert find_terms(query='{"taxonomy_uid": "cheese"}') == [("cheese", "norwegian")]
    assert parse_error(stack.get(f"{PATH}/$all/terms"))[:2] == (422, 141)


def test_moving_a_term_takes_along_what_is_under_it(stack: httpx.Client) -> None:
    assert parse_error(move(stack, "europe", "false", parent_uid=None, order=1))[2].keys() == {"term"}
    moved = move(stack, "europe", parent_uid=None, order=1)
    assert (moved.status_code, moved.json()["term"]["depth"]) == (200, 1)
    assert map_places(stack, "places") == {
        "europe": (None, 1),
        "world": (None, 2),
        "moon": (None, 3),
        "norway": ("europe", 1),
        "spain": ("europe", 2),
    }
    assert move(stack, "spain", "false", parent_uid="moon", order=1).json()["term"]["depth"] == 2
    assert move(stack, "moon", order=1).json()["term"]["parent_uid"] is None
    assert map_places(stack, "places")["world"] == (None, 3)


def test_places_that_a_term_cannot_have(stack: httpx.Client) -> None:
    for parent in ("world", "norway", "nowhere"):
        assert parse_error(move(stack, "world", parent_uid=parent, order=1))[2] == {"parent_uid": ["is not valid."]}
    assert parse_error(move(stack, "moon", parent_uid="world", order=0))[2] == {"order": ["is not valid."]}
    assert parse_error(move(stack, "moon", parent_uid="world"))[2].keys() == {"order"}
    missing = stack.put(f"{TERMS}/moon/move", json={"term": {"parent_uid": None, "order": 1}})
    assert parse_error(missing)[2] == {"force": ["is a required field."]}


def test_a_term_with_others_under_it_is_deleted_with_force_only(stack: httpx.Client) -> None:
    assert parse_error(stack.delete(f"{TERMS}/europe"))[2].keys() == {"term"}
    assert stack.delete(f"{TERMS}/world", params={"force": "true"}).status_code == 204
    assert map_places(stack, "places") == {"moon": (None, 1)}
    gone = list_terms(stack, "places", deleted="true")
    assert sorted(list_uids(gone)) == ["europe", "norway", "spain", "world"]


def test_a_term_in_use_is_deleted_with_force_only(stack: httpx.Client) -> None:
    entries = create_model(stack, build_taxonomy_field("places"))
    used = [build_term("places", "norway"), build_term("places", "moon")]
    uid = entries.add({"title": "One", "taxonomies": used})["uid"]
    counted = {"include_referenced_entries_count": "true"}
    assert stack.get(f"{TERMS}/norway", params=counted).json()["term"]["referenced_entries_count"] == 1
    assert parse_error(stack.delete(f"{TERMS}/norway"))[0] == 422
    stack.delete(f"{TERMS}/europe", params={"force": "true"})
    assert entries.fetch(uid)["taxonomies"] == [build_term("places", "moon")]
    entries.delete(uid)
    assert stack.delete(f"{TERMS}/moon").status_code == 204


def test_a_tree_keeps_its_order() -> None:
    flat = [
        {"uid": uid, "parent_uid": parent, "order": order} for uid, parent, order in (("b", None, 2), ("a", None, 1))
    ]
    tree = TermTree([*flat, {"uid": "c", "parent_uid": "b", "order": 1}])
    assert list_uids(tree.list_descendants(None)) == ["a", "b", "c"]
    assert list_uids(tree.list_descendants(None, 1)) == ["a", "b"]
    assert tree.place(flat[1], None, 1) == [flat[1]]
    assert [(item["uid"], item["order"]) for item in tree.place(flat[1], None, None)] == [("b", 1), ("a", 2)]
    assert [(item["uid"], item["parent_uid"], item["order"]) for item in tree.place(flat[1], "b", 1)] == [
        ("a", "b", 1),
        ("c", "b", 2),
        ("b", None, 1),
    ]


@pytest.mark.parametrize(
    ("sent", "order"), [(1, 1), ("2", 2), (0, None), (-1, None), (True, None), ("x", None), (1.5, None)]
)
def test_a_place_is_a_number_or_its_digits(sent: object, order: int | None) -> None:
    assert read_position(sent) == order


def test_the_number_of_terms_below(stack: httpx.Client) -> None:
    asked = {"include_terms_count": "true", "depth": "0"}
    found = {found["uid"]: found["terms_count"] for found in stack.get(TERMS, params=asked).json()["terms"]}
    assert found["world"] == 3
    assert found["moon"] == 0
    assert stack.get(f"{TERMS}/europe", params=asked).json()["term"]["terms_count"] == 2
    assert "terms_count" not in stack.get(f"{TERMS}/europe").json()["term"]
