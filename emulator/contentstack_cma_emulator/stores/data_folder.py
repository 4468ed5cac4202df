"""The data folder of an emulator: locked by one process at a time, readable by its owner only."""

import errno
import sqlite3
from collections.abc import Generator
from contextlib import closing, contextmanager
from pathlib import Path

from contentstack_cma_emulator.engine.call import State
from contentstack_cma_emulator.engine.kinds import ASSET
from contentstack_cma_emulator.engine.private_files import make_private_file, make_private_folder, make_temporary_folder
from contentstack_cma_emulator.stores.asset_store import UPLOAD_UID

LOCK = "lock"

REFERENCED_FILES = (
    f"SELECT DISTINCT stack, uid, json_extract(body, '$.{UPLOAD_UID}') FROM documents WHERE kind = '{ASSET}'"
)


@contextmanager
def lock_folder(folder: Path) -> Generator[None]:
    """Lock a folder until this process ends, however it ends. Raises `OSError` if another emulator holds it."""
    make_private_file(folder / LOCK)
    connection = sqlite3.connect(folder / LOCK, timeout=0, isolation_level=None, check_same_thread=False)
    with closing(connection):
        try:
            connection.execute("BEGIN EXCLUSIVE")
        except sqlite3.OperationalError as error:
            raise BlockingIOError(errno.EAGAIN, "another emulator is using the folder", str(folder)) from error
        yield


@contextmanager
def open_folder(data: Path | None) -> Generator[Path]:
    """Lock the data folder, or create a temporary one that is removed when the emulator stops.

    Raises:
        OSError: The folder cannot be created, or another emulator holds it.
    """
    if data is None:
        with make_temporary_folder() as folder:
            yield folder
        return
    if not data.is_dir() and data.exists():
        raise NotADirectoryError(errno.ENOTDIR, "is not a folder", str(data))
    make_private_folder(data)
    with lock_folder(data):
        yield data


def remove_unreferenced_files(state: State) -> None:
    """Remove uploaded files without an asset, left by a process that was killed before or after the commit."""
    known = set(state.store.execute(REFERENCED_FILES, ()))
    for path in state.files.glob("*/*/*"):
        if path.relative_to(state.files).parts not in known:
            path.unlink()
