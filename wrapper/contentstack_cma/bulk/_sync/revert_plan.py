# Derived from _async/revert_plan.py by generator/unasync.py: edit that, not this.
"""Find out what the revert of a run would do."""

from dataclasses import replace
from typing import Any

from ..identity import RunIdentity
from ..outcomes import ItemState, T
from ..rows import Ended, Row
from .handler import Handler


class RevertPlan(Handler[T]):
    """Find out what the revert of a run would do. It has no channel, so that it cannot write.

    Args:
        handler: The handler that would revert the run.
    """

    def __init__(self, handler: Handler[T]) -> None:
        self.title = handler.title
        self.sender = handler.sender
        self.channels = []
        self._handler = handler

    def describe(self) -> RunIdentity:
        return self._handler.describe()

    def start(self) -> None:
        self._handler.records = self.records
        self._handler.start()

    def read_row(self, item: Any, position: int) -> Row:
        return self._handler.read_row(item, position)

    def prepare(self, rows: list[Row]) -> list[Ended[T]]:
        ended = [_rename(each) for each in self._handler.prepare(rows)]
        done = {each.row.position for each in ended}
        return [*ended, *(row.end(ItemState.PLANNED) for row in rows if row.position not in done)]


def _rename(ended: Ended[T]) -> Ended[T]:
    """Return the end of a row; one that needs no revert is unchanged, so that the checkpoint stays as it is."""
    if ended.outcome.outcome is not ItemState.REVERTED:
        return ended
    return replace(ended, outcome=replace(ended.outcome, outcome=ItemState.UNCHANGED))
