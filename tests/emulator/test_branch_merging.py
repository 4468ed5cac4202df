"""Merging branches over HTTP: a job that takes its time."""

import json

import httpx
import pytest

from contentstack_cma_emulator import Emulator
from tests.emulator.support.branches import (
    BOTH,
    BRANCHES,
    COMPARE,
    MERGE,
    QUEUE,
    change_on_next,
    create_branched_stack,
    diverge,
    list_field_uids,
    list_type_uids,
    merge_branches,
)
from tests.emulator.support.error_responses import parse_error
from tests.emulator.support.http_clients import connect
from tests.emulator.support.schemas import (
    GLOBALS,
    NESTED,
    TYPES,
    build_field,
    build_global_field,
    build_global_field_reference,
    build_reference,
    build_type,
    create_global,
    create_type,
    get_type,
)
from tests.emulator.support.users import hire_colleague


@pytest.fixture
def branched(new_stack: httpx.Client) -> httpx.Client:
    """A stack with the types `page` and `note` and the global field `seo`, and a branch `next` of that."""
    return create_branched_stack(new_stack)


def test_a_merge_takes_its_time() -> None:
    with Emulator(work_delay=60) as emulator:
        emulator.clock.stop()
        with connect(emulator, authtoken=emulator.authtoken, api_key=emulator.stack.api_key) as stack:
            stack.post(BRANCHES, json={"branch": {"uid": "next", "source": "main"}})
            emulator.clock.step(60)
            create_type(stack, build_type("news"), branch="next")
            query = {**BOTH, "default_merge_strategy": "merge_prefer_base", "merge_comment": "Bring it in"}
            begun = stack.post(MERGE, params=query).json()
            assert (begun["api_key"], begun["merge_comment"]) == (emulator.stack.api_key, "Bring it in")
            assert begun["merge_details"] == BOTH | {"status": "in_progress"}
            assert (begun["merged_at"], "errors" in begun, "stack" in begun) == (None, False, False)
            (job,) = stack.get(QUEUE).json()["queue"]
            assert job["merge_details"]["status"] == "in_progress"
            assert job["merge_details"]["configuration"] == {
                "default_merge_strategy": "merge_prefer_base",
                "merge_comment": "Bring it in",
                **BOTH,
            }
            assert "news" not in list_type_uids(stack)
            emulator.clock.step(60)
            (job,) = stack.get(QUEUE, params={"uid": begun["uid"]}).json()["queue"]
            assert (job["uid"], job["stack"]) == (begun["uid"], emulator.stack.api_key)
            assert (job["merge_details"]["status"], job["errors"]) == ("complete", [])
            assert job["merged_at"] >= job["created_at"]
            assert "news" in list_type_uids(stack)


@pytest.mark.parametrize(
    ("strategy", "found", "schema"),
    [
        ("merge_prefer_base", {"page", "note", "old", "news"}, ["title", "text", "theirs", "ours", "seo"]),
        ("merge_prefer_compare", {"page", "note", "old", "news"}, ["title", "text", "ours", "theirs", "seo"]),
        ("overwrite_with_compare", {"page", "note", "news"}, ["title", "text", "theirs", "seo"]),
        ("merge_new_only", {"page", "note", "old", "news"}, ["title", "text", "ours", "seo"]),
        ("merge_modified_only_prefer_base", {"page", "note", "old"}, ["title", "text", "theirs", "ours", "seo"]),
        ("merge_modified_only_prefer_compare", {"page", "note", "old"}, ["title", "text", "ours", "theirs", "seo"]),
    ],
)
def test_a_strategy_decides_what_a_merge_takes(
    branched: httpx.Client, strategy: str, found: set[str], schema: list[str]
) -> None:
    diverge(branched)
    assert merge_branches(branched, strategy)["merge_details"]["status"] == "complete"
    assert list_type_uids(branched) == found
    assert list_field_uids(branched) == schema
    kind = next(item["data_type"] for item in get_type(branched, "page")["schema"] if item["uid"] == "text")
    takes_theirs = "compare" in strategy
    assert kind == ("number" if takes_theirs else "text")
    described = "" if takes_theirs else "Ours"
    assert get_type(branched, "page")["description"] == described


def test_items_one_by_one(branched: httpx.Client) -> None:
    diverge(branched)
    job = merge_branches(branched, "ignore", ("content_type", "news", "merge_prefer_base"))
    assert job["merge_details"]["configuration"]["no_revert"] is True
    assert list_type_uids(branched) == {"page", "note", "old", "news"}
    assert list_field_uids(branched) == ["title", "text", "ours", "seo"]
    merge_branches(branched, "overwrite_with_compare", ("content_type", "old", "ignore"))
    assert list_type_uids(branched) == {"page", "note", "old", "news"}
    assert list_field_uids(branched) == ["title", "text", "theirs", "seo"]


def test_nothing_to_merge(branched: httpx.Client) -> None:
    assert merge_branches(branched, "merge_prefer_base")["errors"] == ["No items available for merge"]
    diverge(branched)
    job = merge_branches(branched, "ignore")
    assert (job["merge_details"]["status"], job["merged_at"]) == ("failed", None)
    assert job["errors"] == ["No items available for merge"]
    assert branched.get(QUEUE).json()["queue"][0]["uid"] == job["uid"]


