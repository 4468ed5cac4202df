"""Settings of all transports, the route to a URL, and names for unexpected errors."""

import os
import ssl
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property
from importlib.util import find_spec
from pathlib import Path

import httpx

from ..proxies import ProxyRouting, ProxyServer, parse_proxy
from .tunnels import build_proxy_headers

KEEPALIVE_EXPIRY = 4.0
"""Seconds. Servers on Node.js close an idle connection after five, and would lose a request that is being sent."""
CHECK_INTERVAL = 0.05
"""Seconds for which an idle connection counts as open after a check, unless a request is about to use it."""

_MOST_ROUTES = 256
_CERTIFICATES = ("SSL_CERT_FILE", "SSL_CERT_DIR")
_PROXY_AUTHENTICATION_REQUIRED = 407


@dataclass(frozen=True, slots=True)
class Route:
    """How connections to a URL are opened.

    Attributes:
        proxy: The proxy; None for a direct connection.
        is_tunnel: Whether the proxy opens a tunnel to the server. Otherwise it forwards requests, which it can read.
    """

    proxy: ProxyServer | None = None
    is_tunnel: bool = False

    def find_rejection(self, response: httpx.Response) -> httpx.ProxyError | None:
        """Return the exception for a response of the proxy that requires other credentials; None for all others."""
        if self.proxy is None or self.is_tunnel or response.status_code != _PROXY_AUTHENTICATION_REQUIRED:
            return None
        return httpx.ProxyError(f"{self.proxy.origin}: {response.status_code} {response.reason_phrase}".rstrip())


_DIRECT = Route()


@dataclass(frozen=True)
class ConnectionSettings:
    """How a transport opens connections.

    Attributes:
        routing: Chooses the proxy of a URL.
        verify: Whether to check certificates, or TLS settings.
        max_connections: Maximum number of open connections.
        with_socks: Whether the transport can use SOCKS proxies.
    """

    routing: ProxyRouting
    verify: ssl.SSLContext | bool
    max_connections: int
    with_socks: bool = True
    _routes: dict[tuple[str, str, int | None], Route] = field(
        default_factory=dict[tuple[str, str, "int | None"], Route]
    )

    @cached_property
    def direct_route(self) -> Route | None:
        """The route of every URL if none has a proxy."""
        return _DIRECT if self.routing.is_direct else None

    @cached_property
    def context(self) -> ssl.SSLContext:
        """TLS settings, created on first use: reading certificates is slow."""
        return _build_tls_context(self.verify)

    def get_context(self, url: httpx.URL) -> ssl.SSLContext:
        """Return the TLS settings of connections to a URL, without certificates if it needs none."""
        return ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT) if url.scheme == "http" else self.context

    @property
    def limits(self) -> httpx.Limits:
        """The limits of one pool."""
        return httpx.Limits(
            max_connections=self.max_connections,
            max_keepalive_connections=self.max_connections,
            keepalive_expiry=KEEPALIVE_EXPIRY,
        )

    def check(self, url: str) -> None:
        """Check that the proxy for a URL can be used.

        Raises:
            ValueError: The URL of the proxy cannot be parsed, or it is a SOCKS proxy, which is not supported here.
        """
        self._choose_route(httpx.URL(url))

    def find_route(self, url: httpx.URL) -> Route:
        """Return the route to a URL.

        Raises:
            httpx.ProxyError: The proxy for it cannot be used: see `check`.
        """
        key = url.scheme, url.host, url.port
        route = self._routes.get(key)
        if route is None:
            try:
                route = self._choose_route(url)
            except ValueError as error:
                raise httpx.ProxyError(str(error)) from None
            if len(self._routes) >= _MOST_ROUTES:
                self._routes.clear()
            self._routes[key] = route
        return route

    def _choose_route(self, url: httpx.URL) -> Route:
        proxy = self.routing.find_proxy(url.scheme, url.raw_host.decode("ascii"), url.port)
        if proxy is None:
            return _DIRECT
        if proxy.is_socks:
            _check_socks(proxy, with_socks=self.with_socks)
        return Route(proxy, is_tunnel=proxy.is_socks or url.scheme != "http")


def _check_socks(proxy: ProxyServer, *, with_socks: bool) -> None:
    if not with_socks:
        raise ValueError(
            f"AiohttpTransport cannot use the SOCKS proxy {proxy.origin}: use the client's default transport, "
            "or an HTTP proxy"
        )
    if find_spec("socksio") is None:
        raise ValueError(f'the SOCKS proxy {proxy.origin} needs an extra: pip install "contentstack-cma[socks]"')


