"""Parameters of lists in the other forms that clients write: numbers of any size, and queries in brackets."""

from collections.abc import Iterator
from typing import Any

import httpx
import pytest

from contentstack_cma_emulator import Emulator
from tests.emulator.support.entries import Entries, Fields, build_field, build_reference, create_model
from tests.emulator.support.error_responses import parse_error
from tests.emulator.support.http_clients import connect

NAMES = ("Apple", "Beet", "Corn", "Dill")
ROWS: tuple[Fields, ...] = (
    {"price": 1, "fresh": True, "words": ["red", "sweet"]},
    {"price": 2.5, "fresh": False, "words": ["red"]},
    {"price": 3, "fresh": True},
    {"price": 10, "fresh": False, "note": "7", "words": ["red", "7"]},
)


@pytest.fixture(scope="module")
def foods(emulator: Emulator) -> Iterator[Entries]:
    """Entries that refer to one of another kind each, whose rank is their place."""
    with connect(emulator, authtoken=emulator.authtoken, api_key=emulator.stack.api_key) as client:
        kinds = create_model(client, build_field("rank", "number"))
        fields = [
            build_field("price", "number"),
            build_field("fresh", "boolean"),
            build_field("words", multiple=True),
            build_field("note"),
        ]
        foods = create_model(client, *fields, build_reference("kind", kinds.content_type))
        for rank, (name, row) in enumerate(zip(NAMES, ROWS, strict=True)):
            kind = kinds.add({"title": name, "rank": rank})
            foods.add({"title": name, "kind": [{"uid": kind["uid"], "_content_type_uid": kinds.content_type}], **row})
        yield foods


def names(response: httpx.Response) -> list[str]:
    """The titles of a list."""
    found: list[dict[str, Any]] = response.json()["entries"]
    return [entry["title"] for entry in found]


@pytest.mark.parametrize("far", ["1e+100", "1e%2B100", "1E100", "9" * 30, "9007199254740993", "5.0", "005"])
@pytest.mark.parametrize("path", ["{entries}", "{entries}/{uid}/versions", "/v3/content_types", "/v3/environments"])
def test_a_page_beyond_the_end_is_empty(foods: Entries, path: str, far: str) -> None:
    uid = foods.list().json()["entries"][0]["uid"]
    address = path.format(entries=foods.path, uid=uid)
    (items,) = foods.client.get(f"{address}?skip={far}").json().values()
    assert items == [] or (far in ("5.0", "005") and path == "/v3/content_types")
    (items,) = foods.client.get(f"{address}?limit={far}").json().values()
    assert items


@pytest.mark.parametrize("number", ["1.5", "1e-1", "0x10", "1_000", "inf", "nan", "-1e100", "1e", "٣"])
def test_what_is_no_number_of_items(foods: Entries, number: str) -> None:
    for name in ("skip", "limit"):
        assert parse_error(foods.list(**{name: number}))[:2] == (422, 141)


BRACKETS: list[tuple[list[tuple[str, str]], set[str]]] = [
    ([("[title]", "Apple")], {"Apple"}),
    ([("[title][$in][]", "Apple"), ("[title][$in][]", "Dill")], {"Apple", "Dill"}),
    ([("[title][$in][1]", "Apple"), ("[title][$in][0]", "Dill")], {"Apple", "Dill"}),
    ([("[$and][0][fresh]", "true"), ("[$and][1][price][$gte]", "2")], {"Corn"}),
    ([("[$or][0][title]", "Dill"), ("[$or][1][$and][0][title]", "Beet")], {"Dill", "Beet"}),
    ([("[price]", "3")], {"Corn"}),
    ([("[price][$ne]", "3")], {"Apple", "Beet", "Dill"}),
    ([("[title][$regex]", "^a"), ("[title][$options]", "i")], {"Apple"}),
    ([("[title][$exists]", "false")], set()),
    ([("[nothing]", "null")], set(NAMES)),
    ([("[title]", "3")], set()),
    ([("[note]", "7")], {"Dill"}),
    ([("[words][]", "red"), ("[words][]", "sweet")], {"Apple"}),
    ([("[words][]", "red"), ("[words][]", "7")], {"Dill"}),
    ([("[words][0]", "red"), ("[words][1]", "7")], {"Dill"}),
    ([("[kind][$in_query][rank]", "1")], {"Beet"}),
]


@pytest.mark.parametrize(("conditions", "found"), BRACKETS)
def test_a_query_in_brackets(foods: Entries, conditions: list[tuple[str, str]], found: set[str]) -> None:
    response = foods.client.get(foods.path, params=[(f"query{address}", text) for address, text in conditions])
    assert set(names(response)) == found


@pytest.mark.parametrize(
    "query",
    [
        "query[=1",
        "query[title=1",
        "query[title]x=1",
        "query[a]=1&query[a][b]=2",
        "query[a][b]=1&query[a]=2",
        'query[title]=A&query={"title":"A"}',
        "query[]=A",
        "query[$and][0]=A",
        "query[title][$foo]=A",
    ],
)
def test_brackets_that_are_no_query(foods: Entries, query: str) -> None:
    assert parse_error(foods.client.get(f"{foods.path}?{query}"))[:2] == (422, 141)


LISTS = (
    "content_types",
    "environments",
    "assets",
    "webhooks",
    "audit-logs",
    "roles",
    "extensions",
    "labels",
    "workflows",
)


@pytest.mark.parametrize("path", LISTS)
def test_lists_of_other_things_take_brackets(stack: httpx.Client, path: str) -> None:
    everything, *_ = stack.get(f"/v3/{path}").json().values()
    nothing, *_ = stack.get(f"/v3/{path}?query[$and][0][uid]=nothing").json().values()
    assert nothing == []
    if everything:
        one, *_ = stack.get(f"/v3/{path}", params={"query[$and][0][uid]": everything[0]["uid"]}).json().values()
        assert [item["uid"] for item in one] == [everything[0]["uid"]]
