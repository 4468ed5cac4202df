from collections.abc import Iterator

import pytest

from contentstack_cma import Client, RetryPolicy, Stack
from contentstack_cma_emulator import Emulator
from tests.toolkit.migrations.support.project import Project, create_stack


@pytest.fixture(scope="module")
def emulator() -> Iterator[Emulator]:
    with Emulator(work_delay=0, demo=False) as running:
        yield running


@pytest.fixture(scope="module")
def client(emulator: Emulator) -> Iterator[Client]:
    retry = RetryPolicy(first_wait=0.01)
    with Client(authtoken=emulator.authtoken, base_url=emulator.url, pace=None, retry=retry) as client:
        yield client


@pytest.fixture
def stack(emulator: Emulator, client: Client) -> Iterator[Stack]:
    """A stack with three locales, and authors in them."""
    yield create_stack(emulator, client)
    emulator.clear_faults()


@pytest.fixture
def project() -> Project:
    """The folder of migrations, in the working directory of the test."""
    return Project()
