"""Senders that return what a test wants, without a network."""

from typing import Any

import httpx

from contentstack_cma_client.operation import Request


class Sender:
    """Returns responses in turn, the last one again and again, and keeps the requests."""

    def __init__(self, *responses: httpx.Response) -> None:
        self._responses = list(responses)
        self.requests: list[Request] = []

    def send(self, request: Request) -> httpx.Response:
        self.requests.append(request)
        return self._responses.pop(0) if len(self._responses) > 1 else self._responses[0]

    @property
    def queries(self) -> list[dict[str, str]]:
        """The query parameters of every request."""
        return [dict(request.query) for request in self.requests]


class AsyncSender:
    """The same, to be awaited."""

    def __init__(self, *responses: httpx.Response) -> None:
        self._sender = Sender(*responses)

    async def send(self, request: Request) -> httpx.Response:
        return self._sender.send(request)

    @property
    def queries(self) -> list[dict[str, str]]:
        """The query parameters of every request."""
        return self._sender.queries


def build_json_response(body: Any, status: int = 200) -> httpx.Response:
    return httpx.Response(status, json=body)
