"""The body of one attempt, which knows how much of the request was sent."""

from collections.abc import AsyncIterator, Iterator
from time import monotonic
from typing import cast

import httpx

from ..errors import DeadlineExceededError
from ..network.observed import ObservedStream
from ..pace.turns import Turn
from ..retry import is_unsent


class Departure(ObservedStream):
    """The body of one attempt. It records when the request was sent, and whether it was sent completely.

    Attributes:
        was_cut_off: Whether the connection read only a part of the body: then no complete request was sent, and the
            server cannot have processed it.
    """

    def __init__(self, request: httpx.Request, turn: Turn | None) -> None:
        self._stream = request.stream
        self._turn = turn
        self._headers = request.headers
        self._has_started = False
        self._is_async = False
        self._read_bytes = 0
        self._cause: BaseException | None = None
        self.was_cut_off: bool = False

    def was_sent(self, error: BaseException) -> bool:
        """Return whether a complete request may have been sent before an error."""
        if is_unsent(error) or (self.was_cut_off and not self._may_be_complete(error)):
            return False
        if isinstance(error, DeadlineExceededError):
            has_body = self._headers.get("content-length", "0") != "0" or "transfer-encoding" in self._headers
            return (self._has_started or not has_body) and not is_unsent(error.__context__)
        return True

    def _may_be_complete(self, error: BaseException) -> bool:
        """Return whether the last chunk may have been sent although writing it failed.

        A synchronous connection has not sent such a chunk. An asynchronous one may have, if a timeout ended the write.
        """
        length = self._headers.get("content-length")  # without it, the end of the body is sent after its last chunk
        if length is None or self._read_bytes < int(length):
            return False
        is_late = isinstance(error, (httpx.TimeoutException, DeadlineExceededError))
        return self.is_buffered or (self._is_async and is_late)

    def __iter__(self) -> Iterator[bytes]:
        self._depart()
        chunks = iter(cast("httpx.SyncByteStream", self._stream))
        while (chunk := self._read(chunks)) is not None:
            self._read_bytes += len(chunk)
            yield chunk
        self.was_cut_off = False

    async def __aiter__(self) -> AsyncIterator[bytes]:
        self._depart()
        self._is_async = True
        chunks = aiter(cast("httpx.AsyncByteStream", self._stream))
        while (chunk := await self._aread(chunks)) is not None:
            self._read_bytes += len(chunk)
            yield chunk
        self.was_cut_off = False

    def _read(self, chunks: Iterator[bytes]) -> bytes | None:
        try:
            return next(chunks, None)
        except BaseException as error:
            self._note(error)
            raise

    async def _aread(self, chunks: AsyncIterator[bytes]) -> bytes | None:
        try:
            return await anext(chunks, None)
        except BaseException as error:
            self._note(error)
            raise

    def _note(self, error: BaseException) -> None:
        self.error: BaseException | None = error
        self._cause = error.__cause__

    def restore_cause(self, error: BaseException) -> None:
        """Give an exception of the source its cause back, which httpcore removes."""
        if error is self.error:
            error.__cause__ = self._cause

    def _depart(self) -> None:
        self._has_started = True
        self.was_cut_off = True  # until the connection reads on after the last chunk
        if self._turn is not None:
            self._turn.depart(monotonic())
