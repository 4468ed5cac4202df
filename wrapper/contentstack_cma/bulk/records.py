"""What happened to the rows of a run: in the index of the process, and in the checkpoint if there is one."""

import os
from collections.abc import Iterator
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from .identity import RunIdentity
from .index import CLAIMED, INCOMPLETE, SENT, Record, RowIndex
from .outcomes import ItemState
from .rows import Ended, Row

if TYPE_CHECKING:
    from .checkpoint import Checkpoint

_IS_DONE = frozenset(
    {
        ItemState.DONE,
        ItemState.CREATED,
        ItemState.UPDATED,
        ItemState.DELETED,
        ItemState.QUEUED,
        ItemState.PUBLISHED,
        ItemState.UNPUBLISHED,
        ItemState.ADDED,
        ItemState.FOUND,
        ItemState.UNCHANGED,
    }
)

_WRITTEN = (ItemState.CREATED, ItemState.UPDATED, ItemState.DELETED, ItemState.UNKNOWN, INCOMPLETE, SENT)


def is_finished(record: Record) -> bool:
    """Return whether nothing is left to do for a row."""
    return record.state in _IS_DONE


def _build_record(row: Row, state: str) -> Record:
    return Record(
        digest=row.digest,
        position=row.position,
        state=state,
        key=row.key,
        uid=row.uid,
        before=row.before,
        content=row.content,
        content_type=row.content_type,
        locale=row.locale,
    )


class Records:
    """The records of a run.

    Attributes:
        index: What is known about the rows.

    Args:
        path: Path of the checkpoint; None without one.
        index: An index to continue with.
    """

    def __init__(self, path: str | os.PathLike[str] | None = None, index: RowIndex | None = None) -> None:
        self.index: RowIndex = index or RowIndex()
        self._path = path
        self._checkpoint: Checkpoint | None = None

    def begin(self, identity: RunIdentity) -> None:
        """Open and read the checkpoint, after comparing its run with this one.

        Raises:
            CheckpointError: It is in use or damaged, or belongs to another run.
        """
        if self._path is not None:
            from .checkpoint import Checkpoint

            self._checkpoint = Checkpoint(self._path)
            self._check_identity(self._checkpoint, identity)
            for record in self._checkpoint.read():
                self.index.put(record)

    def _check_identity(self, checkpoint: "Checkpoint", identity: RunIdentity) -> None:
        checkpoint.begin(identity)

    def claim(self, row: Row) -> Record | None:
        """Record that a row was read; return its record if an earlier run has finished it, with the same content.

        Raises:
            ValueError: An earlier row of this run has the same identity.
        """
        found = self.index.get(row.digest)
        if found is None:
            self.index.put(Record(row.digest, row.position, CLAIMED, row.key))
            return None
        if found.position:
            raise ValueError(
                f"{row.name or row.key} is also that of item {found.position}: each item must be there once"
            )
        self.index.put(replace(found, position=row.position))
        if found.state == ItemState.REVERTED:
            return None
        if is_finished(found) and found.content == row.content:
            return found
        row.uid, row.before, row.version = found.uid, found.before, found.version
        if found.state == ItemState.FAILED:
            row.before = None  # it may have been changed by others since
        row.was_sent = found.state in {SENT, ItemState.UNKNOWN}
        row.is_patch = found.state == INCOMPLETE
        return None

    def note_sent(self, row: Row) -> None:
        """Record that a row is about to be sent. One that is only to be completed stays incomplete until it ends."""
        if row.is_patch:
            return
        self._put(_build_record(row, SENT))

    def note_end(self, ended: Ended[Any]) -> None:
        """Record how a row ended."""
        state = INCOMPLETE if ended.is_incomplete or ended.is_partial else str(ended.outcome.outcome)
        self._put(replace(_build_record(ended.row, state), version=ended.version))

    def _put(self, record: Record) -> None:
        self.index.put(record)
        if self._checkpoint is not None:
            self._checkpoint.note(record)

    def close(self) -> None:
        """Close the checkpoint. The index stays for a revert."""
        if self._checkpoint is not None:
            checkpoint, self._checkpoint = self._checkpoint, None
            checkpoint.close()


class RevertRecords(Records):
    """The records of a run that is being reverted. They stay as they are until an item is reverted."""

    def _check_identity(self, checkpoint: "Checkpoint", identity: RunIdentity) -> None:
        """Accept the checkpoint of the run that is reverted, which is another run."""

    def iterate_written(self) -> Iterator[Record]:
        """Iterate over what the run has written, or may have written."""
        return self.index.iterate(_WRITTEN)

    def claim(self, row: Row) -> None:
        """Accept every row: it comes from the records."""

    def note_sent(self, row: Row) -> None:
        """Keep the record: it says what to revert."""

    def note_end(self, ended: Ended[Any]) -> None:
        """Record that a row is as it was before."""
        if ended.outcome.outcome is ItemState.REVERTED:
            super().note_end(ended)
