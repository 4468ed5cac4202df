# Derived from _async/republisher.py by generator/unasync.py: edit that, not this.
"""Publish an entry again where its version before the run is published."""

from collections.abc import Sequence
from dataclasses import replace
from functools import partial

from contentstack_cma_client import models

from ...errors import ContentstackError, RepublishError
from ..outcomes import ItemState
from ..places import Goal, Place
from ..published import build_reading, is_applied
from ..republishing import find_places, group_places
from ..rows import Row
from .entry_access import EntryAccess
from .entry_writer import EntryEnd
from .exactly_once import read_patiently, write_once


class Republisher:
    """Publishes entries of one content type and locale again.

    Args:
        access: The entries.
    """

    def __init__(self, access: EntryAccess) -> None:
        self._access = access

    def find_places(self, row: Row, present: models.Entry) -> list[Place]:
        """Return where the version before the run is published, also in locales for which the entry is the fallback.

        Raises:
            ContentstackError: A call failed.
        """
        if present.locale != row.locale:
            return []
        places = find_places(self._access.content_type_uid, present, row.before)
        others = sorted({place.locale for place in places if place.locale != row.locale})
        foreign = [locale for locale in others if not self._is_fallback(row, locale)]
        return [place for place in places if place.locale not in foreign]

    def _is_fallback(self, row: Row, locale: str) -> bool:
        """Return whether a locale shows the entry in the locale of the row, because it is not localized there."""
        read = partial(self._access.get, str(row.uid), locale)
        entry = read_patiently(read)
        return entry is not None and entry.locale == row.locale

    def publish(self, row: Row, written: EntryEnd, places: Sequence[Place]) -> EntryEnd:
        """Publish the version that was written, and return how the row ends."""
        row.was_sent = False
        for environments, locales in group_places(places):
            published = self._publish_once(row, written, environments, locales)
            if published.outcome.is_failure:
                return self.fail(row, replace(published, version=written.version), written.outcome.result)
        return replace(written, outcome=replace(written.outcome, attempts=row.attempts))

    def _publish_once(
        self, row: Row, written: EntryEnd, environments: Sequence[str], locales: Sequence[str]
    ) -> EntryEnd:
        uid, version, owner = str(row.uid), written.version, self._access.content_type_uid
        places = tuple(Place(owner, uid, code, name, version) for name in environments for code in locales)
        goal = Goal(action="publish", places=places)

        def send() -> EntryEnd:
            self._access.publish(uid, environments, locales, version)
            return written

        def look(doubt: ContentstackError) -> EntryEnd | None:
            entry = self._access.get_with_publications(uid)
            if entry is None:
                return row.end(ItemState.FAILED, error=doubt)
            readings = dict.fromkeys([(owner, code, uid) for code in locales], build_reading(entry))
            queue = self._access.list_queued(uid)
            return written if is_applied(goal, readings, queue, is_scheduled=False) else None

        def reject(error: ContentstackError, doubt: ContentstackError | None) -> EntryEnd:
            del doubt
            return row.end(ItemState.FAILED, error=error)

        return write_once(row, send=send, look=look, reject=reject)

    @staticmethod
    def fail(row: Row, failed: EntryEnd, entry: models.Entry | None = None) -> EntryEnd:
        """Return the end of a row that was written and not published again. Another run publishes it."""
        cause = failed.outcome.error
        error = RepublishError(f"it was updated, but not published again: {cause}")
        error.__cause__ = cause
        ended: EntryEnd = row.end(failed.outcome.outcome, result=entry, error=error, version=failed.version)
        return replace(ended, is_partial=True)
