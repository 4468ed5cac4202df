"""Build the requests of downloads. No I/O."""

from base64 import b64encode
from collections.abc import Mapping

import httpx

from ..errors import CALL
from ..pace.budgets import Budget
from .delivery import DELIVERY, Delivery
from .options import Settings
from .redaction import HIDDEN
from .requests import DEFAULT_TIMEOUT, IDENTITY, start_story


def _strip_url(url: httpx.URL) -> httpx.URL:
    """Return the URL of a download without user, password and query, which may be a signature."""
    return url.copy_with(userinfo=b"", fragment=None, query=HIDDEN.encode() if url.query else None)


def _encode_basic(url: httpx.URL) -> str:
    return f"Basic {b64encode(f'{url.username}:{url.password}'.encode()).decode()}"


def build_download_request(url: str, settings: Settings, credential: int, *, trusted: bool) -> httpx.Request:
    """Return a request to download `url`. Only calls to a trusted host are signed and paced."""
    headers = httpx.Headers(settings.headers) if trusted else httpx.Headers(IDENTITY)
    full = httpx.URL(url)
    shown = _strip_url(full)
    if full.userinfo and not trusted:
        headers["authorization"] = _encode_basic(full)
    headers["accept-encoding"] = "identity"  # so that the length is known, and the rest can be requested
    delivery = Delivery(
        start_story(settings, repeatable=True),
        settings.hosts,
        timeout=settings.timeout,
        budgets=settings.budgets if trusted else None,
        budget=Budget.READS,
        credential=credential,
        streamed=True,
        secret_url=None if shown == full else url,
        hooks=settings.hooks,
        path_template="",
        api_key=settings.api_key,
        branch=settings.branch,
    )
    limits = settings.timeout or DEFAULT_TIMEOUT
    extensions: dict[str, object] = {"timeout": limits.as_dict(), CALL: "stack.assets.download()", DELIVERY: delivery}
    return httpx.Request("GET", shown, headers=headers, extensions=extensions)


def build_resumption(request: httpx.Request, headers: Mapping[str, str]) -> httpx.Request:
    """Return the next request of a download, which counts as part of the same call.

    Args:
        request: The first request.
        headers: The headers that say which part to send.
    """
    every = httpx.Headers(request.headers)
    every.update(headers)
    return httpx.Request("GET", request.url, headers=every, extensions=dict(request.extensions))
