"""What a history of migrations can do, wherever it is kept."""

import os
from typing import TYPE_CHECKING, Protocol

from .records import Lease, Record

if TYPE_CHECKING:
    from contentstack_cma import Stack

HistoryPlace = str | os.PathLike[str] | None
"""Path of the file that holds the history; None for the stack itself."""


class History(Protocol):
    """The records of migrations, and the lock."""

    def read_records(self) -> dict[str, Record]:
        """Return the records by the name of the migration. Nothing is written."""
        ...

    def write_record(self, record: Record) -> None:
        """Write a record, in place of the earlier one of the same migration."""
        ...

    def read_lock(self) -> Lease | None:
        """Return who holds the lock; None if it is free. Nothing is written."""
        ...

    def take_lock(self, lease: Lease) -> None:
        """Take the lock.

        Raises:
            MigrationLockedError: Someone else holds it.
        """
        ...

    def renew_lock(self, lease: Lease) -> bool:
        """Renew the lock, and return whether it was still ours."""
        ...

    def release_lock(self, owner: str) -> None:
        """Release the lock, if this owner has it."""
        ...

    def break_lock(self) -> None:
        """Remove the lock of someone else, if there is one.

        Raises:
            MigrationLockedError: It cannot be removed.
        """
        ...


def open_history(stack: "Stack", place: HistoryPlace) -> History:
    """Return the history of a stack and branch.

    Args:
        stack: The stack.
        place: Path of the file that holds it; None for the stack itself.
    """
    if place is None:
        from .stack_history import StackHistory

        return StackHistory(stack)
    from .file_history import FileHistory

    return FileHistory(place, stack.api_key, stack.branch)
