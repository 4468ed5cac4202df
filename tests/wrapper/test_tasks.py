"""What only tasks can do: be cancelled, and share a loop."""

import asyncio
import os
import signal
import time
from collections.abc import Iterator
from threading import Thread

import anyio
import anyio.to_thread
import httpx
import pytest

from contentstack_cma import AsyncClient, Client, Login, Pace
from contentstack_cma.network.aiohttp_transport import AiohttpTransport
from contentstack_cma.pace.lanes import Lane
from tests.unit.support.counting import count_calls
from tests.wrapper.support.raw_server import RawResponse, Received, async_serve, sync_serve
from tests.wrapper.support.scripted_transport import build_environments, build_login

pytestmark = pytest.mark.anyio

UPLOADED = (201, dict[str, str](), b'{"asset":{"uid":"a"}}')


async def test_a_login_that_is_cancelled_lets_others_log_in(short_grace: None) -> None:
    logins: list[int] = []
    is_over = anyio.Event()

    async def respond(request: httpx.Request) -> httpx.Response:
        if request.url.path != "/v3/user-session":
            return build_environments()
        logins.append(1)
        if len(logins) == 1:
            await is_over.wait()
        return build_login("s")

    async with AsyncClient(auth=Login("e", "p", keep_session=True), transport=httpx.MockTransport(respond)) as client:
        stack = client.stack("key")
        with anyio.move_on_after(0.05) as scope:
            await stack.environments.list()
        assert scope.cancelled_caught
        with anyio.fail_after(5):
            await stack.environments.list()
    assert len(logins) == 2
    is_over.set()  # the end of the event loop waits for the login that is still under way


async def test_one_login_serves_threads_and_tasks_at_once() -> None:
    def serve(request: Received, _: int) -> RawResponse:
        if request.target == "/v3/user-session":
            time.sleep(0.1)
            return 200, {}, b'{"user":{"authtoken":"s"}}'
        return 200, {}, b'{"environments":[]}'

    login = Login("e", "p", keep_session=True)
    async with async_serve(serve) as server, AsyncClient(auth=login, base_url=server.url) as client:
        with Client(auth=login, base_url=server.url) as other:

            def in_a_thread() -> None:
                other.stack("key").environments.list()

            async def in_a_task() -> None:
                await client.stack("key").environments.list()

            async with anyio.create_task_group() as tasks:
                for _ in range(5):
                    tasks.start_soon(in_a_task)
                    tasks.start_soon(anyio.to_thread.run_sync, in_a_thread)
    assert [request.target for request in server.requests].count("/v3/user-session") == 1


@pytest.mark.parametrize("with_aiohttp", [False, True])
async def test_a_slow_source_does_not_hold_up_other_tasks(with_aiohttp: bool) -> None:
    def slow() -> Iterator[bytes]:
        for _ in range(3):
            time.sleep(0.1)
            yield bytes(70_000)

    ticks = 0
    transport = AiohttpTransport() if with_aiohttp else None
    async with (
        async_serve(UPLOADED) as server,
        AsyncClient(authtoken="t", base_url=server.url, transport=transport) as client,
        anyio.create_task_group() as tasks,
    ):

        async def tick() -> None:
            nonlocal ticks
            while True:
                await anyio.sleep(0.01)
                ticks += 1

        tasks.start_soon(tick)
        await client.stack("key").assets.upload(slow(), file_name="a.bin")
        tasks.cancel_scope.cancel()
    assert ticks > 10


LISTED: RawResponse = (200, {"content-type": "application/json"}, b'{"environments":[],"environment":{"uid":"u"}}')


async def test_tasks_that_are_cancelled_while_they_wait_free_their_places() -> None:
    async with (
        async_serve(LISTED) as server,
        AsyncClient(authtoken="t", base_url=server.url, pace=Pace(reads=10)) as client,
        anyio.create_task_group() as others,
    ):

        async def call() -> None:
            await client.stack("key").environments.list()

        async with anyio.create_task_group() as cancelled:
            for _ in range(1000):
                cancelled.start_soon(call)
            await anyio.sleep(0.05)
            for _ in range(5):
                others.start_soon(call)
            await anyio.sleep(0.05)
            cancelled.cancel_scope.cancel()
        # Behind a thousand calls the others would wait for 100 seconds.
        others.cancel_scope.deadline = anyio.current_time() + 60
    assert not others.cancel_scope.cancelled_caught
    assert len(server.requests) < 30


async def test_thousands_of_tasks_that_wait_are_not_planned_again_for_every_response(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    planned = count_calls(monkeypatch, Lane, "_find_time")
    async with (
        async_serve(LISTED) as server,
        AsyncClient(authtoken="t", base_url=server.url, pace=Pace(reads=20)) as client,
        anyio.create_task_group() as tasks,
    ):

        async def call() -> None:
            await client.stack("key").environments.list()

        for _ in range(2000):
            tasks.start_soon(call)
        while not server.requests:  # noqa: ASYNC110 - the server runs in a thread
            await anyio.sleep(0.01)
        sent = len(server.requests)
        while len(server.requests) < sent + 10:  # noqa: ASYNC110
            await anyio.sleep(0.01)
        assert len(planned) < len(server.requests) * 2000 / 2
        tasks.cancel_scope.cancel()


def test_event_loops_share_a_pace() -> None:
    with sync_serve(LISTED) as server:
        client = AsyncClient(authtoken="t", base_url=server.url, pace=Pace(reads=20))
        failures: list[BaseException] = []

        async def calls() -> None:
            async with anyio.create_task_group() as tasks:
                for _ in range(10):
                    tasks.start_soon(client.stack("key").environments.get, "a")

        def run() -> None:
            try:
                asyncio.run(calls())
            except BaseException as error:  # noqa: BLE001 - whatever it is, the test shows it
                failures.append(error)

        begin = time.monotonic()
        threads = [Thread(target=run) for _ in range(4)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
    assert failures == []
    assert time.monotonic() - begin > 0.9
    assert len(server.requests) == 40


@pytest.mark.skipif(not hasattr(os, "fork"), reason="needs fork")
@pytest.mark.filterwarnings("ignore::DeprecationWarning")
def test_a_process_that_is_forked_during_a_login_and_waits() -> None:
    def serve(request: Received, _: int) -> RawResponse:
        if request.target != "/v3/user-session":
            return LISTED
        time.sleep(0.5)
        return 200, {"content-type": "application/json"}, b'{"user":{"authtoken":"s"}}'

    pace = Pace(reads=5)
    login = Login("e", "p", keep_session=True)
    with sync_serve(serve) as server, Client(auth=login, base_url=server.url, pace=pace) as client:
        stack = client.stack("key")
        threads = [Thread(target=client.stack("key").request, args=("GET", "/v3/environments")) for _ in range(20)]
        for thread in threads:
            thread.start()
        time.sleep(0.2)
        child = os.fork()
        if not child:
            signal.alarm(60)
            try:
                stack.request("GET", "/v3/environments/child")
                os._exit(0)
            finally:
                os._exit(1)
        assert os.waitpid(child, 0)[1] == 0
        for thread in threads:
            thread.join()
    targets = [request.target for request in server.requests]
    assert targets[-1] == "/v3/environments"  # the child did not wait for the calls of its parent
