"""What a child process must not take over from its parent."""

import os
from typing import Protocol
from weakref import WeakSet


class Forkable(Protocol):
    """Holds a lock, or something else that belongs to one process."""

    def after_fork(self) -> None:
        """Start afresh in a child process."""
        ...


_known: WeakSet[Forkable] = WeakSet()


def on_fork(forkable: Forkable) -> None:
    """Have `after_fork` of an object called in every child process, for as long as the object lives."""
    _known.add(forkable)


def _tell() -> None:
    for forkable in list(_known):
        forkable.after_fork()


if hasattr(os, "register_at_fork"):
    os.register_at_fork(after_in_child=_tell)
