"""Every flow shows the same on two stacks of an emulator, answers what it says, and leaves nothing behind."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from contentstack_cma_emulator import Emulator
from contentstack_cma_testing.parity import flows
from contentstack_cma_testing.parity.flow import Flow
from contentstack_cma_testing.parity.kit import Kit, select_flows
from contentstack_cma_testing.parity.opening import make_place, open_target
from contentstack_cma_testing.parity.questions import QUESTIONS
from contentstack_cma_testing.parity.stacks import check_empty

FLOWS = select_flows()

LISTS = {
    "content_types": "content_types",
    "environments": "environments",
    "extensions": "extensions",
    "metadata": "metadata",
    "releases": "releases",
    "roles": "roles",
    "stacks/branch_aliases": "branch_aliases",
    "stacks/branches": "branches",
    "stacks/delivery_tokens": "tokens",
    "stacks/management_tokens": "tokens",
    "variant_groups": "variant_groups",
    "variants": "variants",
    "webhooks": "webhooks",
    "workflows": "workflows",
    "workflows/publishing_rules": "publishing_rules",
}
"""Paths of lists, and the keys of their items."""


@pytest.fixture(scope="module")
def kit() -> Iterator[Kit]:
    """Two stacks of an emulator without a rate limit, so that the flows are quick."""
    with (
        Emulator(demo=False, work_delay=0) as emulator,
        open_target(make_place(emulator), "a") as first,
        open_target(make_place(emulator), "b") as second,
    ):
        yield Kit(first, second)


@pytest.fixture(scope="module")
def contents(kit: Kit) -> dict[str, Any]:
    """What is in a new stack."""
    return read_contents(kit)


@pytest.mark.parametrize("flow", FLOWS, ids=[flow.name for flow in FLOWS])
def test_a_flow_shows_the_same_twice_and_leaves_nothing(kit: Kit, contents: dict[str, Any], flow: Flow) -> None:
    result = kit.run(flow)
    assert (result.live.end, result.live.missing, list(result.differences)) == ("", "", [])
    assert set(result.live.answers) == set(flow.answers) <= QUESTIONS.keys()
    assert [label for label, call in result.live.calls.items() if not call.is_as_expected] == []
    assert result.live.sent <= flow.calls
    check_empty(kit.live.connection, kit.live.api_key)
    assert read_contents(kit) == contents
    assert contents["locales"] == ["en-us"]


def test_a_flow_is_found_by_its_module() -> None:
    modules = {path.stem for path in Path(flows.__path__[0]).glob("*.py")} - {"__init__"}
    assert {flow.name.partition(".")[0] for flow in FLOWS} == modules


def read_contents(kit: Kit) -> dict[str, Any]:
    """Return the uids of what is in a stack, the codes of its locales, and its settings."""
    connection, api_key = kit.live.connection, kit.live.api_key
    found: dict[str, Any] = {"settings": connection.send("", "GET", "/v3/stacks/settings", api_key=api_key).json}
    locales = connection.send("locales", "GET", "/v3/locales", api_key=api_key)
    found["locales"] = [locale["code"] for locale in locales.require("locales")]
    for path, key in LISTS.items():
        listed = connection.send(path, "GET", f"/v3/{path}", api_key=api_key)
        found[path] = [item["uid"] for item in listed.require(key)]
    return found
