"""Taxonomies in files: what is exported can be imported again, as JSON and as CSV."""

import json
from typing import Any

import httpx
import pytest

from contentstack_cma_emulator.rules import taxonomy_csv
from tests.emulator.support.error_responses import parse_error
from tests.emulator.support.taxonomies import (
    PATH,
    add_term,
    add_terms,
    create_taxonomy,
    list_terms,
    list_uids,
    map_places,
)

TABLE = """\
Taxonomy Name,Taxonomy Uid,Taxonomy Description,Level 1 Term Name,Level 1 Term Uid,Level 2 Term Name,Level 2 Term Uid
Places,places,"Where, really",,,,
,,,World,world,,
,,,,,Europe,europe
,,,Moon,moon,,
"""


def send(stack: httpx.Client, content: str | bytes, name: str = "places.json", **params: str) -> httpx.Response:
    return stack.post(f"{PATH}/import", files={"taxonomy": (name, content, "application/json")}, params=params)


@pytest.fixture
def exported(new_stack: httpx.Client) -> Any:
    """A taxonomy as an export returns it. The taxonomy itself is gone."""
    create_taxonomy(new_stack, "places", description="Where, really")
    add_terms(new_stack, "places", "moon", "world/europe")
    add_term(new_stack, "places", "world", order=1)
    add_term(new_stack, "places", "europe", "world")
    response = new_stack.get(f"{PATH}/places/export").json()
    assert new_stack.get(f"{PATH}/places/export", params={"format": "csv"}).text == TABLE
    new_stack.delete(f"{PATH}/places", params={"force": "true"})
    return response


def test_an_export_holds_parents_before_children(exported: Any) -> None:
    assert exported == {
        "taxonomy": {"uid": "places", "name": "Places", "description": "Where, really"},
        "terms": [
            {"uid": "world", "name": "World", "parent_uid": None},
            {"uid": "europe", "name": "Europe", "parent_uid": "world"},
            {"uid": "moon", "name": "Moon", "parent_uid": None},
        ],
    }


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-32"])
def test_a_file_may_have_any_encoding_of_json(new_stack: httpx.Client, exported: Any, encoding: str) -> None:
    exported["taxonomy"]["name"] = "Plätze"
    response = send(new_stack, json.dumps(exported, ensure_ascii=False).encode(encoding))
    assert response.status_code == 201, response.text
    assert response.json()["taxonomy"]["name"] == "Plätze"


@pytest.mark.parametrize("as_csv", [False, True])
def test_an_import_makes_what_was_exported(new_stack: httpx.Client, exported: Any, *, as_csv: bool) -> None:
    made = send(new_stack, TABLE if as_csv else json.dumps(exported))
    assert made.status_code == 201
    assert made.json()["taxonomy"]["terms_count"] == 3
    assert new_stack.get(f"{PATH}/places/export").json() == exported
    assert map_places(new_stack, "places") == {"world": (None, 1), "europe": ("world", 1), "moon": (None, 2)}
    assert parse_error(send(new_stack, json.dumps(exported)))[0] == 409


def test_terms_may_stand_before_their_parents(new_stack: httpx.Client, exported: Any) -> None:
    send(new_stack, json.dumps(exported | {"terms": exported["terms"][::-1]}))
    assert len(list_terms(new_stack, "places", depth=0)) == 3


def test_names_for_another_locale_are_imported(new_stack: httpx.Client, exported: Any) -> None:
    new_stack.post("/v3/locales", json={"locale": {"code": "fr-fr"}})
    french = {"taxonomy": {"uid": "places", "name": "Lieux"}, "terms": [{"uid": "moon", "name": "Lune"}]}
    assert send(new_stack, json.dumps(french), locale="fr-fr").status_code == 404
    send(new_stack, json.dumps(exported))
    made = send(new_stack, json.dumps(french), locale="fr-fr").json()["taxonomy"]
    assert (made["name"], made["locale"]) == ("Lieux", "fr-fr")
    assert send(new_stack, json.dumps(french), locale="fr-fr").status_code == 409
    asked = {"locale": "fr-fr"}
    assert list_uids(list_terms(new_stack, "places", depth=0, **asked)) == ["moon"]
    again = new_stack.get(f"{PATH}/places/export", params=asked).json()
    assert again["taxonomy"]["name"] == "Lieux"
    assert [term["name"] for term in again["terms"]] == ["World", "Europe", "Lune"]


@pytest.mark.parametrize(
    ("content", "status", "key"),
    [
        ("", 422, "taxonomy"),
        ("{", 422, "taxonomy"),
        ("[1]", 422, "taxonomy"),
        ("{}", 422, "taxonomy"),
        (b"\xff\xfe", 422, "taxonomy"),
        ('{"taxonomy": {"uid": "a", "name": "A"}, "terms": [], "more": NaN}', 422, "taxonomy"),
        (f'{{"taxonomy": {{"uid": "a", "name": "A"}}, "more": {"[" * 200}{"]" * 200}}}', 422, "taxonomy"),
        ('{"taxonomy": {"uid": "a b", "name": "A"}}', 422, "uid"),
        ('{"taxonomy": {"uid": "a"}}', 422, "name"),
        ('{"taxonomy": {"uid": "a", "name": "A"}, "terms": [5]}', 422, "taxonomy"),
        (
            '{"taxonomy": {"uid": "a", "name": "A"}, "terms": [{"uid": "b", "name": "B", "parent_uid": "c"}]}',
            422,
            "term",
        ),
        (
            '{"taxonomy": {"uid": "a", "name": "A"}, "terms": [{"uid": "b", "name": "B", "parent_uid": "b"}]}',
            422,
            "term",
        ),
        (
            '{"taxonomy": {"uid": "a", "name": "A"}, "terms": [{"uid": "b", "name": "B"}, {"uid": "b", "name": "B"}]}',
            409,
            "term",
        ),
    ],
)
def test_files_that_are_refused(new_stack: httpx.Client, content: str | bytes, status: int, key: str) -> None:
    found, _, errors = parse_error(send(new_stack, content))
    assert (found, list(errors)) == (status, [key])
    assert new_stack.get(PATH).json()["taxonomies"] == []


def test_an_import_needs_a_file(new_stack: httpx.Client) -> None:
    response = new_stack.post(f"{PATH}/import", files={"other": ("x.json", b"{}", "application/json")})
    assert response.status_code == 400


def test_a_row_that_is_not_valid_ends_the_terms() -> None:
    rows = TABLE.replace(",,,Moon,moon,,", ",,,,,,")
    assert list_uids(taxonomy_csv.read_taxonomy(rows)["terms"]) == ["world", "europe"]
    too_deep = TABLE.replace(",,,World,world,,\n", "")
    assert taxonomy_csv.read_taxonomy(too_deep)["terms"] == []
    with pytest.raises(ValueError, match="no taxonomy"):
        taxonomy_csv.read_taxonomy("Name\nx\n")
