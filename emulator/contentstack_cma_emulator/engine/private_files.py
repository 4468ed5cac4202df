"""Files and folders that only their owner may read, because they hold tokens and content."""

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
    """Make a folder, with those above it that are missing. One that exists stays as it is."""
    if not path.is_dir():
        make_private_folder(path.parent)
        path.mkdir(mode=FOLDER_MODE, exist_ok=True)


@contextmanager
def temporary_folder() -> Generator[Path]:
    """Make a folder for as long as this lasts, or the process that made it; its children leave it alone."""
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
def removed_on_failure(folder: Path) -> Generator[None]:
    """Remove a folder if this raises an exception, such as for want of room on the disk."""
    try:
        yield
    except BaseException:
        shutil.rmtree(folder, ignore_errors=True)
        raise


def make_private_file(path: Path) -> None:
    """Make an empty file if there is none, and let nobody else read it.

    One that exists is not opened: closing it would end the locks that SQLite holds on it in this process.
    """
    path.touch(mode=FILE_MODE)
    with suppress(PermissionError):  # It belongs to somebody else, who lets us write.
        path.chmod(FILE_MODE)


@contextmanager
def replace_private_file(path: Path) -> Generator[BinaryIO]:
    """Give a file to write to, and put it at `path` at the end: there is the old file or the whole new one.

    Raises:
        OSError: The file cannot be written.
    """
    handle, name = tempfile.mkstemp(prefix=f".{path.name}-", dir=path.parent)  # Its mode is that of private files.
    unfinished = Path(name)
    try:
        with os.fdopen(handle, "wb") as file:
            yield file
        unfinished.replace(path)
    finally:
        unfinished.unlink(missing_ok=True)


def place(source: Path, target: Path) -> None:
    """Put a file at a second place too, without a copy where the file system can; neither may be written to again."""
    make_private_folder(target.parent)
    try:
        os.link(source, target)
    except OSError:
        make_private_file(target)
        shutil.copyfile(source, target)


def place_all(source: Path, target: Path) -> None:
    """Put all files of a folder into another folder as well."""
    make_private_folder(target)
    for path in source.rglob("*"):
        if path.is_file():
            place(path, target / path.relative_to(source))
