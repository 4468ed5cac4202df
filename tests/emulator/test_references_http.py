"""References whose target does not exist, and values in the form in which they are read."""

from collections.abc import Callable

import httpx
import pytest

from tests.emulator.support.entries import (
    Entries,
    Fields,
    build_field,
    build_reference,
    build_rich_text,
    create_model,
    upload_asset,
)
from tests.emulator.support.error_responses import parse_error
from tests.emulator.support.schemas import (
    TYPES,
    build_global_field,
    build_global_field_reference,
    build_type,
    change_type,
    create_global,
    create_type,
    get_type,
)
from tests.emulator.support.schemas import build_reference as refer_to
from tests.emulator.support.variants import create_varied_entry

MISSING = "blt00000000000000"

Write = Callable[[Entries, Fields], httpx.Response]


def add_target(books: Entries) -> str:
    """Create an entry that refers to nothing."""
    uid: str = books.add({"title": "Before"})["uid"]
    return uid


WAYS: dict[str, Write] = {
    "create": lambda books, values: books.create(values),
    "update": lambda books, values: books.update(add_target(books), values),
    "localize": lambda books, values: books.update(add_target(books), values, locale="fr-fr"),
    "import": lambda books, values: books.upload("/import", values, overwrite="true"),
    "import a version": lambda books, values: books.upload(f"/{add_target(books)}/import", values),
    "push": lambda books, values: books.update(add_target(books), {"by": {"PUSH": {"data": values["by"]}}}),
}


@pytest.mark.parametrize("write", [pytest.param(write, id=name) for name, write in WAYS.items()])
def test_every_write_takes_the_uid_of_no_entry(stack: httpx.Client, write: Write) -> None:
    books = create_model(stack, build_reference("by", create_model(stack).content_type))
    named = {"uid": MISSING, "_content_type_uid": author_type(books)}
    response = write(books, {"title": "Book", "by": [named]})
    assert response.status_code in (200, 201), response.text
    uid, locale = response.json()["entry"]["uid"], response.json()["entry"]["locale"]
    assert books.fetch(uid, locale=locale)["by"] == [named]
    assert books.fetch(uid, locale=locale, **{"include[]": "by"})["by"] == []


def author_type(books: Entries) -> str:
    """The content type that the books refer to."""
    schema = get_type(books.client, books.content_type)["schema"]
    uid: str = next(f["reference_to"][0] for f in schema if f["uid"] == "by")
    return uid


def test_bare_uids_are_included_or_left_out(stack: httpx.Client) -> None:
    authors = create_model(stack)
    single = build_field("by", "reference", reference_to=authors.content_type)
    books = create_model(stack, single, build_field("crew", "group", multiple=True, schema=[single]))
    shelves = create_model(stack, build_field("book", "reference", reference_to=books.content_type))
    known = authors.add({"title": "Ada"})["uid"]
    book = books.add({"title": "Book", "by": known, "crew": [{"by": known}, {"by": MISSING}]})["uid"]
    shelf = shelves.add({"title": "Shelf", "book": book})["uid"]
    assert books.fetch(book)["by"] == [known]
    read = books.fetch(book, **{"include[]": ["by", "crew.by"]})
    assert [entry["title"] for entry in read["by"]] == ["Ada"]
    assert [[entry["title"] for entry in member["by"]] for member in read["crew"]] == [["Ada"], []]
    (inner,) = shelves.fetch(shelf, **{"include[]": ["book", "book.by"]})["book"]
    assert (inner["title"], inner["by"][0]["title"]) == ("Book", "Ada")


def test_a_mandatory_reference_takes_the_uid_of_no_entry(stack: httpx.Client) -> None:
    authors = create_model(stack)
    books = create_model(stack, build_reference("by", authors.content_type, mandatory=True))
    named = {"uid": MISSING, "_content_type_uid": authors.content_type}
    assert books.add({"title": "Book", "by": [named]})["by"] == [named]
    assert parse_error(books.create({"title": "Other", "by": []}))[2].keys() == {"by"}


def test_a_variant_takes_the_uid_of_no_entry(new_stack: httpx.Client) -> None:
    varied = create_varied_entry(new_stack)
    kind = varied.entries.content_type
    weather = get_type(new_stack, kind)
    assert change_type(new_stack, weather | {"schema": [*weather["schema"], refer_to("by", kind)]}).status_code == 200
    named = {"uid": MISSING, "_content_type_uid": kind}
    assert varied.write(varied.north, {"by": [named]})["by"] == [named]
    assert varied.fetch_merged(varied.north)["by"] == [named]


def test_an_entry_is_written_back_after_its_target_is_deleted(stack: httpx.Client) -> None:
    authors = create_model(stack)
    inner = build_field("crew", "group", multiple=True, schema=[build_reference("lead", authors.content_type)])
    books = create_model(stack, build_reference("by", authors.content_type, mandatory=True), inner)
    gone, kept = (authors.add({"title": title})["uid"] for title in ("Gone", "Kept"))
    named = [{"uid": uid, "_content_type_uid": authors.content_type} for uid in (gone, kept)]
    book = books.add({"title": "Book", "by": named, "crew": [{"lead": named}]})
    authors.delete(gone)
    values = {name: book[name] for name in ("title", "by", "crew")}
    again = books.change(book["uid"], values)
    assert (again["by"], again["crew"]) == (book["by"], book["crew"])
    read = books.fetch(book["uid"], **{"include[]": ["by", "crew.lead"]})
    assert [author["title"] for author in read["by"]] == ["Kept"]
    assert [author["title"] for author in read["crew"][0]["lead"]] == ["Kept"]
    (listed,) = books.list(None, **{"include[]": "by"}).json()["entries"]
    assert [author["title"] for author in listed["by"]] == ["Kept"]


