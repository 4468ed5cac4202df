"""How models differ, in words, and which code that breaks."""

from typing import Any

import pytest

from contentstack_cma_toolkit.codegen.drift import Breaks, compare_models
from contentstack_cma_toolkit.model import (
    Block,
    Blocks,
    Boolean,
    Choice,
    ContentType,
    Custom,
    Date,
    Embed,
    Environment,
    Field,
    File,
    GlobalField,
    Group,
    Html,
    Link,
    Locale,
    Model,
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
    Workflow,
    WorkflowStage,
)

NOTHING, READERS, WRITERS, BOTH = Breaks.NOTHING, Breaks.READERS, Breaks.WRITERS, Breaks.BOTH
RULE = TaxonomyRule("topics")


def build(*fields: Field, **more: Any) -> Model:
    return Model(content_types=[ContentType("article", fields=fields)], **more)


Row = tuple[Field | None, Field | None, str, Breaks]

ROWS: list[Row] = [
    (Text("x"), None, "is not there any more", BOTH),
    (None, Text("x"), "is new, and optional: Text", NOTHING),
    (None, Number("x", required=True, multiple=True), "is new, and required: list of Number", WRITERS),
    (None, Text("x", required=True, default="a"), "is new, and required with a default value: Text", NOTHING),
    (Text("x"), Number("x"), "is Number now, not Text", BOTH),
    (Text("x"), Html("x"), "is Html now, not Text", BOTH),
    (Text("x"), Select("x", choices=["a"]), "is Select now, not Text", WRITERS),
    (Select("x", choices=[1]), Number("x"), "is Number now, not Select", READERS),
    (Select("x", choices=["a"]), Number("x"), "is Number now, not Select", BOTH),
    (Select("x", choices=["a"]), Text("x", multiple=True), "is list of Text now, not Select", BOTH),
    (Custom("x", kind="text"), Custom("x", kind="number"), "is Custom (number) now, not Custom (text)", BOTH),
    (Other("x", kind="a"), Other("x", kind="b"), "is Other (b) now, not Other (a)", BOTH),
    (Text("x"), Text("x", required=True), "is required now", WRITERS),
    (Text("x", required=True), Text("x"), "is optional now", READERS),
    (Reference("x", required=True), Reference("x"), "is optional now", NOTHING),
    (Link("x"), Link("x", multiple=True), "can have several values now", BOTH),
    (Link("x", multiple=True), Link("x"), "has a single value now", BOTH),
    (Reference("x"), Reference("x", multiple=True), "can have several values now", READERS),
    (Reference("x", multiple=True), Reference("x"), "has a single value now", WRITERS),
    (Boolean("x"), Boolean("x", unique=True), "must be unique now", WRITERS),
    (Text("x", unique=True), Text("x"), "need not be unique any more", NOTHING),
    (Text("x"), Text("x", localizable=False), "cannot be localized any more", WRITERS),
    (Text("x", localizable=False), Text("x"), "can be localized now", NOTHING),
    (Text("x"), Text("x", min_instances=2), "the minimum number of values is 2 now", WRITERS),
    (Text("x", min_instances=2), Text("x", min_instances=1), "the minimum number of values is 1 now", NOTHING),
    (Text("x", max_instances=5), Text("x", max_instances=4), "the maximum number of values is 4 now", WRITERS),
    (Text("x", max_instances=5), Text("x"), "has no maximum number of values any more", NOTHING),
    (Text("x"), Text("x", min=3), "the minimum length is 3 now", WRITERS),
    (Text("x", max=3), Text("x", max=4), "the maximum length is 4 now", NOTHING),
    (Text("x"), Text("x", pattern="^a"), "has the pattern ^a now", WRITERS),
    (Text("x", pattern="^a"), Text("x"), "has no pattern any more", NOTHING),
    (Number("x", min=0), Number("x", min=1), "the minimum is 1 now", WRITERS),
    (Number("x", max=9), Number("x", max=8), "the maximum is 8 now", WRITERS),
    (Select("x", choices=["a"]), Select("x", choices=["a", "b"]), "has the new choice 'b'", READERS),
    (Select("x", choices=["a", "b"]), Select("x", choices=["a"]), "has no choice 'b' any more", WRITERS),
    (Date("x"), Date("x", time=False), "has no time any more", READERS),
    (Date("x"), Date("x", earliest="2024-01-01"), "the earliest date is 2024-01-01 now", WRITERS),
    (Date("x", latest="2024-01-01"), Date("x", latest="2025-01-01"), "the latest date is 2025-01-01 now", NOTHING),
    (File("x"), File("x", images_only=True), "must be an image now", WRITERS),
    (File("x", images_only=True), File("x"), "need not be an image any more", READERS),
    (File("x"), File("x", extensions=["png", "gif"]), "must have the extension png or gif now", WRITERS),
    (File("x", extensions=["png"]), File("x"), "can have any file name extension now", READERS),
    (File("x", extensions=["a"]), File("x", extensions=["a", "b"]), "has the new file name extension 'b'", READERS),
    (File("x", max_size=2), File("x", max_size=1), "the maximum size in MB is 1 now", WRITERS),
    (File("x"), File("x", dimension={"width": {"max": 9}}), "has other bounds of width and height now", WRITERS),
    (Reference("x", to=["a"]), Reference("x", to=["a", "b"]), "has the new target 'b'", READERS),
    (Reference("x", to=["a", "b"]), Reference("x", to=["a"]), "has no target 'b' any more", WRITERS),
    (
        Reference("x", to=["a"], has_bare_uids=True),
        Reference("x", to=["a"]),
        "has uids with content types as references now",
        BOTH,
    ),
    (RichText("x"), RichText("x", embeds=["a"]), "has the new embedded type 'a'", READERS),
    (Html("x", embeds=["a"]), Html("x"), "has no embedded type 'a' any more", WRITERS),
    (
        Embed("x", global_field="a"),
        Embed("x", global_field="b"),
        "contains the global field 'b' now, not 'a'",
        BOTH,
    ),
    (Blocks("x"), Blocks("x", blocks=[Block("hero")]), "has the new block 'hero'", READERS),
    (Blocks("x", blocks=[Block("hero")]), Blocks("x"), "has no block 'hero' any more", WRITERS),
    (Taxonomies("x"), Taxonomies("x", taxonomies=[RULE]), "has the new taxonomy 'topics'", READERS),
    (Taxonomies("x", taxonomies=[RULE]), Taxonomies("x"), "has no taxonomy 'topics' any more", WRITERS),
    (
        Taxonomies("x", taxonomies=[RULE]),
        Taxonomies("x", taxonomies=[TaxonomyRule("topics", required=True)]),
        "must have a term now, of the taxonomy 'topics'",
        WRITERS,
    ),
    (
        Taxonomies("x", taxonomies=[RULE]),
        Taxonomies("x", taxonomies=[TaxonomyRule("topics", multiple=False)]),
        "cannot have several terms any more, of the taxonomy 'topics'",
        WRITERS,
    ),
    (
        Taxonomies("x", taxonomies=[RULE]),
        Taxonomies("x", taxonomies=[TaxonomyRule("topics", max_terms=3)]),
        "the maximum number of terms is 3 now, of the taxonomy 'topics'",
        WRITERS,
    ),
]


