"""Pseudorandom digits: the same ones for the same seed and the same calls.

Background work has its own sequences, so that it does not matter when it runs.
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
"""The sequence for request ids."""

DRAWN = Key("emulator", "uids")


@dataclass(slots=True)
class DigitSequence:
    """A sequence of digits. `drawn` is how often it was drawn from."""

    name: str
    drawn: int = 0


_sequence: ContextVar[DigitSequence | None] = ContextVar("sequence", default=None)


@contextmanager
def use_sequence(name: str) -> Generator[None]:
    """Draw from a separate sequence within the context."""
    token = _sequence.set(DigitSequence(name))
    try:
        yield
    finally:
        _sequence.reset(token)


class SeededDigits:
    """Hexadecimal digits from a seed. Safe to use from several threads."""

    def __init__(self, seed: str) -> None:
        self._seed = seed
        self._lock = threading.Lock()
        self._main = DigitSequence("")
        self._requests = DigitSequence(REQUESTS)
        self._kept: Document = {}

    def __call__(self, count: int) -> str:
        """Return the next `count` bytes as hexadecimal digits."""
        return self._draw(_sequence.get() or self._main, count)

    def draw_for_request(self, count: int) -> str:
        """Return the next `count` bytes for a request id."""
        return self._draw(self._requests, count)

    def persist(self, store: Store) -> None:
        """Store the position of the sequences in every transaction, and continue from the stored one."""

        def write() -> None:
            if self._to_document() != self._kept:
                self._kept = self._to_document()
                store.put(DRAWN, self._kept)

        def forget() -> None:
            self._kept = {}

        store.before_commit = write
        store.rollback_listeners.append(forget)
        self.resume(store)

    def resume(self, store: Store) -> None:
        """Continue from the stored position, if it is of this seed."""
        kept = store.get(DRAWN) or {}
        self._kept = {}
        if kept.get("seed") == self._to_document()["seed"]:
            with self._lock:
                self._main.drawn, self._requests.drawn = kept["drawn"], kept[REQUESTS]

    def _to_document(self) -> Document:
        fingerprint = hashlib.sha256(self._seed.encode()).hexdigest()[:16]
        return {"seed": fingerprint, "drawn": self._main.drawn, REQUESTS: self._requests.drawn}

    def _draw(self, sequence: DigitSequence, count: int) -> str:
        with self._lock:
            number = sequence.drawn
            sequence.drawn += 1
        return hashlib.shake_256(f"{self._seed}\0{sequence.name}\0{number}".encode()).hexdigest(count)
