"""Where downloads are written: memory, a path, or a binary file object, which may be asynchronous."""

import errno
import io
import os
from collections.abc import AsyncGenerator, Generator
from contextlib import asynccontextmanager, contextmanager, suppress
from functools import partial
from inspect import isawaitable
from pathlib import Path
from secrets import token_hex
from stat import S_IMODE, S_ISREG
from typing import IO, Any, Protocol, cast

_ACCEPTED = "to must be a path or a binary file that can be written to"
_DESCRIPTORS = ("/proc/", "/dev/fd/")
"""Folders whose links lead to open files, not to paths."""
_MOST_LINKS = 40


class SupportsWrite(Protocol):
    """A binary file that can be written to."""

    def write(self, content: bytes, /) -> object:
        """Write bytes."""
        ...


class SupportsAsyncWrite(Protocol):
    """An asynchronous binary file that can be written to."""

    async def write(self, content: bytes, /) -> object:
        """Write bytes."""
        ...


Writable = SupportsWrite
"""A binary file object that a download can be written to."""

AsyncWritable = SupportsWrite | SupportsAsyncWrite
"""A binary file object that an `AsyncClient` can write a download to."""


class Restartable(Protocol):
    """A receiver of the chunks of a download."""

    def restart(self) -> bool:
        """Drop what was handed out, before the file is downloaded again; return False if that is impossible."""
        ...


class AsyncRestartable(Protocol):
    """Asynchronous version of `Restartable`."""

    async def restart(self) -> bool:
        """Drop what was handed out, before the file is downloaded again; return False if that is impossible."""
        ...


class Caller:
    """A caller that reads the chunks of a stream: they cannot be taken back."""

    def restart(self) -> bool:
        """Return False."""
        return False


class AsyncCaller:
    """Asynchronous version of `Caller`."""

    async def restart(self) -> bool:
        """Return False."""
        return False


class Target:
    """A binary file that a download is written to.

    Attributes:
        size: Number of bytes written since the last start.
    """

    def __init__(self, file: Any, path: Path | None = None) -> None:
        self._file = file
        self._path = path
        self._start = _find_position(file)
        self._highest = 0
        self.size: int = 0

    @property
    def result(self) -> Path | bytes | int:
        """What the download returns: the path, the content if it is in memory, or the number of bytes."""
        if isinstance(self._file, _Memory):
            return self._file.getvalue()
        return self.size if self._path is None else self._path

    def write(self, chunk: bytes) -> None:
        """Write a whole chunk."""
        left = memoryview(chunk)
        while left:
            count = self._file.write(left if len(left) < len(chunk) else chunk)
            if count is None and isinstance(self._file, io.RawIOBase):
                raise BlockingIOError(errno.EAGAIN, "the file that a download is written to would block")
            left = left[_find_progress(count, len(left)) :]
        self._count(chunk)

    def _count(self, chunk: bytes) -> None:
        self.size += len(chunk)
        self._highest = max(self._highest, self.size)

    def restart(self) -> bool:
        """Drop what was written; return False if that is impossible."""
        if not self.size:
            return True
        if self._start is None:
            return False
        try:
            end = self._file.seek(0, os.SEEK_END)
            self._file.seek(self._start)
            if end == self._start + self._highest:
                self._file.truncate()
        except (OSError, ValueError, AttributeError):
            return False
        self.size = 0
        return True


def _find_progress(count: object, size: int) -> int:
    """Return how many bytes a file has taken; all of them, if `write` does not return a number.

    Raises:
        OSError: It has taken none, so that writing the rest again could go on forever.
    """
    if not isinstance(count, int) or isinstance(count, bool):
        return size
    if count < 1:
        raise OSError(errno.EIO, f"the file that a download is written to took {count} of {size} bytes")
    return count


class _Memory(io.BytesIO):
    """The content of a download that is returned."""


def _find_position(file: Any) -> int | None:
    """Return the position in a file; None if it cannot be set again."""
    try:
        return cast("int", file.tell()) if file.seekable() else None
    except (OSError, ValueError, AttributeError):
        return None


