"""Start the run that reverts another one."""

from typing import TYPE_CHECKING, cast

from contentstack_cma_client import models

from ...errors import CheckpointError
from ..identity import RunIdentity, is_of_assets, require_revertible
from ..outcomes import T
from ..progress import ProgressChoice
from ..records import RevertRecords
from .handler import AsyncHandler, AsyncRunSender
from .revert_handler import AsyncEntryRevertHandler
from .revert_plan import AsyncRevertPlan
from .run import AsyncRun

if TYPE_CHECKING:
    from .asset_access import AsyncAssetSender


def async_revert(
    sender: AsyncRunSender,
    identity: RunIdentity,
    records: RevertRecords,
    progress: ProgressChoice,
    *,
    dry_run: bool = False,
) -> AsyncRun[models.Entry] | AsyncRun[models.Asset]:
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
        from .asset_revert import AsyncAssetRevertHandler

        handler = AsyncAssetRevertHandler(cast("AsyncAssetSender", sender), identity)
        return _start(handler, records, progress, dry_run=dry_run)
    return _start(AsyncEntryRevertHandler(sender, identity), records, progress, dry_run=dry_run)


def _start(handler: AsyncHandler[T], records: RevertRecords, progress: ProgressChoice, *, dry_run: bool) -> AsyncRun[T]:
    chosen = AsyncRevertPlan(handler) if dry_run else handler
    return AsyncRun(chosen, records.iterate_written(), progress=progress, records=records)
