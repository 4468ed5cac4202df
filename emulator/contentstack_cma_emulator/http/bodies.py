"""Reads the bodies of requests as they arrive: no more than may be, and from no client that falls silent."""

import asyncio
from collections.abc import AsyncIterator
from dataclasses import dataclass

from starlette.requests import ClientDisconnect
from starlette.types import Message, Receive, Scope

from contentstack_cma_emulator.engine.errors import CmaError

MEGABYTE = 1024 * 1024

MAX_TEXT = 16 * MEGABYTE
"""Most bytes of a body that is kept in memory."""

MAX_FORM = 100 * MEGABYTE + MAX_TEXT
"""Most bytes of a multipart body: the CMA takes files of 100 MB."""


@dataclass(frozen=True, slots=True)
class Body:
    """The body of one request, which may bring nothing for `patience` seconds at most."""

    scope: Scope
    receive: Receive
    patience: float

    async def read(self, most: int) -> bytes:
        """Answer the whole body; see `pieces`."""
        content = bytearray()
        async for piece in self.pieces(most):
            content += piece
        return bytes(content)

    async def pieces(self, most: int) -> AsyncIterator[bytes]:
        """Go through the body.

        Raises `CmaError`: 413 if it has more than `most` bytes, 408 if it does not come. Raises
        `ClientDisconnect` if the client has gone.
        """
        if self._announced() > most:
            raise too_large(most)
        size, more = 0, self._has_any()
        while more:
            message = await self._next()
            if message["type"] == "http.disconnect":
                raise ClientDisconnect
            piece, more = message.get("body", b""), message.get("more_body", False)
            size += len(piece)
            if size > most:
                raise too_large(most)
            if piece:
                yield piece

    def _has_any(self) -> bool:
        return any(name in (b"content-length", b"transfer-encoding") for name, _ in self.scope["headers"])

    def _announced(self) -> int:
        texts = [value for name, value in self.scope["headers"] if name == b"content-length"]
        return int(texts[0]) if texts else 0

    async def _next(self) -> Message:
        try:
            async with asyncio.timeout(self.patience):
                return await self.receive()
        except TimeoutError:
            raise CmaError(408, 408, "The request was not received in time.") from None


def too_large(most: int) -> CmaError:
    """413: the body is larger than it may be."""
    return CmaError(413, 413, f"The body of the request is larger than {most // MEGABYTE} MB.")
