"""Random digits, and digits that only look random: the same ones for the same seed and the same calls.

What is done in the background has a sequence of its own, so that it does not matter when it is done.
"""

import hashlib
import threading
from collections.abc import Generator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass

from contentstack_cma_emulator.engine.documents import Document
from contentstack_cma_emulator.engine.store import Key, Store

REQUESTS = "requests"
"""The sequence of the ids of requests."""

DRAWN = Key("emulator", "uids")


@dataclass(slots=True)
class Sequence:
    """A sequence of one thing that is done."""

    name: str
    drawn: int = 0


_sequence: ContextVar[Sequence | None] = ContextVar("sequence", default=None)


@contextmanager
def drawing_for(name: str) -> Generator[None]:
    """Draw from a sequence of its own inside."""
    token = _sequence.set(Sequence(name))
    try:
        yield
    finally:
        _sequence.reset(token)


class Seeded:
    """Hexadecimal digits from a seed. Safe to use from several threads."""

    def __init__(self, seed: str) -> None:
        self._seed = seed
        self._lock = threading.Lock()
        self._main = Sequence("")
        self._requests = Sequence(REQUESTS)
        self._kept: Document = {}

    def __call__(self, count: int) -> str:
        """Return the next `count` bytes as hexadecimal digits."""
        return self._draw(_sequence.get() or self._main, count)

    def for_request(self, count: int) -> str:
        """Return the next bytes for the id of a request."""
        return self._draw(self._requests, count)

    def keep(self, store: Store) -> None:
        """Have a store keep how far the sequences are, and go on from what it has kept already."""

        def write() -> None:
            if self._document() != self._kept:
                self._kept = self._document()
                store.put(DRAWN, self._kept)

        def forget() -> None:
            self._kept = {}

        store.before_commit = write
        store.undone.append(forget)
        self.resume(store)

    def resume(self, store: Store) -> None:
        """Go on from what a store has kept, if that was for this seed."""
        kept = store.get(DRAWN) or {}
        self._kept = {}
        if kept.get("seed") == self._document()["seed"]:
            with self._lock:
                self._main.drawn, self._requests.drawn = kept["drawn"], kept[REQUESTS]

    def _document(self) -> Document:
        fingerprint = hashlib.sha256(self._seed.encode()).hexdigest()[:16]
        return {"seed": fingerprint, "drawn": self._main.drawn, REQUESTS: self._requests.drawn}

    def _draw(self, sequence: Sequence, count: int) -> str:
        with self._lock:
            number = sequence.drawn
            sequence.drawn += 1
        return hashlib.shake_256(f"{self._seed}\0{sequence.name}\0{number}".encode()).hexdigest(count)
