"""The fixtures `cma_emulator`, `cma_client`, `cma_stack`, `cma_restored` and `cma_no_proxy`.

pytest finds them by itself once the package is installed. Nothing of the SDK or the emulator is loaded before a test
asks for one of them.
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


@pytest.fixture(scope="session")
def cma_no_proxy() -> Iterator[None]:
    """Keep every client of the tests from sending requests for this machine through a proxy of the environment.

    Other hosts are reached through the proxy as before. The other fixtures use this one; a project that overrides
    `cma_emulator` and makes clients of its own should do so too.
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

    Give a project one with other options by a fixture of the same name in its ``conftest.py``.
    """
    with emulator_class()() as emulator:
        yield emulator


@pytest.fixture
def cma_client(cma_no_proxy: None, cma_emulator: "Emulator") -> Iterator["Client"]:  # noqa: ARG001 -- as above
    """Open a client that is signed in at the emulator as its demo user; faults that still wait go after the test."""
    from contentstack_cma import Client

    with Client(authtoken=cma_emulator.authtoken, base_url=cma_emulator.url) as client:
        yield client
    cma_emulator.clear_faults()


@pytest.fixture
def cma_restored(cma_emulator: "Emulator", tmp_path_factory: pytest.TempPathFactory) -> Iterator["Emulator"]:
    """Give the emulator to one test, and put its whole state back afterwards, the clock too.

    This takes milliseconds. It also undoes what `cma_stack` does not: users, organizations, tokens, other stacks. Only
    one test may use the emulator at a time.
    """
    path = tmp_path_factory.mktemp("cma_restored") / "before.state"
    cma_emulator.save(path)
    yield cma_emulator
    cma_emulator.load(path)
    path.unlink()


@pytest.fixture
def cma_stack(request: pytest.FixtureRequest, cma_emulator: "Emulator", cma_client: "Client") -> Iterator["Stack"]:
    """Make a stack for one test, named after it, with a main branch and the locale en-us; it is gone afterwards."""
    from contentstack_cma import StackNotFoundError

    organization_uid = cma_emulator.organization_uid
    made = cma_client.stacks.create(
        {"name": request.node.name, "master_locale": "en-us"}, organization_uid=organization_uid
    )
    stack = cma_client.stack(made.api_key)
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
        text = f"the emulator needs {error.name}: pip install 'contentstack-cma[emulator]'"
        raise pytest.UsageError(text) from error
    return Emulator
