# Derived from _async/asset_publishing.py by generator/unasync.py: edit that, not this.
"""Assets: publishing, with waiting."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Literal, overload

from contentstack_cma_client.encoding import as_list
from contentstack_cma_client.resources import assets as generated

from ..bulk.timeouts import WAIT_TIMEOUT

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import datetime

    from contentstack_cma_client import models

    from ..bulk.progress import ProgressChoice
    from ..bulk.results import JobResult
    from .sender import ScopedSender


class AssetPublishing(generated.Assets):
    """The methods that publish one asset."""

    _sender: ScopedSender  # pyright: ignore[reportIncompatibleVariableOverride] -- always the wrapper's own

    @overload
    def publish(
        self,
        asset_uid: str,
        *,
        environments: Iterable[str],
        locales: Iterable[str],
        version: int | None = None,
        scheduled_at: datetime | str | None = None,
        branch: str | None = None,
        wait: Literal[False] = False,
        wait_timeout: float | None = WAIT_TIMEOUT,
        progress: ProgressChoice = False,
    ) -> models.PublishResponse: ...

    @overload
    def publish(
        self,
        asset_uid: str,
        *,
        environments: Iterable[str],
        locales: Iterable[str],
        version: int | None = None,
        scheduled_at: datetime | str | None = None,
        branch: str | None = None,
        wait: Literal[True],
        wait_timeout: float | None = WAIT_TIMEOUT,
        progress: ProgressChoice = False,
    ) -> JobResult: ...

    def publish(
        self,
        asset_uid: str,
        *,
        environments: Iterable[str],
        locales: Iterable[str],
        version: int | None = None,
        scheduled_at: datetime | str | None = None,
        branch: str | None = None,
        wait: bool = False,
        wait_timeout: float | None = WAIT_TIMEOUT,
        progress: ProgressChoice = False,
    ) -> models.PublishResponse | JobResult:
        """Publish an asset.

        Queue a version for publishing to environments and locales, immediately or at a scheduled time. The response
        arrives before the asset is published.

        Args:
            asset_uid: Uid of the asset.
            environments: Names or uids of environments.
            locales: Locale codes.
            version: Version number. Default: latest version.
            scheduled_at: When to run. Default: immediately.
            branch: Uid or alias of the branch. Default: the stack's branch.
            wait: Wait until the asset is published, and return the result.
            wait_timeout: Seconds to wait; None to wait without end. Default: 10 minutes.
            progress: Whether a wait shows a bar or lines. A function is called with `Progress`.

        Returns:
            The response; with `wait`, a result that says what failed, and why.

        Raises:
            JobTimeoutError: The asset was not published in time. It may still be.
            ValueError: A parameter is empty or out of bounds, or a required key is missing.
            ContentstackError: The API rejected a call, or it failed.
        """
        environments, locales = as_list(environments, "environments"), as_list(locales, "locales")
        start = partial(
            super().publish,
            asset_uid,
            environments=environments,
            locales=locales,
            version=version,
            scheduled_at=scheduled_at,
            branch=branch,
        )
        if not wait:
            return start()

        from ..bulk.jobs import WaitOptions
        from ..bulk.places import Goal, list_places
        from .waiting import sync_wait_for_response

        options = WaitOptions(call="stack.assets.publish()", timeout=wait_timeout, progress=progress)
        item = {"uid": asset_uid, "version": version}
        goal = Goal(action="publish", places=list_places(None, [item], locales, environments), branch=branch)
        return sync_wait_for_response(self._sender, start(), goal, options)

    @overload
    def unpublish(
        self,
        asset_uid: str,
        *,
        environments: Iterable[str],
        locales: Iterable[str],
        version: int | None = None,
        scheduled_at: datetime | str | None = None,
        branch: str | None = None,
        wait: Literal[False] = False,
        wait_timeout: float | None = WAIT_TIMEOUT,
        progress: ProgressChoice = False,
    ) -> models.PublishResponse: ...

    @overload
    def unpublish(
        self,
        asset_uid: str,
        *,
        environments: Iterable[str],
        locales: Iterable[str],
        version: int | None = None,
        scheduled_at: datetime | str | None = None,
        branch: str | None = None,
        wait: Literal[True],
        wait_timeout: float | None = WAIT_TIMEOUT,
        progress: ProgressChoice = False,
    ) -> JobResult: ...

    def unpublish(
        self,
        asset_uid: str,
        *,
        environments: Iterable[str],
        locales: Iterable[str],
        version: int | None = None,
        scheduled_at: datetime | str | None = None,
        branch: str | None = None,
        wait: bool = False,
        wait_timeout: float | None = WAIT_TIMEOUT,
        progress: ProgressChoice = False,
    ) -> models.PublishResponse | JobResult:
        """Unpublish an asset. Arguments, result and exceptions are those of `publish`."""
        environments, locales = as_list(environments, "environments"), as_list(locales, "locales")
        start = partial(
            super().unpublish,
            asset_uid,
            environments=environments,
            locales=locales,
            version=version,
            scheduled_at=scheduled_at,
            branch=branch,
        )
        if not wait:
            return start()

        from ..bulk.jobs import WaitOptions
        from ..bulk.places import Goal, list_places
        from .waiting import sync_wait_for_response

        options = WaitOptions(call="stack.assets.unpublish()", timeout=wait_timeout, progress=progress)
        item = {"uid": asset_uid, "version": version}
        goal = Goal(action="unpublish", places=list_places(None, [item], locales, environments), branch=branch)
        return sync_wait_for_response(self._sender, start(), goal, options)
