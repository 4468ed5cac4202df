"""Send generated requests: signed, scoped, paced and retried; failures become exceptions of this package."""

from collections.abc import AsyncGenerator, AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

import httpx

from contentstack_cma_client.operation import Request

from ..auth.base import Credentials
from ..error_mapping import build_exception
from ..errors import ClientClosedError, ContentstackError
from ..regions import get_origin
from ..sending.timing import async_iterate
from ..wire.delivery import HTTP, get_delivery
from ..wire.options import Options, Settings
from ..wire.requests import build_download_request, build_request, check_sendable, find_hint, to_exception
from .closing import end_session

_FIRST_FAILURE = 300


class AsyncScopedSender:
    """Send requests under one set of settings. Senders for other settings share only the connections.

    Attributes:
        settings: Scope and options of every call.
        auth: The credentials that sign every call.
    """

    def __init__(self, http: httpx.AsyncClient, auth: Credentials, settings: Settings) -> None:
        self._http = http
        self.auth = auth
        self.settings = settings

    def attach(self) -> None:
        """Note that a client uses these credentials. The last one that is closed signs out."""
        self.auth.attach(self._http, self.settings.hosts)

    def with_settings(self, settings: Settings) -> "AsyncScopedSender":
        """Return a sender with other settings, on the same connections."""
        return AsyncScopedSender(self._http, self.auth, settings)

    def with_auth(self, auth: Credentials) -> "AsyncScopedSender":
        """Return a sender with other credentials, on the same connections."""
        return AsyncScopedSender(self._http, auth, self.settings)

    def with_options(self, **options: Any) -> "AsyncScopedSender":
        """Return a sender with other `Options`, on the same connections."""
        return self.with_settings(self.settings.with_options(Options(**options)))

    async def send(self, request: Request) -> httpx.Response:
        """Send one request.

        Raises:
            ContentstackError: The call was rejected, here or by the server, or got no usable response.
        """
        operation, settings = request.operation, self.settings
        check_sendable(operation, self.auth.name, closed=self._http.is_closed, api_key=settings.api_key)
        outgoing = build_request(request, settings, self.auth.pace_key)
        return await self._send(outgoing, self.auth if operation.auth else None, request)

    @asynccontextmanager
    async def download(self, url: str, chunk_size: int) -> AsyncGenerator[AsyncIterator[bytes]]:
        """Open a URL for streaming. Credentials are sent only to the API's own host.

        Raises:
            ContentstackError: The download was rejected, got no response, or broke off.
        """
        if self._http.is_closed:
            raise ClientClosedError("the client has been closed")
        trusted = get_origin(url) == self.settings.hosts.api
        outgoing = build_download_request(url, self.settings, self.auth.pace_key, trusted=trusted)
        response = await self._send(outgoing, self.auth if trusted else None, stream=True)
        try:
            yield self._read_chunks(outgoing, response, chunk_size)
        finally:
            await response.aclose()

    async def _send(
        self, outgoing: httpx.Request, auth: Credentials | None, request: Request | None = None, *, stream: bool = False
    ) -> httpx.Response:
        outgoing.extensions[HTTP] = self._http
        try:
            response = await self._http.send(outgoing, auth=auth, stream=stream)
        except (ContentstackError, httpx.HTTPError) as error:
            raise to_exception(outgoing, error)  # noqa: B904 - __cause__ is set
        if response.status_code >= _FIRST_FAILURE:
            hint = "" if request is None else find_hint(request)
            raise to_exception(outgoing, build_exception(response, hint))
        return response

    async def _read_chunks(
        self, outgoing: httpx.Request, response: httpx.Response, chunk_size: int
    ) -> AsyncGenerator[bytes]:
        try:
            async for chunk in async_iterate(response, chunk_size, get_delivery(outgoing).story.deadline):
                yield chunk
        except (ContentstackError, httpx.HTTPError) as error:
            raise to_exception(outgoing, error)  # noqa: B904 - __cause__ is set

    async def aclose(self) -> None:
        """Sign out, and close the connections, which other senders may share."""
        if self._http.is_closed:
            return
        try:
            await end_session(self.auth, self._http, self.settings)
        finally:
            await self._http.aclose()
