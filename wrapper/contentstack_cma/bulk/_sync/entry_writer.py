# Derived from _async/entry_writer.py by generator/unasync.py: edit that, not this.
"""Write entries exactly once."""

from collections.abc import Mapping
from functools import partial
from typing import Any

from contentstack_cma_client import models

from ...errors import ContentstackError, NotFoundError
from ..decisions import Verdict, compare_update, may_exist
from ..outcomes import ItemState
from ..rows import Ended, Row
from .entry_access import EntryAccess
from .exactly_once import write_once

_LOOKS = 3
"""Looks before an update is retried: an original that comes late is found, and does not make one more version."""

EntryEnd = Ended[models.Entry]


class EntryWriter:
    """Writes entries of one content type exactly once.

    Args:
        access: The entries.
        key: Uid of the unique field that identifies them, if there is one.
        may_duplicate: Repeat a create without a key that may have been processed.
    """

    def __init__(self, access: EntryAccess, *, key: str | None, may_duplicate: bool) -> None:
        self._access = access
        self._key = key
        self._may_duplicate = may_duplicate

    def create(self, row: Row, fields: Mapping[str, Any]) -> EntryEnd:
        """Create an entry, unless one with its key exists."""

        def send() -> EntryEnd:
            return _end(row, ItemState.CREATED, self._access.create(fields))

        return write_once(
            row, send=send, look=partial(self._look_for_key, row), reject=partial(self._reject_create, row)
        )

    def _look_for_key(self, row: Row, doubt: ContentstackError) -> EntryEnd | None:
        if self._key is None:
            return None if self._may_duplicate else row.end(ItemState.UNKNOWN, error=doubt)
        found = self._find(row)
        return None if found is None else _end(row, ItemState.CREATED, found)

    def _find(self, row: Row) -> models.Entry | None:
        if self._key is None:
            return None
        value = row.fields[self._key]
        return (self._access.find(self._key, [value])).get(str(value))

    def _reject_create(self, row: Row, error: ContentstackError, doubt: ContentstackError | None) -> EntryEnd:
        if may_exist(error, self._key, is_in_doubt=doubt is not None):
            found = self._find(row)
            if found is not None:
                return _end(row, ItemState.FOUND if doubt is None else ItemState.CREATED, found)
        return row.end(ItemState.FAILED, error=error)

    def update(self, row: Row, fields: Mapping[str, Any], *, before: int | None, locale: str | None = None) -> EntryEnd:
        """Update the entry of a row, which must have a uid.

        Args:
            row: The row.
            fields: The fields to write.
            before: Version number of the entry before, if known.
            locale: Code of the locale. Default: that of the run.
        """

        def send() -> EntryEnd:
            return _end(row, ItemState.UPDATED, self._access.update(str(row.uid), fields, locale))

        def look(doubt: ContentstackError) -> EntryEnd | None:
            entry = self._access.get(str(row.uid), locale)
            if entry is None:
                return row.end(ItemState.FAILED, error=doubt)
            verdict = compare_update(before, entry.version, fields, entry)
            if verdict is Verdict.DONE:
                return _end(row, ItemState.UPDATED, entry)
            return None if verdict is Verdict.NOT_DONE else row.end(ItemState.UNKNOWN, error=doubt)

        return write_once(row, send=send, look=look, reject=partial(_fail, row), looks=_LOOKS)

    def delete(self, row: Row, *, all_locales: bool) -> EntryEnd:
        """Delete the entry of a row. To do so twice does no harm: no other entry gets its uid."""

        def send() -> EntryEnd:
            self._access.delete(str(row.uid), all_locales=all_locales)
            return row.end(ItemState.DELETED)

        def reject(error: ContentstackError, doubt: ContentstackError | None) -> EntryEnd:
            if doubt is not None and (isinstance(error, NotFoundError) or self._is_gone(row)):
                return row.end(ItemState.DELETED)
            return row.end(ItemState.FAILED, error=error)

        return write_once(row, send=send, look=_repeat, reject=reject)

    def _is_gone(self, row: Row) -> bool:
        entry = self._access.get(str(row.uid))
        return entry is None or self._access.locale not in {None, entry.locale}

    def set_stage(self, row: Row, stage_uid: str, body: models.EntryWorkflowRequest) -> EntryEnd:
        """Move the entry of a row to a workflow stage."""

        def send() -> EntryEnd:
            self._access.set_stage(str(row.uid), body)
            return row.end(ItemState.UPDATED)

        def look(doubt: ContentstackError) -> EntryEnd | None:
            del doubt
            entry = self._access.get_with_stage(str(row.uid))
            is_there = entry is not None and entry.workflow is not None and entry.workflow.uid == stage_uid
            return row.end(ItemState.UPDATED, result=entry) if is_there else None

        return write_once(row, send=send, look=look, reject=partial(_fail, row))


def _end(row: Row, state: ItemState, entry: models.Entry) -> EntryEnd:
    """Return the end of a row whose entry exists."""
    row.uid = entry.uid
    return row.end(state, result=entry, version=entry.version)


def _fail(row: Row, error: ContentstackError, doubt: ContentstackError | None) -> EntryEnd:
    del doubt
    return row.end(ItemState.FAILED, error=error)


def _repeat(doubt: ContentstackError) -> None:
    del doubt
