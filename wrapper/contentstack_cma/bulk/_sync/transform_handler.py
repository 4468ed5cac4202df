# Derived from _async/transform_handler.py by generator/unasync.py: edit that, not this.
"""Transform the entries of a stack, or plan to."""

from abc import abstractmethod
from functools import partial
from typing import Any, cast

from contentstack_cma_client import models

from ...errors import ContentstackError
from ..channels import Channel, build_hooks
from ..concurrency import Concurrency
from ..diffs import EntryDiff
from ..identity import RunIdentity, build_identity
from ..outcomes import ItemState, T
from ..rows import Ended, Row
from ..transforms import CONTENT_TYPE, Transformed, TransformRow, find_conflict, identify
from .entry_access import EntryAccess
from .entry_writer import EntryEnd, EntryWriter
from .exactly_once import read_patiently
from .handler import Handler, Perform, RunSender
from .republisher import Republisher
from .transform_source import TransformSource

Scope = dict[str, str | None]
"""Which entries the walk returns, as text: `content_types`, `locales` and `query`."""


class TransformHandler(Handler[T]):
    """What applying and planning a transformation have in common.

    Args:
        sender: What to send through.
        source: The entries.
        scope: Which they are.
    """

    def __init__(self, sender: RunSender, source: TransformSource, scope: Scope) -> None:
        self.title = f"transform of {scope['content_types'] or 'all content types'}"
        self.channels = []
        self.sender = sender
        self._source = source
        self._scope = scope

    def describe(self) -> RunIdentity:
        return build_identity("transform", self.sender.settings, **self._scope)

    def start(self) -> None:
        self._source.records = self.records

    def read_row(self, item: Any, position: int) -> Row:
        made: Transformed = item
        entry = made.entry
        content_type, locale = str(entry[CONTENT_TYPE]), str(entry.locale)
        return TransformRow(
            entry,
            position,
            f"{content_type}/{entry.uid}/{locale}",
            identify(entry),
            fields={} if made.diff is None else made.diff.after,
            uid=entry.uid,
            content_type=content_type,
            locale=locale,
            before=entry.version,
            made=made,
        )

    def prepare(self, rows: list[Row]) -> list[Ended[T]]:
        return [ended for row in rows if (ended := self._end_unsent(cast("TransformRow", row))) is not None]

    def _end_unsent(self, row: TransformRow) -> Ended[T] | None:
        """Return the end of a row that is not sent; None for one that is."""
        if row.made is None or row.is_patch:
            return None
        made, row.made = row.made, None
        if not row.was_sent:
            row.before = made.entry.version  # what an earlier run knew of the entry is out of date
        if made.state is None:
            return self._end_changed(row, made)
        if row.was_sent and row.before != made.entry.version:
            return row.end(ItemState.UNKNOWN, error=made.error or _build_difference())
        return row.end(made.state, error=made.error)

    @abstractmethod
    def _end_changed(self, row: TransformRow, made: Transformed) -> Ended[T] | None:
        """Return the end of a row whose entry the function changed; None to send it."""


class TransformPlanHandler(TransformHandler[EntryDiff]):
    """Find out what a transformation would change."""

    def _end_changed(self, row: TransformRow, made: Transformed) -> Ended[EntryDiff] | None:
        return row.end(ItemState.PLANNED, result=made.diff)


class TransformApplyHandler(TransformHandler[models.Entry]):
    """Write what a transformation changes.

    Args:
        sender: What to send through.
        source: The entries.
        scope: Which they are.
        republish: Publish entries again where the version that was read is published.
        concurrency: Maximum number of calls in flight; None for as many as the pace needs.
    """

    def __init__(
        self,
        sender: RunSender,
        source: TransformSource,
        scope: Scope,
        *,
        republish: bool,
        concurrency: int | None,
    ) -> None:
        super().__init__(sender, source, scope | {"republish": "yes" if republish else None})
        perform: Perform[models.Entry] = self._perform
        channel = Channel(perform, concurrency=Concurrency(concurrency))
        self.channels = [channel]
        self._counted = sender.with_options(hooks=build_hooks(channel.concurrency))
        self._republish = republish

    def _end_changed(self, row: TransformRow, made: Transformed) -> EntryEnd | None:
        del row, made
        return None

    def _perform(self, rows: list[Row]) -> list[EntryEnd]:
        return [self._write(row) for row in rows]

    def _write(self, row: Row) -> EntryEnd:
        """Write an entry and publish it again, if it is still the version that was read."""
        access = EntryAccess(self._counted, str(row.content_type), row.locale)
        republisher = Republisher(access)
        try:
            present = read_patiently(partial(access.get_with_publications, str(row.uid)))
            places = [] if present is None or not self._republish else republisher.find_places(row, present)
        except ContentstackError as error:
            return _end_unread(row, error)
        if row.is_patch:
            return republisher.publish(row, row.end(ItemState.UPDATED, result=present, version=row.version), places)
        reason = find_conflict(row.item, present)
        if reason is not None and not row.was_sent:
            return row.end(ItemState.SKIPPED, error=ValueError(reason))
        writer = EntryWriter(access, key=None, may_duplicate=False)
        written = writer.update(row, row.fields, before=row.before)
        return written if written.outcome.is_failure else republisher.publish(row, written, places)


def _end_unread(row: Row, error: ContentstackError) -> EntryEnd:
    """Return the end of a row whose entry could not be read. Nothing was sent for it now, but maybe earlier."""
    if row.is_patch:
        return Republisher.fail(row, row.end(ItemState.FAILED, error=error, version=row.version))
    return row.end(ItemState.UNKNOWN if row.was_sent else ItemState.FAILED, error=error)


def _build_difference() -> ValueError:
    return ValueError("an earlier run may have written it, and the function does not make the same of it any more")
