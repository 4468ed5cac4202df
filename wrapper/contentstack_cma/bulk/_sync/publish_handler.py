# Derived from _async/publish_handler.py by generator/unasync.py: edit that, not this.
"""Publish or unpublish many entries and assets, by bulk calls and single calls side by side."""

from dataclasses import replace
from functools import partial
from time import monotonic, sleep
from typing import Any

from contentstack_cma_client import models

from ...errors import ContentstackError, NotFoundError
from ..channels import Channel
from ..concurrency import Concurrency
from ..decisions import is_ambiguous, is_fatal
from ..identity import RunIdentity, build_identity
from ..outcomes import ItemState
from ..places import Goal, list_item_places
from ..publish_items import PublishItem, read_publish_item
from ..published import is_applied
from ..publishing import (
    BULK_SIZE,
    SMALLEST,
    BulkGate,
    Reaction,
    StageRule,
    Target,
    choose_types,
    find_repeated,
    judge_failure,
    must_be_single,
    read_rules,
)
from ..rows import Ended, Row, compute_digest
from .exactly_once import write_once
from .handler import Handler, Perform, RunSender
from .publish_access import PublishAccess, PublishResult
from .publish_wait import PublishWait

PublishEnd = Ended[PublishResult]

_REST = 0.5
"""Seconds before the items of a bulk call that got no response are looked up: it may still be under way."""
_MOST_AWAITED = 100
"""Number of accepted items whose publish details are read together."""
_CLOSED = 5.0
"""Seconds without bulk calls after one that was not sent, or got a 429."""


