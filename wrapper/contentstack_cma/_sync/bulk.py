# Derived from _async/bulk.py by generator/unasync.py: edit that, not this.
"""Bulk calls, with waiting."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Literal, overload

from contentstack_cma_client.encoding import as_list

from ..bulk.timeouts import WAIT_TIMEOUT
from .bulk_deletion import BulkDeletion

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import datetime

    from contentstack_cma_client import models
    from contentstack_cma_client.untyped import UntypedMapping

    from ..bulk.progress import ProgressChoice
    from ..bulk.results import JobResult
    from .sender import ScopedSender


class Bulk(BulkDeletion):
    """Bulk calls about a stack."""

    _sender: ScopedSender  # pyright: ignore[reportIncompatibleVariableOverride] -- always the wrapper's own

    @overload
    def publish(
        self,
        *,
        locales: Iterable[str],
        environments: Iterable[str],
        entries: Iterable[models.BulkPublishEntryInputDict | models.BulkPublishEntryInput | UntypedMapping]
        | None = None,
        assets: Iterable[models.BulkPublishAssetInputDict | models.BulkPublishAssetInput | UntypedMapping]
        | None = None,
        scheduled_at: datetime | str | None = None,
        publish_with_reference: bool | None = None,
        rules: models.PublishRulesInputDict | models.PublishRulesInput | UntypedMapping | None = None,
        workflow: models.BulkWorkflowInputDict | models.BulkWorkflowInput | UntypedMapping | None = None,
        approvals: bool | None = None,
        skip_workflow_stage_check: bool | None = None,
        nested: bool | None = None,
        event_type: models.BulkEventType | Literal["bulk"] | None = None,
        publish_all_localized: bool | None = None,
        x_bulk_action: models.BulkAction | Literal["publish"] | None = None,
        api_version: models.BulkApiVersion | Literal["3.2"] | None = None,
        branch: str | None = None,
        wait: Literal[False] = False,
        wait_timeout: float | None = WAIT_TIMEOUT,
        progress: ProgressChoice = False,
    ) -> models.BulkOperationResponse: ...

    @overload
    def publish(
        self,
        *,
        locales: Iterable[str],
        environments: Iterable[str],
        entries: Iterable[models.BulkPublishEntryInputDict | models.BulkPublishEntryInput | UntypedMapping]
        | None = None,
        assets: Iterable[models.BulkPublishAssetInputDict | models.BulkPublishAssetInput | UntypedMapping]
        | None = None,
        scheduled_at: datetime | str | None = None,
        publish_with_reference: bool | None = None,
        rules: models.PublishRulesInputDict | models.PublishRulesInput | UntypedMapping | None = None,
        workflow: models.BulkWorkflowInputDict | models.BulkWorkflowInput | UntypedMapping | None = None,
        approvals: bool | None = None,
        skip_workflow_stage_check: bool | None = None,
        nested: bool | None = None,
        event_type: models.BulkEventType | Literal["bulk"] | None = None,
        publish_all_localized: bool | None = None,
        x_bulk_action: models.BulkAction | Literal["publish"] | None = None,
        api_version: models.BulkApiVersion | Literal["3.2"] | None = None,
        branch: str | None = None,
        wait: Literal[True],
        wait_timeout: float | None = WAIT_TIMEOUT,
        progress: ProgressChoice = False,
    ) -> JobResult: ...

    def publish(
        self,
        *,
        locales: Iterable[str],
        environments: Iterable[str],
        entries: Iterable[models.BulkPublishEntryInputDict | models.BulkPublishEntryInput | UntypedMapping]
        | None = None,
        assets: Iterable[models.BulkPublishAssetInputDict | models.BulkPublishAssetInput | UntypedMapping]
        | None = None,
        scheduled_at: datetime | str | None = None,
        publish_with_reference: bool | None = None,
        rules: models.PublishRulesInputDict | models.PublishRulesInput | UntypedMapping | None = None,
        workflow: models.BulkWorkflowInputDict | models.BulkWorkflowInput | UntypedMapping | None = None,
        approvals: bool | None = None,
        skip_workflow_stage_check: bool | None = None,
        nested: bool | None = None,
        event_type: models.BulkEventType | Literal["bulk"] | None = None,
        publish_all_localized: bool | None = None,
        x_bulk_action: models.BulkAction | Literal["publish"] | None = None,
        api_version: models.BulkApiVersion | Literal["3.2"] | None = None,
        branch: str | None = None,
        wait: bool = False,
        wait_timeout: float | None = WAIT_TIMEOUT,
        progress: ProgressChoice = False,
    ) -> models.BulkOperationResponse | JobResult:
        """Publish many entries and assets.

        Start a job that publishes up to 10 entries and assets in up to 10 locales to up to 10 environments,
        immediately or at a scheduled time. The response arrives before anything is published; with `api_version` it
        has the job id. Bulk calls have their own rate limit of one per second.

        Args:
            locales: Locale codes.
            environments: Names or uids of environments.
            entries: Entries. The limit applies to entries and assets together.
            assets: Assets. The limit applies to entries and assets together.
            scheduled_at: When to run. Default: immediately.
            publish_with_reference: Include what the entries reference. May require `x_bulk_action`.
            rules: How to apply publish rules.
            workflow: Workflow stage to move the entries to.
            approvals: Skip items that need an approval and do not have it. Otherwise one such item stops the whole
                job.
            skip_workflow_stage_check: Skip items that are not in the workflow stage that the publish rules require.
                Otherwise one such item stops the whole job.
            nested: Include the entries and assets that the entries reference, up to five levels deep. Requires
                `api_version` and `event_type`.
            event_type: Event type to use with `nested`.
            publish_all_localized: Include every localized version of the entries.
            x_bulk_action: Action to use with `publish_with_reference`.
            api_version: Use `3.2` to get a job id and to include references. Default: `3.2` with `wait`.
            branch: Uid or alias of the branch. Default: the stack's branch.
            wait: Wait until the job is finished, and return its result. See `stack.bulk_jobs.wait`.
            wait_timeout: Seconds to wait; None to wait without end. Default: 10 minutes.
            progress: Whether a wait shows a bar or lines. A function is called with `Progress`.

        Returns:
            The response; with `wait`, how the job ended, and what failed.

        Raises:
            JobTimeoutError: The job was not finished in time. It goes on in the background.
            ValueError: A parameter is empty or out of bounds, or a required key is missing.
            ContentstackError: The API rejected a call, or it failed.
        """
        entries, assets = as_list(entries, "entries"), as_list(assets, "assets")
        locales, environments = as_list(locales, "locales"), as_list(environments, "environments")
        start = partial(
            super().publish,
            locales=locales,
            environments=environments,
            entries=entries,
            assets=assets,
            scheduled_at=scheduled_at,
            publish_with_reference=publish_with_reference,
            rules=rules,
            workflow=workflow,
            approvals=approvals,
            skip_workflow_stage_check=skip_workflow_stage_check,
            nested=nested,
            event_type=event_type,
            publish_all_localized=publish_all_localized,
            x_bulk_action=x_bulk_action,
            api_version="3.2" if wait else api_version,  # for a job id
            branch=branch,
        )
        if not wait:
            return start()

        from ..bulk.jobs import WaitOptions
        from ..bulk.places import Goal, list_places
        from .waiting import sync_wait_for_response

        options = WaitOptions(call="stack.bulk.publish()", timeout=wait_timeout, progress=progress)
        goal = Goal(action="publish", places=list_places(entries, assets, locales, environments), branch=branch)
        return sync_wait_for_response(self._sender, start(), goal, options)

    @overload
    def unpublish(
        self,
        *,
        locales: Iterable[str],
        environments: Iterable[str],
        entries: Iterable[models.BulkPublishEntryInputDict | models.BulkPublishEntryInput | UntypedMapping]
        | None = None,
        assets: Iterable[models.BulkPublishAssetInputDict | models.BulkPublishAssetInput | UntypedMapping]
        | None = None,
        scheduled_at: datetime | str | None = None,
        publish_with_reference: bool | None = None,
        rules: models.PublishRulesInputDict | models.PublishRulesInput | UntypedMapping | None = None,
        workflow: models.BulkWorkflowInputDict | models.BulkWorkflowInput | UntypedMapping | None = None,
        approvals: bool | None = None,
        skip_workflow_stage_check: bool | None = None,
        nested: bool | None = None,
        event_type: models.BulkEventType | Literal["bulk"] | None = None,
        publish_all_localized: bool | None = None,
        api_version: models.BulkApiVersion | Literal["3.2"] | None = None,
        branch: str | None = None,
        wait: Literal[False] = False,
        wait_timeout: float | None = WAIT_TIMEOUT,
        progress: ProgressChoice = False,
    ) -> models.BulkOperationResponse: ...

    @overload
    def unpublish(
        self,
        *,
        locales: Iterable[str],
        environments: Iterable[str],
        entries: Iterable[models.BulkPublishEntryInputDict | models.BulkPublishEntryInput | UntypedMapping]
        | None = None,
        assets: Iterable[models.BulkPublishAssetInputDict | models.BulkPublishAssetInput | UntypedMapping]
        | None = None,
        scheduled_at: datetime | str | None = None,
        publish_with_reference: bool | None = None,
        rules: models.PublishRulesInputDict | models.PublishRulesInput | UntypedMapping | None = None,
        workflow: models.BulkWorkflowInputDict | models.BulkWorkflowInput | UntypedMapping | None = None,
        approvals: bool | None = None,
        skip_workflow_stage_check: bool | None = None,
        nested: bool | None = None,
        event_type: models.BulkEventType | Literal["bulk"] | None = None,
        publish_all_localized: bool | None = None,
        api_version: models.BulkApiVersion | Literal["3.2"] | None = None,
        branch: str | None = None,
        wait: Literal[True],
        wait_timeout: float | None = WAIT_TIMEOUT,
        progress: ProgressChoice = False,
    ) -> JobResult: ...

    def unpublish(
        self,
        *,
        locales: Iterable[str],
        environments: Iterable[str],
        entries: Iterable[models.BulkPublishEntryInputDict | models.BulkPublishEntryInput | UntypedMapping]
        | None = None,
        assets: Iterable[models.BulkPublishAssetInputDict | models.BulkPublishAssetInput | UntypedMapping]
        | None = None,
        scheduled_at: datetime | str | None = None,
        publish_with_reference: bool | None = None,
        rules: models.PublishRulesInputDict | models.PublishRulesInput | UntypedMapping | None = None,
        workflow: models.BulkWorkflowInputDict | models.BulkWorkflowInput | UntypedMapping | None = None,
        approvals: bool | None = None,
        skip_workflow_stage_check: bool | None = None,
        nested: bool | None = None,
        event_type: models.BulkEventType | Literal["bulk"] | None = None,
        publish_all_localized: bool | None = None,
        api_version: models.BulkApiVersion | Literal["3.2"] | None = None,
        branch: str | None = None,
        wait: bool = False,
        wait_timeout: float | None = WAIT_TIMEOUT,
        progress: ProgressChoice = False,
    ) -> models.BulkOperationResponse | JobResult:
        """Unpublish many entries and assets. Arguments, result and exceptions are those of `publish`."""
        entries, assets = as_list(entries, "entries"), as_list(assets, "assets")
        locales, environments = as_list(locales, "locales"), as_list(environments, "environments")
        start = partial(
            super().unpublish,
            locales=locales,
            environments=environments,
            entries=entries,
            assets=assets,
            scheduled_at=scheduled_at,
            publish_with_reference=publish_with_reference,
            rules=rules,
            workflow=workflow,
            approvals=approvals,
            skip_workflow_stage_check=skip_workflow_stage_check,
            nested=nested,
            event_type=event_type,
            publish_all_localized=publish_all_localized,
            api_version="3.2" if wait else api_version,  # for a job id
            branch=branch,
        )
        if not wait:
            return start()

        from ..bulk.jobs import WaitOptions
        from ..bulk.places import Goal, list_places
        from .waiting import sync_wait_for_response

        options = WaitOptions(call="stack.bulk.unpublish()", timeout=wait_timeout, progress=progress)
        goal = Goal(action="unpublish", places=list_places(entries, assets, locales, environments), branch=branch)
        return sync_wait_for_response(self._sender, start(), goal, options)
