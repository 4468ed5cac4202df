"""Entries are found by their terms, and by where these are in the tree."""

import json
from collections.abc import Iterator
from typing import Any

import httpx
import pytest

from contentstack_cma_emulator import Emulator
from tests.emulator.support.entries import Entries, Fields, build_field, create_model
from tests.emulator.support.error_responses import parse_error
from tests.emulator.support.http_clients import connect
from tests.emulator.support.taxonomies import add_terms, build_taxonomy_field, build_term


@pytest.fixture(scope="module")
def trips(emulator: Emulator) -> Iterator[Entries]:
    """Entries by the places and colours they are about."""
    with connect(emulator, authtoken=emulator.authtoken, api_key=emulator.stack.api_key) as client:
        add_terms(client, "places", "world", "world/europe", "world/europe/norway", "world/asia", "moon")
        add_terms(client, "colors", "red", "norway")
        entries = create_model(client, build_taxonomy_field("places", "colors"), build_field("size", "number"))
        terms = {
            "E": [build_term("places", "europe")],
            "N": [build_term("places", "norway"), build_term("colors", "red")],
            "M": [build_term("places", "moon")],
            "C": [build_term("colors", "norway")],
            "X": [],
        }
        for size, (name, named) in enumerate(terms.items()):
            entries.add({"title": name, "taxonomies": named, "size": size})
        yield entries


CASES: list[tuple[Fields, str]] = [
    ({"taxonomies.places": "norway"}, "N"),
    ({"taxonomies.places": {"$in": ["norway", "moon"]}}, "MN"),
    ({"taxonomies.places": {"$nin": ["norway", "moon"]}}, "CEX"),
    ({"taxonomies.places": {"$ne": "norway"}}, "CEMX"),
    ({"taxonomies.places": {"$exists": True}}, "EMN"),
    ({"taxonomies.places": {"$exists": False}}, "CX"),
    ({"taxonomies.places": {"$below": "world"}}, "EN"),
    ({"taxonomies.places": {"$below": "world", "levels": 1}}, "E"),
    ({"taxonomies.places": {"$eq_below": "europe"}}, "EN"),
    ({"taxonomies.places": {"$below": "norway"}}, ""),
    ({"taxonomies.places": {"$above": "norway"}}, "E"),
    ({"taxonomies.places": {"$eq_above": "norway", "levels": 1}}, "EN"),
    ({"taxonomies.places": {"$below": "unknown"}}, ""),
    ({"taxonomies.places": "norway", "taxonomies.colors": "red"}, "N"),
    ({"taxonomies.places": "norway", "size": 0}, ""),
    ({"$or": [{"taxonomies.places": "moon"}, {"taxonomies.colors": "norway"}, {"size": 0}]}, "CEM"),
    ({"$and": [{"taxonomies.places": {"$exists": True}}, {"size": {"$gt": 0}}]}, "MN"),
    ({"taxonomies.term_uid": "norway"}, "CN"),
    ({"taxonomies.taxonomy_uid": "colors"}, "CN"),
]


@pytest.mark.parametrize(("query", "titles"), CASES)
def test_entries_with_terms(trips: Entries, query: Fields, titles: str) -> None:
    assert "".join(sorted(trips.titles(query))) == titles


@pytest.mark.parametrize("operand", [{"$below": 5}, {"$in": "x"}, {"$below": "world", "levels": -1}, {"$regex": "x"}])
def test_invalid_queries_about_terms_are_rejected(trips: Entries, operand: Any) -> None:
    assert parse_error(trips.list({"taxonomies.places": operand}))[:2] == (422, 141)


def test_pages_and_counts_of_entries_with_terms(trips: Entries) -> None:
    query = json.dumps({"taxonomies.places": {"$exists": True}})
    response = trips.client.get(
        trips.path, params={"query": query, "include_count": "true", "limit": 1, "asc": "title"}
    )
    assert response.json()["count"] == 3
    assert [entry["title"] for entry in response.json()["entries"]] == ["E"]


def test_terms_of_a_copy_are_asked_for_in_its_locale(new_stack: httpx.Client) -> None:
    new_stack.post("/v3/locales", json={"locale": {"code": "fr-fr"}})
    add_terms(new_stack, "places", "moon", "sun")
    entries = create_model(new_stack, build_taxonomy_field("places"))
    uid = entries.add({"title": "One", "taxonomies": [build_term("places", "moon")]})["uid"]
    entries.change(uid, {"title": "Un", "taxonomies": [build_term("places", "sun")]}, locale="fr-fr")
    assert entries.titles({"taxonomies.places": "moon"}) == {"One"}
    assert entries.titles({"taxonomies.places": "moon"}, locale="fr-fr") == set()
    assert entries.titles({"taxonomies.places": "sun"}, locale="fr-fr") == {"Un"}


def test_a_query_for_no_terms_stays_as_it_is(trips: Entries) -> None:
    assert trips.titles({"size": {"$lt": 2}, "$or": [{"title": "E"}, {"title": "M"}]}) == {"E"}
    assert trips.titles({"taxonomies.unknown": "x"}) == set()
