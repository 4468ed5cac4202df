"""An index of the values in documents, so that queries and sorting need not read every document of a collection.

A row is one value at one dotted path of one document; paths lead through lists, as in queries. A slot is the number of
a path in a partition. Only current documents (version 0) of the configured kinds are indexed.
"""

import hashlib
import sqlite3
import zlib
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from typing import Any, cast

Fields = dict[str, Any]
"""A document, or an object in one."""

Partition = tuple[str, str, str, str, str]
"""The documents with the same kind, stack, branch, parent and locale."""

Value = int | float | str | bytes
"""An indexed value: a number, a short text, or bytes for anything else."""

NULL, OBJECT, LIST = b"n", b"o", b"l"

MAX_DEPTH = 4
MAX_TEXT = 512
MAX_INTEGER = 2**63 - 1

OPAQUE = frozenset({"children", "attrs"})
"""Parts of rich text, whose nodes are not queried by path."""

CREATE = (
    """
CREATE TABLE IF NOT EXISTS slots (
    id INTEGER PRIMARY KEY, kind TEXT NOT NULL, stack TEXT NOT NULL, branch TEXT NOT NULL, parent TEXT NOT NULL,
    locale TEXT NOT NULL, path TEXT NOT NULL, UNIQUE (kind, stack, branch, parent, locale, path)
)
""",
    """
CREATE TABLE IF NOT EXISTS field_values (
    slot INTEGER NOT NULL, value NOT NULL, sequence INTEGER NOT NULL, PRIMARY KEY (slot, value, sequence)
) WITHOUT ROWID
""",
)

COLUMNS = ("kind", "stack", "branch", "parent", "locale")

REMOVE = "DELETE FROM field_values WHERE slot = ? AND value = ? AND sequence = ?"
INSERT = "INSERT INTO field_values (slot, value, sequence) VALUES (?, ?, ?)"

COPY = """
INSERT INTO field_values (slot, value, sequence)
SELECT new_slot.id, field_values.value, new.sequence
FROM slots AS old_slot
JOIN slots AS new_slot ON new_slot.stack = old_slot.stack AND new_slot.branch = ? AND new_slot.kind = old_slot.kind
    AND new_slot.parent = old_slot.parent AND new_slot.locale = old_slot.locale AND new_slot.path = old_slot.path
JOIN field_values ON field_values.slot = old_slot.id
JOIN documents AS old ON old.sequence = field_values.sequence
JOIN documents AS new ON new.kind = old.kind AND new.stack = old.stack AND new.branch = ? AND new.uid = old.uid
    AND new.parent = old.parent AND new.locale = old.locale AND new.version = 0
WHERE old_slot.stack = ? AND old_slot.branch = ?
"""


