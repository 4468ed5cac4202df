# Derived from _async/revert_handler.py by generator/unasync.py: edit that, not this.
"""Revert a run over entries: delete what it created, and put back what it updated."""

from functools import partial
from typing import Any

from contentstack_cma_client import models

from ..channels import Channel, build_hooks
from ..concurrency import Concurrency
from ..decisions import completes_creations, explain_permanence
from ..entry_items import clear_fields
from ..identity import RunIdentity
from ..index import INCOMPLETE, Record
from ..outcomes import ItemState
from ..rows import Row
from .entry_access import EntryAccess
from .entry_writer import EntryEnd, EntryWriter
from .exactly_once import read_patiently
from .handler import Handler, Perform, RunSender


class EntryRevertHandler(Handler[models.Entry]):
    """Revert a run over entries. The items are the records of that run.

    Args:
        sender: What to send through.
        reverted: The run to revert.
    """

    def __init__(self, sender: RunSender, reverted: RunIdentity) -> None:
        perform: Perform[models.Entry] = self._perform
        channel = Channel(perform, concurrency=Concurrency())
        content_types = reverted.get("content_type") or reverted.get("content_types") or "all content types"
        self.title = f"revert {reverted['operation']} of {content_types}"
        self.channels = [channel]
        self.sender = sender
        self._counted = sender.with_options(hooks=build_hooks(channel.concurrency))
        self._reverted = reverted
        self._content_types: dict[str, models.ContentType] = {}

    def describe(self) -> RunIdentity:
        return {**self._reverted, "operation": "revert"}

    def read_row(self, item: Any, position: int) -> Row:
        record: Record = item
        return Row(
            record,
            position,
            record.key,
            record.digest,
            uid=record.uid,
            content_type=record.content_type or self._reverted.get("content_type"),
            locale=self._reverted.get("locale") or record.locale,
            before=record.before,
            version=record.version,
        )

    def prepare(self, rows: list[Row]) -> list[EntryEnd]:
        ended = [_skip(row, reason) for row in rows if (reason := explain_permanence(row.item.state))]
        groups: dict[tuple[str, str | None], list[Row]] = {}
        for row in rows:
            if explain_permanence(row.item.state) is None:
                groups.setdefault((str(row.content_type), row.locale), []).append(row)
        for (content_type, locale), members in groups.items():
            access = EntryAccess(self._counted, content_type, locale)
            if content_type not in self._content_types:
                self._content_types[content_type] = access.read_content_type()
            ended += self._check(access, members)
        return ended

    def _check(self, access: EntryAccess, rows: list[Row]) -> list[EntryEnd]:
        """Return the end of the rows that need not or must not be written."""
        ended: list[EntryEnd] = []
        found = access.find("uid", [str(row.uid) for row in rows])
        for row in rows:
            entry = found.get(str(row.uid))
            if entry is None:
                ended.append(row.end(ItemState.REVERTED))
            elif entry.version != row.version or row.locale not in {None, entry.locale}:
                ended.append(_skip(row, "it was changed after the run"))
            else:
                row.fields = clear_fields(entry)
        return ended

    def _perform(self, rows: list[Row]) -> list[EntryEnd]:
        return [self._write(row) for row in rows]

    def _was_created(self, record: Record) -> bool:
        """Return whether the run has created an entry, and not only its version in a locale."""
        if record.state == INCOMPLETE:
            return completes_creations(self._reverted["operation"], self._reverted.get("locale"))
        return record.state == ItemState.CREATED

    def _write(self, row: Row) -> EntryEnd:
        access = EntryAccess(self._counted, str(row.content_type), row.locale)
        writer = EntryWriter(access, key=None, may_duplicate=False)
        if row.before is None:
            ended = writer.delete(row, all_locales=self._was_created(row.item))
        else:
            former = read_patiently(partial(access.get, str(row.uid), version=row.before))
            if former is None:
                return _skip(row, f"its version {row.before} is not there any more")
            fields = {**row.fields, **former.writable(self._content_types[access.content_type_uid])}
            ended = writer.update(row, fields, before=row.version)
        if ended.outcome.is_failure:
            return ended
        return row.end(ItemState.REVERTED, result=ended.outcome.result, version=ended.version)


def _skip(row: Row, reason: str) -> EntryEnd:
    return row.end(ItemState.SKIPPED, error=ValueError(reason))