class AsyncTarget:
    """A file that a download is written to, in a thread, so that a slow disk does not block other tasks."""

    def __init__(self, target: Target) -> None:
        self._target = target

    @property
    def size(self) -> int:
        """Number of bytes written since the last start."""
        return self._target.size

    @property
    def result(self) -> Path | bytes | int:
        """What the download returns."""
        return self._target.result

    async def write(self, chunk: bytes) -> None:
        """Write a whole chunk."""
        from anyio.to_thread import run_sync

        await run_sync(self._target.write, chunk)

    async def restart(self) -> bool:
        """Drop what was written; return False if that is impossible."""
        return self._target.restart()


class _MemoryTarget(AsyncTarget):
    async def write(self, chunk: bytes) -> None:
        self._target.write(chunk)


class _AsyncFileTarget:
    """An asynchronous file that a download is written to."""

    def __init__(self, file: Any) -> None:
        self._file = file
        self._start: int | None = None
        self.size: int = 0
        self._highest = 0

    @property
    def result(self) -> int:
        return self.size

    async def write(self, chunk: bytes) -> None:
        if not self._highest:
            self._start = await self._find_position()
        left = memoryview(chunk)
        while left:
            count = await self._file.write(bytes(left))
            left = left[_find_progress(count, len(left)) :]
        self.size += len(chunk)
        self._highest = max(self._highest, self.size)

    async def _find_position(self) -> int | None:
        try:
            can_seek = await _await(self._file.seekable())
            return cast("int", await _await(self._file.tell())) if can_seek else None
        except (OSError, ValueError, AttributeError):
            return None

    async def restart(self) -> bool:
        if not self.size:
            return True
        if self._start is None:
            return False
        try:
            await _await(self._file.seek(0, os.SEEK_END))
            end = await _await(self._file.tell())
            await _await(self._file.seek(self._start))
            if end == self._start + self._highest:
                await _await(self._file.truncate())
        except (OSError, ValueError, AttributeError):
            return False
        self.size = 0
        return True


async def _await(result: Any) -> Any:
    return await result if isawaitable(result) else result


@contextmanager
def sync_open_target(to: object) -> Generator[Target]:
    """Open what a download is written to, as a context manager.

    A path is replaced when the block succeeds, and left as it was otherwise. A pipe or a device is written to.

    Raises:
        OSError: The folder of `to` does not exist or cannot be written to, or `to` is a folder.
        TypeError: `to` is of another type, a text file, or asynchronous.
    """
    if to is None:
        yield Target(_Memory())
    elif isinstance(to, (str, os.PathLike)):
        path = Path(cast("str | os.PathLike[str]", to))
        with _open_path(path, find_special(to)) as file:
            yield Target(file, path)
    else:
        probe = _probe(to)
        if isawaitable(probe):
            _discard(probe)
            raise TypeError(f"{_ACCEPTED}, not an asynchronous {type(to).__name__}: only AsyncClient can write to it")
        yield Target(to)


@asynccontextmanager
async def async_open_target(to: object) -> AsyncGenerator[AsyncTarget | _AsyncFileTarget]:
    """Open what a download is written to, like `sync_open_target`; it may be asynchronous."""
    special = find_special(to) if isinstance(to, (str, os.PathLike)) else None
    if special is not None:
        from anyio.to_thread import run_sync

        file = await run_sync(
            partial(special.open, "wb", buffering=0), abandon_on_cancel=True
        )  # waits for the reader of a pipe
        with file:
            yield AsyncTarget(Target(file, Path(cast("str", to))))
    elif to is None or isinstance(to, (str, os.PathLike)):
        with sync_open_target(cast("object", to)) as target:
            yield _MemoryTarget(target) if to is None else AsyncTarget(target)
    else:
        probe = _probe(to)
        if isawaitable(probe):
            await _check_async(probe)
            yield _AsyncFileTarget(to)
        else:
            yield (_MemoryTarget if isinstance(to, io.BytesIO) else AsyncTarget)(Target(to))


