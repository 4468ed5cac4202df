"""An index of the values in documents, so that queries and sorting need not read every document of a collection.

A row stands for one value at one dotted path of one document; lists on the way are gone through, as queries do. Paths
and collections are numbered in `slots`. Only documents as they are now (version 0) of the kinds given are indexed.
"""

import hashlib
import sqlite3
import zlib
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from typing import Any, cast

Fields = dict[str, Any]
"""A document, or an object in one."""

Place = tuple[str, str, str, str, str]
"""A collection: kind, stack, branch, parent and locale."""

Value = int | float | str | bytes
"""A value as the index holds it. What is no number and no short text is held as bytes."""

NULL, OBJECT, LIST = b"n", b"o", b"l"

MAX_DEPTH = 4
MAX_TEXT = 512
MAX_INTEGER = 2**63 - 1

OPAQUE = frozenset({"children", "attrs"})
"""What rich text lies under; nobody looks for its nodes by their path."""

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
    """The index in one database. Whoever uses it holds the lock of the store."""

    def __init__(self, connection: sqlite3.Connection, kinds: Mapping[str, Collection[str] | None]) -> None:
        self._connection = connection
        self.kinds = dict(kinds)
        named = sorted((kind, names if names is None else sorted(names)) for kind, names in kinds.items())
        self.version = zlib.crc32(repr(named).encode()) & 0x3FFFFFFF
        """Differs between indexes of different fields."""
        self._slots: dict[tuple[str, ...], int] = {}
        self._counts: dict[Place, int] = {}
        self._tallies: dict[int, list[int]] = {}
        for statement in CREATE:
            connection.execute(statement)

    def covers(self, kind: str) -> bool:
        """Answer whether documents of a kind are indexed."""
        return kind in self.kinds

    def replace(self, place: Place, sequence: int, old: Fields | None, new: Fields | None) -> None:
        """Take in that a document was written or removed; None stands for no document."""
        if place in self._counts:
            self._counts[place] += (new is not None) - (old is not None)
        before, after = self._values(place, old), self._values(place, new)
        gone = [(self._slot(place, path), value, sequence) for path, value in before - after]
        new_rows = [(self._slot(place, path), value, sequence) for path, value in after - before]
        self._connection.executemany(REMOVE, gone)
        self._connection.executemany(INSERT, new_rows)
        self._tally(gone, -1)
        self._tally(new_rows, 1)

    def _values(self, place: Place, document: Fields | None) -> set[tuple[str, Value]]:
        """Return the values of a document that are indexed: all, or those of the fields that its kind names."""
        names = self.kinds[place[0]]
        if document is None:
            return set()
        return set(values_of(document if names is None else {n: document[n] for n in names if n in document}))

    def clear(self, condition: str, values: Sequence[str | int]) -> None:
        """Forget the collections that a condition on the columns of `slots` is true of."""
        found = f"SELECT id FROM slots WHERE {condition}"
        self._connection.execute(f"DELETE FROM field_values WHERE slot IN ({found})", values)
        self._connection.execute(f"DELETE FROM slots WHERE {condition}", values)
        self.forget()

    def copy_branch(self, stack: str, source: str, target: str) -> None:
        """Take in that the documents of a branch were copied into another."""
        columns = "kind, stack, parent, locale, path"
        self._connection.execute(
            f"INSERT INTO slots ({columns}, branch) SELECT {columns}, ? FROM slots WHERE stack = ? AND branch = ?",
            (target, stack, source),
        )
        self._connection.execute(COPY, (target, target, stack, source))
        self.forget()

    def slots_of(self, places: Iterable[Place], path: str) -> list[int]:
        """Answer the numbers of a path in some collections, as far as there is a value."""
        found = (self._known_slot((*place, path)) for place in places)
        return [slot for slot in found if slot is not None]

    def places(self, kind: str, stack: str, branch: str) -> list[Place]:
        """Answer the collections in a branch that hold documents of a kind, or held some."""
        statement = (
            f"SELECT {', '.join(COLUMNS)} FROM slots WHERE kind = ? AND stack = ? AND branch = ? AND path = 'uid'"
        )
        return self._connection.execute(statement, (kind, stack, branch)).fetchall()

    def count(self, place: Place) -> int:
        """Answer how many documents a collection has."""
        if place not in self._counts:
            condition = " AND ".join(f"{column} = ?" for column in COLUMNS)
            statement = f"SELECT COUNT(*) FROM documents WHERE {condition} AND version = 0"
            self._counts[place] = self._connection.execute(statement, place).fetchone()[0]
        return self._counts[place]

    def is_single(self, place: Place, slot: int) -> bool:
        """Answer whether each document of a collection has one number or short text at the path of a slot."""
        if slot not in self._tallies:
            statement = "SELECT COUNT(*), IFNULL(SUM(typeof(value) = 'blob'), 0) FROM field_values WHERE slot = ?"
            self._tallies[slot] = list(self._connection.execute(statement, (slot,)).fetchone())
        return self._tallies[slot] == [self.count(place), 0]

    def _tally(self, rows: Iterable[tuple[int, Value, int]], step: int) -> None:
        for slot, value, _ in rows:
            tally = self._tallies.get(slot)
            if tally is not None:
                tally[0] += step
                tally[1] += step * isinstance(value, bytes)

    def forget(self) -> None:
        """Forget what was remembered, such as after a transaction that was undone."""
        self._slots.clear()
        self._counts.clear()
        self._tallies.clear()

    def _slot(self, place: Place, path: str) -> int:
        key = (*place, path)
        slot = self._known_slot(key)
        if slot is None:
            statement = "INSERT INTO slots (kind, stack, branch, parent, locale, path) VALUES (?, ?, ?, ?, ?, ?)"
            slot = self._slots[key] = cast("int", self._connection.execute(statement, key).lastrowid)
        return slot

    def _known_slot(self, key: tuple[str, ...]) -> int | None:
        slot = self._slots.get(key)
        if slot is None:
            condition = " AND ".join(f"{column} = ?" for column in (*COLUMNS, "path"))
            row = self._connection.execute(f"SELECT id FROM slots WHERE {condition}", key).fetchone()
            if row is not None:
                slot = self._slots[key] = row[0]
        return slot


