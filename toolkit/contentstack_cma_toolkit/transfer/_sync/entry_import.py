# Derived from _async/entry_import.py by generator/unasync.py: edit that, not this.
"""Import entries: each is written once in each locale, and once more only for what did not exist before it."""

from contentstack_cma import Stack
from contentstack_cma.bulk import ItemState

from ..checkpoint import Mark, Match
from ..entry_shelf import EntryShelf, EntryVersion
from ..mapping import (
    Reference,
    Rewritten,
    find_references,
    is_same,
    plan_waves,
    rewrite_entry,
)
from ..schemas import Schemas
from ..written import ExistsError, Written, collect_notes
from .arrivals import Arrivals
from .existing_entries import ExistingEntries
from .steps import Steps


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

    def is_to_come(self, uid: str) -> bool:
        """Return whether an entry of the source is not in the target yet."""
        return uid in self._shelf and self._checkpoint.get("entry", uid) is None

    def run(self) -> None:
        """Import all of them."""
        self._create()
        self._localize()
        self._write_late()

    def _create(self) -> None:
        """Create each entry in its first locale, after those that it refers to."""
        references = {uid: self._list_references(self._shelf.get_first(uid)) for uid in self._shelf.list_uids()}
        waves = plan_waves(references).waves
        order = [uid for wave in waves for uid in wave if not self._checkpoint.is_done("entries", uid)]
        content_types = dict.fromkeys(self._shelf.get_first(uid).content_type_uid for uid in order)
        self._existing.read(content_types)
        arrivals = Arrivals(order)

        def write(uid: str) -> Written:
            arrivals.wait(uid, references[uid])
            return self._write_first(self._shelf.get_first(uid))

        done = [uid for wave in waves for uid in wave if self._checkpoint.is_done("entries", uid)]
        self._steps.run(
            "entries",
            "entries",
            [*done, *order],
            name=str,
            write=write,
            look=self._look_for_first,
            on_end=arrivals.announce,
        )

    def _list_references(self, version: EntryVersion) -> list[str]:
        """Return the uids of the entries of the export that an entry refers to."""
        found = find_references(version.fields, self._schemas.get(version.content_type_uid), self._recognize)
        return [each.uid for each in found if each.kind == "entry" and each.uid in self._shelf]

    def _recognize(self, uid: str) -> Reference | None:
        return Reference("entry", uid) if uid in self._shelf else None

    def _rewrite(self, version: EntryVersion) -> Rewritten:
        schema = self._schemas.get(version.content_type_uid)
        return rewrite_entry(version.fields, schema, self._checkpoint, self.is_to_come)

    def _write_first(self, version: EntryVersion) -> Written:
        rewritten = self._rewrite(version)
        existing = self._existing.find(version)
        if existing is not None:
            return self._handle_existing(version, rewritten, existing)
        if self._steps.options.is_plan:
            return _end(ItemState.CREATED, version, version.uid, rewritten)
        entries = self._stack.entries(version.content_type_uid)
        created = entries.create(rewritten.fields, locale=version.locale)
        return _end(ItemState.CREATED, version, created.uid, rewritten)

    def _handle_existing(self, version: EntryVersion, rewritten: Rewritten, existing: str) -> Written:
        action = self._steps.options.choose_action(exists=True)
        if action == "fail":
            raise ExistsError(f"the entry {version.fields.get('title')!r} of {version.content_type_uid!r}")
        if action == "skip":
            return Written(ItemState.SKIPPED, (Match("entry", version.uid, existing),), "skipped")
        found = self._existing.get(version, existing)
        if found is not None and is_same(rewritten.fields, found):
            return _end(ItemState.UNCHANGED, version, existing, rewritten)
        if not self._steps.options.is_plan:
            entries = self._stack.entries(version.content_type_uid)
            entries.update(existing, rewritten.fields, locale=version.locale)
        return _end(ItemState.UPDATED, version, existing, rewritten)

    def _look_for_first(self, uid: str) -> Written | None:
        version = self._shelf.get_first(uid)
        rewritten = self._rewrite(version)
        found = self._existing.look(version, rewritten.fields)
        return None if found is None else _end(ItemState.CREATED, version, found, rewritten)

    def _localize(self) -> None:
        """Write the other locales of the entries that are in the target."""
        versions = [
            (uid, locale)
            for uid in self._shelf.list_uids()
            if self._checkpoint.is_done("entries", uid) and not self._checkpoint.has_mark("skipped", "entries", uid)
            for locale in self._shelf.list_locales(uid)
        ]
        self._steps.run(
            "localized entries",
            "entries",
            versions,
            name=" ".join,
            write=self._write_localized,
            look=self._look_for_localized,
        )

    def _write_localized(self, place: tuple[str, str]) -> Written:
        version = self._shelf.get(*place)
        rewritten = self._rewrite(version)
        uid = self._get_target(version)
        if self._existing.has_found(version.uid):
            found = self._existing.get(version, uid)
            if found is not None and is_same(rewritten.fields, found):
                return _end(ItemState.UNCHANGED, version, uid, rewritten)
        if not self._steps.options.is_plan:
            self._stack.entries(version.content_type_uid).update(uid, rewritten.fields, locale=version.locale)
        return _end(ItemState.CREATED, version, uid, rewritten)

    def _get_target(self, version: EntryVersion) -> str:
        uid = self._checkpoint.get("entry", version.uid)
        if uid is None:
            raise ValueError(f"the entry {version.uid} is not in the target")
        return uid

    def _look_for_localized(self, place: tuple[str, str]) -> Written | None:
        version = self._shelf.get(*place)
        rewritten = self._rewrite(version)
        uid = self._get_target(version)
        found = self._existing.get(version, uid)
        is_written = found is not None and is_same(rewritten.fields, found)
        return _end(ItemState.CREATED, version, uid, rewritten) if is_written else None

    def _write_late(self) -> None:
        """Write the references to entries that did not exist before."""
        if self._steps.options.is_plan:
            return
        first = [
            self._shelf.get_first(uid) for uid in self._checkpoint.list_marked("late", "entries") if uid in self._shelf
        ]
        others = [self._shelf.get(*key.split(" ")) for key in self._checkpoint.list_marked("late", "localized entries")]
        late = [version for version in (*first, *others) if not self._is_incomplete(version)]
        self._steps.complete("late references", "entries", late, name=_get_key, write=self._write_again)

    def _is_incomplete(self, version: EntryVersion) -> bool:
        """Return whether an entry that it refers to has failed; another import writes the references then."""
        missing = self._rewrite(version).missing
        for reference in missing:
            text = f"the reference to the entry {reference.uid} is missing, which failed: import again"
            self._steps.report.add_note("entries", text, uid=version.key)
        return bool(missing)

    def _write_again(self, version: EntryVersion) -> Written:
        rewritten = self._rewrite(version)
        uid = self._get_target(version)
        self._stack.entries(version.content_type_uid).update(uid, rewritten.fields, locale=version.locale)
        return Written(ItemState.UPDATED)


def _get_key(version: EntryVersion) -> str:
    return version.key


def _end(state: ItemState, version: EntryVersion, target: str, rewritten: Rewritten) -> Written:
    mark: Mark | None = "late" if rewritten.missing else None
    return Written(state, (Match("entry", version.uid, target),), mark, collect_notes(rewritten))
