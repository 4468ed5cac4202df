# Derived from _async/run.py by generator/unasync.py: edit that, not this.
"""Runs: work on many items, with an outcome for each."""

import warnings
from collections.abc import Callable, Generator, Iterable
from dataclasses import replace
from time import monotonic
from types import TracebackType
from typing import TYPE_CHECKING, Any, Generic, Self, TypeVar, cast

from ..feed import Feed
from ..identity import require_revertible
from ..outcomes import ItemOutcome, Report, T
from ..progress_watch import ProgressWatch
from ..records import Records, RevertRecords
from .course import Course
from .handler import Handler

if TYPE_CHECKING:
    import os

    from contentstack_cma_client import models

    from ..progress import ProgressChoice

S = TypeVar("S")


class Run(Generic[T]):
    """Work on many items. Iterate over it for the outcome of each item, or call `finish` for a report.

        rows = [{"title": "One", "url": "/one"}, {"title": "Two", "url": "/two"}]
        for outcome in stack.entries("blog_post").create_many(rows, key="title"):
            print(outcome)

    Nothing is sent before that. The outcomes come as the items end, which is not the order of the input. To stop early,
    leave the loop and call `close`, or use the run as a context manager: calls under way get a few seconds to end. An
    iterable of items must not wait for outcomes of its own run.

    Attributes:
        report: The report so far.
    """

    def __init__(
        self,
        handler: Handler[T],
        items: Iterable[Any] | Iterable[Any],
        *,
        checkpoint: "str | os.PathLike[str] | None" = None,
        progress: "ProgressChoice" = False,
        stop_on_error: bool = False,
        records: Records | None = None,
    ) -> None:
        self._handler = handler
        self._feed: Feed[Any] = Feed(items)
        self._path = checkpoint
        self._progress = progress
        self._stop_on_error = stop_on_error
        self._records = records or Records(checkpoint)
        self._convert: Callable[[Any], T] | None = None
        self._outcomes: Generator[ItemOutcome[T]] | None = None
        self.report: Report = Report(handler.title)

    def __iter__(self) -> Generator[ItemOutcome[T]]:
        if self._outcomes is not None:
            raise RuntimeError(f"{self.report.title} has already run: call the method again for another run")
        course = Course(self._handler, self._feed, self._records, self.report, stop_on_error=self._stop_on_error)
        self._outcomes = _iterate(
            course, self._records, self.report, self._progress, self._feed.total, convert=self._convert
        )
        return self._outcomes

    def map(self, convert: "Callable[[T], S]") -> "Run[S]":
        """Return this run, with the result of each outcome converted.

        Args:
            convert: Called with each result; returns what takes its place.

        Raises:
            RuntimeError: The run has started.
        """
        if self._outcomes is not None:
            raise RuntimeError(f"{self.report.title} has started: call map() before you iterate over it")
        self._convert = cast("Callable[[Any], T]", convert)
        return cast("Run[S]", self)

    def close(self) -> None:
        """Stop the run, if it is under way. Calls under way get a few seconds to end."""
        if self._outcomes is not None:
            self._outcomes.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None
    ) -> None:
        self.close()

    def finish(self) -> Report:
        """Handle all items, and return the report.

        Raises:
            ContentstackError: No item could be sent any more: for example, the sign-in failed.
            CheckpointError: The checkpoint cannot be used.
            ValueError: The arguments do not fit the content type.
        """
        for _ in self:
            pass
        return self.report

    def revert(
        self, *, dry_run: bool = False, progress: "ProgressChoice" = False
    ) -> "Run[models.Entry] | Run[models.Asset]":
        """Revert this run: delete what it created or uploaded, and put back the versions of entries before its updates.

        What was changed after the run is skipped, and so are deleted entries and replaced files.

        Args:
            dry_run: Change nothing. The outcomes of what would be deleted or put back are `planned`.
            progress: True for a progress bar, or a function that is called with `Progress`.

        Returns:
            Another run. It starts when you iterate over it or call `finish()`.

        Raises:
            CheckpointError: A run of this kind cannot be reverted.
            RuntimeError: This run has not started.
        """
        from .reverting import sync_revert

        if self._outcomes is None:
            raise RuntimeError(f"{self.report.title} has not started: there is nothing to revert")
        records = RevertRecords(self._path, self._records.index)
        identity = self._handler.describe()
        require_revertible(identity)
        return sync_revert(self._handler.sender, identity, records, progress, dry_run=dry_run)

    def __del__(self) -> None:
        if getattr(self, "_outcomes", self) is None:
            warnings.warn(
                f"{self.report.title} never ran: iterate over it, or call finish()", RuntimeWarning, stacklevel=2
            )

    def __repr__(self) -> str:
        state = f"{self.report.title}: not started" if self._outcomes is None else str(self.report)
        return f"<{type(self).__name__} {state}>"


def _iterate(
    course: Course[T],
    records: Records,
    report: Report,
    progress: "ProgressChoice",
    total: int | None,
    *,
    convert: "Callable[[Any], T] | None",
) -> Generator[ItemOutcome[T]]:
    """Yield the outcomes of a run, and close what it has opened.

    A function, because a method would keep a run that nobody needs any more, and its checkpoint locked.
    """
    started = monotonic()
    watch = ProgressWatch(progress, report, total)
    outcomes = course.iterate()
    try:
        for outcome in outcomes:
            watch.note()
            yield outcome if convert is None or outcome.result is None else _convert_result(outcome, convert)
    finally:
        try:
            outcomes.close()
            course.close()
        finally:
            report.seconds = monotonic() - started
            _close(records, watch)


def _convert_result(outcome: ItemOutcome[Any], convert: "Callable[[Any], T]") -> ItemOutcome[T]:
    return replace(outcome, result=convert(outcome.result))


def _close(records: Records, watch: ProgressWatch) -> None:
    try:
        records.close()
    finally:
        watch.close()
