# Derived from _async/course.py by generator/unasync.py: edit that, not this.
"""The course of a run: read, prepare and send rows side by side."""

from collections import deque
from collections.abc import Generator
from functools import partial
from typing import Any, Generic

from ...errors import CheckpointError, ContentstackError
from ..channels import Channel, set_current_rows
from ..decisions import is_fatal, is_rejected, is_transient
from ..feed import Feed
from ..outcomes import ItemOutcome, ItemState, Report, T, describe_error
from ..pools import Pool
from ..records import Records
from ..rows import Ended, Row
from .exactly_once import read_patiently
from .handler import Handler, Perform

BATCH = 100
"""Number of items that are read and looked up together."""

Finished = tuple[Channel[Perform[T]] | None, list[Row], list[Ended[T]]]
"""What the pool returns: the channel, or None for a preparation; the rows; and how they ended, if they did."""


class Course(Generic[T]):
    """The course of one run.

    Rows are read and prepared in batches, so that sending need not wait for look-ups. Rows that refer to rows which do
    not exist yet wait for them, or are completed in a second pass.
    """

    def __init__(
        self, handler: Handler[T], feed: Feed[Any], records: Records, report: Report, *, stop_on_error: bool
    ) -> None:
        self._handler = handler
        self._feed = feed
        self._records = records
        self._report = report
        self._stop_on_error = stop_on_error
        self._pool: Pool[Finished[T]] = Pool()
        self._ready: deque[Row] = deque()
        self._outcomes: deque[ItemOutcome[T]] = deque()
        self._position = 0
        self._is_preparing = False
        self._is_stopping = False
        self._fatal: Exception | None = None

    def iterate(self) -> Generator[ItemOutcome[T]]:
        """Yield the outcomes as they come."""
        self._handler.records = self._records
        read_patiently(self._handler.start)
        self._records.begin(self._handler.describe())
        while True:
            self._fill()
            while self._outcomes:
                yield self._outcomes.popleft()
            if self._pool.in_flight:
                self._settle(self._pool.wait())
            elif self._has_ended():
                break
        if (error := self._fatal or self._feed.error) is not None:
            raise error

    def close(self) -> None:
        """Give the calls under way some time to end, and record how they did."""
        try:
            for finished in self._pool.drain():
                self._settle(finished)
        finally:
            self._pool.close()

    def _has_ended(self) -> bool:
        return self._is_stopping or (self._feed.has_ended and not self._ready and not self._records.index.has_postponed)

    def _fill(self) -> None:
        """Read rows and send them, as far as there is room."""
        if self._is_stopping:
            return
        if not self._is_preparing and len(self._ready) < BATCH:
            self._read()
        for channel in self._handler.channels:
            while channel.has_room and (rows := self._take(channel)):
                self._send(channel, rows)

    def _read(self) -> None:
        if not self._feed.has_ended:
            rows = [row for row in self._feed.read(BATCH, self._claim) if row is not None]
        elif not self._ready and not self._pool.in_flight:
            rows = self._records.index.take_postponed(BATCH)
        else:
            return
        if rows:
            self._is_preparing = True
            self._pool.start(partial(self._prepare, rows))

    def _claim(self, item: Any) -> Row | None:
        """Return the row of an item; None if it cannot be sent, or an earlier run has finished it."""
        self._position += 1
        try:
            row = self._handler.read_row(item, self._position)
            found = self._records.claim(row)
        except RecursionError:
            self._fail(item, ValueError("the item is nested too deeply, or contains itself"))
            return None
        except (ValueError, TypeError, OSError, LookupError) as error:
            self._fail(item, error)
            return None
        self._report.resumed += found is not None
        return row if found is None else None

    def _fail(self, item: Any, error: Exception) -> None:
        key = self._handler.name_item(item)
        self._end(ItemOutcome(item=item, position=self._position, key=key, outcome=ItemState.FAILED, error=error))

    def _prepare(self, rows: list[Row]) -> Finished[T]:
        return None, rows, self._look_up(rows)

    def _look_up(self, rows: list[Row]) -> list[Ended[T]]:
        """Prepare rows. If the API rejects that, do it for each half: the reason may be one row only."""
        try:
            return read_patiently(partial(self._handler.prepare, rows), is_transient)
        except ContentstackError as error:
            if len(rows) == 1 or not is_rejected(error):
                return [row.end(ItemState.FAILED, error=error) for row in rows]
        middle = len(rows) // 2
        return [*self._look_up(rows[:middle]), *self._look_up(rows[middle:])]

    def _take(self, channel: Channel[Perform[T]]) -> list[Row]:
        """Remove and return the rows that a channel may send now."""
        taken: list[Row] = []
        blocked: list[Row] = []
        while self._ready and len(taken) < channel.size:
            row = self._ready.popleft()
            if not channel.accepts(row) or self._handler.is_blocked(row):
                blocked.append(row)
            elif row.is_late or not self._handler.must_wait(row):
                taken.append(row)
            else:
                self._postpone(row)
        self._ready.extendleft(reversed(blocked))
        if 0 < len(taken) < channel.smallest:
            self._ready.extendleft(reversed(taken))
            return []
        return taken or self._take_from_circle(channel)

    def _take_from_circle(self, channel: Channel[Perform[T]]) -> list[Row]:
        """Return a row of those that wait for each other, if nothing else is left."""
        if not self._ready or self._pool.in_flight or not channel.accepts(self._ready[0]):
            return []
        row = self._ready.popleft()
        if row.is_late or not self._handler.must_wait(row):
            return [row]
        self._postpone(row)
        return []

    def _postpone(self, row: Row) -> None:
        row.is_late = True
        self._records.index.postpone(row)

    def _send(self, channel: Channel[Perform[T]], rows: list[Row]) -> None:
        for row in rows:
            self._records.note_sent(row)
        channel.in_flight += 1
        self._pool.start(partial(self._perform, channel, rows))

    def _perform(self, channel: Channel[Perform[T]], rows: list[Row]) -> Finished[T]:
        set_current_rows(rows)
        try:
            return channel, rows, channel.perform(rows)
        except (ContentstackError, ValueError, TypeError, OSError, LookupError) as error:
            return channel, rows, [row.end(describe_error(error), error=error) for row in rows]

    def _settle(self, finished: Finished[T]) -> None:
        """Record what a task of the pool has done."""
        channel, rows, ended = finished
        if channel is None:
            self._is_preparing = False
        else:
            channel.note_end()
        done = {each.row.position for each in ended}
        self._ready.extend(row for row in rows if row.position not in done)
        for each in ended:
            self._note_end(each)
            if each.is_incomplete:
                self._report.waiting += 1
                self._postpone(each.row)
            else:
                self._report.waiting = max(0, self._report.waiting - each.row.is_patch)
                self._end(each.outcome)

    def _note_end(self, ended: Ended[T]) -> None:
        """Record how a row ended. If that fails, the run stops, and reports what it has done."""
        try:
            self._records.note_end(ended)
        except CheckpointError as error:
            self._fatal = error
            self._is_stopping = True

    def _end(self, outcome: ItemOutcome[T]) -> None:
        self._report.add(outcome)
        self._outcomes.append(outcome)
        if is_fatal(outcome.error):
            self._fatal = outcome.error
        self._is_stopping = self._is_stopping or self._fatal is not None or (self._stop_on_error and outcome.is_failure)
