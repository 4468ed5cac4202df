# Derived from _async/release_import.py by generator/unasync.py: edit that, not this.
"""Import releases and their items."""

from collections.abc import Mapping, Sequence

from contentstack_cma import Stack, bulk
from contentstack_cma.bulk import ItemState

from .. import resource_types
from ..folder.json_files import Json
from ..mapping import Document, Reference, close_release, get_documents, rewrite_release_items
from ..written import Written, get_uid
from .resources import ResourceImport
from .steps import Steps

_Versions = Mapping[tuple[Reference, str], int | None]


class ReleaseImport:
    """Imports releases: each is created open, filled, and then locked if it was.

    Args:
        stack: The target.
        steps: What writes and records.
    """

    def __init__(self, stack: Stack, steps: Steps) -> None:
        self._stack = stack
        self._steps = steps

    def run(self, releases: Sequence[Json]) -> None:
        """Import releases.

        Args:
            releases: The releases as exported, with their items.
        """
        ResourceImport(self._stack, self._steps, resource_types.RELEASES).run(releases)
        if not self._steps.options.is_plan:
            imported = [release for release in releases if self._is_imported(get_uid(release))]
            self._steps.complete("release items", "releases", imported, name=get_uid, write=self._fill)

    def _is_imported(self, uid: str) -> bool:
        is_done = self._steps.checkpoint.is_done("releases", uid)
        return is_done and not self._steps.checkpoint.has_mark("skipped", "releases", uid)

    def _fill(self, release: Document) -> Written:
        target = str(self._steps.checkpoint.get("release", get_uid(release)))
        items = get_documents(release, "items")
        versions = self._read_versions(items)
        found = rewrite_release_items(
            items, self._steps.checkpoint, lambda reference, locale: versions.get((reference, locale))
        )
        wanted = [each.fields for each in found if each.fields]
        if wanted:
            report = self._stack.release_items(target).add_many(wanted).finish()
            report.raise_for_failures()
        if locks := close_release(release):
            self._stack.releases.update(target, locks)
        return Written(ItemState.UPDATED, notes=tuple(note for each in found for note in each.notes))

    def _read_versions(self, items: Sequence[Document]) -> _Versions:
        """Return the latest versions of entries and assets in the target."""
        wanted: dict[tuple[Reference, str], None] = {}

        def note(reference: Reference, locale: str) -> int:
            wanted[reference, locale] = None
            return 0

        rewrite_release_items(items, self._steps.checkpoint, note)
        run = bulk.call_many(list(wanted), self._read_version, title="Read versions for releases")
        return {outcome.item: outcome.result for outcome in run}

    def _read_version(self, place: tuple[Reference, str]) -> int | None:
        reference, locale = place
        if reference.content_type is None:
            return (self._stack.assets.get(reference.uid)).version
        entry = self._stack.entries(reference.content_type).get(reference.uid, locale=locale)
        return entry.version if entry.locale == locale else None
