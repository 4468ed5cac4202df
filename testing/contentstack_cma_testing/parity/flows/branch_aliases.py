"""Branch aliases."""

from contentstack_cma_testing.parity.flow import Need, Steps, flow
from contentstack_cma_testing.parity.preparing import make_branch_uid

ALIASES = "/v3/stacks/branch_aliases"


def assign(steps: Steps, label: str, alias: str, branch: str) -> None:
    """Assign an alias to a branch. Takes 1 call."""
    steps.call(label, "PUT", f"{ALIASES}/{alias}", json={"branch_alias": {"target_branch": branch}})


@flow("Aliases", "An alias is used like a branch, and only deleted with force.", calls=7, needs=[Need.BRANCHES])
def assign_and_read(steps: Steps) -> None:
    """Give the main branch an alias, and read through it."""
    alias = make_branch_uid(steps, "al")
    steps.later("DELETE", f"{ALIASES}/{alias}", query={"force": "true"})
    assign(steps, "assign", alias, "main")
    steps.call("get", "GET", f"{ALIASES}/{alias}")
    steps.call("list", "GET", ALIASES, query={"include_count": "true", "limit": 1})
    steps.call("read through it", "GET", "/v3/content_types", query={"limit": 1}, headers={"branch": alias})
    assign(steps, "assign it again", alias, "main")
    steps.call("delete without force", "DELETE", f"{ALIASES}/{alias}")


@flow("Aliases", "An alias needs a branch that exists.", calls=2, needs=[Need.BRANCHES])
def invalid(steps: Steps) -> None:
    """Assign an alias to a branch that does not exist."""
    alias = make_branch_uid(steps, "no")
    assign(steps, "unknown branch", alias, "parityunknown")
    steps.call("get one that does not exist", "GET", f"{ALIASES}/{alias}")
