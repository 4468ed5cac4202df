"""The transport for threads."""

import threading
from collections.abc import Iterable, Iterator
from contextlib import suppress
from os import getpid
from time import monotonic
from typing import Any, cast

import httpcore
import httpx

from ..proxies import ProxyServer
from .settings import ConnectionSettings, Route, describe, forwarding_proxy, network_error
from .tunnels import open_tunnel

DEADLINE = "contentstack_cma.deadline"
"""Request extension: when the whole call must be over, as `time.monotonic()` counts."""

_WRITE_SIZE = 16_384
_READS = (b"GET ", b"HEAD ")

_kept_by_parent: list[object] = []
"""What a forked process must not touch. Collecting it would close sockets that the parent uses."""


class _Limit(threading.local):
    """The deadline of the call that this thread works on, for the streams below httpcore."""

    deadline: float | None = None


_limit = _Limit()


class Network(httpx.BaseTransport):
    """Sends requests through the right proxy, over connections of this process, before their deadlines."""

    def __init__(self, settings: ConnectionSettings) -> None:
        self._settings = settings
        self._transports: dict[Route, httpx.HTTPTransport] = {}
        self._process = getpid()

    def check(self, url: str) -> None:
        """Check that requests to a URL can be sent, as far as the settings say.

        Raises:
            ValueError: The proxy for the URL cannot be used.
        """
        self._settings.check(url)

    def handle_request(self, request: httpx.Request) -> httpx.Response:
        """Send one request.

        Raises:
            httpx.TransportError: There is no response. What the body of the request raises comes out as it is.
        """
        if self._process != getpid():
            self._leave_to_parent()
        route = self._settings.route(request.url)
        transport = self._transports.get(route)
        if transport is None:
            transport = self._transports.setdefault(route, _open_transport(self._settings, route))
        deadline = request.extensions.get(DEADLINE)
        source = None
        if not isinstance(request.stream, httpx.ByteStream):
            source = _Source(request.stream)
            request = httpx.Request(
                request.method, request.url, headers=request.headers, stream=source, extensions=request.extensions
            )
        outer, _limit.deadline = _limit.deadline, deadline
        try:
            response = transport.handle_request(request)
        except Exception as error:
            if source is not None and source.error is not None:
                raise source.error from source.error.__cause__
            if isinstance(error, httpx.TransportError):
                raise
            raise network_error(error) from error
        finally:
            _limit.deadline = outer
        if route.is_rejected_by_proxy(response):
            response.close()
            raise route.rejection(response)
        response.stream = _Body(response.stream, deadline)
        return response

    def close(self) -> None:
        """Close the connections of this process."""
        transports, self._transports = self._transports, {}
        if self._process != getpid():
            _kept_by_parent.append(transports)
            return
        for transport in transports.values():
            transport.close()

    def _leave_to_parent(self) -> None:
        _kept_by_parent.append(self._transports)
        self._transports, self._process = {}, getpid()


def _open_transport(settings: ConnectionSettings, route: Route) -> httpx.HTTPTransport:
    proxy = None if route.proxy is None or route.is_tunnel else forwarding_proxy(route.proxy, settings)
    transport: Any = httpx.HTTPTransport(verify=settings.context, limits=settings.limits, proxy=proxy)
    # httpx has no parameter for httpcore's network backend, and a thread cannot be cancelled: only where bytes are
    # read and written can a deadline be kept. httpcore takes a backend as a documented argument of its pools.
    pool = transport._pool  # noqa: SLF001
    pool._network_backend = _Backend(route, settings)  # noqa: SLF001
    create_connection = pool.create_connection

    def create_safe_connection(origin: httpcore.Origin) -> _Connection:
        return _Connection(create_connection(origin))

    pool.create_connection = create_safe_connection
    return cast("httpx.HTTPTransport", transport)


