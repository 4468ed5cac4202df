"""Stacks with two branches that go their own ways, and what tests do with them."""

from typing import Any

import httpx

from tests.emulator.support.schemas import (
    TYPES,
    Json,
    build_field,
    build_global_field,
    build_global_field_reference,
    build_type,
    change_type,
    create_global,
    create_type,
    get_type,
)

BRANCHES = "/v3/stacks/branches"
COMPARE = "/v3/stacks/branches_compare"
MERGE = "/v3/stacks/branches_merge"
QUEUE = "/v3/stacks/branches_queue"

BOTH = {"base_branch": "main", "compare_branch": "next"}
ON_NEXT = {"branch": "next"}


def create_branched_stack(stack: httpx.Client) -> httpx.Client:
    """Make the types `page` and `note` and the global field `seo`, and a branch `next` of that."""
    assert create_global(stack, build_global_field("seo")).is_success
    for uid in ("page", "note"):
        assert create_type(
            stack, build_type(uid, build_field("text"), build_global_field_reference("seo", "seo"))
        ).is_success
    assert stack.post(BRANCHES, json={"branch": {"uid": "next", "source": "main"}}).is_success
    return stack


def change_on_next(stack: httpx.Client, body: Json) -> None:
    """Change a content type in the branch `next`."""
    response = stack.put(f"{TYPES}/{body['uid']}", json={"content_type": body}, headers=ON_NEXT)
    assert response.is_success, response.text


def diverge(stack: httpx.Client) -> None:
    """Change `page` in both branches, make `news` in `next` and `old` in `main`."""
    change_type(
        stack,
        build_type(
            "page",
            build_field("text"),
            build_field("ours"),
            build_global_field_reference("seo", "seo"),
            description="Ours",
        ),
    )
    change_on_next(
        stack,
        build_type(
            "page", build_field("text", "number"), build_field("theirs"), build_global_field_reference("seo", "seo")
        ),
    )
    assert create_type(stack, build_type("news", build_global_field_reference("seo", "seo")), branch="next").is_success
    assert create_type(stack, build_type("old")).is_success


def compare_branches(stack: httpx.Client, path: str = "", **params: Any) -> Json:
    response = stack.get(f"{COMPARE}{path}", params=BOTH | params)
    assert response.status_code == 200, response.text
    found: Json = response.json()
    return found


def compare_statuses(stack: httpx.Client, path: str = "", **params: Any) -> dict[str, str]:
    return {item["uid"]: item["status"] for item in compare_branches(stack, path, **params)["diff"]}


def merge_branches(stack: httpx.Client, strategy: str, *items: tuple[str, str, str], **params: Any) -> Json:
    """Merge `next` into `main` and return the job when it is done."""
    query = {**BOTH, "default_merge_strategy": strategy, "merge_comment": "Bring it in", "no_revert": "true"}
    strategies = [{"type": kind, "uid": uid, "merge_strategy": how} for kind, uid, how in items]
    body = {"item_merge_strategies": strategies} if strategies else {}
    begun = stack.post(MERGE, params=query | params, json=body)
    assert begun.is_success, begun.text
    (job,) = stack.get(f"{QUEUE}/{begun.json()['uid']}").json()["queue"]
    return dict(job)


def list_type_uids(stack: httpx.Client) -> set[str]:
    return {found["uid"] for found in stack.get(TYPES).json()["content_types"]}


def list_field_uids(stack: httpx.Client, uid: str = "page") -> list[str]:
    return [found["uid"] for found in get_type(stack, uid)["schema"]]
