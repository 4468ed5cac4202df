"""Runs: a job over many items, with an outcome for each."""

import warnings
from collections.abc import AsyncGenerator, AsyncIterable, Iterable
from time import monotonic
from typing import TYPE_CHECKING, Any, Generic

from ..checkpoint import Checkpoint
from ..feed import AsyncFeed
from ..outcomes import ItemOutcome, Report, T
from ..progress_watch import ProgressWatch
from ..records import Records
from .course import AsyncCourse
from .job import AsyncJob

if TYPE_CHECKING:
    import os

    from ..progress import ProgressChoice


class AsyncRun(Generic[T]):
    """A job over many items. Iterate over it for the outcome of each item, or call `finish` for a report.

        async for outcome in stack.entries("book").create_many(rows, key="isbn"):
            print(outcome)

    Nothing is sent before that. The outcomes come as the items end, which is not the order of the input. To stop, leave
    the loop: calls under way get a few seconds to end.

    Attributes:
        report: The report so far.
    """

    def __init__(
        self,
        job: AsyncJob[T],
        items: Iterable[Any] | AsyncIterable[Any],
        *,
        checkpoint: "str | os.PathLike[str] | None" = None,
        progress: "ProgressChoice" = False,
        stop_on_error: bool = False,
    ) -> None:
        self._job = job
        self._feed: AsyncFeed[Any] = AsyncFeed(items)
        self._checkpoint = checkpoint
        self._progress = progress
        self._stop_on_error = stop_on_error
        self._records: Records | None = None
        self._started: float | None = None
        self.report: Report = Report(job.title)

    async def __aiter__(self) -> AsyncGenerator[ItemOutcome[T]]:
        if self._started is not None:
            raise RuntimeError(f"{self.report.title} has already run: call it again for another run")
        self._started = monotonic()
        self._records = Records(None if self._checkpoint is None else Checkpoint(self._checkpoint))
        course = AsyncCourse(self._job, self._feed, self._records, self.report, stop_on_error=self._stop_on_error)
        outcomes = course.iterate()
        watch = ProgressWatch(self._progress, self.report, self._feed.total)
        try:
            async for outcome in outcomes:
                watch.note()
                yield outcome
        finally:
            await outcomes.aclose()
            await course.aclose()
            self._records.close()
            self.report.seconds = monotonic() - self._started
            watch.close()

    async def finish(self) -> Report:
        """Handle all items, and return the report.

        Raises:
            ContentstackError: No item could be sent any more: for example, the sign-in failed.
            CheckpointError: The checkpoint cannot be used.
            ValueError: The arguments do not fit the content type.
        """
        async for _ in self:
            pass
        return self.report

    def __del__(self) -> None:
        if getattr(self, "_started", 0.0) is None:
            warnings.warn(
                f"{self.report.title} never ran: iterate over it, or call finish()", RuntimeWarning, stacklevel=2
            )

    def __repr__(self) -> str:
        state = "not started" if self._started is None else str(self.report)
        return f"<{type(self).__name__} {state}>"
