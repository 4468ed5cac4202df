"""Read, write and lock the file of a token."""

import json
import os
from contextlib import suppress
from datetime import UTC, datetime
from pathlib import Path
from secrets import token_hex
from stat import S_ISDIR, S_ISREG
from typing import TYPE_CHECKING, cast

from ..errors import TokenStoreError
from .oauth_token import OAuthToken

if TYPE_CHECKING:
    from filelock import BaseFileLock

_LARGEST = 1_000_000
"""Bytes of the largest file that is read."""


def resolve(path: Path) -> Path:
    """Return where a file is, which may be at the end of symbolic links.

    Raises:
        TokenStoreError: The links form a circle.
    """
    try:
        return path.resolve()
    except (OSError, RuntimeError) as error:
        raise TokenStoreError(f"cannot follow the token file {path}: its links form a circle") from error


def read_file(path: Path) -> OAuthToken | None:
    """Return the token in a file; None if there is no file.

    Raises:
        TokenStoreError: The file cannot be read, or is none; or it contains no token and was renamed.
    """
    try:
        content = _read_bytes(path)
    except FileNotFoundError:
        return None
    except OSError as error:
        raise TokenStoreError(f"cannot read the token file {path}: {_find_reason(path, error)}") from error
    try:
        return _parse(content)
    except ValueError as error:
        reason = str(error)
    return _set_aside(path, content, reason)


def _read_bytes(path: Path) -> bytes:
    _check_kind(path)
    with path.open("rb") as file:
        return file.read(_LARGEST)


def _check_kind(path: Path) -> None:
    """Check that a path leads to a file: reading a pipe could block forever, and a device must never be replaced.

    Raises:
        FileNotFoundError: There is no file.
        TokenStoreError: It leads to a pipe, a device or a socket.
    """
    mode = path.stat().st_mode
    if not S_ISREG(mode) and not S_ISDIR(mode):  # a folder is reported when it is opened
        raise TokenStoreError(f"the token file {path} is a pipe, a device or a socket; pass the path of a file")


def _parse(content: bytes) -> OAuthToken:
    """Return the token in the content of a file.

    Raises:
        ValueError: There is none. The message does not quote the content.
    """
    try:
        stored: object = json.loads(content.decode("utf-8"))
    except (RecursionError, ValueError):
        raise ValueError("it is not JSON") from None
    if not isinstance(stored, dict):
        raise ValueError("it is not a JSON object")
    return OAuthToken.from_dict(cast("dict[str, object]", stored))


def _set_aside(path: Path, content: bytes, reason: str) -> OAuthToken | None:
    """Rename a file that contains no token, and raise; or return the token that somebody has written meanwhile."""
    target = resolve(path)
    aside = _choose_name(target)
    try:
        if _read_bytes(target) != content:
            return read_file(path)
        target.rename(aside)
    except FileNotFoundError:
        return None
    except OSError as error:
        raise TokenStoreError(
            f"the token file {path} contains no token ({reason}), and cannot be renamed: {error.strerror}; "
            "move it elsewhere, and sign in again"
        ) from error
    raise TokenStoreError(
        f"the token file {path} contains no token ({reason}); it was renamed to {aside}: sign in again"
    )


def _choose_name(target: Path) -> Path:
    """Return a name for a corrupt file that no other file has."""
    stamp = datetime.now(UTC).strftime("%Y%m%dT%H%M%SZ")
    aside = target.with_name(f"{target.name}.corrupt-{stamp}")
    return aside if not os.path.lexists(aside) else aside.with_name(f"{aside.name}-{token_hex(4)}")


def write_file(path: Path, token: OAuthToken) -> None:
    """Write a token to a file that only its owner can read. A link stays, and its target is replaced.

    Raises:
        TokenStoreError: The file cannot be written, or is a pipe or a device.
    """
    fresh: Path | None = None
    try:
        target = resolve(path)
        with suppress(FileNotFoundError):
            _check_kind(target)
        fresh = target.with_name(f".{target.name}.{token_hex(6)}.new")
        descriptor = os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with open(descriptor, "w", encoding="utf-8") as file:  # noqa: PTH123 - a descriptor is not a path
            json.dump(token.to_dict(), file)
            file.flush()
            os.fsync(file.fileno())
        fresh.replace(target)
    except TokenStoreError:
        raise
    except OSError as error:
        raise TokenStoreError(f"cannot write the token file {path}: {_find_reason(path, error)}") from error
    finally:
        if fresh is not None:
            with suppress(OSError):
                fresh.unlink(missing_ok=True)


class FileLocking:
    """A lock file, which processes lock in turn. It stays, because deleting it would be a race.

    Args:
        path: Path of the lock file.
    """

    def __init__(self, path: Path) -> None:
        self._path = path
        self._lock: BaseFileLock | None = None

    def acquire(self, *, blocking: bool) -> bool:
        """Acquire the lock. Return whether it was acquired.

        Raises:
            TokenStoreError: The lock file cannot be written.
        """
        from filelock import FileLock, Timeout

        if not self._path.parent.is_dir():
            raise TokenStoreError(f"cannot lock {self._path}: {_find_reason(self._path, FileNotFoundError())}")
        lock = self._lock or FileLock(self._path, mode=0o600, thread_local=False)
        self._lock = lock
        try:
            lock.acquire(timeout=-1 if blocking else 0)
        except Timeout:
            return False
        except OSError as error:
            raise TokenStoreError(
                f"cannot lock {self._path}: {_find_reason(self._path, error)}; "
                "the folder of a token must be writable, so that one process at a time renews it"
            ) from error
        return True

    def release(self) -> None:
        """Release the lock."""
        if self._lock is not None:
            self._lock.release(force=True)


def _find_reason(path: Path, error: Exception) -> str:
    with suppress(OSError):
        if path.is_dir():
            return "it is a folder; pass the path of a file"
        if not path.parent.exists():
            return f"the folder {path.parent} does not exist; create it"
    return getattr(error, "strerror", None) or str(error)
