"""Bulk jobs: their status, their items, and their list."""

from contentstack_cma_testing.parity.describing import describe_outcome, describe_shape
from contentstack_cma_testing.parity.flow import Reply, Steps, flow
from contentstack_cma_testing.parity.flows.bulk import build_entry
from contentstack_cma_testing.parity.preparing import (
    JOBS,
    MASTER_LOCALE,
    create_content_type,
    create_entry,
    create_environment,
)

JOB = "/v3/bulk/jobs"
LIST_KEYS = ("jobItems", "jobs", "queue", "items")
"""What the list may be called."""

FINISHED = ("complete", "completed", "failed", "partial complete")


def start_job(steps: Steps) -> str:
    """Publish an entry in a job, and return the id of the job. Takes 6 calls."""
    environment = create_environment(steps)
    content_type = create_content_type(steps)
    items = [build_entry(create_entry(steps, content_type), content_type)]
    body = {"entries": items, "locales": [MASTER_LOCALE], "environments": [environment]}
    return str(steps.call("publish", "POST", "/v3/bulk/publish", json=body, headers=JOBS).require("job_id"))


def is_finished(reply: Reply) -> bool:
    """Return whether a job has finished, or cannot be read."""
    return not reply.is_success or str(reply.find("status")).lower() in FINISHED


@flow("Bulk operations", "A job without an envelope, and its items.", calls=18, answers=["bulk_job_summary"])
def status_and_items(steps: Steps) -> None:
    """Read a job until it has finished, and its items."""
    uid = start_job(steps)
    job = steps.wait("wait for the job", "GET", f"{JOB}/{uid}", is_finished, headers=JOBS)
    steps.call("items", "GET", f"{JOB}/{uid}/items", query={"include_count": "true"}, headers=JOBS)
    steps.call("items of no type", "GET", f"{JOB}/{uid}/items", query={"type": "asset"}, headers=JOBS)
    read = describe_outcome(job)
    fact = (
        f"The summary of a job is {describe_shape(job.find('summary'))}." if job.is_success else f"Reading is {read}."
    )
    steps.answer("bulk_job_summary", fact)


@flow("Bulk operations", "The list of jobs, or of their items.", calls=7, answers=["bulk_job_list"])
def list_jobs(steps: Steps) -> None:
    """List the jobs after one has started."""
    start_job(steps)
    listed = steps.call(
        "list", "GET", JOB, query={"limit": 1, "include_count": "true"}, headers={"bulk_version": "2.0"}
    )
    found = {name: listed.find(name) for name in LIST_KEYS if listed.find(name) is not None}
    parts = [describe_shape(listed.json), *(f"{name} is {describe_shape(value)}" for name, value in found.items())]
    steps.answer("bulk_job_list", f"The list is {describe_outcome(listed)}: {'; '.join(parts)}.")


@flow("Bulk operations", "A job that does not exist.", calls=2)
def unknown(steps: Steps) -> None:
    """Read a job that does not exist, and its items."""
    steps.call("job", "GET", f"{JOB}/parity-unknown", headers=JOBS)
    steps.call("items", "GET", f"{JOB}/parity-unknown/items", headers=JOBS)
