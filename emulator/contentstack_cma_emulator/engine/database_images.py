"""Images of a whole SQLite database, as bytes."""

import sqlite3
from collections.abc import Generator
from contextlib import closing, contextmanager

WAL_MARKS = slice(18, 20)
"""Position of the bytes that say whether a database file has a write-ahead log."""

NO_WAL = b"\x01\x01"


def copy_image(connection: sqlite3.Connection) -> bytes:
    """Return an image of a database that has no open transaction."""
    with closing(sqlite3.connect(":memory:")) as copy:
        connection.backup(copy)
        image = copy.serialize()
    # A database in memory cannot have a log, and would not be opened with these marks.
    return image[: WAL_MARKS.start] + NO_WAL + image[WAL_MARKS.stop :]


@contextmanager
def open_image(image: bytes) -> Generator[sqlite3.Connection]:
    """Open an image as a database in memory.

    Raises:
        sqlite3.Error: The bytes are not an image.
    """
    with closing(sqlite3.connect(":memory:", check_same_thread=False)) as connection:
        connection.deserialize(image)
        connection.execute("PRAGMA trusted_schema = OFF")
        yield connection


def find_tables(connection: sqlite3.Connection) -> set[tuple[str, str, str | None]]:
    """Return type, name and SQL of everything in the schema of a database."""
    return set(connection.execute("SELECT type, name, sql FROM sqlite_master").fetchall())
