"""The files of an upload, as the multipart writer reads them."""

import os
from collections.abc import AsyncIterable, Awaitable, Callable, Iterator
from inspect import isawaitable
from typing import IO, Any, Protocol, TypeGuard, cast

Progress = Callable[[int, int | None], None]
"""Called with the bytes sent so far and the size of the file, or None if unknown."""

PIECE = 65_536
BytesLike = bytes | bytearray | memoryview


class AsyncBinaryFile(Protocol):
    """Anything with a `read` coroutine that returns bytes."""

    async def read(self, size: int = -1, /) -> bytes:
        """Return at most `size` bytes; none at the end."""
        ...


class UploadBody:
    """A file as the multipart writer reads it.

    Attributes:
        replayable: Whether it can be read again.
        size: Size in bytes, if known.
        sent: Bytes read so far.
    """

    replayable: bool = False

    def __init__(self, size: int | None, on_progress: Progress | None) -> None:
        self.size = size
        self.sent: int = 0
        self._reported = 0
        self._on_progress = on_progress

    def read(self, size: int = -1, /) -> bytes:
        """Return the next bytes, at most `size` of them; none at the end.

        Raises:
            TypeError: The source returned something other than bytes.
        """
        piece = bytes(check_bytes(self._read(size)))
        self.sent += len(piece)
        return piece

    def _read(self, size: int) -> object:
        raise NotImplementedError

    def report(self) -> None:
        """Report the progress to the caller, if there is any."""
        if self._on_progress is not None and self.sent != self._reported:
            self._reported = self.sent
            self._on_progress(self.sent, self.size)


def check_bytes(piece: object) -> BytesLike:
    """Return what a source returned.

    Raises:
        TypeError: It is something other than bytes.
    """
    if not is_bytes(piece):
        raise TypeError(f"the source of an upload must return or yield bytes, not {type(piece).__name__}")
    return piece


def is_bytes(content: object) -> TypeGuard[BytesLike]:
    """Return whether an object is of one of the types of bytes."""
    return isinstance(content, BytesLike)


class OneWayBody(UploadBody):
    """An iterator: can be read once, of unknown size."""

    def __init__(self, pieces: Iterator[object], on_progress: Progress | None = None) -> None:
        super().__init__(None, on_progress)
        self._pieces = pieces
        self._rest = memoryview(b"")

    def _read(self, size: int) -> memoryview:
        if not self._rest:
            views = (to_view(check_bytes(piece)) for piece in self._pieces)
            self._rest = next((view for view in views if view), memoryview(b""))
        end = size if size >= 0 else len(self._rest)
        piece, self._rest = self._rest[:end], self._rest[end:]
        return piece


class SeekableBody(UploadBody):
    """A seekable file, from its current position to its end. It can be read again."""

    replayable = True
    size: int

    def __init__(self, file: IO[bytes], on_progress: Progress | None = None) -> None:
        self._file = file
        self._start = file.tell()
        file.seek(0, os.SEEK_END)
        super().__init__(max(0, file.tell() - self._start), on_progress)
        file.seek(self._start)

    def read(self, size: int = -1, /) -> bytes:
        """Return the next bytes, at most `size` of them; none at the end.

        Raises:
            OSError: The size of the file has changed.
            TypeError: The source returned something other than bytes.
        """
        piece = super().read(size)
        if self.sent > self.size:
            raise OSError(f"the file has grown from {self.size:,} bytes to at least {self.sent:,}; upload a copy of it")
        if not piece and size and self.sent < self.size:
            raise OSError(f"the file has shrunk from {self.size:,} bytes to {self.sent:,}; upload a copy of it")
        return piece

    def _read(self, size: int) -> bytes:
        return self._file.read(size)

    def tell(self) -> int:
        """Return the position, relative to the start of the upload."""
        return self.sent

    def seek(self, offset: int, whence: int = os.SEEK_SET, /) -> int:
        """Set the position and return it, relative to the start of the upload. The end is where it was at first."""
        base = {os.SEEK_SET: 0, os.SEEK_CUR: self.sent, os.SEEK_END: self.size}[whence]
        self._file.seek(self._start + base + offset)
        self.sent = base + offset
        return self.sent


