"""One asynchronous transport in several event loops, and in forked processes."""

import asyncio
import gc
import socket
import subprocess
import sys
import threading
import time
import warnings
from collections.abc import Callable
from typing import Any

import anyio
import httpx
import pytest
import trio

from contentstack_cma.network import async_open_network
from contentstack_cma.network.aiohttp_transport import AiohttpTransport
from tests.wrapper.support.raw_server import RawServer, sync_serve

OK = (200, dict[str, str](), b"{}")

Make = Callable[..., Any]
transports = pytest.mark.parametrize("make", [async_open_network, AiohttpTransport], ids=["httpx", "aiohttp"])


async def get_twice(transport: Any, url: str) -> None:
    async with asyncio.TaskGroup() as tasks:
        for _ in range(2):
            tasks.create_task(get(transport, url))


async def get(transport: Any, url: str) -> bytes:
    response = await transport.handle_async_request(httpx.Request("GET", url, extensions={"timeout": {"read": 5}}))
    body = b"".join([chunk async for chunk in response.stream])
    await response.aclose()
    return body


def wait_until_settled(server: RawServer) -> bool:
    """Wait until the server has seen the end of every connection."""
    for _ in range(100):
        if server.open_connections == 0:
            return True
        time.sleep(0.02)
    return False


@transports
def test_one_loop_after_the_other(make: Make) -> None:
    transport = make()
    with sync_serve(OK) as server, warnings.catch_warnings():
        warnings.simplefilter("error")
        for _ in range(3):
            assert asyncio.run(get(transport, server.url)) == b"{}"
            asyncio.run(get_twice(transport, server.url))
            gc.collect()
        assert wait_until_settled(server)
    assert not transport._loops._held


@transports
def test_a_loop_that_was_closed_by_hand(make: Make) -> None:
    transport = make()
    with sync_serve(OK) as server:
        loop = asyncio.new_event_loop()
        loop.run_until_complete(get(transport, server.url))
        loop.close()
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", ResourceWarning)  # Nothing can close an asyncio transport any more.
            assert asyncio.run(get(transport, server.url)) == b"{}"
            del loop
            gc.collect()


