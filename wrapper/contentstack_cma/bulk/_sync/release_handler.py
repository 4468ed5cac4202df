# Derived from _async/release_handler.py by generator/unasync.py: edit that, not this.
"""Add items to a release, 25 per call."""

from contextlib import suppress
from typing import Any, Literal

from contentstack_cma_client import models
from contentstack_cma_client.api.releases import add_release_items, list_release_items
from contentstack_cma_client.pages import PAGE_SIZE, make_batch

from ...errors import BadRequestError, ConflictError, ContentstackError, NotFoundError, ValidationError
from ..channels import Channel, build_hooks
from ..concurrency import Concurrency
from ..decisions import REPEATS, is_ambiguous
from ..identity import RunIdentity, build_identity
from ..outcomes import ItemState
from ..release_items import ReleaseKey, describe_difference, identify, read_release_item
from ..rows import Ended, Row, compute_digest
from .exactly_once import rest
from .handler import Handler, Perform, RunSender

PER_CALL = 25
"""Maximum number of items that the server accepts in one call."""

_ABOUT_ITEMS = (BadRequestError, ConflictError, NotFoundError, ValidationError)
"""Errors that one of the items may be the reason for. The release itself exists: its items were read before."""

ReleaseEnd = Ended[models.ReleaseItem]
ReleaseVersion = models.ReleaseVersion | Literal["2.0"]


class ReleaseHandler(Handler[models.ReleaseItem]):
    """Add items to a release.

    A release has an item only once, so to add one twice does no harm.

    Args:
        sender: What to send through.
        release_uid: Uid of the release.
        release_version: Version of the releases API; None for the older version.
        concurrency: Maximum number of calls in flight; None for as many as the pace needs.
    """

    def __init__(
        self,
        sender: RunSender,
        release_uid: str,
        *,
        release_version: ReleaseVersion | None,
        concurrency: int | None,
    ) -> None:
        perform: Perform[models.ReleaseItem] = self._perform
        channel = Channel(perform, size=PER_CALL, concurrency=Concurrency(concurrency))
        self.channels = [channel]
        self.title = f"add_many to release {release_uid}"
        self.sender = sender
        self._sender = sender.with_options(hooks=build_hooks(channel.concurrency))
        self.sender = sender
        self._release_uid = release_uid
        self._release_version: ReleaseVersion | None = release_version
        self._present: dict[ReleaseKey, models.ReleaseItem] = {}

    def describe(self) -> RunIdentity:
        return build_identity("add_many", self.sender.settings, release=self._release_uid)

    def start(self) -> None:
        self._present = self._list()

    def _list(self) -> dict[ReleaseKey, models.ReleaseItem]:
        """Return the items of the release, which has at most some hundred."""
        found: list[models.ReleaseItem] = []
        while True:
            response = list_release_items.sync(
                self._release_uid,
                client=self._sender,
                limit=PAGE_SIZE,
                skip=len(found) or None,
                release_version=self._release_version,
            )
            page = make_batch(response.items_, None)[0]
            found += page
            if len(page) < PAGE_SIZE:
                return {identify(item): item for item in found}

    def read_row(self, item: Any, position: int) -> Row:
        fields = read_release_item(item)
        key = identify(fields)
        text = "/".join(part for part in key if part)
        content = f"{fields['action']} {fields['version']}"
        return Row(item, position, text, compute_digest("item", *key), fields, content=content)

    def prepare(self, rows: list[Row]) -> list[ReleaseEnd]:
        return [self._compare(row, item) for row in rows if (item := self._present.get(identify(row.fields)))]

    def _compare(self, row: Row, item: models.ReleaseItem) -> ReleaseEnd:
        """Return the end of a row that the release already has."""
        if difference := describe_difference(row.fields, item):
            return row.end(ItemState.FAILED, error=ValueError(difference))
        return row.end(ItemState.ADDED if row.was_sent else ItemState.FOUND, result=item)

    def _perform(self, rows: list[Row]) -> list[ReleaseEnd]:
        """Add rows, and add the good ones of a rejected call without the bad ones, which halving finds."""
        ends, left, error = self._add(rows)
        if isinstance(error, _ABOUT_ITEMS) and len(left) > 1:
            half = len(left) // 2
            return [*ends, *self._perform(left[:half]), *self._perform(left[half:])]
        return [*ends, *[self._give_up(row, error) for row in left]]

    def _give_up(self, row: Row, error: ContentstackError | None) -> ReleaseEnd:
        """Return the end of a row that could not be added. It may be there, if somebody else has added it."""
        if isinstance(error, _ABOUT_ITEMS):
            with suppress(ContentstackError):
                item = (self._list()).get(identify(row.fields))
                if item is not None:
                    return self._compare(row, item)
        state = ItemState.UNKNOWN if error is not None and is_ambiguous(error) else ItemState.FAILED
        return row.end(state, error=error)

    def _add(self, rows: list[Row]) -> tuple[list[ReleaseEnd], list[Row], ContentstackError | None]:
        """Add rows in one call. Return how they ended, those that are left, and why."""
        ends: list[ReleaseEnd] = []
        error: ContentstackError | None = None
        for attempt in range(REPEATS):
            try:
                if error is not None:
                    added, rows = self._divide(rows)
                    ends += added
                if rows:
                    self._send(rows)
                return [*ends, *(row.end(ItemState.ADDED) for row in rows)], [], None
            except ContentstackError as failure:
                error = failure
                if not is_ambiguous(failure):
                    break
            rest(attempt)
        return ends, rows, error

    def _send(self, rows: list[Row]) -> None:
        add_release_items.sync(
            self._release_uid,
            client=self._sender,
            body={"items": [dict(row.fields) for row in rows]},
            release_version=self._release_version,
        )

    def _divide(self, rows: list[Row]) -> tuple[list[ReleaseEnd], list[Row]]:
        """Return the ends of the rows that the release has, and the other rows."""
        present = self._list()
        added = [row.end(ItemState.ADDED, result=present[identify(row.fields)]) for row in rows if _has(present, row)]
        return added, [row for row in rows if not _has(present, row)]


def _has(present: dict[ReleaseKey, models.ReleaseItem], row: Row) -> bool:
    return identify(row.fields) in present
