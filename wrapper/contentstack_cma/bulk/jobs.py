"""Decisions about a job: whether it is finished, how it ended, and when to look again. No I/O."""

import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from typing import Any, Generic, Literal, TypeVar, cast

from contentstack_cma_client import models

from ..errors import AuthenticationError, ErrorDetails
from .progress import ProgressChoice, check_choice
from .results import FailedItem, JobResult, JobStatus
from .timeouts import check_timeout

T = TypeVar("T")

State = Literal["running", "complete", "partial", "failed", "canceled"]

CREDENTIALS_HINT = (
    "on stacks with the newer Assets product, calls about jobs need a management token, or wait=True in the call that "
    "publishes"
)

FIRST_PAUSE = 0.25
LONGEST_PAUSE = 10.0
_GROWTH = 1.5
_FIRST_DETAILS = 5
"""The number of the look from which publish details count: a job that works is finished before."""

_STATES: dict[str, State] = {
    "4": "complete",
    "complete": "complete",
    "completed": "complete",
    "success": "complete",
    "5": "partial",
    "partial": "partial",
    "partial_complete": "partial",
    "partially_complete": "partial",
    "partially_completed": "partial",
    "6": "failed",
    "fail": "failed",
    "failed": "failed",
    "error": "failed",
    "cancelled": "canceled",
    "canceled": "canceled",
    "unscheduled": "canceled",
}
"""The states of jobs that are finished, by each known spelling. Any other status is that of a running job."""


def read_state(status: object) -> State:
    """Return the state that a status of the server means."""
    return _STATES.get(normalize_status(status), "running")


def normalize_status(status: object) -> str:
    """Return a status in one spelling."""
    text = str(getattr(status, "value", status) or "")
    return text.strip().lower().replace("-", "_").replace(" ", "_")


def is_turn_of_details(looks: int) -> bool:
    """Return whether to look at publish details, too, although the job says that it goes on."""
    return looks >= _FIRST_DETAILS and looks % 2 == 1


def choose_pause(looks: int, elapsed: float, timeout: float | None) -> float | None:
    """Return the seconds until the next look at a job; None if the time is over.

    Args:
        looks: Number of looks so far, at least 1.
        elapsed: Seconds since the first look.
        timeout: Seconds to wait in total; None for no limit.
    """
    pause = min(FIRST_PAUSE * _GROWTH ** min(looks - 1, 20), LONGEST_PAUSE)
    if timeout is None:
        return pause
    return None if elapsed >= timeout else min(pause, timeout - elapsed)


@dataclass(frozen=True, slots=True, kw_only=True)
class Sighting(Generic[T]):
    """What one look at a job showed.

    Attributes:
        result: What the wait returns; None while the job goes on.
        status: The status of the job, for messages.
        done: Number of items that succeeded or were skipped.
        failed: Number of items that failed.
        total: Number of all items; None if unknown.
    """

    result: T | None = None
    status: str = ""
    done: int = 0
    failed: int = 0
    total: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class WaitOptions:
    """How to wait.

    Attributes:
        call: The method that waits, such as `stack.bulk_jobs.wait()`.
        parameter: Its parameter for the timeout.
        timeout: Seconds to wait; None for no limit.
        progress: Where to show progress.
    """

    call: str
    timeout: float | None
    progress: ProgressChoice = False
    parameter: str = "wait_timeout"

    def __post_init__(self) -> None:
        check_timeout(self.timeout, self.parameter)
        check_choice(self.progress)


def describe_timeout(options: WaitOptions, name: str, seen: Sighting[Any]) -> str:
    """Return the message for a job that was not finished in time."""
    status = f" ({seen.status})" if seen.status else ""
    finished = seen.done + seen.failed
    counts = f"; {finished} of {seen.total} items were finished" if seen.total else ""
    return (
        f"{options.call}: {name} was not finished after {options.timeout:g} seconds{status}{counts}. It goes on in the "
        f"background: wait for it again, or pass a longer {options.parameter}"
    )


def add_hint(error: AuthenticationError) -> AuthenticationError:
    """Return an error of a call about a job that says which credentials such calls need."""
    details: ErrorDetails = error.args[0]
    hint = "; ".join(part for part in (details.hint.removesuffix("."), CREDENTIALS_HINT) if part)
    explained = type(error)(replace(details, hint=hint))
    explained.outcome, explained.attempts = error.outcome, error.attempts
    return explained


def see_result(result: JobResult) -> Sighting[JobResult]:
    """Return the last look at a job."""
    done = result.done + result.skipped
    return Sighting(result=result, status=result.status, done=done, failed=result.failed, total=done + result.failed)


