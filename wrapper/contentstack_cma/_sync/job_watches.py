# Derived from wrapper/contentstack_cma/_async/job_watches.py by generator/unasync.py: edit that, not this.
"""What to read to know how far a job is that publishes, unpublishes or deletes."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

from ..bulk.jobs import (
    Counts,
    Sighting,
    State,
    add_hint,
    build_result,
    count_items,
    has_counts,
    is_turn_of_details,
    name_failure,
    read_item_status,
    read_state,
    see_result,
)
from ..bulk.places import (
    ASSETS,
    Goal,
    Place,
    Reading,
    date_goal,
    find_failures,
    find_unreached,
    group_uids,
    list_details,
    name_environments,
    name_goal,
    read_goal,
)
from ..errors import AuthenticationError, PermissionDeniedError

if TYPE_CHECKING:
    from contentstack_cma_client import models

    from ..bulk.results import FailedItem, JobResult
    from .sender import ScopedSender

_BATCH = 100
"""Number of uids in one query."""


class JobWatch:
    """Looks at a bulk job and, if it goes on for long or cannot be read, at what it is to do.

    Args:
        sender: The sender of the stack.
        job_id: Id of the job.
        goal: What the job is to do, if the caller knows.
    """

    def __init__(self, sender: ScopedSender, job_id: str, goal: Goal | None = None) -> None:
        self.uid: str | None = job_id
        self.name = f"job {job_id}"
        self._sender = sender
        self._job_id = job_id
        self._goal = goal if goal and goal.places else None
        self._details = Details(sender)
        self._reached = 0
        self._looks = 0
        self._can_read = True

    def look(self) -> Sighting[JobResult]:
        """Return what the server says about the job now."""
        self._looks += 1
        job = self._read() if self._can_read else None
        if job is not None:
            state = read_state(job.status)
            if state != "running":
                return see_result(self._read_result(job, state))
            self._goal = date_goal(self._goal, job) if self._goal else read_goal(job)
        return self._look_at_goal(job)

    def _read(self) -> models.BulkJob | None:
        from contentstack_cma_client.resources.bulk_jobs import BulkJobs

        try:
            return BulkJobs(self._sender).get(self._job_id)
        except AuthenticationError as error:
            if self._goal is None:
                raise add_hint(error) from None
            self._can_read = False
            return None

    def _look_at_goal(self, job: models.BulkJob | None) -> Sighting[JobResult]:
        goal = self._goal
        if goal is not None and (job is None or is_turn_of_details(self._looks)):
            unreached = self._details.find_unreached(goal)
            self._reached = len(goal.places) - len(unreached)
            if not unreached:
                counts = Counts(done=self._reached)
                return see_result(build_result(self._job_id, goal.action, "complete", counts, ()))
        total = len(goal.places) if goal else None
        summary = job.summary if job else None
        if summary is not None and has_counts(summary):
            counts = count_items(summary, ())
            done, failed = counts.done + counts.skipped, counts.failed
        else:
            done, failed = self._reached, 0
        return Sighting(status=str(job.status) if job else "", done=done, failed=failed, total=total)

    def _read_result(self, job: models.BulkJob, state: State) -> JobResult:
        counts, failures = count_items(job.summary, ()), list[Any]()
        if not has_counts(job.summary) or counts.failed or state in ("partial", "failed"):
            items = self._list_items(has_counts(job.summary))
            counts = count_items(job.summary, items)
            failures = [name_failure(item) for item in items if read_item_status(item) == "failed"]
        return build_result(self._job_id, job.action or "bulk", state, counts, failures)

    def _list_items(self, only_failed: bool) -> list[models.BulkJobItem]:  # noqa: FBT001 - see its caller
        from contentstack_cma_client.resources.bulk_jobs import BulkJobs

        pages = BulkJobs(self._sender).list_items(self._job_id, status="failed" if only_failed else None)
        return [item for item in pages]


class PlacesWatch:
    """Looks at what a call without a job is to do: at publish details, and at the publish queue for failures."""

    def __init__(self, sender: ScopedSender, goal: Goal) -> None:
        self.uid: str | None = None
        self.name = name_goal(goal)
        self._sender = sender
        self._goal = goal
        self._details = Details(sender)
        self._looks = 0
        self._can_read_queue = goal.action != "delete"

    def look(self) -> Sighting[JobResult]:
        """Return what the server says now."""
        self._looks += 1
        total = len(self._goal.places)
        unreached = self._details.find_unreached(self._goal)
        failures = self._find_failures(unreached) if unreached and self._looks > 1 else ()
        done = total - len(unreached)
        if len(failures) == len(unreached):
            counts = Counts(done=done, failed=len(failures))
            return see_result(build_result(None, self._goal.action, "complete", counts, failures))
        return Sighting(done=done, failed=len(failures), total=total)

    def _find_failures(self, unreached: tuple[Place, ...]) -> tuple[FailedItem, ...]:
        if not self._can_read_queue:
            return ()
        try:
            return self._details.find_failures(self._goal, unreached)
        except (AuthenticationError, PermissionDeniedError):
            self._can_read_queue = False
            return ()


class Details:
    """Reads publish details in batches."""

    def __init__(self, sender: ScopedSender) -> None:
        self._sender = sender
        self._environments: dict[str, str] | None = None
        self._versions: dict[tuple[str, str, str], int | None] = {}

    def find_failures(self, goal: Goal, unreached: tuple[Place, ...]) -> tuple[FailedItem, ...]:
        """Return what of the places has failed, by the publish queue."""
        from contentstack_cma_client.resources.publish_queue import PublishQueue

        newest = PublishQueue(self._sender).list(
            api_version="3.2",  # with the items of releases
            branch=goal.branch,
            max_items=max(_BATCH, 2 * len(unreached)),
        )
        return find_failures(goal, unreached, [item for item in newest])

    def find_unreached(self, goal: Goal) -> tuple[Place, ...]:
        """Return the places where something is still to be done, with the uids of their environments."""
        named = name_environments(goal, self.list_environments()) if goal.action != "delete" else goal
        readings: dict[tuple[str, str, str], Reading] = {}
        for (owner, locale), uids in group_uids(named.places).items():
            for start in range(0, len(uids), _BATCH):
                batch = self._read(owner, locale, uids[start : start + _BATCH], goal.branch)
                for uid, found in batch.items():
                    key = (owner, locale, uid)
                    readings[key] = replace(found, version=self._versions.setdefault(key, found.version))
        return find_unreached(named, readings)

    def list_environments(self) -> dict[str, str]:
        """Return the uids of all environments by name."""
        from contentstack_cma_client.resources.environments import Environments

        if self._environments is None:
            pages = Environments(self._sender).list()
            self._environments = {found.name: found.uid for found in pages if found.name}
        return self._environments

    def _read(self, owner: str, locale: str, uids: list[str], branch: str | None) -> dict[str, Reading]:
        from contentstack_cma_client.resources.assets import Assets
        from contentstack_cma_client.resources.entries import Entries

        query = {"uid": {"$in": uids}}
        if owner == ASSETS:
            assets = Assets(self._sender).list(query=query, include_publish_details=True, branch=branch)
            return {each.uid: Reading(None, each.version, list_details(each.publish_details)) for each in assets}
        entries = Entries(self._sender, owner).list(
            query=query, locale=locale, include_publish_details=True, branch=branch
        )
        return {each.uid: Reading(each.locale, each.version, list_details(each.publish_details)) for each in entries}
