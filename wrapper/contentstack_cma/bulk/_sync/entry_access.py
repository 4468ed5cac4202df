# Derived from _async/entry_access.py by generator/unasync.py: edit that, not this.
"""The calls that runs over entries make."""

from collections.abc import Mapping, Sequence
from typing import Any

from contentstack_cma_client import models
from contentstack_cma_client.api.content_types import get_content_type
from contentstack_cma_client.api.entries import (
    create_entry,
    delete_entry,
    get_entry,
    list_entries,
    publish_entry,
    set_entry_workflow_stage,
    update_entry,
)
from contentstack_cma_client.api.publish_queue import list_publish_queue
from contentstack_cma_client.pages import make_batch

from ...bodies import build_entry_publishing
from ...errors import NotFoundError
from ...queries import divide_values
from ..entry_items import to_key
from ..references import ReferenceKey
from .handler import RunSender

_MOST_QUEUED = 100


class EntryAccess:
    """The entries of one content type in one locale.

    Attributes:
        content_type_uid: Uid of the content type.
        locale: Code of the locale; None for the master locale.
    """

    def __init__(self, sender: RunSender, content_type_uid: str, locale: str | None = None) -> None:
        self._sender = sender
        self.content_type_uid: str = content_type_uid
        self.locale: str | None = locale

    def of_type(self, content_type_uid: str) -> "EntryAccess":
        """Return the entries of another content type, in the master locale."""
        return EntryAccess(self._sender, content_type_uid)

    def in_master(self) -> "EntryAccess":
        """Return the same entries in the master locale."""
        return self.of_type(self.content_type_uid)

    def in_locale(self, locale: str | None) -> "EntryAccess":
        """Return the same entries in a locale."""
        return EntryAccess(self._sender, self.content_type_uid, locale)

    def read_content_type(self) -> models.ContentType:
        """Return the content type, with the fields of its global fields."""
        response = get_content_type.sync(self.content_type_uid, client=self._sender, include_global_field_schema=True)
        return response.content_type

    def create(self, fields: Mapping[str, Any]) -> models.Entry:
        """Create an entry."""
        response = create_entry.sync(
            self.content_type_uid, client=self._sender, body={"entry": fields}, locale=self.locale
        )
        return response.entry

    def update(self, uid: str, fields: Mapping[str, Any], locale: str | None = None) -> models.Entry:
        """Update an entry in a locale, by default that of this object."""
        response = update_entry.sync(
            self.content_type_uid, uid, client=self._sender, body={"entry": fields}, locale=locale or self.locale
        )
        return response.entry

    def get(self, uid: str, locale: str | None = None, *, version: int | None = None) -> models.Entry | None:
        """Return an entry in a locale, by default that of this object; None if it does not exist."""
        try:
            response = get_entry.sync(
                self.content_type_uid, uid, client=self._sender, locale=locale or self.locale, version=version
            )
        except NotFoundError:
            return None
        return response.entry

    def get_with_publications(self, uid: str, locale: str | None = None) -> models.Entry | None:
        """Return an entry with its publish details, which are those of all locales; None if it does not exist."""
        try:
            response = get_entry.sync(
                self.content_type_uid,
                uid,
                client=self._sender,
                locale=locale or self.locale,
                include_publish_details=True,
            )
        except NotFoundError:
            return None
        return response.entry

    def publish(
        self, uid: str, environments: Sequence[str], locales: Sequence[str], version: int | None
    ) -> models.PublishResponse:
        """Publish a version of an entry."""
        arguments = build_entry_publishing(
            environments,
            locales,
            locale=self.locale,
            version=version,
            scheduled_at=None,
            variants=None,
            variant_rules=None,
            approvals=None,
            nested=False,
        )
        return publish_entry.sync(self.content_type_uid, uid, client=self._sender, **arguments)

    def list_queued(self, uid: str) -> Sequence[models.PublishQueueItem]:
        """Return the newest items of the publish queue about an entry."""
        response = list_publish_queue.sync(
            client=self._sender, action="publish", query={"entry.uid": uid}, limit=_MOST_QUEUED
        )
        return make_batch(response.queue, None)[0]

    def get_with_stage(self, uid: str) -> models.Entry | None:
        """Return an entry with its workflow stage; None if it does not exist."""
        try:
            response = get_entry.sync(
                self.content_type_uid, uid, client=self._sender, locale=self.locale, include_workflow=True
            )
        except NotFoundError:
            return None
        return response.entry

    def delete(self, uid: str, *, all_locales: bool) -> None:
        """Delete an entry."""
        delete_entry.sync(
            self.content_type_uid,
            uid,
            client=self._sender,
            locale=self.locale,
            delete_all_localized=True if all_locales else None,
        )

    def set_stage(self, uid: str, body: models.EntryWorkflowRequest) -> None:
        """Move an entry to a workflow stage."""
        set_entry_workflow_stage.sync(self.content_type_uid, uid, client=self._sender, body=body, locale=self.locale)

    def find(self, field: str, values: Sequence[ReferenceKey]) -> dict[str, models.Entry]:
        """Return the entries whose field has one of some values, by the value as text."""
        found: dict[str, models.Entry] = {}
        for piece in divide_values(dict.fromkeys(values)):
            response = list_entries.sync(
                self.content_type_uid,
                client=self._sender,
                query={field: {"$in": piece}},
                limit=len(piece),
                locale=self.locale,
            )
            found |= {to_key(entry.get(field)): entry for entry in make_batch(response.entries, None)[0]}
        return found
