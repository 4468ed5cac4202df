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
from tests.wrapper.raw_server import Answer, Received, async_serving, sync_serving
from tests.wrapper.scripted import environments, logged_in

pytestmark = pytest.mark.anyio

UPLOADED = (201, dict[str, str](), b'{"asset":{"uid":"a"}}')


async def test_a_login_that_is_cancelled_lets_others_log_in() -> None:
    logins: list[int] = []

    async def answer(request: httpx.Request) -> httpx.Response:
        if request.url.path != "/v3/user-session":
            return environments()
        logins.append(1)
        if len(logins) == 1:
            await anyio.sleep(60)
        return logged_in("s")

    async with AsyncClient(auth=Login("e", "p"), transport=httpx.MockTransport(answer)) as client:
        stack = client.stack("key")
        with anyio.move_on_after(0.05) as scope:
            await stack.environments.list()
        assert scope.cancelled_caught
        with anyio.fail_after(5):
            await stack.environments.list()
    assert len(logins) == 2


async def test_one_login_serves_threads_and_tasks_at_once() -> None:
    def serve(request: Received, _: int) -> Answer:
        if request.target == "/v3/user-session":
            time.sleep(0.1)
            return 200, {}, b'{"user":{"authtoken":"s"}}'
        return 200, {}, b'{"environments":[]}'

    login = Login("e", "p")
    async with async_serving(serve) as server, AsyncClient(auth=login, base_url=server.url) as client:
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
        async_serving(UPLOADED) as server,
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


LISTED: Answer = (200, {"content-type": "application/json"}, b'{"environments":[],"environment":{"uid":"u"}}')


async def test_tasks_that_are_cancelled_while_they_wait_free_their_places() -> None:
    async with (
        async_serving(LISTED) as server,
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
        begin = time.monotonic()
        others.cancel_scope.deadline = anyio.current_time() + 10
    assert not others.cancel_scope.cancelled_caught
    assert time.monotonic() - begin < 3


async def test_thousands_of_tasks_that_wait_are_cheap() -> None:
    async with (
        async_serving(LISTED) as server,
        AsyncClient(authtoken="t", base_url=server.url, pace=Pace(reads=20)) as client,
        anyio.create_task_group() as tasks,
    ):

        async def call() -> None:
            await client.stack("key").environments.list()

        for _ in range(2000):
            tasks.start_soon(call)
        await anyio.sleep(0.5)
        begin = time.process_time()
        await anyio.sleep(1)
        assert time.process_time() - begin < 0.5
        tasks.cancel_scope.cancel()


def test_event_loops_share_a_pace() -> None:
    with sync_serving(LISTED) as server:
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
    assert 0.9 < time.monotonic() - begin < 4


@pytest.mark.skipif(not hasattr(os, "fork"), reason="needs fork")
@pytest.mark.filterwarnings("ignore::DeprecationWarning")
def test_a_process_that_is_forked_during_a_login_and_waits() -> None:
    def serve(request: Received, _: int) -> Answer:
        if request.target != "/v3/user-session":
            return LISTED
        time.sleep(0.5)
        return 200, {"content-type": "application/json"}, b'{"user":{"authtoken":"s"}}'

    pace = Pace(reads=5)
    with sync_serving(serve) as server, Client(auth=Login("e", "p"), base_url=server.url, pace=pace) as client:
        stack = client.stack("key")
        threads = [Thread(target=client.stack("key").request, args=("GET", "/v3/environments")) for _ in range(20)]
        for thread in threads:
            thread.start()
        time.sleep(0.2)
        child = os.fork()
        if not child:
            signal.alarm(5)
            begin = time.monotonic()
            try:
                stack.environments.list()
                os._exit(0 if time.monotonic() - begin < 2 else 2)
            finally:
                os._exit(1)
        assert os.waitpid(child, 0)[1] == 0
        for thread in threads:
            thread.join()
