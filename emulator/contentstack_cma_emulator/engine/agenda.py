"""Work scheduled for later, kept in the store so that it survives a restart."""

import threading
from collections.abc import Callable, Generator
from contextlib import contextmanager
from dataclasses import dataclass

from contentstack_cma_emulator.engine.clock import Clock
from contentstack_cma_emulator.engine.documents import Document
from contentstack_cma_emulator.engine.store import Key, Scope, Store

WORK = "work"

DELAY = 0.2
"""Default delay of work in seconds."""

NEVER = "~"
"""Sorts after every timestamp."""


@dataclass(frozen=True, slots=True)
class Item:
    """A piece of work: what to do (`name`), when (`due`), and the call that scheduled it (`caller`)."""

    uid: str
    name: str
    due: str
    payload: Document
    caller: Document


class Agenda:
    """The scheduled work. `delay` is the default delay in seconds.

    A thread holds `under_way` while it looks for due work and runs it. It sets `has_background` if it found due
    background work, which only the `Worker` runs.
    """

    def __init__(self, store: Store, clock: Clock, delay: float = DELAY) -> None:
        self.delay = delay
        self.under_way = threading.Lock()
        self.has_background = False
        self._store = store
        self._clock = clock
        self._listeners: list[Callable[[], None]] = []
        store.rollback_listeners.append(self.recheck)
        self._next = min((item.due for item in self.list_waiting()), default=NEVER)

    def add(self, item: Item) -> None:
        """Schedule work, as part of the open transaction."""
        document = {"name": item.name, "due": item.due, "payload": item.payload, "caller": item.caller}
        self._store.put(Key(WORK, item.uid), document)
        # Only now: another thread that lists the work either finds this, or has set `_next` already.
        self._next = min(self._next, item.due)
        self.wake()

    @contextmanager
    def without_delay(self) -> Generator[None]:
        """Set the default delay to 0 within the context."""
        delay, self.delay = self.delay, 0.0
        try:
            yield
        finally:
            self.delay = delay

    def remove(self, uid: str) -> bool:
        """Cancel work. Return whether it was still scheduled."""
        return self._store.delete(Key(WORK, uid))

    def find_due_time(self, uid: str) -> str | None:
        """Return when work is due, or None if it is done or was cancelled."""
        document = self._store.get(Key(WORK, uid))
        return None if document is None else str(document["due"])

    def list_waiting(self) -> list[Item]:
        """List the scheduled work by time, then in the order in which it was scheduled."""
        items = [Item(key.uid, **document) for key, document in self._store.find_with_keys(Scope(WORK))]
        return sorted(items, key=lambda item: item.due)

    def list_due(self) -> list[Item]:
        """List the work that is due now. Cheap if there is none."""
        if self._next == NEVER:
            return []
        now = self._clock.stamp()
        if self._next > now:
            return []
        with self._store.transaction():
            waiting = self.list_waiting()
            self._next = min((item.due for item in waiting if item.due > now), default=NEVER)
        return [item for item in waiting if item.due <= now]

    def recheck(self) -> None:
        """Look at the store again: a transaction was rolled back, or another state was loaded."""
        self._next = ""
        self.wake()

    def compute_seconds_to_next(self) -> float | None:
        """Return the real seconds until work is due, or None if none is scheduled or the clock is stopped."""
        if self._next in ("", NEVER):
            return None if self._next else 0.0
        return self._clock.compute_seconds_until(self._next)

    def wake(self) -> None:
        """Call the listeners."""
        for listener in self._listeners:
            listener()

    def listen(self, listener: Callable[[], None]) -> None:
        """Call `listener` whenever work is scheduled."""
        self._listeners.append(listener)
