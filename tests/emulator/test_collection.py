"""Large collections: the index finds exactly what reading every document finds."""

import itertools
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import pytest

from contentstack_cma_emulator.engine import collection as module
from contentstack_cma_emulator.engine import patterns
from contentstack_cma_emulator.engine.collection import Collection, Criteria
from contentstack_cma_emulator.engine.documents import Document
from contentstack_cma_emulator.engine.field_index import MAX_TEXT, Value
from contentstack_cma_emulator.engine.paging import Order, Page
from contentstack_cma_emulator.engine.patterns import ImmediateLookup, use_lookup
from contentstack_cma_emulator.engine.query import parse
from contentstack_cma_emulator.engine.store import Key, Scope, Store

LOCALES = ("fr", "en")

QUERIES: list[Document] = [
    {},
    {"title": "Title 7"},
    {"title": "none"},
    {"number": 3},
    {"number": 3.0},
    {"number": {"$gt": 4}},
    {"number": {"$gte": 2, "$lt": 4}},
    {"number": {"$ne": 3}},
    {"number": {"$in": [1, 2, None]}},
    {"number": {"$in": []}},
    {"number": {"$nin": [1, 2]}},
    {"number": {"$gt": True}},
    {"number": None},
    {"number": {"$ne": None}},
    {"flag": True},
    {"flag": {"$ne": True}},
    {"flag": 1},
    {"absent": {"$exists": False}},
    {"absent": "x"},
    {"maybe": {"$exists": True}},
    {"maybe": {"$exists": False}},
    {"tags": "a"},
    {"tags": ["a", "b"]},
    {"tags": {"$in": ["b", "c"]}},
    {"group.name": "n2"},
    {"blocks.hero.text": "h1"},
    {"blocks.0.hero.text": "h1"},
    {"group": {"name": "n2"}},
    {"long": "x" * (MAX_TEXT + 1)},
    {"long": {"$regex": "^x+$"}},
    {"odd": "\ud800"},
    {"title": {"$regex": "title 1", "$options": "i"}},
    {"title": {"$gt": "Title 5"}},
    {"updated_at": {"$gt": "2026-01-01T00:00:05.000Z"}},
    {"updated_at": {"$lte": "2026-01-01T01:00:05+01:00"}},
    {"updated_at": {"$lte": "2026-01-01T00:00:05.0005Z"}},
    {"updated_at": {"$lt": "yesterday"}},
    {"$or": [{"number": 1}, {"title": "Title 8"}]},
    {"$and": [{"number": {"$gt": 1}}, {"tags": "a"}]},
    {"$or": [{"number": 1}, {"title": {"$gt": "Title 5"}}]},
    {"number": 1, "title": {"$gt": "Title 5"}},
    {"number": {"$gt": 0}, "tags": "a"},
]

ORDERS = [
    Order(),
    Order("number", descending=False),
    Order("title"),
    Order("maybe"),
    Order("group.name"),
    Order("a\"'b"),
]


def document(number: int, locale: str) -> Document:
    return {
        "uid": f"u{number}",
        "title": f"Title {number}",
        "locale": locale,
        "number": None if number % 11 == 10 else number % 6,
        "flag": number % 2 == 0,
        "tags": [["a", "b"], ["c"], [], "a"][number % 4],
        "group": {"name": f"n{number % 5}"},
        "blocks": [{"hero": {"text": f"h{number % 3}"}}, {"hero": {"text": "other"}}],
        "long": "x" * (MAX_TEXT + number % 3),
        "odd": "\ud800" if number % 7 == 0 else "ä",
        "updated_at": f"2026-01-01T00:00:{number % 20:02d}.000Z",
    } | ({"maybe": number % 4} if number % 3 else {})


@pytest.fixture(scope="module")
def filled() -> Iterator[Store]:
    store = Store(indexed={"entry": None})
    for number in range(60):
        store.put(Key("entry", f"u{number}", "s", "main", "t", "en"), document(number, "en"))
        store.put(Key("entry", f"u{number}", "s", "main", "t", "en", 1), document(number + 1, "en"))
    for number in range(0, 60, 7):
        store.put(
            Key("entry", f"u{number}", "s", "main", "t", "fr"), document(number + 1, "fr") | {"uid": f"u{number}"}
        )
    store.put(Key("entry", "u1", "s", "main", "other", "en"), document(1, "en"))
    yield store
    store.close()


