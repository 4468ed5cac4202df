"""What a run knows about its rows: a temporary database on disk, so that millions of rows need no memory."""

import pickle
import sqlite3
from collections.abc import Iterator
from dataclasses import dataclass

from .rows import Row

CLAIMED = "claimed"
"""State of a row that was read and not sent yet."""
SENT = "sent"
"""State of a row that was sent and has not ended."""
INCOMPLETE = "incomplete"
"""State of a row that was written without references that are still missing, or whose publishing failed."""

_SCHEMA = """
create table rows (
    digest blob primary key, position int, state text, key text, uid text, before int, version int, content text,
    content_type text, locale text
) without rowid;
create table names (digest blob primary key, uid text) without rowid;
create table late (number integer primary key, row blob);
"""


@dataclass(frozen=True, slots=True)
class Record:
    """What is known about a row.

    Attributes:
        digest: What identifies it.
        position: Its number in the input of this run, from 1; 0 if this run has not read it yet.
        state: `claimed`, `sent`, `incomplete`, or the outcome.
        key: What identifies it, for people.
        uid: Uid of its entry or asset, if known.
        before: What was there before the run; see `Row`.
        version: Version number that the run wrote.
        content: Digest of the content that the run wrote, if it matters.
        content_type: Uid of its content type, if the run has several.
        locale: Code of the locale that it was read in, if it was read.
    """

    digest: bytes
    position: int
    state: str
    key: str
    uid: str | None = None
    before: int | None = None
    version: int | None = None
    content: str | None = None
    content_type: str | None = None
    locale: str | None = None


class RowIndex:
    """The rows of a run by digest, the uids of what they refer to, and the rows that a later pass handles."""

    def __init__(self) -> None:
        self._database = sqlite3.connect("", isolation_level=None, check_same_thread=False)
        self._unpicklable: dict[int | None, Row] = {}
        self._database.executescript(f"pragma journal_mode=off; pragma synchronous=off; {_SCHEMA}")

    def get(self, digest: bytes) -> Record | None:
        """Return what is known about a row; None if it is new."""
        found = self._database.execute("select * from rows where digest = ?", [digest]).fetchone()
        return None if found is None else Record(*found)

    def put(self, record: Record) -> None:
        """Add or replace what is known about a row."""
        values = [getattr(record, name) for name in Record.__slots__]
        self._database.execute("insert or replace into rows values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)", values)

    def has_uid(self, uid: str) -> bool:
        """Return whether this is the uid of one of the rows. Reads all of them."""
        return self._database.execute("select 1 from rows where uid = ? limit 1", [uid]).fetchone() is not None

    def iterate(self, states: tuple[str, ...]) -> Iterator[Record]:
        """Iterate over the rows in one of some states, which may change meanwhile."""
        marks = ", ".join("?" * len(states))
        last = b""
        while found := self._database.execute(
            f"select * from rows where state in ({marks}) and digest > ? order by digest limit 500",  # noqa: S608
            [*states, last],
        ).fetchall():
            for values in found:
                yield Record(*values)
            last = found[-1][0]

    def count(self, states: tuple[str, ...]) -> int:
        """Return the number of rows in one of some states."""
        marks = ", ".join("?" * len(states))
        query = f"select count(*) from rows where state in ({marks})"  # noqa: S608 - only question marks
        return int(self._database.execute(query, states).fetchone()[0])

    def name(self, digest: bytes, uid: str) -> None:
        """Remember the uid of an entry that exists in the stack."""
        self._database.execute("insert or replace into names values (?, ?)", [digest, uid])

    def find_name(self, digest: bytes) -> str | None:
        """Return the uid of an entry: one of this run, or one that was looked up; None if unknown."""
        found = self._database.execute(
            "select uid from rows where digest = ? and uid is not null "
            "union all select uid from names where digest = ?",
            [digest, digest],
        ).fetchone()
        return None if found is None else str(found[0])

    def postpone(self, row: Row) -> None:
        """Keep a row for a later pass: on disk or, if its item cannot be pickled, in memory."""
        try:
            data = pickle.dumps(row)
        except Exception:  # noqa: BLE001 - pickling calls methods of the item
            data = None
        number = self._database.execute("insert into late (row) values (?)", [data]).lastrowid
        if data is None:
            self._unpicklable[number] = row

    @property
    def has_postponed(self) -> bool:
        """Whether rows are kept for a later pass."""
        return self._database.execute("select 1 from late limit 1").fetchone() is not None

    def take_postponed(self, count: int) -> list[Row]:
        """Remove and return up to `count` rows that were postponed, the oldest first."""
        found = self._database.execute("select number, row from late order by number limit ?", [count]).fetchall()
        if found:
            self._database.execute("delete from late where number <= ?", [found[-1][0]])
        return [self._unpicklable.pop(number) if data is None else _load(data) for number, data in found]

    def close(self) -> None:
        """Close the database, which deletes it."""
        self._database.close()


def _load(data: bytes) -> Row:
    row: Row = pickle.loads(data)  # noqa: S301 - this process wrote it to its own file
    return row
