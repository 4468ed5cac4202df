"""What is to be done later: kept in the store, so that it outlives the process, in the order of its times."""

import threading
from collections.abc import Callable, Generator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime

from contentstack_cma_emulator.engine.clock import Clock
from contentstack_cma_emulator.engine.documents import Document
from contentstack_cma_emulator.engine.store import Key, Scope, Store

WORK = "work"

DELAY = 0.2
"""Seconds after which work is done whose time nobody gave."""

NEVER = "~"
"""Comes after every timestamp."""


@dataclass(frozen=True, slots=True)
class Item:
    """Something to do: `name` says what, `due` when; `caller` is the call that ordered it."""

    uid: str
    name: str
    due: str
    payload: Document
    caller: Document


class Agenda:
    """The work that waits. `delay` is how many seconds work waits whose time nobody gave.

    `under_way` is held by the thread that does what is due, from looking at it until it is done.
    """

    def __init__(self, store: Store, clock: Clock, delay: float = DELAY) -> None:
        self.delay = delay
        self.under_way = threading.Lock()
        self._store = store
        self._clock = clock
        self._listeners: list[Callable[[], None]] = []
        store.undone.append(self.look_again)
        self._next = min((item.due for item in self.waiting()), default=NEVER)

    def add(self, item: Item) -> None:
        """Put something on the agenda, as part of the transaction under way."""
        document = {"name": item.name, "due": item.due, "payload": item.payload, "caller": item.caller}
        with self._store.transaction():
            self._store.put(Key(WORK, item.uid), document)
            self._next = min(self._next, item.due)
        self.wake()

    @contextmanager
    def without_delay(self) -> Generator[None]:
        """Have work whose time nobody gives done at once for as long as this lasts, because nobody watches."""
        delay, self.delay = self.delay, 0.0
        try:
            yield
        finally:
            self.delay = delay

    def remove(self, uid: str) -> bool:
        """Take something off the agenda; answer whether it was there."""
        return self._store.delete(Key(WORK, uid))

    def due_of(self, uid: str) -> str | None:
        """Return when something is due; None if it is done, or was taken off."""
        document = self._store.get(Key(WORK, uid))
        return None if document is None else str(document["due"])

    def waiting(self) -> list[Item]:
        """Answer what waits, by time; what has the same time in the order in which it was ordered."""
        items = [Item(key.uid, **document) for key, document in self._store.items(Scope(WORK))]
        return sorted(items, key=lambda item: item.due)

    def due(self) -> list[Item]:
        """Answer what is due by now. Cheap where nothing is."""
        now = self._clock.stamp()
        if self._next > now:
            return []
        with self._store.transaction():
            waiting = self.waiting()
            self._next = min((item.due for item in waiting if item.due > now), default=NEVER)
        return [item for item in waiting if item.due <= now]

    def look_again(self) -> None:
        """Take nothing for granted: a transaction was rolled back, or another state loaded."""
        self._next = ""
        self.wake()

    def seconds_to_next(self) -> float | None:
        """Answer in how many seconds of the machine something comes due; None if nothing will while the clock runs."""
        if self._next == NEVER or not self._clock.speed:
            return None
        if not self._next:
            return 0.0
        left = datetime.fromisoformat(self._next) - self._clock.now()
        return max(0.0, left.total_seconds() / self._clock.speed)

    def wake(self) -> None:
        """Call the listeners."""
        for listener in self._listeners:
            listener()

    def listen(self, listener: Callable[[], None]) -> None:
        """Call `listener` whenever something is put on the agenda."""
        self._listeners.append(listener)
