"""A store of JSON documents in SQLite.

A document is found by its `Key`. Many are found by a `Scope`, in the order in which they were first put.
What is read is a fresh copy: change it freely and `put` it back.
"""

import json
import sqlite3
import threading
from collections import Counter
from collections.abc import Callable, Collection, Generator, Hashable, Iterable, Mapping, Sequence
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, TypeVar, cast

from contentstack_cma_emulator.engine.database_images import copy_image, open_image
from contentstack_cma_emulator.engine.documents import Document
from contentstack_cma_emulator.engine.field_index import COLUMNS as PLACE_COLUMNS
from contentstack_cma_emulator.engine.field_index import FieldIndex, Place, Value, held
from contentstack_cma_emulator.engine.patterns import fits
from contentstack_cma_emulator.engine.private_files import make_private_file

T = TypeVar("T")

_only_in: ContextVar[int | None] = ContextVar("only_in", default=None)

MAX_REMEMBERED = 1000

INDEX_VERSION = 3
"""To be raised when the index has another form, so that files are indexed anew. (They are for other kinds.)"""

COLUMNS = ("kind", "uid", "stack", "branch", "parent", "locale", "version")
"""In the order of the fields of `Key`."""

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

    `stack` is the API key and is empty for what belongs to no stack (users, organizations, stacks);
    `branch` is empty for what all branches share (environments); `parent` is the collection inside the kind
    (the content type of an entry); `locale` is empty where there are no localized copies; `version` is 0 for
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
    """Which documents to find. None means any; `version` is 0 unless asked otherwise, so kept versions stay out."""

    kind: str | None
    stack: str | None = None
    branch: str | None = None
    parent: str | None = None
    uid: str | None = None
    locale: str | None = None
    version: int | None = 0


class Replaced(Exception):
    """Everything was replaced since whoever wants a transaction looked at it."""


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
        """Answer what is known, or what `make` answers."""
        now = (self._writes[None], *(self._writes[kind] for kind in kinds))
        known = self._known.get(about)
        if known is None or known[0] != now:
            if len(self._known) >= MAX_REMEMBERED:
                self._known.clear()
            known = self._known[about] = (now, make())
        value: T = known[1]
        return value


