# Derived from _async/reverting.py by generator/unasync.py: edit that, not this.
"""Start the run that reverts another one."""

from typing import TYPE_CHECKING, cast

from contentstack_cma_client import models

from ...errors import CheckpointError
from ..identity import RunIdentity, is_of_assets, require_revertible
from ..outcomes import T
from ..progress import ProgressChoice
from ..records import RevertRecords
from .handler import Handler, RunSender
from .revert_handler import EntryRevertHandler
from .revert_plan import RevertPlan
from .run import Run

if TYPE_CHECKING:
    from .asset_access import AssetSender


def sync_revert(
    sender: RunSender,
    identity: RunIdentity,
    records: RevertRecords,
    progress: ProgressChoice,
    *,
    dry_run: bool = False,
) -> Run[models.Entry] | Run[models.Asset]:
    """Return the run that reverts another one.

    Args:
        sender: What to send through.
        identity: The run to revert.
        records: What it has written.
        progress: Whether or where to show progress.
        dry_run: Only find out what it would do.

    Raises:
        CheckpointError: The run cannot be reverted, or belongs to another stack or branch.
    """
    require_revertible(identity)
    settings = sender.settings
    here = {"host": settings.hosts.api, "api_key": settings.api_key, "branch": settings.branch}
    for name, value in here.items():
        if identity.get(name) != value:
            raise CheckpointError(f"the run had {name} {identity.get(name)!r}, and this stack has {value!r}")
    if is_of_assets(identity):
        from .asset_revert import AssetRevertHandler

        handler = AssetRevertHandler(cast("AssetSender", sender), identity)
        return _start(handler, records, progress, dry_run=dry_run)
    return _start(EntryRevertHandler(sender, identity), records, progress, dry_run=dry_run)


def _start(handler: Handler[T], records: RevertRecords, progress: ProgressChoice, *, dry_run: bool) -> Run[T]:
    chosen = RevertPlan(handler) if dry_run else handler
    return Run(chosen, records.iterate_written(), progress=progress, records=records)
