"""What only tasks can do: be cancelled, and share a loop."""

import time
from collections.abc import Iterator

import anyio
import anyio.to_thread
import httpx
import pytest

from contentstack_cma import AsyncClient, Login
from contentstack_cma.aiohttp_transport import AiohttpTransport
from tests.wrapper.raw_server import Answer, Received, async_serving
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
    from contentstack_cma import Client

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
