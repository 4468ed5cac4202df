# Derived from _async/releases.py by generator/unasync.py: edit that, not this.
"""Releases, with waiting."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Literal, overload

from contentstack_cma_client.encoding import as_list
from contentstack_cma_client.resources import releases as generated

from ..bulk.timeouts import WAIT_TIMEOUT

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import datetime

    from contentstack_cma_client import models

    from ..bulk.progress import ProgressChoice
    from ..bulk.results import JobResult
    from .sender import ScopedSender


class Releases(generated.Releases):
    """The releases of a stack."""

    _sender: ScopedSender  # pyright: ignore[reportIncompatibleVariableOverride] -- always the wrapper's own

    @overload
    def deploy(
        self,
        release_uid: str,
        *,
        environments: Iterable[str],
        action: models.ReleaseAction | Literal["publish", "unpublish"],
        locales: Iterable[str] | None = None,
        scheduled_at: datetime | str | None = None,
        release_version: models.ReleaseVersion | Literal["2.0"] | None = None,
        branch: str | None = None,
        wait: Literal[False] = False,
        wait_timeout: float | None = WAIT_TIMEOUT,
        progress: ProgressChoice = False,
    ) -> models.PublishResponse: ...

    @overload
    def deploy(
        self,
        release_uid: str,
        *,
        environments: Iterable[str],
        action: models.ReleaseAction | Literal["publish", "unpublish"],
        locales: Iterable[str] | None = None,
        scheduled_at: datetime | str | None = None,
        release_version: models.ReleaseVersion | Literal["2.0"] | None = None,
        branch: str | None = None,
        wait: Literal[True],
        wait_timeout: float | None = WAIT_TIMEOUT,
        progress: ProgressChoice = False,
    ) -> JobResult: ...

    def deploy(
        self,
        release_uid: str,
        *,
        environments: Iterable[str],
        action: models.ReleaseAction | Literal["publish", "unpublish"],
        locales: Iterable[str] | None = None,
        scheduled_at: datetime | str | None = None,
        release_version: models.ReleaseVersion | Literal["2.0"] | None = None,
        branch: str | None = None,
        wait: bool = False,
        wait_timeout: float | None = WAIT_TIMEOUT,
        progress: ProgressChoice = False,
    ) -> models.PublishResponse | JobResult:
        """Deploy a release.

        Publish or unpublish every item of the release to environments, now or at a scheduled time. The deployment is
        queued; its result appears in the publish queue and in the release.

        Args:
            release_uid: Uid of the release.
            environments: Names of environments.
            action: Action on the items.
            locales: Codes of locales. Default: those of the items.
            scheduled_at: Time to do it. Default: now.
            release_version: Version of the releases API: `2.0` if the organization uses the newer releases. Default:
                the older version.
            branch: Uid or alias of the branch. Default: the stack's branch.
            wait: Wait until the release is deployed to all environments, and return the result.
            wait_timeout: Seconds to wait; None to wait without end. Default: 10 minutes.
            progress: Whether a wait shows a bar or lines, with the number of environments. A function is called with
                `Progress`.

        Returns:
            The response; with `wait`, how the deployment ended, and what failed.

        Raises:
            JobTimeoutError: The release was not deployed in time. It may still be.
            ValueError: A parameter is empty or out of bounds, or a required key is missing.
            ContentstackError: The API rejected a call, or it failed.
        """
        environments, locales = as_list(environments, "environments"), as_list(locales, "locales")
        start = partial(
            super().deploy,
            release_uid,
            environments=environments,
            action=action,
            locales=locales,
            scheduled_at=scheduled_at,
            release_version=release_version,
            branch=branch,
        )
        if not wait:
            return start()

        from ..bulk.jobs import WaitOptions
        from .release_watch import Deployment, ReleaseWatch
        from .waiting import sync_wait_for

        options = WaitOptions(call="stack.releases.deploy()", timeout=wait_timeout, progress=progress)
        deployment = Deployment(
            release_uid=release_uid,
            environments=list(environments),
            action=str(getattr(action, "value", action)),
            locales=list(locales or ()),
            release_version=release_version,
            branch=branch,
        )
        watch = ReleaseWatch(self._sender, deployment)
        watch.read_present()
        start()
        return sync_wait_for(watch, options)
