# Derived from _async/entry_handler.py by generator/unasync.py: edit that, not this.
"""What the handlers of the entries of one content type have in common."""

from abc import abstractmethod
from collections.abc import Mapping
from dataclasses import replace
from typing import Any, cast

from contentstack_cma_client import models

from ..channels import Channel, build_hooks
from ..concurrency import Concurrency
from ..decisions import completes_creations
from ..entry_items import EntryItem, check_key_field, read_key
from ..identity import RunIdentity, build_identity
from ..index import CLAIMED, SENT
from ..outcomes import ItemState
from ..references import Reference, ReferenceKey, find_references, resolve_references
from ..rows import Row, compute_digest, copy_fields
from .entry_access import EntryAccess
from .entry_writer import EntryEnd, EntryWriter
from .handler import Handler, Perform, RunSender

_UNFINISHED = frozenset({CLAIMED, SENT})


class EntryHandler(Handler[models.Entry]):
    """What the handlers of entries have in common.

    Args:
        sender: What to send through.
        content_type_uid: Uid of the content type.
        name: The method, such as `create_many`.
        locale: Code of the locale; None for the master locale.
        key: Uid of the unique field that identifies entries; None to identify them by uid.
        concurrency: Maximum number of calls in flight; None for as many as the pace needs.
        may_duplicate: Repeat a create without a key that may have been processed.
    """

    _content_type: models.ContentType

    def __init__(
        self,
        sender: RunSender,
        content_type_uid: str,
        name: str,
        *,
        locale: str | None = None,
        key: str | None = None,
        concurrency: int | None = None,
        may_duplicate: bool = False,
    ) -> None:
        perform: Perform[models.Entry] = self._perform
        channel = Channel(perform, concurrency=Concurrency(concurrency))
        self.channels = [channel]
        self.title = f"{name} of {content_type_uid}"
        self.sender = sender
        self._name = name
        self._key = key
        self._access = EntryAccess(
            sender.with_options(hooks=build_hooks(channel.concurrency)), content_type_uid, locale
        )
        self._writer = EntryWriter(self._access, key=key, may_duplicate=may_duplicate)

    def describe(self) -> RunIdentity:
        return build_identity(
            self._name,
            self.sender.settings,
            content_type=self._access.content_type_uid,
            locale=self._access.locale,
            key=self._key,
        )

    def start(self) -> None:
        self._content_type = self._access.read_content_type()
        if self._key is not None:
            check_key_field(self._content_type, self._key)

    def name_item(self, item: Any) -> str:
        if self._key is None or not isinstance(item, Mapping):
            return ""
        key = cast("Mapping[str, object]", item).get(self._key)
        return str(key) if isinstance(key, (str, int)) else ""

    def _build_row(self, item: Any, position: int, read: EntryItem) -> Row:
        """Return the row of an item that has a uid or a key."""
        key: ReferenceKey = str(read.uid) if self._key is None else read_key(read.fields, self._key)
        digest = self._compute_digest(self._access.content_type_uid, self._key or "uid", key)
        references = tuple(find_references(read.fields))
        for reference in references:
            self._find_field(reference)
        name = f"{self._key or 'uid'} {key!r}"
        fields = copy_fields(read.fields)
        return Row(item, position, str(key), digest, fields, references, name, uid=read.uid, locale=read.locale)

    def _compute_digest(self, content_type_uid: str, field: str, key: ReferenceKey) -> bytes:
        return compute_digest(content_type_uid, field, str(key))

    def prepare(self, rows: list[Row]) -> list[EntryEnd]:
        self._look_up_references(rows)
        return []

    def _perform(self, rows: list[Row]) -> list[EntryEnd]:
        return [(self._complete(row) if row.is_patch else self._write(row)) for row in rows]

    @abstractmethod
    def _write(self, row: Row) -> EntryEnd:
        """Send a row, and return how it ended."""

    def _build_fields(self, row: Row) -> dict[str, Any]:
        """Return the fields of a row with the references that are known so far."""
        fields: dict[str, Any] = resolve_references(row.fields, self._resolve)
        return fields

    def _mark_incomplete(self, row: Row, ended: EntryEnd) -> EntryEnd:
        """Return the end of a row, which goes on if it was written without some of its references."""
        is_written = ended.outcome.outcome in {ItemState.CREATED, ItemState.UPDATED}
        if not is_written or all(map(self._resolve, row.references)):
            return ended
        row.version, row.is_patch = ended.version, True
        return replace(ended, is_incomplete=True)

    def must_wait(self, row: Row) -> bool:
        return row.is_patch and not all(map(self._resolve, row.references))

    def _complete(self, row: Row) -> EntryEnd:
        """Write the references of a row that did not exist when it was sent."""
        is_new = row.before is None and completes_creations(self._name, self._access.locale)
        state = ItemState.CREATED if is_new else ItemState.UPDATED
        if missing := [str(each) for each in row.references if self._resolve(each) is None]:
            error = LookupError(f"it was {state} without {', '.join(missing)}: neither the input nor the stack has it")
            return replace(row.end(ItemState.FAILED, error=error, version=row.version), is_partial=True)
        late = {name: value for name, value in row.fields.items() if any(find_references(value))}
        ended = self._writer.update(row, resolve_references(late, self._resolve), before=row.version)
        if ended.outcome.is_failure:
            return replace(ended, version=row.version, is_partial=True)
        return row.end(state, result=ended.outcome.result, version=ended.version)

    def _look_up_keys(self, rows: list[Row]) -> None:
        """Find the entries of rows by their keys."""
        if self._key is None:
            return
        wanted = {row.key: row for row in rows if row.uid is None}
        found = self._access.in_master().find(self._key, [row.fields[self._key] for row in wanted.values()])
        for key in wanted.keys() & found.keys():
            wanted[key].uid = found[key].uid

    def _look_up_versions(self, rows: list[Row]) -> None:
        """Find the present versions of entries, to know later whether an update was processed."""
        wanted: dict[str | None, dict[str, Row]] = {}
        for row in rows:
            if row.uid is not None and row.before is None and not row.was_sent:
                wanted.setdefault(self._access.locale or row.locale, {})[row.uid] = row
        for locale, found in wanted.items():
            for uid, entry in (self._access.in_locale(locale).find("uid", list(found))).items():
                found[uid].before = entry.version if locale in {None, entry.locale} else None

    def _look_up_references(self, rows: list[Row]) -> None:
        """Look for the entries that rows refer to and that are not in this run so far."""
        missing: dict[tuple[str, str], set[ReferenceKey]] = {}
        for reference in (reference for row in rows for reference in row.references):
            if self.records.index.get(self._digest_reference(reference)) is None and self._resolve(reference) is None:
                missing.setdefault((reference.content_type, self._find_field(reference)), set()).add(reference.key)
        for (content_type_uid, field), keys in missing.items():
            found = self._access.of_type(content_type_uid).find(field, list(keys))
            for key, entry in found.items():
                self.records.index.name(self._compute_digest(content_type_uid, field, key), entry.uid)

    def _find_field(self, reference: Reference) -> str:
        field = reference.field or self._key
        if field is None:
            raise ValueError(f"{reference}: pass field=… to ref(), or key=… to {self._name}")
        return field

    def _digest_reference(self, reference: Reference) -> bytes:
        return self._compute_digest(reference.content_type, self._find_field(reference), reference.key)

    def _resolve(self, reference: Reference) -> str | None:
        return self.records.index.find_name(self._digest_reference(reference))

    def is_blocked(self, row: Row) -> bool:
        for reference in row.references:
            record = self.records.index.get(self._digest_reference(reference))
            if record is not None and record.position != row.position and record.state in _UNFINISHED:
                return True
        return False
