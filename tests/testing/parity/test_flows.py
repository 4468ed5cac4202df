"""Each flow against an emulator. That two emulators do not differ is tested by the kit itself."""

from collections.abc import Iterator
from typing import Any

import pytest

from contentstack_cma_testing.parity import flows as _flows  # noqa: F401 -- registers them
from contentstack_cma_testing.parity.flow import FLOWS, Flow
from contentstack_cma_testing.parity.opening import make_place, open_emulator, open_target
from contentstack_cma_testing.parity.running import run_flow
from contentstack_cma_testing.parity.target import Target

LISTS = (
    *("content_types", "global_fields", "taxonomies", "labels", "environments", "locales", "releases", "extensions"),
    *("workflows", "workflows/publishing_rules", "roles", "webhooks", "metadata", "variant_groups", "variants"),
    *("stacks/branches", "stacks/branch_aliases", "stacks/delivery_tokens", "stacks/management_tokens"),
    *("stacks/settings", "assets?include_folders=true"),
)

CHANGING = ("updated_at", "updated_by")


@pytest.fixture(scope="module")
def target() -> Iterator[Target]:
    with open_emulator() as emulator, open_target(make_place(emulator), "ab") as target:
        yield target


@pytest.fixture(scope="module")
def contents(target: Target) -> dict[str, Any]:
    """What is in the stack before the first flow."""
    return read_contents(target)


def read_contents(target: Target) -> dict[str, Any]:
    return {
        path: without_times(target.connection.send(path, "GET", f"/v3/{path}", api_key=target.api_key).json)
        for path in LISTS
    }


def without_times(value: Any) -> Any:
    if isinstance(value, dict):
        return {name: without_times(inner) for name, inner in value.items() if name not in CHANGING}
    return [without_times(inner) for inner in value] if isinstance(value, list) else value


@pytest.mark.parametrize("flow", FLOWS.values(), ids=list(FLOWS))
def test_a_flow_does_what_it_declares(flow: Flow, target: Target, contents: dict[str, Any]) -> None:
    recording = run_flow(flow, target, list(FLOWS).index(flow.name))

    assert not recording.end
    assert not recording.missing
    assert recording.sent <= flow.calls
    assert set(recording.answers) == set(flow.answers)
    assert [label for label, call in recording.calls.items() if not call.is_as_expected] == []


def test_the_flows_leave_nothing(target: Target, contents: dict[str, Any]) -> None:
    assert read_contents(target) == contents
