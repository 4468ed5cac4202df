"""Options and the run for `pytest --pyargs contentstack_cma_testing.parity`: a plugin, loaded for this package only."""

from collections.abc import Iterator, Sequence
from contextlib import ExitStack
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from contentstack_cma_testing.parity.exiting import exit_clearly
from contentstack_cma_testing.parity.flow import Flow

if TYPE_CHECKING:
    from contentstack_cma_testing.parity.kit import Kit
    from contentstack_cma_testing.parity.opening import Place

LEFTOVERS = "leftovers.json"
FOLDER = Path("parity-report")

SELECTED = pytest.StashKey[Sequence[Flow]]()
"""The flows to run."""

SUMMARY = pytest.StashKey[str]()
"""What to print at the end."""


def pytest_addoption(parser: pytest.Parser) -> None:
    """Declare the options."""
    group = parser.getgroup("parity", "check the emulator against a stack")
    group.addoption("--live", action="store_true", help="compare with the service. Default: with a second emulator")
    group.addoption("--use-stack", metavar="API_KEY", help="use this stack, which must be empty. Default: a new one")
    group.addoption("--organization", metavar="UID", help="organization of the new stack, if you manage several")
    group.addoption("--flow", action="append", default=[], help="run only flows whose names begin so; repeatable")
    group.addoption("--dry-run-flows", action="store_true", help="list the calls and the expected time; call nobody")
    group.addoption("--report", metavar="FOLDER", type=Path, help="folder for the report. Default: parity-report")


def pytest_configure(config: pytest.Config) -> None:
    """Reject names of flows that do not exist, and several processes."""
    from contentstack_cma_testing.parity.kit import select_flows

    try:
        config.stash[SELECTED] = select_flows(config.getoption("--flow") or [])
    except ValueError as error:
        raise pytest.UsageError(str(error)) from error
    if config.getoption("--live") and hasattr(config, "workerinput"):
        raise pytest.UsageError("--live runs in one process, within the rate limit: leave out -n")


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    """Make a test of every flow."""
    if "flow" in metafunc.fixturenames:
        flows = metafunc.config.stash[SELECTED]
        metafunc.parametrize("flow", flows, ids=[flow.name for flow in flows])


@pytest.fixture(scope="session")
def kit(request: pytest.FixtureRequest, cma_no_proxy: None) -> Iterator["Kit"]:  # noqa: ARG001 -- a fixture it needs
    """Open both stacks for all flows, and write the report at the end."""
    from contentstack_cma_testing.parity.kit import open_kit

    with ExitStack() as opened:
        opened.enter_context(exit_clearly())
        run = opened.enter_context(open_kit(choose_place(request.config, opened)))
        opened.callback(finish, request.config, run)  # before the stacks are closed, which may fail
        yield run


def choose_place(config: pytest.Config, opened: ExitStack) -> "Place":
    """Return what to compare with: the service or, also for a dry run, a second emulator."""
    from contentstack_cma_testing.parity.opening import Place, make_place, open_emulator

    if config.getoption("--dry-run-flows") or not config.getoption("--live"):
        return make_place(opened.enter_context(open_emulator()))
    return Place(
        {},  # of the environment
        use_stack=config.getoption("--use-stack"),
        organization_uid=config.getoption("--organization"),
        leftovers=(config.getoption("--report") or FOLDER) / LEFTOVERS,
    )


def finish(config: pytest.Config, run: "Kit") -> None:
    """Write the report, or the plan, and say so at the end."""
    from contentstack_cma_testing.parity.plan import render_plan
    from contentstack_cma_testing.parity.report import write_report

    folder = config.getoption("--report") or (FOLDER if config.getoption("--live") else None)
    if config.getoption("--dry-run-flows"):
        config.stash[SUMMARY] = render_plan(list(run.results.values()))
    elif folder is not None:
        config.stash[SUMMARY] = f"The report is in {write_report(run, folder)}"


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter, config: pytest.Config) -> None:
    """Print the plan, or where the report is."""
    if text := config.stash.get(SUMMARY, ""):
        terminalreporter.section("parity")
        terminalreporter.write_line(text)
