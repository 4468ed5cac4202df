# Derived from _async/asset_revert.py by generator/unasync.py: edit that, not this.
"""Revert a run over assets: delete what it uploaded."""

from typing import TYPE_CHECKING, Any

from contentstack_cma_client import models

from ..decisions import explain_permanence
from ..identity import RunIdentity
from ..outcomes import ItemState
from ..rows import Row
from .asset_access import AssetSender
from .asset_handlers import AssetHandler
from .asset_writer import AssetEnd

if TYPE_CHECKING:
    from ..index import Record


class AssetRevertHandler(AssetHandler):
    """Revert a run over assets. The items are the records of that run.

    Args:
        sender: What to send through.
        reverted: The run to revert.
    """

    def __init__(self, sender: AssetSender, reverted: RunIdentity) -> None:
        super().__init__(sender, "revert", parent_uid=reverted.get("folder"))
        self.title = f"revert {reverted['operation']} of assets"

    def read_row(self, item: Any, position: int) -> Row:
        record: Record = item
        return Row(record, position, record.key, record.digest, uid=record.uid, version=record.version)

    def prepare(self, rows: list[Row]) -> list[AssetEnd]:
        found = self._access.find([row.uid for row in rows if row.uid is not None])
        return [end for row in rows if (end := self._check(row, found.get(row.uid or ""))) is not None]

    def _check(self, row: Row, asset: models.Asset | None) -> AssetEnd | None:
        """Return the end of a row that need not or must not be deleted."""
        state = row.item.state
        reason = "its file was replaced, and cannot be put back" if state == ItemState.UPDATED else None
        reason = reason or explain_permanence(state)
        if reason is None and asset is None:
            return row.end(ItemState.REVERTED)
        if reason is None and asset is not None and asset.version != row.version:
            reason = "it was changed after the run"
        return None if reason is None else row.end(ItemState.SKIPPED, error=ValueError(reason))

    def _write(self, row: Row) -> AssetEnd:
        ended = self._writer.delete(row)
        return ended if ended.outcome.is_failure else row.end(ItemState.REVERTED)
