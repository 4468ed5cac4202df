"""The parts without a network: the store, the clock, paging and sorting, routes, lists in queries."""

import re
import threading
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from jsonschema import Draft202012Validator

from contentstack_cma_emulator.dispatch.request_validation import convert_text, expand_discriminators
from contentstack_cma_emulator.engine.clock import Clock
from contentstack_cma_emulator.engine.description import Operation, Routes
from contentstack_cma_emulator.engine.documents import Document
from contentstack_cma_emulator.engine.errors import CmaError
from contentstack_cma_emulator.engine.paging import Order, Page, get_at_path, read_order, read_page
from contentstack_cma_emulator.engine.store import Key, Scope, Store
from contentstack_cma_emulator.http.api import read_media_type
from contentstack_cma_emulator.http.heads import read_query

if TYPE_CHECKING:
    from jsonschema.protocols import Validator


@pytest.fixture
def store() -> Iterator[Store]:
    opened = Store()
    yield opened
    opened.close()


def test_a_document_is_found_by_its_whole_key(store: Store) -> None:
    keys = [
        Key("entry", "a", "s", "main", "blog", "en-us", 0),
        Key("entry", "a", "s", "main", "blog", "en-us", 1),
        Key("entry", "a", "s", "main", "blog", "fr-fr", 0),
        Key("entry", "a", "s", "main", "page", "en-us", 0),
        Key("entry", "a", "s", "next", "blog", "en-us", 0),
        Key("entry", "a", "t", "main", "blog", "en-us", 0),
    ]
    for number, key in enumerate(keys):
        store.put(key, {"number": number})
    assert [store.get(key) for key in keys] == [{"number": number} for number in range(len(keys))]
    assert [d["number"] for d in store.find(Scope("entry", "s", "main"))] == [0, 2, 3]
    assert [d["number"] for d in store.find(Scope("entry", "s", "main", version=None))] == [0, 1, 2, 3]
    assert store.count(Scope("entry", uid="a")) == 5
    assert store.count(Scope(None, locale="en-us", version=None)) == 5
    assert store.delete(keys[0])
    assert not store.delete(keys[0])
    assert store.delete_all(Scope("entry", "s", version=None)) == 4
    assert store.get(keys[5]) == {"number": 5}


def test_a_replaced_document_keeps_its_place(store: Store) -> None:
    for uid in ("a", "b", "a"):
        store.put(Key("k", uid), {"uid": uid})
    assert [key.uid for key, _ in store.find_with_keys(Scope("k"))] == ["a", "b"]


def test_a_document_that_was_read_is_a_copy(store: Store) -> None:
    store.put(Key("k", "a"), {"list": []})
    copy = store.get(Key("k", "a"))
    assert copy
    copy["list"].append(1)
    assert store.get(Key("k", "a")) == {"list": []}


def test_a_transaction_is_done_whole_or_not_at_all(store: Store) -> None:
    def half_done() -> None:
        with store.transaction():
            store.put(Key("k", "a"), {})
            with store.transaction():
                store.put(Key("k", "b"), {})
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        half_done()
    assert store.count(Scope("k")) == 0
    with store.transaction():
        store.put(Key("k", "a"), {})
    assert store.count(Scope("k")) == 1


