"""What is wrong with values of fields."""

from typing import Any

import pytest

from contentstack_cma_toolkit.model import (
    Block,
    Blocks,
    Boolean,
    ContentType,
    Custom,
    Date,
    Embed,
    Field,
    File,
    GlobalField,
    Group,
    Html,
    Link,
    Number,
    Other,
    Reference,
    RichText,
    Select,
    Taxonomies,
    Taxonomy,
    TaxonomyRule,
    Term,
    Text,
)
from contentstack_cma_toolkit.typed.validation import find_problems

TITLE = Text("title", required=True)
SEO = GlobalField("seo", fields=[Text("words", multiple=True), Embed("deep", global_field="seo")])
TOPICS = Taxonomy("topics", terms=[Term("a", terms=[Term("b")])])
TERMS = Taxonomies("f", taxonomies=[TaxonomyRule("topics", max_terms=2), TaxonomyRule("places", required=True)])
HERO = Blocks("f", blocks=[Block("hero", fields=[Number("price", required=True)]), Block("seo", global_field="seo")])


def find(field: Field, value: Any) -> dict[str, str]:
    """Return what is wrong with an entry that has one field."""
    content_type = ContentType("article", fields=[TITLE, field])
    entry = {"title": "Hi", field.uid: value}
    found = find_problems(content_type, entry, global_fields={"seo": SEO}, taxonomies=[TOPICS])
    return {each.path: each.message for each in found}


ACCEPTED: list[tuple[Field, Any]] = [
    (Text("f"), ""),
    (Link("f"), []),
    (Text("f", min=2, max=3), "🙂🙂🙂"),
    (Text("f", pattern="[A-Z"), "anything"),
    (Text("f", pattern="b"), "abc"),
    (Text("f", multiple=True), ["a"]),
    (Number("f", min=0, max=5), 5.0),
    (Number("f"), 10**30),
    (Boolean("f"), False),
    (Select("f", choices=[1, 2.5]), 1.0),
    (Date("f", earliest="2024-01-01"), "2024-01-01T00:30:00+00:00"),
    (Date("f"), "2024-02-29 12:30"),
    (Link("f"), {"title": None}),
    (Reference("f", to=["a"]), "blt1"),
    (Reference("f", to=["a", "b"], multiple=True), [{"uid": "blt1", "_content_type_uid": "b"}]),
    (File("f"), {"uid": "blt1"}),
    (RichText("f"), {"children": []}),
    (Custom("f", kind="json", extension="blt1"), {"any": ["thing"]}),
    (Custom("f", kind="file", extension="blt1"), 3),
    (Other("f", kind="hologram"), {"any": 1}),
    (Other("f", kind="json"), 3),
    (Embed("f", global_field="seo"), {"deep": {"words": 3, "deep": {}}}),
    (HERO, [{"hero": {"price": 1, "_metadata": {"uid": "cs1"}}, "_metadata": {"uid": "cs2"}}]),
    (TERMS, []),
    (TERMS, [{"taxonomy_uid": "places", "term_uid": "anywhere"}, {"taxonomy_uid": "topics", "term_uid": "b"}]),
]


@pytest.mark.parametrize(("field", "value"), ACCEPTED)
def test_accepted(field: Field, value: Any) -> None:
    assert find(field, value) == {}


