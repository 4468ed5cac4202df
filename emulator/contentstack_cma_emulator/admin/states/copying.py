"""Copies of a state: taken in one moment, put back as a whole."""

import tempfile
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from contentstack_cma_emulator.engine.call import State
from contentstack_cma_emulator.engine.files import CURRENT
from contentstack_cma_emulator.engine.private_files import place_all, removed_on_failure


@dataclass(frozen=True, slots=True)
class SavedState:
    """Everything an emulator holds: its database, a folder with the uploaded files, and a reading of its clock."""

    database: bytes
    files: Path
    clock: dict[str, Any]


def take(state: State, folder: Path) -> SavedState:
    """Copy a state; its files are put into a new folder inside of `folder`."""
    files = Path(tempfile.mkdtemp(prefix="files-", dir=folder))
    with removed_on_failure(files), state.store.lock():
        with state.store.transaction():
            pass  # Writes what is written with every commit only.
        place_all(state.files, files)
        return SavedState(state.store.image(), files, state.clock.reading())


def put_back(state: State, saved: SavedState) -> None:
    """Replace everything but the clock by a saved state.

    The files are in place before the documents are committed, so that a process that is killed leaves the old state or
    the new one.
    """
    with state.store.lock():
        try:
            folder, document = state.folder.new()
            place_all(saved.files, folder)
            state.store.replace_all(saved.database, {CURRENT: document})
        finally:
            state.folder.remove_old()
