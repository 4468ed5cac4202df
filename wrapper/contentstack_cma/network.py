"""The transports that open connections, before retries are put around them."""

from collections.abc import Callable
from typing import TYPE_CHECKING, TypeVar
from urllib.request import getproxies

import httpx

from .proxies import proxy_routes

if TYPE_CHECKING:
    import ssl

T = TypeVar("T")
Routes = dict[str, T | None]


def sync_network(*, proxy=None, verify=True, max_connections=None):
    return httpx.HTTPTransport(verify=verify, proxy=proxy)


def async_network(*, proxy=None, verify=True, max_connections=None):
    return httpx.AsyncHTTPTransport(verify=verify, proxy=proxy)


def old_sync_network(proxy: str | httpx.Proxy | None, verify: "ssl.SSLContext | bool") -> Routes[httpx.BaseTransport]:
    """The transport for each kind of URL; that for every other URL stands under `""`."""
    context = httpx.create_ssl_context(verify=verify)
    return _routes(lambda through: httpx.HTTPTransport(verify=context, proxy=through), proxy)


def old_async_network(
    proxy: str | httpx.Proxy | None, verify: "ssl.SSLContext | bool"
) -> Routes[httpx.AsyncBaseTransport]:
    """The asynchronous twin of `sync_network`. It uses aiohttp where the extra `[aiohttp]` is installed."""
    context = httpx.create_ssl_context(verify=verify)
    try:
        from .aiohttp_transport import AiohttpTransport
    except ImportError:
        return _routes(lambda through: httpx.AsyncHTTPTransport(verify=context, proxy=through), proxy)
    return _routes(lambda through: AiohttpTransport(verify=context, proxy=through), proxy)


def _routes(make: Callable[[httpx.Proxy | None], T], proxy: str | httpx.Proxy | None) -> Routes[T]:
    """A proxy that was asked for is used for everything; otherwise the environment decides."""
    routes = proxy_routes(getproxies()) if proxy is None else {}
    made: Routes[T] = {"": make(httpx.Proxy(proxy) if isinstance(proxy, str) else proxy)}
    return made | {pattern: None if url is None else make(httpx.Proxy(url)) for pattern, url in routes.items()}
