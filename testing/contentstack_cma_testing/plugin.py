"""The fixtures `cma_emulator`, `cma_client`, `cma_stack`, `cma_restored` and `cma_no_proxy`.

pytest finds them once the package is installed. The SDK and the emulator are imported when a test first uses one of
them. The options of `contentstack_cma_testing.parity` are declared only if it is run.
"""

import os
from collections.abc import Iterator
from contextlib import suppress
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from contentstack_cma import Client, Stack
    from contentstack_cma_emulator import Emulator


LOOPBACK = ("127.0.0.1", "localhost")

NO_PROXY = ("NO_PROXY", "no_proxy")

PARITY = "contentstack_cma_testing.parity"


def pytest_load_initial_conftests(early_config: pytest.Config, args: list[str]) -> None:
    """Declare the options of the parity kit if it is run, so that other runs have none of them.

    With `--pyargs`, pytest finds a `conftest.py` too late for options.
    """
    if any(each.partition("::")[0].startswith(PARITY) for each in args):
        early_config.pluginmanager.import_plugin(f"{PARITY}.session")


@pytest.fixture(scope="session")
def cma_no_proxy() -> Iterator[None]:
    """Exclude this machine from the proxies of the environment (`NO_PROXY`) for all tests.

    Requests to other hosts still use the proxy. The other fixtures use this one. If you override `cma_emulator` and
    create your own clients, use it too.
    """
    with pytest.MonkeyPatch.context() as patch:
        known = next((value for name in NO_PROXY if (value := os.environ.get(name))), "")
        hosts = [host for host in known.split(",") if host.strip()]
        for name in NO_PROXY:
            patch.setenv(name, ",".join([*hosts, *LOOPBACK]))
        yield


@pytest.fixture(scope="session")
def cma_emulator(cma_no_proxy: None) -> Iterator["Emulator"]:  # noqa: ARG001 -- a fixture it needs
    """Run an emulator for all tests: in memory, on a free port, with a demo stack.

    To use other options, override this fixture in your `conftest.py`.
    """
    with emulator_class()() as emulator:
        yield emulator


@pytest.fixture
def cma_client(cma_no_proxy: None, cma_emulator: "Emulator") -> Iterator["Client"]:  # noqa: ARG001 -- as above
    """Open a client signed in to the emulator as its demo user.

    Pending injected faults are cleared after the test.
    """
    from contentstack_cma import Client

    with Client(authtoken=cma_emulator.authtoken, base_url=cma_emulator.url) as client:
        yield client
    cma_emulator.clear_faults()


@pytest.fixture
def cma_restored(cma_emulator: "Emulator", tmp_path_factory: pytest.TempPathFactory) -> Iterator["Emulator"]:
    """Restore the whole state of the emulator after the test, including its clock.

    This takes milliseconds. Unlike `cma_stack`, it also restores users, organizations, tokens and other stacks. Only
    one test may use the emulator at a time.
    """
    path = tmp_path_factory.mktemp("cma_restored") / "before.state"
    cma_emulator.save(path)
    yield cma_emulator
    cma_emulator.load(path)
    path.unlink()


@pytest.fixture
def cma_stack(request: pytest.FixtureRequest, cma_emulator: "Emulator", cma_client: "Client") -> Iterator["Stack"]:
    """Create a stack for one test, with a main branch and the locale en-us, and delete it afterwards.

    The stack has the name of the test.
    """
    from contentstack_cma import StackNotFoundError

    organization_uid = cma_emulator.organization_uid
    created = cma_client.stacks.create(
        {"name": request.node.name, "master_locale": "en-us"}, organization_uid=organization_uid
    )
    stack = cma_client.stack(created.api_key)
    yield stack
    cma_emulator.clear_faults()
    with suppress(StackNotFoundError):
        stack.delete()


def emulator_class() -> type["Emulator"]:
    """Return the class of the emulator.

    Raises:
        pytest.UsageError: The extra `emulator` is not installed.
    """
    try:
        from contentstack_cma_emulator import Emulator
    except ImportError as error:
        text = f"the emulator needs {error.name}, which is not installed: run pip install 'contentstack-cma[emulator]'"
        raise pytest.UsageError(text) from error
    return Emulator
