"""Rehearsals in a copy in memory and on a branch."""

from dataclasses import replace

import pytest

from contentstack_cma import Stack
from contentstack_cma_emulator import Emulator
from contentstack_cma_toolkit.changes import (
    StalePlanError,
    apply_plan,
    plan_changes,
    rehearse_on_branch,
    rehearse_plan,
)
from contentstack_cma_toolkit.changes.lost_values import find_lost_paths
from contentstack_cma_toolkit.model import Environment, Locale, Model, Number, Taxonomies, TaxonomyRule, Text
from tests.toolkit.support.models import build_article, build_rich_model


def test_rehearsal_says_which_entries_lose_values(empty: Stack, emulator: Emulator) -> None:
    model = build_rich_model()
    apply_plan(empty, plan_changes(empty, model))
    entries = empty.entries("article")
    first = entries.create({"title": "1", "subtitle": "x", "sections": [{"hero": {"head": "y"}}], "price": 7})
    entries.create({"title": "2", "price": 9})
    article, author = model.content_types
    # Afterwards entries do not fit their content type, which must not keep them from being copied.
    strict = replace(article, fields=[*article.fields, Text("code", required=True)])
    apply_plan(empty, plan_changes(empty, replace(model, content_types=[strict, author])))
    wanted = replace(strict, fields=[field for field in strict.fields if field.uid not in ("subtitle", "sections")])
    plan = plan_changes(empty, replace(model, content_types=[wanted, author]))
    emulator.forget_requests()
    rehearsal = rehearse_plan(empty, plan)
    assert rehearsal.done == ("update content type 'article'",)
    assert rehearsal.entries == 2
    (lost,) = rehearsal.lost
    assert (lost.uid, lost.locale, lost.paths) == (first.uid, "en-us", ("subtitle", "sections"))
    assert "1 of 2 entries of the sample lost values" in str(rehearsal)
    assert {request.method for request in emulator.requests} == {"GET"}
    assert rehearsal.to_dict()["is_success"] is True


def test_rehearsal_fails_where_the_stack_would_refuse(empty: Stack) -> None:
    apply_plan(empty, plan_changes(empty, Model(content_types=[build_article()])))
    plan = plan_changes(empty, Model(content_types=[build_article(Taxonomies(taxonomies=[TaxonomyRule("gone")]))]))
    rehearsal = rehearse_plan(empty, plan)
    assert not rehearsal.is_success
    assert "update content type 'article' failed" in str(rehearsal.error)
    assert "The rehearsal failed." in str(rehearsal)


def test_rehearsal_on_a_branch(empty: Stack) -> None:
    apply_plan(empty, plan_changes(empty, Model(content_types=[build_article(Text("subtitle"))])))
    empty.entries("article").create({"title": "1", "subtitle": "x"})
    empty.branches.create({"uid": "trial", "source": "main"})
    wanted = Model(content_types=[build_article(Number("price"))], environments=[Environment("live")])
    plan = plan_changes(empty, wanted)
    rehearsal = rehearse_on_branch(empty, plan, "trial")
    assert rehearsal.skipped == ("create environment 'live'",)
    assert [lost.paths for lost in rehearsal.lost] == [("subtitle",)]
    assert next(iter(empty.entries("article").list()))["subtitle"] == "x"
    empty.with_branch("trial").content_types.delete("article", force=True)
    with pytest.raises(StalePlanError, match="content type 'article' was deleted"):
        rehearse_on_branch(empty, plan, "trial")


def test_rehearsal_of_a_stack_on_a_branch(empty: Stack) -> None:
    empty.branches.create({"uid": "trial", "source": "main"})
    stack = empty.with_branch("trial")
    apply_plan(stack, plan_changes(stack, Model(content_types=[build_article(Text("subtitle"))])))
    stack.entries("article").create({"title": "1", "subtitle": "x"})
    rehearsal = rehearse_plan(stack, plan_changes(stack, Model(content_types=[build_article()])))
    assert [lost.paths for lost in rehearsal.lost] == [("subtitle",)]


def test_new_types_need_no_entries(empty: Stack) -> None:
    rehearsal = rehearse_plan(empty, plan_changes(empty, build_rich_model()))
    assert rehearsal.is_success
    assert len(rehearsal.done) > 12
    assert rehearsal.entries == 0


def test_entries_that_go_with_a_locale_are_lost(empty: Stack) -> None:
    locales = [Locale("en-us"), Locale("fr-fr")]
    apply_plan(empty, plan_changes(empty, Model(content_types=[build_article()], locales=locales)))
    entry = empty.entries("article").create({"title": "1"})
    empty.entries("article").localize(entry.uid, {"title": "1"}, locale="fr-fr")
    rehearsal = rehearse_plan(empty, plan_changes(empty, Model(locales=locales[:1])))
    (lost,) = rehearsal.lost
    assert str(lost) == f"article {entry.uid} fr-fr '1' lost everything: the entry is gone"


@pytest.mark.parametrize(
    ("before", "after", "paths"),
    [
        ({"a": "x", "_version": 1, "b": None}, {"a": "x"}, []),
        ({"a": "x"}, {"a": ""}, ["a"]),
        ({"a": {"b": "x", "c": "y"}}, {"a": {"c": "y"}}, ["a.b"]),
        ({"a": {"b": "x"}}, {}, ["a"]),
        ({"a": [{"b": "x"}, {"b": "y"}]}, {"a": [{"b": "x"}, {}]}, ["a.1"]),
        ({"a": ["x", "y"]}, {"a": ["y"]}, ["a (1 of 2 items)"]),
        ({"a": 0, "b": False}, {}, ["a", "b"]),
        ({"a": 0}, {"a": 0}, []),
        ({"a": ["", "x"]}, {"a": ["", "x"]}, []),
    ],
)
def test_lost_paths(before: dict[str, object], after: dict[str, object], paths: list[str]) -> None:
    assert list(find_lost_paths(before, after)) == paths
