import os
from collections.abc import Iterator

import pytest

import contentstack_cma._async.transport
import contentstack_cma._sync.transport
from contentstack_cma_emulator import Emulator


@pytest.fixture
def anyio_backend() -> str:
    return "asyncio"


@pytest.fixture(autouse=True)
def bare_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    """No variable of the one who runs the tests gets into them."""
    for name in [name for name in os.environ if name.startswith("CONTENTSTACK_") or name.lower().endswith("_proxy")]:
        monkeypatch.delenv(name)


@pytest.fixture
def waits(monkeypatch: pytest.MonkeyPatch) -> list[float]:
    """The waits between retries, which take no time."""
    waited: list[float] = []

    async def wait(seconds: float) -> None:
        waited.append(seconds)

    monkeypatch.setattr(contentstack_cma._sync.transport, "sleep", waited.append)
    monkeypatch.setattr(contentstack_cma._async.transport, "sleep", wait)
    return waited


@pytest.fixture(scope="module")
def emulator() -> Iterator[Emulator]:
    with Emulator(work_delay=0) as running:
        yield running
