"""Snapshots, state files and forks, as the control API uses them."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

from contentstack_cma_emulator.admin.states.copying import SavedState
from contentstack_cma_emulator.admin.states.snapshots import Snapshots


class Forkable(Protocol):
    """The part of an emulator that manages its forks."""

    @property
    def url(self) -> str:
        """The base URL."""
        ...

    @property
    def forks(self) -> "Sequence[Forkable]":
        """The running forks, oldest first."""
        ...

    def fork(self) -> "Forkable":
        """Start another emulator with a copy of the data."""
        ...

    def end_forks(self) -> None:
        """Stop all forks."""
        ...


@dataclass(frozen=True, slots=True)
class SavedStates:
    """The snapshots of an emulator, a function that restores one, and the emulator for its forks."""

    snapshots: Snapshots
    restore: Callable[[SavedState], None]
    emulator: Forkable

    def load(self, name: str) -> None:
        """Restore a snapshot. Raises `KeyError` if it does not exist."""
        self.restore(self.snapshots.get(name))

    def load_file(self, path: Path) -> None:
        """Restore the state in a file. Raises `StateError` if it is not valid."""
        with self.snapshots.read(path) as saved:
            self.restore(saved)
