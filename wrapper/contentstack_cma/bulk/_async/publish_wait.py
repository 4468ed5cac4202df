"""Wait until what a run has published is there."""

from collections.abc import Mapping, Sequence
from contextlib import suppress
from time import monotonic

from anyio import sleep

from contentstack_cma_client import models
from contentstack_cma_client.api.assets import list_assets
from contentstack_cma_client.api.entries import list_entries
from contentstack_cma_client.api.publish_queue import list_publish_queue
from contentstack_cma_client.pages import make_batch

from ...errors import ContentstackError, PermissionDeniedError
from ..decisions import is_ambiguous
from ..entry_items import divide
from ..outcomes import ItemState
from ..publish_items import ASSETS, PublishItem
from ..published import Failure, Place, Readings, Sight, judge, map_newest
from ..publishing import Target
from ..rows import Ended, Row
from .job import AsyncRunSender
from .publish_access import PublishResult

_FIRST_PAUSE = 0.25
_LONGEST_PAUSE = 5.0
_MOST_QUEUED = 100
"""Maximum number of items of the publish queue that are read at a time."""


class AsyncPublishWait:
    """Waits for rows that the server has accepted.

    Attributes:
        places: Where the run publishes; set by the job.
        names: What the run calls the environments, by uid; set by the job.

    Args:
        sender: What to send through.
        target: What the run does.
        timeout: Seconds to wait after the last item was accepted; None to wait without end.
    """

    def __init__(self, sender: AsyncRunSender, target: Target, timeout: float | None) -> None:
        self._sender = sender
        self._target = target
        self._timeout = timeout
        self._deadline: float | None = None
        self._state = ItemState.PUBLISHED if target.action == "publish" else ItemState.UNPUBLISHED
        self.places: Sequence[Place] = ()
        self.names: Mapping[str, str] = {}

    async def wait(self, rows: list[Row]) -> list[Ended[PublishResult]]:
        """Return how rows ended."""
        if self._timeout is not None and self._deadline is None:
            self._deadline = monotonic() + self._timeout
        items: dict[int, PublishItem] = {row.position: row.fields["item"] for row in rows}
        pending, ended, looks = rows, list[Ended[PublishResult]](), 0
        while True:
            try:
                found = await self._look(pending, items, looks)
            except ContentstackError as error:
                if not is_ambiguous(error):
                    return [*ended, *(row.end(ItemState.UNKNOWN, error=error) for row in pending)]
                found = []
            ended += found
            done = {each.row.position for each in found}
            pending = [row for row in pending if row.position not in done]
            pause = min(_LONGEST_PAUSE, _FIRST_PAUSE * 1.5**looks)
            if not pending or (self._deadline is not None and monotonic() + pause > self._deadline):
                return [*ended, *(row.end(ItemState.UNKNOWN, error=self._build_timeout()) for row in pending)]
            await sleep(pause)
            looks += 1

    def _build_timeout(self) -> TimeoutError:
        return TimeoutError(
            f"the server has accepted the {self._target.action}, but did not finish it within {self._timeout:g} s"
        )

    def _build_error(self, failure: Failure) -> RuntimeError:
        environment, locale = failure.place
        place = f"{self.names.get(environment, environment)} in {locale}"
        return RuntimeError(f"the server did not {self._target.action} it: {place}: {failure.reason}")

    async def _look(self, rows: list[Row], items: Mapping[int, PublishItem], looks: int) -> list[Ended[PublishResult]]:
        """Return the rows that have ended."""
        readings = await self._read([items[row.position] for row in rows])
        is_done = {
            row.position: judge(self._target.action, items[row.position], self.places, readings, {}) is Sight.DONE
            for row in rows
        }
        ended: list[Ended[PublishResult]] = [row.end(self._state) for row in rows if is_done[row.position]]
        left = [row for row in rows if not is_done[row.position]]
        if left and looks:
            count = max(1, _MOST_QUEUED // max(1, len(self.places)))
            start = (looks - 1) * count % len(left)
            with suppress(PermissionDeniedError):  # without the queue, publish details tell what has succeeded
                ended += await self._look_into_queue((left[start:] + left[:start])[:count], items, readings)
        return ended

    async def _look_into_queue(
        self, rows: list[Row], items: Mapping[int, PublishItem], readings: Readings
    ) -> list[Ended[PublishResult]]:
        """Return the rows that have ended as the publish queue says: it knows what failed, and why."""
        uids = [items[row.position].uid for row in rows]
        response = await list_publish_queue.asyncio(
            client=self._sender, action=self._target.action, query={"entry.uid": {"$in": uids}}, limit=_MOST_QUEUED
        )
        newest = map_newest(make_batch(response.queue, None)[0], self._target.action)
        ended: list[Ended[PublishResult]] = []
        for row in rows:
            sight = judge(self._target.action, items[row.position], self.places, readings, newest)
            if isinstance(sight, Failure):
                ended.append(row.end(ItemState.FAILED, error=self._build_error(sight)))
            elif sight is Sight.DONE:
                ended.append(row.end(self._state))
        return ended

    async def _read(self, items: Sequence[PublishItem]) -> Readings:
        """Return the items as they are in each locale, by content type, uid and locale."""
        found: dict[tuple[str, str, str], models.Entry | models.Asset] = {}
        for content_type in dict.fromkeys(item.content_type for item in items):
            uids = dict.fromkeys(item.uid for item in items if item.content_type == content_type)
            for piece in divide(list(uids)):
                for locale in self._target.locales:
                    for each in await self._list(content_type, piece, locale):
                        found[content_type, each.uid, locale] = each
        return found

    async def _list(
        self, content_type: str, uids: Sequence[str | int], locale: str
    ) -> Sequence[models.Entry | models.Asset]:
        query = {"uid": {"$in": list(uids)}}
        if content_type == ASSETS:
            assets = await list_assets.asyncio(
                client=self._sender, query=query, limit=len(uids), include_publish_details=True
            )
            return make_batch(assets.assets, None)[0]
        entries = await list_entries.asyncio(
            content_type,
            client=self._sender,
            query=query,
            limit=len(uids),
            locale=locale,
            include_publish_details=True,
        )
        return make_batch(entries.entries, None)[0]
