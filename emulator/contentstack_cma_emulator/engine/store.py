"""A store of JSON documents in SQLite.

A document is found by its ``Key``. Many are found by a ``Scope``, in the order in which they were first put.
What is read is a fresh copy: change it freely and ``put`` it back.
"""

import json
import sqlite3
import threading
from collections import Counter
from collections.abc import Callable, Collection, Generator, Hashable, Iterable, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, TypeVar

from contentstack_cma_emulator.engine.field_index import COLUMNS as PLACE_COLUMNS
from contentstack_cma_emulator.engine.field_index import FieldIndex, Place, Value
from contentstack_cma_emulator.engine.patterns import fits

Document = dict[str, Any]
"""A JSON object. Its values are free-form: the CMA stores whatever fields a user models."""

T = TypeVar("T")

MAX_REMEMBERED = 1000

INDEX_VERSION = 2
"""To be raised when other kinds are indexed or the index has another form, so that files are indexed anew."""

COLUMNS = ("kind", "uid", "stack", "branch", "parent", "locale", "version")
"""In the order of the fields of ``Key``."""

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
    """Where one document lies.

    ``stack`` is the API key and is empty for what belongs to no stack (users, organizations, stacks);
    ``branch`` is empty for what all branches share (environments); ``parent`` is the collection inside the kind
    (the content type of an entry); ``locale`` is empty where there are no localized copies; ``version`` is 0 for
    the document as it is now and the version's number for a copy kept of an earlier or named state.
    """

    kind: str
    uid: str
    stack: str = ""
    branch: str = ""
    parent: str = ""
    locale: str = ""
    version: int = 0

    def in_locale(self, locale: str) -> "Key":
        """Answer the key of the copy in another locale."""
        return replace(self, locale=locale)


@dataclass(frozen=True, slots=True)
class Scope:
    """Which documents to find. None means any; ``version`` is 0 unless asked otherwise, so kept versions stay out."""

    kind: str | None
    stack: str | None = None
    branch: str | None = None
    parent: str | None = None
    uid: str | None = None
    locale: str | None = None
    version: int | None = 0


class Memory:
    """What was worked out from documents, as long as none of their kinds was written to."""

    def __init__(self) -> None:
        self.revision = 0
        self._writes: Counter[str | None] = Counter()
        self._known: dict[Hashable, tuple[tuple[int, ...], Any]] = {}

    def forget(self, kind: str | None) -> None:
        """Take in that documents of a kind were written, or (None) of any kind."""
        self.revision += 1
        self._writes[kind] += 1

    def recall(self, kinds: tuple[str, ...], about: Hashable, make: Callable[[], T]) -> T:
        """Answer what is known, or what ``make`` answers."""
        now = (self._writes[None], *(self._writes[kind] for kind in kinds))
        known = self._known.get(about)
        if known is None or known[0] != now:
            if len(self._known) >= MAX_REMEMBERED:
                self._known.clear()
            known = self._known[about] = (now, make())
        value: T = known[1]
        return value


