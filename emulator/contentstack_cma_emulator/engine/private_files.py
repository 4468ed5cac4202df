"""Files and folders that only their owner can read, because they have tokens and content."""

import os
import shutil
import tempfile
import weakref
from collections.abc import Generator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import BinaryIO

FOLDER_MODE = 0o700
FILE_MODE = 0o600


def make_private_folder(path: Path) -> None:
    """Create a folder and its missing parents. An existing folder is not changed."""
    if not path.is_dir():
        make_private_folder(path.parent)
        path.mkdir(mode=FOLDER_MODE, exist_ok=True)


@contextmanager
def make_temporary_folder() -> Generator[Path]:
    """Create a folder for the context, at most for this process. Child processes do not remove it."""
    path = Path(tempfile.mkdtemp(prefix="contentstack-cma-emulator-"))
    remove = weakref.finalize(_remove_own, _remove_own, path, os.getpid())
    try:
        yield path
    finally:
        remove()


def _remove_own(path: Path, owner: int) -> None:
    if os.getpid() == owner:
        shutil.rmtree(path, ignore_errors=True)


@contextmanager
def remove_on_failure(folder: Path) -> Generator[None]:
    """Remove a folder if the body raises an exception, such as when the disk is full."""
    try:
        yield
    except BaseException:
        shutil.rmtree(folder, ignore_errors=True)
        raise


def make_private_file(path: Path) -> None:
    """Create an empty file if there is none, and remove all access for others.

    An existing file is not opened: closing it would release the locks that SQLite holds on it in this process.
    """
    path.touch(mode=FILE_MODE)
    with suppress(PermissionError):  # The file belongs to another user, who lets us write.
        path.chmod(FILE_MODE)


@contextmanager
def replace_private_file(path: Path) -> Generator[BinaryIO]:
    """Write to a temporary file, then move it to `path` atomically.

    Raises:
        OSError: The file cannot be written.
    """
    handle, name = tempfile.mkstemp(prefix=f".{path.name}-", dir=path.parent)  # Has FILE_MODE.
    unfinished = Path(name)
    try:
        with os.fdopen(handle, "wb") as file:
            yield file
        unfinished.replace(path)
    finally:
        unfinished.unlink(missing_ok=True)


def link_or_copy(source: Path, target: Path) -> None:
    """Link a file to a second path, or copy it if that fails. Neither may be written to afterwards."""
    make_private_folder(target.parent)
    try:
        os.link(source, target)
    except OSError:
        make_private_file(target)
        shutil.copyfile(source, target)


def link_or_copy_all(source: Path, target: Path) -> None:
    """Link or copy all files of a folder to another folder."""
    make_private_folder(target)
    for path in source.rglob("*"):
        if path.is_file():
            link_or_copy(path, target / path.relative_to(source))
