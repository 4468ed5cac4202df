"""Lists of entries over HTTP: queries, order, pages and counts."""

from collections.abc import Iterator
from typing import Any

import httpx
import pytest

from contentstack_cma_emulator import Emulator
from tests.emulator.support.entries import Entries, Fields, build_field, build_reference, create_model
from tests.emulator.support.error_responses import parse_error
from tests.emulator.support.http_clients import connect

NAMES = ("Apple", "Beet", "Corn", "Dill", "Egg")
ROWS: tuple[Fields, ...] = (
    {"price": 1, "fresh": True, "words": ["red", "sweet"], "day": "2026-01-01", "seo": {"key": "x"}},
    {"price": 2.5, "fresh": False, "words": ["red"], "day": "2026-02-01T10:00:00.000Z", "tags": ["root"]},
    {"price": 3, "fresh": True, "words": ["yellow", "sweet"], "steps": [{"text": "boil"}, {"text": "eat"}]},
    {"fresh": True, "words": [], "seo": {"key": "y"}},
    {"price": 10, "note": "From a hen"},
)


@pytest.fixture(scope="module")
def foods(emulator: Emulator) -> Iterator[Entries]:
    """Five entries, the second of which refers to the first."""
    with connect(emulator, authtoken=emulator.authtoken, api_key=emulator.stack.api_key) as client:
        kinds = create_model(client, build_field("rank", "number"))
        foods = create_model(
            client,
            build_field("price", "number"),
            build_field("fresh", "boolean"),
            build_field("words", multiple=True),
            build_field("day", "isodate"),
            build_field("note"),
            build_field("seo", "group", schema=[build_field("key")]),
            build_field("steps", "group", multiple=True, schema=[build_field("text")]),
            build_reference("kind", kinds.content_type),
        )
        for rank, (name, row) in enumerate(zip(NAMES, ROWS, strict=True)):
            kind = kinds.add({"title": f"Kind of {name}", "rank": rank})
            link = {"uid": kind["uid"], "_content_type_uid": kinds.content_type}
            foods.add({"title": name, **row, **({"kind": [link]} if rank < 2 else {})})
        yield foods


@pytest.mark.parametrize(
    ("query", "initials"),
    [
        ({}, "ABCDE"),
        ({"title": "Corn"}, "C"),
        ({"title": "corn"}, ""),
        ({"title": "Corn", "price": 1}, ""),
        ({"fresh": True}, "ACD"),
        ({"price": {"$lt": 3}}, "AB"),
        ({"price": {"$lte": 3}}, "ABC"),
        ({"price": {"$gt": 1, "$lt": 10}}, "BC"),
        ({"price": {"$gte": 3}}, "CE"),
        ({"price": {"$ne": 1}}, "BCDE"),
        ({"title": {"$in": ["Apple", "Egg", "Nothing"]}}, "AE"),
        ({"title": {"$nin": ["Apple", "Egg"]}}, "BCD"),
        ({"words": "sweet"}, "AC"),
        ({"words": {"$in": ["yellow", "red"]}}, "ABC"),
        ({"tags": "root"}, "B"),
        ({"note": {"$exists": True}}, "E"),
        ({"note": {"$exists": False}}, "ABCD"),
        ({"title": {"$regex": "^[AB]"}}, "AB"),
        ({"title": {"$regex": "^e", "$options": "i"}}, "E"),
        ({"note": {"$regex": "hen$"}}, "E"),
        ({"$or": [{"title": "Apple"}, {"price": 10}]}, "AE"),
        ({"$and": [{"fresh": True}, {"price": {"$gt": 1}}]}, "C"),
        ({"$or": [{"$and": [{"fresh": True}, {"price": 1}]}, {"title": "Egg"}]}, "AE"),
        ({"seo.key": "x"}, "A"),
        ({"steps.text": "eat"}, "C"),
        ({"day": {"$lt": "2026-01-15"}}, "A"),
        ({"day": {"$gte": "2026-02-01T00:00:00.000Z"}}, "B"),
        ({"kind": {"$in_query": {"rank": 0}}}, "A"),
        ({"kind": {"$in_query": {"title": {"$regex": "^Kind"}}}}, "AB"),
        ({"kind": {"$nin_query": {"rank": 0}}}, "BCDE"),
        ({"_version": 1}, "ABCDE"),
        ({"created_at": {"$gt": "2020-01-01T00:00:00.000Z"}}, "ABCDE"),
    ],
)
def test_a_query_finds(foods: Entries, query: Fields, initials: str) -> None:
    assert "".join(sorted(title[0] for title in foods.titles(query))) == initials
    counted = foods.list(query, limit="1", include_count="true").json()
    assert (counted["count"], len(counted["entries"])) == (len(initials), min(1, len(initials)))


