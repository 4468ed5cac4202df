"""Show the progress of a run from its report."""

from time import monotonic

from .meter import Meter
from .outcomes import Report
from .progress import ProgressChoice, open_display


class ProgressWatch:
    """Shows the progress of a run.

    Args:
        choice: The `progress` argument of the run.
        report: The report of the run.
        total: Number of items; None if unknown.
    """

    def __init__(self, choice: ProgressChoice, report: Report, total: int | None) -> None:
        self._report = report
        self._total = total
        self._meter = Meter(monotonic())
        self._display = open_display(choice, report.title)

    def note(self) -> None:
        """Show the progress if it is time to."""
        now = monotonic()
        if self._meter.is_due(now):
            self._display.show(self._meter.measure(now, *self._count(), self._total))

    def close(self) -> None:
        """Show the end."""
        self._display.close(self._meter.measure(monotonic(), *self._count(), self._total))

    def _count(self) -> tuple[int, int]:
        failed = len(self._report.failures)
        return self._report.total + self._report.waiting + self._report.resumed - failed, failed
