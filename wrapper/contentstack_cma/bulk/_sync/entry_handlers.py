# Derived from _async/entry_handlers.py by generator/unasync.py: edit that, not this.
"""The handlers of the entries of one content type."""

from typing import Any

from contentstack_cma_client import models

from ..entry_items import EntryItem, list_required, read_existing, read_new, read_uid
from ..identity import RunIdentity
from ..outcomes import ItemState
from ..references import find_references
from ..rows import Row, compute_digest, find_missing
from .entry_handler import EntryHandler
from .entry_writer import EntryEnd
from .handler import RunSender


class CreateHandler(EntryHandler):
    """Create entries."""

    _required: tuple[str, ...] = ()

    def start(self) -> None:
        super().start()
        self._required = tuple(list_required(self._content_type))

    def read_row(self, item: Any, position: int) -> Row:
        read = read_new(item, self._content_type)
        self._check_required(read)
        row = self._build_row(item, position, read)
        if self._key is None:
            row.digest = self._identify(read)
            row.key = str(read.fields.get("title", position))
        return row

    def _check_required(self, read: EntryItem) -> None:
        if missing := find_missing(read.fields, self._required):
            raise ValueError(f"the required field {', '.join(map(repr, missing))} is missing or empty")

    def _identify(self, read: EntryItem) -> bytes:
        """Return a digest of the fields and of how often an item with these fields came before."""
        fields = compute_digest(read.fields)
        count = int(self.records.index.find_name(fields) or 0)
        self.records.index.name(fields, str(count + 1))
        return compute_digest(fields.hex(), count)

    def must_wait(self, row: Row) -> bool:
        return bool(self._find_unknown(row)) if not row.is_patch else super().must_wait(row)

    def _find_unknown(self, row: Row) -> list[str]:
        """Return the references in required fields whose entries do not exist so far."""
        required = {name: value for name, value in row.fields.items() if name in self._required}
        return [str(each) for each in find_references(required) if self._resolve(each) is None]

    def _write(self, row: Row) -> EntryEnd:
        if unknown := self._find_unknown(row):
            error = LookupError(
                f"a required field refers to {', '.join(unknown)}, which neither the stack has nor the input, "
                "or only in a circle of required fields"
            )
            return row.end(ItemState.FAILED, error=error)
        return self._mark_incomplete(row, self._writer.create(row, self._build_fields(row)))


class UpdateHandler(EntryHandler):
    """Update entries, or localize them."""

    def read_row(self, item: Any, position: int) -> Row:
        read = read_existing if self._key is None else read_new
        return self._build_row(item, position, read(item, self._content_type))

    def prepare(self, rows: list[Row]) -> list[EntryEnd]:
        self._look_up_keys(rows)
        self._look_up_versions([row for row in rows if not row.is_patch])
        self._look_up_references(rows)
        return [row.end(ItemState.FAILED, error=self._build_missing(row)) for row in rows if row.uid is None]

    def _build_missing(self, row: Row) -> LookupError:
        return LookupError(f"no entry of {self._access.content_type_uid!r} has {self._key} {row.key!r}")

    def _write(self, row: Row) -> EntryEnd:
        locale = self._access.locale or row.locale
        ended = self._writer.update(row, self._build_fields(row), before=row.before, locale=locale)
        return self._mark_incomplete(row, ended)


class UpsertHandler(CreateHandler):
    """Create the entries whose key does not exist, and update the others."""

    def _check_required(self, read: EntryItem) -> None:
        """Accept items without required fields: those of entries that exist need not have them."""

    def prepare(self, rows: list[Row]) -> list[EntryEnd]:
        self._look_up_keys(rows)
        self._look_up_versions([row for row in rows if not row.is_patch])
        self._look_up_references(rows)
        return [
            row.end(
                ItemState.FAILED,
                error=ValueError(f"the item is new, and its required field {missing!r} is missing or empty"),
            )
            for row in rows
            if row.uid is None and (missing := ", ".join(find_missing(row.fields, self._required)))
        ]

    def _write(self, row: Row) -> EntryEnd:
        if row.uid is not None and row.was_sent and row.before is None:
            row.was_sent = False  # it is there, so the earlier run has created it
        if row.uid is None:
            ended = self._writer.create(row, self._build_fields(row))
            if ended.outcome.outcome is not ItemState.FOUND or ended.outcome.result is None:
                return self._mark_incomplete(row, ended)
            row.before = ended.outcome.result.version
        ended = self._writer.update(row, self._build_fields(row), before=row.before, locale=self._access.locale)
        return self._mark_incomplete(row, ended)


class DeleteHandler(EntryHandler):
    """Delete entries: in all locales, or in the one of the run."""

    def start(self) -> None:
        """Read nothing in advance: uids are enough."""

    def read_row(self, item: Any, position: int) -> Row:
        return self._build_row(item, position, read_uid(item))

    def _write(self, row: Row) -> EntryEnd:
        return self._writer.delete(row, all_locales=self._access.locale is None)


class DeletePlanHandler(DeleteHandler):
    """Find out which entries would be deleted."""

    def prepare(self, rows: list[Row]) -> list[EntryEnd]:
        found = self._access.find("uid", [str(row.uid) for row in rows])
        return [self._plan(row, found.get(str(row.uid))) for row in rows]

    def _plan(self, row: Row, entry: models.Entry | None) -> EntryEnd:
        if entry is None:
            return row.end(ItemState.FAILED, error=LookupError(f"the entry {row.key!r} does not exist"))
        return row.end(ItemState.PLANNED, result=entry)


class StageHandler(EntryHandler):
    """Move entries to a workflow stage.

    Args:
        stage_uid: Uid of the stage.
        body: The body of every call.
    """

    def __init__(
        self,
        sender: RunSender,
        content_type_uid: str,
        stage_uid: str,
        body: models.EntryWorkflowRequest,
        *,
        locale: str | None,
        concurrency: int | None,
    ) -> None:
        super().__init__(sender, content_type_uid, "set_workflow_stage_many", locale=locale, concurrency=concurrency)
        self._stage_uid = stage_uid
        self._body = body

    def start(self) -> None:
        """Read nothing in advance: uids are enough."""

    def read_row(self, item: Any, position: int) -> Row:
        return self._build_row(item, position, read_uid(item))

    def describe(self) -> RunIdentity:
        return {**super().describe(), "stage": self._stage_uid}

    def _write(self, row: Row) -> EntryEnd:
        return self._writer.set_stage(row, self._stage_uid, self._body)
