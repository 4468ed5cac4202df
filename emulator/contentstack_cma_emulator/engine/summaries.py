"""Counts and newest documents of a large kind in a branch, without reading all documents."""

from collections.abc import Iterable
from dataclasses import dataclass
from heapq import nlargest

from contentstack_cma_emulator.engine.documents import Document
from contentstack_cma_emulator.engine.field_index import COLUMNS, Partition
from contentstack_cma_emulator.engine.store import Key, Store

NEWEST = f"""
SELECT sequence FROM documents WHERE {" AND ".join(f"{column} = ?" for column in COLUMNS)} AND version = 0
ORDER BY sequence DESC LIMIT ?
"""


@dataclass(frozen=True, slots=True)
class Overview:
    """The documents of an indexed kind in a branch. Use it in a transaction."""

    store: Store
    kind: str
    stack: str
    branch: str

    def count_documents(self, parent: str | None = None) -> int:
        """Count the documents in all locales."""
        return sum(self.store.index.count(partition) for partition in self._find_partitions(parent))

    def count_uids(self, parent: str) -> int:
        """Count the uids in a collection, each once for all locales."""
        partitions = self._find_partitions(parent)
        if len(partitions) <= 1:
            return sum(map(self.store.index.count, partitions))
        return self.store.cache.recall((self.kind,), tuple(partitions), lambda: self._count_uids(partitions))

    def count_all_uids(self) -> int:
        """Count the uids in all collections."""
        return sum(self.count_uids(parent) for parent in {partition[3] for partition in self._find_partitions(None)})

    def find_newest(self, most: int, parent: str | None = None) -> list[tuple[Key, Document]]:
        """Return the newest documents with their keys, newest first."""
        partitions = self._find_partitions(parent)
        rows = (row for partition in partitions for row in self.store.execute(NEWEST, (*partition, most)))
        return self.store.read_rows([sequence for (sequence,) in nlargest(most, rows)])

    def _find_partitions(self, parent: str | None) -> list[Partition]:
        partitions = self.store.index.find_partitions(self.kind, self.stack, self.branch)
        return [partition for partition in partitions if parent in (None, partition[3])]

    def _count_uids(self, partitions: Iterable[Partition]) -> int:
        slots = ", ".join(str(slot) for slot in self.store.index.find_slots(partitions, "uid"))
        rows = self.store.execute(f"SELECT COUNT(DISTINCT value) FROM field_values WHERE slot IN ({slots})", ())
        return int(rows[0][0])
