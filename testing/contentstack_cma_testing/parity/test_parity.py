"""A test of every flow: it runs against the emulator and against the stack, and what differs goes to the report."""

from typing import TYPE_CHECKING

import pytest

from contentstack_cma_testing.parity.exiting import exit_clearly

if TYPE_CHECKING:
    from contentstack_cma_testing.parity.flow import Flow
    from contentstack_cma_testing.parity.kit import Kit


def test_flow(flow: "Flow", kit: "Kit", request: pytest.FixtureRequest) -> None:
    """Run a flow. Differences fail it only if the stack is one of an emulator, too."""
    with exit_clearly():
        result = kit.run(flow)
    if missing := result.live.missing or result.emulator.missing:
        pytest.skip(f"not run: needs {missing}")
    if result.emulator.end:
        pytest.fail(f"on the emulator, the flow {result.emulator.end}")
    if result.differences and not request.config.getoption("--live"):
        found = "\n".join(str(difference) for difference in result.differences)
        pytest.fail(f"two emulators differ:\n{found}")
