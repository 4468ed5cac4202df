"""What is wrong with an entry, decided without any server."""

from typing import Any

import pytest

from contentstack_cma_emulator.engine.documents import Document
from contentstack_cma_emulator.engine.errors import Errors
from contentstack_cma_emulator.rules.entry_validation import check_entry, find_taken_fields, find_unique_values
from contentstack_cma_emulator.rules.fields import expand_global_fields

REQUIRED = "is a required field."


class Things:
    """An image and a text file, and some terms."""

    def find_asset(self, uid: str) -> Document | None:
        size = {"width": 100, "height": 50}
        image: Document = {"content_type": "image/png", "filename": "a.PNG", "dimension": size, "file_size": "2097152"}
        text: Document = {"content_type": "text/plain", "filename": "a.txt", "dimension": None, "file_size": "5"}
        return {"image": image, "text": text}.get(uid)

    def has_term(self, taxonomy_uid: str, uid: str) -> bool:
        return (taxonomy_uid, uid) in (("color", "red"), ("color", "blue"), ("color", "green"), ("size", "s"))


def field(uid: str, data_type: str = "text", **more: Any) -> Document:
    return {"uid": uid, "data_type": data_type, "display_name": uid, **more}


def wrong(schema: list[Document], entry: Document) -> Errors:
    return check_entry(schema, entry, Things(), entry.keys())


SELECT: Document = {
    "enum": {"advanced": False, "choices": [{"value": "a"}, {"value": "b"}]},
    "display_type": "dropdown",
}
REFERENCE: Document = {"reference_to": ["author", "book"], "field_metadata": {"ref_multiple": True}}
AUTHOR: Document = {"uid": "blt1", "_content_type_uid": "author"}
RICH: Document = {"field_metadata": {"allow_json_rte": True}}
TERMS: Document = {"taxonomies": [{"taxonomy_uid": "color", "max_terms": 2, "mandatory": True, "multiple": True}]}


MISPLACED = {"f.0": "is not valid.", "f": "should have a term of 'color'."}

FINE: list[tuple[Document, Any]] = [
    (field("f"), "text"),
    (field("f"), ""),
    (field("f"), None),
    (field("f", format="^[a-z]+$"), "abc"),
    (field("f", format="("), "what Python cannot read refuses nothing"),
    (field("f", multiple=True), ["a", "b"]),
    (field("f", **SELECT), "a"),
    (field("f", multiple=True, **SELECT), ["a", "b"]),
    (field("f", "number", min=1, max=3), 3),
    (field("f", "number"), 0),
    (field("f", "number", enum={"choices": [{"value": 1}]}), 1),
    (field("f", "boolean"), False),
    (field("f", "isodate"), "2026-01-31"),
    (field("f", "isodate"), "2026-01-31T10:00:00.000Z"),
    (field("f", "isodate", startDate="2026-01-01", endDate="2026-12-31T00:00:00Z"), "2026-06-01T00:00:00+02:00"),
    (field("f", "link"), {"title": "a", "href": "/a"}),
    (field("f", "link"), {"title": "", "href": None}),
    (field("f", "reference", **REFERENCE), [AUTHOR, {"uid": "blt2", "_content_type_uid": "book"}]),
    (field("f", "reference", **REFERENCE), AUTHOR),
    (field("f", "reference", mandatory=True, **REFERENCE), [{"uid": "no", "_content_type_uid": "author"}]),
    (field("f", "reference", reference_to="author"), ["blt1"]),
    (field("f", "reference", reference_to=["author"]), "blt1"),
    (field("f", "json", **RICH), {"type": "doc", "children": []}),
    (field("f", "json", extension_uid="blt9"), {"anything": [1]}),
    (field("f", "reference", extension_uid="blt9"), "anything"),
    (field("f", "file"), "text"),
    (field("f", "file", field_metadata={"image": True}, extensions=["png"]), {"uid": "image"}),
    (field("f", "file", dimension={"width": {"min": 100, "max": None}, "height": None}), "image"),
    (field("f", "file", multiple=True), ["image", "text"]),
    (field("f", "file", min=1, max=2), "image"),
    (field("f", "file", min=None, max=None), "text"),
    (field("f", "taxonomy", **TERMS), [{"taxonomy_uid": "color", "term_uid": "red"}]),
    (field("f", "group", schema=[field("a", mandatory=True)]), {"a": "x", "_metadata": {"uid": "cs1"}}),
    (field("f", "group", multiple=True, max_instance=2, schema=[field("a")]), [{"a": "x"}, {}]),
    (field("f", "blocks", blocks=[{"uid": "hero", "schema": [field("a")]}]), [{"hero": {"a": "x"}}]),
    (field("f", "something_new"), {"anything": 1}),
]

