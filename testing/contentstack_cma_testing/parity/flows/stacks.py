"""The stack and its settings. What a flow changes of the settings it changes back."""

from typing import Any

from contentstack_cma_testing.parity.flow import Need, Steps, flow

STACK = "/v3/stacks"
SETTINGS = "/v3/stacks/settings"


@flow("Stacks", "The stack, what it can include, and its users.", calls=4, needs=[Need.USER])
def read(steps: Steps) -> None:
    """Read the stack in all ways."""
    steps.call("stack", "GET", STACK).require("stack", "api_key")
    flags = {
        "include_collaborators": "true",
        "include_stack_variables": "true",
        "include_discrete_variables": "true",
        "include_count": "true",
    }
    steps.call("stack with all it can include", "GET", STACK, query=flags)
    steps.call("stacks of the user", "GET", STACK, query={"limit": 1, "include_count": "true"}, has_stack=False)
    steps.call("users", "GET", "/v3/stacks/users")


@flow("Stacks", "An unknown or missing API key is a failed precondition, not something that is not found.", calls=2)
def unknown_api_key(steps: Steps) -> None:
    """Read a stack that does not exist, and none."""
    steps.call("unknown", "GET", "/v3/content_types", headers={"api_key": "parity-unknown"})
    steps.call("missing", "GET", "/v3/content_types", has_stack=False)


@flow("Stacks", "A group of settings that is sent replaces the stored one.", calls=5, needs=[Need.USER])
def replace_settings(steps: Steps) -> None:
    """Set variables of the stack twice."""
    before = steps.call("before", "GET", SETTINGS).find("stack_settings", "stack_variables")
    steps.later("POST", SETTINGS, json={"stack_settings": {"stack_variables": before or {}}})
    for label, variables in (("one variable", {"parity_a": "1"}), ("another variable", {"parity_b": "2"})):
        steps.call(label, "POST", SETTINGS, json={"stack_settings": {"stack_variables": variables}})
    after: dict[str, Any] = steps.call("after", "GET", SETTINGS).find("stack_settings", "stack_variables") or {}
    steps.order("variables", sorted(after))


@flow("Stacks", "Live preview cannot be enabled without a default environment.", calls=2, needs=[Need.USER])
def live_preview_without_environment(steps: Steps) -> None:
    """Enable live preview with nothing to preview."""
    reply = steps.call("enable", "POST", SETTINGS, json={"stack_settings": {"live_preview": {"enabled": True}}})
    if reply.is_success:
        steps.later("POST", SETTINGS, json={"stack_settings": {"live_preview": {"enabled": False}}})
