"""Read request bodies as they arrive, with a maximum size and a timeout."""

import asyncio
from collections.abc import AsyncIterator
from dataclasses import dataclass

from starlette.requests import ClientDisconnect
from starlette.types import Message, Receive, Scope

from contentstack_cma_emulator.engine.errors import CmaError
from contentstack_cma_emulator.http.heads import HEAD

MEGABYTE = 1024 * 1024

MAX_TEXT = 16 * MEGABYTE
"""Maximum size of a body that is read into memory."""

MAX_FORM = 100 * MEGABYTE + MAX_TEXT
"""Maximum size of a multipart body. The CMA accepts files of up to 100 MB."""


@dataclass(frozen=True, slots=True)
class Body:
    """The body of a request. `timeout` is the maximum number of seconds between two chunks."""

    scope: Scope
    receive: Receive
    timeout: float

    async def read(self, most: int) -> bytes:
        """Return the whole body; see `iter_chunks`."""
        content = bytearray()
        async for chunk in self.iter_chunks(most):
            content += chunk
        return bytes(content)

    async def iter_chunks(self, most: int) -> AsyncIterator[bytes]:
        """Iterate over the body.

        Raises `CmaError`: 413 if it is larger than `most` bytes, 408 after a timeout. Raises `ClientDisconnect` if the
        client disconnects.
        """
        headers = self.scope[HEAD].headers
        if int(headers.get("content-length", 0)) > most:
            raise make_too_large_error(most)
        size, more = 0, "content-length" in headers or "transfer-encoding" in headers
        while more:
            message = await self._receive_next()
            if message["type"] == "http.disconnect":
                raise ClientDisconnect
            chunk, more = message.get("body", b""), message.get("more_body", False)
            size += len(chunk)
            if size > most:
                raise make_too_large_error(most)
            if chunk:
                yield chunk

    async def _receive_next(self) -> Message:
        try:
            async with asyncio.timeout(self.timeout):
                return await self.receive()
        except TimeoutError:
            raise CmaError(408, 408, "The request was not received in time.") from None


def make_too_large_error(most: int) -> CmaError:
    """Return a 413 for a body that is too large."""
    return CmaError(413, 413, f"The body of the request is larger than {most // MEGABYTE} MB.")
