"""A store of JSON documents in SQLite.

A document is found by its ``Key``. Many are found by a ``Scope``, in the order in which they were first put.
What is read is a fresh copy: change it freely and ``put`` it back.
"""

import json
import sqlite3
import threading
from collections.abc import Generator, Iterable
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

Document = dict[str, Any]
"""A JSON object. Its values are free-form: the CMA stores whatever fields a user models."""

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


class Store:
    """Documents in one SQLite database: in memory, or in the file ``path``, where they outlive the process.

    Safe to use from several threads: every call holds a lock, and so does a transaction for as long as it lasts.
    """

    def __init__(self, path: Path | None = None) -> None:
        self._lock = threading.RLock()
        self._depth = 0
        self._connection = sqlite3.connect(
            ":memory:" if path is None else path, isolation_level=None, check_same_thread=False
        )
        self._connection.execute("PRAGMA journal_mode = WAL")
        self._connection.execute("PRAGMA synchronous = NORMAL")
        self._connection.execute(CREATE_TABLE)

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
                raise
            else:
                self._connection.execute("COMMIT")
            finally:
                self._depth = 0

    def get(self, key: Key) -> Document | None:
        """Answer the document at ``key``, or None."""
        rows = self._run(_statement("SELECT body FROM documents WHERE", BY_KEY), _values(key))
        return json.loads(rows[0][0]) if rows else None

    def put(self, key: Key, document: Document) -> None:
        """Write ``document`` at ``key``. What lay there is replaced and keeps its place in the order."""
        self._run(PUT, (*_values(key), json.dumps(document, separators=(",", ":"))))

    def delete(self, key: Key) -> bool:
        """Remove the document at ``key``; answer whether there was one."""
        return bool(self._run(_statement("DELETE FROM documents WHERE", BY_KEY, "RETURNING 1"), _values(key)))

    def find(self, scope: Scope) -> list[Document]:
        """Answer the documents of ``scope``, oldest first."""
        return [document for _, document in self.items(scope)]

    def items(self, scope: Scope) -> list[tuple[Key, Document]]:
        """Answer the documents of ``scope`` with their keys, oldest first."""
        condition, values = _condition(scope)
        rows = self._run(_statement("SELECT * FROM documents WHERE", condition, "ORDER BY sequence"), values)
        return [(Key(*row[1:-1]), json.loads(row[-1])) for row in rows]

    def count(self, scope: Scope) -> int:
        """Answer how many documents ``scope`` holds."""
        condition, values = _condition(scope)
        return int(self._run(_statement("SELECT COUNT(*) FROM documents WHERE", condition), values)[0][0])

    def delete_all(self, scope: Scope) -> int:
        """Remove the documents of ``scope``; answer how many there were."""
        condition, values = _condition(scope)
        return len(self._run(_statement("DELETE FROM documents WHERE", condition, "RETURNING 1"), values))

    def copy_branch(self, stack: str, source: str, target: str) -> None:
        """Copy every document of the branch ``source``, kept versions too, into the branch ``target``."""
        self._run(COPY_BRANCH, (target, stack, source))

    def _run(self, statement: str, values: tuple[str | int, ...]) -> list[tuple[Any, ...]]:
        with self._lock:
            return self._connection.execute(statement, values).fetchall()


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
