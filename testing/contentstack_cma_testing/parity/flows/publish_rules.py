"""Publish rules."""

from typing import Any

from contentstack_cma_testing.parity.flow import Need, Steps, flow
from contentstack_cma_testing.parity.preparing import (
    MASTER_LOCALE,
    create_content_type,
    create_entry,
    create_environment,
    create_workflow,
    entries,
)

RULES = "/v3/workflows/publishing_rules"


def create_rule(steps: Steps, content_type: str, environment: str) -> str:
    """Create a rule that entries must be in the second stage, and return its uid. Takes 5 calls."""
    workflow, stages = create_workflow(steps, content_type)
    rule: dict[str, Any] = {
        "workflow": workflow,
        "workflow_stage": stages[1],
        "actions": ["publish"],
        "branches": ["main"],
        "content_types": [content_type],
        "locales": [MASTER_LOCALE],
        "environment": environment,
        "approvers": {"users": [], "roles": []},
        "disable_approver_publishing": False,
    }
    created = steps.call("create the rule", "POST", RULES, json={"publishing_rule": rule})
    uid = str(created.require("publishing_rule", "uid"))
    steps.later("DELETE", f"{RULES}/{uid}")
    return uid


@flow("Workflows", "A publish rule, whose update returns a notice.", calls=14, needs=[Need.WORKFLOWS])
def update(steps: Steps) -> None:
    """Create a rule, update it, and list the rules in both ways."""
    environment = create_environment(steps)
    content_type = create_content_type(steps)
    path = f"{RULES}/{create_rule(steps, content_type, environment)}"
    rule = steps.call("get", "GET", path).require("publishing_rule")
    names = ("workflow", "workflow_stage", "branches", "content_types", "locales", "environment", "approvers")
    changed = {name: rule[name] for name in names if name in rule} | {"actions": ["publish", "unpublish"]}
    steps.call("update", "PUT", path, json={"publishing_rule": changed})
    steps.call("list", "GET", RULES, query={"content_types": content_type, "include_count": "true"})
    query = {"action": "publish", "locale": MASTER_LOCALE, "environment": environment}
    steps.call("list for the content type", "GET", f"/v3/workflows/content_type/{content_type}", query=query)
    steps.call("get one that does not exist", "GET", f"{RULES}/bltparityunknown")


@flow("Workflows", "An entry that does not meet the rule is not published.", calls=11, needs=[Need.WORKFLOWS])
def unmet(steps: Steps) -> None:
    """Publish an entry that is not in the stage that a rule requires."""
    environment = create_environment(steps)
    content_type = create_content_type(steps)
    create_rule(steps, content_type, environment)
    path = f"{entries(content_type)}/{create_entry(steps, content_type)}"
    body = {"entry": {"environments": [environment], "locales": [MASTER_LOCALE]}, "locale": MASTER_LOCALE, "version": 1}
    steps.call("publish", "POST", f"{path}/publish", json=body)
