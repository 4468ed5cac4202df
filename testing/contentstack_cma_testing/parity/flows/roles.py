"""Roles of a stack. No flow gives one to anybody."""

from typing import Any

from contentstack_cma_testing.parity.describing import describe_outcome
from contentstack_cma_testing.parity.flow import Need, Reply, Steps, flow

ROLES = "/v3/roles"
BRANCH_RULE = {"module": "branch", "branches": ["main"], "acl": {"read": True}}
CONTENT_RULE = {
    "module": "content_type",
    "content_types": ["$all"],
    "acl": {"read": True, "sub_acl": {"read": True, "create": False, "update": False, "delete": False}},
}


def create_role(steps: Steps, label: str, what: str, rules: Any) -> Reply:
    """Try to create a role with these rules. Takes 2 calls."""
    sent: dict[str, Any] = {"name": steps.name(what), "description": "", "rules": rules, "users": []}
    reply = steps.call(label, "POST", ROLES, json={"role": sent})
    if reply.is_success:
        steps.later("DELETE", f"{ROLES}/{reply.require('role', 'uid')}")
    return reply


@flow("Roles", "A role, its rules, and a name that is taken.", calls=7, needs=[Need.USER])
def update(steps: Steps) -> None:
    """Create a role, read it with its rules, and rename it."""
    created = create_role(steps, "create", "role", [BRANCH_RULE, CONTENT_RULE])
    role = f"{ROLES}/{created.require('role', 'uid')}"
    steps.call("get", "GET", role)
    steps.call("get with its rules", "GET", role, query={"include_rules": "true", "include_permissions": "true"})
    sent = {"name": steps.name("renamed"), "description": "", "rules": [BRANCH_RULE, CONTENT_RULE], "users": []}
    steps.call("rename", "PUT", role, json={"role": sent})
    taken = steps.call("name that is taken", "POST", ROLES, json={"role": sent})
    if taken.is_success:
        steps.later("DELETE", f"{ROLES}/{taken.require('role', 'uid')}")
    steps.call("list", "GET", ROLES, query={"limit": 1, "include_rules": "true"})


@flow(
    "Roles",
    "Rules without one for branches, no rules, and a rule for a branch that does not exist.",
    calls=8,
    needs=[Need.USER],
    answers=["role_without_branch_rule"],
)
def without_branch_rule(steps: Steps) -> None:
    """Create roles with several kinds of branch rules."""
    cases = {
        "rules without a branch rule": [CONTENT_RULE],
        "no rules": [],
        "a rule for no branch": [{**BRANCH_RULE, "branches": []}],
        "a rule for an unknown branch": [{**BRANCH_RULE, "branches": ["parityunknown"]}],
    }
    replies = {label: create_role(steps, label, f"role_{n}", cases[label]) for n, label in enumerate(cases)}
    facts = [f"{label}: {describe_outcome(reply)}" for label, reply in replies.items()]
    steps.answer("role_without_branch_rule", f"{'; '.join(facts)}.")


@flow("Roles", "A role that does not exist.", calls=2, needs=[Need.USER])
def unknown(steps: Steps) -> None:
    """Read and delete a role that does not exist."""
    steps.call("get", "GET", f"{ROLES}/bltparityunknown")
    steps.call("delete", "DELETE", f"{ROLES}/bltparityunknown")
