"""Branches: create, compare and delete them."""

from contentstack_cma_testing.parity.flow import Need, Steps, flow
from contentstack_cma_testing.parity.preparing import (
    BRANCHES,
    MAX_BRANCH_UID,
    create_branch,
    create_content_type,
    make_branch_uid,
)

COMPARE = "/v3/stacks/branches_compare"


@flow(
    "Branches", "A branch is created in the background, and only deleted with force.", calls=15, needs=[Need.BRANCHES]
)
def create_and_delete(steps: Steps) -> None:
    """Create a branch and try to delete it without force."""
    uid = create_branch(steps)
    steps.call("list", "GET", BRANCHES, query={"include_count": "true", "limit": 1})
    steps.call("create it again", "POST", BRANCHES, json={"branch": {"uid": uid, "source": "main"}})
    steps.call("delete without force", "DELETE", f"{BRANCHES}/{uid}")


@flow("Branches", "What is wrong with a new branch has an error code of its own.", calls=4, needs=[Need.BRANCHES])
def invalid(steps: Steps) -> None:
    """Try to create branches that cannot be created."""
    uid = make_branch_uid(steps, "no")
    for label, sent in (
        ("uid that is taken", {"uid": "main", "source": "main"}),
        ("uid that is too long", {"uid": "p" * (MAX_BRANCH_UID + 1), "source": "main"}),
        ("unknown source", {"uid": uid, "source": "parityunknown"}),
    ):
        steps.call(label, "POST", BRANCHES, json={"branch": sent})
    steps.call("get one that does not exist", "GET", f"{BRANCHES}/{uid}")


@flow("Branches", "Comparison: a list of differences or, for one item, an object.", calls=17, needs=[Need.BRANCHES])
def compare(steps: Steps) -> None:
    """Compare the main branch with one that has another content type."""
    branch = create_branch(steps)
    uid = create_content_type(steps, headers={"branch": branch})
    branches = {"base_branch": "main", "compare_branch": branch}
    steps.call("all", "GET", COMPARE, query=branches)
    steps.call("content types", "GET", f"{COMPARE}/content_types", query=branches)
    steps.call("global fields", "GET", f"{COMPARE}/global_fields", query=branches)
    one = {**branches, "include_schemas": "true"}
    steps.call("one content type", "GET", f"{COMPARE}/content_types/{uid}", query=one)
