# Derived from _async/job_watches.py by generator/unasync.py: edit that, not this.
"""What to read to know how far a job is that publishes, unpublishes or deletes."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from ..bulk._sync.details import Details
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
from ..bulk.places import Goal, date_goal, name_goal, read_goal
from ..errors import AuthenticationError

if TYPE_CHECKING:
    from contentstack_cma_client import models

    from ..bulk.results import JobResult
    from .sender import ScopedSender


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

    def look(self) -> Sighting[JobResult]:
        """Return what the server says now."""
        total = len(self._goal.places)
        unreached = self._details.look(self._goal)
        done, failures = total - len(unreached.places), list(unreached.failures.values())
        if len(failures) == len(unreached.places):
            counts = Counts(done=done, failed=len(failures))
            return see_result(build_result(None, self._goal.action, "complete", counts, failures))
        return Sighting(done=done, failed=len(failures), total=total)
