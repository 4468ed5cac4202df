# Derived from _async/release_watch.py by generator/unasync.py: edit that, not this.
"""What to read to know how far the deployment of a release is."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

from ..bulk._sync.details import Details
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
    from .sender import ScopedSender


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


class ReleaseWatch:
    """Looks at the deployments of a release. The present ones must be read before it is deployed."""

    def __init__(self, sender: ScopedSender, deployment: Deployment) -> None:
        self.uid: str | None = deployment.release_uid
        self.name = f"deployment of release {deployment.release_uid}"
        self._sender = sender
        self._deployment = deployment
        self._details = Details(sender)
        self._environments: list[str] = []
        self._before: Deployments = {}

    def read_present(self) -> None:
        """Read where the release is deployed, and the uids of the environments."""
        uids = self._details.list_environments()
        self._environments = list(dict.fromkeys(uids.get(name, name) for name in self._deployment.environments))
        self._before = read_deployments(self._read())

    def look(self) -> Sighting[JobResult]:
        """Return what the server says about the deployment now."""
        release = self._read()
        finished = find_finished(self._environments, self._before, read_deployments(release))
        total = len(self._environments)
        if len(finished) < total:
            return Sighting(done=len(finished), total=total)
        failures = self._find_failures(release, list_job_ids(finished))
        result = build_deployment_result(self._deployment.release_uid, finished, failures)
        return Sighting(result=result, status=result.status, done=result.done, failed=result.failed, total=total)

    def _read(self) -> models.Release:
        from contentstack_cma_client.resources.releases import Releases

        wanted = self._deployment
        return Releases(self._sender).get(
            wanted.release_uid, release_version=wanted.release_version, branch=wanted.branch
        )

    def _find_failures(self, release: models.Release, job_ids: Sequence[str]) -> list[FailedItem]:
        """Return the items that failed; nothing if the credentials may read neither jobs nor the publish queue."""
        try:
            if job_ids:
                return [failure for job_id in job_ids for failure in self._list_failures(job_id)]
            return self._find_unpublished(release)
        except (AuthenticationError, PermissionDeniedError):
            return []

    def _list_failures(self, job_id: str) -> list[FailedItem]:
        from contentstack_cma_client.resources.bulk_jobs import BulkJobs

        pages = BulkJobs(self._sender).list_items(job_id, status="failed")
        return [name_failure(item) for item in pages if read_item_status(item) == "failed"]

    def _find_unpublished(self, release: models.Release) -> list[FailedItem]:
        wanted, failures = self._deployment, list["FailedItem"]()
        for goal in list_goals(release, wanted.action, wanted.locales, self._environments, wanted.branch):
            unreached = self._details.find_unreached(goal)
            failures += self._details.find_failures(goal, unreached) if unreached else ()
        return failures
