"""Revert a run over entries: delete what it created, and put back what it updated."""

from collections.abc import Mapping
from typing import Any

from ..decisions import completes_creations
from ..identity import JobIdentity
from ..index import INCOMPLETE, SENT, Record
from ..outcomes import ItemState
from ..rows import Row
from .entry_job import AsyncEntryJob
from .entry_writer import EntryEnd
from .job import AsyncRunSender

_REASONS: Mapping[str, str] = {
    ItemState.DELETED: "it was deleted, and a deleted entry cannot be restored",
    ItemState.UNKNOWN: "it is unknown whether the run wrote it",
    SENT: "it is unknown whether the run wrote it: run it again first",
}


class AsyncEntryRevertJob(AsyncEntryJob):
    """Revert a run over entries. The items are the records of that run.

    Args:
        sender: What to send through.
        reverted: The job to revert.
    """

    def __init__(self, sender: AsyncRunSender, reverted: JobIdentity) -> None:
        super().__init__(sender, str(reverted["content_type"]), "revert", locale=reverted["locale"])
        self.title = f"revert {reverted['operation']} of {reverted['content_type']}"
        self._reverted = reverted

    def read_row(self, item: Any, position: int) -> Row:
        record: Record = item
        return Row(
            record,
            position,
            record.key,
            record.digest,
            uid=record.uid,
            before=record.before,
            version=record.version,
        )

    async def prepare(self, rows: list[Row]) -> list[EntryEnd]:
        ended = [self._skip(row, reason) for row in rows if (reason := _REASONS.get(row.item.state))]
        written = [row for row in rows if row.item.state not in _REASONS]
        found = await self._access.find("uid", [str(row.uid) for row in written])
        for row in written:
            entry = found.get(str(row.uid))
            if entry is None:
                ended.append(row.end(ItemState.REVERTED))
            elif entry.version != row.version or not self._is_localized(entry):
                ended.append(self._skip(row, "it was changed after the run"))
        return ended

    def _skip(self, row: Row, reason: str) -> EntryEnd:
        return row.end(ItemState.SKIPPED, error=ValueError(reason))

    def _was_created(self, record: Record) -> bool:
        """Return whether the run has created an entry, and not only its version in a locale."""
        if record.state == INCOMPLETE:
            return completes_creations(self._reverted["operation"], self._reverted.get("locale"))
        return record.state == ItemState.CREATED

    async def _write(self, row: Row) -> EntryEnd:
        if row.before is None:
            ended = await self._writer.delete(row, all_locales=self._was_created(row.item))
        else:
            former = await self._access.get(str(row.uid), version=row.before)
            if former is None:
                return self._skip(row, f"its version {row.before} is not there any more")
            ended = await self._writer.update(row, former.writable(self._content_type), before=row.version)
        if ended.outcome.is_failure:
            return ended
        return row.end(ItemState.REVERTED, result=ended.outcome.result, version=ended.version)
