"""Async hooks, calls that are cancelled, and hooks of threads and tasks."""

import asyncio
import logging
from collections.abc import AsyncGenerator, Callable
from contextlib import asynccontextmanager
from functools import partial
from threading import Thread
from typing import Any

import anyio
import httpx
import pytest

from contentstack_cma import AiohttpTransport, AsyncClient, Client, Hooks, RequestEvent, ResponseEvent
from contentstack_cma.sending import hook_calls
from tests.wrapper.support.raw_server import DROP, RawServer, async_serve
from tests.wrapper.support.recording import Recorder
from tests.wrapper.support.scripted_transport import Scripted, build_environments, build_response

pytestmark = pytest.mark.anyio

SILENCE = (200, {"content-type": "application/json", "content-length": "100"}, b"{")
"""The server never sends the rest of the body."""

BACKENDS = pytest.mark.parametrize("anyio_backend", ["asyncio", "trio"])


async def note(_: object) -> None:
    """A hook."""


async def sleep_forever(_: object) -> None:
    """A hook that does not end."""
    await anyio.sleep_forever()


class Noter:
    """A hook that is an object."""

    async def __call__(self, _: object) -> None:
        """Take an event."""


@asynccontextmanager
async def stuck_call(hooks: Any, transport: Any = None) -> AsyncGenerator[tuple[Callable[[], Any], RawServer]]:
    """A call whose response never ends, and the server that it is sent to."""
    async with (
        async_serve(SILENCE) as server,
        AsyncClient(authtoken="t", base_url=server.url, hooks=hooks, transport=transport) as client,
    ):
        yield partial(client.stack("key").environments.create, {"name": "x"}), server


async def wait_until_sent(server: RawServer) -> None:
    """Wait until the server has the request, and a little longer, so that its headers arrive."""
    while not server.requests:  # noqa: ASYNC110 - it is another thread that receives it
        await anyio.sleep(0.01)
    await anyio.sleep(0.3)


@BACKENDS
async def test_async_hooks_are_awaited_in_order() -> None:
    seen = list[str]()

    async def first(event: RequestEvent) -> None:
        await anyio.sleep(0.01)
        seen.append(f"first {type(event).__name__}")

    def second(event: RequestEvent) -> None:
        seen.append(f"second {type(event).__name__}")

    hooks = Hooks(on_request=[first, second], on_response=[first, Noter()])
    async with AsyncClient(authtoken="t", transport=Scripted(build_environments()).transport, hooks=hooks) as client:
        await client.stack("key").environments.list()
    assert seen == ["first RequestEvent", "second RequestEvent", "first ResponseEvent"]


@pytest.mark.parametrize("hook", [note, Noter(), Noter().__call__, partial(note), [print, note]])
@pytest.mark.parametrize("place", ["on_request", "on_response", "on_retry"])
def test_async_hooks_need_an_asynchronous_client(place: str, hook: Any) -> None:
    hooks = Hooks(**{place: hook})
    with pytest.raises(TypeError, match=r"is async: use AsyncClient"):
        Client(authtoken="t", hooks=hooks)
    with Client(authtoken="t") as client, pytest.raises(TypeError, match=r"is async: use AsyncClient"):
        client.with_options(hooks=hooks)


def test_a_function_that_returns_a_coroutine_is_logged(caplog: pytest.LogCaptureFixture) -> None:
    hooks = Hooks(on_request=lambda event: note([event]))
    with Client(authtoken="t", transport=Scripted(build_environments()).transport, hooks=hooks) as client:
        client.stack("key").environments.list()
    assert "use AsyncClient" in caplog.text


@BACKENDS
async def test_a_cancelled_scope_is_seen() -> None:
    seen, late = Recorder(), list[ResponseEvent]()

    async def take_late(event: ResponseEvent) -> None:
        await anyio.sleep(0.05)
        late.append(event)

    async with stuck_call([Hooks(on_response=take_late), seen]) as (call, server), anyio.create_task_group() as group:
        group.start_soon(call)
        await wait_until_sent(server)
        group.cancel_scope.cancel()
    (after,) = seen.responses
    assert (after.status, after.outcome) == (None, "done")
    assert isinstance(after.error, BaseException)
    assert not isinstance(after.error, Exception)
    assert late == [after]


