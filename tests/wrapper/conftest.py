import os
from collections.abc import Iterator
from time import monotonic

import pytest

import contentstack_cma._async.closing
import contentstack_cma._sync.closing
import contentstack_cma.pace
import contentstack_cma.sending._async.sign_in
import contentstack_cma.sending._async.transport
import contentstack_cma.sending._sync.sign_in
import contentstack_cma.sending._sync.transport
from contentstack_cma_emulator import Emulator


@pytest.fixture
def anyio_backend() -> str:
    return "asyncio"


@pytest.fixture(autouse=True)
def bare_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    """No variable of the one who runs the tests gets into them."""
    for name in [name for name in os.environ if name.startswith("CONTENTSTACK_") or name.lower().endswith("_proxy")]:
        monkeypatch.delenv(name)
    monkeypatch.setenv("CONTENTSTACK_PACE", "off")  # the tests of the pace turn it on


@pytest.fixture(autouse=True)
def fresh_pace(monkeypatch: pytest.MonkeyPatch) -> None:
    """No test waits for what another has sent."""
    monkeypatch.setattr(contentstack_cma.pace, "_registry", {})


@pytest.fixture
def waits(monkeypatch: pytest.MonkeyPatch) -> list[float]:
    """The waits of calls, which take no time but move their clock."""
    waited: list[float] = []

    async def wait(seconds: float) -> None:
        waited.append(seconds)

    for module in (contentstack_cma.sending._sync.transport, contentstack_cma.sending._async.transport):
        monkeypatch.setattr(module, "monotonic", lambda: monotonic() + sum(waited))
    monkeypatch.setattr(contentstack_cma.sending._sync.transport, "sleep", waited.append)
    monkeypatch.setattr(contentstack_cma.sending._async.transport, "sleep", wait)
    return waited


@pytest.fixture
def real_waits(monkeypatch: pytest.MonkeyPatch) -> list[float]:
    """The waits of calls, which take their time: what was asked for, however late a busy machine ends them."""
    waited: list[float] = []
    sync_transport, async_transport = (
        contentstack_cma.sending._sync.transport,
        contentstack_cma.sending._async.transport,
    )
    sync_sleep, async_sleep = vars(sync_transport)["sleep"], vars(async_transport)["sleep"]

    def sync_wait(seconds: float) -> None:
        waited.append(seconds)
        sync_sleep(seconds)

    async def async_wait(seconds: float) -> None:
        waited.append(seconds)
        await async_sleep(seconds)

    monkeypatch.setattr(sync_transport, "sleep", sync_wait)
    monkeypatch.setattr(async_transport, "sleep", async_wait)
    return waited


@pytest.fixture
def short_grace(monkeypatch: pytest.MonkeyPatch) -> None:
    """Clients wait less long for a sign-in or a sign-out at a server that hangs."""
    sending = contentstack_cma.sending
    for module in (contentstack_cma._async, contentstack_cma._sync):
        monkeypatch.setattr(module.closing, "GRACE", 0.3)
    for module in (sending._async, sending._sync):
        monkeypatch.setattr(module.sign_in, "GRACE", 0.3)


@pytest.fixture(scope="module")
def emulator() -> Iterator[Emulator]:
    with Emulator(work_delay=0) as running:
        yield running
