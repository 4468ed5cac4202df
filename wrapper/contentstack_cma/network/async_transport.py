"""The transport for tasks, on asyncio and trio."""

from collections.abc import AsyncIterator, Iterable
from time import monotonic
from typing import Any, cast

import anyio
import httpcore
import httpx

from ..proxies import ProxyServer
from .event_loops import PerLoop
from .observed import ObservedStream, observe, raise_source_error
from .settings import CHECK_INTERVAL, ConnectionSettings, Route, describe, to_httpx_proxy, to_network_error
from .tunnels import open_tunnel

Transports = dict[tuple[Route, str], httpx.AsyncHTTPTransport]


class AsyncNetwork(httpx.AsyncBaseTransport):
    """Send requests through the right proxy, over connections of this process and the running event loop."""

    def __init__(self, settings: ConnectionSettings) -> None:
        self._settings = settings
        self._loops = PerLoop[Transports](dict, _close_all)

    def check(self, url: str) -> None:
        """Raise `ValueError` if the proxy for a URL cannot be used."""
        self._settings.check(url)

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        """Send one request.

        Raises:
            httpx.TransportError: There is no response. Exceptions of the request's body are raised unchanged.
        """
        route = self._settings.direct_route or self._settings.find_route(request.url)
        if not isinstance(request.stream, ObservedStream):
            request = observe(request)
        try:
            transports = self._loops.find()
            if transports is None:
                transports = await self._loops.open()
            key = route, request.url.scheme
            transport = transports.get(key)
            if transport is None:
                transport = transports[key] = _open_transport(self._settings, route, request.url)
            response = await transport.handle_async_request(request)
        except Exception as error:
            raise_source_error(request)
            if isinstance(error, httpx.TransportError):
                raise
            raise to_network_error(error) from error
        if route.proxy is not None and (rejection := route.find_rejection(response)) is not None:
            await response.aclose()
            raise rejection
        response.stream = _Body(response.stream)
        return response

    async def aclose(self) -> None:
        """Close the connections of the running event loop, and make other loops close theirs."""
        await self._loops.aclose()


async def _close_all(transports: Transports) -> None:
    while transports:
        await transports.popitem()[1].aclose()


def _open_transport(settings: ConnectionSettings, route: Route, url: httpx.URL) -> httpx.AsyncHTTPTransport:
    proxy = None if route.proxy is None or route.is_tunnel else to_httpx_proxy(route.proxy, settings)
    transport: Any = httpx.AsyncHTTPTransport(verify=settings.get_context(url), limits=settings.limits, proxy=proxy)
    # The network backend is a documented argument of httpcore's pools, but httpx has no parameter for it.
    pool = transport._pool  # noqa: SLF001
    pool._network_backend = _Backend(pool._network_backend, route, settings)  # noqa: SLF001
    return cast("httpx.AsyncHTTPTransport", transport)


class _Body(httpx.AsyncByteStream):
    """The body of a response."""

    def __init__(self, stream: Any) -> None:
        self._stream: httpx.AsyncByteStream = stream

    async def __aiter__(self) -> AsyncIterator[bytes]:
        try:
            async for chunk in self._stream:
                yield chunk
        except httpx.TransportError:
            raise
        except Exception as error:
            raise to_network_error(error) from error

    async def aclose(self) -> None:
        await self._stream.aclose()


class _Backend(httpcore.AsyncNetworkBackend):
    """Connect to a server or its proxy; errors name the one that failed."""

    def __init__(self, inner: httpcore.AsyncNetworkBackend, route: Route, settings: ConnectionSettings) -> None:
        self._inner = inner
        self._route = route
        self._settings = settings

    async def connect_tcp(
        self,
        host: str,
        port: int,
        timeout: float | None = None,  # noqa: ASYNC109 - httpcore's interface
        local_address: str | None = None,
        socket_options: Iterable[Any] | None = None,
    ) -> httpcore.AsyncNetworkStream:
        """Open a connection."""
        name, proxy = f"{host}:{port}", self._route.proxy
        options: Any = {"timeout": timeout, "local_address": local_address, "socket_options": socket_options}
        if proxy is None:
            return _Stream(await self._connect(host, port, name, httpcore.ConnectError, **options), name)
        stream = await self._connect(proxy.host, proxy.port, proxy.origin, httpcore.ProxyError, **options)
        if not self._route.is_tunnel:
            return _Stream(stream, proxy.origin, httpcore.ProxyError)
        try:
            if proxy.scheme == "https":
                stream = await _start_tls(stream, proxy, self._settings, timeout)
            await _run_tunnel(open_tunnel(proxy, host, port), stream, timeout)
        except BaseException as error:
            await _discard(stream)
            if isinstance(error, httpcore.TimeoutException):
                raise httpcore.ConnectTimeout(f"{proxy.origin}: {describe(error)}") from error
            if isinstance(error, Exception):
                raise httpcore.ProxyError(f"cannot connect through {proxy.origin} ({describe(error)})") from error
            raise
        return _Stream(stream, name)

    async def _connect(
        self, host: str, port: int, name: str, failed: type[Exception], **options: Any
    ) -> httpcore.AsyncNetworkStream:
        try:
            return await self._inner.connect_tcp(host, port, **options)
        except httpcore.ConnectTimeout as error:
            raise httpcore.ConnectTimeout(f"{name}: {describe(error)}") from error
        except Exception as error:
            raise failed(f"cannot connect to {name} ({describe(error)})") from error


