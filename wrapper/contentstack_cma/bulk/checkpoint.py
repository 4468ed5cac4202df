"""Checkpoints: files that say which items of a run are done, so that it can go on after an interruption.

A checkpoint is a text file with one JSON object per line: first the run, then what happened to each item. It is only
appended to. A last line that was not written completely is removed.
"""

import json
import os
from collections.abc import Generator, Iterator, Mapping
from contextlib import ExitStack, contextmanager
from pathlib import Path
from time import monotonic
from typing import IO, Any, cast

from filelock import FileLock, Timeout

from ..errors import CheckpointError
from .identity import RunIdentity
from .index import Record

_FORMAT = "contentstack-cma checkpoint 1"
_SYNC_INTERVAL = 1.0
"""Seconds after which lines reach the disk, so that they survive a power loss."""

_NAMES = ("state", "key", "uid", "before", "version", "content", "content_type", "locale")
"""What the line of an item has, if it is known."""


class Checkpoint:
    """An open checkpoint, locked against other processes.

    Attributes:
        identity: The run that the file belongs to; None for a new file.
    """

    def __init__(self, path: str | os.PathLike[str]) -> None:
        self._path = Path(path)
        with ExitStack() as stack:
            lock = _lock(self._path)
            stack.callback(lock.release)
            self._file: IO[bytes] = stack.enter_context(_open(self._path))
            self.identity: RunIdentity | None = _read_header(self._path, self._file)
            self._resources = stack.pop_all()
        self._synced = monotonic()

    def begin(self, identity: RunIdentity) -> None:
        """Write the run into a new file, or compare it with that of the file.

        Raises:
            CheckpointError: The file belongs to another run.
        """
        if self.identity is None:
            self.identity = identity
            self._write({"format": _FORMAT, "job": dict(identity)})
        elif dict(self.identity) != dict(identity):
            raise CheckpointError(_describe_difference(self._path, self.identity, identity))

    def read(self) -> Iterator[Record]:
        """Iterate over the lines of earlier runs, and remove a last line that is incomplete.

        Raises:
            CheckpointError: The file is damaged.
        """
        self._file.seek(0)
        end = 0
        for number, line in enumerate(self._file, 1):
            if not line.endswith(b"\n"):
                break
            if number > 1:
                yield _parse_record(self._path, number, line)
            end += len(line)
        self._file.truncate(end)
        self._file.seek(end)

    def note(self, record: Record) -> None:
        """Append what happened to an item."""
        line = {name: getattr(record, name) for name in _NAMES}
        self._write({"item": record.digest.hex(), **{name: value for name, value in line.items() if value is not None}})

    def _write(self, line: Mapping[str, Any]) -> None:
        with _explain(self._path):
            self._file.write(json.dumps(line, ensure_ascii=False).encode("utf-8", "surrogatepass") + b"\n")
            self._file.flush()
            if monotonic() - self._synced > _SYNC_INTERVAL:
                self._sync()

    def _sync(self) -> None:
        os.fsync(self._file.fileno())
        self._synced = monotonic()

    def close(self) -> None:
        """Write everything to the disk, and unlock the file."""
        with _explain(self._path), self._resources:
            self._sync()


def read_identity(path: str | os.PathLike[str]) -> RunIdentity:
    """Return the run that a checkpoint belongs to.

    Raises:
        CheckpointError: The file does not exist, or is not a checkpoint.
    """
    if not Path(path).exists():
        raise CheckpointError(f"{path} does not exist: pass the checkpoint of the run to revert")
    checkpoint = Checkpoint(path)
    checkpoint.close()
    if checkpoint.identity is None:
        raise CheckpointError(f"{path} is empty: no run has used it")
    return checkpoint.identity


@contextmanager
def _explain(path: Path) -> Generator[None]:
    """Raise a `CheckpointError` if a file cannot be written."""
    try:
        yield
    except OSError as error:
        raise CheckpointError(
            f"{path} cannot be written: {error.strerror}, so the run has stopped. The same call goes on later"
        ) from error


def _lock(path: Path) -> FileLock:
    target = Path(os.path.realpath(path))  # a file has one lock, whatever links lead to it
    if not target.parent.is_dir():  # the lock would create it
        raise CheckpointError(f"{path} cannot be opened: the folder {target.parent} does not exist")
    lock = FileLock(f"{target}.lock")
    try:
        lock.acquire(timeout=0)
    except Timeout:
        raise CheckpointError(f"{path} is in use by another run: wait until it ends, or choose another file") from None
    except OSError as error:
        raise CheckpointError(f"{path} cannot be locked: {error.strerror}") from error
    return lock


def _open(path: Path) -> IO[bytes]:
    try:
        return os.fdopen(os.open(path, os.O_RDWR | os.O_CREAT | getattr(os, "O_BINARY", 0), 0o600), "r+b")
    except OSError as error:
        raise CheckpointError(f"{path} cannot be opened: {error.strerror}") from error


def _read_header(path: Path, file: IO[bytes]) -> RunIdentity | None:
    """Return the run in the first line; None if the file is empty, or not even that line was written completely."""
    line = file.readline()
    if not line.endswith(b"\n"):
        if line and not f'{{"format": "{_FORMAT}"'.encode().startswith(line[:20]):
            raise CheckpointError(f"{path} is not a checkpoint: pass the file of a run, or one that does not exist yet")
        file.truncate(0)
        file.seek(0)
        return None
    header = _parse_line(line)
    if header is None or header.get("format") != _FORMAT or not isinstance(header.get("job"), dict):
        raise CheckpointError(f"{path} is not a checkpoint: pass the file of a run, or one that does not exist yet")
    return cast("RunIdentity", header["job"])


def _parse_line(line: bytes) -> dict[str, Any] | None:
    try:
        parsed = json.loads(line)
    except (ValueError, RecursionError):
        return None
    return cast("dict[str, Any]", parsed) if isinstance(parsed, dict) else None


def _is_flat(line: Mapping[str, Any]) -> bool:
    return all(isinstance(value, (str, int)) for value in line.values())


def _parse_record(path: Path, number: int, line: bytes) -> Record:
    parsed = _parse_line(line) or {}
    parsed = parsed if _is_flat(parsed) else {}
    try:
        digest = bytes.fromhex(parsed["item"])
        return Record(
            digest=digest,
            position=0,
            state=str(parsed["state"]),
            key=str(parsed["key"]),
            uid=parsed.get("uid"),
            before=parsed.get("before"),
            version=parsed.get("version"),
            content=parsed.get("content"),
            content_type=parsed.get("content_type"),
            locale=parsed.get("locale"),
        )
    except (KeyError, TypeError, ValueError):
        raise CheckpointError(
            f"{path}, line {number}: it is damaged. Remove the line to go on; its item may then be written again"
        ) from None


def _describe_difference(path: Path, found: RunIdentity, wanted: RunIdentity) -> str:
    names = sorted({*found, *wanted})
    differences = [
        f"{name} {found.get(name)!r} instead of {wanted.get(name)!r}"
        for name in names
        if found.get(name) != wanted.get(name)
    ]
    return f"{path} belongs to another run: it has {', '.join(differences)}. Choose another file"
