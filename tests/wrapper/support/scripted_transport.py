"""Answers for situations that no well-behaved server can be brought into."""

from collections.abc import Callable
from typing import Any

import httpx

Answer = httpx.Response | Exception | Callable[[httpx.Request], httpx.Response]


class Scripted:
    """Answers requests in turn, and keeps them. A request too many is an error of the test."""

    def __init__(self, *answers: Answer) -> None:
        self._answers = list(answers)
        self.requests: list[httpx.Request] = []

    def __call__(self, request: httpx.Request) -> httpx.Response:
        self.requests.append(_as_it_is_now(request))
        assert self._answers, f"nobody expected {request.method} {request.url}"
        answer = self._answers.pop(0)
        if isinstance(answer, Exception):
            raise answer
        return answer if isinstance(answer, httpx.Response) else answer(request)

    @property
    def transport(self) -> httpx.MockTransport:
        """For `Client(transport=...)`."""
        return httpx.MockTransport(self)

    @property
    def calls(self) -> list[str]:
        """Method and path of every request."""
        return [f"{request.method} {request.url.path}" for request in self.requests]

    def sent(self, name: str) -> list[str | None]:
        """One header of every request."""
        return [request.headers.get(name) for request in self.requests]


def _as_it_is_now(request: httpx.Request) -> httpx.Request:
    """A copy: a request that is sent again is the same object, signed anew."""
    stream = httpx.ByteStream(request.content)
    copy = httpx.Request(
        request.method, request.url, headers=request.headers.copy(), stream=stream, extensions=request.extensions
    )
    copy.read()
    return copy


def answer(status: int = 200, headers: dict[str, str] | None = None, **body: Any) -> httpx.Response:
    """A JSON answer."""
    return httpx.Response(status, json=body, headers=headers)


def environments(*names: str) -> httpx.Response:
    """A list of environments."""
    return answer(environments=[{"uid": f"uid_{name}", "name": name} for name in names])


def environment(name: str = "production") -> httpx.Response:
    """One environment."""
    return answer(environment={"uid": f"uid_{name}", "name": name})


def refusal(status: int, code: int, message: str = "No.") -> httpx.Response:
    """The service's way to say no."""
    return answer(status, error_message=message, error_code=code, errors={})


def unauthorized() -> httpx.Response:
    """What a token that is unknown or has ended is answered."""
    return refusal(401, 105)


def logged_in(token: str) -> httpx.Response:
    """The answer to a login."""
    return answer(notice="Login Successful.", user={"uid": "user", "authtoken": token})