def open_collection(store: Store, *locales: str, branch: str = "main") -> Collection:
    return Collection(store, [("entry", "s", branch, "t", locale) for locale in locales])


def as_read(store: Store, *locales: str, branch: str = "main") -> list[Document]:
    """Every document, read one by one, in the order in which they were stored."""
    found = store.find_with_keys(Scope("entry", "s", branch, "t"))
    taken: set[str] = set()
    for locale in locales:
        better = frozenset(taken)
        taken |= {key.uid for key, _ in found if key.locale == locale}
        found = [(k, d) for k, d in found if k.locale != locale or k.uid not in better]
    return [d for k, d in found if k.locale in locales]


@pytest.fixture(params=["as it is", "few are many", "nothing is few", "looks are cheap"])
def limits(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    """Make each way of finding documents take its turn, small as the collection is."""
    few, many, looks, near = {
        "as it is": (200, 5000, 4, 1000),
        "few are many": (2, 30, 4, 50),
        "nothing is few": (0, 0, 4, 0),
        "looks are cheap": (2, 30, 50, 1000),
    }[request.param]
    monkeypatch.setattr(module, "MAX_SORTED_IN_MEMORY", few)
    monkeypatch.setattr(module, "MAX_SORTED_BY_DATABASE", many)
    monkeypatch.setattr(module, "ROWS_PER_SORT", looks)
    monkeypatch.setattr(module, "MAX_CHECKED_BY_ROW", near)


def build_criteria(query: Document, order: Order = ORDERS[0]) -> Criteria:
    return Criteria(query, parse(query), order)


@pytest.mark.usefixtures("limits")
@pytest.mark.parametrize("locales", [("en",), LOCALES, ("de", "en")])
def test_an_index_finds_what_reading_every_document_finds(
    filled: Store, locales: tuple[str, ...], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(patterns, "SECONDS", 60.0)
    collection = open_collection(filled, *locales)
    everything = as_read(filled, *locales)
    with use_lookup(ImmediateLookup()):  # One asks for each text once, as a request does.
        for query, order in itertools.product(QUERIES, ORDERS):
            looked_for = build_criteria(query, order)
            expected = [d for d in everything if looked_for.fits(d)]
            for page in (Page(), Page(3, 4), Page(50, 100)):
                assert collection.find_page(looked_for, page) == page.slice(order.sort(expected)), (query, order, page)
            assert collection.count(looked_for) == len(expected), query


def uids(collection: Collection, query: Document) -> list[str]:
    return [d["uid"] for d in collection.find_page(build_criteria(query), Page())]


def test_the_index_follows_what_is_written() -> None:
    store = Store(indexed={"entry": None})
    collection = open_collection(store, "en")

    def put(uid: str, **values: Any) -> None:
        store.put(Key("entry", uid, "s", "main", "t", "en"), {"uid": uid, "updated_at": "1", **values})

    assert (uids(collection, {}), collection.count(build_criteria({}))) == ([], 0)
    put("a", n=1, tags=["x", "x"])
    put("b", n=1)
    assert uids(collection, {"n": 1}) == ["b", "a"]
    assert [collection.count(build_criteria(query)) for query in ({"n": 1}, {"n": {"$ne": 1}})] == [2, 0]
    put("b", n=2)
    assert (uids(collection, {"n": 1}), uids(collection, {"n": 2})) == (["a"], ["b"])
    assert [collection.count(build_criteria(query)) for query in ({"n": 1}, {"n": {"$ne": 1}})] == [1, 1]
    assert collection.count(build_criteria({})) == 2
    store.copy_branch("s", "main", "next")
    copied = open_collection(store, "en", branch="next")
    assert uids(copied, {"tags": "x"}) == ["a"]
    store.delete(Key("entry", "a", "s", "main", "t", "en"))
    assert (uids(collection, {"n": 1}), uids(copied, {"n": 1})) == ([], ["a"])
    store.delete_all(Scope("entry", "s", "next", "t", uid="a", version=None))
    assert (uids(copied, {"n": 1}), uids(copied, {})) == ([], ["b"])
    store.delete_all(Scope(None, "s", "next", version=None))
    assert (copied.count(build_criteria({})), collection.count(build_criteria({}))) == (0, 1)
    assert store.execute("SELECT COUNT(DISTINCT sequence) FROM field_values", ()) == [(1,)]
    store.close()


def test_a_rolled_back_write_is_not_in_the_index() -> None:
    store = Store(indexed={"entry": None})
    collection = open_collection(store, "en")

    def write_and_fail() -> None:
        with store.transaction():
            store.put(Key("entry", "a", "s", "main", "t", "en"), {"uid": "a", "new_path": 1, "updated_at": "1"})
            assert uids(collection, {"new_path": 1}) == ["a"]
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        write_and_fail()
    assert (uids(collection, {"new_path": 1}), collection.count(build_criteria({}))) == ([], 0)
    store.put(Key("entry", "b", "s", "main", "t", "en"), {"uid": "b", "new_path": 1, "updated_at": "1"})
    assert (uids(collection, {"new_path": 1}), collection.count(build_criteria({}))) == (["b"], 1)
    store.close()


def test_a_file_without_an_index_gets_one(tmp_path: Path) -> None:
    old = Store(tmp_path / "state.db")
    old.put(Key("entry", "a", "s", "main", "t", "en"), {"uid": "a", "n": 1, "updated_at": "1"})
    old.put(Key("entry", "a", "s", "main", "t", "en", 1), {"uid": "a", "n": 1, "updated_at": "1"})
    old.execute("PRAGMA user_version = 0", ())
    old.close()
    for _ in range(2):
        new = Store(tmp_path / "state.db", indexed={"entry": None})
        assert uids(open_collection(new, "en"), {"n": 1}) == ["a"]
        new.close()


def test_a_page_of_many_is_found_without_sorting_them(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "MAX_SORTED_IN_MEMORY", 20)
    store = Store(indexed={"entry": None})
    with store.transaction():
        for number in range(1000):
            values = document(number, "en") | {"updated_at": f"{number:06}", "nine": number % 9, "half": number // 500}
            store.put(Key("entry", f"u{number}", "s", "main", "t", "en"), values)
    statements: list[str] = []
    execute = store.execute

    def execute_and_note(statement: str, values: Sequence[Value]) -> list[tuple[Any, ...]]:
        statements.append(statement)
        return execute(statement, values)

    monkeypatch.setattr(store, "execute", execute_and_note)
    collection = open_collection(store, "en")
    assert [d["uid"] for d in collection.find_page(build_criteria({"nine": 3}), Page(1, 2))] == ["u984", "u975"]
    assert not any("json_extract" in statement for statement in statements)
    assert [d["uid"] for d in collection.find_page(build_criteria({"half": 0}), Page(1, 2))] == ["u498", "u497"]
    assert any("json_extract" in statement for statement in statements)
    store.close()


@pytest.mark.parametrize(
    ("query", "page", "most"),
    [
        ({}, Page(0, 10), 10),
        ({}, Page(2980, 10), 10),
        ({"title": "Title 7"}, Page(), 1),
        ({"title": {"$in": ["Title 7", "Title 8"]}}, Page(), 2),
        ({"number": 3}, Page(0, 10), 10),
        ({"flag": {"$ne": True}}, Page(0, 10), 200),
    ],
)
def test_a_page_reads_little_of_a_large_collection(
    query: Document, page: Page, most: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    store = Store(indexed={"entry": None})
    with store.transaction():
        for number in range(3000):
            store.put(Key("entry", f"u{number}", "s", "main", "t", "en"), document(number, "en"))
    read: list[int] = []
    at = store.read_rows

    def read_and_count(sequences: Sequence[int]) -> list[tuple[Key, Document]]:
        read.extend(sequences)
        return at(sequences)

    monkeypatch.setattr(store, "read_rows", read_and_count)
    assert open_collection(store, "en").find_page(build_criteria(query), page)
    assert len(read) <= most
    store.close()


def test_documents_with_a_value(filled: Store) -> None:
    collection = open_collection(filled, "en")
    held = collection.find_by_value("title", ["Title 3", "none"])
    assert held is not None
    assert [d["uid"] for d in held] == ["u3"]
    assert collection.find_by_value("absent", ["x"]) == []
    assert collection.find_by_value("a.b.c.d.e", ["x"]) is None


def test_cached_values_are_kept_until_something_is_written() -> None:
    store = Store()
    made: list[int] = []

    def make() -> int:
        made.append(1)
        return len(made)

    def recall() -> int:
        return store.cache.recall(("k",), "about", make)

    assert (recall(), recall()) == (1, 1)
    store.put(Key("other", "a"), {})
    assert recall() == 1
    store.put(Key("k", "a"), {})
    assert recall() == 2
    store.delete(Key("k", "a"))
    assert recall() == 3
    store.delete_all(Scope(None, "s"))
    assert recall() == 4
    store.close()
