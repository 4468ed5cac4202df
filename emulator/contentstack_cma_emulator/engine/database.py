"""A SQLite database with nested transactions, whose content can be replaced as a whole."""

import sqlite3
import threading
from collections.abc import Callable, Generator
from contextlib import contextmanager
from contextvars import ContextVar
from pathlib import Path

from contentstack_cma_emulator.engine.database_images import copy_image
from contentstack_cma_emulator.engine.private_files import make_private_file

_epoch: ContextVar[int | None] = ContextVar("epoch", default=None)


class DatabaseReplaced(Exception):
    """The content of the database was replaced, so a transaction for the previous content is not possible."""


class Database:
    """A database in memory or in a file.

    Safe to use from several threads: every call holds a lock, and so does a transaction while it is open. What was
    committed survives a crash of the process, but perhaps not a power failure.
    """

    def __init__(self, path: Path | None = None) -> None:
        self._lock = threading.RLock()
        self._depth = 0
        self._after_commit: list[Callable[[], None]] = []
        self.before_commit: Callable[[], None] = _do_nothing
        """Called in every transaction before it is committed."""
        self.rollback_listeners: list[Callable[[], None]] = []
        """Called after a rollback, and after the content was replaced."""
        self.epoch = 0
        """How often the content was replaced."""
        if path is not None:
            make_private_file(path)
        self._connection = sqlite3.connect(
            ":memory:" if path is None else path, isolation_level=None, check_same_thread=False
        )
        self._connection.execute("PRAGMA journal_mode = WAL")
        self._connection.execute("PRAGMA synchronous = NORMAL")

    def close(self) -> None:
        """Close the database. It cannot be used after this."""
        with self._lock:
            self._connection.close()

    @contextmanager
    def transaction(self, epoch: int | None = None) -> Generator[None]:
        """Open a transaction, which an exception rolls back. A nested one joins the outer one.

        If the commit fails, the transaction is rolled back, and the exception is raised. Raises `DatabaseReplaced` if
        the epoch is another one than `epoch`, or than that of `limit_to_epoch`.
        """
        with self._lock:
            if self._depth:
                yield
                return
            if not {epoch, _epoch.get()} <= {None, self.epoch}:
                raise DatabaseReplaced
            self._connection.execute("BEGIN")
            self._depth = 1
            try:
                yield
                self.before_commit()
                self._connection.execute("COMMIT")
            except BaseException:
                self._roll_back()
                raise
            finally:
                self._depth = 0
            self._run_after_commit()

    @contextmanager
    def limit_to_epoch(self, epoch: int | None) -> Generator[None]:
        """Let transactions in the context raise `DatabaseReplaced` unless the epoch is this one. None means any."""
        token = _epoch.set(epoch)
        try:
            yield
        finally:
            _epoch.reset(token)

    @contextmanager
    def lock(self) -> Generator[None]:
        """Block other threads from reading and writing."""
        with self._lock:
            yield

    def after_commit(self, action: Callable[[], None]) -> None:
        """Call `action` after the transaction is committed, and not if it is rolled back."""
        with self._lock:
            self._after_commit.append(action)
            if not self._depth:
                self._run_after_commit()

    def copy_image(self) -> bytes:
        """Return an image of the whole database. Not for use in a transaction."""
        with self._lock:
            return copy_image(self._connection)

    def _replace(self, source: sqlite3.Connection) -> None:
        """Replace the content by that of another database, atomically. Not for use in a transaction."""
        with self._lock:
            try:
                source.backup(self._connection)
            finally:
                self.epoch += 1
                self._notify_rollback()

    def _roll_back(self) -> None:
        """Roll back, unless the database already did, and notify those who may have read uncommitted data."""
        self._after_commit.clear()
        try:
            if self._connection.in_transaction:
                self._connection.execute("ROLLBACK")
        finally:
            self._notify_rollback()

    def _notify_rollback(self) -> None:
        for listener in self.rollback_listeners:
            listener()

    def _run_after_commit(self) -> None:
        actions, self._after_commit = self._after_commit, []
        for action in actions:
            action()


def _do_nothing() -> None:
    pass
