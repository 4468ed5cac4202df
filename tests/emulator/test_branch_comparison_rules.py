"""How two branches differ, and what a merge makes of that: decisions, without any store."""

from typing import Any

import pytest

from contentstack_cma_emulator.engine.documents import Document
from contentstack_cma_emulator.rules.schema_comparison import Pair, find_differences, pair_documents
from contentstack_cma_emulator.rules.schema_merging import MERGED_STATUSES, combine_definitions, plan_step


def kind(*fields: Document, **more: Any) -> Document:
    return {"uid": "page", "title": "Page", "schema": list(fields), "_version": 1} | more


def text(uid: str, **more: Any) -> Document:
    return {"uid": uid, "data_type": "text", **more}


def uids(document: Document) -> list[str]:
    return [field["uid"] for field in document["schema"]]


def pair(base: Document | None, compare: Document | None) -> Pair:
    return Pair("content_type", "page", base, compare)


def test_what_nobody_writes_is_no_difference() -> None:
    base, compare = kind(text("a")), kind(text("a"), _version=7, updated_at="later", updated_by="somebody")
    assert find_differences(base, compare) == ([], [])
    assert pair(base, compare).status is None


def test_each_side_shows_what_it_alone_has_or_has_otherwise() -> None:
    base = kind(text("a"), text("b"), text("c", mandatory=True), description="Old", options={"is_page": True})
    compare = kind(text("a"), text("c", mandatory=False), text("d"), options={"is_page": False})
    ours, theirs = find_differences(base, compare)
    assert ours == [
        {"value": "Old", "path": "description"},
        {"value": True, "path": "options.is_page"},
        text("b") | {"path": "schema[1]"},
        text("c", mandatory=True) | {"path": "schema[2]"},
    ]
    assert theirs == [
        {"value": False, "path": "options.is_page"},
        text("c", mandatory=False) | {"path": "schema[1]"},
        text("d") | {"path": "schema[2]"},
    ]


def test_fields_in_another_order_differ_and_fields_that_moved_up_do_not() -> None:
    ours, theirs = find_differences(kind(text("a"), text("b"), text("c")), kind(text("a"), text("c"), text("b")))
    assert [field["path"] for field in ours] == ["schema[1]", "schema[2]"]
    assert [field["uid"] for field in theirs] == ["c", "b"]
    assert find_differences(kind(text("a"), text("b")), kind(text("b")))[1] == []


def test_documents_are_paired_by_uid() -> None:
    base, compare = [kind(uid="both"), kind(uid="ours")], [kind(uid="theirs"), kind(uid="both", title="Other")]
    found = [(found.uid, found.status, found.title) for found in pair_documents("content_type", base, compare)]
    assert found == [("both", "modified", "Page"), ("ours", "base_only", "Page"), ("theirs", "compare_only", "Page")]


BASE = kind(text("a", format="old"), text("ours"), description="Old", options={"is_page": True, "singleton": True})
COMPARE = kind(
    text("theirs"), text("a", format="new"), text("more"), description="New", options={"is_page": False, "x": 1}
)


@pytest.mark.parametrize(
    ("strategy", "kept", "description", "options"),
    [
        ("merge_prefer_base", "old", "Old", {"is_page": True, "singleton": True, "x": 1}),
        ("merge_prefer_compare", "new", "New", {"is_page": False, "singleton": True, "x": 1}),
        ("merge_modified_only_prefer_base", "old", "Old", {"is_page": True, "singleton": True, "x": 1}),
        ("merge_modified_only_prefer_compare", "new", "New", {"is_page": False, "singleton": True, "x": 1}),
        ("overwrite_with_compare", "new", "New", {"is_page": False, "x": 1}),
    ],
)
def test_what_both_changed(strategy: str, kept: str, description: str, options: Document) -> None:
    step = plan_step(pair(BASE, COMPARE), strategy)
    assert step is not None
    assert step.event == "update"
    (field,) = [field for field in step.values["schema"] if field["uid"] == "a"]
    assert (field["format"], step.values["description"], step.values["options"]) == (kept, description, options)
    ours = [] if strategy == "overwrite_with_compare" else ["ours"]
    assert sorted(uids(step.values)) == sorted(["a", "theirs", "more", *ours])


def test_fields_follow_those_that_they_followed() -> None:
    assert uids(combine_definitions(BASE, COMPARE)) == ["theirs", "a", "more", "ours"]
    assert uids(combine_definitions(COMPARE, BASE)) == ["theirs", "a", "ours", "more"]


@pytest.mark.parametrize("strategy", MERGED_STATUSES)
def test_what_one_branch_alone_has(strategy: str) -> None:
    new, gone = plan_step(pair(None, COMPARE), strategy), plan_step(pair(BASE, None), strategy)
    takes_new = strategy in ("merge_prefer_base", "merge_prefer_compare", "overwrite_with_compare", "merge_new_only")
    assert (new.event if new else None) == ("create" if takes_new else None)
    assert (gone.event if gone else None) == ("delete" if strategy == "overwrite_with_compare" else None)


def test_what_strategies_leave_alone() -> None:
    assert plan_step(pair(BASE, COMPARE), "merge_new_only") is None
    assert plan_step(pair(BASE, COMPARE), "ignore") is None
    assert plan_step(pair(BASE, BASE), "overwrite_with_compare") is None
