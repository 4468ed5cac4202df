"""The protocol of senders, and bare clients that implement it."""

from collections.abc import Mapping
from types import TracebackType
from typing import Protocol, Self

import httpx

from .errors import Outcome, UnexpectedStatus, make_response_error
from .operation import Request

DEFAULT_TIMEOUT = httpx.Timeout(30.0, connect=5.0)


class Sender(Protocol):
    """An object that sends requests and returns successful responses, or raises."""

    def send(self, request: Request) -> httpx.Response:
        """Send `request`; raise unless the response is a success."""
        ...


class AsyncSender(Protocol):
    """An object that sends requests and returns successful responses, or raises."""

    async def send(self, request: Request) -> httpx.Response:
        """Send `request`; raise unless the response is a success."""
        ...


class Client:
    """A bare client: sends requests with fixed headers, without signing in, pacing or retries.

    `headers` must contain what the calls need, such as `authtoken` and `api_key`.
    """

    def __init__(
        self, base_url: str, *, headers: Mapping[str, str] | None = None, timeout: httpx.Timeout = DEFAULT_TIMEOUT
    ) -> None:
        self._http = httpx.Client(base_url=base_url, headers=headers, timeout=timeout)

    def send(self, request: Request) -> httpx.Response:
        """Send `request`; raise `UnexpectedStatus` unless the response is a success."""
        return _check_status(request, self._http.send(_build_request(self._http, request)))

    def close(self) -> None:
        """Close the connections."""
        self._http.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None
    ) -> None:
        self.close()


class AsyncClient:
    """Asynchronous version of `Client`."""

    def __init__(
        self, base_url: str, *, headers: Mapping[str, str] | None = None, timeout: httpx.Timeout = DEFAULT_TIMEOUT
    ) -> None:
        self._http = httpx.AsyncClient(base_url=base_url, headers=headers, timeout=timeout)

    async def send(self, request: Request) -> httpx.Response:
        """Send `request`; raise `UnexpectedStatus` unless the response is a success."""
        return _check_status(request, await self._http.send(_build_request(self._http, request)))

    async def aclose(self) -> None:
        """Close the connections."""
        await self._http.aclose()

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None
    ) -> None:
        await self.aclose()


def _build_request(http: httpx.Client | httpx.AsyncClient, request: Request) -> httpx.Request:
    headers = dict(request.headers)
    if request.content is not None:
        headers["content-type"] = "application/json"
    return http.build_request(
        request.operation.method,
        request.path,
        params=tuple(request.query) or None,
        headers=headers,
        content=request.content,
        data=request.form,
        files=request.files,
    )


def _check_status(request: Request, response: httpx.Response) -> httpx.Response:
    if response.is_success:
        return response
    message = f"{request.operation.method_names}: status {response.status_code}"
    error = make_response_error(UnexpectedStatus, message, response)
    error.outcome = Outcome.REJECTED if response.is_client_error else Outcome.UNKNOWN
    error.attempts = 1
    raise error
