"""Send generated requests: signed, scoped, paced and retried; failures become exceptions of this package."""

from collections.abc import AsyncGenerator, AsyncIterator, Sequence
from contextlib import asynccontextmanager
from typing import TYPE_CHECKING, Any

import httpx

from contentstack_cma_client.operation import Request

from ..auth.base import Credentials
from ..downloads import UNSATISFIABLE, Transfer, Verdict
from ..error_mapping import build_exception
from ..errors import ClientClosedError, ConnectionLostError, ContentstackError, build_message
from ..regions import get_origin
from ..sending._async.transport import wait_to_resume
from ..sending.timing import async_iterate
from ..targets import AsyncRestartable
from ..wire.delivery import get_delivery
from ..wire.options import Options, Settings
from ..wire.requests import (
    build_download_request,
    build_request,
    build_resumption,
    check_sendable,
    find_hint,
    to_exception,
)

if TYPE_CHECKING:
    from ..hooks import Hooks

_FIRST_FAILURE = 300
_PARTIAL = 206


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

    def with_settings(self, settings: Settings) -> "AsyncScopedSender":
        """Return a sender with other settings, on the same connections."""
        return AsyncScopedSender(self._http, self.auth, settings)

    def with_auth(self, auth: Credentials) -> "AsyncScopedSender":
        """Return a sender with other credentials, on the same connections."""
        return AsyncScopedSender(self._http, auth, self.settings)

    def with_options(self, *, hooks: "Hooks | Sequence[Hooks] | None" = None, **options: Any) -> "AsyncScopedSender":
        """Return a sender with other `Options`, on the same connections."""
        return self.with_settings(self.settings.with_options(Options(hooks=check_hooks(hooks), **options)))

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
    async def download(
        self, url: str, transfer: Transfer, target: AsyncRestartable
    ) -> AsyncGenerator[AsyncIterator[bytes]]:
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
        download = AsyncDownload(self._http, self.auth if trusted else None, request, transfer, target)
        await download.open()
        chunks = download.iterate()
        try:
            yield chunks
        finally:
            await chunks.aclose()
            await download.aclose()

    async def _send(self, outgoing: httpx.Request, auth: Credentials | None, request: Request) -> httpx.Response:
        try:
            response = await self._http.send(outgoing, auth=auth)
        except (ContentstackError, httpx.HTTPError) as error:
            raise to_exception(outgoing, error)  # noqa: B904 - __cause__ is set
        if response.status_code >= _FIRST_FAILURE:
            raise to_exception(outgoing, build_exception(response, find_hint(request)))
        if response.status_code == _PARTIAL and "range" not in outgoing.headers:
            unusable = httpx.DecodingError("status 206: a part of the content was not requested")
            raise to_exception(outgoing, unusable)
        return response

    async def aclose(self) -> None:
        """Close the connections, which other senders may share."""
        await self._http.aclose()


def check_hooks(hooks: "Hooks | Sequence[Hooks] | None") -> "Sequence[Hooks]":
    """Return the `hooks` argument of a client.

    Raises:
        TypeError: It is neither `Hooks` nor a sequence of them; or a function is async, and the client is not.
    """
    if hooks is None:
        return ()
    from ..hooks import async_check_hooks

    return async_check_hooks(hooks)


class AsyncDownload:
    """One download: its responses, one after the other, until the whole file has arrived."""

    def __init__(
        self,
        http: httpx.AsyncClient,
        auth: Credentials | None,
        request: httpx.Request,
        transfer: Transfer,
        target: AsyncRestartable,
    ) -> None:
        self._http = http
        self._auth = auth
        self._request = request
        self._transfer = transfer
        self._target = target
        self._response: httpx.Response | None = None

    async def open(self) -> None:
        """Get the first response.

        Raises:
            ContentstackError: The download was rejected, or got no response.
        """
        try:
            try:
                await self._request_rest()
            except httpx.HTTPError as error:
                await self._resume(error)
        except BaseException as error:
            await self.aclose()
            if not isinstance(error, (ContentstackError, httpx.HTTPError)):
                raise
            raise to_exception(self._request, error)  # noqa: B904 - __cause__ is set

    async def iterate(self) -> AsyncGenerator[bytes]:
        """Iterate over the chunks of the file.

        Raises:
            ContentstackError: The download broke off, and could not be resumed.
        """
        try:
            while True:
                try:
                    async for chunk in self._read_response():
                        yield chunk
                except httpx.HTTPError as error:
                    await self._resume(error)
                else:
                    return
        except (ContentstackError, httpx.HTTPError) as error:
            raise to_exception(self._request, error)  # noqa: B904 - __cause__ is set

    async def _read_response(self) -> AsyncGenerator[bytes]:
        if self._response is not None:
            async for piece in async_iterate(self._response, get_delivery(self._request).story.deadline):
                for chunk in self._transfer.receive(piece):
                    yield chunk
        for chunk in self._transfer.finish():
            yield chunk

    async def _resume(self, error: httpx.HTTPError) -> None:
        """Get a response that brings the rest of the file, or all of it again."""
        while True:
            await self.aclose()
            if not self._transfer.can_resume and not await self._start_over():
                raise error
            if not await wait_to_resume(self._request, error):
                raise error
            try:
                await self._request_rest()
            except httpx.HTTPError as another:
                error = another
            else:
                return

    async def _request_rest(self) -> None:
        request = build_resumption(self._request, self._transfer.build_headers())
        self._response = response = await self._http.send(request, auth=self._auth, stream=True)
        status = response.status_code
        if status >= _FIRST_FAILURE and not (status == UNSATISFIABLE and "range" in request.headers):
            raise build_exception(response)
        verdict = self._transfer.judge(status, response.headers)
        if verdict is Verdict.CONTINUE:
            return
        if verdict is Verdict.START_OVER:
            await self._require_start_over()
            self._transfer.judge(status, response.headers)
            return
        await self.aclose()
        if verdict is Verdict.REQUEST_AGAIN:
            await self._require_start_over()
            await self._request_rest()

    async def _start_over(self) -> bool:
        """Drop what has arrived; return False if it cannot be taken back."""
        if self._transfer.delivered and not await self._target.restart():
            return False
        self._transfer.restart()
        return True

    async def _require_start_over(self) -> None:
        size = self._transfer.delivered
        if not await self._start_over():
            text = f"the rest cannot be downloaded: the file has changed after {size:,} bytes of it were passed on"
            raise ConnectionLostError(build_message(self._request, text))

    async def aclose(self) -> None:
        """Close the current response."""
        response, self._response = self._response, None
        if response is not None:
            await response.aclose()
