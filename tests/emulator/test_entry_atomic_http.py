"""The atomic operators in the values of an update, over HTTP."""

import httpx
import pytest

from tests.emulator.support.entries import Entries, Fields, build_field, build_reference, create_model
from tests.emulator.support.error_responses import parse_error


@pytest.fixture
def notes(stack: httpx.Client) -> Entries:
    """A content type with lists, numbers and groups."""
    return create_model(
        stack,
        build_field("stars", "number"),
        build_field("words", multiple=True),
        build_field("seo", "group", schema=[build_field("clicks", "number"), build_field("keys", multiple=True)]),
        build_field("steps", "group", multiple=True, schema=[build_field("text"), build_field("minutes", "number")]),
    )


FULL: Fields = {
    "title": "Full",
    "stars": 5,
    "words": ["a", "b", "c"],
    "seo": {"clicks": 1, "keys": ["k"]},
    "steps": [{"text": "cut", "minutes": 5}, {"text": "cook", "minutes": 40}],
}


@pytest.mark.parametrize(
    ("sent", "name", "expected"),
    [
        ({"stars": {"ADD": 2}}, "stars", 7),
        ({"stars": {"SUB": 6}}, "stars", -1),
        ({"words": {"PUSH": {"data": ["d", "e"]}}}, "words", ["a", "b", "c", "d", "e"]),
        ({"words": {"PUSH": {"data": "d"}}}, "words", ["a", "b", "c", "d"]),
        ({"words": {"PULL": {"data": ["a", "c", "x"]}}}, "words", ["b"]),
        ({"words": {"PULL": {"query": {"$in": ["a", "b"]}}}}, "words", ["c"]),
        ({"words": {"UPDATE": {"index": 1, "data": "B"}}}, "words", ["a", "B", "c"]),
        ({"words": ["z"]}, "words", ["z"]),
    ],
)
def test_an_operator_works_on_what_is_stored(notes: Entries, sent: Fields, name: str, expected: object) -> None:
    uid = notes.add(FULL | {"title": f"{name} {sent}"})["uid"]
    entry = notes.change(uid, sent)
    assert entry[name] == expected
    assert notes.fetch(uid)[name] == expected
    assert entry["_version"] == 2


def test_operators_inside_a_group_spare_the_rest_of_it(notes: Entries) -> None:
    uid = notes.add(FULL)["uid"]
    entry = notes.change(uid, {"seo": {"clicks": {"ADD": 1}}})
    assert entry["seo"] == {"clicks": 2, "keys": ["k"]}
    entry = notes.change(uid, {"seo": {"keys": {"PUSH": {"data": ["l"]}}}})
    assert entry["seo"] == {"clicks": 2, "keys": ["k", "l"]}


def test_operators_on_a_list_of_groups(notes: Entries) -> None:
    uid = notes.add(FULL)["uid"]
    steps = notes.change(uid, {"steps": {"UPDATE": {"index": 0, "data": {"minutes": 6}}}})["steps"]
    assert [(step["text"], step["minutes"]) for step in steps] == [("cut", 6), ("cook", 40)]
    steps = notes.change(uid, {"steps": {"PUSH": {"data": {"text": "eat", "minutes": 10}}}})["steps"]
    assert [step["text"] for step in steps] == ["cut", "cook", "eat"]
    assert all(step["_metadata"]["uid"] for step in steps)
    steps = notes.change(uid, {"steps": {"PULL": {"query": {"minutes": {"$gt": 8}}}}})["steps"]
    assert [step["text"] for step in steps] == ["cut"]


def test_operators_inside_operators(stack: httpx.Client) -> None:
    inner = {"title": "Card", "uid": "card", "schema": [build_field("teaser"), build_field("note")]}
    cards = build_field("cards", "blocks", multiple=True, blocks=[inner])
    outer = {"title": "Module", "uid": "module", "schema": [build_field("name"), cards]}
    pages = create_model(stack, build_field("parts", "blocks", multiple=True, blocks=[outer]))
    sent = [{"card": {"teaser": letter, "note": "kept"}} for letter in "ab"]
    modules = [{"module": {"name": name, "cards": sent}} for name in ("first", "second")]
    uid = pages.add({"title": "Page", "parts": modules})["uid"]
    change = {"cards": {"UPDATE": {"index": 1, "data": {"card": {"teaser": "new"}}}}}
    entry = pages.change(uid, {"parts": {"UPDATE": {"index": 1, "data": {"module": change}}}})
    first, second = (part["module"] for part in entry["parts"])
    assert [card["card"]["teaser"] for card in first["cards"]] == ["a", "b"]
    assert [card["card"]["teaser"] for card in second["cards"]] == ["a", "new"]
    assert (second["name"], second["cards"][1]["card"]["note"]) == ("second", "kept")


def test_an_update_without_an_index_merges_into_a_link(stack: httpx.Client) -> None:
    pages = create_model(stack, build_field("link", "link"))
    uid = pages.add({"title": "Page", "link": {"title": "Old", "href": "/here"}})["uid"]
    link = pages.change(uid, {"link": {"UPDATE": {"data": {"title": "New"}}}})["link"]
    assert link == {"title": "New", "href": "/here"}


def test_an_operator_on_a_field_that_is_empty(notes: Entries) -> None:
    uid = notes.add({"title": "Empty"})["uid"]
    entry = notes.change(uid, {"stars": {"ADD": 3}, "words": {"PUSH": {"data": ["a"]}}})
    assert (entry["stars"], entry["words"]) == (3, ["a"])


@pytest.mark.parametrize(
    "sent",
    [
        {"words": {"ADD": 1}},
        {"stars": {"PUSH": {"data": [1]}}},
        {"words": {"UPDATE": {"index": 9, "data": "x"}}},
        {"stars": {"ADD": "two"}},
        {"words": {"PUSH": {"data": [1]}}},
    ],
)
def test_an_operator_that_does_not_fit(notes: Entries, sent: Fields) -> None:
    uid = notes.add(FULL)["uid"]
    status, code, errors = parse_error(notes.update(uid, sent))
    assert (status, code) == (422, 119)
    assert [path.partition(".")[0] for path in errors] == list(sent)
    assert notes.fetch(uid)["_version"] == 1
    notes.delete(uid)


def test_pushing_a_reference(stack: httpx.Client) -> None:
    people = create_model(stack)
    ann, bob = (
        {"uid": people.add({"title": name})["uid"], "_content_type_uid": people.content_type} for name in ("Ann", "Bob")
    )
    films = create_model(stack, build_reference("cast", people.content_type))
    uid = films.add({"title": "A film", "cast": [ann]})["uid"]
    assert films.change(uid, {"cast": {"PUSH": {"data": [bob]}}})["cast"] == [ann, bob]
    assert films.change(uid, {"cast": {"PULL": {"query": {"uid": ann["uid"]}}}})["cast"] == [bob]
