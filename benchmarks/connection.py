"""A minimal HTTP connection, so that benchmarks measure the server and not the client."""

import asyncio
import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Self
from urllib.parse import urlsplit

Document = dict[str, Any]


@dataclass(frozen=True)
class Target:
    """A server, and the headers of every request to it."""

    url: str
    headers: Mapping[str, str]

    async def connect(self) -> "Connection":
        """Open a connection."""
        place = urlsplit(self.url)
        common = "".join(f"{name}: {value}\r\n" for name, value in {"host": place.netloc, **self.headers}.items())
        loop = asyncio.get_running_loop()
        _, connection = await loop.create_connection(lambda: Connection(common), place.hostname or "", place.port or 0)
        return connection


class Connection(asyncio.Protocol):
    """One request at a time over one connection. Responses need a `content-length`."""

    def __init__(self, common: str) -> None:
        self._common = common
        self._received = bytearray()
        self._response: asyncio.Future[bytes] = asyncio.get_running_loop().create_future()
        self._closed: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        self._transport: asyncio.Transport | None = None

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """Keep the transport."""
        assert isinstance(transport, asyncio.Transport)
        self._transport = transport

    def connection_lost(self, exc: Exception | None) -> None:
        """Fail the request that waits for its response."""
        self._closed.set_result(None)
        if not self._response.done():
            self._response.set_exception(exc or ConnectionError("the server closed the connection"))

    def data_received(self, data: bytes) -> None:
        """Receive a part of a response."""
        self._received += data
        end = self._received.find(b"\r\n\r\n") + 4
        if end >= 4 and len(self._received) >= end + _length(self._received[:end]):  # noqa: PLR2004 -- that was found
            self._response.set_result(bytes(self._received))
            self._received.clear()

    async def send(self, method: str, path: str, body: Document | None = None) -> tuple[int, bytes]:
        """Send a request and return the status and the body of the response."""
        content = json.dumps(body).encode() if body is not None else b""
        kind = f"content-type: application/json\r\ncontent-length: {len(content)}\r\n" if content else ""
        self._response = asyncio.get_running_loop().create_future()
        assert self._transport
        self._transport.write(f"{method} {path} HTTP/1.1\r\n{self._common}{kind}\r\n".encode() + content)
        response = await self._response
        head, _, rest = response.partition(b"\r\n\r\n")
        return int(head.split(b" ", 2)[1]), rest

    async def call(self, method: str, path: str, body: Document | None = None) -> Document:
        """Send a request and return the JSON of the response.

        Raises:
            AssertionError: The status is not 2xx.
        """
        status, content = await self.send(method, path, body)
        assert status // 100 == 2, f"{method} {path}: {status} {content.decode()}"  # noqa: PLR2004 -- a success
        document: Document = json.loads(content)
        return document

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(self, *error: object) -> None:
        assert self._transport
        self._transport.close()
        await self._closed


def _length(head: bytes | bytearray) -> int:
    for line in head.lower().split(b"\r\n"):
        if line.startswith(b"content-length:"):
            return int(line.partition(b":")[2])
    return 0
