# Derived from _async/entry_import.py by generator/unasync.py: edit that, not this.
"""Import entries: each is written once in each locale, and once more only for what did not exist before it."""

from collections.abc import Sequence
from operator import attrgetter, itemgetter

from contentstack_cma import Stack
from contentstack_cma.bulk import ItemState

from ..checkpoint import Match
from ..entry_shelf import EntryShelf, EntryVersion
from ..folder import layout
from ..late_references import LateItem
from ..mapping import Document, Reference, Rewritten, find_references, is_same, plan_waves, rewrite_entry
from ..schemas import Schemas
from ..written import Written, collect_notes, leave_existing, list_missing
from .arrivals import Arrivals
from .existing_entries import ExistingEntries
from .steps import Steps, Work

_Place = tuple[str, str]
"""Uid of an entry, and code of a locale."""


class EntryImport:
    """Imports entries.

    Args:
        stack: The target.
        steps: What writes and records.
        shelf: The entries of the export.
        schemas: The content types of the export.
    """

    def __init__(self, stack: Stack, steps: Steps, shelf: EntryShelf, schemas: Schemas) -> None:
        self._stack = stack
        self._steps = steps
        self._shelf = shelf
        self._schemas = schemas
        self._checkpoint = steps.checkpoint
        self._existing = ExistingEntries(stack, steps.checkpoint, schemas)
        self._unchanged: set[_Place] = set()

    def is_to_come(self, uid: str) -> bool:
        """Return whether an entry of the source is not in the target yet."""
        return uid in self._shelf and self._checkpoint.get("entry", uid) is None

    def find_unchanged(self, uid: str, locale: str) -> Document | None:
        """Return an entry of the target that was as exported before; None if it was not.

        Args:
            uid: Its uid in the source.
            locale: Code of the locale.
        """
        return self._existing.get(uid, locale) if (uid, locale) in self._unchanged else None

    def match(self) -> None:
        """Match the entries with those that the target has already.

        Raises:
            ContentstackError: The entries of the target cannot be read.
        """
        uids = [uid for uid in self._shelf.list_uids() if not self._checkpoint.is_done("entries", uid)]
        self._existing.match(self._shelf, uids)
        if self._steps.options.existing == "update":
            self._existing.read_other_locales(self._shelf)

    def run(self) -> None:
        """Import all of them."""
        self._create()
        self._localize()
        self._write_late()

    def _create(self) -> None:
        """Write each entry in its first locale, after those that it refers to."""
        references = {uid: self._list_references(uid) for uid in self._shelf.list_uids()}
        order = [uid for wave in plan_waves(references).waves for uid in wave]
        arrivals = Arrivals(uid for uid in order if not self._checkpoint.is_done("entries", uid))

        def write(uid: str) -> Written:
            arrivals.wait(uid, references[uid])
            return self._write_first(self._shelf.get_first(uid))

        work = Work[str](
            step="entries",
            module="entries",
            name=str,
            find_file=lambda uid: self._find_file(uid, self._shelf.list_locales(uid)[0]),
            write=write,
            look=self._look_for_first,
            on_end=arrivals.announce,
        )
        try:
            self._steps.run(order, work)
        finally:
            arrivals.close()

    def _list_references(self, uid: str) -> list[str]:
        """Return the uids of the entries of the export that an entry refers to, if it is still to be written."""
        if self._checkpoint.is_done("entries", uid) or self._shelf.get_content_type(uid) not in self._schemas:
            return []
        version = self._shelf.get_first(uid)
        found = find_references(version.fields, self._get_schema(version), self._recognize)
        return [each.uid for each in found if each.kind == "entry" and each.uid in self._shelf]

    def _recognize(self, uid: str) -> Reference | None:
        return Reference("entry", uid) if uid in self._shelf else None

    def _get_schema(self, version: EntryVersion) -> Sequence[dict[str, object]]:
        return self._schemas.get(version.content_type_uid)

    def _rewrite(self, version: EntryVersion) -> Rewritten:
        return rewrite_entry(version.fields, self._get_schema(version), self._checkpoint, self.is_to_come)

    def _check_type(self, version: EntryVersion) -> None:
        """Raise an error if the content type lacks fields, so that the server would drop values of the entry."""
        uid = version.content_type_uid
        is_incomplete = self._checkpoint.has_mark("incomplete", "content types", uid)
        is_filled = self._checkpoint.is_done("schemas", f"content_type {uid}")
        if is_incomplete and not is_filled and not self._steps.options.is_plan:
            raise ValueError(f"the content type {uid!r} lacks fields, because it could not be written as a whole")

    def _write_first(self, version: EntryVersion) -> Written:
        self._check_type(version)
        existing = self._existing.find(version.uid)
        if existing is not None:
            return self._handle_existing(version, existing)
        rewritten = self._rewrite(version)
        if self._steps.options.is_plan:
            return _end(ItemState.CREATED, version, version.uid, rewritten)
        entries = self._stack.entries(version.content_type_uid)
        self._checkpoint.note_sent("entries", version.uid)
        created = entries.create(rewritten.fields, locale=version.locale)
        return _end(ItemState.CREATED, version, created.uid, rewritten)

    def _handle_existing(self, version: EntryVersion, existing: str) -> Written:
        name = f"the entry {version.fields.get('title')!r} of {version.content_type_uid!r}"
        left = leave_existing(self._steps.options.existing, name, [Match("entry", version.uid, existing)])
        return left or self._update(version, existing)

    def _update(self, version: EntryVersion, target: str) -> Written:
        """Write a locale of an entry that is in the target, unless it is the same there already."""
        rewritten = self._rewrite(version)
        before = self._existing.get(version.uid, version.locale)
        if before is not None and is_same(rewritten.fields, before):
            self._unchanged.add((version.uid, version.locale))
            return _end(ItemState.UNCHANGED, version, target, rewritten)
        if not self._steps.options.is_plan:
            self._stack.entries(version.content_type_uid).update(target, rewritten.fields, locale=version.locale)
        return _end(ItemState.CREATED if before is None else ItemState.UPDATED, version, target, rewritten)

    def _look_for_first(self, uid: str) -> Written | None:
        version = self._shelf.get_first(uid)
        rewritten = self._rewrite(version)
        found = self._existing.look_for_created(version, rewritten.fields)
        return None if found is None else _end(ItemState.CREATED, version, found, rewritten)

    def _localize(self) -> None:
        """Write the other locales of the entries that are in the target."""
        places = [
            (uid, locale)
            for uid in self._shelf.list_uids()
            if self._checkpoint.is_imported("entries", uid)
            for locale in self._shelf.list_locales(uid)[1:]
        ]
        work = Work[_Place](
            step="localized entries",
            module="entries",
            name=" ".join,
            get_uid=itemgetter(0),
            find_file=lambda place: self._find_file(*place),
            write=self._write_localized,
            look=self._look_for_localized,
        )
        self._steps.run(places, work)

    def _write_localized(self, place: _Place) -> Written:
        version = self._shelf.get(*place)
        if not self._steps.options.is_plan:
            self._checkpoint.note_sent("localized entries", version.key)
        return self._update(version, self._get_target(version))

    def _get_target(self, version: EntryVersion) -> str:
        uid = self._checkpoint.get("entry", version.uid)
        if uid is None:
            raise ValueError(f"the entry {version.uid} is not in the target")
        return uid

    def _look_for_localized(self, place: _Place) -> Written | None:
        version = self._shelf.get(*place)
        rewritten, target = self._rewrite(version), self._get_target(version)
        is_there = self._existing.look_for_localized(version, target, rewritten.fields)
        return _end(ItemState.CREATED, version, target, rewritten) if is_there else None

    def _write_late(self) -> None:
        """Write the references to entries that did not exist before."""
        first = self._checkpoint.list_late("entries")
        missing = {
            f"{uid} {self._shelf.list_locales(uid)[0]}": late for uid, late in first.items() if uid in self._shelf
        }
        missing |= {
            key: late
            for key, late in self._checkpoint.list_late("localized entries").items()
            if key.split(" ")[1] in self._shelf.list_locales(key.split(" ")[0])
        }
        work = Work[LateItem](
            step="late references",
            module="entries",
            name=attrgetter("name"),
            get_uid=lambda item: item.key.split(" ")[0],
            find_file=lambda item: self._find_file(*item.key.split(" ")),
            write=self._write_again,
        )
        self._steps.complete_late(missing, work)

    def _write_again(self, item: LateItem) -> Written:
        version = self._shelf.get(*item.key.split(" "))
        fields = self._rewrite(version).fields
        target = self._get_target(version)
        self._stack.entries(version.content_type_uid).update(target, fields, locale=version.locale)
        return Written(ItemState.UPDATED)

    def _find_file(self, uid: str, locale: str) -> str:
        return f"{layout.ENTRIES}/{self._shelf.get_content_type(uid)}/{locale}"

    def close(self) -> None:
        """Release what was read from the target."""
        self._existing.close()


def _end(state: ItemState, version: EntryVersion, target: str, rewritten: Rewritten) -> Written:
    match = Match("entry", version.uid, target)
    return Written(state, (match,), late=list_missing(rewritten), notes=collect_notes(rewritten))