def _probe(file: Any) -> Any:
    """Write nothing to a file, to notice before the download that it cannot be written to."""
    if not callable(getattr(file, "write", None)):
        raise TypeError(f"{_ACCEPTED}, not {type(file).__name__}")
    try:
        return file.write(b"")
    except TypeError as error:
        raise _build_text_error() from error


async def _check_async(probe: Any) -> None:
    try:
        await probe
    except TypeError as error:
        raise _build_text_error() from error


def _build_text_error() -> TypeError:
    return TypeError("to is a text file: open it in binary mode, as in open(path, 'wb')")


def _discard(probe: Any) -> None:
    if hasattr(probe, "close"):
        probe.close()


def find_special(to: Any) -> Path | None:
    """Return the path of a pipe, a device or an open file; None for a file that can be replaced.

    Raises:
        IsADirectoryError: `to` is a folder.
        OSError: `to` is a link that leads in a circle.
    """
    text = os.fsdecode(to)
    path = Path(text)
    if path.is_symlink() and Path(os.path.realpath(path)).is_symlink():
        raise OSError(errno.ELOOP, "to is a link in a circle of links", str(path))
    if path.is_dir() or text.endswith(("/", os.sep)):
        raise IsADirectoryError(errno.EISDIR, "to is a folder; pass the path of the file to write", str(path))
    if path.exists() and not S_ISREG(path.stat().st_mode):
        return path
    return path if _leads_to_open_file(path) else None


def _leads_to_open_file(path: Path) -> bool:
    for _ in range(_MOST_LINKS):
        folder = os.path.realpath(path.parent)
        if f"{folder}/".startswith(_DESCRIPTORS):
            return True
        if not path.is_symlink():
            return False
        path = Path(folder, path.readlink())
    return False


@contextmanager
def _open_path(path: Path, special: Path | None) -> Generator[IO[bytes]]:
    if special is None:
        with replace_when_done(path) as file:
            yield file
    else:
        with special.open("wb", buffering=0) as file:
            yield file


@contextmanager
def replace_when_done(path: Path) -> Generator[IO[bytes]]:
    """Open a temporary file that replaces a path when the block succeeds, and is removed otherwise.

    A symbolic link stays, and the file that it points to is replaced. The new file gets the permissions and owner of
    the old one.

    Raises:
        OSError: The folder does not exist or cannot be written to.
    """
    target = Path(os.path.realpath(path))
    partial_file = target.with_name(f".{token_hex(12)}.part")  # fits wherever the name of a file does
    try:
        with _create(partial_file, target) as file:
            yield file
        partial_file.replace(target)
    except BaseException:
        with suppress(OSError):
            partial_file.unlink()
        raise


def _create(partial_file: Path, target: Path) -> IO[bytes]:
    old = target.stat() if target.exists() else None
    mode = 0o666 if old is None else S_IMODE(old.st_mode) & 0o600
    try:
        descriptor = os.open(partial_file, os.O_CREAT | os.O_EXCL | os.O_RDWR | getattr(os, "O_BINARY", 0), mode)
    except OSError as error:
        text = f"cannot create a file in {target.parent}: {error.strerror}"
        raise OSError(error.errno, text, str(target)) from None
    if old is not None and hasattr(os, "fchown"):
        _copy_rights(descriptor, old)
    return os.fdopen(descriptor, "wb", buffering=0)


def _copy_rights(descriptor: int, old: os.stat_result) -> None:
    """Give a file the owner, if this process may, and the permissions of another."""
    mode = S_IMODE(old.st_mode)
    own = os.fstat(descriptor)
    if (own.st_uid, own.st_gid) != (old.st_uid, old.st_gid):
        try:
            os.fchown(descriptor, old.st_uid, old.st_gid)
        except OSError:
            mode &= 0o777  # the rights of another owner do not pass to this one
            with suppress(OSError):
                os.fchown(descriptor, -1, old.st_gid)
    with suppress(OSError):  # some file systems have no permissions
        os.fchmod(descriptor, mode)
