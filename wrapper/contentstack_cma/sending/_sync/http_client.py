# Derived from _async/http_client.py by generator/unasync.py: edit that, not this.
"""Open the HTTP client."""

import ssl
from urllib.request import getproxies

import httpx

from ...network import MAX_CONNECTIONS, Routed, sync_open_network
from ...wire.requests import DEFAULT_TIMEOUT, IDENTITY
from .transport import CallTransport


def _check_types(transport: object, verify: object) -> None:
    if transport is not None and not isinstance(transport, httpx.BaseTransport):
        raise TypeError(f"transport must be an httpx.BaseTransport, not {type(transport).__name__}")
    if not isinstance(verify, (bool, ssl.SSLContext)):
        raise TypeError(f"verify must be True, False or an ssl.SSLContext, not {type(verify).__name__}")


class NoCookies(httpx.Cookies):
    """A cookie jar that stays empty: credentials are headers, and calls share no session."""

    def extract_cookies(self, response: httpx.Response) -> None:
        """Ignore the cookies of a response."""


def open_client(
    url: str,
    *,
    transport: httpx.BaseTransport | None = None,
    proxy: str | httpx.Proxy | None = None,
    verify: ssl.SSLContext | bool = True,
    max_connections: int | None = None,
) -> httpx.Client:
    """Return an HTTP client that waits and retries, follows no redirects and keeps no cookies between calls.

    Args:
        url: URL of the API.
        transport: An httpx transport, instead of the built-in one.
        proxy: A proxy. Default: the proxy of the environment, if any.
        verify: False to accept any certificate, or an `ssl.SSLContext`.
        max_connections: Maximum number of open connections. Default: 100.

    Raises:
        TypeError: An argument is of the wrong type.
        ValueError: `transport` is combined with an argument that configures the built-in one; or the proxy for `url`,
            or a certificate named in the environment, cannot be used.
    """
    _check_types(transport, verify)
    if transport is not None and (proxy is not None or verify is not True or max_connections is not None):
        raise ValueError(
            "proxy, verify and max_connections configure the built-in transport: pass them to yours instead"
        )
    inner = transport or sync_open_network(
        proxy=proxy,
        verify=verify,
        max_connections=MAX_CONNECTIONS if max_connections is None else max_connections,
        environ_proxies=getproxies(),
    )
    if isinstance(inner, Routed):
        inner.check(url)
    client = httpx.Client(
        headers=IDENTITY, timeout=DEFAULT_TIMEOUT, transport=CallTransport(inner), follow_redirects=False
    )
    setattr(client, "_cookies", NoCookies())  # noqa: B010 - httpx has no argument for it and parses cookies on every call
    return client
