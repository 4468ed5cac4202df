"""A transport with scripted responses, also those that no well-behaved server sends."""

from collections.abc import Callable
from typing import Any

import httpx

Step = httpx.Response | Exception | Callable[[httpx.Request], httpx.Response]


class Scripted:
    """Responds to requests in turn, and keeps them. A request too many is an error of the test."""

    def __init__(self, *responses: Step) -> None:
        self._answers = list(responses)
        self.requests: list[httpx.Request] = []

    def __call__(self, request: httpx.Request) -> httpx.Response:
        self.requests.append(_copy_request(request))
        assert self._answers, f"nobody expected {request.method} {request.url}"
        response = self._answers.pop(0)
        if isinstance(response, Exception):
            raise response
        return response if isinstance(response, httpx.Response) else response(request)

    def add(self, response: Step, *, first: bool = False) -> None:
        """Add a response, after those that are left or before them."""
        self._answers.insert(0 if first else len(self._answers), response)

    @property
    def transport(self) -> httpx.MockTransport:
        """For `Client(transport=...)`."""
        return httpx.MockTransport(self)

    @property
    def calls(self) -> list[str]:
        """Method and path of every request."""
        return [f"{request.method} {request.url.path}" for request in self.requests]

    def header_values(self, name: str) -> list[str | None]:
        """One header of every request."""
        return [request.headers.get(name) for request in self.requests]


def _copy_request(request: httpx.Request) -> httpx.Request:
    """A copy: a retried request is the same object, signed anew."""
    stream = httpx.ByteStream(request.content)
    copy = httpx.Request(
        request.method, request.url, headers=request.headers.copy(), stream=stream, extensions=request.extensions
    )
    copy.read()
    return copy


def build_response(status: int = 200, headers: dict[str, str] | None = None, **body: Any) -> httpx.Response:
    """Build a JSON response."""
    return httpx.Response(status, json=body, headers=headers)


def build_environments(*names: str) -> httpx.Response:
    """A list of environments."""
    return build_response(environments=[{"uid": f"uid_{name}", "name": name} for name in names])


def build_environment(name: str = "production") -> httpx.Response:
    """One environment."""
    return build_response(environment={"uid": f"uid_{name}", "name": name})


def build_error(status: int, code: int, message: str = "No.") -> httpx.Response:
    """The service's way to say no."""
    return build_response(status, error_message=message, error_code=code, errors={})


def build_unauthorized() -> httpx.Response:
    """Build the response to an unknown or expired token."""
    return build_error(401, 105)


def build_login(token: str) -> httpx.Response:
    """Build the response to a login."""
    return build_response(notice="Login Successful.", user={"uid": "user", "authtoken": token})
