"""The entries of an export, in a temporary database: they are read in another order than that of the files."""

import json
import sqlite3
from collections.abc import Iterator
from dataclasses import dataclass
from threading import Lock

from .errors import FolderError
from .folder.reading import ExportReader
from .mapping import Document
from .report import TransferReport

_SCHEMA = """
create table entries (uid text, locale text, content_type text, body text, primary key (uid, locale))
without rowid;
"""


@dataclass(frozen=True, slots=True)
class EntryVersion:
    """An entry in a locale.

    Attributes:
        content_type_uid: Uid of its content type.
        uid: Its uid.
        locale: Code of the locale.
        fields: The entry as exported.
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
    """The entries of an export.

    The first version of an entry is that of the master locale, or else that of the first locale that it has.

    Args:
        master: Code of the master locale of the export.
    """

    def __init__(self, master: str | None) -> None:
        self._master = master
        self._database = sqlite3.connect("", isolation_level=None, check_same_thread=False)
        self._database.executescript(f"pragma journal_mode=off; pragma synchronous=off; {_SCHEMA}")
        self._lock = Lock()
        self._first: dict[str, str] = {}

    def load(self, reader: ExportReader, report: TransferReport) -> None:
        """Read the entries of an export. What cannot be read is a failure in the report."""
        for part in reader.list_entry_parts():
            self._database.execute("begin")
            try:
                for entry in reader.iterate_entries(part):
                    self._add(EntryVersion(part.content_type_uid, str(entry["uid"]), part.locale, entry))
            except FolderError as error:
                report.add_failure("entries", error)
            finally:
                self._database.execute("commit")

    def _add(self, version: EntryVersion) -> None:
        body = json.dumps(version.fields, ensure_ascii=True, separators=(",", ":"))
        values = (version.uid, version.locale, version.content_type_uid, body)
        self._database.execute("insert or replace into entries values (?, ?, ?, ?)", values)
        if version.locale == self._master or version.uid not in self._first:
            self._first[version.uid] = version.locale

    def __contains__(self, uid: str) -> bool:
        return uid in self._first

    def __len__(self) -> int:
        return len(self._first)

    def list_uids(self) -> list[str]:
        """Return the uids of all entries, in the order of the files."""
        return list(self._first)

    def list_locales(self, uid: str) -> list[str]:
        """Return the locales of an entry beside the first."""
        found = self._query("select locale from entries where uid = ? order by locale", uid)
        return [locale for (locale,) in found if locale != self._first[uid]]

    def get_first(self, uid: str) -> EntryVersion:
        """Return the first version of an entry."""
        return self.get(uid, self._first[uid])

    def get(self, uid: str, locale: str) -> EntryVersion:
        """Return an entry in a locale."""
        ((content_type, body),) = self._query(
            "select content_type, body from entries where uid = ? and locale = ?", uid, locale
        )
        return EntryVersion(content_type, uid, locale, json.loads(body))

    def iterate(self) -> Iterator[EntryVersion]:
        """Iterate over all entries in all locales."""
        for uid, first in self._first.items():
            for locale in (first, *self.list_locales(uid)):
                yield self.get(uid, locale)

    def _query(self, query: str, *values: str) -> list[tuple[str, ...]]:
        with self._lock:
            return self._database.execute(query, values).fetchall()

    def close(self) -> None:
        """Close the database, which deletes it."""
        self._database.close()
