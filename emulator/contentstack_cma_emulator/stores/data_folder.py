"""The folder of an emulator: held by one process at a time, for the eyes of its owner only."""

import errno
import sqlite3
from collections.abc import Generator
from contextlib import closing, contextmanager
from pathlib import Path

from contentstack_cma_emulator.engine.call import State
from contentstack_cma_emulator.engine.kinds import ASSET
from contentstack_cma_emulator.engine.private_files import make_private_file, make_private_folder, temporary_folder
from contentstack_cma_emulator.stores.asset_store import UPLOAD_UID

LOCK = "lock"

NAMED = f"SELECT DISTINCT stack, uid, json_extract(body, '$.{UPLOAD_UID}') FROM documents WHERE kind = '{ASSET}'"


@contextmanager
def held(folder: Path) -> Generator[None]:
    """Hold a folder; nobody else can. It is free again when this process ends, however it ends.

    Raises `OSError` if another emulator holds it.
    """
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
    """Hold the folder of the state: that of the user, or one that goes when the emulator stops.

    Raises:
        OSError: The folder cannot be made, or another emulator holds it.
    """
    if data is None:
        with temporary_folder() as folder:
            yield folder
        return
    if not data.is_dir() and data.exists():
        raise NotADirectoryError(errno.ENOTDIR, "is not a folder", str(data))
    make_private_folder(data)
    with held(data):
        yield data


def remove_unnamed_files(state: State) -> None:
    """Remove uploaded files that no asset has: a process was killed between their coming and the commit, or after."""
    known = set(state.store.select(NAMED, ()))
    for path in state.files.glob("*/*/*"):
        if path.relative_to(state.files).parts not in known:
            path.unlink()
