"""A cache of values computed from documents."""

from collections import Counter
from collections.abc import Callable, Hashable
from typing import Any, TypeVar

T = TypeVar("T")

MAX_VALUES = 1000


class Cache:
    """Values computed from documents, valid until a document of one of their kinds is written."""

    def __init__(self) -> None:
        self.revision = 0
        self._writes: Counter[str | None] = Counter()
        self._known: dict[Hashable, tuple[tuple[int, ...], Any]] = {}

    def invalidate(self, kind: str | None) -> None:
        """Invalidate the values that depend on a kind, or on any kind (None)."""
        self.revision += 1
        self._writes[kind] += 1

    def recall(self, kinds: tuple[str, ...], about: Hashable, make: Callable[[], T]) -> T:
        """Return the cached value, or call `make` and cache its result."""
        now = (self._writes[None], *(self._writes[kind] for kind in kinds))
        known = self._known.get(about)
        if known is None or known[0] != now:
            if len(self._known) >= MAX_VALUES:
                self._known.clear()
            known = self._known[about] = (now, make())
        value: T = known[1]
        return value