def test_a_query_by_uid(foods: Entries) -> None:
    (entry,) = foods.list({"title": "Dill"}).json()["entries"]
    assert foods.titles({"uid": entry["uid"]}) == {"Dill"}
    assert foods.titles({"uid": {"$in": [entry["uid"]]}}) == {"Dill"}


@pytest.mark.parametrize(
    "query",
    [
        "{",
        "[]",
        '"x"',
        '{"title":{"$almost":1}}',
        '{"$or":{}}',
        '{"title":{"$in":"Apple"}}',
        '{"title":{"$regex":"("}}',
    ],
)
def test_a_query_that_cannot_be_read(foods: Entries, query: str) -> None:
    status, _, errors = parse_error(foods.client.get(foods.path, params={"query": query}))
    assert (status, list(errors)) == (422, ["query"])


def names(response: httpx.Response) -> list[str]:
    return [entry["title"] for entry in response.json()["entries"]]


def test_entries_are_sorted_by_a_field(foods: Entries) -> None:
    assert names(foods.list(asc="title")) == sorted(NAMES)
    assert names(foods.list(desc="title")) == sorted(NAMES, reverse=True)
    assert names(foods.list({"price": {"$exists": True}}, desc="price")) == ["Egg", "Corn", "Beet", "Apple"]
    assert names(foods.list(asc="created_at")) == list(NAMES)


def test_the_last_changed_entry_comes_first(stack: httpx.Client) -> None:
    notes = create_model(stack)
    first = notes.add({"title": "First"})["uid"]
    notes.add({"title": "Second"})
    assert names(notes.list()) == ["Second", "First"]
    notes.change(first, {"title": "First again"})
    assert names(notes.list()) == ["First again", "Second"]


def test_entries_are_paged_and_counted(foods: Entries) -> None:
    assert names(foods.list(asc="title", limit="2")) == ["Apple", "Beet"]
    assert names(foods.list(asc="title", limit="2", skip="3")) == ["Dill", "Egg"]
    assert names(foods.list(asc="title", skip="5")) == []
    assert "count" not in foods.list().json()
    assert foods.list(count="true").json() == {"entries": 5}
    assert foods.list({"fresh": True}, count="true").json() == {"entries": 3}


@pytest.mark.parametrize("paging", [{"limit": "0"}, {"limit": "-1"}, {"skip": "-1"}, {"limit": "many"}])
def test_a_page_that_cannot_be(foods: Entries, paging: dict[str, str]) -> None:
    assert foods.list(**paging).status_code == 422


def test_a_page_holds_a_hundred_at_most(stack: httpx.Client) -> None:
    notes = create_model(stack)
    for number in range(101):
        notes.add({"title": f"Note {number:03}"})
    for limit in ({}, {"limit": "100"}, {"limit": "500"}):
        response = notes.list(asc="title", include_count="true", **limit).json()
        assert (len(response["entries"]), response["count"]) == (100, 101)
    assert names(notes.list(asc="title", skip="100")) == ["Note 100"]


def test_the_content_type_comes_along_if_asked_for(foods: Entries) -> None:
    assert foods.list(include_content_type="true").json()["content_type"]["uid"] == foods.content_type
    assert "content_type" not in foods.list().json()


@pytest.mark.parametrize("odd", [{"include[]1": "kind"}, {"unknown": "x"}, {"include_count": ""}])
def test_odd_parameters_do_no_harm(foods: Entries, odd: dict[str, Any]) -> None:
    assert foods.titles({}, **odd) == set(NAMES)


def test_a_copy_is_queried_in_its_locale(stack: httpx.Client) -> None:
    notes = create_model(stack, build_field("text"))
    uid = notes.add({"title": "Bread", "text": "good"})["uid"]
    notes.add({"title": "Wine", "text": "good"})
    notes.change(uid, {"title": "Pain"}, locale="fr-fr")
    assert notes.titles({"title": "Pain"}) == set()
    assert notes.titles({"title": "Pain"}, locale="fr-fr") == {"Pain"}
    assert notes.titles({"text": "good"}, locale="fr-fr") == {"Pain", "Wine"}
