"""Comparing branches over HTTP."""

import httpx
import pytest

from tests.emulator.support.branches import (
    BOTH,
    COMPARE,
    ON_NEXT,
    compare_branches,
    compare_statuses,
    create_branched_stack,
    diverge,
)
from tests.emulator.support.error_responses import parse_error
from tests.emulator.support.schemas import GLOBALS, build_field, build_global_field


@pytest.fixture
def branched(new_stack: httpx.Client) -> httpx.Client:
    """A stack with the types `page` and `note` and the global field `seo`, and a branch `next` of that."""
    return create_branched_stack(new_stack)


def test_branches_that_do_not_differ(branched: httpx.Client) -> None:
    assert compare_branches(branched) == {"branches": BOTH, "diff": []}


def test_a_comparison_lists_what_differs_and_how(branched: httpx.Client) -> None:
    diverge(branched)
    branched.put(
        f"{GLOBALS}/seo", json={"global_field": build_global_field("seo", build_field("robots"))}, headers=ON_NEXT
    )
    found = compare_branches(branched)
    assert found["diff"][0] == {"uid": "seo", "title": "Seo", "type": "global_field", "status": "modified"}
    expected = {"seo": "modified", "page": "modified", "old": "base_only", "news": "compare_only"}
    assert compare_statuses(branched) == expected
    assert compare_statuses(branched, "/global_fields") == {"seo": "modified"}
    assert compare_statuses(branched, "/content_types") == {k: v for k, v in expected.items() if k != "seo"}


def test_the_base_is_by_default_the_source(branched: httpx.Client) -> None:
    diverge(branched)
    assert branched.get(COMPARE, params={"compare_branch": "next"}).json()["branches"] == BOTH
    assert branched.get(COMPARE, params={"compare_branch": "main"}).status_code == 422
    assert branched.get(COMPARE).status_code == 422
    assert parse_error(branched.get(COMPARE, params=BOTH | {"base_branch": "none"}))[:2] == (422, 905)


def test_aliases_name_branches(branched: httpx.Client) -> None:
    branched.put("/v3/stacks/branch_aliases/coming", json={"branch_alias": {"target_branch": "next"}})
    diverge(branched)
    assert compare_branches(branched, compare_branch="coming")["branches"] == BOTH


def test_a_comparison_is_paged(branched: httpx.Client) -> None:
    diverge(branched)
    found: list[str] = []
    page = compare_branches(branched, "/content_types", limit="2")
    assert len(page["diff"]) == 2
    assert f"{COMPARE}/content_types?base_branch=main&compare_branch=next&skip=2&limit=2" in page["next_url"]
    found += [item["uid"] for item in page["diff"]]
    last = compare_branches(branched, "/content_types", limit="2", skip="2")
    assert "next_url" not in last
    assert {*found, *(item["uid"] for item in last["diff"])} == {"page", "old", "news"}


def test_how_a_content_type_differs(branched: httpx.Client) -> None:
    diverge(branched)
    diff = compare_branches(branched, "/content_types/page")["diff"]
    assert (diff["uid"], diff["type"], diff["status"]) == ("page", "content_type", "modified")
    ours, theirs = diff["base_branch"]["differences"], diff["compare_branch"]["differences"]
    assert {(item.get("uid"), item["path"]) for item in ours} == {
        (None, "description"),
        ("text", "schema[1]"),
        ("ours", "schema[2]"),
    }
    assert {(item.get("uid"), item.get("data_type"), item["path"]) for item in theirs} == {
        (None, None, "description"),
        ("text", "number", "schema[1]"),
        ("theirs", "text", "schema[2]"),
    }
    assert diff["base_branch"]["schema"] is None
    whole = compare_branches(branched, "/content_types/page", include_schemas="true")["diff"]
    assert [item["uid"] for item in whole["compare_branch"]["schema"]] == ["title", "text", "theirs", "seo"]


def test_how_something_differs_that_one_branch_alone_has(branched: httpx.Client) -> None:
    diverge(branched)
    diff = compare_branches(branched, "/content_types/news")["diff"]
    assert diff["status"] == "compare_only"
    assert diff["base_branch"]["differences"] == []
    assert {"value": "News", "path": "title"} in diff["compare_branch"]["differences"]
    same = compare_branches(branched, "/global_fields/seo")["diff"]
    assert (same["uid"], same["base_branch"]["differences"]) == ("seo", [])
    for path in ("content_types/none", "global_fields/none"):
        assert parse_error(branched.get(f"{COMPARE}/{path}", params=BOTH))[:2] == (422, 118)
