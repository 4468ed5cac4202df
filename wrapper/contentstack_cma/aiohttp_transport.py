"""aiohttp as the transport of an `AsyncClient`. It needs less CPU with many calls in flight, and the extra `[aiohttp]`.

async with AsyncClient(transport=AiohttpTransport()) as client:
    ...
"""

import asyncio
import re
import select
import ssl
from collections.abc import AsyncIterable, AsyncIterator
from contextlib import suppress
from dataclasses import dataclass
from typing import Any, cast
from urllib.request import getproxies
from weakref import WeakSet

import httpx

try:
    import aiohttp
    import yarl
except ImportError:
    raise ImportError('AiohttpTransport needs an extra: pip install "contentstack-cma[aiohttp]"') from None

from .network.event_loops import PerLoop
from .network.observed import ObservedStream, raise_source_error
from .network.settings import KEEPALIVE_EXPIRY, ConnectionSettings, Route, connection_settings
from .network.tunnels import proxy_headers
from .proxies import ProxyServer

_PIECE = 65_536
_LONGEST_HEADERS = 100 * 1024
_NEVER_ROUNDED = 1e9
_NAME = re.compile(rb"[-!#$%&'*+.^_`|~0-9a-zA-Z]+")
_NOT_IN_VALUES = re.compile(rb"[\x00\n\r\x0b\x0c]|\A[ \t]|[ \t]\Z")
_AUTOMATIC = ("accept", "accept-encoding", "content-type", "user-agent")


class AiohttpTransport(httpx.AsyncBaseTransport):
    """Sends the calls of an `AsyncClient` through aiohttp. It runs on asyncio, and in any number of event loops.

    What patches httpx's own transports, such as respx, does not see its calls. It cannot use SOCKS proxies.

    Args:
        proxy: A proxy for every URL. Default: those that the environment names.
        verify: False to accept any certificate, or an `ssl.SSLContext`.
        max_connections: Limit of connections in each event loop.

    Raises:
        TypeError: `proxy` or `max_connections` has the wrong type.
        ValueError: `proxy` or `max_connections` is invalid, the proxy is a SOCKS proxy, or `SSL_CERT_FILE` or
            `SSL_CERT_DIR` names nothing usable.
    """

    def __init__(
        self,
        *,
        proxy: str | httpx.Proxy | None = None,
        verify: ssl.SSLContext | bool = True,
        max_connections: int = 100,
    ) -> None:
        self._settings = connection_settings(proxy, verify, max_connections, getproxies(), with_socks=False)
        self._loops = PerLoop(self._open_session, _close_session)

    def check(self, url: str) -> None:
        """Check that requests to a URL can be sent, as far as the settings say.

        Raises:
            ValueError: The proxy for the URL cannot be used.
        """
        self._settings.check(url)

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        """Send one request.

        Raises:
            RuntimeError: The event loop is not asyncio's.
            httpx.TransportError: There is no response. What the body of the request raises comes out as it is.
        """
        headers = _checked_headers(request)
        route = self._settings.route(request.url)
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
            stream=_Body(response, held.slots),
            extensions={"http_version": b"HTTP/1.1", "reason_phrase": (response.reason or "").encode()},
        )
        if route.is_rejected_by_proxy(received):
            await received.aclose()
            raise route.rejection(received)
        return received

    async def aclose(self) -> None:
        """Close the connections of the running event loop, and have other loops close theirs."""
        await self._loops.aclose()

    def _open_session(self) -> "_Session":
        try:
            asyncio.get_running_loop()
        except RuntimeError:
            raise RuntimeError("AiohttpTransport runs on asyncio only: on trio use the default transport") from None
        session = aiohttp.ClientSession(
            connector=_Connector(self._settings),
            cookie_jar=aiohttp.DummyCookieJar(),
            middlewares=[_raise_httpx_errors],
            skip_auto_headers=_AUTOMATIC,
            auto_decompress=False,
            max_line_size=_LONGEST_HEADERS,
            max_field_size=_LONGEST_HEADERS,
        )
        return _Session(session, asyncio.Semaphore(self._settings.max_connections))


@dataclass(frozen=True, slots=True)
class _Session:
    """The connections of one event loop, and who may use one."""

    session: aiohttp.ClientSession
    slots: asyncio.Semaphore


async def _close_session(held: _Session) -> None:
    await held.session.close()


