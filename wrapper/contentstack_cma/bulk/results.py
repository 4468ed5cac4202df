"""Results of jobs: what failed, and why."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal, Self

from ..job_errors import JobFailedError

JobStatus = Literal["complete", "partial", "failed", "canceled"]
"""How a job ended: without failures, with some, with failures only; or it was canceled before it began."""

_SHOWN = 5


@dataclass(frozen=True, slots=True, kw_only=True)
class FailedItem:
    """An item that failed, and why.

    Attributes:
        uid: Uid of the entry or asset, or of the content type or global field of a merge.
        kind: `entry`, `asset`, `content_type`, `global_field` or `release`.
        content_type_uid: Uid of the content type of an entry.
        locale: Code of the locale.
        environment: Uid of the environment.
        reason: Why it failed; empty if the server does not say.
    """

    uid: str
    kind: str = ""
    content_type_uid: str | None = None
    locale: str | None = None
    environment: str | None = None
    reason: str = ""

    def __str__(self) -> str:
        place = ", ".join(part for part in (self.content_type_uid, self.locale, self.environment) if part)
        named = f"{self.kind} {self.uid}".strip() + (f" ({place})" if place else "")
        return f"{named}: {self.reason}" if self.reason else named


@dataclass(frozen=True, slots=True, kw_only=True)
class JobResult:
    """The end of a job.

    Attributes:
        job_id: Id of the job; None if it has none.
        action: What it did, such as `publish` or `merge`.
        status: How it ended.
        done: Number of items that succeeded.
        failed: Number of items that failed.
        skipped: Number of items that were skipped, such as those without an approval that they need.
        failures: The items that failed. May be fewer than `failed`: the server does not name them for every job.
    """

    job_id: str | None
    action: str
    status: JobStatus
    done: int = 0
    failed: int = 0
    skipped: int = 0
    failures: tuple[FailedItem, ...] = ()

    def raise_for_failures(self) -> Self:
        """Raise an exception if items failed or the job was canceled; otherwise return the result.

        Raises:
            JobFailedError: The status is not `complete`. Its `result` is this one.
        """
        if self.status != "complete":
            error = JobFailedError(f"{self._describe_end()}{_list_failures(self.failures)}")
            error.result = self
            raise error
        return self

    def _describe_end(self) -> str:
        name = f"{self.action} job {self.job_id}" if self.job_id else f"{self.action} job"
        if not self.failed:
            return f"{name}: the job {'was canceled' if self.status == 'canceled' else 'failed'}"
        return f"{name}: {self.failed} of {self.done + self.failed + self.skipped} items failed"


def _list_failures(failures: Sequence[FailedItem]) -> str:
    if not failures:
        return ""
    more = [f"and {len(failures) - _SHOWN} more"] if len(failures) > _SHOWN else []
    return f": {'; '.join([*(str(each) for each in failures[:_SHOWN]), *more])}"
