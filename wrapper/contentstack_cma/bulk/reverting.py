"""Revert a run by its checkpoint."""

# pyright: reportPrivateUsage=false

import os
from inspect import iscoroutinefunction
from typing import TYPE_CHECKING, cast, overload

from ._async.reverting import async_revert
from ._sync.reverting import sync_revert
from .checkpoint import read_identity
from .progress import ProgressChoice
from .records import RevertRecords

if TYPE_CHECKING:
    from contentstack_cma_client import models

    from .._async.stack import AsyncStack
    from .._sync.stack import Stack
    from ._async.run import AsyncRun
    from ._sync.run import Run


@overload
def revert(
    checkpoint: str | os.PathLike[str], stack: "Stack", *, dry_run: bool = False, progress: ProgressChoice = False
) -> "Run[models.Entry] | Run[models.Asset]": ...


@overload
def revert(
    checkpoint: str | os.PathLike[str], stack: "AsyncStack", *, dry_run: bool = False, progress: ProgressChoice = False
) -> "AsyncRun[models.Entry] | AsyncRun[models.Asset]": ...


def revert(
    checkpoint: str | os.PathLike[str],
    stack: "Stack | AsyncStack",
    *,
    dry_run: bool = False,
    progress: ProgressChoice = False,
) -> "Run[models.Entry] | Run[models.Asset] | AsyncRun[models.Entry] | AsyncRun[models.Asset]":
    """Revert a run: delete what it created or uploaded, and put back the versions of entries before its updates.

        rows = [{"title": "One", "url": "/one"}, {"title": "Two", "url": "/two"}]
        stack.entries("blog_post").create_many(rows, checkpoint="load.jsonl").finish()
        report = bulk.revert("load.jsonl", stack).finish()

    What was changed after the run is skipped, and so are deleted entries and replaced files.

    Args:
        checkpoint: Path of the checkpoint of the run.
        stack: The stack that the run was about, on the same branch.
        dry_run: Change nothing. The outcomes of what would be deleted or put back are `planned`.
        progress: True for a progress bar, or a function that is called with `Progress`.

    Returns:
        A run. It starts when you iterate over it or call `finish()`.

    Raises:
        CheckpointError: The checkpoint cannot be used, belongs to another stack, or to a run that cannot be reverted.
    """
    identity = read_identity(checkpoint)
    records = RevertRecords(checkpoint)
    if iscoroutinefunction(stack.send):
        sender = cast("AsyncStack", stack)._sender  # noqa: SLF001 - ours
        return async_revert(sender, identity, records, progress, dry_run=dry_run)
    sync_sender = cast("Stack", stack)._sender  # noqa: SLF001 - ours
    return sync_revert(sync_sender, identity, records, progress, dry_run=dry_run)