REFUSED: list[tuple[Field, Any, dict[str, str]]] = [
    (Text("f", required=True), None, {"f": "is required"}),
    (Text("f", required=True), "", {"f": "is required"}),
    (Group("f", required=True), [], {"f": "is required"}),
    (Text("f"), 3, {"f": "must be a text, not the number 3"}),
    (Text("f"), ["a"], {"f": "must be a text, not a list"}),
    (Text("f", multiple=True), "a", {"f": "must be a list, not 'a'"}),
    (Text("f", multiple=True), ["a", None], {"f.1": "must be a text, not null"}),
    (Text("f", multiple=True), ["a"] * 101, {"f": "has 101 values, but can have at most 100"}),
    (Text("f", multiple=True, min_instances=2), ["a"], {"f": "has 1 values, but must have at least 2"}),
    (Text("f", min=2), "a", {"f": "has 1 characters, but must have at least 2"}),
    (Text("f", max=2), "abc", {"f": "has 3 characters, but can have at most 2"}),
    (Text("f", pattern="^a$"), "b", {"f": "does not match the pattern '^a$'"}),
    (Html("f", pattern="^a$", pattern_message="Must be a."), "b", {"f": "Must be a."}),
    (Number("f"), "3", {"f": "must be a number, not '3'"}),
    (Number("f"), True, {"f": "must be a number, not true"}),
    (Number("f"), float("nan"), {"f": "must be a finite number, not nan"}),
    (Number("f", min=1.5), 1, {"f": "must be at least 1.5, not the number 1"}),
    (Number("f", max=1), 10**300, {"f": "must be at most 1, not a huge number"}),
    (Boolean("f"), 0, {"f": "must be true or false, not the number 0"}),
    (Boolean("f"), [], {"f": "must be true or false, not a list"}),
    (Select("f", choices=[1, 2]), True, {"f": "must be a number, not true"}),
    (Select("f", choices=["a", "b"], multiple=True), ["a", "c"], {"f.1": "must be one of 'a', 'b', not 'c'"}),
    (Select("f", choices=range(10)), 11, {"f": "must be one of 0, 1, 2, 3, 4, 5, 6, 7 and 2 more, not the number 11"}),
    (Date("f", earliest="2024-01-01"), "2023-12-31T23:59Z", {"f": "must not be before 2024-01-01"}),
    (Date("f", latest="2024-01-01"), "2024-01-01T00:00:01", {"f": "must not be after 2024-01-01"}),
    (Link("f"), "/", {"f": "must be an object with `title` and `href`, not '/'"}),
    (Link("f"), {"href": 1}, {"f": "must have texts as `title` and `href`"}),
    (Reference("f", to=["a"]), "a b", {"f.0": "must be the uid of an entry, not 'a b'"}),
    (Reference("f", to=["a"]), ["x", "y"], {"f": "has 2 values, but can have at most 1"}),
    (Reference("f", to=["a", "b"]), "x", {"f.0": "must be an object with `uid` and `_content_type_uid`, not 'x'"}),
    (
        Reference("f", to=["a", "b"]),
        [{"uid": "x", "_content_type_uid": "c"}],
        {"f.0": "must refer to 'a' or 'b', not to 'c'"},
    ),
    (
        Reference("f", to=["a"]),
        [{"uid": "x", "_content_type_uid": "a", "title": "Read"}],
        {"f.0": "must only have `uid` and `_content_type_uid`: an entry as it is read cannot be sent as a reference"},
    ),
    (File("f"), 3, {"f": "must be the uid of an asset, not the number 3"}),
    (File("f"), {"uid": None}, {"f": "must be the uid of an asset, not null"}),
    (
        File("f"),
        {"uid": "blt1", "filename": "a.png"},
        {"f": "must only have `uid`: an asset as it is read cannot be sent, only its uid"},
    ),
    (RichText("f"), "<p>", {"f": "must be a document of JSON rich text with `children`, not '<p>'"}),
    (Custom("f", kind="text", extra={"max": 1}), "ab", {"f": "has 2 characters, but can have at most 1"}),
    (Custom("f", kind="json", multiple=True), 1, {"f": "must be a list, not the number 1"}),
    (Group("f"), [{}], {"f": "must be an object, not a list"}),
    (Group("f", fields=[Group("g", fields=[Text("t", required=True)])]), {"g": {}}, {"f.g.t": "is required"}),
    (Group("f", multiple=True, fields=[Text("t")]), [{}, {"t": 1}], {"f.1.t": "must be a text, not the number 1"}),
    (Embed("f", global_field="seo"), {"words": ["a", 1]}, {"f.words.1": "must be a text, not the number 1"}),
    (HERO, [{"hero": {}}], {"f.0.hero.price": "is required"}),
    (HERO, [{"seo": {"words": 1}}], {"f.0.seo.words": "must be a list, not the number 1"}),
    (HERO, [{"hero": 1}], {"f.0.hero": "must be an object, not the number 1"}),
    (HERO, [{"x": {}}], {"f.0": "must be an object with one block of 'hero', 'seo' as its only key, not 'x'"}),
    (HERO, [{}], {"f.0": "must be an object with one block of 'hero', 'seo' as its only key, not an object"}),
    (TERMS, [{"taxonomy_uid": "topics", "term_uid": "a"}], {"f": "must have a term of the taxonomy 'places'"}),
    (
        TERMS,
        [{"taxonomy_uid": "places", "term_uid": "x"}, *({"taxonomy_uid": "topics", "term_uid": "a"},) * 3],
        {"f": "has 3 terms of the taxonomy 'topics', but can have at most 2"},
    ),
    (
        TERMS,
        [{"taxonomy_uid": "places", "term_uid": "x"}, {"taxonomy_uid": "topics", "term_uid": "z"}],
        {"f.1": "must be a term of 'topics', which has no term 'z'"},
    ),
    (
        TERMS,
        [{"taxonomy_uid": "places", "term_uid": "x"}, {"taxonomy_uid": "colors", "term_uid": "z"}],
        {"f.1": "must be a term of 'topics' or 'places', not of 'colors'"},
    ),
]


@pytest.mark.parametrize(("field", "value", "problems"), REFUSED)
def test_refused(field: Field, value: Any, problems: dict[str, str]) -> None:
    assert find(field, value) == problems


@pytest.mark.parametrize("value", ["2024-13-01", "2024-1-1", "today", "20240101", 3, "2024-01-01T"])
def test_no_dates(value: Any) -> None:
    assert find(Date("f"), value)["f"].startswith("must be a date in ISO 8601")
