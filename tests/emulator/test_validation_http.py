"""Entries that do not follow their content type, rejected over HTTP field by field."""

from typing import Any

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
from tests.emulator.support.schemas import build_global_field, create_global
from tests.emulator.support.taxonomies import add_terms

CHOICES = {"advanced": False, "choices": [{"value": "red"}, {"value": "blue"}]}
SCORES = {"advanced": True, "choices": [{"key": "Low", "value": 1}, {"key": "High", "value": 9}]}
LINK = {"title": "Home", "href": "https://example.com"}
DOCUMENT: Fields = {"type": "doc", "uid": "x", "attrs": {}, "children": [{"type": "p", "children": [{"text": "Hi"}]}]}
HERO = {
    "uid": "hero",
    "title": "Hero",
    "schema": [build_field("heading", mandatory=True), build_field("size", "number", max=3)],
}
QUOTE = {
    "uid": "quote",
    "title": "Quote",
    "schema": [build_field("by", "group", schema=[build_field("age", "number")])],
}

CASES: list[tuple[Fields, Any, Any]] = [
    (build_field("f"), "text", 5),
    (build_field("f"), "text", {"a": 1}),
    (build_field("f"), "text", ["text"]),
    (build_field("f", multiple=True), ["a", "b"], "a"),
    (build_field("f", multiple=True), ["a"], ["a", 5]),
    (build_field("f", format="^[a-z]+$"), "abc", "ABC"),
    (build_field("f", min=2, max=4), "äöüß", "a"),
    (build_field("f", min=2, max=4), "ab", "abcde"),
    (build_field("f", multiple=True, max=1), ["a", "b"], ["a", "bc"]),
    (build_field("f", enum=CHOICES, display_type="dropdown"), "red", "green"),
    (build_field("f", multiple=True, enum=CHOICES, display_type="checkbox"), ["red", "blue"], ["red", "green"]),
    (build_field("f", "number", enum=SCORES, display_type="radio"), 9, 5),
    (build_field("f", "number"), 1.5, "one"),
    (build_field("f", "number"), 0, True),
    (build_field("f", "number", min=2, max=4), 2, 1),
    (build_field("f", "number", min=2, max=4), 4, 5),
    (build_field("f", "boolean"), False, "yes"),
    (build_field("f", "boolean"), True, 1),
    (build_field("f", "isodate"), "2026-01-31", "31.01.2026"),
    (build_field("f", "isodate"), "2026-01-31T09:30:00.000Z", "2026-13-01"),
    (build_field("f", "isodate"), "2026-01-31T09:30:00+05:30", 1769851800),
    (build_field("f", "isodate", startDate="2026-01-01", endDate="2026-12-31"), "2026-06-01", "2025-12-31"),
    (build_field("f", "isodate", startDate="2026-01-01", endDate="2026-12-31"), "2026-01-01", "2027-01-01"),
    (build_field("f", "link"), LINK, "https://example.com"),
    (build_field("f", "link"), {"title": "", "href": ""}, {"title": 1, "href": "x"}),
    (build_rich_text("f"), DOCUMENT, "<p>Hi</p>"),
    (build_rich_text("f"), DOCUMENT, [DOCUMENT]),
    (build_field("f", "json", extension_uid="blt1"), ["anything", 1], None),
    (build_field("f", "group", schema=[build_field("inner")]), {"inner": "x"}, "x"),
    (build_field("f", "group", schema=[build_field("inner")]), {"inner": "x"}, [{"inner": "x"}]),
    (build_field("f", "group", multiple=True, max_instance=1, schema=[build_field("a")]), [{"a": "x"}], [{}, {}]),
    (build_field("f", multiple=True, min_instance=2), ["a", "b"], ["a"]),
    (build_field("f", "blocks", blocks=[HERO]), [{"hero": {"heading": "x"}}], [{"unknown": {}}]),
    (build_field("f", "blocks", blocks=[HERO]), [], {"hero": {"heading": "x"}}),
    (build_field("f", "blocks", blocks=[HERO, QUOTE]), [{"quote": {}}], [{"hero": {"heading": "x"}, "quote": {}}]),
]


@pytest.mark.parametrize(("definition", "good", "bad"), CASES)
def test_a_value_is_of_its_kind(stack: httpx.Client, definition: Fields, good: Any, bad: Any) -> None:
    entries = create_model(stack, definition)
    made = entries.add({"title": "Good", "f": good})
    assert made["uid"]
    if bad is None:
        return
    status, code, errors = parse_error(entries.create({"title": "Bad", "f": bad}))
    assert (status, code) == (422, 119)
    assert [path.split(".")[0] for path in errors] == ["f"]
    assert entries.titles() == {"Good"}


@pytest.mark.parametrize("nothing", [None, "", []])
def test_a_mandatory_field_has_a_value(stack: httpx.Client, nothing: Any) -> None:
    entries = create_model(
        stack, build_field("text", mandatory=True), build_field("words", multiple=True, mandatory=True)
    )
    response = entries.create({"title": "Bad", "text": nothing, "words": nothing})
    status, code, errors = parse_error(response)
    assert (status, code) == (422, 119)
    assert response.json()["error_message"] == "Entry creation failed. Please try again."
    assert errors.keys() == {"text", "words"}
    assert all(texts[0].startswith("is a required field") for texts in errors.values())
    assert parse_error(entries.create({"title": "Bad"}))[2].keys() == {"text", "words"}


