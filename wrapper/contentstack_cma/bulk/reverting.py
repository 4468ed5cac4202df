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
    checkpoint: str | os.PathLike[str], stack: "Stack", *, progress: ProgressChoice = False
) -> "Run[models.Entry] | Run[models.Asset]": ...


@overload
def revert(
    checkpoint: str | os.PathLike[str], stack: "AsyncStack", *, progress: ProgressChoice = False
) -> "AsyncRun[models.Entry] | AsyncRun[models.Asset]": ...


def revert(
    checkpoint: str | os.PathLike[str], stack: "Stack | AsyncStack", *, progress: ProgressChoice = False
) -> "Run[models.Entry] | Run[models.Asset] | AsyncRun[models.Entry] | AsyncRun[models.Asset]":
    """Revert a run: delete what it created or uploaded, and put back the versions of entries before its updates.

        rows = [{"title": "One", "url": "/one"}, {"title": "Two", "url": "/two"}]
        stack.entries("blog_post").create_many(rows, checkpoint="load.jsonl").finish()
        report = bulk.revert("load.jsonl", stack).finish()

    What was changed after the run is skipped, and so are deleted entries and replaced files.

    Args:
        checkpoint: Path of the checkpoint of the run.
        stack: The stack that the run was about, on the same branch.
        progress: True for a progress bar, or a function that is called with `Progress`.

    Returns:
        A run. It starts when you iterate over it or call `finish()`.

    Raises:
        CheckpointError: The checkpoint cannot be used, belongs to another stack, or to a run that cannot be reverted.
    """
    identity = read_identity(checkpoint)
    records = RevertRecords(checkpoint)
    if iscoroutinefunction(stack.send):
        return async_revert(cast("AsyncStack", stack)._sender, identity, records, progress)  # noqa: SLF001 - ours
    return sync_revert(cast("Stack", stack)._sender, identity, records, progress)  # noqa: SLF001 - ours