class Store:
    """Documents in one SQLite database: in memory, or in the file `path`, where they outlive the process.

    Safe to use from several threads: every call holds a lock, and so does a transaction for as long as it lasts. What
    was committed outlives the process however it ends; that the machine loses its power is another matter.

    Documents of the kinds `indexed` are found by their values too, by a `Collection`: by all, or by those of the
    fields that are named.
    """

    def __init__(self, path: Path | None = None, indexed: Mapping[str, Collection[str] | None] | None = None) -> None:
        self._lock = threading.RLock()
        self._depth = 0
        self._memory = Memory()
        self._after_commit: list[Callable[[], None]] = []
        self.before_commit: Callable[[], None] = _do_nothing
        """Called inside of every transaction before it is committed."""
        self.undone: list[Callable[[], None]] = []
        """Called after a transaction was rolled back, and after everything was replaced."""
        self.epoch = 0
        """How often everything was replaced."""
        if path is not None:
            make_private_file(path)
        self._connection = sqlite3.connect(
            ":memory:" if path is None else path, isolation_level=None, check_same_thread=False
        )
        self._connection.execute("PRAGMA journal_mode = WAL")
        self._connection.execute("PRAGMA synchronous = NORMAL")
        self._connection.create_function("fits", 3, fits, deterministic=True)
        self._connection.execute(CREATE_TABLE)
        self._connection.execute(CREATE_INDEX)
        self.index = FieldIndex(self._connection, indexed or {})
        self._make_index()

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
        """Do everything inside or nothing: an exception undoes it. One inside another is part of that one.

        If the commit itself fails, everything is undone too, and the exception is raised.
        """
        with self._lock:
            if self._depth:
                yield
                return
            if _only_in.get() not in (None, self.epoch):
                raise Replaced
            self._connection.execute("BEGIN")
            self._depth = 1
            try:
                yield
                self.before_commit()
                self._connection.execute("COMMIT")
            except BaseException:
                self._undo()
                raise
            finally:
                self._depth = 0
            self._run_after_commit()

    @contextmanager
    def only_in(self, epoch: int | None) -> Generator[None]:
        """Let transactions raise `Replaced` inside if everything was replaced since this epoch; None for any."""
        token = _only_in.set(epoch)
        try:
            yield
        finally:
            _only_in.reset(token)

    @contextmanager
    def lock(self) -> Generator[None]:
        """Keep other threads from reading and writing."""
        with self._lock:
            yield

    @property
    def is_in_transaction(self) -> bool:
        """Whether a transaction is open. Only the thread that opened it may ask."""
        return self._depth > 0

    def after_commit(self, action: Callable[[], None]) -> None:
        """Call `action` once the transaction is committed, and not at all if it is rolled back."""
        with self._lock:
            self._after_commit.append(action)
            if not self._depth:
                self._run_after_commit()

    def image(self) -> bytes:
        """Return a copy of the whole database. Not for use inside of a transaction."""
        with self._lock:
            return copy_image(self._connection)

    def replace_all(self, image: bytes, more: Mapping[Key, Document]) -> None:
        """Replace everything by an image with some more documents: all of it or, if it fails, nothing.

        Not for use inside of a transaction. What else is under way learns of it by `epoch`.
        """
        with self._lock, open_image(image) as connection:
            for key, document in more.items():
                connection.execute(PUT, (*_values(key), json.dumps(document)))
            connection.commit()
            try:
                connection.backup(self._connection)
            finally:
                self.epoch += 1
                self._forget()
            self._make_index()

    def _undo(self) -> None:
        """Roll back, unless the database has done so itself, and forget what may have been read in between."""
        self._after_commit.clear()
        try:
            if self._connection.in_transaction:
                self._connection.execute("ROLLBACK")
        finally:
            self._forget()

    def _forget(self) -> None:
        self.index.forget()
        self._memory.forget(None)
        for listener in self.undone:
            listener()

    def _run_after_commit(self) -> None:
        actions, self._after_commit = self._after_commit, []
        for action in actions:
            action()

    def get(self, key: Key) -> Document | None:
        """Answer the document at `key`, or None."""
        rows = self._run(_statement("SELECT body FROM documents WHERE", BY_KEY), _values(key))
        return json.loads(rows[0][0]) if rows else None

    def has(self, key: Key) -> bool:
        """Answer whether there is a document at `key`."""
        return bool(self._run(_statement("SELECT 1 FROM documents WHERE", BY_KEY), _values(key)))

    def put(self, key: Key, document: Document) -> None:
        """Write `document` at `key`. What lay there is replaced and keeps its place in the order."""
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
        """Remove the document at `key`; answer whether there was one."""
        self._memory.forget(key.kind)
        with self.transaction():
            gone = self._run(
                _statement("DELETE FROM documents WHERE", BY_KEY, "RETURNING sequence, body"), _values(key)
            )
            for sequence, body in gone if self._is_indexed(key) else ():
                self.index.replace(place_of(key), sequence, json.loads(body), None)
            return bool(gone)

    def find(self, scope: Scope) -> list[Document]:
        """Answer the documents of `scope`, oldest first."""
        return [document for _, document in self.items(scope)]

    def items(self, scope: Scope) -> list[tuple[Key, Document]]:
        """Answer the documents of `scope` with their keys, oldest first."""
        condition, values = _condition(scope)
        rows = self._run(_statement("SELECT * FROM documents WHERE", condition, "ORDER BY sequence"), values)
        return [(Key(*row[1:-1]), json.loads(row[-1])) for row in rows]

    def holding(self, scope: Scope, name: str, value: Any) -> list[Document]:
        """Return the documents of a scope that have this text in a field, oldest first.

        By the index where the scope is one collection and its kind is indexed by the field, else one by one.
        """
        place = (scope.kind, scope.stack, scope.branch, scope.parent or "", scope.locale or "")
        names = self.index.kinds.get(scope.kind or "", ())
        is_indexed = names is None or name in names
        if not isinstance(value, str) or not is_indexed or None in place[:3] or scope.uid or scope.version != 0:
            found = self.find(scope)
        else:
            slots = self.index.slots_of([cast("Place", place)], name)
            statement = "SELECT sequence FROM field_values WHERE slot = ? AND value = ? ORDER BY sequence"
            rows = [row for slot in slots for row in self._run(statement, (slot, held(value)))]
            found = [document for _, document in self.at([sequence for (sequence,) in rows])]
        return [document for document in found if document.get(name) == value]

    def count_holding(self, scope: Scope, name: str, value: str | None) -> int:
        """Return how many documents of a scope, one collection of an indexed kind, have a value in a field."""
        place = (scope.kind, scope.stack, scope.branch, scope.parent or "", scope.locale or "")
        slots = self.index.slots_of([cast("Place", place)], name)
        statement = "SELECT COUNT(*) FROM field_values WHERE slot = ? AND value = ?"
        return sum(self._run(statement, (slot, held(value)))[0][0] for slot in slots)

    def newest(self, scope: Scope, most: int) -> list[tuple[Key, Document]]:
        """Answer the `most` documents of `scope` that were put last, with their keys, newest first."""
        condition, values = _condition(scope)
        statement = _statement("SELECT * FROM documents WHERE", condition, "ORDER BY sequence DESC LIMIT ?")
        return [(Key(*row[1:-1]), json.loads(row[-1])) for row in self._run(statement, (*values, most))]

    def count(self, scope: Scope) -> int:
        """Answer how many documents `scope` holds."""
        condition, values = _condition(scope)
        return int(self._run(_statement("SELECT COUNT(*) FROM documents WHERE", condition), values)[0][0])

    def delete_all(self, scope: Scope) -> int:
        """Remove the documents of `scope`; answer how many there were."""
        self._memory.forget(scope.kind)
        condition, values = _condition(scope)
        with self.transaction():
            self._forget_values(scope)
            return len(self._run(_statement("DELETE FROM documents WHERE", condition, "RETURNING 1"), values))

    def copy_branch(self, stack: str, source: str, target: str) -> None:
        """Copy every document of the branch `source`, kept versions too, into the branch `target`."""
        self._memory.forget(None)
        with self.transaction():
            self._run(COPY_BRANCH, (target, stack, source))
            self.index.copy_branch(stack, source, target)

    def remember(self, kinds: tuple[str, ...], about: Hashable, make: Callable[[], T]) -> T:
        """Answer what `make` answers, worked out anew only if a document of one of the kinds was written since.

        `about` says what it is. Nobody may change the answer.
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

    def _make_index(self) -> None:
        """Index what a file holds that was written before there was an index of this form."""
        ((version,),) = self._run("PRAGMA user_version", ())
        wanted = self.index.version + INDEX_VERSION
        if version == wanted:
            return
        with self.transaction():
            self.index.clear("TRUE", ())
            for kind in self.index.kinds:
                for row in self._run("SELECT * FROM documents WHERE kind = ? AND version = 0", (kind,)):
                    self.index.replace(place_of(Key(*row[1:-1])), row[0], None, json.loads(row[-1]))
            self._run(f"PRAGMA user_version = {wanted}", ())

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


def _do_nothing() -> None:
    pass


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
