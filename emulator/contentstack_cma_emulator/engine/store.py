"""A store of JSON documents in SQLite.

A `Key` identifies a document; a `Scope` selects several, in the order in which they were first written.
Reading returns a copy: change it and `put` it back.
"""

import json
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, cast

from contentstack_cma_emulator.engine.cache import Cache
from contentstack_cma_emulator.engine.database import Database
from contentstack_cma_emulator.engine.database_images import open_image
from contentstack_cma_emulator.engine.documents import Document
from contentstack_cma_emulator.engine.field_index import COLUMNS as PARTITION_COLUMNS
from contentstack_cma_emulator.engine.field_index import FieldIndex, Partition, Value, to_index_value
from contentstack_cma_emulator.engine.patterns import fits_value

INDEX_VERSION = 3
"""Raise it when the format of the index changes, so that files are indexed again."""

COLUMNS = ("kind", "uid", "stack", "branch", "parent", "locale", "version")
"""The same order as the fields of `Key`."""

CREATE_TABLE = """
CREATE TABLE IF NOT EXISTS documents (
    sequence INTEGER PRIMARY KEY AUTOINCREMENT,
    kind TEXT NOT NULL, uid TEXT NOT NULL, stack TEXT NOT NULL, branch TEXT NOT NULL, parent TEXT NOT NULL,
    locale TEXT NOT NULL, version INTEGER NOT NULL, body TEXT NOT NULL,
    UNIQUE (kind, stack, branch, uid, parent, locale, version)
)
"""

PUT = """
INSERT INTO documents (kind, uid, stack, branch, parent, locale, version, body) VALUES (?, ?, ?, ?, ?, ?, ?, ?)
ON CONFLICT (kind, stack, branch, uid, parent, locale, version) DO UPDATE SET body = excluded.body
"""

CREATE_INDEX = """
CREATE INDEX IF NOT EXISTS listed ON documents (kind, stack, branch, parent, locale, version, sequence)
"""

COPY_BRANCH = """
INSERT INTO documents (kind, uid, stack, branch, parent, locale, version, body)
SELECT kind, uid, stack, ?, parent, locale, version, body FROM documents
WHERE stack = ? AND branch = ? ORDER BY sequence
"""


@dataclass(frozen=True, slots=True)
class Key:
    """The identity of a document.

    Attributes:
        stack: The API key; empty if the document belongs to no stack (users, organizations, stacks).
        branch: The branch; empty if all branches share the document (environments).
        parent: What the document belongs to, such as the content type of an entry.
        locale: The locale; empty if the document is not localized.
        version: 0 for the current document, else the number of an earlier or named version.
    """

    kind: str
    uid: str
    stack: str = ""
    branch: str = ""
    parent: str = ""
    locale: str = ""
    version: int = 0


@dataclass(frozen=True, slots=True)
class Scope:
    """Which documents to select. None means any. By default only current documents (`version` 0) are selected."""

    kind: str | None
    stack: str | None = None
    branch: str | None = None
    parent: str | None = None
    uid: str | None = None
    locale: str | None = None
    version: int | None = 0


