"""Headers and bodies of requests and responses for aiohttp."""

import asyncio
import re
from collections.abc import AsyncIterable, AsyncIterator
from contextlib import suppress
from typing import Any, cast

import aiohttp
import httpx

from .aiohttp_errors import find_cause, to_network_error
from .observed import ObservedStream

_PIECE = 65_536
_NAME = re.compile(rb"[-!#$%&'*+.^_`|~0-9a-zA-Z]+")
_NOT_IN_VALUES = re.compile(rb"[\x00\n\r\x0b\x0c]|\A[ \t]|[ \t]\Z")


def check_headers(request: httpx.Request) -> list[tuple[str, str]]:
    """Return the headers for aiohttp, which would send some that servers read in different ways.

    Raises:
        httpx.LocalProtocolError: A name or a value is not allowed in HTTP.
    """
    headers: list[tuple[str, str]] = []
    for name, value in request.headers.raw:
        if not _NAME.fullmatch(name) or _NOT_IN_VALUES.search(value) or not (name + value).isascii():
            raise httpx.LocalProtocolError(f"Illegal header: {name!r}")
        if name.lower() != b"transfer-encoding":  # aiohttp sets it
            headers.append((name.decode(), value.decode()))
    return headers


async def read_small_body(request: httpx.Request) -> bytes | None:
    """Return a body that the socket accepts at once; None for larger ones.

    Otherwise aiohttp would send even an empty body in chunks.
    """
    length = request.headers.get("content-length", "" if "transfer-encoding" in request.headers else "0")
    if not length.isdecimal() or int(length) > _PIECE:
        return None
    body = b"".join([chunk async for chunk in cast("AsyncIterable[bytes]", request.stream)])
    if len(body) != int(length):
        much = "much" if len(body) > int(length) else "little"
        raise httpx.LocalProtocolError(f"Too {much} data for declared Content-Length")
    return body


class Upload:
    """The body of a request. It remembers its exception, and has a timeout for each piece that is sent."""

    def __init__(self, request: httpx.Request, timer: asyncio.Timeout, timeout: float | None) -> None:
        self._stream: Any = request.stream
        if isinstance(request.stream, ObservedStream):
            request.stream.is_buffered = True
        self._left = int(length) if (length := request.headers.get("content-length")) else None
        self._timer = timer
        self._timeout = timeout
        self.error: Exception | None = None

    async def __aiter__(self) -> AsyncIterator[bytes]:
        try:
            async for chunk in self._stream:
                for start in range(0, len(chunk), _PIECE):
                    piece = chunk[start : start + _PIECE]
                    self._count(piece)
                    self._limit_to(self._timeout)
                    yield piece
                    self._limit_to(None)
            self._check_end()
        except Exception as error:
            self.error = error
            raise

    def is_stalled(self, failure: Exception) -> bool:
        """Return whether the timeout ended the request."""
        return isinstance(failure, TimeoutError) and self._timer.expired()

    def _count(self, piece: bytes) -> None:
        if self._left is not None:
            self._left -= len(piece)
            if self._left < 0:
                raise httpx.LocalProtocolError("Too much data for declared Content-Length")

    def _check_end(self) -> None:
        if self._left:
            raise httpx.LocalProtocolError("Too little data for declared Content-Length")

    def _limit_to(self, seconds: float | None) -> None:
        if self._timeout is not None:
            with suppress(RuntimeError):  # The response arrived before the body was sent.
                self._timer.reschedule(None if seconds is None else asyncio.get_running_loop().time() + seconds)


class Body(httpx.AsyncByteStream):
    """The body of a response. Closing it frees its connection."""

    def __init__(self, response: aiohttp.ClientResponse, slots: asyncio.Semaphore) -> None:
        self._response = response
        self._slots = slots
        self._is_closed = False

    async def __aiter__(self) -> AsyncIterator[bytes]:
        try:
            async for chunk in self._response.content.iter_any():
                yield chunk
        except Exception as error:  # noqa: BLE001 - raised below, without the error of aiohttp, which holds the request
            failure = error
        else:
            return
        raise to_network_error(failure) from find_cause(failure)

    async def aclose(self) -> None:
        """Close the body, and let other requests use the connection."""
        if not self._is_closed:
            self._is_closed = True
            self._response.release()
            self._slots.release()
