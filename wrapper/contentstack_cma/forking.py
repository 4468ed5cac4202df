"""Reset locks and connections in forked child processes."""

import os
from typing import Protocol
from weakref import WeakSet


class Forkable(Protocol):
    """An object with a lock, or other state that belongs to one process."""

    def reset_after_fork(self) -> None:
        """Reset the state in a child process."""
        ...


_known: WeakSet[Forkable] = WeakSet()


def register_at_fork(forkable: Forkable) -> None:
    """Call `reset_after_fork` of an object in every child process, for as long as the object lives."""
    _known.add(forkable)


def _reset_all() -> None:
    for forkable in list(_known):
        forkable.reset_after_fork()


if hasattr(os, "register_at_fork"):
    os.register_at_fork(after_in_child=_reset_all)
