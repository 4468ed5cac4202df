"""Merges of branches. They go from the main branch into a branch of the flow, so that the main branch never changes."""

from typing import Any

from contentstack_cma_testing.parity.describing import describe_outcome, describe_shape
from contentstack_cma_testing.parity.flow import Need, Reply, Steps, flow
from contentstack_cma_testing.parity.preparing import create_branch, create_content_type

QUEUE = "/v3/stacks/branches_queue"


def merge_main_into(steps: Steps, branch: str) -> Reply:
    """Start to merge the main branch into a branch. Takes 1 call."""
    query = {
        "base_branch": branch,
        "compare_branch": "main",
        "default_merge_strategy": "merge_prefer_compare",
        "no_revert": "true",
        "merge_comment": "parity",
    }
    return steps.call("merge", "POST", "/v3/stacks/branches_merge", query=query, json={})


def wait_for_job(steps: Steps, uid: str) -> Reply:
    """Wait until a merge job has finished. Takes 10 calls."""
    return steps.wait("wait for the job", "GET", f"{QUEUE}/{uid}", lambda reply: read_status(reply) != "in_progress")


def read_status(reply: Reply) -> str:
    """Return the status of a merge job, which may come in a list or alone."""
    found: Any = reply.find("queue", 0, "merge_details", "status") or reply.find("merge_details", "status")
    return str(found or "unknown")


@flow(
    "Branches",
    "A merge of branches that do not differ.",
    calls=23,
    needs=[Need.BRANCHES],
    answers=["merge_without_difference"],
)
def without_difference(steps: Steps) -> None:
    """Merge the main branch into a fresh copy of it."""
    started = merge_main_into(steps, create_branch(steps))
    if not started.is_success:
        steps.answer("merge_without_difference", describe_outcome(started))
        return
    job = wait_for_job(steps, str(started.require("uid")))
    errors = job.find("queue", 0, "errors") or job.find("errors")
    fact = f"The merge is {describe_outcome(started)}; the job ends as {read_status(job)}, its errors are"
    steps.answer("merge_without_difference", f"{fact} {describe_shape(errors)}.")


@flow("Branches", "A merge brings a content type into a branch, in a job.", calls=27, needs=[Need.BRANCHES])
def new_content_type(steps: Steps) -> None:
    """Merge the main branch, which got a content type, into a branch that does not have it."""
    branch = create_branch(steps)
    uid = create_content_type(steps)
    started = merge_main_into(steps, branch)
    wait_for_job(steps, str(started.require("uid")))
    steps.call("list the jobs", "GET", QUEUE, query={"limit": 1})
    steps.call("content type in the branch", "GET", f"/v3/content_types/{uid}", headers={"branch": branch})
