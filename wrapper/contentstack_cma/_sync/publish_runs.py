# Derived from _async/publish_runs.py by generator/unasync.py: edit that, not this.
"""A stack: the methods that publish many entries and assets."""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal

from ..bodies import check_names
from ..bulk.timeouts import WAIT_TIMEOUT, check_timeout

if TYPE_CHECKING:
    import os
    from collections.abc import Iterable
    from datetime import datetime

    from contentstack_cma_client import models

    from ..bulk._sync.run import Run
    from ..bulk.progress import ProgressChoice
    from ..bulk.publish_items import PublishSource
    from .sender import ScopedSender


class PublishRuns:
    """The methods of a stack that publish many entries and assets."""

    _sender: ScopedSender

    def publish_many(
        self,
        items: Iterable[PublishSource] | Iterable[PublishSource],
        *,
        environments: Iterable[str],
        locales: Iterable[str],
        scheduled_at: datetime | str | None = None,
        wait: bool = False,
        wait_timeout: float | None = WAIT_TIMEOUT,
        checkpoint: str | os.PathLike[str] | None = None,
        progress: ProgressChoice = False,
        stop_on_error: bool = False,
        concurrency: int | None = None,
    ) -> Run[models.PublishResponse | models.BulkOperationResponse]:
        """Publish many entries and assets.

            items = [("blog_post", entry) for entry in stack.entries("blog_post").list()]
            run = stack.publish_many(items, environments=["production"], locales=["en-us"])
            report = run.finish()
            report.raise_for_failures()

        Bulk calls of 10 items and single calls are sent side by side, because they have separate rate limits. An item
        ends as `queued` when the server has accepted it; it is published in the background. If a response got lost,
        the publish details and the publish queue are read before a retry.

        Args:
            items: What to publish: pairs of content type uid and entry (or its uid), `bulk.entry(…)`, `bulk.asset(…)`,
                `Asset`s, mappings with `uid` and `content_type` and optionally `version`, `locale`, `variants`,
                `variant_rules` and `scheduled_at`; `Entry`s only if they have a content type uid. Without a version,
                the latest is published.
            environments: Names or uids of the environments to publish to.
            locales: Codes of the locales to publish in.
            scheduled_at: When to do it: a datetime with a time zone. Default: now.
            wait: Wait until the publish details show all items, and say which failed and why. Items with variants or a
                schedule still end as `queued`.
            wait_timeout: Seconds to wait after the last item was accepted; None to wait without end. Default: 10
                minutes. Then items that are not published end as `unknown`.
            checkpoint: Path of a file that records what is done. The same call with the same file goes on where it was.
            progress: True for a progress bar, or a function that is called with `Progress`.
            stop_on_error: Stop after the first failure. Default: continue with the other items.
            concurrency: Maximum number of calls in flight, from 1. Default: as many as the pace needs.

        Returns:
            The run. It starts when you iterate over it or call `finish()`. An unknown environment or locale raises
            `ValueError` then, before anything is published.

        Raises:
            TypeError: `items` is a single item, or not iterable; or `environments` or `locales` is a string.
            ValueError: `environments` or `locales` is empty, `scheduled_at` has no time zone or is combined with
                `wait`, `wait_timeout` is not positive, or `concurrency` is less than 1.
        """
        return self._start_publishing(
            "publish",
            items,
            environments=environments,
            locales=locales,
            scheduled_at=scheduled_at,
            wait=wait,
            wait_timeout=wait_timeout,
            checkpoint=checkpoint,
            progress=progress,
            stop_on_error=stop_on_error,
            concurrency=concurrency,
        )

    def unpublish_many(
        self,
        items: Iterable[PublishSource] | Iterable[PublishSource],
        *,
        environments: Iterable[str],
        locales: Iterable[str],
        scheduled_at: datetime | str | None = None,
        wait: bool = False,
        wait_timeout: float | None = WAIT_TIMEOUT,
        checkpoint: str | os.PathLike[str] | None = None,
        progress: ProgressChoice = False,
        stop_on_error: bool = False,
        concurrency: int | None = None,
    ) -> Run[models.PublishResponse | models.BulkOperationResponse]:
        """Unpublish many entries and assets. Arguments, result and exceptions are those of `publish_many`."""
        return self._start_publishing(
            "unpublish",
            items,
            environments=environments,
            locales=locales,
            scheduled_at=scheduled_at,
            wait=wait,
            wait_timeout=wait_timeout,
            checkpoint=checkpoint,
            progress=progress,
            stop_on_error=stop_on_error,
            concurrency=concurrency,
        )

    def _start_publishing(
        self,
        action: Literal["publish", "unpublish"],
        items: Iterable[PublishSource] | Iterable[PublishSource],
        *,
        environments: Iterable[str],
        locales: Iterable[str],
        scheduled_at: datetime | str | None,
        wait: bool,
        wait_timeout: float | None,
        checkpoint: str | os.PathLike[str] | None,
        progress: ProgressChoice,
        stop_on_error: bool,
        concurrency: int | None,
    ) -> Run[models.PublishResponse | models.BulkOperationResponse]:
        from ..bulk._sync.publish_handler import PublishHandler
        from ..bulk._sync.publish_wait import PublishWait
        from ..bulk._sync.run import Run
        from ..bulk.publish_items import check_schedule
        from ..bulk.publishing import Target

        check_schedule(scheduled_at)
        if wait and scheduled_at is not None:
            raise ValueError("wait=True would wait until scheduled_at: pass one of them")
        check_timeout(wait_timeout, "wait_timeout")
        target = Target(
            action,
            tuple(dict.fromkeys(check_names(environments, "environments"))),
            tuple(dict.fromkeys(check_names(locales, "locales"))),
            scheduled_at,
        )
        waiting = PublishWait(self._sender, target, wait_timeout) if wait else None
        handler = PublishHandler(self._sender, target, concurrency=concurrency, wait=waiting)
        return Run(handler, items, checkpoint=checkpoint, progress=progress, stop_on_error=stop_on_error)
