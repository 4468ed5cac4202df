# Derived from _async/waiting.py by generator/unasync.py: edit that, not this.
"""Wait for a job: look at it, pause, look again."""

from __future__ import annotations

from time import monotonic, sleep
from typing import TYPE_CHECKING, Protocol, TypeVar

from ..bulk.jobs import Sighting, WaitOptions, choose_pause, describe_timeout
from ..bulk.progress import Meter, open_display
from ..job_errors import JobTimeoutError
from .job_watches import JobWatch, PlacesWatch

if TYPE_CHECKING:
    from contentstack_cma_client import models

    from ..bulk.places import Goal
    from ..bulk.results import JobResult
    from .sender import ScopedSender

T = TypeVar("T")


class Watch(Protocol[T]):
    """Looks at one job."""

    @property
    def name(self) -> str:
        """What it looks at, for messages and displays."""
        ...

    @property
    def uid(self) -> str | None:
        """The id of the job, or the uid of what it is about."""
        ...

    def look(self) -> Sighting[T]:
        """Return what the server says about the job now."""
        ...


def sync_wait_for(watch: Watch[T], options: WaitOptions) -> T:
    """Look at a job until it is finished, and return what the last look showed.

    Raises:
        JobTimeoutError: The job was not finished in time.
        ContentstackError: The API rejected a call about the job, or it failed.
    """
    start = monotonic()
    meter, display, looks = Meter(start), open_display(options.progress, watch.name), 0
    progress = meter.measure(start, done=0, failed=0, total=None)
    try:
        while True:
            seen = watch.look()
            now, looks = monotonic(), looks + 1
            progress = meter.measure(now, seen.done, seen.failed, seen.total)
            if seen.result is not None:
                return seen.result
            display.show(progress)
            pause = choose_pause(looks, now - start, options.timeout)
            if pause is None:
                error = JobTimeoutError(describe_timeout(options, watch.name, seen))
                error.job_id, error.attempts = watch.uid, looks
                raise error
            sleep(pause)
    finally:
        display.close(progress)


def sync_wait_for_response(
    sender: ScopedSender,
    response: models.BulkOperationResponse | models.PublishResponse,
    goal: Goal,
    options: WaitOptions,
) -> JobResult:
    """Wait for what a call has started: a job or, without a job id, what the call is to do.

    Raises:
        JobTimeoutError: It was not finished in time.
        ValueError: The response has no job id, and the body does not say what to look at.
        ContentstackError: The API rejected a call about the job, or it failed.
    """
    if response.job_id:
        return sync_wait_for(JobWatch(sender, response.job_id, goal), options)
    if not goal.places:
        raise ValueError(f"{options.call}: the response has no job id, and the call names nothing to look at")
    return sync_wait_for(PlacesWatch(sender, goal), options)
