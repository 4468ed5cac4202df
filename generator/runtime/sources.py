"""Sources of uploads: paths, bytes, binary files and iterators of bytes, also asynchronous ones."""

import errno
import os
import re
from collections.abc import AsyncIterable, Callable, Generator, Iterable, Iterator, Mapping
from contextlib import AbstractContextManager, ExitStack, contextmanager, suppress
from inspect import isawaitable, iscoroutinefunction
from pathlib import Path
from stat import S_ISDIR, S_ISREG
from typing import IO, Any, Protocol, TypedDict, TypeVar, Unpack, cast, runtime_checkable

from .json_codec import dumps
from .media_types import DEFAULT_MEDIA_TYPE, guess_media_type
from .model import Model
from .types import File
from .upload_bodies import (
    PIECE,
    AsyncBinaryFile,
    AsyncBody,
    AsyncFileBody,
    AsyncIteratorBody,
    BytesLike,
    MemoryFile,
    OneWayBody,
    Progress,
    SeekableBody,
    UploadBody,
    is_bytes,
)

T = TypeVar("T")


@runtime_checkable
class BinaryFile(Protocol):
    """Anything with a `read` that returns bytes."""

    def read(self, size: int = -1, /) -> bytes:
        """Return at most `size` bytes; none at the end."""
        ...


class UploadedFile(Protocol):
    """A file that a web framework has received, such as the `UploadFile` of FastAPI and Starlette."""

    @property
    def file(self) -> BinaryFile:
        """Its content."""
        ...

    @property
    def filename(self) -> str | None:
        """Its name."""
        ...


UploadSource = str | os.PathLike[str] | bytes | bytearray | memoryview | BinaryFile | UploadedFile | Iterable[BytesLike]
"""A source to upload. A string is a path; bytes are the content itself."""

AsyncUploadSource = UploadSource | AsyncBinaryFile | AsyncIterable[BytesLike]
"""A source to upload with an `AsyncClient`, which also reads asynchronous files and iterators."""

ImportSource = UploadSource | Mapping[str, Any] | Model
"""A source to import: a file to upload, or JSON content as a mapping or a model."""

AsyncImportSource = AsyncUploadSource | Mapping[str, Any] | Model
"""A source to import with an `AsyncClient`, which also reads asynchronous files and iterators."""


class SourceOptions(TypedDict, total=False):
    """How to send a source.

    Attributes:
        file_name: The file name. Default: the name of the source.
        fallback_name: The file name of a source without a name.
        content_type: The media type. Default: that of the source, or guessed from the file name.
        on_progress: Called after each chunk.
    """

    file_name: str | None
    fallback_name: str | None
    content_type: str | None
    on_progress: Progress | None


OpenAsync = Callable[[Any, Progress | None], UploadBody]

_MEDIA_TYPE = re.compile(r"[\w.!#$&^+-]+/[\w.!#$&^+-]+(?:\s*;[ -~]*)?", re.ASCII)
_VIRTUAL = ("/proc/", "/sys/")
"""Folders of files whose size says nothing about their content."""
_ACCEPTED = "a path, bytes, a binary file or an iterator of bytes"


def sync_open_source(source: UploadSource, **options: Unpack[SourceOptions]) -> AbstractContextManager[File]:
    """Open the source of an upload as a `File`, as a context manager.

    Raises:
        OSError: The file does not exist or cannot be read.
        TypeError: `source` is of a type that cannot be uploaded.
        ValueError: The source has no name and `file_name` is missing, or `content_type` is invalid.
    """
    return _open_source(source, _reject_async, options)


def async_open_source(source: AsyncUploadSource, **options: Unpack[SourceOptions]) -> AbstractContextManager[File]:
    """Open the source of an upload with an `AsyncClient`, like `sync_open_source`."""
    return _open_source(source, open_async, options)


def to_json_source(source: T | Mapping[str, Any] | Model) -> T | bytes:
    """Return the source of an import; a mapping or a model becomes a JSON file."""
    if isinstance(source, (Mapping, Model)):
        return dumps(cast("Mapping[str, Any] | Model", source))
    return source


def sync_open_json_source(source: ImportSource, fallback_name: str) -> AbstractContextManager[File]:
    """Open the source of an import as a JSON `File`, like `sync_open_source`.

    A mapping or a model is encoded as JSON. A source without a name gets `fallback_name`.
    """
    return sync_open_source(to_json_source(source), fallback_name=fallback_name, content_type="application/json")


def async_open_json_source(source: AsyncImportSource, fallback_name: str) -> AbstractContextManager[File]:
    """Open the source of an import with an `AsyncClient`, like `sync_open_json_source`."""
    return async_open_source(to_json_source(source), fallback_name=fallback_name, content_type="application/json")


@contextmanager
def _open_source(source: Any, open_async: OpenAsync, options: SourceOptions) -> Generator[File]:
    with ExitStack() as stack:
        body = _open_body(source, stack, options.get("on_progress"), open_async)
        name = options.get("file_name") or _find_name(source) or options.get("fallback_name")
        if not name:
            raise ValueError("file_name is required: this source has no name")
        media_type = _choose_media_type(source, name, options.get("content_type"))
        yield File(payload=cast("IO[bytes]", body), file_name=name, mime_type=media_type)


