"""An API that differs from the emulator in twenty ways: each of them is reported, and nothing else."""

import time
from collections.abc import Callable
from typing import Any

from contentstack_cma_testing.parity.findings import Finding, group
from contentstack_cma_testing.parity.kit import open_kit, select_flows
from contentstack_cma_testing.parity.opening import Place, open_emulator, stop_clock
from contentstack_cma_testing.parity.target import Patience
from tests.testing.parity.support.relay import Edit, Relayed, relay

FLOWS = (
    "assets.lists",
    "assets.publish",
    "assets.scan_status",
    "content_types.unknown",
    "entry_queries.sort_entries",
    "environments.rename",
    "extensions.update",
    "labels.unknown",
    "releases.lock",
    "roles.update",
    "webhooks.update",
    "workflows.switch",
)

SLOW = 100.0
"""How much faster than ours the clock runs that measures background work."""


def at(*path: str | int, put: Callable[[Any], Any]) -> Callable[[Relayed], None]:
    """Replace a value in the body by what `put` makes of it."""

    def change(response: Relayed) -> None:
        value = response.body
        for step in path[:-1]:
            value = value[step]
        value[path[-1]] = put(value.get(path[-1]) if isinstance(value, dict) else value[path[-1]])

    return change


def without(*path: str | int) -> Callable[[Relayed], None]:
    """Remove a key from the body."""

    def change(response: Relayed) -> None:
        value = response.body
        for step in path[:-1]:
            value = value[step]
        del value[path[-1]]

    return change


def status(number: int) -> Callable[[Relayed], None]:
    return lambda response: setattr(response, "status", number)


def header(name: str, value: str | None) -> Callable[[Relayed], None]:
    def change(response: Relayed) -> None:
        response.headers = {key: text for key, text in response.headers.items() if key.lower() != name}
        if value is not None:
            response.headers[name] = value

    return change


def fail(response: Relayed) -> None:
    response.status = 404
    response.body = {"error_message": "Gone.", "error_code": 404}


def reverse(response: Relayed) -> None:
    response.body["entries"].reverse()


DIFFERENCES: list[tuple[Edit, tuple[str, str, str, str, str]]] = [
    (
        Edit("POST", "/v3/releases", status(200)),
        ("status", "create_release", "", "201", "200"),
    ),
    (
        Edit("GET", r"/v3/releases/\w+", fail),
        ("status", "get_release", "", "200", "404"),
    ),
    (
        Edit("GET", r"/v3/labels/\w+", at("error_code", put=lambda _: 999)),
        ("error code", "get_label", "", "141", "999"),
    ),
    (
        Edit("PUT", r"/v3/labels/\w+", without("error_code")),
        ("error code", "update_label", "", "141", "None"),
    ),
    (
        Edit("DELETE", r"/v3/labels/\w+", at("errors", put=lambda _: {"label": ["is not valid."]})),
        ("error keys", "delete_label", "", "uid", "label"),
    ),
    (
        Edit("GET", r"/v3/roles/\w+", without("role", "description")),
        ("key", "get_role", "role.description", "empty text", "none"),
    ),
    (
        Edit("GET", r"/v3/workflows/\w+", at("workflow", "new_key", put=lambda _: 1)),
        ("key", "get_workflow", "workflow.new_key", "none", "integer"),
    ),
    (
        Edit("GET", r"/v3/extensions/\w+", at("extension", "tags", put=lambda _: {"one": 1})),
        ("kind", "get_extension", "extension.tags", "empty list", "object"),
    ),
    (
        Edit("GET", r"/v3/extensions\?.*", at("extensions", 0, "title", put=lambda _: None)),
        ("kind", "list_extensions", "extensions[].title", "text", "null"),
    ),
    (
        Edit("GET", r"/v3/webhooks/\w+", at("webhook", "created_at", put=lambda text: f"{text[:19]}Z")),
        ("kind", "get_webhook", "webhook.created_at", "date", "date without milliseconds"),
    ),
    (
        Edit("GET", r"/v3/webhooks\?.*", at("count", put=str)),
        ("kind", "list_webhooks", "count", "integer", "digits"),
    ),
    (
        Edit("PUT", r"/v3/webhooks/\w+", at("notice", put=lambda text: [text])),
        ("kind", "update_webhook", "notice", "text", "list"),
    ),
    (
        Edit("GET", r"/v3/assets/images.*", header("x-runtime", None)),
        ("header", "", "x-runtime", "text", "none"),
    ),
    (
        Edit("GET", r"/v3/assets\?.*", header("x-new", "1")),
        ("header", "", "x-new", "none", "digits"),
    ),
    (
        Edit("PUT", r"/v3/assets/\w+", header("x-ratelimit-limit", "many")),
        ("header", "", "x-ratelimit-limit", "digits", "text"),
    ),
    (
        Edit("GET", r"/v3/content_types/\w+/references.*", header("content-type", "text/json")),
        ("header", "", "content-type", "application/json", "text/json"),
    ),
    (
        Edit("GET", r"/v3/content_types/\w+/entries\?.*asc=.*", reverse),
        ("order", "", "", "A, b, c", "c, b, A"),
    ),
    (
        Edit("GET", r"/v3/environments/\w+", status(403), number=2),
        ("status", "get_environment", "", "200", "403"),
    ),
    (
        Edit("GET", r"/v3/assets/\w+\?.*scan.*", at("asset", "_asset_scan_status", put=lambda _: "clean")),
        (
            "answer",
            "",
            "",
            "not_scanned; left out unless requested",
            "clean; left out unless requested",
        ),
    ),
]
"""Nineteen changes of responses, and how each is reported. The twentieth is a slow clock."""

TIMING = ("timing", "get_asset", "", "less than 10 s", "longer")


def show(finding: Finding) -> str:
    """Return what the other API showed. How slow it was exactly depends on the machine."""
    return "longer" if finding.aspect == "timing" else finding.live


def test_twenty_differences_are_found_and_no_other() -> None:
    edits, expected = zip(*DIFFERENCES, strict=True)
    patience = Patience(seconds=1e6, pause=0.05, clock=lambda: time.monotonic() * SLOW)
    with open_emulator() as emulator, relay(emulator.url, *edits) as other:
        options = {"authtoken": emulator.authtoken, "base_url": other.url}
        place = Place(options, patience=patience, freeze=lambda: stop_clock(emulator))
        with open_kit(place) as kit:
            for flow in select_flows(FLOWS):
                kit.run(flow)
            findings = group({result.flow.name: result.differences for result in kit.results.values()})
    found = [(each.aspect, each.operation, each.place, each.emulator, show(each)) for each in findings]
    assert sorted(found) == sorted([*expected, TIMING])
    assert len(found) == 20
