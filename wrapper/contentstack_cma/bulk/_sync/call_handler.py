# Derived from _async/call_handler.py by generator/unasync.py: edit that, not this.
"""Call a function for each item of a run."""

from collections.abc import Callable
from typing import Any, Protocol

from ...errors import ContentstackError
from ..call_results import CallResult, T_co, end_row
from ..channels import Channel
from ..concurrency import Concurrency
from ..identity import RunIdentity
from ..outcomes import ItemState, T
from ..rows import Ended, Row, compute_digest
from ..transforms import Skip
from .exactly_once import write_once
from .handler import Handler, Perform

_LOOKS = 3
"""Looks before a call is made again: an original that comes late is found, and does not write twice."""


class Call(Protocol[T_co]):
    """A function that is called for an item."""

    def __call__(self, item: Any, /) -> T_co | CallResult[T_co] | Skip:
        """Call it."""
        ...


class CallLook(Protocol[T_co]):
    """A function that finds out what became of a call."""

    def __call__(self, item: Any, /) -> T_co | CallResult[T_co] | None:
        """Return what the call would have returned; None if it was not processed."""
        ...


class CallHandler(Handler[T]):
    """Calls a function for each item.

    Args:
        call: The function.
        look: Finds out whether a call that may have been processed was.
        was_sent: Returns whether an earlier run may have made the call for an item.
        name: Returns what identifies an item for people.
        title: What the run does, for people.
        concurrency: Maximum number of calls in flight; None to find it out.
    """

    def __init__(
        self,
        call: Call[T],
        *,
        look: CallLook[T] | None,
        was_sent: Callable[[Any], bool] | None,
        name: Callable[[Any], str],
        title: str,
        concurrency: int | None,
    ) -> None:
        perform: Perform[T] = self._perform
        self.channels = [Channel(perform, concurrency=Concurrency(concurrency))]
        self.title = title
        self._call = call
        self._look = look
        self._was_sent = was_sent
        self._name = name

    def describe(self) -> RunIdentity:
        return {"operation": "call_many"}

    def read_row(self, item: Any, position: int) -> Row:
        was_sent = self._was_sent is not None and self._was_sent(item)
        return Row(item, position, self._name(item), compute_digest(position), was_sent=was_sent)

    def name_item(self, item: Any) -> str:
        return self._name(item)

    def _perform(self, rows: list[Row]) -> list[Ended[T]]:
        return [self._end(row) for row in rows]

    def _end(self, row: Row) -> Ended[T]:
        """Call the function, and the look before another attempt, if there is one."""

        def send() -> Ended[T]:
            row.attempts += 1
            return end_row(row, self._call(row.item))

        def look(doubt: ContentstackError) -> Ended[T] | None:
            if self._look is None:
                return row.end(ItemState.UNKNOWN, error=doubt)
            found = self._look(row.item)
            return None if found is None else end_row(row, found)

        def reject(error: ContentstackError, doubt: ContentstackError | None) -> Ended[T]:
            del doubt
            return row.end(ItemState.FAILED, error=error)

        try:
            return write_once(row, send=send, look=look, reject=reject, looks=_LOOKS)
        except Exception as error:  # noqa: BLE001 - it fails this item only
            return row.end(ItemState.FAILED, error=error)