async def _take_slot(slots: asyncio.Semaphore, seconds: float | None) -> None:
    """Wait for a free connection. aiohttp would count that as connecting."""
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
    proxy = route.proxy
    for_proxy = [(name.decode(), value.decode()) for name, value in proxy_headers(proxy)] if proxy else []
    upload: _Upload | None = None
    failure: Exception
    try:
        async with asyncio.timeout(None) as timer:
            body = await _small_body(request)
            if body is None:
                if isinstance(request.stream, ObservedStream):
                    request.stream.is_buffered = True
                upload = _Upload(request, timer, timeouts.get("write"))
            return await session.request(
                request.method,
                yarl.URL(str(request.url), encoded=True),
                headers=headers if route.is_tunnel else headers + for_proxy,
                data=upload or body or None,
                allow_redirects=False,
                timeout=aiohttp.ClientTimeout(
                    connect=timeouts.get("connect"),
                    sock_connect=timeouts.get("connect"),
                    sock_read=timeouts.get("read"),
                    ceil_threshold=_NEVER_ROUNDED,
                ),
                server_hostname=request.extensions.get("sni_hostname"),
                proxy=yarl.URL(proxy.origin) if proxy else None,
                proxy_headers=for_proxy if proxy and route.is_tunnel else None,
            )
    except Exception as error:  # noqa: BLE001 - It is raised below, without aiohttp's error, which holds the request.
        failure = error
    raise_source_error(request)
    if upload is not None and upload.error is not None:
        raise upload.error
    if upload is not None and upload.is_stalled(failure):
        raise httpx.WriteTimeout(f"nothing could be sent for {timeouts['write']:g} s")
    if isinstance(failure, httpx.TransportError):
        raise failure
    # Anything else was raised before aiohttp looked for a connection.
    kind = httpx.UnsupportedProtocol if isinstance(failure, _UNSUPPORTED) else httpx.ConnectError
    raise kind(_text(failure)) from _cause(failure)


def _checked_headers(request: httpx.Request) -> list[tuple[str, str]]:
    """Return the headers for aiohttp, which lets through what other servers read differently.

    Raises:
        httpx.LocalProtocolError: A name or a value is not allowed in HTTP.
    """
    headers: list[tuple[str, str]] = []
    for name, value in request.headers.raw:
        if not _NAME.fullmatch(name) or _NOT_IN_VALUES.search(value) or not (name + value).isascii():
            raise httpx.LocalProtocolError(f"Illegal header: {name!r}")
        if name.lower() != b"transfer-encoding":  # aiohttp sets it itself.
            headers.append((name.decode(), value.decode()))
    return headers


async def _small_body(request: httpx.Request) -> bytes | None:
    """Return a body that the socket takes at once; None for others.

    Without it aiohttp would send even an empty body in chunks.
    """
    length = request.headers.get("content-length", "" if "transfer-encoding" in request.headers else "0")
    if not length.isdecimal() or int(length) > _PIECE:
        return None
    body = b"".join([chunk async for chunk in cast("AsyncIterable[bytes]", request.stream)])
    if len(body) != int(length):
        much = "much" if len(body) > int(length) else "little"
        raise httpx.LocalProtocolError(f"Too {much} data for declared Content-Length")
    return body


class _Upload:
    """The body of a request. It remembers what it raised, and has a timeout for each piece that is sent."""

    def __init__(self, request: httpx.Request, timer: asyncio.Timeout, timeout: float | None) -> None:
        self._stream: Any = request.stream
        self._left = int(length) if (length := request.headers.get("content-length")) else None
        self._timer = timer
        self._timeout = timeout
        self.error: Exception | None = None

    async def __aiter__(self) -> AsyncIterator[bytes]:
        try:
            async for chunk in self._stream:
                for start in range(0, len(chunk), _PIECE):
                    piece = chunk[start : start + _PIECE]
                    self._count(piece)
                    self._limit_to(self._timeout)
                    yield piece
                    self._limit_to(None)
            self._check_end()
        except Exception as error:
            self.error = error
            raise

    def is_stalled(self, failure: Exception) -> bool:
        """Whether the timeout was what ended the request."""
        return isinstance(failure, TimeoutError) and self._timer.expired()

    def _count(self, piece: bytes) -> None:
        if self._left is not None:
            self._left -= len(piece)
            if self._left < 0:
                raise httpx.LocalProtocolError("Too much data for declared Content-Length")

    def _check_end(self) -> None:
        if self._left:
            raise httpx.LocalProtocolError("Too little data for declared Content-Length")

    def _limit_to(self, seconds: float | None) -> None:
        if self._timeout is not None:
            with suppress(RuntimeError):  # The response has come before the body was sent.
                self._timer.reschedule(None if seconds is None else asyncio.get_running_loop().time() + seconds)


class _Body(httpx.AsyncByteStream):
    """The body of a response. Its connection is free for others when it is closed."""

    def __init__(self, response: aiohttp.ClientResponse, slots: asyncio.Semaphore) -> None:
        self._response = response
        self._slots = slots
        self._is_closed = False

    async def __aiter__(self) -> AsyncIterator[bytes]:
        try:
            async for chunk in self._response.content.iter_any():
                yield chunk
        except Exception as error:  # noqa: BLE001 - It is raised below, without aiohttp's error, which holds the request.
            failure = error
        else:
            return
        raise _network_error(failure) from _cause(failure)

    async def aclose(self) -> None:
        if not self._is_closed:
            self._is_closed = True
            self._response.release()
            self._slots.release()