def test_zero_and_false_are_values(stack: httpx.Client) -> None:
    entries = create_model(
        stack, build_field("number", "number", mandatory=True), build_field("switch", "boolean", mandatory=True)
    )
    made = entries.add({"title": "Good", "number": 0, "switch": False})
    assert (made["number"], made["switch"]) == (0, False)
    assert parse_error(entries.create({"title": "Bad", "number": None}))[2].keys() == {"number", "switch"}


def test_a_title_is_always_needed(stack: httpx.Client) -> None:
    entries = create_model(stack)
    assert parse_error(entries.create({}))[2].keys() == {"title"}
    assert parse_error(entries.create({"title": ""}))[2].keys() == {"title"}


def test_what_was_not_sent_is_not_missed_in_an_update(stack: httpx.Client) -> None:
    entries = create_model(stack, build_field("text", mandatory=True), build_field("other"))
    uid = entries.add({"title": "Good", "text": "x"})["uid"]
    assert entries.change(uid, {"other": "y"})["text"] == "x"
    response = entries.update(uid, {"text": ""})
    assert parse_error(response)[:2] == (422, 119)
    assert response.json()["error_message"] == "Entry updation failed. Please try again."
    assert entries.fetch(uid)["text"] == "x"


def test_errors_say_where_they_are(stack: httpx.Client) -> None:
    groups = build_field(
        "groups", "group", multiple=True, schema=[build_field("text", mandatory=True), build_field("n", "number")]
    )
    deep = build_field("deep", "group", schema=[groups])
    entries = create_model(stack, deep, build_field("blocks", "blocks", blocks=[HERO, QUOTE]))
    bad = {
        "title": "Bad",
        "deep": {"groups": [{"text": "x", "n": 1}, {"n": "x"}]},
        "blocks": [{"hero": {"size": 5}}, {"quote": {"by": {"age": "old"}}}],
    }
    assert parse_error(entries.create(bad))[2].keys() == {
        "deep.groups.1.text",
        "deep.groups.1.n",
        "blocks.0.hero.heading",
        "blocks.0.hero.size",
        "blocks.1.quote.by.age",
    }


def test_an_optional_group_may_be_missing(stack: httpx.Client) -> None:
    entries = create_model(stack, build_field("group", "group", schema=[build_field("text", mandatory=True)]))
    assert parse_error(entries.create({"title": "Bad", "group": {}}))[2].keys() == {"group.text"}


def test_values_that_are_unique(stack: httpx.Client) -> None:
    entries = create_model(stack, build_field("code", unique=True), build_field("number", "number", unique=True))
    first = entries.add({"title": "First", "code": "a", "number": 1})["uid"]
    response = entries.create({"title": "First", "code": "a", "number": 1})
    status, code, errors = parse_error(response)
    assert (status, code, set(errors)) == (422, 119, {"title", "code", "number"})
    assert all(texts[0].startswith("is not unique") for texts in errors.values())
    entries.add({"title": "Second", "code": "b"})
    entries.add({"title": "Third"})
    entries.change(first, {"title": "First", "code": "a"})
    assert parse_error(entries.update(first, {"code": "b"}))[2].keys() == {"code"}


def test_references_lead_to_entries_of_the_right_type(stack: httpx.Client) -> None:
    authors, others = create_model(stack), create_model(stack)
    books = create_model(stack, build_reference("by", authors.content_type))
    author, other = authors.add({"title": "A"})["uid"], others.add({"title": "B"})["uid"]

    def book(uid: str, content_type: str) -> httpx.Response:
        return books.create({"title": uid, "by": [{"uid": uid, "_content_type_uid": content_type}]})

    assert book(author, authors.content_type).status_code == 201
    for wrong in ((other, others.content_type), ("blt0000000000000000", "nothing")):
        status, code, errors = parse_error(book(*wrong))
        assert (status, code, set(errors)) == (422, 119, {"by.0"})
    assert parse_error(books.create({"title": "Bad", "by": [5]}))[2].keys() == {"by.0"}


def test_a_single_reference_is_one(stack: httpx.Client) -> None:
    authors = create_model(stack)
    metadata = {"ref_multiple": False, "ref_multiple_content_types": True}
    by = build_field("by", "reference", reference_to=[authors.content_type], field_metadata=metadata)
    books = create_model(stack, by)
    uids = [authors.add({"title": title})["uid"] for title in "AB"]
    named = [{"uid": uid, "_content_type_uid": authors.content_type} for uid in uids]
    assert books.add({"title": "One", "by": named[:1]})["by"] == named[:1]
    assert parse_error(books.create({"title": "Two", "by": named}))[2].keys() == {"by"}


