"""Entries in a temporary database: those of an export are read in another order than that of the files."""

import json
import sqlite3
from collections.abc import Iterator
from dataclasses import dataclass
from threading import Lock

from .folder.reading import ExportReader
from .mapping import Document
from .report import TransferReport
from .usable_records import iterate_usable

_SCHEMA = """
pragma journal_mode = off;
pragma synchronous = off;
create table entries (uid text, locale text, content_type text, body text, primary key (uid, locale)) without rowid;
"""


@dataclass(frozen=True, slots=True)
class EntryVersion:
    """An entry in a locale.

    Attributes:
        content_type_uid: Uid of its content type.
        uid: Its uid.
        locale: Code of the locale.
        fields: The entry as it was read.
    """

    content_type_uid: str
    uid: str
    locale: str
    fields: Document

    @property
    def key(self) -> str:
        """What identifies it."""
        return f"{self.uid} {self.locale}"


class EntryShelf:
    """Entries, each in one or more locales. Its methods can be called in several threads.

    The first version of an entry is that of the master locale, or else that of the first locale that was added.

    Args:
        master: Code of the master locale.
    """

    def __init__(self, master: str | None) -> None:
        self._master = master
        self._database = sqlite3.connect("", isolation_level=None, check_same_thread=False)
        self._database.executescript(_SCHEMA)
        self._lock = Lock()
        self._locales: dict[str, tuple[str, ...]] = {}
        self._content_types: dict[str, str] = {}

    def load(self, reader: ExportReader, report: TransferReport) -> None:
        """Read the entries of an export. What cannot be read is a failure in the report."""
        for part in reader.list_entry_parts():
            self._database.execute("begin")
            for entry in iterate_usable(reader.iterate_entries(part), "entries", report):
                self.add(EntryVersion(part.content_type_uid, str(entry["uid"]), part.locale, entry))
            self._database.execute("commit")

    def add(self, version: EntryVersion) -> None:
        """Add an entry in a locale."""
        body = json.dumps(version.fields, separators=(",", ":"))
        values = (version.uid, version.locale, version.content_type_uid, body)
        with self._lock:
            self._database.execute("insert or replace into entries values (?, ?, ?, ?)", values)
        known = [locale for locale in self._locales.get(version.uid, ()) if locale != version.locale]
        is_first = version.locale == self._master
        self._locales[version.uid] = (version.locale, *known) if is_first else (*known, version.locale)
        self._content_types[version.uid] = version.content_type_uid

    def __contains__(self, uid: str) -> bool:
        return uid in self._locales

    def __len__(self) -> int:
        return len(self._locales)

    def list_uids(self) -> list[str]:
        """Return the uids of all entries, in the order in which they were added."""
        return list(self._locales)

    def list_locales(self, uid: str) -> tuple[str, ...]:
        """Return the locales of an entry, that of the first version first; none if there is no such entry."""
        return self._locales.get(uid, ())

    def get_content_type(self, uid: str) -> str:
        """Return the uid of the content type of an entry."""
        return self._content_types[uid]

    def get_first(self, uid: str) -> EntryVersion:
        """Return the first version of an entry."""
        return self.get(uid, self._locales[uid][0])

    def get(self, uid: str, locale: str) -> EntryVersion:
        """Return an entry in a locale."""
        query = "select content_type, body from entries where uid = ? and locale = ?"
        with self._lock:
            ((content_type, body),) = self._database.execute(query, (uid, locale)).fetchall()
        return EntryVersion(content_type, uid, locale, json.loads(body))

    def iterate(self) -> Iterator[EntryVersion]:
        """Iterate over all entries in all locales."""
        for uid, locales in self._locales.items():
            for locale in locales:
                yield self.get(uid, locale)

    def close(self) -> None:
        """Close the database, which deletes it."""
        self._database.close()