REFUSED: list[tuple[Document, Any, dict[str, str]]] = [
    (field("f", mandatory=True), "", {"f": REQUIRED}),
    (field("f", mandatory=True), None, {"f": REQUIRED}),
    (field("f", multiple=True, mandatory=True), [], {"f": REQUIRED}),
    (field("f"), 1, {"f": "is not a text."}),
    (field("f"), ["a"], {"f": "is not a text."}),
    (field("f", format="^[a-z]+$"), "A", {"f": "is not valid."}),
    (field("f", format="^[a-z]+$", error_messages={"format": "Small!"}), "A", {"f": "Small!"}),
    (field("f", multiple=True), "a", {"f": "is not a list."}),
    (field("f", multiple=True), ["a", 1], {"f.1": "is not a text."}),
    (field("f", multiple=True, **SELECT), ["a", "c"], {"f.1": "is not valid."}),
    (field("f", **SELECT), "c", {"f": "is not valid."}),
    (field("f", "number"), "1", {"f": "is not a number."}),
    (field("f", "number"), True, {"f": "is not a number."}),
    (field("f", "number", min=5), 4, {"f": "is less than the minimum value 5."}),
    (field("f", "number", max=5), 5.5, {"f": "is greater than the maximum value 5."}),
    (field("f", "boolean"), 1, {"f": "is not a boolean."}),
    (field("f", "isodate"), "31.1.2026", {"f": "is not a date."}),
    (field("f", "isodate"), "2026-02-30", {"f": "is not a date."}),
    (field("f", "isodate", startDate="2026-01-01"), "2025-12-31", {"f": "is before 2026-01-01."}),
    (field("f", "isodate", endDate="2026-01-01"), "2026-01-02", {"f": "is after 2026-01-01."}),
    (field("f", "link"), "/a", {"f": "is not a link."}),
    (field("f", "link"), {"href": 1}, {"f": "is not a link."}),
    (
        field("f", "reference", **REFERENCE),
        [{**AUTHOR, "title": "A"}],
        {"f.0": "is not valid."},
    ),
    (field("f", "reference", **REFERENCE), [{"uid": "blt1", "_content_type_uid": "x"}], {"f.0": "is not valid."}),
    (field("f", "reference", **REFERENCE), ["blt1"], {"f.0": "is not valid."}),
    (
        field("f", "reference", reference_to=["author"]),
        [AUTHOR, AUTHOR],
        {"f": "should have at most 1 instances."},
    ),
    (field("f", "json", **RICH), {"type": "doc"}, {"f": "is not a document of rich text."}),
    (field("f", "file"), "no", {"f": "is not valid."}),
    (field("f", "file"), {"uid": "image", "title": "x"}, {"f": "is not valid."}),
    (field("f", "file", field_metadata={"image": True}), "text", {"f": "is not an image."}),
    (field("f", "file", extensions=[".pdf"]), "text", {"f": "has an extension that is not allowed."}),
    (field("f", "file", min=1), "text", {"f": "is smaller than 1 MB."}),
    (field("f", "file", max=1.5), "image", {"f": "is larger than 1.5 MB."}),
    (field("f", "file", dimension={"height": {"max": 49}}), "image", {"f": "has a height that is not allowed."}),
    (field("f", "taxonomy", **TERMS), [{"taxonomy_uid": "size", "term_uid": "s"}], MISPLACED),
    (field("f", "taxonomy", **TERMS), [{"taxonomy_uid": "color"}], {"f.0": "is not valid."}),
    (field("f", "taxonomy", **TERMS), [{"taxonomy_uid": "color", "term_uid": "pink"}], {"f.0": "is not valid."}),
    (
        field("f", "taxonomy", **TERMS),
        [{"taxonomy_uid": "color", "term_uid": term} for term in ("red", "blue", "green")],
        {"f": "should have at most 2 terms of 'color'."},
    ),
    (field("f", "group", schema=[field("a", mandatory=True)]), {}, {"f.a": REQUIRED}),
    (field("f", "group", schema=[field("a")]), "x", {"f": "is not an object."}),
    (
        field("f", "group", multiple=True, max_instance=1, schema=[]),
        [{}, {}],
        {"f": "should have at most 1 instances."},
    ),
    (
        field("f", "group", multiple=True, min_instance=2, schema=[]),
        [{}],
        {"f": "should have at least 2 instances."},
    ),
    (
        field("f", "group", multiple=True, schema=[field("a", "number")]),
        [{"a": 1}, {"a": "x"}],
        {"f.1.a": "is not a number."},
    ),
    (field("f", "blocks", blocks=[{"uid": "hero", "schema": []}]), [{"quote": {}}], {"f.0": "is not valid."}),
    (field("f", "blocks", blocks=[{"uid": "hero", "schema": []}]), ["hero"], {"f.0": "is not a block."}),
    (
        field("f", "blocks", blocks=[{"uid": "hero", "schema": [field("a", mandatory=True)]}]),
        [{"hero": {}}],
        {"f.0.hero.a": REQUIRED},
    ),
]