def test_threads_take_turns(store: Store) -> None:
    store.put(Key("k", "a"), {"count": 0})

    def increase() -> None:
        for _ in range(50):
            with store.transaction():
                document = store.get(Key("k", "a"))
                assert document
                store.put(Key("k", "a"), {"count": document["count"] + 1})

    threads = [threading.Thread(target=increase) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert store.get(Key("k", "a")) == {"count": 200}


def test_a_branch_is_copied_with_its_versions(store: Store) -> None:
    store.put(Key("k", "a", "s", "main", version=0), {"n": 0})
    store.put(Key("k", "a", "s", "main", version=1), {"n": 1})
    store.put(Key("k", "a", "t", "main"), {"n": 2})
    store.copy_branch("s", "main", "next")
    assert [d["n"] for d in store.find(Scope("k", branch="next", version=None))] == [0, 1]


def test_a_store_in_a_file_outlives_its_process(tmp_path: Path) -> None:
    first = Store(tmp_path / "state.db")
    first.put(Key("k", "a"), {"text": "ä\ud800"})
    first.close()
    second = Store(tmp_path / "state.db")
    assert second.get(Key("k", "a")) == {"text": "ä\ud800"}
    second.close()


def test_the_clock_writes_as_the_cma_does() -> None:
    clock = Clock(lambda: datetime(2026, 1, 31, 9, 30, 0, 123_999, UTC), lambda size: "ab" * size)
    assert clock.stamp() == "2026-01-31T09:30:00.123Z"
    clock.advance(90)
    assert clock.stamp() == "2026-01-31T09:31:30.123Z"
    assert clock.make_uid() == "bltabababababababab"
    assert re.fullmatch(r"cs(ab){20}", clock.make_token())
    assert Clock().make_uid() != Clock().make_uid()


DOCUMENTS: list[Document] = [
    {"n": 2, "g": {"t": "b"}},
    {"n": None},
    {"n": 10, "g": {"t": "a"}},
    {"n": 2, "second": True},
]


def test_documents_are_sorted_with_missing_values_lowest() -> None:
    assert [d["n"] for d in Order("n", descending=False).sort(DOCUMENTS)] == [None, 2, 2, 10]
    descending = Order("n").sort(DOCUMENTS)
    assert [d["n"] for d in descending] == [10, 2, 2, None]
    assert "second" in descending[1]
    assert [get_at_path(d, "g.t") for d in read_order("g.t", None).sort(DOCUMENTS)] == [None, None, "a", "b"]
    assert read_order(None, None) == Order("updated_at", descending=True)


def test_sorting_values_of_different_kinds() -> None:
    mixed: list[Document] = [{"v": "x"}, {"v": 1}, {"v": None}, {"v": [1]}, {"v": True}, {}]
    assert [d.get("v") for d in Order("v", descending=False).sort(mixed)] == [None, None, 1, True, "x", [1]]


def test_a_page_has_at_most_a_hundred_documents() -> None:
    numbers: list[Document] = [{"n": n} for n in range(250)]
    assert len(read_page(None, None).slice(numbers)) == 100
    assert len(read_page(None, 500).slice(numbers)) == 100
    assert read_page(249, 5).slice(numbers) == [{"n": 249}]
    assert read_page(0, 1) == Page(0, 1)
    for skip, limit in ((-1, None), (None, 0), (None, -5)):
        with pytest.raises(CmaError):
            read_page(skip, limit)


def routes() -> Routes:
    paths = {
        "one": "/v3/assets/{asset_uid}",
        "rt": "/v3/assets/rt",
        "permanent": "/v3/assets/{api_key}/{asset_uid}/{slug}",
        "versions": "/v3/assets/{asset_uid}/versions",
        "named": "/v3/assets/{asset_uid}/versions/{version}/name",
    }
    return Routes(Operation(name, "GET", path, "Assets") for name, path in paths.items())


@pytest.mark.parametrize(
    ("path", "name", "parameters"),
    [
        ("/v3/assets/a", "one", {"asset_uid": "a"}),
        ("/v3/assets/rt", "rt", {}),
        ("/v3/assets/rt/", "rt", {}),
        ("/v3/assets/a/versions", "versions", {"asset_uid": "a"}),
        ("/v3/assets/k/a/x.png", "permanent", {"api_key": "k", "asset_uid": "a", "slug": "x.png"}),
        ("/v3/assets/a/versions/3/name", "named", {"asset_uid": "a", "version": "3"}),
        ("/v3/assets/rt/versions", "versions", {"asset_uid": "rt"}),
        ("/v3/assets/a%2Fb%20c", "one", {"asset_uid": "a/b c"}),
        ("/v3/assets/%2E%2E", "one", {"asset_uid": ".."}),
    ],
)
def test_a_path_finds_its_operation_and_parameters(path: str, name: str, parameters: dict[str, str]) -> None:
    match = routes().match("GET", path)
    assert match
    assert (match[0].id, match[1]) == (name, parameters)


@pytest.mark.parametrize("path", ["/", "/v3", "/v3/assets", "/v3/assets//versions", "/v3/assets/a/b"])
def test_routes_that_lead_nowhere(path: str) -> None:
    assert routes().match("GET", path) is None
    assert routes().match("POST", "/v3/assets/a") is None


def test_queries_and_media_types() -> None:
    assert read_query("a=1&a=2&b=&c=%C3%A4&d=%FF") == {"a": ("1", "2"), "b": ("",), "c": ("ä",), "d": ("\ufffd",)}
    assert read_media_type("Application/JSON; charset=utf-8") == "application/json"
    assert read_media_type("") == "application/json"


@pytest.mark.parametrize(
    ("text", "kind", "value"),
    [
        ("true", "boolean", True),
        ("False", "boolean", False),
        ("yes", "boolean", "yes"),
        ("-3", "integer", -3),
        ("3.0", "integer", 3),
        ("3.5", "number", 3.5),
        ("7", "string", "7"),
    ],
)
def test_what_the_text_of_a_parameter_stands_for(text: str, kind: str, value: object) -> None:
    assert convert_text(text, {"type": kind}) == value


def validator_of(schema: dict[str, Any]) -> "Validator":
    return Draft202012Validator(schema)


def test_a_union_goes_straight_to_the_member_with_the_tag() -> None:

    document = {
        "components": {
            "schemas": {
                "Field": {
                    "anyOf": [
                        {"$ref": "#/components/schemas/Group"},
                        {"$ref": "#/components/schemas/Text"},
                        {"$ref": "#/components/schemas/Other"},
                    ],
                    "discriminator": {"propertyName": "data_type"},
                },
                "Group": {
                    "properties": {
                        "data_type": {"const": "group"},
                        "schema": {"type": "array", "items": {"$ref": "#/components/schemas/Field"}},
                    }
                },
                "Text": {"properties": {"data_type": {"const": "text"}, "format": {"type": "string"}}},
                "Other": {"required": ["data_type"]},
            }
        }
    }
    components = expand_discriminators(document, document["components"])
    validator = validator_of({"$ref": "#/components/schemas/Field", "components": components})
    assert validator.is_valid({"data_type": "group", "schema": [{"data_type": "text", "format": "x"}]})
    assert validator.is_valid({"data_type": "new kind", "schema": 3})
    (error,) = validator.iter_errors({"data_type": "group", "schema": [{"data_type": "text", "format": 3}]})
    assert list(error.absolute_path) == ["schema", 0, "format"]
    assert not validator.is_valid({})
