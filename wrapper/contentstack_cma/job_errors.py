"""The exceptions about jobs, which the server does in the background."""

from typing import TYPE_CHECKING

from contentstack_cma_client.errors import ContentstackError, Outcome

if TYPE_CHECKING:
    from .bulk.results import JobResult


class JobTimeoutError(ContentstackError, TimeoutError):
    """A job was not finished in time. It goes on in the background.

    Attributes:
        job_id: Id of the job, or uid of the branch or release; None for a job without an id.
    """

    def __init__(self, message: str) -> None:
        super().__init__(message)
        self.outcome = Outcome.UNKNOWN
        self.job_id: str | None = None


class JobFailedError(ContentstackError):
    """Items of a job failed: `JobResult.raise_for_failures()` raises it.

    Attributes:
        result: The result of the job.
    """

    result: "JobResult"

    def __init__(self, message: str) -> None:
        super().__init__(message)
        self.outcome = Outcome.DONE
