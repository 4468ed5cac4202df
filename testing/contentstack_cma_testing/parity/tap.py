"""The network of a client, with the last response in it: the SDK raises errors, whose bodies are compared here."""

import threading
import urllib.request
from collections.abc import Mapping

import httpx

TOO_MANY_REQUESTS = 429

SIGNING = ("authtoken", "authorization")
"""Headers that sign in a call."""


class Tap(httpx.BaseTransport):
    """Open connections as httpx does, through the proxy of the environment, and keep the last response. Thread-safe.

    Attributes:
        latest: The last response, with its body; None if the last request got none.
        rate_limited: The last response with status 429; None if there was none.
        statuses: Statuses of all responses, retried ones included.
        credentials: Headers to send instead of those that sign in; None to leave a request as it is.
    """

    def __init__(self) -> None:
        self.latest: httpx.Response | None = None
        self.rate_limited: httpx.Response | None = None
        self.statuses: list[int] = []
        self.credentials: Mapping[str, str] | None = None
        self._lock = threading.Lock()
        self._networks: dict[str | None, httpx.HTTPTransport] = {}

    def handle_request(self, request: httpx.Request) -> httpx.Response:
        """Send a request and read the whole response."""
        self.latest = None
        if self.credentials is not None:
            replace_credentials(request.headers, self.credentials)
        response = self._find_network(request.url).handle_request(request)
        try:
            content = b"".join(response.stream)  # type: ignore[arg-type]  # of a synchronous transport
        finally:
            response.close()
        headers = response.headers.raw
        kept = self.latest = httpx.Response(response.status_code, headers=headers, content=content, request=request)
        if kept.status_code == TOO_MANY_REQUESTS:
            self.rate_limited = kept
        self.statuses.append(response.status_code)
        return httpx.Response(response.status_code, headers=headers, stream=httpx.ByteStream(content))

    def _find_network(self, url: httpx.URL) -> httpx.HTTPTransport:
        proxy = find_proxy(url.scheme, url.host)
        with self._lock:
            if proxy not in self._networks:
                self._networks[proxy] = httpx.HTTPTransport(proxy=proxy)
            return self._networks[proxy]

    def close(self) -> None:
        """Close all connections."""
        for network in self._networks.values():
            network.close()


def replace_credentials(headers: httpx.Headers, credentials: Mapping[str, str]) -> None:
    """Replace the headers that sign in a request."""
    for name in SIGNING:
        headers.pop(name, None)
    headers.update(credentials)


def find_proxy(scheme: str, host: str) -> str | None:
    """Return the proxy of the environment for a host; None if there is none."""
    if urllib.request.proxy_bypass(host):
        return None
    proxies = urllib.request.getproxies()
    proxy = proxies.get(scheme) or proxies.get("all")
    return proxy if proxy is None or "://" in proxy else f"http://{proxy}"
