"""Saved states and forks, as the control API reaches them."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

from contentstack_cma_emulator.admin.states import state_file
from contentstack_cma_emulator.admin.states.copying import SavedState
from contentstack_cma_emulator.admin.states.snapshots import Shelf


class Forked(Protocol):
    """An emulator, as far as forks are concerned."""

    @property
    def url(self) -> str:
        """The base URL."""
        ...

    @property
    def forks(self) -> "Sequence[Forked]":
        """The forks that run, oldest first."""
        ...

    def fork(self) -> "Forked":
        """Start another emulator with a copy of the state."""
        ...

    def end_forks(self) -> None:
        """Stop all forks."""
        ...


@dataclass(frozen=True, slots=True)
class States:
    """The snapshots of an emulator, what puts one back, and the emulator itself for its forks."""

    shelf: Shelf
    put_back: Callable[[SavedState], None]
    emulator: Forked

    def load(self, name: str) -> None:
        """Put a snapshot back.

        Raises:
            KeyError: There is none of this name.
        """
        self.put_back(self.shelf.named(name))

    def load_file(self, path: Path) -> None:
        """Put back what a state file holds.

        Raises:
            StateError: It is not a state file, it is damaged, or of another version.
        """
        with self.shelf.read(path) as saved:
            self.put_back(saved)

    def write_file(self, path: Path) -> None:
        """Write the present state into a state file."""
        with self.shelf.take_briefly() as saved:
            state_file.write(saved, path)