def test_a_content_type_stays_writable_after_what_it_refers_to_is_deleted(new_stack: httpx.Client) -> None:
    for uid in ("author", "editor"):
        create_type(new_stack, build_type(uid))
    create_global(new_stack, build_global_field("byline", refer_to("who", "editor")))
    create_type(new_stack, build_type("book", refer_to("by", "author"), build_global_field_reference("line", "byline")))
    for uid in ("author", "editor"):
        assert new_stack.delete(f"{TYPES}/{uid}", params={"force": "true"}).status_code == 200
    book, byline = get_type(new_stack, "book"), new_stack.get("/v3/global_fields/byline").json()["global_field"]
    assert change_type(new_stack, book | {"description": "Still here"}).status_code == 200
    assert new_stack.put("/v3/global_fields/byline", json={"global_field": byline}).status_code == 200
    named = {"uid": MISSING, "_content_type_uid": "author"}
    entry = Entries(new_stack, "book").add({"title": "Book", "by": [named]})
    assert entry["by"] == [named]
    grown = book | {"schema": [*book["schema"], refer_to("more", "nobody")]}
    assert parse_error(change_type(new_stack, grown))[:2] == (422, 115)
    assert parse_error(create_type(new_stack, build_type("other", refer_to("by", "author"))))[:2] == (422, 115)


def test_invalid_references_are_rejected(stack: httpx.Client) -> None:
    authors, others = create_model(stack), create_model(stack)
    books = create_model(stack, build_reference("by", authors.content_type), build_field("cover", "file"))
    author = authors.add({"title": "A"})
    asset = stack.get(f"/v3/assets/{upload_asset(stack)}").json()["asset"]
    named = {"uid": author["uid"], "_content_type_uid": authors.content_type}
    bad = [{**author, **named}, {**named, "_content_type_uid": others.content_type}, {"uid": author["uid"]}, 5, "a/b"]
    for value in bad:
        status, code, errors = parse_error(books.create({"title": "Bad", "by": [value]}))
        assert (status, code, set(errors)) == (422, 119, {"by.0"})
    status, code, errors = parse_error(books.create({"title": "Bad", "cover": asset}))
    assert (status, code, set(errors)) == (422, 119, {"cover"})
    assert books.add({"title": "Good", "by": [named], "cover": asset["uid"]})["cover"]["uid"] == asset["uid"]


def test_an_exported_entry_is_imported_as_it_is(stack: httpx.Client) -> None:
    books = create_model(
        stack,
        build_field("cover", "file"),
        build_field("parts", "group", schema=[build_field("pages", "file", multiple=True)]),
    )
    asset = upload_asset(stack)
    book = books.add({"title": "Book", "cover": asset, "parts": {"pages": [asset]}})
    exported = stack.get(f"{books.path}/{book['uid']}/export").json()
    assert exported["cover"]["uid"] == asset
    copy = books.upload("/import", exported | {"title": "Copy"}).json()["entry"]
    assert (copy["cover"], copy["parts"]) == (book["cover"], book["parts"])


UNIQUE = build_field("code", unique=True)
NOT_ENFORCED: dict[str, tuple[Fields, Fields]] = {
    "multiple": (build_field("code", unique=True, multiple=True), {"code": ["a"]}),
    "multiple group": (build_field("g", "group", multiple=True, schema=[UNIQUE]), {"g": [{"code": "a"}]}),
    "block": (
        build_field("b", "blocks", blocks=[{"uid": "hero", "title": "Hero", "schema": [UNIQUE]}]),
        {"b": [{"hero": {"code": "a"}}]},
    ),
    "group in a block": (
        build_field(
            "b", "blocks", blocks=[{"uid": "x", "title": "X", "schema": [build_field("g", "group", schema=[UNIQUE])]}]
        ),
        {"b": [{"x": {"g": {"code": "a"}}}]},
    ),
}


@pytest.mark.parametrize(("definition", "values"), [pytest.param(*case, id=i) for i, case in NOT_ENFORCED.items()])
def test_values_that_need_not_be_unique(stack: httpx.Client, definition: Fields, values: Fields) -> None:
    entries = create_model(stack, definition)
    for name in ("First", "Second"):
        entries.add({"title": name} | values)


def test_a_unique_value_in_a_single_group(stack: httpx.Client) -> None:
    entries = create_model(stack, build_field("g", "group", schema=[UNIQUE]))
    entries.add({"title": "First", "g": {"code": "a"}})
    assert parse_error(entries.create({"title": "Second", "g": {"code": "a"}}))[2].keys() == {"g.code"}


@pytest.mark.parametrize(
    "node",
    [
        {"type": "reference", "attrs": "x", "children": []},
        {"type": "reference", "attrs": None},
        {"type": "reference", "attrs": {"entry-uid": 5, "asset-uid": [1]}},
        {"type": "p", "children": 5},
        {"type": "p", "children": {"type": "reference"}},
        "text",
        None,
    ],
)
def test_odd_nodes_of_rich_text_refer_to_nothing(new_stack: httpx.Client, node: object) -> None:
    entries = create_model(new_stack, build_rich_text("body"))
    uid = entries.add({"title": "Odd", "body": {"type": "doc", "children": [node]}})["uid"]
    assert entries.fetch(uid, **{"include_embedded_items[]": "BASE"})["_embedded_items"] == {}
    response = new_stack.get(f"{entries.path}/{uid}/references")
    assert (response.status_code, response.json()) == (200, {"references": []})
