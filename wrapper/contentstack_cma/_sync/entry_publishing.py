# Derived from _async/entry_publishing.py by generator/unasync.py: edit that, not this.
"""Entries of one content type: publishing, with waiting."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Any, Literal, overload

from contentstack_cma_client.encoding import as_list
from contentstack_cma_client.resources import entries as generated

from ..bodies import build_entry_publishing
from ..bulk.timeouts import WAIT_TIMEOUT

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from datetime import datetime

    from contentstack_cma_client import models

    from ..bulk.progress import ProgressChoice
    from ..bulk.results import JobResult
    from .sender import ScopedSender


class EntryPublishing(generated.Entries):
    """The methods that publish one entry."""

    _sender: ScopedSender  # pyright: ignore[reportIncompatibleVariableOverride] -- always the wrapper's own

    @overload
    def publish(
        self,
        entry_uid: str,
        *,
        environments: Iterable[str],
        locales: Iterable[str],
        locale: str | None = None,
        version: int | None = None,
        scheduled_at: datetime | str | None = None,
        variants: Iterable[models.VariantPublishInput | Mapping[str, Any]] | None = None,
        variant_rules: models.VariantPublishRules | Mapping[str, Any] | None = None,
        approvals: bool | None = None,
        nested: bool = False,
        branch: str | None = None,
        wait: Literal[False] = False,
        wait_timeout: float | None = WAIT_TIMEOUT,
        progress: ProgressChoice = False,
    ) -> models.PublishResponse: ...

    @overload
    def publish(
        self,
        entry_uid: str,
        *,
        environments: Iterable[str],
        locales: Iterable[str],
        locale: str | None = None,
        version: int | None = None,
        scheduled_at: datetime | str | None = None,
        variants: Iterable[models.VariantPublishInput | Mapping[str, Any]] | None = None,
        variant_rules: models.VariantPublishRules | Mapping[str, Any] | None = None,
        approvals: bool | None = None,
        nested: bool = False,
        branch: str | None = None,
        wait: Literal[True],
        wait_timeout: float | None = WAIT_TIMEOUT,
        progress: ProgressChoice = False,
    ) -> JobResult: ...

    def publish(
        self,
        entry_uid: str,
        *,
        environments: Iterable[str],
        locales: Iterable[str],
        locale: str | None = None,
        version: int | None = None,
        scheduled_at: datetime | str | None = None,
        variants: Iterable[models.VariantPublishInput | Mapping[str, Any]] | None = None,
        variant_rules: models.VariantPublishRules | Mapping[str, Any] | None = None,
        approvals: bool | None = None,
        nested: bool = False,
        branch: str | None = None,
        wait: bool = False,
        wait_timeout: float | None = WAIT_TIMEOUT,
        progress: ProgressChoice = False,
    ) -> models.PublishResponse | JobResult:
        """Publish an entry. The server queues the job and returns at once.

        Args:
            entry_uid: Uid of the entry.
            environments: Names or uids of the environments to publish to.
            locales: Codes of the locales to publish in.
            locale: Code of the locale that `version` belongs to.
            version: Version number. Default: the latest.
            scheduled_at: When to do it: a datetime with a time zone. Default: now.
            variants: Variants to publish with the entry, each with `uid` and optionally `version`.
            variant_rules: Whether publishing the variants also publishes the entry itself.
            approvals: Request the missing approvals.
            nested: Include the entries and assets that the entry refers to.
            branch: Uid or alias of the branch. Default: the stack's branch.
            wait: Wait until the entry is published, and return the result.
            wait_timeout: Seconds to wait; None to wait without end. Default: 10 minutes.
            progress: Whether a wait shows a bar or lines. A function is called with `Progress`.

        Returns:
            The response; with `wait`, a result that says what failed, and why.

        Raises:
            JobTimeoutError: The entry was not published in time. It may still be.
            TypeError: `environments` or `locales` is a string instead of a list.
            ValueError: `scheduled_at` has no time zone.
            ContentstackError: The API rejected a call, or it failed.
        """
        from contentstack_cma_client.api.entries import publish_entry

        environments, locales = as_list(environments, "environments"), as_list(locales, "locales")
        start = partial(
            publish_entry.sync,
            self._content_type_uid,
            entry_uid,
            client=self._sender,
            branch=branch,
            **build_entry_publishing(
                environments,
                locales,
                locale=locale,
                version=version,
                scheduled_at=scheduled_at,
                variants=variants,
                variant_rules=variant_rules,
                approvals=approvals,
                nested=nested,
            ),
        )
        if not wait:
            return start()

        from ..bulk.jobs import WaitOptions
        from ..bulk.places import Goal, list_places
        from .waiting import sync_wait_for_response

        options = WaitOptions(call="stack.entries.publish()", timeout=wait_timeout, progress=progress)
        item = {"uid": entry_uid, "content_type": self._content_type_uid, "version": version}
        items = [item] if variants is None else []  # the entry itself may stay as it is
        goal = Goal(action="publish", places=list_places(items, None, locales, environments), branch=branch)
        return sync_wait_for_response(self._sender, start(), goal, options)

    @overload
    def unpublish(
        self,
        entry_uid: str,
        *,
        environments: Iterable[str],
        locales: Iterable[str],
        locale: str | None = None,
        version: int | None = None,
        scheduled_at: datetime | str | None = None,
        variants: Iterable[models.VariantPublishInput | Mapping[str, Any]] | None = None,
        variant_rules: models.VariantPublishRules | Mapping[str, Any] | None = None,
        approvals: bool | None = None,
        nested: bool = False,
        branch: str | None = None,
        wait: Literal[False] = False,
        wait_timeout: float | None = WAIT_TIMEOUT,
        progress: ProgressChoice = False,
    ) -> models.PublishResponse: ...

    @overload
    def unpublish(
        self,
        entry_uid: str,
        *,
        environments: Iterable[str],
        locales: Iterable[str],
        locale: str | None = None,
        version: int | None = None,
        scheduled_at: datetime | str | None = None,
        variants: Iterable[models.VariantPublishInput | Mapping[str, Any]] | None = None,
        variant_rules: models.VariantPublishRules | Mapping[str, Any] | None = None,
        approvals: bool | None = None,
        nested: bool = False,
        branch: str | None = None,
        wait: Literal[True],
        wait_timeout: float | None = WAIT_TIMEOUT,
        progress: ProgressChoice = False,
    ) -> JobResult: ...

    def unpublish(
        self,
        entry_uid: str,
        *,
        environments: Iterable[str],
        locales: Iterable[str],
        locale: str | None = None,
        version: int | None = None,
        scheduled_at: datetime | str | None = None,
        variants: Iterable[models.VariantPublishInput | Mapping[str, Any]] | None = None,
        variant_rules: models.VariantPublishRules | Mapping[str, Any] | None = None,
        approvals: bool | None = None,
        nested: bool = False,
        branch: str | None = None,
        wait: bool = False,
        wait_timeout: float | None = WAIT_TIMEOUT,
        progress: ProgressChoice = False,
    ) -> models.PublishResponse | JobResult:
        """Unpublish an entry. Arguments and exceptions are those of `publish`."""
        from contentstack_cma_client.api.entries import unpublish_entry

        environments, locales = as_list(environments, "environments"), as_list(locales, "locales")
        start = partial(
            unpublish_entry.sync,
            self._content_type_uid,
            entry_uid,
            client=self._sender,
            branch=branch,
            **build_entry_publishing(
                environments,
                locales,
                locale=locale,
                version=version,
                scheduled_at=scheduled_at,
                variants=variants,
                variant_rules=variant_rules,
                approvals=approvals,
                nested=nested,
            ),
        )
        if not wait:
            return start()

        from ..bulk.jobs import WaitOptions
        from ..bulk.places import Goal, list_places
        from .waiting import sync_wait_for_response

        options = WaitOptions(call="stack.entries.unpublish()", timeout=wait_timeout, progress=progress)
        item = {"uid": entry_uid, "content_type": self._content_type_uid, "version": version}
        items = [item] if variants is None else []  # the entry itself may stay as it is
        goal = Goal(action="unpublish", places=list_places(items, None, locales, environments), branch=branch)
        return sync_wait_for_response(self._sender, start(), goal, options)
