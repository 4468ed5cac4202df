"""Named snapshots of a state, and what it was when it was new."""

import shutil
from collections.abc import Generator
from contextlib import contextmanager
from pathlib import Path

from contentstack_cma_emulator.admin.states import state_file
from contentstack_cma_emulator.admin.states.copying import SavedState, take
from contentstack_cma_emulator.engine.call import State
from contentstack_cma_emulator.engine.private_files import make_private_folder

NEW = "new.state"

MOST_SNAPSHOTS = 100


class Shelf:
    """Copies of one state: named ones as long as the process runs, and one of the new state.

    Args:
        state: The state to copy.
        folder: The emulator's folder.
        is_kept: Whether the folder outlives the process, so that the new state has to be kept there too.
    """

    def __init__(self, state: State, folder: Path, *, is_kept: bool) -> None:
        self._state = state
        self._file = folder / NEW if is_kept else None
        self._folder = folder / "saved"
        self._named: dict[str, SavedState] = {}
        self._new: SavedState | None = None
        shutil.rmtree(self._folder, ignore_errors=True)
        make_private_folder(self._folder)

    def close(self) -> None:
        """Remove the files of the snapshots."""
        shutil.rmtree(self._folder, ignore_errors=True)

    @property
    def new(self) -> SavedState:
        """The state when it was new."""
        if self._new is None:
            raise RuntimeError("no new state was kept")
        return self._new

    def keep_new(self) -> None:
        """Keep the present state as the new one, unless one is kept in the folder already."""
        if self._file:
            state_file.remove_unfinished(self._file)
        if self._file and self._file.exists():
            self._new = state_file.read(self._file, self._folder)
            return
        self._new = self.take()
        if self._file:
            state_file.write(self._new, self._file)

    def take(self) -> SavedState:
        """Copy the present state."""
        return take(self._state, self._folder)

    @contextmanager
    def take_briefly(self) -> Generator[SavedState]:
        """Copy the present state for as long as this lasts."""
        saved = self.take()
        try:
            yield saved
        finally:
            shutil.rmtree(saved.files)

    @contextmanager
    def read(self, path: Path) -> Generator[SavedState]:
        """Read a state file for as long as this lasts.

        Raises:
            OSError: The file cannot be read.
            StateError: It is not a state file, it is damaged, or of another version.
        """
        saved = state_file.read(path, self._folder)
        try:
            yield saved
        finally:
            shutil.rmtree(saved.files)

    def save(self, name: str) -> None:
        """Keep the present state under a name; an older one of that name is forgotten.

        Raises:
            ValueError: There are 100 snapshots already.
        """
        if name not in self._named and len(self._named) >= MOST_SNAPSHOTS:
            raise ValueError(f"there are {MOST_SNAPSHOTS} snapshots; delete some first")
        saved = self.take()
        self.forget(name)
        self._named[name] = saved

    def named(self, name: str) -> SavedState:
        """Return a snapshot.

        Raises:
            KeyError: There is none of this name.
        """
        return self._named[name]

    def names(self) -> list[str]:
        """Return the names of the snapshots, oldest first."""
        return list(self._named)

    def forget(self, name: str) -> bool:
        """Forget a snapshot. Returns whether there was one."""
        saved = self._named.pop(name, None)
        if saved:
            shutil.rmtree(saved.files)
        return saved is not None