class _Connector(aiohttp.TCPConnector):
    """Opens connections. What fails here has sent nothing of the request."""

    def __init__(self, settings: ConnectionSettings) -> None:
        super().__init__(  # pyright: ignore[reportUnknownMemberType]
            ssl=settings.context, limit=0, keepalive_timeout=KEEPALIVE_EXPIRY, timeout_ceil_threshold=_NEVER_ROUNDED
        )
        self._find_route = settings.route
        self._kept: WeakSet[object] = WeakSet()

    async def connect(
        self,
        req: aiohttp.ClientRequest,
        traces: Any,
        timeout: aiohttp.ClientTimeout,  # noqa: ASYNC109
    ) -> aiohttp.connector.Connection:
        """Return a kept connection, or a new one."""
        try:
            connection = await super().connect(req, traces, timeout)
            while connection.protocol in self._kept and _is_readable(connection):
                connection.close()
                connection = await super().connect(req, traces, timeout)
        except Exception as error:  # noqa: BLE001 - It is raised below, without aiohttp's error, which holds the request.
            failure = error
        else:
            self._kept.add(connection.protocol)
            return connection
        proxy = self._find_route(httpx.URL(str(req.url))).proxy if req.proxy else None
        raise _connect_error(failure, f"{req.host}:{req.port}", proxy, timeout.connect) from _cause(failure)


def _is_readable(connection: aiohttp.connector.Connection) -> bool:
    """Whether a kept connection was closed by the server, which the event loop may not have noticed yet."""
    if connection.transport is None:
        return True
    descriptor = connection.transport.get_extra_info("socket").fileno()
    if not hasattr(select, "poll"):
        return bool(select.select([descriptor], [], [], 0)[0])
    poll = select.poll()
    poll.register(descriptor, select.POLLIN)
    return bool(poll.poll(0))


async def _raise_httpx_errors(
    request: aiohttp.ClientRequest, handler: aiohttp.ClientHandlerType
) -> aiohttp.ClientResponse:
    """Raise errors for which aiohttp does not retry a request by itself: that is for the retry policy."""
    try:
        return await handler(request)
    except httpx.TransportError:
        raise
    except Exception as error:  # noqa: BLE001 - It is raised below, without aiohttp's error, which holds the request.
        failure = error
    raise _network_error(failure) from _cause(failure)


def _connect_error(
    error: Exception, server: str, proxy: ProxyServer | None, timeout: float | None
) -> httpx.TransportError:
    name = proxy.origin if proxy else server
    if isinstance(error, TimeoutError):
        return httpx.ConnectTimeout(f"{name}: no connection within {timeout:g} s" if timeout else f"{name}: timed out")
    if isinstance(error, aiohttp.ClientSSLError) or proxy is None:
        return httpx.ConnectError(f"{server}: {_text(error)}")
    return httpx.ProxyError(f"{name}: {_text(error)}")


def _network_error(error: Exception) -> httpx.TransportError:
    """Return httpx's error for one that was raised while the request was under way."""
    kind = next((ours for theirs, ours in _ERRORS if isinstance(error, theirs)), httpx.ReadError)
    return kind(_text(error))


def _text(error: Exception) -> str:
    """Return what happened, without what aiohttp tells of the connection: that may hold credentials."""
    if isinstance(error, aiohttp.ClientResponseError):
        return f"{error.status} {error.message}"
    cause = _cause(error) or error
    return str(cause) or type(cause).__name__


def _cause(error: BaseException) -> BaseException | None:
    """Return the error of the system or of TLS behind one of aiohttp."""
    if isinstance(error, aiohttp.ClientConnectorCertificateError):
        return error.certificate_error
    if isinstance(error, aiohttp.ClientConnectorError):
        return error.os_error
    if isinstance(error, aiohttp.ClientError):
        return error.__cause__ if isinstance(error.__cause__, OSError) else None
    return error


_ERRORS: tuple[tuple[type[Exception], type[httpx.TransportError]], ...] = (
    (TimeoutError, httpx.ReadTimeout),
    (aiohttp.ServerDisconnectedError, httpx.RemoteProtocolError),
    (aiohttp.ClientPayloadError, httpx.RemoteProtocolError),
    (aiohttp.ClientResponseError, httpx.RemoteProtocolError),
)
"""The first that fits. Others broke while bytes were sent or received."""

_UNSUPPORTED = (aiohttp.InvalidURL, aiohttp.NonHttpUrlClientError)
