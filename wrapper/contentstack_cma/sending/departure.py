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
    """The body of one attempt. It records when the request left, and whether all of it did.

    Attributes:
        was_cut_off: Whether the connection took only a part of the body: then no complete request has left this
            machine, and the server cannot have processed it.
    """

    def __init__(self, request: httpx.Request, turn: Turn | None) -> None:
        self._stream = request.stream
        self._turn = turn
        self._headers = request.headers
        self._has_begun = False
        self._is_of_task = False
        self._given = 0
        self.was_cut_off: bool = False

    def was_sent(self, error: BaseException) -> bool:
        """Return whether a complete request may have left this machine before an error."""
        if is_unsent(error) or (self.was_cut_off and not self._may_be_complete(error)):
            return False
        if isinstance(error, DeadlineExceededError):
            has_body = self._headers.get("content-length", "0") != "0" or "transfer-encoding" in self._headers
            return (self._has_begun or not has_body) and not is_unsent(error.__context__)
        return True

    def _may_be_complete(self, error: BaseException) -> bool:
        """Return whether the last chunk may have been sent although writing it failed.

        A synchronous connection has not sent a chunk whose writing failed. An asynchronous one may have, if a timeout
        ended the writing.
        """
        if self._given < int(self._headers.get("content-length", 0)):
            return False
        is_late = isinstance(error, (httpx.TimeoutException, DeadlineExceededError))
        return self.is_buffered or (self._is_of_task and is_late)

    def __iter__(self) -> Iterator[bytes]:
        self._depart()
        chunks = iter(cast("httpx.SyncByteStream", self._stream))
        while (chunk := self._next(chunks)) is not None:
            self._given += len(chunk)
            yield chunk
        self.was_cut_off = False

    async def __aiter__(self) -> AsyncIterator[bytes]:
        self._depart()
        self._is_of_task = True
        chunks = aiter(cast("httpx.AsyncByteStream", self._stream))
        while (chunk := await self._anext(chunks)) is not None:
            self._given += len(chunk)
            yield chunk
        self.was_cut_off = False

    def _next(self, chunks: Iterator[bytes]) -> bytes | None:
        try:
            return next(chunks, None)
        except BaseException as error:
            self.error: BaseException | None = error
            raise

    async def _anext(self, chunks: AsyncIterator[bytes]) -> bytes | None:
        try:
            return await anext(chunks, None)
        except BaseException as error:
            self.error = error
            raise

    def _depart(self) -> None:
        self._has_begun = True
        self.was_cut_off = True  # until the connection asks for more after the last chunk
        if self._turn is not None:
            self._turn.depart(monotonic())
