"""Channels: the ways in which a run sends its rows, each with calls of a certain size and a concurrency of its own."""

from collections.abc import Callable, Sequence
from contextvars import ContextVar
from dataclasses import dataclass, field
from time import monotonic
from typing import Generic, TypeVar

from ..hooks import Hooks, RequestEvent
from .concurrency import Concurrency
from .rows import Row

Perform = TypeVar("Perform")
_ROWS: ContextVar[Sequence[Row]] = ContextVar("contentstack_cma.bulk.rows", default=())
"""The rows that the current thread or task is sending."""
_READS = frozenset({"GET", "HEAD"})


def _accept_all(row: Row) -> bool:
    del row
    return True


def _is_always_open() -> bool:
    return True


@dataclass(slots=True, eq=False)
class Channel(Generic[Perform]):
    """A way to send rows.

    Attributes:
        perform: The function that sends rows and returns how they ended.
        size: Maximum number of rows per call.
        smallest: Minimum number of rows per call.
        concurrency: How many calls are in flight.
        accepts: Tells whether it can send a row.
        is_open: Tells whether a call would be sent soon. If not, it leaves the rows to other channels.
        in_flight: Number of calls in flight.
    """

    perform: Perform
    size: int = 1
    smallest: int = 1
    concurrency: Concurrency = field(default_factory=Concurrency)
    accepts: Callable[[Row], bool] = _accept_all
    is_open: Callable[[], bool] = _is_always_open
    in_flight: int = 0

    @property
    def has_room(self) -> bool:
        """Whether another call may be sent."""
        return self.in_flight < self.concurrency.limit and self.is_open()

    def note_end(self) -> None:
        """Record that a call has ended."""
        self.in_flight -= 1
        self.concurrency.note_end(monotonic(), in_flight=self.in_flight)


def build_hooks(concurrency: Concurrency) -> Hooks:
    """Return hooks that count the requests of each row, and tell a channel how long they wait for the pace."""

    def note_request(event: RequestEvent) -> None:
        concurrency.note_wait(event.waited, monotonic())
        if event.method not in _READS and not event.is_sign_in:
            for row in _ROWS.get():
                row.attempts += 1

    return Hooks(on_request=note_request)


def set_current_rows(rows: Sequence[Row]) -> None:
    """Set the rows that the current thread or task is sending."""
    _ROWS.set(rows)
