# Derived from wrapper/contentstack_cma/_async/sender.py by generator/unasync.py: edit that, not this.
"""Send generated requests: signed, scoped, paced and retried; failures become exceptions of this package."""

from collections.abc import Generator, Iterator
from contextlib import contextmanager
from typing import Any

import httpx

from contentstack_cma_client.errors import ATTEMPTS
from contentstack_cma_client.operation import Request

from ..auth.base import Credentials
from ..errors import ClientClosedError, ContentstackError, exception_of
from ..regions import origin_of
from ..timing import sync_chunks
from ..wire import (
    Options,
    Settings,
    build_request,
    check_sendable,
    delivery_of,
    download_request,
    hint_for,
    to_exception,
)

_FIRST_FAILURE = 300


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

    def with_settings(self, settings: Settings) -> "ScopedSender":
        """Return a sender with other settings, on the same connections."""
        return ScopedSender(self._http, self.auth, settings)

    def signed_by(self, auth: Credentials) -> "ScopedSender":
        """Return a sender with other credentials, on the same connections."""
        return ScopedSender(self._http, auth, self.settings)

    def with_options(self, **options: Any) -> "ScopedSender":
        """Return a sender with other `Options`, on the same connections."""
        return self.with_settings(self.settings.with_options(Options(**options)))

    def send(self, request: Request) -> httpx.Response:
        """Send one request.

        Raises:
            ContentstackError: The call was rejected, here or by the server, or got no usable response.
        """
        operation, settings = request.operation, self.settings
        check_sendable(operation, self.auth.name, closed=self._http.is_closed, api_key=settings.api_key)
        outgoing = build_request(request, settings, self.auth.pace_key)
        try:
            response = self._http.send(outgoing, auth=self.auth if operation.auth else None)
        except ContentstackError as error:
            raise to_exception(outgoing, error)  # noqa: B904 - it is the same exception
        except httpx.HTTPError as error:
            raise to_exception(outgoing, error) from error
        if response.status_code >= _FIRST_FAILURE:
            raise to_exception(outgoing, exception_of(response, hint_for(request)))
        response.extensions[ATTEMPTS] = delivery_of(outgoing).story.attempts
        return response

    @contextmanager
    def download(self, url: str, chunk_size: int) -> Generator[Iterator[bytes]]:
        """Open a URL for streaming. Credentials are sent only to the API's own host.

        Raises:
            ContentstackError: The download was rejected, got no response, or broke off.
        """
        if self._http.is_closed:
            raise ClientClosedError("the client has been closed")
        trusted = origin_of(url) == self.settings.hosts.api
        outgoing = download_request(url, self.settings, self.auth.pace_key, trusted=trusted)
        response = self._open(outgoing, trusted=trusted)
        try:
            yield self._chunks(outgoing, response, chunk_size)
        finally:
            response.close()

    def _open(self, outgoing: httpx.Request, *, trusted: bool) -> httpx.Response:
        try:
            response = self._http.send(outgoing, auth=self.auth if trusted else None, stream=True)
        except ContentstackError as error:
            raise to_exception(outgoing, error)  # noqa: B904 - it is the same exception
        except httpx.HTTPError as error:
            raise to_exception(outgoing, error) from error
        if response.status_code >= _FIRST_FAILURE:
            raise to_exception(outgoing, exception_of(response))
        return response

    def _chunks(self, outgoing: httpx.Request, response: httpx.Response, chunk_size: int) -> Generator[bytes]:
        try:
            for chunk in sync_chunks(response, chunk_size, delivery_of(outgoing).story.deadline):
                yield chunk
        except ContentstackError as error:
            raise to_exception(outgoing, error)  # noqa: B904 - it is the same exception
        except httpx.HTTPError as error:
            raise to_exception(outgoing, error) from error

    def close(self) -> None:
        """Close the connections, which other senders may share."""
        self._http.close()