class AsyncBody(UploadBody):
    """A source that is read with `await`, before the multipart writer needs its bytes."""

    def __init__(self, size: int | None, on_progress: Progress | None) -> None:
        super().__init__(size, on_progress)
        self._rest = memoryview(b"")
        self._is_over = False

    async def begin(self) -> None:
        """Prepare to read the source from its start."""
        self._rest = memoryview(b"")
        self._is_over = False
        self.sent = 0

    async def fill(self) -> None:
        """Read the next bytes, unless some are left."""
        while not self._rest and not self._is_over:
            piece = await self._read_piece()
            self._is_over = piece is None
            self._rest = to_view(b"" if piece is None else check_bytes(piece))

    async def _read_piece(self) -> object:
        """Return the next piece; None at the end."""
        raise NotImplementedError

    def _read(self, size: int) -> memoryview:
        if not self._rest and not self._is_over:
            raise TypeError("an asynchronous source can be uploaded with contentstack_cma.AsyncClient only")
        end = size if size >= 0 else len(self._rest)
        piece, self._rest = self._rest[:end], self._rest[end:]
        return piece


class AsyncIteratorBody(AsyncBody):
    """An asynchronous iterator: can be read once, of unknown size."""

    def __init__(self, pieces: AsyncIterable[object], on_progress: Progress | None = None) -> None:
        super().__init__(None, on_progress)
        self._pieces = aiter(pieces)

    async def _read_piece(self) -> object:
        try:
            return await anext(self._pieces)
        except StopAsyncIteration:
            return None


class AsyncFileBody(AsyncBody):
    """An asynchronous file, from its current position. It can be read again if it can be positioned."""

    def __init__(self, file: AsyncBinaryFile, size: int | None, on_progress: Progress | None = None) -> None:
        super().__init__(size, on_progress)
        self._file: Any = file
        self._start: int | None = None

    async def begin(self) -> None:
        """Prepare to read the source from its start."""
        await super().begin()
        if self._start is not None:
            await _await(self._file.seek(self._start))
            return
        self._start = await self._find_start()
        self.replayable = self._start is not None

    async def _find_start(self) -> int | None:
        """Return the position, and set the size; None if the file cannot be positioned."""
        try:
            if not await _await(self._file.seekable()):
                return None
            start = cast("int", await _await(self._file.tell()))
            await _await(self._file.seek(0, os.SEEK_END))
            self.size = max(0, cast("int", await _await(self._file.tell())) - start)
            await _await(self._file.seek(start))
        except (AttributeError, OSError):
            return None
        return start

    async def _read_piece(self) -> object:
        piece = cast("object", await self._file.read(PIECE))
        return None if piece == b"" else piece


async def _await(result: Awaitable[object] | object) -> object:
    return await result if isawaitable(result) else result


def to_view(content: BytesLike) -> memoryview:
    """Return the bytes of an object, without copying them if they are in one piece."""
    view = memoryview(content)
    try:
        return view.cast("B")
    except TypeError:  # with gaps, empty, or of a foreign byte order
        return memoryview(view.tobytes())


class MemoryFile:
    """Bytes as a file, without copying them as a whole."""

    def __init__(self, content: BytesLike) -> None:
        self._view = to_view(content)
        self._position = 0

    def read(self, size: int = -1, /) -> bytes:
        """Return the next bytes, at most `size` of them; none at the end."""
        end = len(self._view) if size < 0 else self._position + size
        piece = bytes(self._view[self._position : end])
        self._position += len(piece)
        return piece

    def tell(self) -> int:
        """Return the position."""
        return self._position

    def seek(self, offset: int, whence: int = os.SEEK_SET, /) -> int:
        """Set the position and return it."""
        self._position = offset + (len(self._view) if whence == os.SEEK_END else 0)
        return self._position

    def close(self) -> None:
        """Let the owner of the bytes resize them again."""
        self._view = memoryview(b"")
