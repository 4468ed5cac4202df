"""Bulk work: many items in one run, with an outcome for each, a report, checkpoints and progress.

The runs are started by methods: `stack.entries(…).create_many()`, `stack.assets.upload_many()`, `stack.publish_many()`
and others. This package has what their arguments and results are made of.
"""

from ._async.run import AsyncRun
from ._sync.run import Run
from .outcomes import ItemOutcome, ItemState, Report
from .progress import Progress
from .publish_items import PublishItem, PublishSource, asset, entry
from .references import Reference, ref
from .reverting import revert

__all__ = [
    "AsyncRun",
    "ItemOutcome",
    "ItemState",
    "Progress",
    "PublishItem",
    "PublishSource",
    "Reference",
    "Report",
    "Run",
    "asset",
    "entry",
    "ref",
    "revert",
]
