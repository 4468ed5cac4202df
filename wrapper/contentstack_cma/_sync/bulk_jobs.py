# Derived from _async/bulk_jobs.py by generator/unasync.py: edit that, not this.
"""Bulk jobs, with waiting."""

from __future__ import annotations

from typing import TYPE_CHECKING

from contentstack_cma_client.resources import bulk_jobs as generated

from ..bulk.timeouts import WAIT_TIMEOUT

if TYPE_CHECKING:
    from contentstack_cma_client import models

    from ..bulk.progress import ProgressChoice
    from ..bulk.results import JobResult
    from .sender import ScopedSender


class BulkJobs(generated.BulkJobs):
    """The bulk jobs of a stack."""

    _sender: ScopedSender  # pyright: ignore[reportIncompatibleVariableOverride] -- always the wrapper's own

    def wait(
        self,
        job: str | models.BulkJob | models.BulkOperationResponse | models.PublishResponse,
        *,
        timeout: float | None = WAIT_TIMEOUT,
        progress: ProgressChoice = False,
    ) -> JobResult:
        """Wait until a job is finished.

            started = stack.bulk.publish(
                assets=[{"uid": asset.uid}], locales=["en-us"], environments=["production"], api_version="3.2"
            )
            result = stack.bulk_jobs.wait(started)
            for item in result.failures:
                print(item.uid, item.reason)

        A job may say that it goes on although everything is published. If its body names the items, their publish
        details count as well. On stacks with the newer Assets product, calls about jobs need a management token.

        Args:
            job: A job id, a job, or the response of a call that started one.
            timeout: Seconds to wait; None to wait without end. Default: 10 minutes.
            progress: True shows a bar or lines. A function is called with `Progress`.

        Returns:
            How the job ended, and what failed. `raise_for_failures()` raises an exception if something did.

        Raises:
            JobTimeoutError: The job was not finished in time. It goes on in the background.
            TypeError: An argument is of the wrong type.
            ValueError: The response has no job id, or `timeout` is not positive.
            ContentstackError: The API rejected a call, or it failed.
        """
        from ..bulk.jobs import WaitOptions, get_job_id
        from .job_watches import JobWatch
        from .waiting import sync_wait_for

        job_id = get_job_id(job)
        options = WaitOptions(call="stack.bulk_jobs.wait()", timeout=timeout, progress=progress, parameter="timeout")
        return sync_wait_for(JobWatch(self._sender, job_id), options)
