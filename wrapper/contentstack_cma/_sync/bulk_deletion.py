# Derived from _async/bulk_deletion.py by generator/unasync.py: edit that, not this.
"""Bulk calls: deletion, with waiting."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Literal, overload

from contentstack_cma_client.encoding import as_list
from contentstack_cma_client.resources import bulk as generated

from ..bulk.timeouts import WAIT_TIMEOUT

if TYPE_CHECKING:
    from collections.abc import Iterable

    from contentstack_cma_client import models
    from contentstack_cma_client.untyped import UntypedMapping

    from ..bulk.progress import ProgressChoice
    from ..bulk.results import JobResult
    from .sender import ScopedSender


class BulkDeletion(generated.Bulk):
    """The method that deletes by a bulk call."""

    _sender: ScopedSender  # pyright: ignore[reportIncompatibleVariableOverride] -- always the wrapper's own

    @overload
    def delete(
        self,
        *,
        entries: Iterable[models.BulkEntryInputDict | models.BulkEntryInput | UntypedMapping] | None = None,
        assets: Iterable[models.BulkAssetInputDict | models.BulkAssetInput | UntypedMapping] | None = None,
        branch: str | None = None,
        wait: Literal[False] = False,
        wait_timeout: float | None = WAIT_TIMEOUT,
        progress: ProgressChoice = False,
    ) -> models.BulkOperationResponse: ...

    @overload
    def delete(
        self,
        *,
        entries: Iterable[models.BulkEntryInputDict | models.BulkEntryInput | UntypedMapping] | None = None,
        assets: Iterable[models.BulkAssetInputDict | models.BulkAssetInput | UntypedMapping] | None = None,
        branch: str | None = None,
        wait: Literal[True],
        wait_timeout: float | None = WAIT_TIMEOUT,
        progress: ProgressChoice = False,
    ) -> JobResult: ...

    def delete(
        self,
        *,
        entries: Iterable[models.BulkEntryInputDict | models.BulkEntryInput | UntypedMapping] | None = None,
        assets: Iterable[models.BulkAssetInputDict | models.BulkAssetInput | UntypedMapping] | None = None,
        branch: str | None = None,
        wait: bool = False,
        wait_timeout: float | None = WAIT_TIMEOUT,
        progress: ProgressChoice = False,
    ) -> models.BulkOperationResponse | JobResult:
        """Delete many entries and assets.

        Start a job that deletes assets, and entries in one locale each. The documentation says that one call takes
        100 entries, but a limit of 10 items is also reported. The response arrives before anything is deleted, and may
        have no job id; `wait` works without one, too.

        Args:
            entries: Entries. The limit applies to entries and assets together.
            assets: Assets. The limit applies to entries and assets together.
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
        start = partial(
            super().delete,
            entries=entries,
            assets=assets,
            branch=branch,
        )
        if not wait:
            return start()

        from ..bulk.jobs import WaitOptions
        from ..bulk.places import Goal, list_places
        from .waiting import sync_wait_for_response

        options = WaitOptions(call="stack.bulk.delete()", timeout=wait_timeout, progress=progress)
        goal = Goal(action="delete", places=list_places(entries, assets, None, None), branch=branch)
        return sync_wait_for_response(self._sender, start(), goal, options)
