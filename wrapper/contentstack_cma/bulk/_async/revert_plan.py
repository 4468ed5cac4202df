"""Find out what the revert of a run would do."""

from dataclasses import replace

from ..outcomes import ItemState
from ..rows import Row
from .entry_writer import EntryEnd
from .revert_job import AsyncEntryRevertJob


class AsyncEntryRevertPlanJob(AsyncEntryRevertJob):
    """Find out what the revert of a run over entries would do."""

    async def prepare(self, rows: list[Row]) -> list[EntryEnd]:
        ended = [_rename(each) for each in await super().prepare(rows)]
        done = {each.row.position for each in ended}
        return [*ended, *(row.end(ItemState.PLANNED) for row in rows if row.position not in done)]


def _rename(ended: EntryEnd) -> EntryEnd:
    """Return the end of a row; one that needs no revert is unchanged, so that the checkpoint stays as it is."""
    if ended.outcome.outcome is not ItemState.REVERTED:
        return ended
    return replace(ended, outcome=replace(ended.outcome, outcome=ItemState.UNCHANGED))