class Store:
    """Documents in one SQLite database: in memory, or in the file ``path``, where they outlive the process.

    Safe to use from several threads: every call holds a lock, and so does a transaction for as long as it lasts. What
    was committed outlives the process however it ends; that the machine loses its power is another matter.

    Documents of the kinds ``indexed`` are found by their values too, by a ``Collection``.
    """

    def __init__(self, path: Path | None = None, indexed: Collection[str] = ()) -> None:
        self._lock = threading.RLock()
        self._depth = 0
        self._memory = Memory()
        self._connection = sqlite3.connect(
            ":memory:" if path is None else path, isolation_level=None, check_same_thread=False
        )
        self._connection.execute("PRAGMA journal_mode = WAL")
        self._connection.execute("PRAGMA synchronous = NORMAL")
        self._connection.create_function("fits", 3, fits, deterministic=True)
        self._connection.execute(CREATE_TABLE)
        self._connection.execute(CREATE_INDEX)
        self.index = FieldIndex(self._connection, indexed)
        self._make_index(indexed)

    @property
    def revision(self) -> int:
        """A number that grows with every write."""
        return self._memory.revision

    def close(self) -> None:
        """Close the database. The store cannot be used after this."""
        with self._lock:
            self._connection.close()

    @contextmanager
    def transaction(self) -> Generator[None]:
        """Do everything inside or nothing: an exception undoes it. One inside another is part of that one."""
        with self._lock:
            if self._depth:
                yield
                return
            self._connection.execute("BEGIN")
            self._depth = 1
            try:
                yield
            except BaseException:
                self._connection.execute("ROLLBACK")
                self.index.forget()
                self._memory.forget(None)
                raise
            else:
                self._connection.execute("COMMIT")
            finally:
                self._depth = 0

    def get(self, key: Key) -> Document | None:
        """Answer the document at ``key``, or None."""
        rows = self._run(_statement("SELECT body FROM documents WHERE", BY_KEY), _values(key))
        return json.loads(rows[0][0]) if rows else None

    def has(self, key: Key) -> bool:
        """Answer whether there is a document at ``key``."""
        return bool(self._run(_statement("SELECT 1 FROM documents WHERE", BY_KEY), _values(key)))

    def put(self, key: Key, document: Document) -> None:
        """Write ``document`` at ``key``. What lay there is replaced and keeps its place in the order."""
        self._memory.forget(key.kind)
        values = (*_values(key), json.dumps(document, separators=(",", ":")))
        if not self._is_indexed(key):
            self._run(PUT, values)
            return
        with self.transaction():
            old = self.get(key)
            ((sequence,),) = self._run(_statement(PUT, "RETURNING sequence"), values)
            self.index.replace(place_of(key), sequence, old, document)

    def delete(self, key: Key) -> bool:
        """Remove the document at ``key``; answer whether there was one."""
        self._memory.forget(key.kind)
        with self.transaction():
            gone = self._run(
                _statement("DELETE FROM documents WHERE", BY_KEY, "RETURNING sequence, body"), _values(key)
            )
            for sequence, body in gone if self._is_indexed(key) else ():
                self.index.replace(place_of(key), sequence, json.loads(body), None)
            return bool(gone)

    def find(self, scope: Scope) -> list[Document]:
        """Answer the documents of ``scope``, oldest first."""
        return [document for _, document in self.items(scope)]

    def items(self, scope: Scope) -> list[tuple[Key, Document]]:
        """Answer the documents of ``scope`` with their keys, oldest first."""
        condition, values = _condition(scope)
        rows = self._run(_statement("SELECT * FROM documents WHERE", condition, "ORDER BY sequence"), values)
        return [(Key(*row[1:-1]), json.loads(row[-1])) for row in rows]

    def newest(self, scope: Scope, most: int) -> list[tuple[Key, Document]]:
        """Answer the ``most`` documents of ``scope`` that were put last, with their keys, newest first."""
        condition, values = _condition(scope)
        statement = _statement("SELECT * FROM documents WHERE", condition, "ORDER BY sequence DESC LIMIT ?")
        return [(Key(*row[1:-1]), json.loads(row[-1])) for row in self._run(statement, (*values, most))]

    def count(self, scope: Scope) -> int:
        """Answer how many documents ``scope`` holds."""
        condition, values = _condition(scope)
        return int(self._run(_statement("SELECT COUNT(*) FROM documents WHERE", condition), values)[0][0])

    def delete_all(self, scope: Scope) -> int:
        """Remove the documents of ``scope``; answer how many there were."""
        self._memory.forget(scope.kind)
        condition, values = _condition(scope)
        with self.transaction():
            self._forget_values(scope)
            return len(self._run(_statement("DELETE FROM documents WHERE", condition, "RETURNING 1"), values))

    def copy_branch(self, stack: str, source: str, target: str) -> None:
        """Copy every document of the branch ``source``, kept versions too, into the branch ``target``."""
        self._memory.forget(None)
        with self.transaction():
            self._run(COPY_BRANCH, (target, stack, source))
            self.index.copy_branch(stack, source, target)

    def remember(self, kinds: tuple[str, ...], about: Hashable, make: Callable[[], T]) -> T:
        """Answer what ``make`` answers, worked out anew only if a document of one of the kinds was written since.

        ``about`` says what it is. Nobody may change the answer.
        """
        with self._lock:
            return self._memory.recall(kinds, about, make)

    def select(self, statement: str, values: Sequence[Value]) -> list[tuple[Any, ...]]:
        """Answer the rows of a statement of the modules of the engine."""
        return self._run(statement, tuple(values))

    def at(self, sequences: Sequence[int]) -> list[tuple[Key, Document]]:
        """Answer the documents with these numbers, in this order."""
        marks = ", ".join("?" * len(sequences))
        rows = self._run(_statement("SELECT * FROM documents WHERE sequence IN (", marks, ")"), tuple(sequences))
        found = {row[0]: (Key(*row[1:-1]), json.loads(row[-1])) for row in rows}
        return [found[sequence] for sequence in sequences if sequence in found]

    def _make_index(self, kinds: Iterable[str]) -> None:
        """Index what a file holds that was written before there was an index of this form."""
        ((version,),) = self._run("PRAGMA user_version", ())
        if version == INDEX_VERSION:
            return
        with self.transaction():
            self.index.clear("TRUE", ())
            for kind in kinds:
                for row in self._run("SELECT * FROM documents WHERE kind = ? AND version = 0", (kind,)):
                    self.index.replace(place_of(Key(*row[1:-1])), row[0], None, json.loads(row[-1]))
            self._run(f"PRAGMA user_version = {INDEX_VERSION}", ())

    def _forget_values(self, scope: Scope) -> None:
        """Take out of the index what is about to be removed: document by document, or whole collections."""
        if scope.version not in (None, 0) or not (scope.kind is None or self.index.covers(scope.kind)):
            return
        if scope.uid is None:
            named = {name: getattr(scope, name) for name in PLACE_COLUMNS if getattr(scope, name) is not None}
            self.index.clear(_equals(named) or "TRUE", tuple(named.values()))
            return
        for key, document in self.items(replace(scope, version=0)):
            if self._is_indexed(key):
                ((sequence,),) = self._run(_statement("SELECT sequence FROM documents WHERE", BY_KEY), _values(key))
                self.index.replace(place_of(key), sequence, document, None)

    def _is_indexed(self, key: Key) -> bool:
        return key.version == 0 and self.index.covers(key.kind)

    def _run(self, statement: str, values: tuple[Value, ...]) -> list[tuple[Any, ...]]:
        with self._lock:
            return self._connection.execute(statement, values).fetchall()


def place_of(key: Key) -> Place:
    """Answer the collection that a document lies in."""
    return (key.kind, key.stack, key.branch, key.parent, key.locale)


def _values(key: Key) -> tuple[str | int, ...]:
    return (key.kind, key.uid, key.stack, key.branch, key.parent, key.locale, key.version)


def _equals(columns: Iterable[str]) -> str:
    return " AND ".join(f"{column} = ?" for column in columns)


def _condition(scope: Scope) -> tuple[str, tuple[str | int, ...]]:
    wanted: dict[str, str | int | None] = {column: getattr(scope, column) for column in COLUMNS}
    given = {column: value for column, value in wanted.items() if value is not None}
    return _equals(given) or "TRUE", tuple(given.values())


def _statement(*parts: str) -> str:
    """Put a statement together. Its parts are of this module; values are always passed beside it."""
    return " ".join(parts)


BY_KEY = _equals(COLUMNS)
