"""Flows about the terms of taxonomies."""

from contentstack_cma_testing.parity.building import read_all
from contentstack_cma_testing.parity.describing import describe_outcome
from contentstack_cma_testing.parity.flow import Need, Steps, flow
from contentstack_cma_testing.parity.flows.taxonomies import create_taxonomy, create_term

TAG = "Terms"
NEEDS = [Need.USER, Need.TAXONOMIES]
MAX_LEVELS = 10
"""The deepest level of terms, by the documentation."""


@flow(
    TAG, "A term moves under another and to a position, not below itself.", calls=11, needs=NEEDS, answers=["term_move"]
)
def move(steps: Steps) -> None:
    taxonomy = create_taxonomy(steps, "tree")
    path = f"/v3/taxonomies/{taxonomy}/terms"
    create_term(steps, "create a", taxonomy, "a")
    create_term(steps, "create b under a", taxonomy, "b", "a")
    create_term(steps, "create c", taxonomy, "c")
    body = {"term": {"parent_uid": "a", "order": 1}}
    calls = {
        "without force": steps.call("without force", "PUT", f"{path}/c/move", json=body),
        "without order": steps.call(
            "without order", "PUT", f"{path}/c/move", query={"force": "true"}, json={"term": {"parent_uid": "a"}}
        ),
        "below itself": steps.call(
            "below itself",
            "PUT",
            f"{path}/a/move",
            query={"force": "true"},
            json={"term": {"parent_uid": "b", "order": 1}},
        ),
    }
    steps.call("with both", "PUT", f"{path}/c/move", query={"force": "true"}, json=body)
    listed = steps.call("descendants of a", "GET", f"{path}/a/descendants")
    steps.order("descendants", read_all(listed, "terms", "uid"))
    steps.call("ancestors of b", "GET", f"{path}/b/ancestors")
    facts = (f"{what}: {describe_outcome(reply)}" for what, reply in calls.items())
    steps.answer("term_move", "; ".join(facts))


@flow(TAG, "Two taxonomies have a term with one uid.", calls=9, needs=NEEDS, answers=["term_uid_in_two_taxonomies"])
def same_uid(steps: Steps) -> None:
    first, second = create_taxonomy(steps, "first"), create_taxonomy(steps, "second")
    create_term(steps, "create", first, "a")
    reply = create_term(steps, "create in the other", second, "a")
    create_term(steps, "create again", first, "a")
    create_term(steps, "under one that does not exist", first, "b", "nowhere")
    steps.call("get one that does not exist", "GET", f"/v3/taxonomies/{first}/terms/nowhere")
    steps.answer("term_uid_in_two_taxonomies", describe_outcome(reply))


@flow(TAG, "Terms are up to ten levels deep.", calls=13, needs=NEEDS, answers=["term_depth"])
def depth(steps: Steps) -> None:
    taxonomy = create_taxonomy(steps, "deep")
    parent: str | None = None
    for level in range(1, MAX_LEVELS + 1):
        create_term(steps, f"level {level}", taxonomy, f"t{level}", parent)
        parent = f"t{level}"
    reply = create_term(steps, "one level more", taxonomy, "more", parent)
    steps.answer("term_depth", describe_outcome(reply))


@flow(TAG, "A term with terms below it is deleted with `force` only.", calls=9, needs=NEEDS)
def delete_with_children(steps: Steps) -> None:
    taxonomy = create_taxonomy(steps, "tree")
    path = f"/v3/taxonomies/{taxonomy}/terms"
    create_term(steps, "create a", taxonomy, "a")
    create_term(steps, "create b under a", taxonomy, "b", "a")
    steps.call("list the first level", "GET", path, query={"depth": 1, "include_count": "true"})
    steps.call("delete without force", "DELETE", f"{path}/a")
    steps.call("delete with force", "DELETE", f"{path}/a", query={"force": "true"})
    steps.call("get the one below", "GET", f"{path}/b")
    steps.call("delete again", "DELETE", f"{path}/a", query={"force": "true"})
