"""What is said about changed fields, and what is asked."""

from typing import Any

import pytest

from contentstack_cma_toolkit.changes.comparing import compare_models
from contentstack_cma_toolkit.changes.questions import AnyQuestion, EntryQuestion, Statement, list_change_questions
from contentstack_cma_toolkit.model import (
    Block,
    Blocks,
    Boolean,
    ContentType,
    Custom,
    Date,
    Embed,
    Field,
    GlobalField,
    Group,
    Html,
    Label,
    Link,
    Locale,
    Markdown,
    Model,
    Number,
    Reference,
    Select,
    Taxonomies,
    TaxonomyRule,
    Text,
)
from tests.toolkit.support.models import build_article


def build_model(*fields: Field) -> Model:
    other = ContentType("other", fields=[Text("title")])
    return Model(
        content_types=[build_article(*fields), other],
        global_fields=[
            GlobalField("seo", fields=[Text("meta"), Text("shared")]),
            GlobalField("social", fields=[Text("shared")]),
        ],
    )


def list_details(before: Field | None, after: Field | None) -> list[str]:
    models = [build_model(*([each] if each else [])) for each in (before, after)]
    return [str(detail) for change in compare_models(*models) for detail in change.details]


def list_questions(before: Field | None, after: Field | None) -> list[AnyQuestion]:
    current, declared = (build_model(*([each] if each else [])) for each in (before, after))
    return [
        each
        for change in compare_models(current, declared)
        for each in list_change_questions(change, current, declared)
    ]


@pytest.mark.parametrize(
    ("before", "after", "details"),
    [
        (None, Text("x", required=True), ["+ field 'x': Text, required"]),
        (Text("x"), None, ["- field 'x'"]),
        (Text("x"), Number("x"), ["~ field 'x': Text -> Number"]),
        (Text("x", max=5), Text("x", max=3, help="Short."), ["~ field 'x': help: '' -> 'Short.', max: 5 -> 3"]),
        (
            Select("x", choices=["a", "b"]),
            Select("x", choices=["b", "c"]),
            ["~ field 'x': choices ['c'] added, choices ['a'] removed"],
        ),
        (
            Select("x", choices=["a", "b"]),
            Select("x", choices=["b", "a"]),
            ["~ field 'x': labels or order of the choices"],
        ),
        (Group("x", fields=[Text("y")]), Group("x", fields=[Text("z")]), ["- field 'x.y'", "+ field 'x.z': Text"]),
        (
            Blocks("x", blocks=[Block("a", fields=[Text("y")]), Block("b", global_field="seo")]),
            Blocks("x", blocks=[Block("a", fields=[Text("y", max=3)]), Block("c", global_field="seo")]),
            [
                "- block 'x.b'",
                "~ field 'x.a.y': max: None -> 3",
                "+ block 'x.c': block with the global field 'seo'",
            ],
        ),
        (Reference("x", to=["article"]), Reference("x", to=["other"]), ["~ field 'x': to: +'other', -'article'"]),
        (
            Embed("x", global_field="seo"),
            Embed("x", global_field="social"),
            ["~ field 'x': global_field: 'seo' -> 'social'"],
        ),
        (Text("x"), Text("x", metadata={"placeholder": "?"}), ["~ field 'x': metadata (placeholder)"]),
    ],
)
def test_details(before: Field | None, after: Field | None, details: list[str]) -> None:
    assert list_details(before, after) == details


def test_order_of_fields_is_a_difference() -> None:
    before, after = build_model(Text("a"), Text("b")), build_model(Text("b"), Text("a"))
    (change,) = compare_models(before, after)
    assert [str(detail) for detail in change.details] == ["~ order of the fields"]


EXISTS: dict[str, Any] = {"$exists": True, "$nin": [None, "", []]}