def test_an_older_reference_is_a_list_of_uids(stack: httpx.Client) -> None:
    authors = create_model(stack)
    books = create_model(stack, build_field("by", "reference", reference_to=authors.content_type))
    author = authors.add({"title": "A"})["uid"]
    assert books.create({"title": "One", "by": [author]}).status_code == 201
    assert parse_error(books.create({"title": "Two", "by": ["a/b"]}))[:2] == (422, 119)


def test_files_are_assets_that_exist(stack: httpx.Client) -> None:
    entries = create_model(stack, build_field("file", "file"), build_field("files", "file", multiple=True))
    asset = upload_asset(stack)
    made = entries.add({"title": "Good", "file": asset, "files": [asset, {"uid": asset}]})
    assert [made["file"]["uid"], *(item["uid"] for item in made["files"])] == [asset] * 3
    bad = {"title": "Bad", "file": "blt0000000000000000", "files": [asset, "blt0000000000000000"]}
    status, code, errors = parse_error(entries.create(bad))
    assert (status, code, set(errors)) == (422, 119, {"file", "files.1"})


def test_files_are_of_the_kind_the_field_wants(stack: httpx.Client) -> None:
    image = build_field("image", "file", field_metadata={"image": True, "rich_text_type": "standard"})
    entries = create_model(stack, image, build_field("document", "file", extensions=["pdf"]))
    asset = upload_asset(stack, "note.txt")
    errors = parse_error(entries.create({"title": "Bad", "image": asset, "document": asset}))[2]
    assert errors.keys() == {"image", "document"}
    pdf = upload_asset(stack, "note.PDF")
    assert entries.create({"title": "Good", "document": pdf}).status_code == 201


def test_a_global_field_is_checked_like_a_group(new_stack: httpx.Client) -> None:
    create_global(new_stack, build_global_field("seo", build_field("score", "number", mandatory=True)))
    entries = create_model(new_stack, build_field("seo", "global_field", reference_to="seo"))
    assert entries.add({"title": "Good", "seo": {"score": 1}})["seo"] == {"score": 1}
    assert parse_error(entries.create({"title": "Bad", "seo": {"score": "x"}}))[2].keys() == {"seo.score"}
    assert parse_error(entries.create({"title": "Bad", "seo": {"line": "x"}}))[2].keys() == {"seo.score"}


@pytest.mark.parametrize(
    "terms",
    [
        "news",
        ["news"],
        [{"taxonomy_uid": "topics"}],
        [{"taxonomy_uid": "unknown", "term_uid": "news"}],
        [{"taxonomy_uid": "topics", "term_uid": 5}],
        [{"taxonomy_uid": "topics", "term_uid": uid} for uid in ("a", "b", "c")],
    ],
)
def test_the_shape_of_terms(stack: httpx.Client, terms: Any) -> None:
    add_terms(stack, "topics", "a", "b", "c")
    topics = {"taxonomy_uid": "topics", "max_terms": 2, "mandatory": False, "multiple": True}
    entries = create_model(stack, build_field("taxonomies", "taxonomy", taxonomies=[topics]))
    status, code, errors = parse_error(entries.create({"title": "Bad", "taxonomies": terms}))
    assert (status, code) == (422, 119)
    assert [path.split(".")[0] for path in errors] == ["taxonomies"]


def test_a_pattern_of_another_engine_rejects_nothing(stack: httpx.Client) -> None:
    entries = create_model(stack, build_field("text", format="^\\p{L}+$"))
    assert entries.create({"title": "Good", "text": "x"}).status_code == 201


def test_fields_that_the_content_type_does_not_have_are_not_kept(stack: httpx.Client) -> None:
    entries: Entries = create_model(stack, build_field("text"))
    made = entries.add({"title": "Good", "text": "x", "unheard_of": 1})
    assert "unheard_of" not in entries.fetch(made["uid"])


def test_an_empty_text_is_no_rich_text(stack: httpx.Client) -> None:
    entries = create_model(stack, build_rich_text("body"), build_field("on", "isodate"), build_field("n", "number"))
    response = entries.create({"title": "Good", "body": "", "on": "", "n": ""})
    assert response.status_code in (201, 422)
    if response.status_code == 422:
        assert parse_error(response)[1] == 119


@pytest.mark.parametrize("metadata", [5, "x", [1]])
def test_metadata_of_an_instance_that_is_none(stack: httpx.Client, metadata: Any) -> None:
    entries = create_model(stack, build_field("groups", "group", multiple=True, schema=[build_field("text")]))
    response = entries.create({"title": "Odd", "groups": [{"text": "x", "_metadata": metadata}]})
    assert response.status_code in (201, 422)


@pytest.mark.parametrize("uid", ["f", "r"])
def test_half_a_surrogate_pair_names_nothing(stack: httpx.Client, uid: str) -> None:
    entries = create_model(stack, build_field("f", "file"), build_reference("r", "blog_post"))
    value = {"f": r'"\ud800"', "r": r'[{"uid": "\ud800", "_content_type_uid": "blog_post"}]'}[uid]
    body = f'{{"entry": {{"title": "Odd", "{uid}": {value}}}}}'
    response = stack.post(entries.path, content=body, headers={"content-type": "application/json"})
    assert parse_error(response)[:2] == (422, 119)
