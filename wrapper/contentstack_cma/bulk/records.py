"""What happened to the rows of a run: in the index of the process, and in the checkpoint if there is one."""

from dataclasses import replace
from typing import Any

from .checkpoint import Checkpoint, JobIdentity
from .index import CLAIMED, INCOMPLETE, SENT, Record, RowIndex
from .outcomes import ItemState
from .rows import Ended, Row

_IS_DONE = frozenset(
    {
        ItemState.CREATED,
        ItemState.UPDATED,
        ItemState.DELETED,
        ItemState.QUEUED,
        ItemState.ADDED,
        ItemState.FOUND,
        ItemState.UNCHANGED,
    }
)


class Records:
    """The records of a run.

    Attributes:
        index: What is known about the rows.
    """

    def __init__(self, checkpoint: Checkpoint | None = None) -> None:
        self.index = RowIndex()
        self._checkpoint = checkpoint

    def begin(self, job: JobIdentity) -> None:
        """Read the checkpoint, after comparing its job with this one.

        Raises:
            CheckpointError: It is damaged, or belongs to another job.
        """
        if self._checkpoint is not None:
            self._checkpoint.begin(job)
            for record in self._checkpoint.read():
                self.index.put(record)

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
            raise ValueError(f"{row.key} is also item {found.position}: each item must be there once")
        self.index.put(replace(found, position=row.position))
        if found.state in _IS_DONE and found.content == row.content:
            return found
        row.uid, row.before, row.version = found.uid, found.before, found.version
        row.was_sent = found.state in {SENT, ItemState.UNKNOWN}
        row.is_patch = found.state == INCOMPLETE
        return None

    def note_sent(self, row: Row) -> None:
        """Record that a row is about to be sent. One that is only to be completed stays incomplete until it ends."""
        if row.is_patch:
            return
        self._put(Record(row.digest, row.position, SENT, row.key, row.uid, row.before, content=row.content))

    def note_end(self, ended: Ended[Any]) -> None:
        """Record how a row ended."""
        row = ended.row
        state = INCOMPLETE if ended.is_incomplete else str(ended.outcome.outcome)
        version, content = ended.version, row.content
        self._put(Record(row.digest, row.position, state, row.key, row.uid, row.before, version, content))

    def _put(self, record: Record) -> None:
        self.index.put(record)
        if self._checkpoint is not None:
            self._checkpoint.note(record)

    def close(self) -> None:
        """Close the checkpoint. The index stays for a revert."""
        if self._checkpoint is not None:
            self._checkpoint.close()
            self._checkpoint = None
