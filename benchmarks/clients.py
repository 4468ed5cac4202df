"""Make the same call with several clients. Arguments: the name of a function in this script, and the base URL.

It runs in the environment of the client, so it imports nothing of this project.
"""

import asyncio
import json
import sys
import time
from collections.abc import Awaitable, Callable
from typing import Any

WARM_UP = 100
CALLS = 1500
IN_FLIGHT = 20


def get_ours(url: str) -> None:
    """This SDK."""
    from contentstack_cma import Client

    with Client(authtoken="token", base_url=url) as client:
        _measure(client.stack("key").fetch)


def get_ours_paced(url: str) -> None:
    """This SDK with a pace. The rate limit of the server is too high to cause waiting."""
    from contentstack_cma import Client

    with Client(authtoken="token", base_url=url) as client:
        _measure(client.stack("paced").fetch)


def get_ours_hooked(url: str) -> None:
    """This SDK with hooks for everything."""
    from contentstack_cma import Client, Hooks

    hooks = Hooks(on_request=_ignore, on_response=_ignore, on_retry=_ignore)
    with Client(authtoken="token", base_url=url, hooks=hooks) as client:
        _measure(client.stack("key").fetch)


def get_ours_logged(url: str) -> None:
    """This SDK with a line in a log per request."""
    import logging
    import os

    from contentstack_cma import Client

    logging.basicConfig(filename=os.devnull, level=logging.WARNING)
    logging.getLogger("contentstack_cma").setLevel(logging.INFO)
    with Client(authtoken="token", base_url=url) as client:
        _measure(client.stack("key").fetch)


def get_ours_traced(url: str) -> None:
    """This SDK with a span of OpenTelemetry per request, which is sampled and dropped."""
    from opentelemetry.sdk.trace import TracerProvider

    from contentstack_cma import Client
    from contentstack_cma.tracing import OpenTelemetryHooks

    with Client(authtoken="token", base_url=url, hooks=OpenTelemetryHooks(TracerProvider())) as client:
        _measure(client.stack("key").fetch)


def get_httpx(url: str) -> None:
    """Bare httpx."""
    import httpx

    with httpx.Client(base_url=url, headers={"authtoken": "token", "api_key": "key"}) as client:
        _measure(lambda: client.get("/v3/stacks").json())


def get_official(url: str) -> None:
    """The official SDK."""
    from contentstack_management import Client  # type: ignore[import-not-found, unused-ignore]

    stack = Client(host=url.removeprefix("http://"), scheme="http://", authtoken="token").stack("key")
    _measure(lambda: stack.fetch().json())


def get_ours_async(url: str) -> None:
    """This SDK with its default transport."""
    asyncio.run(_ours_async(url, None))


def get_ours_async_paced(url: str) -> None:
    """This SDK with its default transport and a pace."""
    import httpx

    asyncio.run(_ours_async(url, httpx.AsyncHTTPTransport(), "paced"))


def get_ours_async_aiohttp(url: str) -> None:
    """This SDK with the transport of the extra `aiohttp`."""
    from contentstack_cma.network.aiohttp_transport import AiohttpTransport

    asyncio.run(_ours_async(url, AiohttpTransport()))


def get_httpx_async(url: str) -> None:
    """Bare httpx."""
    asyncio.run(_httpx_async(url))


async def _ours_async(url: str, transport: Any, api_key: str = "key") -> None:
    from contentstack_cma import AsyncClient

    async with AsyncClient(authtoken="token", base_url=url, transport=transport) as client:
        await _measure_async(client.stack(api_key).fetch)


async def _httpx_async(url: str) -> None:
    import httpx

    async with httpx.AsyncClient(base_url=url, headers={"authtoken": "token", "api_key": "key"}) as client:

        async def call() -> object:
            return (await client.get("/v3/stacks")).json()

        await _measure_async(call)


def _ignore(event: object) -> None:
    """A hook that does nothing."""


def _measure(call: Callable[[], object]) -> None:
    for _ in range(WARM_UP):
        call()
    cpu, wall = time.process_time(), time.perf_counter()
    for _ in range(CALLS):
        call()
    _print(time.process_time() - cpu, time.perf_counter() - wall)


async def _measure_async(call: Callable[[], Awaitable[object]]) -> None:
    await _in_flight(call, WARM_UP)
    cpu, wall = time.process_time(), time.perf_counter()
    await _in_flight(call, CALLS)
    _print(time.process_time() - cpu, time.perf_counter() - wall)


async def _in_flight(call: Callable[[], Awaitable[object]], calls: int) -> None:
    async def work() -> None:
        for _ in range(calls // IN_FLIGHT):
            await call()

    await asyncio.gather(*(work() for _ in range(IN_FLIGHT)))


def _print(cpu: float, wall: float) -> None:
    print(json.dumps({"cpu": cpu / CALLS * 1_000_000, "rate": CALLS / wall}))


if __name__ == "__main__":
    globals()[sys.argv[1]](sys.argv[2])