@transports
def test_loops_side_by_side(make: Make) -> None:
    transport = make()
    results: list[bytes] = []
    barrier = threading.Barrier(3)

    async def work(url: str) -> None:
        results.append(await get(transport, url))
        await asyncio.to_thread(barrier.wait, 5)
        results.extend([await get(transport, url) for _ in range(20)])

    with sync_serve(OK) as server:
        threads = [threading.Thread(target=asyncio.run, args=(work(server.url),)) for _ in range(3)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        assert server.connections == 3
        assert wait_until_settled(server)
    assert results == [b"{}"] * 63


@transports
def test_closing_closes_in_other_loops_too(make: Make) -> None:
    transport = make()
    used, end = threading.Event(), threading.Event()

    async def elsewhere(url: str) -> None:
        await get(transport, url)
        used.set()
        await asyncio.to_thread(end.wait, 5)

    async def here(url: str) -> None:
        await get(transport, url)
        await transport.aclose()
        await transport.aclose()

    with sync_serve(OK) as server:
        thread = threading.Thread(target=asyncio.run, args=(elsewhere(server.url),))
        thread.start()
        assert used.wait(5)
        asyncio.run(here(server.url))
        assert wait_until_settled(server)
        end.set()
        thread.join()
    assert server.connections == 2


def test_closing_from_asyncio_closes_on_trio_too() -> None:
    transport = async_open_network()
    used, end = threading.Event(), threading.Event()

    async def elsewhere(url: str) -> None:
        await get(transport, url)
        used.set()
        await trio.to_thread.run_sync(end.wait, 5)

    with sync_serve(OK) as server:
        thread = threading.Thread(target=trio.run, args=(elsewhere, server.url))
        thread.start()
        assert used.wait(5)
        asyncio.run(transport.aclose())
        assert wait_until_settled(server)
        end.set()
        thread.join()


def test_trio_and_asyncio_in_turn() -> None:
    transport = async_open_network()
    with sync_serve(OK) as server:
        assert trio.run(get, transport, server.url) == b"{}"
        assert asyncio.run(get(transport, server.url)) == b"{}"
        assert trio.run(get, transport, server.url) == b"{}"
        assert wait_until_settled(server)
        trio.run(transport.aclose)


def test_aiohttp_runs_on_asyncio_only() -> None:
    with pytest.raises(RuntimeError, match="asyncio only"):
        trio.run(get, AiohttpTransport(), "http://localhost")


@transports
def test_a_cancelled_call_leaves_the_pool_usable(make: Make) -> None:
    async def work(slow: str, silent: str, quick: str) -> None:
        transport = make(max_connections=2)
        for _ in range(5):
            with anyio.move_on_after(0.02):
                await get(transport, slow)
        for _ in range(5):
            with anyio.move_on_after(0.02):
                await get(transport, silent)
        assert await get(transport, quick) == b"{}"
        await transport.aclose()

    def wait(*_: object) -> tuple[int, dict[str, str], bytes]:
        time.sleep(0.3)
        return OK

    with sync_serve(wait) as slow, sync_serve(OK) as quick, socket.create_server(("127.0.0.1", 0)) as silent:
        asyncio.run(work(slow.url, f"https://127.0.0.1:{silent.getsockname()[1]}", quick.url))
        gc.collect()


@transports
def test_a_body_that_is_read_in_another_loop(make: Make) -> None:
    transport = make()

    async def begin(url: str) -> httpx.Response:
        response: httpx.Response = await transport.handle_async_request(httpx.Request("GET", url))
        return response

    async def read(response: httpx.Response) -> None:
        await response.aread()

    with sync_serve((200, {}, bytes(10_000_000))) as server, warnings.catch_warnings():
        warnings.simplefilter("ignore", ResourceWarning)
        response = asyncio.run(begin(server.url))
        with pytest.raises(httpx.TransportError):
            asyncio.run(read(response))
        del response
        gc.collect()


FORK = """
import asyncio, gc, os, sys
import httpx
from contentstack_cma.network import async_open_network, sync_open_network
from contentstack_cma.network.aiohttp_transport import AiohttpTransport

kind, url = sys.argv[1:]

async def aget(transport):
    async with httpx.AsyncClient(transport=Kept(transport)) as http:
        return (await http.get(url)).text

class Kept(httpx.AsyncBaseTransport):
    def __init__(self, inner):
        self.inner = inner
    async def handle_async_request(self, request):
        return await self.inner.handle_async_request(request)

def threads():
    http = httpx.Client(transport=sync_open_network())
    assert http.get(url).text == "1"
    if not os.fork():
        text = http.get(url).text
        gc.collect()
        http.close()
        os._exit(0 if text == "2" else 1)
    assert os.wait()[1] == 0
    assert http.get(url).text == "1"
    http.close()

async def tasks(transport):
    assert await aget(transport) == "1"
    if not os.fork():
        asyncio._set_running_loop(None)
        text = asyncio.run(aget(transport))
        gc.collect()
        os._exit(0 if text == "2" else 1)
    assert os.wait()[1] == 0
    assert await aget(transport) == "1"
    await transport.aclose()

if kind == "threads":
    threads()
else:
    asyncio.run(tasks(async_open_network() if kind == "httpx" else AiohttpTransport()))
"""


@pytest.mark.skipif(sys.platform == "win32", reason="there is no fork")
@pytest.mark.parametrize("kind", ["threads", "httpx", "aiohttp"])
def test_a_forked_process_opens_connections_of_its_own(kind: str) -> None:
    with sync_serve(lambda received, _: (200, {}, received.connection.encode())) as server:
        command = [sys.executable, "-W", "error", "-W", "ignore::DeprecationWarning", "-c", FORK, kind, server.url]
        done = subprocess.run(command, capture_output=True, text=True, timeout=30, check=False)
    assert (done.returncode, done.stderr) == (0, "")