@pytest.mark.parametrize(("described", "value"), FINE)
def test_values_that_are_fine(described: Document, value: Any) -> None:
    assert wrong([described], {"f": value}) == {}


@pytest.mark.parametrize(("described", "value", "errors"), REFUSED)
def test_values_that_are_rejected(described: Document, value: Any, errors: dict[str, str]) -> None:
    assert wrong([described], {"f": value}) == {path: [text] for path, text in errors.items()}


def test_a_mandatory_term() -> None:
    taxonomies = [{"taxonomy_uid": "color", "mandatory": True}, {"taxonomy_uid": "size"}]
    described = field("taxonomies", "taxonomy", taxonomies=taxonomies)
    found = wrong([described], {"taxonomies": [{"taxonomy_uid": "size", "term_uid": "s"}]})
    assert found == {"taxonomies": ["should have a term of 'color'."]}


def test_global_fields_are_checked_like_groups() -> None:
    seo = {"uid": "seo", "schema": [field("words", multiple=True), field("deep", "global_field", reference_to="seo")]}
    blocks = [{"uid": "meta", "reference_to": "seo"}]
    schema = [field("seo", "global_field", reference_to="seo"), field("parts", "blocks", blocks=blocks)]
    found = wrong(
        expand_global_fields(schema, {"seo": seo}), {"seo": {"words": "x"}, "parts": [{"meta": {"words": [1]}}]}
    )
    assert found == {"seo.words": ["is not a list."], "parts.0.meta.words.0": ["is not a text."]}


def test_what_was_not_sent_is_not_checked_again() -> None:
    schema = [field("a", "reference", **REFERENCE), field("b", mandatory=True), field("c", mandatory=True)]
    gone = {"a": [{"uid": "gone", "_content_type_uid": "author"}], "b": "x"}
    assert check_entry(schema, gone, Things(), ["b"]) == {"c": [REQUIRED]}


@pytest.mark.parametrize(
    ("stored", "errors"),
    [({"on": 1}, {}), ({"on": True}, {"part": ["is not unique."]}), ({"on": True, "more": None}, {})],
)
def test_unique_groups_are_compared_at_any_depth(stored: Document, errors: dict[str, list[str]]) -> None:
    others = [{"part": {"flags": [stored], "size": 1.0}}]
    assert find_taken_fields({"part": [{"flags": [{"on": True}], "size": 1}]}, others) == errors


def test_unique_values_are_found_and_compared() -> None:
    inner = field("sku", unique=True)
    schema = [field("title", unique=True), field("note"), field("part", "group", schema=[inner])]
    entry = {"title": "A", "note": "same", "part": {"sku": "1"}}
    unique = find_unique_values(schema, entry)
    assert unique == {"title": ["A"], "part.sku": ["1"]}
    assert find_taken_fields(unique, [{"title": "B", "note": "same", "part": {"sku": "3"}}]) == {}
    assert find_taken_fields(unique, [{"title": "A"}, {"part": {"sku": "1"}}]) == {
        "title": ["is not unique."],
        "part.sku": ["is not unique."],
    }
    assert find_unique_values(schema, {"title": None, "part": {"sku": ""}}) == {}