class PublishHandler(Handler[PublishResult]):
    """Publish or unpublish entries and assets.

    Args:
        sender: What to send through.
        target: What to do with the items.
        concurrency: Maximum number of calls in flight; None for as many as the pace needs.
        wait: Waits for what was accepted; None to end when it is accepted.
    """

    def __init__(
        self,
        sender: RunSender,
        target: Target,
        *,
        concurrency: int | None = None,
        wait: PublishWait | None = None,
    ) -> None:
        self.title = f"{target.action}_many"
        self.sender = sender
        self._target = target
        self._most = concurrency
        self._gate = BulkGate()
        self._environments: list[str] = []
        self._rules: list[StageRule] = []
        self._master: str | None = None
        single, together = Concurrency(concurrency), Concurrency(1)
        send_single: Perform[PublishResult] = self._send_single
        send_together: Perform[PublishResult] = self._send_together
        self._single = Channel(send_single, concurrency=single, accepts=_is_unsent, is_open=self._has_room)
        self._together = Channel(
            send_together,
            size=BULK_SIZE,
            smallest=SMALLEST,
            concurrency=together,
            accepts=_may_share_call,
            is_open=self._is_bulk_open,
        )
        self.channels = [self._together, self._single] if target.fits_bulk else [self._single]
        self._wait = wait
        if wait is not None:
            waiting: Perform[PublishResult] = wait.wait
            self.channels.append(Channel(waiting, size=_MOST_AWAITED, concurrency=Concurrency(1), accepts=_is_accepted))
        self._access = PublishAccess(sender, target, self._gate, single=single, together=together)

    def describe(self) -> RunIdentity:
        target = self._target
        return build_identity(
            self.title,
            self.sender.settings,
            environments=", ".join(sorted(set(self._environments))),
            locales=", ".join(sorted(target.locales)),
            scheduled_at=None if target.scheduled_at is None else str(target.scheduled_at),
        )

    def start(self) -> None:
        places = self._access.read_places()
        places.check(self._target)
        self._environments, self._master = places.list_uids(self._target.environments), places.master
        if self._wait is not None:
            self._wait.names = {places.environments[name]: name for name in self._target.environments}
        if self._target.fits_bulk:
            self._rules = read_rules(self._read_rules(), self._target.action, self._environments)

    def _read_rules(self) -> list[models.PublishRule]:
        """Return the publish rules; none if they may not be read: then bulk calls may be rejected."""
        try:
            return self._access.read_rules()
        except ContentstackError as error:
            if is_fatal(error) or is_ambiguous(error):
                raise
            return []

    def read_row(self, item: Any, position: int) -> Row:
        read = read_publish_item(item)
        digest = compute_digest(read.content_type, read.uid, read.version, read.locale, read.variants)
        fields = {**read.to_body(), "item": read}  # the program may change its own object before it is sent
        row = Row(item, position, read.uid, digest, fields, name=f"uid {read.uid!r}", uid=read.uid)
        row.is_single = must_be_single(read, self._target, self._master)
        return row

    def prepare(self, rows: list[Row]) -> list[PublishEnd]:
        """Look up items for bulk calls, which accept items that do not exist, and fail for those in a wrong stage."""
        accepted: list[PublishEnd] = []
        if self._wait is None:
            accepted += [row.end(ItemState.QUEUED) for row in rows if row.is_patch]
        if not self._target.fits_bulk:
            return accepted
        items = {row.position: _get_item(row) for row in rows if _may_share_call(row)}
        stages = {
            content_type: self._find_stages(content_type, uids)
            for content_type, uids in choose_types(items.values()).items()
        }
        for row in rows:
            if row.position in items:
                item = items[row.position]
                row.is_single = self._is_risky(item, stages.get(item.content_type, {}))
        return accepted

    def _find_stages(self, content_type: str, uids: list[str]) -> dict[str, str | None]:
        """Return the stages of items that exist; none if they cannot be read: single calls say why."""
        try:
            return self._access.find_stages(content_type, uids)
        except ContentstackError as error:
            if is_fatal(error):
                raise
            return {}

    def _is_risky(self, item: PublishItem, stages: dict[str, str | None]) -> bool:
        """Return whether the server may reject an item, and with it the others of a bulk call."""
        if item.uid not in stages:
            return True
        stage = stages[item.uid]
        return not item.is_asset and any(rule.forbids(item.content_type, stage) for rule in self._rules)

    def _has_room(self) -> bool:
        return self._most is None or self._single.in_flight + self._together.in_flight < self._most

    def _is_bulk_open(self) -> bool:
        return self._has_room() and self._gate.is_open(monotonic())

    def _send_together(self, rows: list[Row]) -> list[PublishEnd]:
        repeated = find_repeated(rows)
        for row in repeated:
            row.is_single = True
        together = [row for row in rows if row not in repeated]
        try:
            response = self._access.send_together([_get_item(row).to_body() for row in together])
        except ContentstackError as error:
            return self._give_back(together, error)
        if self._target.scheduled_at is None:
            self._gate.note_job(response.job_id)
        return [self._end(row, response) for row in together]

    def _end(self, row: Row, response: PublishResult | None = None) -> PublishEnd:
        """Return the end of a row that was accepted, which goes on if the run waits for it."""
        ended: PublishEnd = row.end(ItemState.QUEUED, result=response)
        if self._wait is None or not _can_be_awaited(_get_item(row)):
            return ended
        row.is_patch = True
        return replace(ended, is_incomplete=True)

    def _give_back(self, rows: list[Row], error: ContentstackError) -> list[PublishEnd]:
        """Leave the rows of a bulk call that failed to single calls."""
        reaction = judge_failure(error)
        if reaction is Reaction.END:
            return [row.end(ItemState.FAILED, error=error) for row in rows]
        if reaction is Reaction.LATER:
            self._gate.close(monotonic(), getattr(error, "retry_after", None) or _CLOSED)
            return []
        for row in rows:
            row.is_single, row.was_sent = True, reaction is Reaction.DOUBT
        if reaction is Reaction.DOUBT:
            sleep(_REST)
        return []

    def _send_single(self, rows: list[Row]) -> list[PublishEnd]:
        ended = [self._write(row, _get_item(row)) for row in rows]
        self._watch_jobs()
        return ended

    def _write(self, row: Row, item: PublishItem) -> PublishEnd:
        def send() -> PublishEnd:
            return self._end(row, self._access.send_single(item))

        def look(doubt: ContentstackError) -> PublishEnd | None:
            if item.variants:  # neither the queue nor the publish details of the entry show them
                return row.end(ItemState.UNKNOWN, error=doubt)
            try:
                readings = self._access.read_details(item)
            except NotFoundError as error:
                return row.end(ItemState.FAILED, error=error)
            places = list_item_places(item, self._environments, self._target.locales)
            goal, queue = Goal(action=self._target.action, places=places), self._access.list_queued(item)
            is_scheduled = (item.scheduled_at or self._target.scheduled_at) is not None
            is_done = is_applied(goal, readings, queue, is_scheduled=is_scheduled)
            return self._end(row) if is_done else None

        return write_once(row, send=send, look=look, reject=partial(_fail, row))

    def _watch_jobs(self) -> None:
        """Look at a job that keeps bulk calls waiting, if it is time for it."""
        job_id = self._gate.choose_job(monotonic())
        if job_id is None:
            return
        try:
            status = self._access.read_job_status(job_id)
        except ContentstackError:
            status = None
        self._gate.note_status(job_id, status)


def _get_item(row: Row) -> PublishItem:
    item: PublishItem = row.fields["item"]
    return item


def _may_share_call(row: Row) -> bool:
    return not row.is_single and not row.was_sent and not row.is_patch


def _is_unsent(row: Row) -> bool:
    return not row.is_patch


def _is_accepted(row: Row) -> bool:
    return row.is_patch


def _can_be_awaited(item: PublishItem) -> bool:
    """Return whether publish details show when an item is published. They say nothing about variants."""
    return not item.variants and item.scheduled_at is None


def _fail(row: Row, error: ContentstackError, doubt: ContentstackError | None) -> PublishEnd:
    del doubt
    return row.end(ItemState.FAILED, error=error)
