"""Bulk work: many items in one run, with an outcome for each, a report, checkpoints and progress.

The runs are started by methods: `stack.entries(…).create_many()`, `stack.assets.upload_many()`, `stack.publish_many()`
and others. This package has what their arguments and results are made of. Names are imported on first use.
"""

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from ._async.run import AsyncRun as AsyncRun
    from ._sync.run import Run as Run
    from .call_results import CallResult as CallResult
    from .calls import call_many as call_many
    from .diffs import Change as Change
    from .diffs import EntryDiff as EntryDiff
    from .meter import Progress as Progress
    from .outcomes import ItemOutcome as ItemOutcome
    from .outcomes import ItemState as ItemState
    from .outcomes import Report as Report
    from .progress import ProgressChoice as ProgressChoice
    from .publish_items import PublishItem as PublishItem
    from .publish_items import PublishSource as PublishSource
    from .publish_items import asset as asset
    from .publish_items import entry as entry
    from .references import Reference as Reference
    from .references import ref as ref
    from .results import FailedItem as FailedItem
    from .results import JobResult as JobResult
    from .reverting import revert as revert
    from .transforms import AsyncTransform as AsyncTransform
    from .transforms import Skip as Skip
    from .transforms import Transform as Transform
    from .transforms import TransformResult as TransformResult

    __all__: list[str]
else:
    from importlib import import_module

    _MODULES = {
        "AsyncRun": "._async.run",
        "AsyncTransform": ".transforms",
        "CallResult": ".call_results",
        "Change": ".diffs",
        "EntryDiff": ".diffs",
        "FailedItem": ".results",
        "ItemOutcome": ".outcomes",
        "ItemState": ".outcomes",
        "JobResult": ".results",
        "Progress": ".meter",
        "ProgressChoice": ".progress",
        "PublishItem": ".publish_items",
        "PublishSource": ".publish_items",
        "Reference": ".references",
        "Report": ".outcomes",
        "Run": "._sync.run",
        "Skip": ".transforms",
        "Transform": ".transforms",
        "TransformResult": ".transforms",
        "asset": ".publish_items",
        "call_many": ".calls",
        "entry": ".publish_items",
        "ref": ".references",
        "revert": ".reverting",
    }
    __all__ = list(_MODULES)

    def __getattr__(name):
        if name not in _MODULES:
            raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
        value = globals()[name] = getattr(import_module(_MODULES[name], __name__), name)
        return value

    def __dir__():
        return sorted({*globals(), *__all__})