def is_indexed(path: str) -> bool:
    """Answer whether the index holds every value at a path."""
    names = path.split(".")
    return len(names) <= MAX_DEPTH and not any(name in OPAQUE or name.isdecimal() for name in names)


def values_of(document: Fields) -> Iterator[tuple[str, Value]]:
    """Go through the values of a document with their paths, as far as they are indexed."""
    for name, value in document.items():
        yield from _values(value, name, 1)


def held(value: Any) -> Value:
    """Answer a JSON value in the form in which the index holds it."""
    if value is None:
        return NULL
    if isinstance(value, bool):
        return b"t" if value else b"f"
    if isinstance(value, int):
        return value if abs(value) <= MAX_INTEGER else float(value)
    if isinstance(value, float):
        return value
    if isinstance(value, str):
        return _held_text(value)
    return LIST if isinstance(value, list) else OBJECT


def _held_text(text: str) -> Value:
    if len(text) <= MAX_TEXT and text.isascii():
        return text
    content = text.encode("utf-8", "surrogatepass")
    if len(text) > MAX_TEXT:
        return b"h" + hashlib.blake2b(content, digest_size=16).digest()
    return text if content.decode("utf-8", "replace") == text else b"s" + content


def _values(value: Any, path: str, depth: int) -> Iterator[tuple[str, Value]]:
    yield path, held(value)
    if isinstance(value, list):
        for item in cast("Sequence[Any]", value):
            yield path, held(item)
            yield from _inner(item, path, depth)
    else:
        yield from _inner(value, path, depth)


def _inner(value: Any, path: str, depth: int) -> Iterator[tuple[str, Value]]:
    if isinstance(value, list):
        for item in cast("Sequence[Any]", value):
            yield from _inner(item, path, depth)
    elif isinstance(value, dict) and depth < MAX_DEPTH:
        for name, inner in cast("Fields", value).items():
            if name not in OPAQUE and "." not in name:
                yield from _values(inner, f"{path}.{name}", depth + 1)
