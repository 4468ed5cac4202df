"""aiohttp as the transport of an `AsyncClient`. It needs less CPU with many calls in flight, and the extra `[aiohttp]`.

async with AsyncClient(transport=AiohttpTransport()) as client:
    ...
"""

import asyncio
import ssl
from dataclasses import dataclass
from typing import Any
from urllib.request import getproxies

import httpx

try:
    import aiohttp
    import yarl
except ImportError:
    raise ImportError('AiohttpTransport needs an extra: pip install "contentstack-cma[aiohttp]"') from None

from .aiohttp_bodies import Body, Upload, check_headers, read_small_body
from .aiohttp_connections import NEVER_ROUNDED, Connector
from .aiohttp_errors import UNSUPPORTED, describe, find_cause, raise_httpx_errors
from .event_loops import PerLoop
from .observed import raise_source_error
from .settings import Route, check_settings
from .tunnels import build_proxy_headers

_LONGEST_HEADERS = 100 * 1024
_AUTOMATIC = ("accept", "accept-encoding", "content-type", "user-agent")


class AiohttpTransport(httpx.AsyncBaseTransport):
    """Send the calls of an `AsyncClient` through aiohttp. It runs on asyncio, in any number of event loops.

    Tools that patch the transports of httpx, such as respx, do not see its calls. It does not support SOCKS proxies.

    Args:
        proxy: A proxy for every URL. Default: the proxies of the environment.
        verify: False to accept any certificate, or an `ssl.SSLContext`.
        max_connections: Maximum number of open connections per event loop.

    Raises:
        TypeError: `proxy` or `max_connections` has the wrong type.
        ValueError: `proxy` or `max_connections` is invalid, the proxy is a SOCKS proxy, or `SSL_CERT_FILE` or
            `SSL_CERT_DIR` is unusable.
    """

    def __init__(
        self,
        *,
        proxy: str | httpx.Proxy | None = None,
        verify: ssl.SSLContext | bool = True,
        max_connections: int = 100,
    ) -> None:
        self._settings = check_settings(proxy, verify, max_connections, getproxies(), with_socks=False)
        self._loops = PerLoop(self._open_session, _close_session)

    def check(self, url: str) -> None:
        """Raise `ValueError` if the proxy for a URL cannot be used."""
        self._settings.check(url)

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        """Send one request.

        Raises:
            RuntimeError: The event loop is not asyncio's.
            httpx.TransportError: There is no response. Exceptions of the request's body are raised unchanged.
        """
        headers = check_headers(request)
        route = self._settings.direct_route or self._settings.find_route(request.url)
        held = self._loops.find()
        if held is None:
            held = await self._loops.open()
        timeouts: dict[str, float | None] = request.extensions.get("timeout", {})
        await _take_slot(held.slots, timeouts.get("pool"))
        try:
            response = await _send(held.session, request, headers, route, timeouts)
        except BaseException:
            held.slots.release()
            raise
        received = httpx.Response(
            response.status,
            headers=response.raw_headers,
            stream=Body(response, held.slots),
            extensions={"http_version": b"HTTP/1.1", "reason_phrase": (response.reason or "").encode()},
        )
        if route.proxy is not None and (rejection := route.find_rejection(received)) is not None:
            await received.aclose()
            raise rejection
        return received

    async def aclose(self) -> None:
        """Close the connections of the running event loop, and make other loops close theirs."""
        await self._loops.aclose()

    def _open_session(self) -> "_Session":
        try:
            asyncio.get_running_loop()
        except RuntimeError:
            raise RuntimeError("AiohttpTransport runs on asyncio only: on trio use the default transport") from None
        session = aiohttp.ClientSession(
            connector=Connector(self._settings),
            cookie_jar=aiohttp.DummyCookieJar(),
            middlewares=[raise_httpx_errors],
            skip_auto_headers=_AUTOMATIC,
            auto_decompress=False,
            max_line_size=_LONGEST_HEADERS,
            max_field_size=_LONGEST_HEADERS,
        )
        return _Session(session, asyncio.Semaphore(self._settings.max_connections))


@dataclass(frozen=True, slots=True)
class _Session:
    """The connections of one event loop, and a slot for each."""

    session: aiohttp.ClientSession
    slots: asyncio.Semaphore


async def _close_session(held: _Session) -> None:
    await held.session.close()


async def _take_slot(slots: asyncio.Semaphore, seconds: float | None) -> None:
    """Wait for a free connection, which aiohttp would count as connecting."""
    if not slots.locked():
        await slots.acquire()
        return
    try:
        async with asyncio.timeout(seconds):
            await slots.acquire()
    except TimeoutError:
        raise httpx.PoolTimeout(f"no connection was free within {seconds:g} s") from None


async def _send(
    session: aiohttp.ClientSession,
    request: httpx.Request,
    headers: list[tuple[str, str]],
    route: Route,
    timeouts: dict[str, float | None],
) -> aiohttp.ClientResponse:
    upload: Upload | None = None
    failure: Exception
    try:
        async with asyncio.timeout(None) as timer:
            body = await read_small_body(request)
            if body is None:
                upload = Upload(request, timer, timeouts.get("write"))
            url = yarl.URL(str(request.url), encoded=True)
            options = _build_options(request, headers, route, timeouts)
            return await session.request(request.method, url, data=upload or body or None, **options)
    except Exception as error:  # noqa: BLE001 - raised below, without the error of aiohttp, which holds the request
        failure = error
    raise_source_error(request)
    if upload is not None and upload.error is not None:
        raise upload.error
    if upload is not None and upload.is_stalled(failure):
        raise httpx.WriteTimeout(f"nothing could be sent for {timeouts['write']:g} s")
    if isinstance(failure, httpx.TransportError):
        raise failure
    # Anything else was raised before aiohttp looked for a connection.
    kind = httpx.UnsupportedProtocol if isinstance(failure, UNSUPPORTED) else httpx.ConnectError
    raise kind(describe(failure)) from find_cause(failure)


def _build_options(
    request: httpx.Request, headers: list[tuple[str, str]], route: Route, timeouts: dict[str, float | None]
) -> dict[str, Any]:
    proxy = route.proxy
    for_proxy = [(name.decode(), value.decode()) for name, value in build_proxy_headers(proxy)] if proxy else []
    return {
        "headers": headers if route.is_tunnel else headers + for_proxy,
        "allow_redirects": False,
        "timeout": aiohttp.ClientTimeout(
            connect=timeouts.get("connect"),
            sock_connect=timeouts.get("connect"),
            sock_read=timeouts.get("read"),
            ceil_threshold=NEVER_ROUNDED,
        ),
        "server_hostname": request.extensions.get("sni_hostname"),
        "proxy": yarl.URL(proxy.origin) if proxy else None,
        "proxy_headers": for_proxy if proxy and route.is_tunnel else None,
    }