class Store(Database):
    """Documents in one SQLite database, in memory or in a file.

    Args:
        path: The file. Default: in memory.
        indexed: The kinds in the index of values, with their indexed fields (None: all). A `Collection` searches them.
    """

    def __init__(self, path: Path | None = None, indexed: Mapping[str, Collection[str] | None] | None = None) -> None:
        super().__init__(path)
        self.cache = Cache(self._lock)
        self._connection.create_function("fits", 3, fits_value, deterministic=True)
        self._connection.execute(CREATE_TABLE)
        self._connection.execute(CREATE_INDEX)
        self.index = FieldIndex(self._connection, indexed or {})
        self.rollback_listeners.append(self._drop_caches)
        self._make_index()

    @property
    def revision(self) -> int:
        """A number that grows with every write."""
        return sum(self.cache.writes.values())

    def replace_all(self, image: bytes, more: Mapping[Key, Document]) -> None:
        """Replace the content by an image and more documents, atomically.

        Not for use in a transaction. Other threads notice it by `epoch`.
        """
        with self._lock, open_image(image) as connection:
            for key, document in more.items():
                connection.execute(PUT, (*_to_values(key), json.dumps(document)))
            connection.commit()
            self._replace(connection)
            self._make_index()

    def _drop_caches(self) -> None:
        self.index.reset()
        self.cache.writes[None] += 1

    def get(self, key: Key) -> Document | None:
        """Return the document at `key`, or None."""
        rows = self.execute(_join_statement("SELECT body FROM documents WHERE", BY_KEY), _to_values(key))
        return json.loads(rows[0][0]) if rows else None

    def has(self, key: Key) -> bool:
        """Return whether there is a document at `key`."""
        return bool(self.execute(_join_statement("SELECT 1 FROM documents WHERE", BY_KEY), _to_values(key)))

    def put(self, key: Key, document: Document) -> None:
        """Write a document at `key`. An existing one is replaced and keeps its position in the order."""
        self.cache.writes[key.kind] += 1
        values = (*_to_values(key), json.dumps(document, separators=(",", ":")))
        if not self._is_indexed(key):
            self.execute(PUT, values)
            return
        with self.transaction():
            old = self.get(key)
            ((sequence,),) = self.execute(_join_statement(PUT, "RETURNING sequence"), values)
            self.index.replace(to_partition(key), sequence, old, document)

    def delete(self, key: Key) -> bool:
        """Delete the document at `key`. Return whether there was one."""
        self.cache.writes[key.kind] += 1
        statement = _join_statement("DELETE FROM documents WHERE", BY_KEY, "RETURNING sequence, body")
        if not self._is_indexed(key):
            return bool(self.execute(statement, _to_values(key)))
        with self.transaction():
            gone = self.execute(statement, _to_values(key))
            for sequence, body in gone:
                self.index.replace(to_partition(key), sequence, json.loads(body), None)
            return bool(gone)

    def find(self, scope: Scope) -> list[Document]:
        """Return the documents of `scope`, oldest first."""
        return [document for _, document in self.find_with_keys(scope)]

    def find_with_keys(self, scope: Scope) -> list[tuple[Key, Document]]:
        """Return the documents of `scope` with their keys, oldest first."""
        condition, values = _build_condition(scope)
        rows = self.execute(_join_statement("SELECT * FROM documents WHERE", condition, "ORDER BY sequence"), values)
        return [(Key(*row[1:-1]), json.loads(row[-1])) for row in rows]

    def find_by_value(self, scope: Scope, name: str, value: Any) -> list[Document]:
        """Return the documents of a scope with this value in a field, oldest first.

        Uses the index if the value is a text, the scope is one partition and the field is indexed.
        """
        is_partition = None not in (scope.kind, scope.stack, scope.branch) and not scope.uid and scope.version == 0
        names = self.index.kinds.get(scope.kind or "", ())
        is_indexed = isinstance(value, str) and is_partition and (names is None or name in names)
        found = self._find_indexed(scope, name, value) if is_indexed else self.find(scope)
        return [document for document in found if document.get(name) == value]

    def _find_indexed(self, scope: Scope, name: str, value: str) -> list[Document]:
        """Return the documents of a partition that the index finds by a text in a field."""
        partition = (scope.kind, scope.stack, scope.branch, scope.parent or "", scope.locale or "")
        slots = self.index.find_slots([cast("Partition", partition)], name)
        statement = "SELECT sequence FROM field_values WHERE slot = ? AND value = ? ORDER BY sequence"
        rows = [row for slot in slots for row in self.execute(statement, (slot, to_index_value(value)))]
        return [document for _, document in self.read_rows([sequence for (sequence,) in rows])]

    def count_by_value(self, scope: Scope, name: str, value: str | None) -> int:
        """Count the documents of a scope with a value in a field. The scope is one partition of an indexed kind."""
        partition = (scope.kind, scope.stack, scope.branch, scope.parent or "", scope.locale or "")
        slots = self.index.find_slots([cast("Partition", partition)], name)
        statement = "SELECT COUNT(*) FROM field_values WHERE slot = ? AND value = ?"
        return sum(self.execute(statement, (slot, to_index_value(value)))[0][0] for slot in slots)

    def find_newest(self, scope: Scope, most: int) -> list[tuple[Key, Document]]:
        """Return the newest documents of `scope` with their keys, newest first."""
        condition, values = _build_condition(scope)
        statement = _join_statement("SELECT * FROM documents WHERE", condition, "ORDER BY sequence DESC LIMIT ?")
        return [(Key(*row[1:-1]), json.loads(row[-1])) for row in self.execute(statement, (*values, most))]

    def count(self, scope: Scope) -> int:
        """Count the documents of `scope`."""
        condition, values = _build_condition(scope)
        return int(self.execute(_join_statement("SELECT COUNT(*) FROM documents WHERE", condition), values)[0][0])

    def delete_all(self, scope: Scope) -> int:
        """Delete the documents of `scope`. Return how many there were."""
        self.cache.writes[scope.kind] += 1
        condition, values = _build_condition(scope)
        with self.transaction():
            self._forget_values(scope)
            return len(self.execute(_join_statement("DELETE FROM documents WHERE", condition, "RETURNING 1"), values))

    def copy_branch(self, stack: str, source: str, target: str) -> None:
        """Copy all documents of the branch `source`, with all versions, to the branch `target`."""
        self.cache.writes[None] += 1
        with self.transaction():
            self.execute(COPY_BRANCH, (target, stack, source))
            self.index.copy_branch(stack, source, target)

    def execute(self, statement: str, values: Sequence[Value]) -> list[tuple[Any, ...]]:
        """Run a statement and return its rows. Other modules run only queries."""
        with self._lock:
            return self._connection.execute(statement, values).fetchall()

    def read_rows(self, sequences: Sequence[int]) -> list[tuple[Key, Document]]:
        """Return the documents with these sequence numbers, in this order."""
        marks = ", ".join("?" * len(sequences))
        rows = self.execute(
            _join_statement("SELECT * FROM documents WHERE sequence IN (", marks, ")"), tuple(sequences)
        )
        found = {row[0]: (Key(*row[1:-1]), json.loads(row[-1])) for row in rows}
        return [found[sequence] for sequence in sequences if sequence in found]

    def _make_index(self) -> None:
        """Index the documents of a file whose index has another format or other fields."""
        ((version,),) = self.execute("PRAGMA user_version", ())
        wanted = self.index.version + INDEX_VERSION
        if version == wanted:
            return
        with self.transaction():
            self.index.clear("TRUE", ())
            for kind in self.index.kinds:
                for row in self.execute("SELECT * FROM documents WHERE kind = ? AND version = 0", (kind,)):
                    self.index.replace(to_partition(Key(*row[1:-1])), row[0], None, json.loads(row[-1]))
            self.execute(f"PRAGMA user_version = {wanted}", ())

    def _forget_values(self, scope: Scope) -> None:
        """Remove the values of documents to be deleted from the index, by document or by partition."""
        if scope.version not in (None, 0) or scope.kind not in (None, *self.index.kinds):
            return
        if scope.uid is None:
            named = {name: getattr(scope, name) for name in PARTITION_COLUMNS if getattr(scope, name) is not None}
            self.index.clear(_build_equals(named) or "TRUE", tuple(named.values()))
            return
        for key, document in self.find_with_keys(replace(scope, version=0)):
            if self._is_indexed(key):
                statement = _join_statement("SELECT sequence FROM documents WHERE", BY_KEY)
                ((sequence,),) = self.execute(statement, _to_values(key))
                self.index.replace(to_partition(key), sequence, document, None)

    def _is_indexed(self, key: Key) -> bool:
        return key.version == 0 and key.kind in self.index.kinds


def to_partition(key: Key) -> Partition:
    """Return the partition of a document."""
    return (key.kind, key.stack, key.branch, key.parent, key.locale)


def _to_values(key: Key) -> tuple[str | int, ...]:
    return (key.kind, key.uid, key.stack, key.branch, key.parent, key.locale, key.version)


def _build_equals(columns: Iterable[str]) -> str:
    return " AND ".join(f"{column} = ?" for column in columns)


def _build_condition(scope: Scope) -> tuple[str, tuple[str | int, ...]]:
    wanted: dict[str, str | int | None] = {column: getattr(scope, column) for column in COLUMNS}
    given = {column: value for column, value in wanted.items() if value is not None}
    return _build_equals(given) or "TRUE", tuple(given.values())


def _join_statement(*parts: str) -> str:
    """Join a statement from parts of this module. Values are always bound."""
    return " ".join(parts)


BY_KEY = _build_equals(COLUMNS)