def get_job_id(job: str | models.BulkJob | models.BulkOperationResponse | models.PublishResponse) -> str:
    """Return the id of a job.

    Raises:
        TypeError: `job` is neither an id nor a response.
        ValueError: It is empty, or the response has no job id.
    """
    job_id = job.uid if isinstance(job, models.BulkJob) else getattr(job, "job_id", job)
    if job_id is None:
        raise ValueError(
            'the response has no job id: pass api_version="3.2" to the call that starts the job, or wait=True instead'
        )
    if not isinstance(job_id, str):
        raise TypeError(f"job must be a job id or the response of a call that starts a job, not {type(job).__name__}")
    if not job_id:
        raise ValueError("job must not be empty: pass a job id or the response of a call that starts a job")
    return job_id


def check_uid(uid: str, name: str) -> str:
    """Return a uid.

    Raises:
        ValueError: It is empty.
    """
    if not uid:
        raise ValueError(f"{name} must not be empty")
    return uid


def has_counts(summary: models.BulkJobSummary | None) -> bool:
    """Return whether a summary says how many items failed."""
    return isinstance(summary, models.BulkJobSummary) and isinstance(summary.unsuccess, int)


@dataclass(frozen=True, slots=True, kw_only=True)
class Counts:
    """How many items of a job succeeded, failed and were skipped."""

    done: int = 0
    failed: int = 0
    skipped: int = 0


def count_items(summary: models.BulkJobSummary | None, items: Iterable[models.BulkJobItem]) -> Counts:
    """Return the counts of a job: those of its summary, or of its items if the summary has none."""
    if summary is not None and has_counts(summary):
        return Counts(done=summary.success or 0, failed=summary.unsuccess or 0, skipped=summary.skip or 0)
    states = [read_item_status(item) for item in items]
    return Counts(done=states.count("success"), failed=states.count("failed"), skipped=states.count("skipped"))


def read_item_status(item: models.BulkJobItem) -> str:
    """Return the status of an item of a job, such as `success`; an empty string if unknown."""
    details = item.publish_details
    return (details.status if isinstance(details, models.BulkJobItemPublishDetails) else item.status) or ""


def name_failure(item: models.BulkJobItem) -> FailedItem:
    """Return what failed of an item of a job."""
    details = item.publish_details
    content_type = item.content_type
    reason = details.failure_reason if isinstance(details, models.BulkJobItemPublishDetails) else None
    uid = content_type.uid if isinstance(content_type, models.BulkJobItemContentType) else item.content_type_uid
    kind = str(getattr(item.type_, "value", item.type_) or "entry")
    return FailedItem(
        uid=item.uid,
        kind=kind,
        content_type_uid=None if kind == "asset" else uid,
        locale=item.publish_locale or item.locale or None,
        environment=item.environment or None,
        reason=reason or "",
    )


def build_result(
    job_id: str | None, action: str, state: State, counts: Counts, failures: Sequence[FailedItem]
) -> JobResult:
    """Return the result of a finished job. Items that failed outweigh a status that does not say so."""
    return JobResult(
        job_id=job_id,
        action=action,
        status=choose_status(state, counts),
        done=counts.done,
        failed=counts.failed,
        skipped=counts.skipped,
        failures=tuple(failures),
    )


def choose_status(state: State, counts: Counts) -> JobStatus:
    """Return how a job ended."""
    if counts.failed:
        return "partial" if counts.done else "failed"
    return "complete" if state == "running" else state


def build_merge_result(job: models.MergeJob) -> JobResult | None:
    """Return the result of a merge; None while it goes on."""
    state = read_state(job.merge_details.status if job.merge_details else None)
    if state == "running" and job.merged_at is None:
        return None
    failures = [_name_merge_failure(error) for error in job.errors or []]
    status: JobStatus = "complete" if state == "running" else state
    if failures and status == "complete":
        status = "partial"
    return JobResult(job_id=job.uid, action="merge", status=status, failed=len(failures), failures=tuple(failures))


def _name_merge_failure(error: str | models.MergeError) -> FailedItem:
    if not isinstance(error, models.MergeError):
        return FailedItem(uid="", reason=str(error))
    reason = error.message or _read_reason(error.error)
    return FailedItem(uid=error.uid or error.field or "", kind=(error.type_ or "").removesuffix("s"), reason=reason)


def _read_reason(text: str | None) -> str:
    """Return the reasons in the error of a merge, which is JSON in a string."""
    try:
        body: Any = json.loads(text or "")
    except ValueError:
        return text or ""
    if not isinstance(body, dict):
        return text or ""
    fields = cast("dict[str, Any]", body)
    errors: Any = fields.get("errors")
    more = json.dumps(errors) if errors else ""
    return " ".join(part for part in (str(fields.get("error_message") or ""), more) if part) or (text or "")
