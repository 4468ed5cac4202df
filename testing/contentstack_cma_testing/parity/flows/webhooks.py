"""Webhooks. Those of the flows are disabled, and their targets do not exist."""

from typing import Any

from contentstack_cma_testing.parity.flow import Need, Steps, flow

WEBHOOKS = "/v3/webhooks"


def build_webhook(name: str, target: str = "https://parity.invalid/hook") -> dict[str, Any]:
    """Build a disabled webhook that would tell a target of new content types."""
    return {
        "name": name,
        "destinations": [{"target_url": target, "http_basic_auth": "", "http_basic_password": "", "custom_header": []}],
        "channels": ["content_types.create"],
        "branches": ["main"],
        "retry_policy": "manual",
        "disabled": True,
        "concise_payload": False,
    }


@flow("Webhooks", "A webhook, its export, and its executions.", calls=7, needs=[Need.USER])
def update(steps: Steps) -> None:
    """Create a disabled webhook, and read and change it."""
    created = steps.call("create", "POST", WEBHOOKS, json={"webhook": build_webhook(steps.name("webhook"))})
    webhook = f"{WEBHOOKS}/{created.require('webhook', 'uid')}"
    steps.later("DELETE", webhook)
    steps.call("get", "GET", webhook)
    steps.call("rename", "PUT", webhook, json={"webhook": build_webhook(steps.name("renamed"))})
    steps.call("export", "GET", f"{webhook}/export")
    steps.call("executions", "GET", f"{webhook}/executions")
    steps.call("list", "GET", WEBHOOKS, query={"include_count": "true", "limit": 1})


@flow("Webhooks", "What is wrong with a webhook, and one that does not exist.", calls=5, needs=[Need.USER])
def invalid(steps: Steps) -> None:
    """Create webhooks that cannot be called."""
    wrong: tuple[tuple[str, dict[str, Any]], ...] = (
        ("target that is no web address", build_webhook(steps.name("no"), "ftp://parity.invalid")),
        ("no channels", {**build_webhook(steps.name("none")), "channels": []}),
    )
    for label, sent in wrong:
        reply = steps.call(label, "POST", WEBHOOKS, json={"webhook": sent})
        if reply.is_success:
            steps.later("DELETE", f"{WEBHOOKS}/{reply.require('webhook', 'uid')}")
    steps.call("get one that does not exist", "GET", f"{WEBHOOKS}/bltparityunknown")
