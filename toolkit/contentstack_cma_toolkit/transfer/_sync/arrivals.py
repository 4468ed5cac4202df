# Derived from _async/arrivals.py by generator/unasync.py: edit that, not this.
"""Wait for entries that are being created."""

from collections.abc import Iterable
from threading import Event


class Arrivals:
    """The entries that are to be created, in their order.

    Each waits for those before it that it refers to. The first one of those in flight waits for none, so that they
    never wait for each other.

    Args:
        uids: The uids of the entries, in the order in which they are started.
    """

    def __init__(self, uids: Iterable[str]) -> None:
        self._positions = {uid: position for position, uid in enumerate(uids)}
        self._ended: set[str] = set()
        self._events: dict[str, Event] = {}
        self._is_closed = False

    def wait(self, uid: str, others: Iterable[str]) -> None:
        """Wait until entries have ended, as far as they come before an entry.

        Raises:
            RuntimeError: The import has ended meanwhile.
        """
        own = self._positions[uid]
        for other in others:
            if self._positions.get(other, own) < own and other not in self._ended:
                self._wait_for(other)

    def _wait_for(self, uid: str) -> None:
        event = self._events.setdefault(uid, Event())
        # After the event is there: in another thread, `announce` and `close` may have been called just before.
        if uid not in self._ended and not self._is_closed:
            event.wait()
        if self._is_closed:
            raise RuntimeError("the import has ended")

    def announce(self, uid: str) -> None:
        """Tell those who wait that an entry has ended."""
        self._ended.add(uid)
        event = self._events.pop(uid, None)
        if event is not None:
            event.set()

    def close(self) -> None:
        """Tell all who wait that the import has ended."""
        self._is_closed = True
        for event in list(self._events.values()):
            event.set()
