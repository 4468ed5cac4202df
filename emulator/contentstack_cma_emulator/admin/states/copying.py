"""Copy and restore a state atomically."""

import tempfile
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from contentstack_cma_emulator.engine.call import State
from contentstack_cma_emulator.engine.files import CURRENT
from contentstack_cma_emulator.engine.private_files import link_or_copy_all, remove_on_failure


@dataclass(frozen=True, slots=True)
class SavedState:
    """All data of an emulator: its database, a folder with the uploaded files, and a reading of its clock."""

    database: bytes
    files: Path
    clock: dict[str, Any]


def copy_state(state: State, folder: Path) -> SavedState:
    """Copy a state. Its files go to a new folder in `folder`."""
    files = Path(tempfile.mkdtemp(prefix="files-", dir=folder))
    with remove_on_failure(files), state.store.lock():
        with state.store.transaction():
            pass  # A commit also writes what is kept in memory until then.
        link_or_copy_all(state.files, files)
        return SavedState(state.store.copy_image(), files, state.clock.take_reading())


def restore_state(state: State, saved: SavedState) -> None:
    """Replace everything but the clock by a saved state.

    The files are in place before the documents are committed, so that a killed process leaves either the old state or
    the new one.
    """
    with state.store.lock():
        try:
            folder, document = state.folder.make_folder()
            link_or_copy_all(saved.files, folder)
            state.store.replace_all(saved.database, {CURRENT: document})
        finally:
            state.folder.remove_old()