@pytest.mark.parametrize(
    ("before", "after", "query", "is_loss"),
    [
        (Text("x"), None, {"x": EXISTS}, True),
        (Text("x"), Number("x"), {"x": EXISTS}, True),
        (Text("x", multiple=True), Text("x"), {"x": {"$exists": True, "$nin": [[]]}}, True),
        (Custom("x", extension="e", kind="json"), None, {"x": {"$exists": True}}, True),
        (Text("x"), Text("x", localizable=False), {"x": EXISTS}, True),
        (Link("x"), None, {"$or": [{"x.title": EXISTS}, {"x.href": EXISTS}]}, True),
        (
            Group("x", fields=[Text("a"), Group("g", fields=[Text("b")])]),
            None,
            {"$or": [{"x.a": EXISTS}, {"x.g.b": EXISTS}]},
            True,
        ),
        (Group("x", fields=[Text("a", multiple=True)]), None, {"x": EXISTS}, True),
        (Text("x"), Text("x", multiple=True), {"x": EXISTS}, True),
        (None, Text("x", required=True), None, False),
        (Text("x"), Text("x", required=True), {"x": {"$in": [None, "", []]}}, False),
        (Number("x"), Number("x", max=5), {"x": {"$gt": 5}}, False),
        (Number("x", min=1), Number("x", min=2), {"x": {"$lt": 2}}, False),
        (Text("x", max=9), Text("x", max=5), {"x": {"$regex": r"^[\s\S]{6,}$"}}, False),
        (Text("x"), Text("x", min=3), {"x": {"$regex": r"^[\s\S]{1,2}$"}}, False),
        (Select("x", choices=["a", "b"]), Select("x", choices=["a"]), {"x": {"$in": ["b"]}}, False),
        (Date("x"), Date("x", latest="2030-01-01"), {"x": {"$gt": "2030-01-01"}}, False),
        (Date("x"), Date("x", earliest="2030-01-01"), {"x": {"$lt": "2030-01-01"}}, False),
        (Text("x", multiple=True), Text("x", multiple=True, max_instances=2), {"x.2": {"$exists": True}}, False),
        (
            Reference("x", to=["other"], multiple=True),
            Reference("x", to=["other"]),
            {"x.1": {"$exists": True}},
            False,
        ),
        (
            Reference("x", to=["other", "article"]),
            Reference("x", to=["other"]),
            {"x._content_type_uid": {"$in": ["article"]}},
            False,
        ),
        (
            Taxonomies(taxonomies=[TaxonomyRule("a"), TaxonomyRule("b")]),
            Taxonomies(taxonomies=[TaxonomyRule("a")]),
            {"taxonomies.taxonomy_uid": {"$in": ["b"]}},
            False,
        ),
        (Group("x", fields=[Text("y"), Text("z")]), Group("x", fields=[Text("z")]), {"x.y": EXISTS}, True),
        (
            Blocks("x", blocks=[Block("a"), Block("b")]),
            Blocks("x", blocks=[Block("a")]),
            {"x.b": {"$exists": True}},
            True,
        ),
        (Embed("x", global_field="seo"), Embed("x", global_field="social"), {"x.meta": EXISTS}, True),
        (
            Blocks("x", blocks=[Block("a", global_field="seo")]),
            Blocks("x", blocks=[Block("a", global_field="social")]),
            {"x.a.meta": {"$exists": True}},
            True,
        ),
    ],
)
def test_questions(before: Field | None, after: Field | None, query: object, is_loss: bool) -> None:
    (question,) = list_questions(before, after)
    assert isinstance(question, EntryQuestion)
    assert question.query == query
    assert question.loses_values is is_loss


@pytest.mark.parametrize(
    ("before", "after", "is_loss"),
    [
        (Text("x"), Text("x", unique=True), False),
        (Text("x"), Text("x", pattern="^a"), False),
    ],
)
def test_what_cannot_be_counted_is_said(before: Field, after: Field, is_loss: bool) -> None:
    (statement,) = list_questions(before, after)
    assert isinstance(statement, Statement)
    assert "(their number is unknown)" in statement.text
    assert statement.loses_values is is_loss


@pytest.mark.parametrize(
    ("before", "after"),
    [
        (Text("x"), Markdown("x")),
        (Text("x"), Html("x")),
        (Text("x", max=3), Text("x", max=5)),
        (Text("x", required=True), Text("x")),
        (Select("x", choices=["a"]), Select("x", choices=["a", "b"])),
        (None, Boolean("x")),
        (Number("x"), Number("x", help="In euros")),
    ],
)
def test_harmless_changes_ask_nothing(before: Field | None, after: Field | None) -> None:
    assert list_questions(before, after) == []


def test_lists_make_counts_uncertain() -> None:
    group = Group("x", multiple=True, fields=[Text("y"), Text("z")])
    (question,) = list_questions(group, Group("x", multiple=True, fields=[Text("z")]))
    assert isinstance(question, EntryQuestion)
    assert question.query == {"x.y": {"$exists": True}}
    assert not question.is_exact


def test_kinds_without_declarations_are_not_managed() -> None:
    current = Model(labels=[Label("a")], locales=[Locale("en-us"), Locale("fr-fr", fallback="en-us")])
    (change,) = compare_models(current, Model(labels=[Label("b")]))[1:]
    assert change.title == "delete label 'a'"
    assert compare_models(current, Model(locales=[Locale("fr-fr")])) == []
