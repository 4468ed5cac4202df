"""The transports that open connections. Pace and retries are built on top of them.

Each is an httpx transport. It chooses the proxy of each URL, and opens separate connections in every process and event
loop. It raises only `httpx.TransportError`, and what the body of a request raises.
"""

import ssl
from collections.abc import Mapping
from typing import TYPE_CHECKING, Protocol, runtime_checkable

import httpx

if TYPE_CHECKING:
    from .async_transport import AsyncNetwork
    from .sync_transport import Network


MAX_CONNECTIONS = 100


@runtime_checkable
class Routed(Protocol):
    """A transport that chooses the proxy of each URL."""

    def check(self, url: str) -> None:
        """Raise `ValueError` if the proxy for a URL cannot be used."""
        ...


def sync_open_network(
    *,
    proxy: str | httpx.Proxy | None = None,
    verify: ssl.SSLContext | bool = True,
    max_connections: int = MAX_CONNECTIONS,
    environ_proxies: Mapping[str, str] | None = None,
) -> "Network":
    """Return the transport for threads. Call its `check(url)` with the URL of the API.

    Args:
        proxy: A proxy for every URL, instead of those of the environment.
        verify: False to accept any certificate, or an `ssl.SSLContext`.
        max_connections: Maximum number of open connections, for each proxy and for direct ones.
        environ_proxies: What `urllib.request.getproxies()` returns. Default: no proxies.

    Raises:
        TypeError: `proxy` or `max_connections` has the wrong type.
        ValueError: `proxy` or `max_connections` is invalid, or `SSL_CERT_FILE` or `SSL_CERT_DIR` is unusable.
    """
    from .settings import check_settings
    from .sync_transport import Network

    return Network(check_settings(proxy, verify, max_connections, environ_proxies))


def async_open_network(
    *,
    proxy: str | httpx.Proxy | None = None,
    verify: ssl.SSLContext | bool = True,
    max_connections: int = MAX_CONNECTIONS,
    environ_proxies: Mapping[str, str] | None = None,
) -> "AsyncNetwork":
    """Return the transport for tasks, on asyncio and trio. See `sync_open_network` for arguments and exceptions."""
    from .async_transport import AsyncNetwork
    from .settings import check_settings

    return AsyncNetwork(check_settings(proxy, verify, max_connections, environ_proxies))


__all__ = ["MAX_CONNECTIONS", "Routed", "async_open_network", "sync_open_network"]
