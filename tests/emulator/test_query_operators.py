"""The JSON query operators, without any server."""

from typing import Any, cast

import pytest

from contentstack_cma_emulator.engine.documents import Document
from contentstack_cma_emulator.engine.errors import CmaError
from contentstack_cma_emulator.engine.query import find_values, parse, parse_element

SOUP: Document = {
    "title": "Soup",
    "servings": 4,
    "vegan": True,
    "note": None,
    "tags": ["warm", "starter"],
    "made_at": "2026-01-31T10:00:00.000Z",
    "seo": {"words": ["hot"], "title": "Soup for all"},
    "steps": [{"text": "Cut", "minutes": 5}, {"text": "Cook", "minutes": 40}],
    "sections": [{"hero": {"heading": "Eat"}}, {"quote": {"by": "Ann"}}],
    "cook": [{"uid": "blt1", "_content_type_uid": "person"}],
}

PEOPLE = {"blt1": {"title": "Ann", "age": 40}}


def find_person(value: Any) -> Document | None:
    return PEOPLE.get(cast("Document", value)["uid"]) if isinstance(value, dict) else None


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ({}, True),
        ({"title": "Soup"}, True),
        ({"title": "soup"}, False),
        ({"servings": 4.0}, True),
        ({"vegan": True}, True),
        ({"vegan": 1}, False),
        ({"servings": True}, False),
        ({"note": None}, True),
        ({"missing": None}, True),
        ({"title": None}, False),
        ({"tags": "warm"}, True),
        ({"tags": ["warm", "starter"]}, True),
        ({"tags": ["warm"]}, False),
        ({"seo.title": "Soup for all"}, True),
        ({"seo.words": "hot"}, True),
        ({"seo": {"words": ["hot"], "title": "Soup for all"}}, True),
        ({"steps.minutes": 40}, True),
        ({"steps.0.minutes": 40}, False),
        ({"steps.1.minutes": 40}, True),
        ({"sections.hero.heading": "Eat"}, True),
        ({"cook.uid": "blt1"}, True),
        ({"title.x": "Soup"}, False),
        ({"title": {"$ne": "Soup"}}, False),
        ({"title": {"$ne": "Stew"}}, True),
        ({"missing": {"$ne": "Stew"}}, True),
        ({"tags": {"$ne": "warm"}}, False),
        ({"title": {"$in": ["Stew", "Soup"]}}, True),
        ({"title": {"$in": []}}, False),
        ({"tags": {"$in": ["cold", "warm"]}}, True),
        ({"tags": {"$nin": ["cold", "warm"]}}, False),
        ({"missing": {"$nin": ["cold"]}}, True),
        ({"title": {"$exists": True}}, True),
        ({"note": {"$exists": True}}, True),
        ({"missing": {"$exists": True}}, False),
        ({"missing": {"$exists": False}}, True),
        ({"title": {"$regex": "^S"}}, True),
        ({"title": {"$regex": "^s"}}, False),
        ({"title": {"$regex": "^s", "$options": "i"}}, True),
        ({"servings": {"$regex": "4"}}, False),
        ({"tags": {"$regex": "art"}}, True),
        ({"servings": {"$gt": 3, "$lt": 5}}, True),
        ({"servings": {"$gt": 4}}, False),
        ({"servings": {"$gte": 4, "$lte": 4}}, True),
        ({"servings": {"$lt": "5"}}, False),
        ({"vegan": {"$lt": 2}}, False),
        ({"title": {"$gt": "Soap"}}, True),
        ({"made_at": {"$gt": "2026-01-31T10:30:00+01:00"}}, True),
        ({"made_at": {"$lt": "2026-02-01"}}, True),
        ({"made_at": {"$gt": "2026-02-01"}}, False),
        ({"$and": [{"title": "Soup"}, {"servings": 4}]}, True),
        ({"$and": [{"title": "Soup"}, {"servings": 5}]}, False),
        ({"$or": [{"title": "Stew"}, {"servings": 4}]}, True),
        ({"$or": [{"title": "Stew"}, {"servings": 5}]}, False),
        ({"vegan": True, "$or": [{"$and": [{"title": "Soup"}]}]}, True),
        ({"cook": {"$in_query": {"title": "Ann", "age": {"$gt": 30}}}}, True),
        ({"cook": {"$in_query": {"title": "Bob"}}}, False),
        ({"cook": {"$nin_query": {"title": "Bob"}}}, True),
        ({"cook": {"$nin_query": {"title": "Ann"}}}, False),
        ({"missing": {"$nin_query": {"title": "Ann"}}}, True),
    ],
)
def test_a_query_matches_or_does_not(query: Document, found: bool) -> None:
    assert parse(query, find_person)(SOUP) is found


@pytest.mark.parametrize(
    "query",
    [
        {"$nor": [{"a": 1}]},
        {"a": {"$near": 1}},
        {"$and": {"a": 1}},
        {"$or": ["a"]},
        {"a": {"$in": "b"}},
        {"a": {"$nin": 1}},
        {"a": {"$regex": "("}},
        {"a": {"$regex": 1}},
        {"a": {"$in_query": "b"}},
        {"$or": [{"a": {"$near": 1}}]},
    ],
)
def test_an_invalid_query_is_rejected_before_any_document_is_read(query: Document) -> None:
    with pytest.raises(CmaError) as refused:
        parse(query)
    assert (refused.value.status, refused.value.code) == (422, 141)
    assert list(refused.value.errors) == ["query"]


@pytest.mark.parametrize("query", [{"$or": []}, {"$and": [{}, {}]}, {"$or": [{"$and": []}]}])
def test_alternatives_that_say_nothing_are_a_uid_that_is_not_valid(query: Document) -> None:
    with pytest.raises(CmaError) as refused:
        parse(query)
    assert (refused.value.status, refused.value.code) == (422, 141)
    assert refused.value.errors == {"uid": ["is not valid."]}


def test_a_condition_on_an_element() -> None:
    assert parse_element({"$in": [2, 3]})(3)
    assert not parse_element({"$in": [2, 3]})(4)
    assert parse_element({"name": {"$in": ["a"]}})({"name": "a"})
    assert not parse_element({"name": "a"})("a")
    assert parse_element("a")("a")


def test_values_at_a_path() -> None:
    assert find_values(SOUP, "steps.text") == ["Cut", "Cook"]
    assert find_values(SOUP, "tags") == [["warm", "starter"], "warm", "starter"]
    assert find_values(SOUP, "nowhere.at.all") == []