class _Connection:
    """A connection that is not closed while a request uses it.

    httpcore's pool finds in one thread that a connection is idle and readable, which means closed, and closes it. If
    another thread has sent a request on it in between, what can be read is the response, and the request fails with
    nobody knowing what became of it.
    """

    def __init__(self, connection: Any) -> None:
        self._connection: httpcore.ConnectionInterface = connection
        self._lock = threading.Lock()
        self._is_starting = False
        self._is_doomed = False
        self.can_handle_request = connection.can_handle_request
        self.is_closed = connection.is_closed
        self.info = connection.info

    def handle_request(self, request: httpcore.Request) -> httpcore.Response:
        """Send a request, unless the connection is being used or closed."""
        with self._lock:
            if self._is_starting or self._is_doomed:
                raise httpcore.ConnectionNotAvailable
            self._is_starting = True
        try:
            response = self._connection.handle_request(request)
        except BaseException:
            self._is_starting = False
            self.finish()
            raise
        self._is_starting = False
        response.stream = _Used(response.stream, self)
        return response

    def is_available(self) -> bool:
        """Whether a request can be sent."""
        return not self._is_starting and self._connection.is_available()

    def is_idle(self) -> bool:
        """Whether it is kept for a later request."""
        return not self._is_starting and self._connection.is_idle()

    def has_expired(self) -> bool:
        """Whether it is to be closed. No request can begin after that."""
        with self._lock:
            if not self._is_starting and self._connection.has_expired():
                self._is_doomed = True
            return self._is_doomed

    def close(self) -> None:
        """Close the connection, after its request if it has one."""
        with self._lock:
            self._is_doomed = True
            is_used = self._is_starting or not (self._connection.is_idle() or self._connection.is_closed())
        if not is_used:
            self._connection.close()

    def finish(self) -> None:
        """End the use by a request."""
        if self._is_doomed:
            self._connection.close()


class _Used:
    """The body of a response as httpcore has it; its end is the end of a use of the connection."""

    def __init__(self, stream: Any, connection: _Connection) -> None:
        self._stream = stream
        self._connection = connection

    def __iter__(self) -> Iterator[bytes]:
        return iter(self._stream)

    def close(self) -> None:
        """Close the body."""
        self._stream.close()
        self._connection.finish()


class _Source(httpx.SyncByteStream):
    """The body of a request, which remembers what it raised."""

    def __init__(self, stream: Any) -> None:
        self._stream: Iterable[bytes] = stream
        self.error: Exception | None = None

    def __iter__(self) -> Iterator[bytes]:
        try:
            yield from self._stream
        except Exception as error:
            self.error = error
            raise


class _Body(httpx.SyncByteStream):
    """The body of a response, read before the deadline of its request."""

    def __init__(self, stream: Any, deadline: float | None) -> None:
        self._stream: httpx.SyncByteStream = stream
        self._deadline = deadline

    def __iter__(self) -> Iterator[bytes]:
        chunks = iter(self._stream)
        while True:
            outer, _limit.deadline = _limit.deadline, self._deadline
            try:
                chunk = next(chunks, None)
            except httpx.TransportError:
                raise
            except Exception as error:
                raise network_error(error) from error
            finally:
                _limit.deadline = outer
            if chunk is None:
                return
            yield chunk

    def close(self) -> None:
        self._stream.close()


def _time_left(timeout: float | None, expired: type[Exception]) -> float | None:
    """Return the timeout of a step: its own, or what is left of the call if that is less."""
    deadline = _limit.deadline
    if deadline is None:
        return timeout
    left = deadline - monotonic()
    if left <= 0:
        raise expired("the time limit of the call was reached")
    return left if timeout is None or left < timeout else timeout


class _Backend(httpcore.NetworkBackend):
    """Connects to a server, or to the proxy before it, and says which of them failed."""

    def __init__(self, route: Route, settings: ConnectionSettings) -> None:
        self._route = route
        self._settings = settings
        self._inner = httpcore.SyncBackend()

    def connect_tcp(
        self,
        host: str,
        port: int,
        timeout: float | None = None,
        local_address: str | None = None,
        socket_options: Iterable[Any] | None = None,
    ) -> httpcore.NetworkStream:
        """Connect."""
        name, proxy = f"{host}:{port}", self._route.proxy
        options: Any = {"local_address": local_address, "socket_options": socket_options}
        if proxy is None:
            return _Stream(self._connect(host, port, timeout, name, httpcore.ConnectError, **options), name)
        stream = self._connect(proxy.host, proxy.port, timeout, proxy.origin, httpcore.ProxyError, **options)
        if not self._route.is_tunnel:
            return _Stream(stream, proxy.origin, httpcore.ProxyError)
        try:
            if proxy.scheme == "https":
                stream = self._start_tls(stream, proxy, timeout)
            _drive(open_tunnel(proxy, host, port), stream, timeout)
        except BaseException as error:
            stream.close()
            if isinstance(error, httpcore.TimeoutException):
                raise httpcore.ConnectTimeout(f"{proxy.origin}: {describe(error)}") from error
            if isinstance(error, Exception):
                raise httpcore.ProxyError(f"{proxy.origin}: {describe(error)}") from error
            raise
        return _Stream(stream, name)

    def _connect(
        self, host: str, port: int, timeout: float | None, name: str, failed: type[Exception], **options: Any
    ) -> httpcore.NetworkStream:
        try:
            return self._connect_to_one(host, port, timeout, options)
        except httpcore.ConnectTimeout as error:
            raise httpcore.ConnectTimeout(f"{name}: {describe(error)}") from error
        except Exception as error:
            raise failed(f"{name}: {describe(error)}") from error

    def _connect_to_one(
        self, host: str, port: int, timeout: float | None, options: dict[str, Any]
    ) -> httpcore.NetworkStream:
        """Connect to the first address of a host that can be reached in time."""
        *others, last = [host] if _limit.deadline is None else _resolve(host, port)
        for address in others:
            left = _time_left(timeout, httpcore.ConnectTimeout)
            with suppress(httpcore.ConnectError, httpcore.ConnectTimeout):
                return self._inner.connect_tcp(address, port, left, **options)
        return self._inner.connect_tcp(last, port, _time_left(timeout, httpcore.ConnectTimeout), **options)

    def _start_tls(
        self, stream: httpcore.NetworkStream, proxy: ProxyServer, timeout: float | None
    ) -> httpcore.NetworkStream:
        context = proxy.context or self._settings.context
        context.set_alpn_protocols(["http/1.1"])
        return stream.start_tls(context, proxy.host, _time_left(timeout, httpcore.ConnectTimeout))


