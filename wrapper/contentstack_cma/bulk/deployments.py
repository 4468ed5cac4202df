"""Decisions about the deployment of a release. No I/O."""

from collections.abc import Iterable, Mapping, Sequence

from contentstack_cma_client import models

from .jobs import read_state
from .places import Action, Goal, Place
from .publish_items import ASSETS
from .results import FailedItem, JobResult

_ASSET_OWNERS = ("built_io_upload", ASSETS)
Deployments = Mapping[str, models.ReleaseDeployment]
"""The last deployment to each environment, by its uid."""


def read_deployments(release: models.Release) -> Deployments:
    """Return the deployments of a release."""
    return {each.environment: each for each in release.status or () if each.environment}


def find_finished(environments: Iterable[str], before: Deployments, now: Deployments) -> Deployments:
    """Return the finished deployments that were not there before."""
    found = {uid: now[uid] for uid in environments if uid in now}
    return {
        uid: each
        for uid, each in found.items()
        if read_state(each.status) != "running" and (uid not in before or each.to_dict() != before[uid].to_dict())
    }


def list_job_ids(deployments: Deployments) -> list[str]:
    """Return the ids of the jobs that deployed, each once."""
    return list(dict.fromkeys(each.job_id for each in deployments.values() if each.job_id))


def list_goals(
    release: models.Release,
    action: str,
    locales: Sequence[str],
    environments: Sequence[str],
    branch: str | None,
) -> list[Goal]:
    """Return what a deployment is to do: what it publishes, and what it unpublishes.

    Args:
        release: The release with its items.
        action: The action of the deployment.
        locales: The locales of the deployment; empty for those of the items.
        environments: Uids of the environments.
        branch: Uid of the branch; None for that of the stack.
    """
    found: dict[Action, list[Place]] = {"publish": [], "unpublish": []}
    for item in release.items_ or ():
        is_published = action == "publish" and getattr(item.action, "value", item.action) == "publish"
        owner = ASSETS if item.content_type_uid in _ASSET_OWNERS else item.content_type_uid or ""
        found["publish" if is_published else "unpublish"] += [
            Place(owner, item.uid, code, environment, item.version if code == item.locale else None)
            for code in locales or [item.locale or ""]
            for environment in environments
        ]
    return [Goal(action=each, places=tuple(places), branch=branch) for each, places in found.items() if places]


def build_deployment_result(release_uid: str, deployments: Deployments, failures: Sequence[FailedItem]) -> JobResult:
    """Return the result of a deployment.

    Args:
        release_uid: Uid of the release.
        deployments: The deployment to each environment.
        failures: The items that failed, if the jobs say so.
    """
    failed = [uid for uid, each in deployments.items() if read_state(each.status) != "complete"]
    named = {each.environment for each in failures}
    unnamed = [FailedItem(uid=release_uid, kind="release", environment=uid) for uid in failed if uid not in named]
    everything = (*failures, *unnamed)
    job_ids = list_job_ids(deployments)
    return JobResult(
        job_id=job_ids[0] if len(job_ids) == 1 else None,
        action="deploy",
        status="failed" if len(failed) == len(deployments) else "partial" if everything else "complete",
        done=len(deployments) - len(failed),
        failed=len(failed),
        failures=everything,
    )
