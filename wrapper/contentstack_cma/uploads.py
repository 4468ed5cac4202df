"""Uploads in chunks, which report their progress and know whether they can be retried."""

from collections.abc import AsyncIterator, Iterable, Iterator
from typing import TYPE_CHECKING, cast

import httpx

from contentstack_cma_client.operation import FileContent, FilePart
from contentstack_cma_client.sources import open_async, open_file
from contentstack_cma_client.upload_bodies import AsyncBody, UploadBody

from .errors import UploadError

if TYPE_CHECKING:
    from collections.abc import Awaitable


def prepare_parts(files: Iterable[FilePart]) -> tuple[list[FilePart], list[UploadBody]]:
    """Return the parts of a multipart body with every file object wrapped, and the wrappers."""
    parts: list[FilePart] = []
    bodies: list[UploadBody] = []
    for name, (file_name, payload, media_type) in files:
        if not isinstance(payload, bytes):
            body = payload if isinstance(payload, UploadBody) else open_file(payload, None, open_async)
            bodies.append(body)
            payload = cast("FileContent", body)  # noqa: PLW2901 - the same payload, wrapped
        parts.append((name, (file_name, payload, media_type)))
    return parts, bodies


def _build_error(what: str, error: Exception) -> UploadError:
    return UploadError(f"{what} failed: {type(error).__name__}: {error}")


def _read_chunk(chunks: Iterator[bytes]) -> bytes | None:
    """Return the next chunk of a body; None at its end.

    Raises:
        UploadError: The source failed.
    """
    try:
        return next(chunks, None)
    except Exception as error:
        raise _build_error("the source of the upload", error) from error


async def _await(step: "Awaitable[None]") -> None:
    """Await a step of an asynchronous source.

    Raises:
        UploadError: The source failed.
    """
    try:
        await step
    except Exception as error:
        raise _build_error("the source of the upload", error) from error


class UploadStream(httpx.SyncByteStream, httpx.AsyncByteStream):
    """A multipart body, sent in chunks. It knows whether it can be retried, and reports progress."""

    def __init__(self, multipart: Iterable[bytes], bodies: list[UploadBody]) -> None:
        self._multipart = multipart
        self._bodies = bodies
        self._started = False

    @property
    def can_be_sent(self) -> bool:
        """Whether the body can be sent: it was not read yet, or can be read again."""
        return not self._started or all(body.replayable for body in self._bodies)

    def __iter__(self) -> Iterator[bytes]:
        self._start()
        chunks = iter(self._multipart)
        while (chunk := _read_chunk(chunks)) is not None:
            yield chunk
            self._report()

    async def __aiter__(self) -> AsyncIterator[bytes]:
        """Read in a thread, so that a slow disk does not block other tasks; await asynchronous sources before that."""
        from anyio.to_thread import run_sync

        self._start()
        awaited = [body for body in self._bodies if isinstance(body, AsyncBody)]
        for body in awaited:
            await _await(body.begin())
        chunks = iter(self._multipart)
        while True:
            for body in awaited:
                await _await(body.fill())
            chunk = _read_chunk(chunks) if awaited == self._bodies else await run_sync(_read_chunk, chunks)
            if chunk is None:
                return
            yield chunk
            self._report()

    def _start(self) -> None:
        if not self.can_be_sent:
            raise UploadError("the upload has to be retried, but its source can be read only once")
        self._started = True

    def _report(self) -> None:
        try:
            for body in self._bodies:
                body.report()
        except Exception as error:
            raise _build_error("on_progress", error) from error
