# Derived from _async/transforming.py by generator/unasync.py: edit that, not this.
"""A stack: the method that changes many entries by a function."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Literal, overload

if TYPE_CHECKING:
    import os
    from collections.abc import Iterable, Mapping

    from contentstack_cma_client import models

    from ..bulk._sync.run import Run
    from ..bulk.diffs import EntryDiff
    from ..bulk.progress import ProgressChoice
    from ..bulk.transforms import Transform
    from .sender import ScopedSender


class Transforming:
    """The method of a stack that changes many entries by a function."""

    _sender: ScopedSender

    @overload
    def transform(
        self,
        function: Transform,
        *,
        content_types: Iterable[str] | None = None,
        locales: Iterable[str] | None = None,
        query: Mapping[str, Any] | str | None = None,
        dry_run: Literal[True],
        republish: bool = False,
        checkpoint: None = None,
        progress: ProgressChoice = False,
        stop_on_error: bool = False,
        concurrency: int | None = None,
    ) -> Run[EntryDiff]: ...

    @overload
    def transform(
        self,
        function: Transform,
        *,
        content_types: Iterable[str] | None = None,
        locales: Iterable[str] | None = None,
        query: Mapping[str, Any] | str | None = None,
        dry_run: Literal[False] = False,
        republish: bool = False,
        checkpoint: str | os.PathLike[str] | None = None,
        progress: ProgressChoice = False,
        stop_on_error: bool = False,
        concurrency: int | None = None,
    ) -> Run[models.Entry]: ...

    @overload
    def transform(
        self,
        function: Transform,
        *,
        content_types: Iterable[str] | None = None,
        locales: Iterable[str] | None = None,
        query: Mapping[str, Any] | str | None = None,
        dry_run: bool,
        republish: bool = False,
        checkpoint: str | os.PathLike[str] | None = None,
        progress: ProgressChoice = False,
        stop_on_error: bool = False,
        concurrency: int | None = None,
    ) -> Run[EntryDiff] | Run[models.Entry]: ...

    def transform(
        self,
        function: Transform,
        *,
        content_types: Iterable[str] | None = None,
        locales: Iterable[str] | None = None,
        query: Mapping[str, Any] | str | None = None,
        dry_run: bool = False,
        republish: bool = False,
        checkpoint: str | os.PathLike[str] | None = None,
        progress: ProgressChoice = False,
        stop_on_error: bool = False,
        concurrency: int | None = None,
    ) -> Run[EntryDiff] | Run[models.Entry]:
        """Change entries of all content types and locales by a function, and write only what it changes.

            from contentstack_cma.models import Entry

            def correct(entry: Entry) -> None:
                entry.title = entry.title.replace("Colour", "Color")

            for outcome in stack.transform(correct, content_types=["blog_post"], dry_run=True):
                if outcome.result:
                    outcome.result.print()
            report = stack.transform(correct, content_types=["blog_post"], checkpoint="colors.jsonl").finish()

        The entries are those of `walk()`, one per locale in which each is localized. The changed top-level fields are
        written, in the locale of the entry. An entry that others changed or deleted since it was read is skipped: each
        is read right before it is written. The API has no conditional update, so a change in the fraction of a second
        between these two calls is overwritten, if it is in the same fields.

        With a checkpoint, an entry that was written or needs no change is not passed to the function again.

        Args:
            function: Called with each entry, as a copy that it may change. It returns None, a changed entry, a mapping
                with the fields to change, or `bulk.Skip("why")`. A key that it deletes is cleared. It may be async; it
                is then called for 10 entries at a time. If it raises an exception, that entry fails.
            content_types: Uids of the content types. Default: all.
            locales: Codes of the locales. Default: all.
            query: Conditions that the entries of every content type have to match.
            dry_run: Write nothing. The outcomes are `planned` or `unchanged`, and their results are `EntryDiff`s.
            republish: After the update, publish the new version wherever the version that was read is published.
                If that fails, the item fails with `RepublishError`, and the same call with the checkpoint publishes it.
            checkpoint: Path of a file that records what is done. The same call with the same file goes on where it was.
            progress: True for a progress bar, or a function that is called with `Progress`.
            stop_on_error: Stop after the first failure. Default: continue with the other entries.
            concurrency: Maximum number of entries that are written at a time, from 1. Default: as many as the pace
                needs.

        Returns:
            The run. It starts when you iterate over it or call `finish()`, and raises `ValueError` for an unknown
            content type or locale before it writes anything.

        Raises:
            TypeError: `function` is not callable, or `content_types` or `locales` is a string instead of a list.
            ValueError: `content_types` or `locales` is empty, `concurrency` is less than 1, or a dry run has a
                checkpoint.
        """
        from ..bodies import check_names
        from ..bulk._sync.run import Run
        from ..bulk._sync.transform_handler import TransformApplyHandler, TransformPlanHandler
        from ..bulk._sync.transform_source import TransformSource
        from ..bulk.dry_runs import check_dry_run
        from ..bulk.transforms import describe_scope
        from .walking import Walk

        check_dry_run(checkpoint, dry_run=dry_run)
        content_types = None if content_types is None else check_names(content_types, "content_types")
        locales = None if locales is None else check_names(locales, "locales")
        walk = Walk(self._sender, content_types=content_types, locales=locales, query=query, extras={})
        source = TransformSource(walk, self._sender, function)
        scope = describe_scope(content_types, locales, query)
        if dry_run:
            plan = TransformPlanHandler(self._sender, source, scope)
            return Run(plan, source, progress=progress, stop_on_error=stop_on_error)
        handler = TransformApplyHandler(self._sender, source, scope, republish=republish, concurrency=concurrency)
        return Run(handler, source, checkpoint=checkpoint, progress=progress, stop_on_error=stop_on_error)
