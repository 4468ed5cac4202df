"""Plans as migrations."""

from dataclasses import replace
from typing import Any

from contentstack_cma import Stack
from contentstack_cma_toolkit.changes import apply_plan, list_steps, plan_changes
from contentstack_cma_toolkit.migrations import steps
from contentstack_cma_toolkit.model import (
    ContentType,
    Environment,
    GlobalField,
    Group,
    Locale,
    Model,
    Number,
    Reference,
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


def test_what_migrations_cannot_do_is_a_comment(empty: Stack) -> None:
    plan = plan_changes(empty, Model(environments=[Environment("live")], locales=[Locale("fr-fr", name="French")]))
    assert list_steps(plan) == ["# create environment 'live': no part of migrations, use contentstack-cma model apply"]
