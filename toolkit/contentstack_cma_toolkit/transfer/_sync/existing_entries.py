# Derived from _async/existing_entries.py by generator/unasync.py: edit that, not this.
"""Find the entries of an export in the target: those that were there, and those whose response was lost."""

from collections.abc import Iterable

from contentstack_cma import Stack
from contentstack_cma.errors import NotFoundError, ValidationError

from ..checkpoint import ImportCheckpoint
from ..entry_shelf import EntryVersion
from ..mapping import Document, is_same
from ..schemas import Schemas


class ExistingEntries:
    """The entries of the target.

    An entry is there already if the target has one with its uid, as in the stack that was exported, or one with its
    title in a content type whose titles are unique.

    Args:
        stack: The target.
        checkpoint: What the import has done.
        schemas: The content types of the export.
    """

    def __init__(self, stack: Stack, checkpoint: ImportCheckpoint, schemas: Schemas) -> None:
        self._stack = stack
        self._checkpoint = checkpoint
        self._schemas = schemas
        self._uids: set[str] = set()
        self._titles: dict[tuple[str, str], str] = {}
        self._found: set[str] = set()

    def read(self, content_types: Iterable[str]) -> None:
        """Read which entries the target has.

        Args:
            content_types: Uids of the content types.
        """
        for content_type_uid in content_types:
            try:
                for entry in self._stack.entries(content_type_uid).list():
                    self._uids.add(entry.uid)
                    self._titles[content_type_uid, str(entry.title)] = entry.uid
            except (NotFoundError, ValidationError):  # its content type was not created
                continue

    def find(self, version: EntryVersion) -> str | None:
        """Return the uid of the entry that the target has already, and reserve it; None if it has none."""
        uid = version.uid if version.uid in self._uids else self._find_title(version)
        if uid is None or not self._checkpoint.claim("entry", uid):
            return None
        self._found.add(version.uid)
        return uid

    def _find_title(self, version: EntryVersion) -> str | None:
        if not self._schemas.has_unique_title(version.content_type_uid):
            return None
        return self._titles.get((version.content_type_uid, str(version.fields.get("title"))))

    def has_found(self, uid: str) -> bool:
        """Return whether the target had an entry of the source before."""
        return uid in self._found

    def get(self, version: EntryVersion, uid: str) -> Document | None:
        """Return an entry as it is in a locale; None if it is not localized there.

        Args:
            version: The entry and the locale.
            uid: Its uid in the target.
        """
        try:
            found = self._stack.entries(version.content_type_uid).get(uid, locale=version.locale)
        except (NotFoundError, ValidationError):
            return None
        return found.to_dict() if found.locale == version.locale else None

    def look(self, version: EntryVersion, fields: Document) -> str | None:
        """Return the uid of an entry that was created although the response was lost; None if it was not.

        Args:
            version: The entry.
            fields: What was written.
        """
        entries = self._stack.entries(version.content_type_uid)
        is_unique = self._schemas.has_unique_title(version.content_type_uid)
        query = {"title": str(fields.get("title", ""))}
        for entry in entries.list(query=query, locale=version.locale):
            is_ours = is_unique or is_same(fields, entry.to_dict())
            if is_ours and self._checkpoint.claim("entry", entry.uid):
                return entry.uid
        return None
