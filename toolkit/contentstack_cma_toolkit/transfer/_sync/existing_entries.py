# Derived from _async/existing_entries.py by generator/unasync.py: edit that, not this.
"""Find the entries of an export in the target: those that were there, and those whose response was lost."""

from collections import defaultdict
from collections.abc import Iterable

from contentstack_cma import Stack
from contentstack_cma.errors import NotFoundError, ValidationError

from ..checkpoint import ImportCheckpoint, Match
from ..entry_shelf import EntryShelf, EntryVersion
from ..mapping import Document, is_same
from ..schemas import Schemas


class ExistingEntries:
    """The entries that the target had before.

    An entry is there already if the target has one with its uid, as in the stack that was exported, the one that an
    earlier import created, one with its title in a content type whose titles are unique, or one at all in a content
    type that can have only one.

    Args:
        stack: The target.
        checkpoint: What the import has done.
        schemas: The content types of the export.
    """

    def __init__(self, stack: Stack, checkpoint: ImportCheckpoint, schemas: Schemas) -> None:
        self._stack = stack
        self._checkpoint = checkpoint
        self._schemas = schemas
        self._found: dict[str, str] = {}
        self._versions = EntryShelf(None)

    def match(self, shelf: EntryShelf, uids: Iterable[str]) -> None:
        """Match entries of the export with those of the target, so that all references to them can be mapped.

        Args:
            shelf: The entries of the export.
            uids: Uids of the entries to match.

        Raises:
            ContentstackError: The entries of the target cannot be read.
        """
        by_place: defaultdict[tuple[str, str], list[str]] = defaultdict(list)
        for uid in uids:
            by_place[shelf.get_content_type(uid), shelf.list_locales(uid)[0]].append(uid)
        for (content_type_uid, locale), members in by_place.items():
            titles = self._read(content_type_uid, locale)
            for uid in members if titles else ():
                self._match(shelf.get_first(uid), titles)

    def _read(self, content_type_uid: str, locale: str) -> dict[str, str]:
        """Read the entries of a content type in a locale, and return their uids by title."""
        titles: dict[str, str] = {}
        try:
            for entry in self._stack.entries(content_type_uid).list(locale=locale, include_publish_details=True):
                titles[str(entry.title)] = entry.uid
                self._add(content_type_uid, entry.to_dict())
        except (NotFoundError, ValidationError):  # the target does not have the content type or the locale
            return {}
        return titles

    def _add(self, content_type_uid: str, entry: Document) -> None:
        self._versions.add(EntryVersion(content_type_uid, str(entry["uid"]), str(entry.get("locale")), entry))

    def _match(self, version: EntryVersion, titles: dict[str, str]) -> None:
        known = (version.uid, self._checkpoint.find_earlier("entry", version.uid))
        found = next((uid for uid in known if uid is not None and uid in self._versions), None)
        if found is None and self._schemas.has_unique_title(version.content_type_uid):
            found = titles.get(str(version.fields.get("title")))
        if found is None and self._schemas.is_singleton(version.content_type_uid):
            found = next(iter(titles.values()), None)
        if found is None:
            return
        match = Match("entry", version.uid, found)
        if self._checkpoint.claim(match):
            self._checkpoint.note_match(match)
            self._found[version.uid] = found

    def read_other_locales(self, shelf: EntryShelf) -> None:
        """Read the other locales of the entries that were found.

        Args:
            shelf: The entries of the export.
        """
        places = {
            (shelf.get_content_type(uid), locale): None for uid in self._found for locale in shelf.list_locales(uid)[1:]
        }
        for content_type_uid, locale in places:
            self._read(content_type_uid, locale)

    def find(self, uid: str) -> str | None:
        """Return the uid in the target of an entry of the source that was there before; None if it was not."""
        return self._found.get(uid)

    def get(self, uid: str, locale: str) -> Document | None:
        """Return an entry that was there before, as it was in a locale; None if it was not localized there.

        Args:
            uid: Its uid in the source.
            locale: Code of the locale.
        """
        target = self._found.get(uid, "")
        return self._versions.get(target, locale).fields if locale in self._versions.list_locales(target) else None

    def look_for_created(self, version: EntryVersion, fields: Document) -> str | None:
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
            if is_ours and self._checkpoint.claim(Match("entry", version.uid, entry.uid)):
                return entry.uid
        return None

    def look_for_localized(self, version: EntryVersion, target: str, fields: Document) -> bool:
        """Return whether an entry was localized although the response was lost.

        Args:
            version: The entry in the locale.
            target: Its uid in the target.
            fields: What was written.
        """
        try:
            found = self._stack.entries(version.content_type_uid).get(target, locale=version.locale)
        except (NotFoundError, ValidationError):
            return False
        return found.locale == version.locale and is_same(fields, found.to_dict())

    def close(self) -> None:
        """Release what was read."""
        self._versions.close()
