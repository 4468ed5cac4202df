# Derived from wrapper/contentstack_cma/_async/sender.py by generator/unasync.py: edit that, not this.
"""Sends generated calls: signed, in their scope, paced and retried, and failing with our exceptions."""

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
from ..wire import Options, Settings, build_request, check_sendable, delivery_of, download_request, failed, hint_for

_FIRST_FAILURE = 300


class ScopedSender:
    """Sends calls under one set of settings. Senders for other settings share its connections, and nothing else.

    Attributes:
        settings: Scope and options of every call.
        auth: Signs every call.
    """

    def __init__(self, http: httpx.Client, auth: Credentials, settings: Settings) -> None:
        self._http = http
        self.auth = auth
        self.settings = settings

    def with_settings(self, settings: Settings) -> "ScopedSender":
        """Return a sender on the same connections, under other settings."""
        return ScopedSender(self._http, self.auth, settings)

    def signed_by(self, auth: Credentials) -> "ScopedSender":
        """Return a sender on the same connections, with other credentials."""
        return ScopedSender(self._http, auth, self.settings)

    def with_options(self, **options: Any) -> "ScopedSender":
        """Return a sender on the same connections, with some options changed: those that `Options` takes."""
        return self.with_settings(self.settings.with_options(Options(**options)))

    def send(self, request: Request) -> httpx.Response:
        """Send one call.

        Raises:
            ContentstackError: It was rejected before or after sending, or got no usable response.
        """
        operation, settings = request.operation, self.settings
        check_sendable(operation, self.auth.name, closed=self._http.is_closed, api_key=settings.api_key)
        outgoing = build_request(request, settings, self.auth.pace_key)
        try:
            response = self._http.send(outgoing, auth=self.auth if operation.auth else None)
        except ContentstackError as error:
            raise failed(outgoing, error)  # noqa: B904 - it is the same exception
        except httpx.HTTPError as error:
            raise failed(outgoing, error) from error
        if response.status_code >= _FIRST_FAILURE:
            raise failed(outgoing, exception_of(response, hint_for(request)))
        response.extensions[ATTEMPTS] = delivery_of(outgoing).story.attempts
        return response

    @contextmanager
    def download(self, url: str, chunk_size: int) -> Generator[Iterator[bytes]]:
        """Open the bytes behind a URL, to be read piece by piece. Only the API's own host gets credentials.

        Raises:
            ContentstackError: It was rejected, got no response, or broke off.
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
            raise failed(outgoing, error)  # noqa: B904 - it is the same exception
        except httpx.HTTPError as error:
            raise failed(outgoing, error) from error
        if response.status_code >= _FIRST_FAILURE:
            raise failed(outgoing, exception_of(response))
        return response

    def _chunks(self, outgoing: httpx.Request, response: httpx.Response, chunk_size: int) -> Generator[bytes]:
        try:
            for chunk in sync_chunks(response, chunk_size, delivery_of(outgoing).story.deadline):
                yield chunk
        except ContentstackError as error:
            raise failed(outgoing, error)  # noqa: B904 - it is the same exception
        except httpx.HTTPError as error:
            raise failed(outgoing, error) from error

    def close(self) -> None:
        """Close the connections, also those of the senders that share them."""
        self._http.close()
