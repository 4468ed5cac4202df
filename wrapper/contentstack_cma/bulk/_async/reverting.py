"""Start the run that reverts another one."""

from typing import TYPE_CHECKING, cast

from contentstack_cma_client import models

from ...errors import CheckpointError
from ..identity import RunIdentity
from ..progress import ProgressChoice
from ..records import RevertRecords
from .handler import AsyncRunSender
from .revert_handler import AsyncEntryRevertHandler
from .run import AsyncRun

if TYPE_CHECKING:
    from .asset_access import AsyncAssetSender

_OF_ENTRIES = frozenset({"create_many", "update_many", "upsert_many", "localize_many", "transform"})
_OF_ASSETS = frozenset({"upload_many", "upload_tree"})


def async_revert(
    sender: AsyncRunSender, identity: RunIdentity, records: RevertRecords, progress: ProgressChoice
) -> AsyncRun[models.Entry] | AsyncRun[models.Asset]:
    """Return the run that reverts another one.

    Args:
        sender: What to send through.
        identity: The run to revert.
        records: What it has written.
        progress: Whether or where to show progress.

    Raises:
        CheckpointError: The run cannot be reverted, or belongs to another stack or branch.
    """
    operation = identity["operation"]
    if operation not in _OF_ENTRIES | _OF_ASSETS:
        possible = ", ".join([*sorted(_OF_ENTRIES), *sorted(_OF_ASSETS)])
        raise CheckpointError(f"{operation} cannot be reverted: only {possible} can")
    settings = sender.settings
    here = {"host": settings.hosts.api, "api_key": settings.api_key, "branch": settings.branch}
    for name, value in here.items():
        if identity.get(name) != value:
            raise CheckpointError(f"the run had {name} {identity.get(name)!r}, and this stack has {value!r}")
    items = records.iterate_written()
    if operation in _OF_ASSETS:
        from .asset_revert import AsyncAssetRevertHandler

        handler = AsyncAssetRevertHandler(cast("AsyncAssetSender", sender), identity)
        return AsyncRun(handler, items, progress=progress, records=records)
    return AsyncRun(AsyncEntryRevertHandler(sender, identity), items, progress=progress, records=records)