async def _start_tls(
    stream: httpcore.AsyncNetworkStream, proxy: ProxyServer, settings: ConnectionSettings, seconds: float | None
) -> httpcore.AsyncNetworkStream:
    context = proxy.context or settings.context
    context.set_alpn_protocols(["http/1.1"])
    return await stream.start_tls(context, proxy.host, seconds)


async def _run_tunnel(tunnel: Any, stream: httpcore.AsyncNetworkStream, seconds: float | None) -> None:
    end = None if seconds is None else monotonic() + seconds
    try:
        outgoing = next(tunnel)
        while True:
            if outgoing:
                await stream.write(outgoing, _limit_step(seconds, end))
            outgoing = tunnel.send(await stream.read(4096, _limit_step(seconds, end)))
    except StopIteration:
        return


def _limit_step(seconds: float | None, end: float | None) -> float | None:
    left = None if end is None else end - monotonic()
    if left is not None and left <= 0:
        raise httpcore.ConnectTimeout(f"no connection within {seconds:g} s")
    return left


async def _discard(stream: httpcore.AsyncNetworkStream) -> None:
    """Close a stream, also in a task that is being cancelled."""
    with anyio.CancelScope(shield=True):
        await stream.aclose()


class _Stream(httpcore.AsyncNetworkStream):
    """A connection that raises only errors of httpcore."""

    def __init__(
        self, stream: httpcore.AsyncNetworkStream, name: str, failed: type[Exception] = httpcore.ConnectError
    ) -> None:
        self._stream = stream
        self._name = name
        self._failed = failed
        self._is_reused = False
        self._is_readable = False
        self._next_check = 0.0

    async def read(self, max_bytes: int, timeout: float | None = None) -> bytes:  # noqa: ASYNC109
        """Read some bytes."""
        self._is_reused = True
        try:
            return await self._stream.read(max_bytes, timeout)
        except (httpcore.TimeoutException, httpcore.NetworkError):
            raise
        except Exception as error:
            raise httpcore.ReadError(describe(error)) from error

    async def write(self, buffer: bytes, timeout: float | None = None) -> None:  # noqa: ASYNC109
        """Write all bytes.

        A server may have closed an idle connection since httpcore chose it, and nobody would know whether a request
        lost on it was processed. So it is checked once more; httpcore then takes another connection.
        """
        if self._is_reused:
            self._is_reused = False
            if self._stream.get_extra_info("is_readable"):
                raise httpcore.ConnectionNotAvailable
        try:
            await self._stream.write(buffer, timeout)
        except (httpcore.TimeoutException, httpcore.NetworkError):
            raise
        except Exception as error:
            raise httpcore.WriteError(describe(error)) from error

    async def aclose(self) -> None:
        """Close the connection."""
        await self._stream.aclose()

    async def start_tls(
        self,
        ssl_context: Any,
        server_hostname: str | None = None,
        timeout: float | None = None,  # noqa: ASYNC109
    ) -> httpcore.AsyncNetworkStream:
        """Start TLS."""
        try:
            stream = await self._stream.start_tls(ssl_context, server_hostname, timeout)
        except BaseException as error:
            await _discard(self._stream)
            if isinstance(error, httpcore.ConnectTimeout):
                raise httpcore.ConnectTimeout(f"{self._name}: {describe(error)}") from error
            if isinstance(error, Exception):
                raise self._failed(f"cannot connect to {self._name} ({describe(error)})") from error
            raise
        return _Stream(stream, self._name, self._failed)

    def get_extra_info(self, info: str) -> Any:
        """Return information about the connection.

        For each call, httpcore checks whether any idle connection is readable, which means closed. The result may be
        slightly old: `write` checks the connection that is used once more.
        """
        if info != "is_readable":
            return self._stream.get_extra_info(info)
        if (now := monotonic()) >= self._next_check:
            self._next_check = now + CHECK_INTERVAL
            self._is_readable = self._stream.get_extra_info(info)
        return self._is_readable