@pytest.mark.parametrize(("old", "new", "text", "breaks"), ROWS, ids=[f"{row[2]} {row[3].name}" for row in ROWS])
def test_fields(old: Field | None, new: Field | None, text: str, breaks: Breaks) -> None:
    (found,) = compare_models(build(*[old] if old else []), build(*[new] if new else []))
    assert (found.subject, found.path, found.text, found.breaks) == ("content type 'article'", "x", text, breaks)


def test_words_and_json() -> None:
    (found,) = compare_models(build(Number("price")), build(Number("price", required=True)))
    assert str(found) == "content type 'article', field 'price': is required now (breaks writers)"
    assert found.to_dict() == {
        "subject": "content type 'article'",
        "field": "price",
        "change": "is required now",
        "breaks_readers": False,
        "breaks_writers": True,
    }


def test_fields_in_groups_and_blocks() -> None:
    def nest(field: Field) -> Model:
        return build(Group("a", fields=[Blocks("b", blocks=[Block("c", fields=[field])])]))

    (found,) = compare_models(nest(Text("d")), nest(Number("d")))
    assert found.path == "a.b.c.d"
    (found,) = compare_models(build(Group("a")), build(Group("a", fields=[Text("b", required=True, default="x")])))
    assert (found.path, found.breaks) == ("a.b", WRITERS)


