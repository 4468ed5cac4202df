"""Sources of uploads: a path, bytes, a binary file object or an iterator of bytes."""

import io
import os
from collections.abc import Callable, Generator, Iterable, Iterator, Mapping
from contextlib import AbstractContextManager, ExitStack, contextmanager
from mimetypes import guess_type
from pathlib import Path
from typing import IO, Any, Protocol, TypeVar, cast, runtime_checkable

from .json_codec import dumps
from .model import Model
from .types import File

T = TypeVar("T")

Progress = Callable[[int, int | None], None]
"""Called with the bytes sent so far and the size of the file, or None if unknown."""


@runtime_checkable
class BinaryFile(Protocol):
    """Anything with a `read` that returns bytes."""

    def read(self, size: int = -1, /) -> bytes:
        """Return at most `size` bytes; none at the end."""
        ...


UploadSource = str | os.PathLike[str] | bytes | bytearray | BinaryFile | Iterable[bytes]
"""A source to upload. A string is a path; bytes are the content itself."""

ImportSource = UploadSource | Mapping[str, Any] | Model
"""A source to import: a file to upload, or JSON content as a mapping or a model."""

_DEFAULT_MEDIA_TYPE = "application/octet-stream"


class UploadBody:
    """A file as the multipart writer reads it.

    Attributes:
        replayable: Whether it can be read again.
        size: Size in bytes, if known.
        sent: Bytes read so far.
    """

    replayable = False

    def __init__(self, size: int | None, on_progress: Progress | None) -> None:
        self.size = size
        self.sent: int = 0
        self._reported = 0
        self._on_progress = on_progress

    def read(self, size: int = -1, /) -> bytes:
        """Return the next bytes, at most `size` of them; none at the end."""
        piece = self._read(size)
        self.sent += len(piece)
        return piece

    def _read(self, size: int) -> bytes:
        raise NotImplementedError

    def report(self) -> None:
        """Report the progress to the caller, if there is any."""
        if self._on_progress is not None and self.sent != self._reported:
            self._reported = self.sent
            self._on_progress(self.sent, self.size)


class OneWayBody(UploadBody):
    """An iterator: can be read once, of unknown size."""

    def __init__(self, pieces: Iterator[bytes], on_progress: Progress | None = None) -> None:
        super().__init__(None, on_progress)
        self._pieces = pieces
        self._rest = memoryview(b"")

    def _read(self, size: int) -> bytes:
        if not self._rest:
            self._rest = memoryview(self._read_piece())
        end = size if size >= 0 else len(self._rest)
        piece, self._rest = self._rest[:end], self._rest[end:]
        return bytes(piece)

    def _read_piece(self) -> bytes:
        for piece in self._pieces:
            if not isinstance(piece, (bytes, bytearray)):  # pyright: ignore[reportUnnecessaryIsInstance]
                raise TypeError(f"the iterator of an upload must yield bytes, not {type(piece).__name__}")
            if piece:
                return piece
        return b""


class SeekableBody(UploadBody):
    """A seekable file, from its current position to its end. It can be read again."""

    replayable = True

    def __init__(self, file: IO[bytes], on_progress: Progress | None = None) -> None:
        self._file = file
        self._start = file.tell()
        super().__init__(file.seek(0, os.SEEK_END) - self._start, on_progress)
        file.seek(self._start)

    def _read(self, size: int) -> bytes:
        return self._file.read(size)

    def tell(self) -> int:
        """Return the position, relative to the start of the upload."""
        return self._file.tell() - self._start

    def seek(self, offset: int, whence: int = os.SEEK_SET, /) -> int:
        """Set the position and return it, relative to the start of the upload."""
        base = self._start if whence == os.SEEK_SET else 0
        self.sent = self._file.seek(base + offset, whence) - self._start
        return self.sent


@contextmanager
def open_source(
    source: UploadSource,
    *,
    file_name: str | None = None,
    fallback_name: str | None = None,
    content_type: str | None = None,
    on_progress: Progress | None = None,
) -> Generator[File]:
    """Open the source of an upload as a `File`, as a context manager.

    Raises:
        OSError: The file does not exist or cannot be read.
        TypeError: `source` is of a type that cannot be uploaded.
        ValueError: The source has no name and `file_name` is missing.
    """
    with ExitStack() as stack:
        body = _open_body(source, stack, on_progress)
        name = file_name or _name_of(source) or fallback_name
        if not name:
            raise ValueError("file_name is required: this source has no name of its own")
        media_type = content_type or guess_type(name)[0] or _DEFAULT_MEDIA_TYPE
        yield File(payload=cast("IO[bytes]", body), file_name=name, mime_type=media_type)


def to_json_source(source: T | Mapping[str, Any] | Model) -> T | bytes:
    """Return the source of an import; a mapping or a model becomes a JSON file."""
    if isinstance(source, (Mapping, Model)):
        return dumps(cast("Mapping[str, Any] | Model", source))
    return source


def open_json_source(source: ImportSource, fallback_name: str) -> AbstractContextManager[File]:
    """Open the source of an import as a JSON `File`, like `open_source`.

    A mapping or a model is encoded as JSON. A source without a name gets `fallback_name`.
    """
    return open_source(to_json_source(source), fallback_name=fallback_name, content_type="application/json")


def _open_body(source: UploadSource, stack: ExitStack, on_progress: Progress | None) -> UploadBody:
    if isinstance(source, (str, os.PathLike)):
        return SeekableBody(stack.enter_context(Path(source).open("rb")), on_progress)
    if isinstance(source, (bytes, bytearray)):
        return SeekableBody(io.BytesIO(source), on_progress)
    if isinstance(source, BinaryFile):
        return open_file(source, on_progress)
    if isinstance(source, Iterable):  # pyright: ignore[reportUnnecessaryIsInstance] - callers without types
        return OneWayBody(iter(source), on_progress)
    raise TypeError(f"cannot upload {type(source).__name__}: pass a path, bytes, a binary file or an iterator of bytes")


def open_file(source: BinaryFile, on_progress: Progress | None = None) -> UploadBody:
    """Return a binary file as the multipart writer reads it."""
    if not isinstance(cast("object", source.read(0)), bytes):
        raise TypeError("cannot upload a text file: open it in binary mode")
    if _is_seekable(source):
        return SeekableBody(cast("IO[bytes]", source), on_progress)
    return OneWayBody(iter(lambda: source.read(_PIECE), b""), on_progress)


_PIECE = 65_536


def _is_seekable(source: object) -> bool:
    seekable = getattr(source, "seekable", None)
    return callable(seekable) and bool(seekable())


def _name_of(source: UploadSource) -> str | None:
    if isinstance(source, (str, os.PathLike)):
        return Path(source).name
    name = getattr(source, "name", None)
    return Path(name).name if isinstance(name, str) else None
