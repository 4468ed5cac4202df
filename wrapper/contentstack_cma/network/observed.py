"""Bodies of requests that remember the exceptions of their source, which are no errors of the connection."""

from collections.abc import AsyncIterable, AsyncIterator, Iterable, Iterator
from typing import cast

import httpx


class ObservedStream(httpx.SyncByteStream, httpx.AsyncByteStream):
    """The body of a request.

    Attributes:
        error: The exception of its source.
        is_buffered: Whether the transport reads chunks that it sends later.
    """

    error: BaseException | None = None
    is_buffered: bool = False


class _Source(ObservedStream):
    def __init__(self, stream: httpx.SyncByteStream | httpx.AsyncByteStream) -> None:
        self._stream = stream

    def __iter__(self) -> Iterator[bytes]:
        try:
            yield from cast("Iterable[bytes]", self._stream)
        except Exception as error:
            self.error = error
            raise

    async def __aiter__(self) -> AsyncIterator[bytes]:
        try:
            async for chunk in cast("AsyncIterable[bytes]", self._stream):
                yield chunk
        except Exception as error:
            self.error = error
            raise


def observe(request: httpx.Request) -> httpx.Request:
    """Return a request whose body remembers the exceptions of its source; bytes raise none."""
    if isinstance(request.stream, httpx.ByteStream):
        return request
    return httpx.Request(
        request.method,
        request.url,
        headers=request.headers,
        stream=_Source(request.stream),
        extensions=request.extensions,
    )


def raise_source_error(request: httpx.Request) -> None:
    """Raise the exception of the source of a body unchanged, if there is one."""
    error = request.stream.error if isinstance(request.stream, ObservedStream) else None
    if error is not None:
        raise error from error.__cause__