def check_settings(
    proxy: str | httpx.Proxy | None,
    verify: ssl.SSLContext | bool,  # noqa: FBT001 - as httpx names it
    max_connections: int,
    environ_proxies: Mapping[str, str] | None,
    *,
    with_socks: bool = True,
) -> ConnectionSettings:
    """Check the arguments of a transport; `sync_open_network` describes them and the exceptions."""
    if isinstance(max_connections, bool) or not isinstance(max_connections, int):  # pyright: ignore[reportUnnecessaryIsInstance]
        raise TypeError(f"max_connections must be an int, not {type(max_connections).__name__}")
    if max_connections < 1:
        raise ValueError(f"max_connections must be at least 1, not {max_connections}")
    server = _read_proxy(proxy)
    if server is not None and server.is_socks:
        _check_socks(server, with_socks=with_socks)
    settings = ConnectionSettings(ProxyRouting(server, environ_proxies or {}), verify, max_connections, with_socks)
    if verify is True:
        _check_certificates()
    return settings


def _read_proxy(proxy: str | httpx.URL | httpx.Proxy | None) -> ProxyServer | None:
    if proxy is None:
        return None
    if isinstance(proxy, (str, httpx.URL)):
        return parse_proxy(str(proxy), "the argument proxy")
    if not isinstance(proxy, httpx.Proxy):  # pyright: ignore[reportUnnecessaryIsInstance] - callers without types
        raise TypeError(f"proxy must be a URL or an httpx.Proxy, not {type(proxy).__name__}")
    plain = parse_proxy(str(proxy.url), "the argument proxy")
    return ProxyServer(
        plain.scheme, plain.host, plain.port, proxy.auth, tuple(proxy.headers.raw), getattr(proxy, "ssl_context", None)
    )


def _check_certificates() -> None:
    """Check the paths in the environment. The certificates themselves are read on the first call."""
    name, path = _find_certificates()
    if name == "SSL_CERT_FILE" and not Path(path).is_file():
        raise ValueError(f"the environment variable SSL_CERT_FILE names a file that does not exist: {path}")
    if name == "SSL_CERT_FILE" and not Path(path).stat().st_size:
        raise ValueError(f"the environment variable SSL_CERT_FILE names an empty file: {path}")
    if name == "SSL_CERT_DIR" and not any(Path(folder).is_dir() for folder in path.split(os.pathsep)):
        raise ValueError(f"the environment variable SSL_CERT_DIR names a directory that does not exist: {path}")


def _find_certificates() -> tuple[str, str]:
    """Return the name and value of the variable for certificates; httpx uses the first of the two that is set."""
    name = next((name for name in _CERTIFICATES if os.environ.get(name)), "")
    return name, os.environ.get(name, "")


def _build_tls_context(verify: ssl.SSLContext | bool) -> ssl.SSLContext:  # noqa: FBT001
    if verify is not True:
        return httpx.create_ssl_context(verify=verify)
    try:
        return httpx.create_ssl_context()
    except OSError as error:
        name, path = _find_certificates()
        source = f"the environment variable {name} names no usable certificates: {path}" if name else "no certificates"
        raise httpx.ConnectError(f"{source} ({error})") from error


def to_httpx_proxy(proxy: ProxyServer, settings: ConnectionSettings) -> httpx.Proxy:
    """Return a proxy that forwards requests as an `httpx.Proxy`."""
    url = httpx.URL(scheme=proxy.scheme, host=proxy.host, port=proxy.port)
    context = proxy.context or settings.context if proxy.scheme == "https" else None
    return httpx.Proxy(url, headers=build_proxy_headers(proxy), ssl_context=context)


def describe(error: BaseException) -> str:
    """Return the text of an exception, or its name: some exceptions of anyio, and timeouts, have no text."""
    return str(error) or type(error).__name__


def to_network_error(error: Exception) -> httpx.TransportError:
    """Return the exception of httpx for an error that httpx does not translate."""
    from h11 import LocalProtocolError, RemoteProtocolError

    text = describe(error)
    if isinstance(error, LocalProtocolError):
        return httpx.LocalProtocolError(text)
    if isinstance(error, RemoteProtocolError):
        return httpx.RemoteProtocolError(text)
    return httpx.ReadError(text)
