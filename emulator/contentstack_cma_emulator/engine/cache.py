"""A cache of values computed from documents."""

from collections import Counter
from collections.abc import Callable, Hashable
from contextlib import AbstractContextManager
from typing import Any, TypeVar

T = TypeVar("T")

MAX_VALUES = 1000


class Cache:
    """Values computed from documents, valid until a document of one of their kinds is written.

    `writes` counts the writes of each kind; None is a write of all kinds.
    """

    def __init__(self, lock: AbstractContextManager[object]) -> None:
        self.writes: Counter[str | None] = Counter()
        self._lock = lock
        self._known: dict[Hashable, tuple[tuple[int, ...], Any]] = {}

    def recall(self, kinds: tuple[str, ...], about: Hashable, make: Callable[[], T]) -> T:
        """Return the cached value about something, or call `make` and cache its result. Do not change the value."""
        with self._lock:
            now = (self.writes[None], *(self.writes[kind] for kind in kinds))
            known = self._known.get(about)
            if known is None or known[0] != now:
                if len(self._known) >= MAX_VALUES:
                    self._known.clear()
                known = self._known[about] = (now, make())
            value: T = known[1]
            return value
