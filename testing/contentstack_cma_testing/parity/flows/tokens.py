"""Tokens: delivery, preview and management tokens. Their values stay in the flow."""

from typing import Any

from contentstack_cma_testing.parity.describing import describe_outcome
from contentstack_cma_testing.parity.flow import Need, Reply, Steps, flow
from contentstack_cma_testing.parity.preparing import create_environment

DELIVERY = "/v3/stacks/delivery_tokens"
MANAGEMENT = "/v3/stacks/management_tokens"
BRANCH_SCOPE = {"module": "branch", "branches": ["main"], "acl": {"read": True}}
READ_ONLY = {"module": "content_type", "acl": {"read": True}}


def create_token(steps: Steps, label: str, path: str, what: str, *scope: dict[str, Any]) -> Reply:
    """Try to create a token with this scope. Takes 2 calls."""
    sent: dict[str, Any] = {"name": steps.name(what), "description": "", "scope": list(scope)}
    reply = steps.call(label, "POST", path, json={"token": sent})
    if reply.is_success:
        steps.later("DELETE", f"{path}/{reply.require('token', 'uid')}", query={"force": "true"})
    return reply


@flow("Tokens", "A delivery token needs a branch, and can have a preview token.", calls=11, needs=[Need.USER])
def delivery(steps: Steps) -> None:
    """Create a delivery token, and a preview token for it."""
    environment = create_environment(steps)
    place = {"module": "environment", "environments": [environment], "acl": {"read": True}}
    create_token(steps, "without a branch", DELIVERY, "bare", place)
    created = create_token(steps, "create", DELIVERY, "token", place, BRANCH_SCOPE)
    token = f"{DELIVERY}/{created.require('token', 'uid')}"
    steps.call("create the preview token", "POST", f"{token}/preview_token")
    steps.call("get", "GET", token)
    steps.call("list", "GET", DELIVERY, query={"limit": 1})
    steps.call("delete the preview token", "DELETE", f"{token}/preview_token")
    steps.call("delete the preview token again", "DELETE", f"{token}/preview_token")


@flow("Tokens", "A management token shows itself once, and needs a branch.", calls=7, needs=[Need.USER])
def management(steps: Steps) -> None:
    """Create a management token, and read and change it."""
    create_token(steps, "without a branch", MANAGEMENT, "bare", READ_ONLY)
    created = create_token(steps, "create", MANAGEMENT, "token", READ_ONLY, BRANCH_SCOPE)
    token = f"{MANAGEMENT}/{created.require('token', 'uid')}"
    steps.call("get", "GET", token)
    sent = {"name": steps.name("renamed"), "description": "", "scope": [READ_ONLY, BRANCH_SCOPE]}
    steps.call("rename", "PUT", token, json={"token": sent})
    steps.call("list", "GET", MANAGEMENT, query={"limit": 1})


@flow(
    "Tokens",
    "What a management token that only reads content types may not do, and how that is said.",
    calls=7,
    needs=[Need.USER, Need.MANAGEMENT_TOKEN],
    answers=["management_token_forbidden"],
)
def without_permission(steps: Steps) -> None:
    """Use a management token for what its scope does not include."""
    created = create_token(steps, "create", MANAGEMENT, "token", READ_ONLY, BRANCH_SCOPE)
    headers = {"authorization": str(created.require("token", "token"))}
    uid = steps.name("type")
    schema = [{"display_name": "Title", "uid": "title", "data_type": "text", "mandatory": True, "unique": True}]
    sent = {"content_type": {"title": uid, "uid": uid, "schema": schema}}
    steps.call("read content types", "GET", "/v3/content_types", query={"limit": 1}, headers=headers)
    steps.later("DELETE", f"/v3/content_types/{uid}", query={"force": "true"})
    write = steps.call("write a content type", "POST", "/v3/content_types", json=sent, headers=headers)
    other = steps.call("read what takes a user", "GET", "/v3/stacks/users", headers=headers)
    steps.call("unknown token", "GET", "/v3/content_types", headers={"authorization": "parity-unknown"})
    fact = f"A write without permission is {describe_outcome(write)}; one for users only is {describe_outcome(other)}."
    steps.answer("management_token_forbidden", fact)
