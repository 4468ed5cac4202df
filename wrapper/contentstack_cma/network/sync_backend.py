"""Reads and writes of threads, for httpcore: each ends at the deadline of its call."""

import threading
from collections.abc import Iterable
from contextlib import suppress
from time import monotonic
from typing import Any

import httpcore

from ..proxies import ProxyServer
from .settings import CHECK_INTERVAL, ConnectionSettings, Route, describe
from .tunnels import open_tunnel

_WRITE_SIZE = 16_384


class Limit(threading.local):
    """The deadline of the call that this thread makes, for the streams below httpcore."""

    deadline: float | None = None


limit: Limit = Limit()


def _limit_timeout(timeout: float | None, expired: type[Exception]) -> float | None:
    """Return the timeout of a step: its own, or the time left for the call if that is less."""
    deadline = limit.deadline
    if deadline is None:
        return timeout
    left = deadline - monotonic()
    if left <= 0:
        raise expired("the deadline of the call has passed")
    return left if timeout is None or left < timeout else timeout


class Backend(httpcore.NetworkBackend):
    """Connect to a server or its proxy; errors name the one that failed."""

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
        """Open a connection."""
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
            _run_tunnel(open_tunnel(proxy, host, port), stream, timeout)
        except BaseException as error:
            stream.close()
            if isinstance(error, httpcore.TimeoutException):
                raise httpcore.ConnectTimeout(f"{proxy.origin}: {describe(error)}") from error
            if isinstance(error, Exception):
                raise httpcore.ProxyError(f"cannot connect through {proxy.origin} ({describe(error)})") from error
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
            raise failed(f"cannot connect to {name} ({describe(error)})") from error

    def _connect_to_one(
        self, host: str, port: int, timeout: float | None, options: dict[str, Any]
    ) -> httpcore.NetworkStream:
        """Connect to the first address of a host that can be reached in time."""
        *others, last = [host] if limit.deadline is None else _resolve(host, port)
        for address in others:
            left = _limit_timeout(timeout, httpcore.ConnectTimeout)
            with suppress(httpcore.ConnectError, httpcore.ConnectTimeout):
                return self._inner.connect_tcp(address, port, left, **options)
        return self._inner.connect_tcp(last, port, _limit_timeout(timeout, httpcore.ConnectTimeout), **options)

    def _start_tls(
        self, stream: httpcore.NetworkStream, proxy: ProxyServer, timeout: float | None
    ) -> httpcore.NetworkStream:
        context = proxy.context or self._settings.context
        context.set_alpn_protocols(["http/1.1"])
        return stream.start_tls(context, proxy.host, _limit_timeout(timeout, httpcore.ConnectTimeout))


def _resolve(host: str, port: int) -> list[str]:
    """Return the addresses of a host, so that each gets only the time that is left."""
    from socket import SOCK_STREAM, getaddrinfo

    if "%" in host:
        return [host]
    return [str(address[0]) for *_, address in getaddrinfo(host, port, type=SOCK_STREAM)]


def _run_tunnel(tunnel: Any, stream: httpcore.NetworkStream, timeout: float | None) -> None:
    end = None if timeout is None else monotonic() + timeout
    try:
        outgoing = next(tunnel)
        while True:
            if outgoing:
                stream.write(outgoing, _limit_step(timeout, end))
            outgoing = tunnel.send(stream.read(4096, _limit_step(timeout, end)))
    except StopIteration:
        return


def _limit_step(timeout: float | None, end: float | None) -> float | None:
    left = None if end is None else end - monotonic()
    if left is not None and left <= 0:
        raise httpcore.ConnectTimeout(f"no connection within {timeout:g} s")
    return _limit_timeout(left, httpcore.ConnectTimeout)


class _Stream(httpcore.NetworkStream):
    """A connection whose reads and writes end at the deadline of their call."""

    def __init__(
        self, stream: httpcore.NetworkStream, name: str, failed: type[Exception] = httpcore.ConnectError
    ) -> None:
        self._stream = stream
        self._name = name
        self._failed = failed
        self._is_reused = False
        self._is_readable = False
        self._next_check = 0.0

    def read(self, max_bytes: int, timeout: float | None = None) -> bytes:
        """Read some bytes."""
        if limit.deadline is not None:
            timeout = _limit_timeout(timeout, httpcore.ReadTimeout)
        self._is_reused = True
        return self._stream.read(max_bytes, timeout)

    def write(self, buffer: bytes, timeout: float | None = None) -> None:
        """Write all bytes.

        A server may have closed an idle connection since httpcore chose it, and nobody would know whether a request
        lost on it was processed. So it is checked once more; httpcore then takes another connection.
        """
        if self._is_reused:
            self._is_reused = False
            if self._stream.get_extra_info("is_readable"):
                raise httpcore.ConnectionNotAvailable
        if limit.deadline is None:
            self._stream.write(buffer, timeout)
            return
        # The stream below restarts its timeout whenever the peer accepts some bytes.
        for start in range(0, len(buffer), _WRITE_SIZE):
            self._stream.write(buffer[start : start + _WRITE_SIZE], _limit_timeout(timeout, httpcore.WriteTimeout))

    def close(self) -> None:
        """Close the connection."""
        self._stream.close()

    def start_tls(
        self, ssl_context: Any, server_hostname: str | None = None, timeout: float | None = None
    ) -> httpcore.NetworkStream:
        """Start TLS."""
        try:
            stream = self._stream.start_tls(
                ssl_context, server_hostname, _limit_timeout(timeout, httpcore.ConnectTimeout)
            )
        except httpcore.ConnectTimeout as error:
            self.close()
            raise httpcore.ConnectTimeout(f"{self._name}: {describe(error)}") from error
        except Exception as error:
            self.close()
            raise self._failed(f"cannot connect to {self._name} ({describe(error)})") from error
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
