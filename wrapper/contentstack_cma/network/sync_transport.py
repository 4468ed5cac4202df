"""The transport for threads."""

from collections.abc import Iterator
from os import getpid
from typing import Any, cast

import httpcore
import httpx

from .observed import ObservedStream, observe, raise_source_error
from .settings import ConnectionSettings, Route, to_httpx_proxy, to_network_error
from .shared_connections import Connection
from .sync_backend import Backend, limit

DEADLINE = "contentstack_cma.deadline"
"""Request extension: the deadline of the call, on the monotonic clock."""

_parents_transports: list[object] = []
"""Kept in forked processes: collecting them would close sockets that the parent uses."""


class Network(httpx.BaseTransport):
    """Send requests through the right proxy, over connections of this process, before their deadlines."""

    def __init__(self, settings: ConnectionSettings) -> None:
        self._settings = settings
        self._transports: dict[tuple[Route, str], httpx.HTTPTransport] = {}
        self._process = getpid()

    def check(self, url: str) -> None:
        """Raise `ValueError` if the proxy for a URL cannot be used."""
        self._settings.check(url)

    def handle_request(self, request: httpx.Request) -> httpx.Response:
        """Send one request.

        Raises:
            httpx.TransportError: There is no response. Exceptions of the request's body are raised unchanged.
        """
        if self._process != getpid():
            self._leave_to_parent()
        route = self._settings.direct_route or self._settings.find_route(request.url)
        key = route, request.url.scheme
        transport = self._transports.get(key)
        if transport is None:
            transport = self._transports.setdefault(key, _open_transport(self._settings, route, request.url))
        deadline = request.extensions.get(DEADLINE)
        if not isinstance(request.stream, ObservedStream):
            request = observe(request)

        outer, limit.deadline = limit.deadline, deadline
        try:
            response = transport.handle_request(request)
        except Exception as error:
            raise_source_error(request)
            if isinstance(error, httpx.TransportError):
                raise
            raise to_network_error(error) from error
        finally:
            limit.deadline = outer
        if route.proxy is not None and (rejection := route.find_rejection(response)) is not None:
            response.close()
            raise rejection
        response.stream = _Body(response.stream, deadline)
        return response

    def close(self) -> None:
        """Close the connections of this process."""
        transports, self._transports = self._transports, {}
        if self._process != getpid():
            _parents_transports.append(transports)
            return
        for transport in transports.values():
            transport.close()

    def _leave_to_parent(self) -> None:
        _parents_transports.append(self._transports)
        self._transports, self._process = {}, getpid()


def _open_transport(settings: ConnectionSettings, route: Route, url: httpx.URL) -> httpx.HTTPTransport:
    proxy = None if route.proxy is None or route.is_tunnel else to_httpx_proxy(route.proxy, settings)
    transport: Any = httpx.HTTPTransport(verify=settings.get_context(url), limits=settings.limits, proxy=proxy)
    # A thread cannot be cancelled, so deadlines are enforced where bytes are read and written: in httpcore's network
    # backend. It is a documented argument of httpcore's pools, but httpx has no parameter for it.
    pool = transport._pool  # noqa: SLF001
    pool._network_backend = Backend(route, settings)  # noqa: SLF001
    create_connection = pool.create_connection

    def create_safe_connection(origin: httpcore.Origin) -> Connection:
        return Connection(create_connection(origin))

    pool.create_connection = create_safe_connection
    return cast("httpx.HTTPTransport", transport)


class _Body(httpx.SyncByteStream):
    """The body of a response, read before the deadline of its request."""

    def __init__(self, stream: Any, deadline: float | None) -> None:
        self._stream: httpx.SyncByteStream = stream
        self._deadline = deadline

    def __iter__(self) -> Iterator[bytes]:
        chunks = iter(self._stream)
        while True:
            outer, limit.deadline = limit.deadline, self._deadline
            try:
                chunk = next(chunks, None)
            except httpx.TransportError:
                raise
            except Exception as error:
                raise to_network_error(error) from error
            finally:
                limit.deadline = outer
            if chunk is None:
                return
            yield chunk

    def close(self) -> None:
        self._stream.close()