def test_versions_and_entries_follow(branched: httpx.Client) -> None:
    path = f"{TYPES}/page/entries"
    entry = branched.post(path, json={"entry": {"title": "One", "text": "kept"}}).json()["entry"]
    change_on_next(branched, build_type("page", build_field("theirs")))
    merge_branches(branched, "overwrite_with_compare")
    assert get_type(branched, "page")["_version"] == 2
    assert get_type(branched, "page", version="1")["schema"][1]["uid"] == "text"
    read = branched.get(f"{path}/{entry['uid']}").json()["entry"]
    assert "text" not in read
    changed = branched.put(f"{path}/{entry['uid']}", json={"entry": {"theirs": "now"}}).json()["entry"]
    assert (changed["theirs"], changed["_version"]) == ("now", 2)


def test_overwriting_takes_entries_along(branched: httpx.Client) -> None:
    create_type(branched, build_type("old"))
    branched.post(f"{TYPES}/old/entries", json={"entry": {"title": "One"}})
    assert merge_branches(branched, "overwrite_with_compare")["merge_details"]["status"] == "complete"
    assert branched.get(f"{TYPES}/old/entries").status_code == 422
    create_type(branched, build_type("old"))
    assert branched.get(f"{TYPES}/old/entries").json()["entries"] == []


def test_a_merge_that_fails_changes_nothing(branched: httpx.Client) -> None:
    create_type(branched, build_type("author"), branch="next")
    create_type(branched, build_type("book", build_reference("by", "author")), branch="next")
    create_type(branched, build_type("film"), branch="next")
    items = [("content_type", uid, "merge_prefer_compare") for uid in ("book", "film")]
    job = merge_branches(branched, "ignore", *items)
    assert (job["merge_details"]["status"], job["merged_at"]) == ("failed", None)
    (error,) = job["errors"]
    assert (error["event"], error["type"], error["uid"]) == ("create", "content_types", "book")
    assert json.loads(error["error"])["error_code"] == 115
    assert list_type_uids(branched) == {"page", "note"}
    assert merge_branches(branched, "merge_new_only")["errors"] == []


def test_a_global_field_in_use_stays(branched: httpx.Client) -> None:
    create_global(branched, build_global_field("extra"))
    create_type(branched, build_type("old", build_global_field_reference("extra", "extra")))
    job = merge_branches(branched, "ignore", ("global_field", "extra", "overwrite_with_compare"))
    (error,) = job["errors"]
    assert (error["event"], error["type"], error["uid"]) == ("delete", "global_fields", "extra")
    assert merge_branches(branched, "overwrite_with_compare")["merge_details"]["status"] == "complete"


def test_nested_global_fields(branched: httpx.Client) -> None:
    create_global(
        branched, build_global_field("outer", build_global_field_reference("inner", "seo")), branch="next", **NESTED
    )
    assert merge_branches(branched, "merge_new_only")["merge_details"]["status"] == "complete"
    read = branched.get(f"{GLOBALS}/outer", headers=NESTED).json()["global_field"]
    assert [found["uid"] for found in read["schema"]] == ["line", "inner"]


def test_a_way_back(branched: httpx.Client) -> None:
    diverge(branched)
    merge_branches(branched, "overwrite_with_compare", no_revert="false")
    (backup,) = [b for b in branched.get(BRANCHES).json()["branches"] if b["uid"] not in BOTH.values()]
    assert (backup["source"], len(backup["uid"]) <= 15) == ("main", True)
    was = branched.get(f"{TYPES}/page", headers={"branch": backup["uid"]}).json()["content_type"]
    assert [found["uid"] for found in was["schema"]] == ["title", "text", "ours", "seo"]


def test_merges_that_are_rejected(branched: httpx.Client) -> None:
    query = {**BOTH, "default_merge_strategy": "merge_prefer_base", "merge_comment": "Bring it in"}
    for name in ("default_merge_strategy", "merge_comment", "compare_branch"):
        assert branched.post(MERGE, params={k: v for k, v in query.items() if k != name}).status_code == 422
    assert branched.post(MERGE, params=query | {"default_merge_strategy": "guess"}).status_code == 422
    assert parse_error(branched.post(MERGE, params=query | {"base_branch": "none"}))[:2] == (422, 905)
    assert branched.post(MERGE, params=query | {"base_branch": "next"}).status_code == 422
    assert parse_error(branched.get(f"{QUEUE}/none"))[:2] == (422, 141)
    assert branched.get(QUEUE).json() == {"queue": []}


def test_a_branch_that_goes_before_it_is_merged() -> None:
    with Emulator(work_delay=60) as emulator:
        emulator.clock.stop()
        with connect(emulator, authtoken=emulator.authtoken, api_key=emulator.stack.api_key) as stack:
            stack.post(BRANCHES, json={"branch": {"uid": "next", "source": "main"}})
            emulator.clock.step(60)
            stack.delete(f"{BRANCHES}/next", params={"force": "true"})
            query = {**BOTH, "default_merge_strategy": "merge_prefer_base", "merge_comment": "Bring it in"}
            begun = stack.post(MERGE, params=query).json()
            emulator.clock.step(60)
            (job,) = stack.get(f"{QUEUE}/{begun['uid']}").json()["queue"]
            assert job["merge_details"]["status"] == "failed"
            assert "next" in job["errors"][0]


def test_a_content_manager_may_compare_but_not_merge(emulator: Emulator, branched: httpx.Client) -> None:
    query = {**BOTH, "default_merge_strategy": "merge_prefer_base", "merge_comment": "Bring it in"}
    with hire_colleague(emulator, branched) as colleague:
        colleague.take_built_in("Content Manager")
        assert colleague.client.get(COMPARE, params=BOTH).status_code == 200
        assert colleague.client.post(MERGE, params=query).status_code == 403