def _open_body(source: Any, stack: ExitStack, on_progress: Progress | None, open_async: OpenAsync) -> UploadBody:
    if isinstance(source, (str, os.PathLike)):
        return _open_path(cast("str | os.PathLike[str]", source), stack, on_progress)
    content = _find_content(source)
    if is_bytes(content):
        file = MemoryFile(content)
        stack.callback(file.close)
        return SeekableBody(cast("IO[bytes]", file), on_progress)
    if callable(getattr(content, "read", None)):
        return open_file(content, on_progress, open_async)
    if isinstance(content, AsyncIterable):
        return open_async(content, on_progress)
    if isinstance(content, Iterable) and not isinstance(content, (Mapping, Model)):
        return OneWayBody(iter(cast("Iterable[object]", content)), on_progress)
    raise TypeError(f"source must be {_ACCEPTED}, not {type(source).__name__}")


def _find_content(source: Any) -> Any:
    """Return the file inside an uploaded file of a web framework; everything else as it is, arrays as bytes."""
    for name in ("file", "stream"):
        inner = getattr(source, name, None)
        if callable(getattr(inner, "read", None)) and hasattr(source, "filename"):
            return inner
    if not is_bytes(source) and not hasattr(source, "read"):
        with suppress(TypeError):
            return memoryview(source)
    return source


def open_file(source: Any, on_progress: Progress | None, open_async: OpenAsync) -> UploadBody:
    """Return a binary file as the multipart writer reads it.

    Raises:
        TypeError: It is a text file.
    """
    probe: object = None if iscoroutinefunction(source.read) else source.read(0)
    if probe is None or isawaitable(probe):
        if hasattr(probe, "close"):
            cast("Any", probe).close()  # a coroutine, which nothing awaits
        return open_async(source, on_progress)
    if not is_bytes(probe):
        raise TypeError("source is a text file: open it in binary mode, as in open(path, 'rb')")
    if _is_seekable(source):
        return SeekableBody(source, on_progress)
    return OneWayBody(_iterate_file(source), on_progress)


def open_async(source: Any, on_progress: Progress | None) -> AsyncBody:
    """Return an asynchronous source as the multipart writer reads it."""
    if callable(getattr(source, "read", None)):
        size = getattr(source, "size", None)
        return AsyncFileBody(source, size if isinstance(size, int) else None, on_progress)
    return AsyncIteratorBody(source, on_progress)


def _reject_async(source: object, _: Progress | None) -> UploadBody:
    raise TypeError(
        f"source must be {_ACCEPTED}, not an asynchronous {type(source).__name__}: only AsyncClient can upload it"
    )


def _open_path(source: str | os.PathLike[str], stack: ExitStack, on_progress: Progress | None) -> UploadBody:
    path = Path(os.fsdecode(source))
    mode = _find_mode(path, source)
    if S_ISDIR(mode):
        raise IsADirectoryError(errno.EISDIR, "source is a folder; pass the path of a file", str(path))
    if S_ISREG(mode):
        file = stack.enter_context(path.open("rb"))
        if not _is_virtual(path, file):
            return SeekableBody(file, on_progress)
        return OneWayBody(_iterate_file(file), on_progress)
    pieces = _iterate_path(path)
    stack.callback(_close, pieces)
    return OneWayBody(pieces, on_progress)


def _find_mode(path: Path, source: object) -> int:
    try:
        return path.stat().st_mode
    except (OSError, ValueError) as error:
        if isinstance(source, str) and _is_text(source, error):
            raise TypeError("source is text, not a path: to upload it, pass text.encode() and file_name") from None
        raise


def _is_text(source: str, error: OSError | ValueError) -> bool:
    """Return whether a string that is no path of a file is probably the content itself."""
    is_impossible = isinstance(error, ValueError) or error.errno == errno.ENAMETOOLONG
    return is_impossible or not source.isprintable() or source.startswith(("<", '{"', "[{"))


def _is_virtual(path: Path, file: IO[bytes]) -> bool:
    """Return whether the size of a file says nothing about its content."""
    if os.path.realpath(path).startswith(_VIRTUAL):
        return True
    if os.fstat(file.fileno()).st_size or not file.read(1):
        return False
    file.seek(0)
    return True


def _iterate_path(path: Path) -> Iterator[bytes]:
    """Iterate over a pipe or a device, which is opened when it is read: opening a pipe waits for its writer."""
    with path.open("rb") as file:
        yield from _iterate_file(file)


def _close(pieces: Iterator[bytes]) -> None:
    with suppress(ValueError):  # a thread still reads it
        cast("Generator[bytes]", pieces).close()


def _iterate_file(file: BinaryFile) -> Iterator[bytes]:
    """Iterate over the pieces of a file. If it raises StopIteration, that is an error and not its end."""
    read = getattr(file, "read1", file.read)
    while (piece := read(PIECE)) != b"":
        yield piece


def _is_seekable(source: object) -> bool:
    seekable = getattr(source, "seekable", None)
    return callable(seekable) and bool(seekable())


def _find_name(source: object) -> str | None:
    if isinstance(source, (str, os.PathLike)):
        return Path(os.fsdecode(cast("str", source))).name
    for name in (getattr(source, "filename", None), getattr(source, "name", None)):
        if isinstance(name, str) and name and not name.startswith("<"):  # such as `<stdin>`
            return re.split(r"[/\\]", name)[-1] or None
    return None


def _choose_media_type(source: object, name: str, content_type: str | None) -> str:
    if content_type is not None:
        return _check_media_type(content_type)
    own = getattr(source, "content_type", None)
    if isinstance(own, str) and own != DEFAULT_MEDIA_TYPE and _MEDIA_TYPE.fullmatch(own):
        return own
    return guess_media_type(name)


def _check_media_type(content_type: object) -> str:
    if not isinstance(content_type, str):
        raise TypeError(f"content_type must be a string, not {type(content_type).__name__}")
    if not _MEDIA_TYPE.fullmatch(content_type):
        raise ValueError(f"content_type must be a media type such as 'image/png', not {content_type!r}")
    return content_type
