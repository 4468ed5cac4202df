# Derived from _async/publish_access.py by generator/unasync.py: edit that, not this.
"""The calls that runs which publish make."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from time import monotonic
from typing import TYPE_CHECKING, Any

from contentstack_cma_client import models
from contentstack_cma_client.api.assets import get_asset, list_assets, publish_asset, unpublish_asset
from contentstack_cma_client.api.bulk_operations import publish_in_bulk, unpublish_in_bulk
from contentstack_cma_client.api.entries import get_entry, list_entries, publish_entry, unpublish_entry
from contentstack_cma_client.api.publish_queue import list_publish_queue
from contentstack_cma_client.encoding import without_none
from contentstack_cma_client.pages import make_batch
from contentstack_cma_client.resources.environments import Environments
from contentstack_cma_client.resources.locales import Locales
from contentstack_cma_client.resources.publish_rules import PublishRules

from ...bodies import build_entry_publishing
from ...hooks import Hooks, RequestEvent
from ...queries import divide_values
from ..channels import build_hooks
from ..publish_items import ASSETS, PublishItem
from ..published import Reading, ReadingKey, build_reading
from ..publishing import BulkGate, StackPlaces, Target
from .handler import RunSender

if TYPE_CHECKING:
    from ..concurrency import Concurrency

_BULK_DEADLINE = 15.0
"""Seconds for a bulk call: if its turn is later, single calls take its items."""
_LOOK_DEADLINE = 5.0
"""Seconds for a look at a job: it is made between two single calls."""
_MOST_QUEUED = 100

PublishResult = models.PublishResponse | models.BulkOperationResponse
"""What the server returns for a call that publishes."""


class PublishAccess:
    """The calls of a run that publishes.

    Args:
        sender: What to send through.
        target: What to do with the items.
        gate: Learns when bulk calls are sent.
        single: The concurrency of single calls.
        together: The concurrency of bulk calls.
    """

    def __init__(
        self, sender: RunSender, target: Target, gate: BulkGate, *, single: "Concurrency", together: "Concurrency"
    ) -> None:
        def note_sent(event: RequestEvent) -> None:
            del event
            gate.note_sent(monotonic())

        self._target = target
        self._reader = sender
        self._single = sender.with_options(hooks=build_hooks(single))
        self._together = sender.with_options(
            hooks=[build_hooks(together), Hooks(on_request=note_sent)], deadline=_BULK_DEADLINE, max_rate_limit_wait=0.0
        )
        self._watcher = sender.with_options(deadline=_LOOK_DEADLINE, max_retries=0, max_rate_limit_wait=0.0)

    def read_places(self) -> StackPlaces:
        """Return the environments and locales of the stack."""
        environments: dict[str, str] = {}
        for environment in Environments(self._reader).list():
            environments |= {environment.uid: environment.uid, str(environment.name): environment.uid}
        fallbacks = {each.code: each.fallback_locale for each in Locales(self._reader).list()}
        master = next((code for code, fallback in fallbacks.items() if not fallback), None)
        return StackPlaces(environments, tuple(fallbacks), master)

    def read_rules(self) -> list[models.PublishRule]:
        """Return the publish rules of the stack."""
        rules: list[models.PublishRule] = []
        for page in PublishRules(self._reader).list().pages():
            rules += page.items
        return rules

    def find_stages(self, content_type: str, uids: Sequence[str]) -> dict[str, str | None]:
        """Return those entries or assets that exist, with the workflow stages of entries."""
        found: dict[str, str | None] = {}
        for piece in divide_values(dict.fromkeys(uids)):
            query = {"uid": {"$in": piece}}
            if content_type == ASSETS:
                assets = list_assets.sync(client=self._reader, query=query, limit=len(piece))
                found |= dict.fromkeys(asset.uid for asset in make_batch(assets.assets, None)[0])
            else:
                entries = list_entries.sync(
                    content_type, client=self._reader, query=query, limit=len(piece), include_workflow=True
                )
                found |= {entry.uid: _get_stage(entry) for entry in make_batch(entries.entries, None)[0]}
        return found

    def send_together(self, bodies: Sequence[Mapping[str, Any]]) -> models.BulkOperationResponse:
        """Publish or unpublish items by one bulk call."""
        lists = {
            "entries": [body for body in bodies if "content_type" in body] or None,
            "assets": [body for body in bodies if "content_type" not in body] or None,
        }
        body = without_none({**self._build_places(), **lists, "scheduled_at": self._target.scheduled_at})
        if self._target.action == "publish":
            return publish_in_bulk.sync(client=self._together, body=body, api_version="3.2")
        return unpublish_in_bulk.sync(client=self._together, body=body, api_version="3.2")

    def send_single(self, item: PublishItem) -> models.PublishResponse:
        """Publish or unpublish one item."""
        return self._send_asset(item) if item.is_asset else self._send_entry(item)

    def _send_asset(self, item: PublishItem) -> models.PublishResponse:
        body = without_none(
            {"asset": self._build_places(), "version": item.version, "scheduled_at": self._choose_time(item)}
        )
        if self._target.action == "publish":
            return publish_asset.sync(item.uid, client=self._single, body=body)
        return unpublish_asset.sync(item.uid, client=self._single, body=body)

    def _send_entry(self, item: PublishItem) -> models.PublishResponse:
        arguments = build_entry_publishing(
            self._target.environments,
            self._target.locales,
            locale=item.locale,
            version=item.version,
            scheduled_at=self._choose_time(item),
            variants=item.variants or None,
            variant_rules=item.variant_rules,
            approvals=None,
            nested=False,
        )
        if self._target.action == "publish":
            return publish_entry.sync(item.content_type, item.uid, client=self._single, **arguments)
        return unpublish_entry.sync(item.content_type, item.uid, client=self._single, **arguments)

    def _choose_time(self, item: PublishItem) -> datetime | str | None:
        return self._target.scheduled_at if item.scheduled_at is None else item.scheduled_at

    def _build_places(self) -> dict[str, list[str]]:
        return {"environments": list(self._target.environments), "locales": list(self._target.locales)}

    def read_details(self, item: PublishItem) -> dict[ReadingKey, Reading]:
        """Return an item as it is in each locale.

        Raises:
            NotFoundError: It does not exist.
        """
        return {
            (item.content_type, locale, item.uid): build_reading(self._read(item, locale))
            for locale in self._target.locales
        }

    def list_queued(self, item: PublishItem) -> Sequence[models.PublishQueueItem]:
        """Return the newest items of the publish queue about an item."""
        response = list_publish_queue.sync(
            client=self._reader, action=self._target.action, query={"entry.uid": item.uid}, limit=_MOST_QUEUED
        )
        return make_batch(response.queue, None)[0]

    def _read(self, item: PublishItem, locale: str) -> models.Entry | models.Asset:
        if item.is_asset:
            return (get_asset.sync(item.uid, client=self._reader, include_publish_details=True)).asset
        response = get_entry.sync(
            item.content_type, item.uid, client=self._reader, locale=locale, include_publish_details=True
        )
        return response.entry

    def read_job_status(self, job_id: str) -> str | None:
        """Return the status of a job; None if the server does not say.

        The publish queue says it, too. It does not count against the limit of bulk calls, and accepts an authtoken on
        every stack.
        """
        response = list_publish_queue.sync(
            client=self._watcher, bulk_job_id=job_id, include_job_details=True, limit=1, api_version="3.2"
        )
        job = response.job_details
        return None if job is None or job.publish_details is None else job.publish_details.status


def _get_stage(entry: models.Entry) -> str | None:
    return None if entry.workflow is None else entry.workflow.uid
