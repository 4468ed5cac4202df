"""Options and the run for `pytest --pyargs contentstack_cma_testing.parity`."""

from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from contentstack_cma_testing.parity.kit import Kit
    from contentstack_cma_testing.parity.opening import Place

LEFTOVERS = "leftovers.json"


def pytest_addoption(parser: pytest.Parser) -> None:
    """Declare the options."""
    group = parser.getgroup("parity", "check the emulator against a stack")
    group.addoption("--live", action="store_true", help="compare with the service. Default: with a second emulator")
    group.addoption("--use-stack", metavar="API_KEY", help="use this stack, which must be empty. Default: a new one")
    group.addoption("--organization", metavar="UID", help="organization of the new stack, if you manage several")
    group.addoption("--flow", action="append", default=[], help="run only flows whose names begin so; repeatable")
    group.addoption("--dry-run-flows", action="store_true", help="list the calls and the expected time; call nobody")
    group.addoption(
        "--report", metavar="FOLDER", type=Path, default=Path("parity-report"), help="folder for the report"
    )


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    """Make a test of every flow."""
    if "flow" not in metafunc.fixturenames:
        return
    from contentstack_cma_testing.parity.kit import select_flows

    try:
        flows = select_flows(metafunc.config.getoption("--flow"))
    except ValueError as error:
        raise pytest.UsageError(str(error)) from error
    metafunc.parametrize("flow", flows, ids=[flow.name for flow in flows])


@pytest.fixture(scope="session")
def kit(request: pytest.FixtureRequest, cma_no_proxy: None) -> Iterator["Kit"]:  # noqa: ARG001 -- a fixture it needs
    """Open both stacks for all flows, and write the report at the end."""
    from contentstack_cma_testing.parity.kit import open_kit
    from contentstack_cma_testing.parity.opening import make_place, open_emulator

    with ExitStack() as opened:
        opened.enter_context(exit_clearly())
        if request.config.getoption("--live"):
            place = choose_place(request.config)
        else:
            place = make_place(opened.enter_context(open_emulator()))
        yield opened.enter_context(open_kit(place))


def choose_place(config: pytest.Config) -> "Place":
    """Return the place of a live run: credentials and region come from the environment."""
    from contentstack_cma_testing.parity.opening import Place

    return Place(
        {},
        use_stack=config.getoption("--use-stack"),
        organization_uid=config.getoption("--organization"),
        leftovers=Path(config.getoption("--report")) / LEFTOVERS,
    )


@contextmanager
def exit_clearly() -> Iterator[None]:
    """End the run with a message instead of a traceback if the service cannot be used."""
    from contentstack_cma import ContentstackError
    from contentstack_cma_testing.parity.connection import NoResponseError
    from contentstack_cma_testing.parity.leftovers import LeftoversError
    from contentstack_cma_testing.parity.people import KitError

    try:
        yield
    except NoResponseError as error:
        text = f"the connection was lost: {error}. Start the same run again: it first removes what this one created"
        pytest.exit(text, returncode=pytest.ExitCode.TESTS_FAILED)
    except (ContentstackError, KitError, LeftoversError, ValueError) as error:
        pytest.exit(f"the run cannot go on: {error}", returncode=pytest.ExitCode.USAGE_ERROR)
