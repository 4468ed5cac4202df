# Derived from _async/sender.py by generator/unasync.py: edit that, not this.
"""Send generated requests: signed, scoped, paced and retried; failures become exceptions of this package."""

from collections.abc import Generator, Iterator, Sequence
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

import httpx

from contentstack_cma_client.operation import Request

from ..auth.base import Credentials
from ..error_mapping import FIRST_FAILURE, build_exception
from ..errors import ClientClosedError, ContentstackError
from ..regions import get_origin
from ..wire.delivery import HTTP
from ..wire.download_requests import build_download_request
from ..wire.options import Options, Settings
from ..wire.requests import build_request, check_sendable, find_hint, to_exception

if TYPE_CHECKING:
    from ..downloads import Transfer
    from ..hooks import Hooks
    from ..targets import Restartable

_PARTIAL = 206


class ScopedSender:
    """Send requests under one set of settings. Senders for other settings share only the connections.

    Attributes:
        settings: Scope and options of every call.
        auth: The credentials that sign every call.
    """

    def __init__(self, http: httpx.Client, auth: Credentials, settings: Settings) -> None:
        self._http = http
        self.auth = auth
        self.settings = settings

    def attach(self) -> None:
        """Note that a client which signs out uses these credentials. The last one that is closed does so."""
        self.auth.attach(self._http, self.settings.hosts)

    def with_settings(self, settings: Settings) -> "ScopedSender":
        """Return a sender with other settings, on the same connections."""
        return ScopedSender(self._http, self.auth, settings)

    def with_auth(self, auth: Credentials) -> "ScopedSender":
        """Return a sender with other credentials, on the same connections."""
        return ScopedSender(self._http, auth, self.settings)

    def with_options(self, *, hooks: "Hooks | Sequence[Hooks] | None" = None, **options: Any) -> "ScopedSender":
        """Return a sender with other `Options`, on the same connections."""
        return self.with_settings(self.settings.with_options(Options(hooks=check_hooks(hooks), **options)))

    def send(self, request: Request) -> httpx.Response:
        """Send one request.

        Raises:
            ContentstackError: The call was rejected, here or by the server, or got no usable response.
        """
        operation, settings = request.operation, self.settings
        check_sendable(operation, self.auth.name, closed=self._http.is_closed, api_key=settings.api_key)
        outgoing = build_request(request, settings, self.auth.pace_key)
        return self._send(outgoing, self.auth if operation.auth else None, request)

    @contextmanager
    def download(self, url: str, transfer: "Transfer", target: "Restartable") -> Generator[Iterator[bytes]]:
        """Open a URL for streaming. Credentials are sent only to the API's own host.

        Args:
            url: The URL.
            transfer: The state of the download.
            target: What the chunks are handed out to.

        Raises:
            ContentstackError: The download was rejected, got no response, or broke off.
        """
        if self._http.is_closed:
            raise ClientClosedError("the client has been closed")
        trusted = get_origin(url) == self.settings.hosts.api
        request = build_download_request(url, self.settings, self.auth.pace_key, trusted=trusted)
        from .download import Download

        download = Download(self._http, self.auth if trusted else None, request, transfer, target)
        download.open()
        chunks = download.iterate()
        try:
            yield chunks
        finally:
            chunks.close()
            download.close()

    def _send(self, outgoing: httpx.Request, auth: Credentials | None, request: Request) -> httpx.Response:
        outgoing.extensions[HTTP] = self._http
        try:
            response = self._http.send(outgoing, auth=auth)
        except (ContentstackError, httpx.HTTPError) as error:
            raise to_exception(outgoing, error)  # noqa: B904 - __cause__ is set
        if response.status_code >= FIRST_FAILURE:
            raise to_exception(outgoing, build_exception(response, find_hint(request)))
        if response.status_code == _PARTIAL and "range" not in outgoing.headers:
            unusable = httpx.DecodingError("status 206: a part of the content was not requested")
            raise to_exception(outgoing, unusable)
        return response

    def close(self) -> None:
        """Sign out, and close the connections, which other senders may share."""
        if self._http.is_closed:
            return
        try:
            from .closing import end_session

            end_session(self.auth, self._http, self.settings)
        finally:
            self._http.close()


def check_hooks(hooks: "Hooks | Sequence[Hooks] | None") -> "Sequence[Hooks]":
    """Return the `hooks` argument of a client.

    Raises:
        TypeError: It is neither `Hooks` nor a sequence of them; or a function is async, and the client is not.
    """
    if hooks is None:
        return ()
    from ..hooks import sync_check_hooks

    return sync_check_hooks(hooks)