@pytest.mark.parametrize("make_transport", [lambda: None, httpx.AsyncHTTPTransport, AiohttpTransport])
async def test_a_cancelled_task_is_seen(make_transport: Callable[[], Any]) -> None:
    seen, late = Recorder(), list[ResponseEvent]()

    async def take_late(event: ResponseEvent) -> None:
        await asyncio.sleep(0.05)
        late.append(event)

    async with stuck_call([seen, Hooks(on_response=take_late)], make_transport()) as (call, server):
        task = asyncio.create_task(call())
        await wait_until_sent(server)
        task.cancel()
        with pytest.raises(asyncio.CancelledError):
            await task
    (after,) = seen.responses
    assert isinstance(after.error, asyncio.CancelledError)
    assert late == [after]


async def test_a_hook_of_a_cancelled_call_has_a_limited_time(
    monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setattr(hook_calls, "_LONGEST_SHIELD", 0.1)
    seen = Recorder()
    hooks = [Hooks(on_response=sleep_forever), seen]
    async with stuck_call(hooks) as (call, server):
        task = asyncio.create_task(call())
        await wait_until_sent(server)
        task.cancel()
        with pytest.raises(asyncio.CancelledError):
            await task
    assert len(seen.responses) == 1
    assert "took more than 0.1 s" in caplog.text


@BACKENDS
@pytest.mark.parametrize("place", ["on_request", "on_response"])
async def test_a_call_that_is_cancelled_in_a_hook_has_its_end(place: str) -> None:
    seen = Recorder()
    stuck = Hooks(**{place: sleep_forever})
    server = Scripted(build_environments())
    async with AsyncClient(authtoken="t", transport=server.transport, hooks=[stuck, seen]) as client:
        with anyio.move_on_after(0.1) as scope:
            await client.stack("key").environments.list()
    assert scope.cancelled_caught
    assert seen.kinds == ["request", "response"]
    assert seen.responses[0].outcome == ("not_sent" if place == "on_request" else "done")


async def test_a_cancelled_wait_for_the_pace_or_a_retry_leaves_no_request_open() -> None:
    seen = Recorder()
    server = Scripted(build_response(429, {"retry-after": "60"}))
    async with AsyncClient(authtoken="t", transport=server.transport, hooks=seen) as client:
        with anyio.move_on_after(0.2):
            await client.stack("key").environments.list()
    assert seen.kinds == ["request", "response", "retry"]


async def test_events_of_tasks_do_not_mix() -> None:
    seen = Recorder()

    async def call(client: AsyncClient, api_key: str) -> None:
        await client.stack(api_key).environments.list()

    async with (
        async_serve((200, {"content-type": "application/json"}, b'{"environments": []}')) as server,
        AsyncClient(authtoken="t", base_url=server.url, hooks=seen) as client,
        anyio.create_task_group() as group,
    ):
        for number in range(20):
            group.start_soon(call, client, f"key{number}")
    assert len({event.call_id for event in seen.requests}) == 20
    keys = {event.call_id: event.api_key for event in seen.requests}
    assert [keys[event.call_id] for event in seen.responses] == [event.api_key for event in seen.responses]


def test_events_of_threads_do_not_mix() -> None:
    seen = Recorder()
    server = Scripted(*(build_environments() for _ in range(20)))
    with Client(authtoken="t", transport=server.transport, hooks=seen) as client:
        threads = [Thread(target=client.stack(f"key{number}").environments.list) for number in range(20)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
    keys = {event.call_id: event.api_key for event in seen.requests}
    assert len(keys) == 20
    assert [keys[event.call_id] for event in seen.responses] == [event.api_key for event in seen.responses]


async def test_a_lost_connection_is_seen_on_aiohttp(caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.INFO, "contentstack_cma")
    seen = Recorder()
    async with (
        async_serve(DROP) as server,
        AsyncClient(authtoken="t", base_url=server.url, transport=AiohttpTransport(), hooks=seen) as client,
    ):
        with pytest.raises(ConnectionError):
            await client.stack("key").environments.create({"name": "x"})
    assert seen.kinds == ["request", "response"]
    assert "POST /v3/environments ConnectionLostError" in caplog.text
