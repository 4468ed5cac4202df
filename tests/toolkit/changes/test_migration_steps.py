"""Plans as migrations."""

from dataclasses import replace
from typing import Any

import pytest

from contentstack_cma import Stack
from contentstack_cma_toolkit.changes import apply_plan, list_steps, plan_changes
from contentstack_cma_toolkit.migrations import steps
from contentstack_cma_toolkit.model import (
    ContentType,
    Embed,
    Environment,
    Field,
    GlobalField,
    Group,
    Html,
    Locale,
    Markdown,
    Model,
    Number,
    Reference,
    Select,
    Text,
)
from tests.toolkit.support.models import TITLE, build_article


def run(stack: Stack, lines: list[str]) -> None:
    names: dict[str, Any] = {"stack": stack, "steps": steps}
    exec("\n".join(lines), names)


def test_steps_make_the_changes_of_the_plan(empty: Stack) -> None:
    old = ContentType("old", fields=[TITLE])
    article = build_article(Text("subtitle"), Number("price"), Group("seo", fields=[Text("meta")]))
    seo = GlobalField("seo", fields=[Text("meta")])
    apply_plan(empty, plan_changes(empty, Model(content_types=[article, old], global_fields=[seo])))
    empty.entries("article").create({"title": "1", "subtitle": "x", "price": 3})
    author = ContentType("author", fields=[TITLE, Reference("best", to=["book"])])
    book = ContentType("book", fields=[TITLE, Reference("by", to=["author"])])
    wanted = Model(
        content_types=[
            replace(
                build_article(
                    Text("kicker"), Group("seo", fields=[Text("meta", max=60)]), Number("price", help="In euros")
                ),
                description="Texts.",
            ),
            author,
            book,
        ],
        global_fields=[GlobalField("seo", fields=[Text("meta"), Text("more")])],
    )
    lines = list_steps(plan_changes(empty, wanted))
    assert lines[0] == "from contentstack_cma_toolkit import model"
    (note,) = [line for line in lines if line.startswith("# instead of adding 'kicker' and removing 'subtitle'")]
    assert all(line.startswith("# ") for line in note.splitlines())
    assert 'display_name="Kicker"' in note
    assert 'steps.delete_content_type(stack, "old")' in lines
    run(empty, lines)
    assert not plan_changes(empty, wanted)


def test_kinds_are_converted(empty: Stack) -> None:
    apply_plan(empty, plan_changes(empty, Model(content_types=[build_article(Text("price"))])))
    empty.entries("article").create({"title": "1", "price": "7"})
    wanted = Model(content_types=[build_article(Number("price"))])
    lines = list_steps(plan_changes(empty, wanted))
    assert lines[1] == "# 'price' becomes another kind of field: convert its values"
    run(empty, [line.replace("lambda value: value", "int") for line in lines])
    assert next(iter(empty.entries("article").list()))["price"] == 7
    assert not plan_changes(empty, wanted)


@pytest.mark.parametrize(
    ("before", "after"),
    [
        (Text("field"), Select("field", choices=["x"])),
        (Select("field", choices=["x"]), Text("field")),
        (Text("field"), Html("field")),
        (Text("field"), Markdown("field")),
        (Embed("field", global_field="seo"), Embed("field", global_field="image")),
        (Group("field", fields=[Text("a"), Text("b")]), Group("field", name="New name", fields=[Text("a")])),
    ],
)
def test_steps_make_the_changes_of_any_field(empty: Stack, before: Field, after: Field) -> None:
    shared = [GlobalField("seo", fields=[Text("a")]), GlobalField("image", fields=[Text("b")])]
    model = Model(content_types=[build_article(before)], global_fields=shared)
    apply_plan(empty, plan_changes(empty, model))
    wanted = Model(content_types=[build_article(after)], global_fields=shared)
    run(empty, list_steps(plan_changes(empty, wanted)))
    assert not plan_changes(empty, wanted)


def test_page_becomes_another_content_type(empty: Stack) -> None:
    page = replace(build_article(Text("url")), is_page=True)
    apply_plan(empty, plan_changes(empty, Model(content_types=[page])))
    wanted = Model(content_types=[build_article()])
    run(empty, list_steps(plan_changes(empty, wanted)))
    assert not plan_changes(empty, wanted)


def test_required_fields_are_to_be_filled(empty: Stack) -> None:
    apply_plan(empty, plan_changes(empty, Model(content_types=[build_article(Text("kicker"))])))
    article = build_article(Text("kicker", required=True), Number("price", required=True))
    lines = list_steps(plan_changes(empty, Model(content_types=[article])))
    assert [line.partition(":")[0] for line in lines if line.startswith("#")] == [
        "# 'price' is required",
        "# 'kicker' is required",
    ]


def test_what_migrations_cannot_do_is_a_comment(empty: Stack) -> None:
    plan = plan_changes(empty, Model(environments=[Environment("live")], locales=[Locale("fr-fr", name="French")]))
    assert list_steps(plan) == ["# create environment 'live': no part of migrations, use contentstack-cma model apply"]
