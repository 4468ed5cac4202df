"""How much of a large kind there is in a branch, and what came last, told without reading it all."""

from collections.abc import Iterable
from dataclasses import dataclass
from heapq import nlargest

from contentstack_cma_emulator.engine.documents import Document
from contentstack_cma_emulator.engine.field_index import COLUMNS, Place
from contentstack_cma_emulator.engine.store import Key, Store

NEWEST = f"""
SELECT sequence FROM documents WHERE {" AND ".join(f"{column} = ?" for column in COLUMNS)} AND version = 0
ORDER BY sequence DESC LIMIT ?
"""


@dataclass(frozen=True, slots=True)
class Overview:
    """The documents of an indexed kind in a branch. Whoever looks is in a transaction."""

    store: Store
    kind: str
    stack: str
    branch: str

    def copies(self, parent: str | None = None) -> int:
        """Answer how many documents there are, in all locales."""
        return sum(self.store.index.count(place) for place in self._places(parent))

    def uids(self, parent: str) -> int:
        """Answer how many uids there are in a collection, in whatever locales."""
        places = self._places(parent)
        if len(places) <= 1:
            return sum(map(self.store.index.count, places))
        return self.store.remember((self.kind,), tuple(places), lambda: self._count_uids(places))

    def all_uids(self) -> int:
        """Answer how many uids there are in all collections."""
        return sum(self.uids(parent) for parent in {place[3] for place in self._places(None)})

    def newest(self, most: int, parent: str | None = None) -> list[tuple[Key, Document]]:
        """Answer the documents that were put last, with their keys, the newest first."""
        rows = (row for place in self._places(parent) for row in self.store.select(NEWEST, (*place, most)))
        return self.store.at([sequence for (sequence,) in nlargest(most, rows)])

    def _places(self, parent: str | None) -> list[Place]:
        places = self.store.index.places(self.kind, self.stack, self.branch)
        return [place for place in places if parent in (None, place[3])]

    def _count_uids(self, places: Iterable[Place]) -> int:
        slots = ", ".join(str(slot) for slot in self.store.index.slots_of(places, "uid"))
        return int(
            self.store.select(f"SELECT COUNT(DISTINCT value) FROM field_values WHERE slot IN ({slots})", ())[0][0]
        )