def _resolve(host: str, port: int) -> list[str]:
    """Return the addresses of a host, so that each is tried only as long as there is time."""
    from socket import SOCK_STREAM, getaddrinfo

    if "%" in host:
        return [host]
    return [str(address[0]) for *_, address in getaddrinfo(host, port, type=SOCK_STREAM)]


def _drive(tunnel: Any, stream: httpcore.NetworkStream, timeout: float | None) -> None:
    end = None if timeout is None else monotonic() + timeout
    try:
        outgoing = next(tunnel)
        while True:
            if outgoing:
                stream.write(outgoing, _step(timeout, end))
            outgoing = tunnel.send(stream.read(4096, _step(timeout, end)))
    except StopIteration:
        return


def _step(timeout: float | None, end: float | None) -> float | None:
    left = None if end is None else end - monotonic()
    if left is not None and left <= 0:
        raise httpcore.ConnectTimeout(f"no connection within {timeout:g} s")
    return _time_left(left, httpcore.ConnectTimeout)


class _Stream(httpcore.NetworkStream):
    """A connection whose reads and writes end with the call they belong to."""

    def __init__(
        self, stream: httpcore.NetworkStream, name: str, failed: type[Exception] = httpcore.ConnectError
    ) -> None:
        self._stream = stream
        self._name = name
        self._failed = failed
        self._is_kept = False

    def read(self, max_bytes: int, timeout: float | None = None) -> bytes:
        """Read some bytes."""
        if _limit.deadline is not None:
            timeout = _time_left(timeout, httpcore.ReadTimeout)
        self._is_kept = True
        return self._stream.read(max_bytes, timeout)

    def write(self, buffer: bytes, timeout: float | None = None) -> None:
        """Write all bytes.

        A server may have closed a kept connection since httpcore chose it. A write that is lost on it may or may not
        have been processed, so it is looked at once more; httpcore then takes another connection.
        """
        if self._is_kept:
            self._is_kept = False
            if not buffer.startswith(_READS) and self._stream.get_extra_info("is_readable"):
                raise httpcore.ConnectionNotAvailable
        if _limit.deadline is None:
            self._stream.write(buffer, timeout)
            return
        # The stream below starts its timeout anew whenever the peer takes some bytes.
        for start in range(0, len(buffer), _WRITE_SIZE):
            self._stream.write(buffer[start : start + _WRITE_SIZE], _time_left(timeout, httpcore.WriteTimeout))

    def close(self) -> None:
        """Close the connection."""
        self._stream.close()

    def start_tls(
        self, ssl_context: Any, server_hostname: str | None = None, timeout: float | None = None
    ) -> httpcore.NetworkStream:
        """Start TLS."""
        try:
            stream = self._stream.start_tls(ssl_context, server_hostname, _time_left(timeout, httpcore.ConnectTimeout))
        except httpcore.ConnectTimeout as error:
            self.close()
            raise httpcore.ConnectTimeout(f"{self._name}: {describe(error)}") from error
        except Exception as error:
            self.close()
            raise self._failed(f"{self._name}: {describe(error)}") from error
        return _Stream(stream, self._name, self._failed)

    def get_extra_info(self, info: str) -> Any:
        """Return what is known of the connection."""
        return self._stream.get_extra_info(info)
