"""Sends generated calls: signed, in their scope, repeated where that is right, and failing with our exceptions."""

from collections.abc import AsyncGenerator, AsyncIterator, Mapping
from contextlib import asynccontextmanager

import httpx

from contentstack_cma_client.operation import Request

from ..auth.base import Credentials
from ..errors import ClientClosedError, exception_of, transport_exception
from ..regions import origin_of
from ..wire import Settings, built, check_sendable, download_request

_FIRST_FAILURE = 300


class AsyncScopedSender:
    """Sends calls under one set of settings. Senders for other settings share its connections, and nothing else.

    Attributes:
        settings: Scope and options of every call.
        auth: Who signs them.
    """

    def __init__(self, http: httpx.AsyncClient, auth: Credentials, settings: Settings) -> None:
        self._http = http
        self.auth = auth
        self.settings = settings

    def with_settings(self, settings: Settings) -> "AsyncScopedSender":
        """The same connections, under other settings."""
        return AsyncScopedSender(self._http, self.auth, settings)

    def signed_by(self, auth: Credentials) -> "AsyncScopedSender":
        """The same connections, signed by somebody else."""
        return AsyncScopedSender(self._http, auth, self.settings)

    def with_options(
        self,
        timeout: float | httpx.Timeout | None,
        max_retries: int | None,
        retry_writes: bool | None,  # noqa: FBT001 - None is a third value: as it was
        headers: Mapping[str, str] | None,
    ) -> "AsyncScopedSender":
        """The same connections, with some options changed."""
        return self.with_settings(self.settings.with_options(timeout, max_retries, retry_writes, headers))

    async def send(self, request: Request) -> httpx.Response:
        """Send one call.

        Raises:
            ContentstackError: It was refused before or after sending, or got no answer.
        """
        operation, settings = request.operation, self.settings
        check_sendable(operation, self.auth.name, closed=self._http.is_closed, api_key=settings.api_key)
        outgoing = built(request, settings)
        try:
            response = await self._http.send(outgoing, auth=self.auth if operation.auth else None)
        except httpx.HTTPError as error:
            raise transport_exception(error) from error
        if response.status_code >= _FIRST_FAILURE:
            raise exception_of(response)
        return response

    @asynccontextmanager
    async def download(self, url: str, chunk_size: int) -> AsyncGenerator[AsyncIterator[bytes]]:
        """The bytes behind a URL, piece by piece. Another host than the API's is not told who asks.

        Raises:
            ContentstackError: It was refused, or got no answer, or broke off.
        """
        if self._http.is_closed:
            raise ClientClosedError("the client has been closed")
        trusted = origin_of(url) == self.settings.hosts.api
        outgoing = download_request(url, self.settings, trusted=trusted)
        response = None
        try:
            response = await self._http.send(outgoing, auth=self.auth if trusted else None, stream=True)
            if response.status_code >= _FIRST_FAILURE:
                await response.aread()
                raise exception_of(response)
            yield response.aiter_bytes(chunk_size)
        except httpx.HTTPError as error:
            raise transport_exception(error) from error
        finally:
            if response is not None:
                await response.aclose()

    async def aclose(self) -> None:
        """Close the connections, also those of the senders that share them."""
        await self._http.aclose()
