"""The publish queue: what was published, unpublished and deployed in the last 30 days, and what is scheduled."""

from datetime import datetime, timedelta

from contentstack_cma_emulator.auth.rights import check_content, make_read_check
from contentstack_cma_emulator.engine import errors
from contentstack_cma_emulator.engine.actions import Right
from contentstack_cma_emulator.engine.call import ApiResponse, Call
from contentstack_cma_emulator.engine.clock import format_timestamp
from contentstack_cma_emulator.engine.documents import Document
from contentstack_cma_emulator.engine.listing import filter_by_query, list_rendered
from contentstack_cma_emulator.engine.lookup import find_environment
from contentstack_cma_emulator.engine.registry import operation
from contentstack_cma_emulator.rules.fields import ASSETS
from contentstack_cma_emulator.stores.publishing import jobs, queue
from contentstack_cma_emulator.stores.publishing.jobs import JOB_ID
from contentstack_cma_emulator.stores.publishing.publish_jobs import NESTED
from contentstack_cma_emulator.stores.publishing.release_contents import RELEASE_JOB

RETENTION = timedelta(days=30)

CONTENT = ("entry", "asset")
"""Types of items that roles permit one by one."""


@operation("list_publish_queue")
def list_queue(call: Call) -> ApiResponse:
    """List the queue, last changed first."""
    found = filter_by_query(call, [item for item in find_visible_items(call) if matches_filters(call, item)])
    response = list_rendered(call, "queue", found, lambda item: show_item(call, item))
    job = jobs.find(call, call.get_text(JOB_ID) or "")
    if call.has_flag("include_job_details") and job and response.body:
        response.body["jobDetails"] = jobs.show_job_in_queue(job, jobs.list_job_items(call, job))
    return response


@operation("get_publish_queue_item")
def get_item(call: Call) -> ApiResponse:
    """Return one item of the queue, or a job."""
    uid = call.path["publish_queue_uid"]
    item, job = queue.find(call, uid), jobs.find(call, uid)
    found = errors.require_found(item or job, errors.object_not_found())
    check_item(call, "read", item)
    if job is not None:
        found = jobs.show_job_in_queue(job, jobs.list_job_items(call, job))
    return ApiResponse({"entry": show_item(call, found)})


@operation("unschedule_publish_queue_item")
def unschedule_item(call: Call) -> ApiResponse:
    """Cancel a scheduled item, or all scheduled items of a job."""
    uid = call.path["publish_queue_uid"]
    item, job = queue.find(call, uid), jobs.find(call, uid)
    if item is None and job is None:
        raise errors.object_not_found()
    wanted = [item] if item else jobs.list_job_items(call, job or {})
    for each in wanted:
        check_item(call, "publish", each)
    waiting = [each for each in wanted if each["publish_details"]["status"] == queue.SCHEDULED]
    if not waiting:
        raise errors.invalid(141, "The action is not scheduled.", {"uid": [errors.NOT_VALID]})
    for each in waiting:
        queue.unschedule(call, each)
    settle_job(call, waiting[0])
    call.set_changed_document(waiting[0]["entry"])
    return ApiResponse({"notice": f"{waiting[0]['type'].capitalize()} unscheduled successfully."})


def check_item(call: Call, right: Right, item: Document | None) -> None:
    """Raise `CmaError` (403) if the roles of the caller do not give a right to the content of an item."""
    if item and item["type"] in CONTENT:
        check_content(call, right, [get_content_key(item)])


def settle_job(call: Call, item: Document) -> None:
    """Cancel the job of an item if none of its items is scheduled any more."""
    job = jobs.find(call, item.get(JOB_ID) or item.get(RELEASE_JOB) or "")
    if job is None or job["status"] != jobs.WAITING:
        return
    others = (
        other for other in queue.list_queue_items(call) if job["uid"] in (other.get(JOB_ID), other.get(RELEASE_JOB))
    )
    if not any(queue.is_waiting(other) for other in others):
        jobs.cancel_job(call, job)


def find_visible_items(call: Call) -> list[Document]:
    """Return the part of the queue that the caller may see, oldest first.

    Includes jobs, and items published as a reference or with a release, only for callers that know about them.
    """
    since = format_timestamp(datetime.fromisoformat(call.now) - RETENTION)
    may_read = make_read_check(call)
    found = [item for item in list_known_items(call) if item["created_at"] >= since or queue.is_waiting(item)]
    return [item for item in found if item["type"] not in CONTENT or may_read(*get_content_key(item))]


def list_known_items(call: Call) -> list[Document]:
    """Return the items of the job of the call or, without one, those that its version of the API knows."""
    found, job_id = queue.list_queue_items(call), call.get_text(JOB_ID)
    if job_id:
        return [item for item in found if item.get(JOB_ID) == job_id]
    if call.headers.get("api_version") != NESTED:
        return [item for item in found if not item[queue.DEPTH] and not (JOB_ID in item and RELEASE_JOB in item)]
    for job, items in jobs.list_jobs_with_items(call):
        if job["body"]["branch"] == call.branch and job["action"] in jobs.PUBLISH_ACTIONS:
            found.append(jobs.show_job_in_queue(job, items))
    return sorted(found, key=lambda item: item["created_at"])


def get_content_key(item: Document) -> tuple[str, str]:
    """Return the content type and the uid of an item's entry, or `sys_assets` and the uid of its asset."""
    return str(item.get("content_type", {}).get("uid", ASSETS)), str(item["entry"]["uid"])


def matches_filters(call: Call, item: Document) -> bool:
    """Return whether an item matches the query parameters of the call."""
    environment = call.get_text("environment")
    if environment:
        known = find_environment(call, environment)
        environment = known["uid"] if known else environment
    wanted = {
        "action": (call.get_text("action"), [item["action"]]),
        "status": (call.get_text("status"), [item["publish_details"]["status"]]),
        "environment": (environment, item["environment"]),
        "locale": (call.get_text("locale"), item["locale"]),
    }
    return all(value is None or value in values for value, values in wanted.values())


def show_item(call: Call, item: Document) -> Document:
    """Return an item as responses show it, with its branch if requested."""
    return queue.without_internal_fields(item) | ({"_branch": call.branch} if call.has_flag("include_branch") else {})
