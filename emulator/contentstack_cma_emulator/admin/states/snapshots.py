"""Snapshots of a state: named ones, and one of the initial state."""

import shutil
from collections.abc import Generator
from contextlib import AbstractContextManager, contextmanager
from pathlib import Path

from contentstack_cma_emulator.admin.states import state_file
from contentstack_cma_emulator.admin.states.copying import SavedState, copy_state
from contentstack_cma_emulator.engine.call import State
from contentstack_cma_emulator.engine.private_files import make_private_folder

INITIAL_FILE = "new.state"

MAX_SNAPSHOTS = 100


class Snapshots:
    """Snapshots of one state: named ones, which live as long as the process, and one of the initial state.

    If the data folder `is_kept`, it outlives the process, so that the initial state must be stored there too.
    """

    def __init__(self, state: State, folder: Path, *, is_kept: bool) -> None:
        self._state = state
        self._file = folder / INITIAL_FILE if is_kept else None
        self._folder = folder / "saved"
        self._named: dict[str, SavedState] = {}
        self._initial: SavedState | None = None
        shutil.rmtree(self._folder, ignore_errors=True)
        make_private_folder(self._folder)

    def close(self) -> None:
        """Remove the files of the snapshots."""
        shutil.rmtree(self._folder, ignore_errors=True)

    @property
    def initial(self) -> SavedState:
        """The initial state."""
        if self._initial is None:
            raise RuntimeError("the initial state was not saved")
        return self._initial

    def save_initial(self) -> None:
        """Save the current state as the initial one, unless the folder already has one."""
        if self._file:
            state_file.remove_unfinished(self._file)
        if self._file and self._file.exists():
            self._initial = state_file.read(self._file, self._folder)
            return
        self._initial = self.copy()
        if self._file:
            state_file.write(self._initial, self._file)

    def copy(self) -> SavedState:
        """Copy the current state."""
        return copy_state(self._state, self._folder)

    def copy_temporarily(self) -> AbstractContextManager[SavedState]:
        """Copy the current state; the copy is removed at the end of the `with` block."""
        return _remove_at_end(self.copy())

    def read(self, path: Path) -> AbstractContextManager[SavedState]:
        """Read a state file like `state_file.read`; the copy is removed at the end of the `with` block."""
        return _remove_at_end(state_file.read(path, self._folder))

    def write(self, path: Path) -> None:
        """Write the current state to a state file."""
        with self.copy_temporarily() as saved:
            state_file.write(saved, path)

    def save(self, name: str) -> None:
        """Save the current state under a name, replacing an older one. Raises `ValueError` if there are too many."""
        if name not in self._named and len(self._named) >= MAX_SNAPSHOTS:
            raise ValueError(f"there are already {MAX_SNAPSHOTS} snapshots; delete some first")
        saved = self.copy()
        self.delete(name)
        self._named[name] = saved

    def get(self, name: str) -> SavedState:
        """Return a snapshot. Raises `KeyError` if it does not exist."""
        return self._named[name]

    def list_names(self) -> list[str]:
        """Return the names of the snapshots, oldest first."""
        return list(self._named)

    def delete(self, name: str) -> bool:
        """Delete a snapshot. Returns whether it existed."""
        saved = self._named.pop(name, None)
        if saved:
            shutil.rmtree(saved.files)
        return saved is not None


@contextmanager
def _remove_at_end(saved: SavedState) -> Generator[SavedState]:
    try:
        yield saved
    finally:
        shutil.rmtree(saved.files)
