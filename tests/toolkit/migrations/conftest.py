from collections.abc import Iterator
from pathlib import Path

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


@pytest.fixture(scope="module")
def filled(emulator: Emulator, client: Client, tmp_path_factory: pytest.TempPathFactory) -> tuple[Stack, Path]:
    """A stack with three locales and authors in them, and the state of the emulator with it."""
    stack, state = create_stack(emulator, client), tmp_path_factory.mktemp("emulator") / "state"
    emulator.save(state)
    return stack, state


@pytest.fixture
def stack(emulator: Emulator, filled: tuple[Stack, Path]) -> Iterator[Stack]:
    """A stack with three locales, and authors in them."""
    stack, state = filled
    yield stack
    emulator.clear_faults()
    emulator.load(state)


@pytest.fixture
def project() -> Project:
    """The folder of migrations, in the working directory of the test."""
    return Project()