def test_block_becomes_a_global_field() -> None:
    old = build(Blocks("b", blocks=[Block("c", fields=[Text("d")])]))
    new = build(Blocks("b", blocks=[Block("c", global_field="seo")]))
    (found,) = compare_models(old, new)
    assert str(found) == (
        "content type 'article', field 'b.c': has the global field 'seo' now, not its own fields "
        "(breaks readers and writers)"
    )


def test_a_change_of_a_global_field_is_reported_once() -> None:
    def make(field: Field) -> Model:
        types = [ContentType(uid, fields=[Embed("seo", global_field="seo")]) for uid in ("a", "b")]
        return Model(content_types=types, global_fields=[GlobalField("seo", fields=[field])])

    (found,) = compare_models(make(Text("x")), make(Text("x", required=True)))
    assert (found.subject, found.path) == ("global field 'seo'", "x")


def test_schemas() -> None:
    old = Model(content_types=[ContentType("a"), ContentType("b")], global_fields=[GlobalField("g")])
    new = Model(content_types=[ContentType("b", is_singleton=True), ContentType("c")])
    assert [str(each) for each in compare_models(old, new)] == [
        "global field 'g': is not there any more (breaks readers and writers)",
        "content type 'a': is not there any more (breaks readers and writers)",
        "content type 'b': can have only one entry now (breaks writers)",
        "content type 'c': is new (breaks nothing)",
    ]
    (back,) = compare_models(Model(content_types=new.content_types[:1]), Model(content_types=old.content_types[1:]))
    assert (back.text, back.breaks) == ("can have several entries now", READERS)


def make_terms(count: int) -> Model:
    return Model(taxonomies=[Taxonomy("t", terms=[Term(f"t{number}") for number in range(count)])])


@pytest.mark.parametrize(
    ("old", "new", "text", "breaks"),
    [
        (1, 2, "has the new term 't1'", READERS),
        (2, 1, "has no term 't1' any more", WRITERS),
        (50, 51, "has terms that types do not list any more", READERS),
        (51, 50, "has few terms now, which types list", WRITERS),
    ],
)
def test_terms(old: int, new: int, text: str, breaks: Breaks) -> None:
    (found,) = compare_models(make_terms(old), make_terms(new))
    assert (found.subject, found.text, found.breaks) == ("taxonomy 't'", text, breaks)


def test_many_terms_are_not_compared() -> None:
    assert compare_models(make_terms(60), make_terms(70)) == []


def make_settings(*locales: str, environment: str = "blt1", stage: str = "blt2") -> Model:
    return Model(
        locales=[Locale(code) for code in locales],
        environments=[Environment("production", uid=environment)],
        workflows=[Workflow("Review", stages=[WorkflowStage("Draft", uid=stage)])],
    )


def test_settings() -> None:
    old = make_settings("en-us", "fr-fr")
    new = make_settings("en-us", "de-de", environment="blt3", stage="blt4")
    assert [(str(each)) for each in compare_models(old, new)] == [
        "locale 'de-de': is new (breaks nothing)",
        "locale 'fr-fr': is not there any more (breaks readers and writers)",
        "environment 'production': has the uid blt3 now, not blt1 (breaks readers and writers)",
        "workflow stage 'Review > Draft': has the uid blt4 now, not blt2 (breaks readers and writers)",
    ]
    assert compare_models(Model(), new) == []
    assert compare_models(old, Model()) == []


def test_what_types_do_not_depend_on() -> None:
    old = build(Text("x"), Select("y", choices=["a", "b"]))
    new = build(Text("x", name="Other", help="Help", default="a"), Select("y", choices=[Choice("b", "B"), "a"]))
    assert compare_models(old, new) == []
