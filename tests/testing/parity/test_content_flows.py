"""Every flow about content: it shows the same on two emulators, answers what it says, and leaves nothing behind."""

from collections.abc import Iterator

import pytest

from contentstack_cma_emulator import Emulator
from contentstack_cma_testing.parity.flow import Flow
from contentstack_cma_testing.parity.kit import Kit, select_flows
from contentstack_cma_testing.parity.opening import make_place, open_target
from contentstack_cma_testing.parity.questions import QUESTIONS
from contentstack_cma_testing.parity.stacks import check_empty
from contentstack_cma_testing.parity.target import Target

MODULES = (
    "asset_folders",
    "assets",
    "content_types",
    "entries",
    "entry_locales",
    "entry_publishing",
    "entry_queries",
    "entry_versions",
    "environments",
    "field_values",
    "global_fields",
    "labels",
    "limits",
    "locales",
    "rich_text",
    "taxonomies",
    "terms",
)
FLOWS = select_flows(f"{module}." for module in MODULES)


@pytest.fixture(scope="module")
def kit() -> Iterator[Kit]:
    """Two stacks of an emulator without a rate limit, so that the flows are quick."""
    with (
        Emulator(demo=False, work_delay=0) as emulator,
        open_target(make_place(emulator), "a") as first,
        open_target(make_place(emulator), "b") as second,
    ):
        yield Kit(first, second)


@pytest.mark.parametrize("flow", FLOWS, ids=[flow.name for flow in FLOWS])
def test_a_flow_shows_the_same_twice_and_leaves_nothing(kit: Kit, flow: Flow) -> None:
    result = kit.run(flow)
    assert (result.live.end, result.live.missing, list(result.differences)) == ("", "", [])
    assert set(result.live.answers) == set(flow.answers) <= QUESTIONS.keys()
    assert all(exchange.is_as_expected for exchange in result.live.calls.values() if exchange.seconds is not None)
    assert result.live.sent <= flow.calls
    check_empty(kit.live.connection, kit.live.api_key)
    assert _list_locales(kit.live) == ["en-us"]


def test_a_flow_is_found_by_its_module() -> None:
    assert {flow.name.partition(".")[0] for flow in FLOWS} == set(MODULES)


def _list_locales(target: Target) -> list[str]:
    reply = target.connection.send("locales", "GET", "/v3/locales", api_key=target.api_key)
    return [str(locale["code"]) for locale in reply.require("locales")]
