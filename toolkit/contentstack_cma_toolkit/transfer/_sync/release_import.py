# Derived from _async/release_import.py by generator/unasync.py: edit that, not this.
"""Import releases and their items."""

from collections.abc import Mapping, Sequence
from typing import Any

from contentstack_cma import Stack, bulk
from contentstack_cma.bulk import ItemState

from .. import resource_types
from ..folder.json_files import Json
from ..mapping import Document, Reference, close_release, get_documents, rewrite_release_items
from ..written import Written, get_uid
from .calls import read_all
from .resources import ResourceImport
from .steps import Steps, Work

_Place = tuple[Reference, str]
"""An entry or asset of the target, and the code of a locale."""


class ReleaseImport:
    """Imports releases: each is created open, filled, and then locked if it was.

    Args:
        stack: The target.
        steps: What writes and records.
    """

    def __init__(self, stack: Stack, steps: Steps) -> None:
        self._stack = stack
        self._steps = steps
        self._checkpoint = steps.checkpoint

    def run(self, releases: Sequence[Json]) -> None:
        """Import releases.

        Args:
            releases: The releases as exported, with their items.
        """
        ResourceImport(self._stack, self._steps, resource_types.RELEASES).run(releases)
        imported = [release for release in releases if self._checkpoint.is_imported("releases", get_uid(release))]
        work = Work[Json](step="release items", module="releases", name=get_uid, write=self._fill)
        self._steps.complete(imported, work)

    def _fill(self, release: Document) -> Written:
        """Add the items that a release lacks, and lock it."""
        target = str(self._checkpoint.get("release", get_uid(release)))
        present = (self._stack.releases.get(target)).to_dict()
        locks = close_release(release)
        if locks and all(present.get(key) for key in locks):  # it was locked when it had all items
            return Written(ItemState.UNCHANGED)
        items = get_documents(release, "items")
        versions = self._read_versions(items)
        found = rewrite_release_items(items, self._checkpoint, lambda reference, locale: versions[reference, locale])
        self._add(target, [each.fields for each in found if each.fields])
        if locks:
            self._stack.releases.update(target, locks)
        return Written(ItemState.UPDATED, notes=tuple(note for each in found for note in each.notes))

    def _add(self, release_uid: str, wanted: Sequence[Json]) -> None:
        """Add items to a release. Those that it has with an older version take the place of them."""
        if not wanted:
            return
        items = self._stack.release_items(release_uid)
        places = {_identify(item): item for item in wanted}
        outdated = [
            item
            for item in read_all(items.list)
            if _identify(item) in places and not _has_version(item, places[_identify(item)])
        ]
        if outdated:
            items.remove(outdated)
        report = items.add_many(wanted, concurrency=1).finish()
        report.raise_for_failures()

    def _read_versions(self, items: Sequence[Document]) -> Mapping[_Place, int | None]:
        """Return the latest versions of entries and assets in the target."""
        wanted: dict[_Place, None] = {}

        def note(reference: Reference, locale: str) -> int:
            wanted[reference, locale] = None
            return 0

        rewrite_release_items(items, self._checkpoint, note)
        versions: dict[_Place, int | None] = {}
        for outcome in bulk.call_many(list(wanted), self._read_version, title="Read versions for releases"):
            if outcome.error is not None:
                raise outcome.error
            versions[outcome.item] = outcome.result
        return versions

    def _read_version(self, place: _Place) -> int | None:
        reference, locale = place
        if reference.content_type is None:
            return (self._stack.assets.get(reference.uid)).version
        entry = self._stack.entries(reference.content_type).get(reference.uid, locale=locale)
        return entry.version if entry.locale == locale else None


def _identify(item: Mapping[str, Any]) -> tuple[str, ...]:
    return tuple(str(item.get(key) or "") for key in ("uid", "locale", "variant_id"))


def _has_version(item: Mapping[str, Any], wanted: Mapping[str, Any]) -> bool:
    return all(item.get(key) == wanted.get(key) for key in ("version", "action"))
