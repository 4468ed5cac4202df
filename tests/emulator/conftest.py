"""Fixtures for the tests of the emulator: an emulator per module, and plain HTTP clients that do not use the SDK."""

from collections.abc import Iterator

import httpx
import pytest

from contentstack_cma_emulator import Emulator
from tests.emulator.support.entries import Entries, build_field, create_model
from tests.emulator.support.http_clients import WORK_DELAY, connect


@pytest.fixture(scope="module")
def emulator() -> Iterator[Emulator]:
    """An emulator of the module's own, with the demo stack."""
    with Emulator(work_delay=0) as running:
        yield running


@pytest.fixture
def still() -> Iterator[Emulator]:
    """An emulator of the test's own whose clock stands still: work is done when the test moves it by `WORK_DELAY`."""
    with Emulator(work_delay=WORK_DELAY) as running:
        running.clock.stop()
        yield running


@pytest.fixture
def still_stack(still: Emulator) -> Iterator[httpx.Client]:
    """The demo user in the demo stack, while the clock stands still."""
    with connect(still, authtoken=still.authtoken, api_key=still.stack.api_key) as client:
        yield client


@pytest.fixture(autouse=True)
def no_faults_left(request: pytest.FixtureRequest) -> Iterator[None]:
    """Faults and requests of one test are not seen by the next."""
    yield
    if "emulator" in request.fixturenames:
        running: Emulator = request.getfixturevalue("emulator")
        running.clear_faults()
        running.forget_requests()


@pytest.fixture
def bare(emulator: Emulator) -> Iterator[httpx.Client]:
    """A client without any credential."""
    with connect(emulator) as client:
        yield client


@pytest.fixture
def user(emulator: Emulator) -> Iterator[httpx.Client]:
    """The demo user, outside of any stack."""
    with connect(emulator, authtoken=emulator.authtoken) as client:
        yield client


@pytest.fixture
def stack(emulator: Emulator) -> Iterator[httpx.Client]:
    """The demo user in the demo stack."""
    with connect(emulator, authtoken=emulator.authtoken, api_key=emulator.stack.api_key) as client:
        yield client


@pytest.fixture
def new_stack(emulator: Emulator) -> Iterator[httpx.Client]:
    """The demo user in a stack made for the test, removed after it."""
    with connect(emulator, authtoken=emulator.authtoken, organization_uid=emulator.organization_uid) as client:
        response = client.post("/v3/stacks", json={"stack": {"name": "Test stack", "master_locale": "en-us"}})
        client.headers["api_key"] = response.json()["stack"]["api_key"]
        yield client
        client.delete("/v3/stacks")


@pytest.fixture
def notes(stack: httpx.Client) -> Entries:
    """A content type with a text, in the stack of the module."""
    return create_model(stack, build_field("text"))


@pytest.fixture
def hub(emulator: Emulator) -> Iterator[httpx.Client]:
    """A client without any credential that names the organization, as the developer hub wants it."""
    with connect(emulator, organization_uid=emulator.organization_uid) as client:
        yield client