class FieldIndex:
    """The index in one database. Hold the lock of the store while using it."""

    def __init__(self, connection: sqlite3.Connection, kinds: Mapping[str, Collection[str] | None]) -> None:
        self._connection = connection
        self.kinds = dict(kinds)
        named = sorted((kind, names if names is None else sorted(names)) for kind, names in kinds.items())
        self.version = zlib.crc32(repr(named).encode()) & 0x3FFFFFFF
        """A number that differs for indexes of other fields."""
        self._slots: dict[tuple[str, ...], int] = {}
        self._counts: dict[Partition, int] = {}
        self._tallies: dict[int, list[int]] = {}
        for statement in CREATE:
            connection.execute(statement)

    def replace(self, partition: Partition, sequence: int, old: Fields | None, new: Fields | None) -> None:
        """Update the index after a document was written or removed. None is no document."""
        if partition in self._counts:
            self._counts[partition] += (new is not None) - (old is not None)
        before, after = self._extract_values(partition, old), self._extract_values(partition, new)
        gone = [(self._find_or_add_slot(partition, path), value, sequence) for path, value in before - after]
        new_rows = [(self._find_or_add_slot(partition, path), value, sequence) for path, value in after - before]
        self._connection.executemany(REMOVE, gone)
        self._connection.executemany(INSERT, new_rows)
        self._update_tally(gone, -1)
        self._update_tally(new_rows, 1)

    def _extract_values(self, partition: Partition, document: Fields | None) -> set[tuple[str, Value]]:
        """Return the indexed values of a document: all, or those of the fields configured for its kind."""
        names = self.kinds[partition[0]]
        if document is None:
            return set()
        return set(iterate_values(document if names is None else {n: document[n] for n in names if n in document}))

    def clear(self, condition: str, values: Sequence[str | int]) -> None:
        """Remove the partitions that match a condition on the columns of `slots`."""
        found = f"SELECT id FROM slots WHERE {condition}"
        self._connection.execute(f"DELETE FROM field_values WHERE slot IN ({found})", values)
        self._connection.execute(f"DELETE FROM slots WHERE {condition}", values)
        self.reset()

    def copy_branch(self, stack: str, source: str, target: str) -> None:
        """Copy the index of a branch whose documents were copied to another."""
        columns = "kind, stack, parent, locale, path"
        self._connection.execute(
            f"INSERT INTO slots ({columns}, branch) SELECT {columns}, ? FROM slots WHERE stack = ? AND branch = ?",
            (target, stack, source),
        )
        self._connection.execute(COPY, (target, target, stack, source))
        self.reset()

    def find_slots(self, partitions: Iterable[Partition], path: str) -> list[int]:
        """Return the slots of a path in some partitions. One without a value there has none."""
        found = (self._find_slot((*partition, path)) for partition in partitions)
        return [slot for slot in found if slot is not None]

    def find_partitions(self, kind: str, stack: str, branch: str) -> list[Partition]:
        """Return the partitions of a branch that have or had documents of a kind."""
        statement = (
            f"SELECT {', '.join(COLUMNS)} FROM slots WHERE kind = ? AND stack = ? AND branch = ? AND path = 'uid'"
        )
        return self._connection.execute(statement, (kind, stack, branch)).fetchall()

    def count(self, partition: Partition) -> int:
        """Count the documents of a partition."""
        if partition not in self._counts:
            condition = " AND ".join(f"{column} = ?" for column in COLUMNS)
            statement = f"SELECT COUNT(*) FROM documents WHERE {condition} AND version = 0"
            self._counts[partition] = self._connection.execute(statement, partition).fetchone()[0]
        return self._counts[partition]

    def is_single(self, partition: Partition, slot: int) -> bool:
        """Return whether every document of a partition has exactly one number or short text in a slot."""
        if slot not in self._tallies:
            statement = "SELECT COUNT(*), IFNULL(SUM(typeof(value) = 'blob'), 0) FROM field_values WHERE slot = ?"
            self._tallies[slot] = list(self._connection.execute(statement, (slot,)).fetchone())
        return self._tallies[slot] == [self.count(partition), 0]

    def _update_tally(self, rows: Iterable[tuple[int, Value, int]], step: int) -> None:
        for slot, value, _ in rows:
            tally = self._tallies.get(slot)
            if tally is not None:
                tally[0] += step
                tally[1] += step * isinstance(value, bytes)

    def reset(self) -> None:
        """Drop the caches, such as after a rollback."""
        self._slots.clear()
        self._counts.clear()
        self._tallies.clear()

    def _find_or_add_slot(self, partition: Partition, path: str) -> int:
        key = (*partition, path)
        slot = self._find_slot(key)
        if slot is None:
            statement = "INSERT INTO slots (kind, stack, branch, parent, locale, path) VALUES (?, ?, ?, ?, ?, ?)"
            slot = self._slots[key] = cast("int", self._connection.execute(statement, key).lastrowid)
        return slot

    def _find_slot(self, key: tuple[str, ...]) -> int | None:
        slot = self._slots.get(key)
        if slot is None:
            condition = " AND ".join(f"{column} = ?" for column in (*COLUMNS, "path"))
            row = self._connection.execute(f"SELECT id FROM slots WHERE {condition}", key).fetchone()
            if row is not None:
                slot = self._slots[key] = row[0]
        return slot


def is_indexed(path: str) -> bool:
    """Return whether every value at a path is indexed."""
    names = path.split(".")
    return len(names) <= MAX_DEPTH and not any(name in OPAQUE or name.isdecimal() for name in names)


def iterate_values(document: Fields) -> Iterator[tuple[str, Value]]:
    """Iterate over the indexed values of a document with their paths."""
    for name, value in document.items():
        yield from _iterate_values(value, name, 1)


def to_index_value(value: Any) -> Value:
    """Convert a JSON value to its form in the index."""
    if value is None:
        return NULL
    if isinstance(value, bool):
        return b"t" if value else b"f"
    if isinstance(value, int):
        return value if abs(value) <= MAX_INTEGER else float(value)
    if isinstance(value, float):
        return value
    if isinstance(value, str):
        return _to_index_text(value)
    return LIST if isinstance(value, list) else OBJECT


def _to_index_text(text: str) -> Value:
    if len(text) <= MAX_TEXT and text.isascii():
        return text
    content = text.encode("utf-8", "surrogatepass")
    if len(text) > MAX_TEXT:
        return b"h" + hashlib.blake2b(content, digest_size=16).digest()
    return text if content.decode("utf-8", "replace") == text else b"s" + content


def _iterate_values(value: Any, path: str, depth: int) -> Iterator[tuple[str, Value]]:
    yield path, to_index_value(value)
    if isinstance(value, list):
        for item in cast("Sequence[Any]", value):
            yield path, to_index_value(item)
            yield from _iterate_inner(item, path, depth)
    else:
        yield from _iterate_inner(value, path, depth)


def _iterate_inner(value: Any, path: str, depth: int) -> Iterator[tuple[str, Value]]:
    if isinstance(value, list):
        for item in cast("Sequence[Any]", value):
            yield from _iterate_inner(item, path, depth)
    elif isinstance(value, dict) and depth < MAX_DEPTH:
        for name, inner in cast("Fields", value).items():
            if name not in OPAQUE and "." not in name:
                yield from _iterate_values(inner, f"{path}.{name}", depth + 1)
