"""What to read to know how far the deployment of a release is."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

from ..bulk._async.details import AsyncDetails
from ..bulk.deployments import (
    Deployments,
    build_deployment_result,
    find_finished,
    list_goals,
    list_job_ids,
    read_deployments,
)
from ..bulk.jobs import Sighting, name_failure, read_item_status
from ..errors import AuthenticationError, PermissionDeniedError

if TYPE_CHECKING:
    from collections.abc import Sequence

    from contentstack_cma_client import models

    from ..bulk.results import FailedItem, JobResult
    from .sender import AsyncScopedSender


@dataclass(frozen=True, slots=True, kw_only=True)
class Deployment:
    """A deployment, as the caller wants it.

    Attributes:
        release_uid: Uid of the release.
        environments: Names or uids of environments.
        action: `publish` or `unpublish`.
        locales: Codes of locales; empty for those of the items.
        release_version: Version of the releases API.
        branch: Uid of the branch; None for that of the stack.
    """

    release_uid: str
    environments: Sequence[str]
    action: str
    locales: Sequence[str]
    release_version: models.ReleaseVersion | Literal["2.0"] | None
    branch: str | None


class AsyncReleaseWatch:
    """Looks at the deployments of a release. The present ones must be read before it is deployed."""

    def __init__(self, sender: AsyncScopedSender, deployment: Deployment) -> None:
        self.uid: str | None = deployment.release_uid
        self.name = f"deployment of release {deployment.release_uid}"
        self._sender = sender
        self._deployment = deployment
        self._details = AsyncDetails(sender)
        self._environments: list[str] = []
        self._before: Deployments = {}

    async def read_present(self) -> None:
        """Read where the release is deployed, and the uids of the environments."""
        uids = await self._details.list_environments()
        self._environments = list(dict.fromkeys(uids.get(name, name) for name in self._deployment.environments))
        self._before = read_deployments(await self._read())

    async def look(self) -> Sighting[JobResult]:
        """Return what the server says about the deployment now."""
        release = await self._read()
        finished = find_finished(self._environments, self._before, read_deployments(release))
        total = len(self._environments)
        if len(finished) < total:
            return Sighting(done=len(finished), total=total)
        failures = await self._find_failures(release, list_job_ids(finished))
        result = build_deployment_result(self._deployment.release_uid, finished, failures)
        return Sighting(result=result, status=result.status, done=result.done, failed=result.failed, total=total)

    async def _read(self) -> models.Release:
        from contentstack_cma_client.resources.releases import AsyncReleases

        wanted = self._deployment
        return await AsyncReleases(self._sender).get(
            wanted.release_uid, release_version=wanted.release_version, branch=wanted.branch
        )

    async def _find_failures(self, release: models.Release, job_ids: Sequence[str]) -> list[FailedItem]:
        """Return the items that failed; nothing if the credentials may read neither jobs nor the publish queue."""
        try:
            if job_ids:
                return [failure for job_id in job_ids for failure in await self._list_failures(job_id)]
            return await self._find_unpublished(release)
        except (AuthenticationError, PermissionDeniedError):
            return []

    async def _list_failures(self, job_id: str) -> list[FailedItem]:
        from contentstack_cma_client.resources.bulk_jobs import AsyncBulkJobs

        pages = AsyncBulkJobs(self._sender).list_items(job_id, status="failed")
        return [name_failure(item) async for item in pages if read_item_status(item) == "failed"]

    async def _find_unpublished(self, release: models.Release) -> list[FailedItem]:
        wanted, failures = self._deployment, list["FailedItem"]()
        for goal in list_goals(release, wanted.action, wanted.locales, self._environments, wanted.branch):
            unreached = await self._details.find_unreached(goal)
            failures += await self._details.find_failures(goal, unreached) if unreached else ()
        return failures
