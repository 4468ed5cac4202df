"""The publish queue: what was published, taken back and deployed in the last 30 days, and what is to be."""

from datetime import datetime, timedelta

from contentstack_cma_emulator.auth.requirements import Action
from contentstack_cma_emulator.auth.rights import check_content, reader
from contentstack_cma_emulator.engine import errors
from contentstack_cma_emulator.engine.call import Answer, Call
from contentstack_cma_emulator.engine.clock import timestamp
from contentstack_cma_emulator.engine.documents import Document
from contentstack_cma_emulator.engine.listing import matching, shown_listing
from contentstack_cma_emulator.engine.lookup import find_environment
from contentstack_cma_emulator.engine.registry import operation
from contentstack_cma_emulator.rules.fields import ASSETS
from contentstack_cma_emulator.stores.publishing import jobs
from contentstack_cma_emulator.stores.publishing.jobs import JOB_ID
from contentstack_cma_emulator.stores.publishing.publish_jobs import NESTED
from contentstack_cma_emulator.stores.publishing.queue import (
    DEPTH,
    SCHEDULED,
    find,
    is_waiting,
    items,
    shown,
    unschedule,
)
from contentstack_cma_emulator.stores.publishing.release_contents import OF_RELEASE

KEPT = timedelta(days=30)

CONTENT = ("entry", "asset")
"""The types of items that the rules of roles speak of one by one."""


@operation("list_publish_queue")
def list_queue(call: Call) -> Answer:
    """Answer a page of the queue, what was changed last first."""
    found = matching(call, [item for item in seen(call) if fits(call, item)])
    answer = shown_listing(call, "queue", found, lambda item: with_branch(call, item))
    job = jobs.find(call, call.text(JOB_ID) or "")
    if call.flag("include_job_details") and job and answer.body:
        answer.body["jobDetails"] = jobs.in_queue(call, job)
    return answer


@operation("get_publish_queue_item")
def get_item(call: Call) -> Answer:
    """Answer one item of the queue, or a job."""
    uid = call.path["publish_queue_uid"]
    item, job = find(call, uid), jobs.find(call, uid)
    if item is None and job is None:
        raise errors.object_not_found()
    check_item(call, "read", item)
    return Answer({"entry": with_branch(call, item or jobs.in_queue(call, job or {}))})


@operation("unschedule_publish_queue_item")
def unschedule_item(call: Call) -> Answer:
    """Call off an item that waits for its time, or all that waits of a job."""
    uid = call.path["publish_queue_uid"]
    item, job = find(call, uid), jobs.find(call, uid)
    if item is None and job is None:
        raise errors.object_not_found()
    wanted = [item] if item else jobs.items_of(call, job or {})
    for each in wanted:
        check_item(call, "publish", each)
    waiting = [each for each in wanted if each["publish_details"]["status"] == SCHEDULED]
    if not waiting:
        raise errors.invalid(141, "The action is not scheduled.", {"uid": [errors.NOT_VALID]})
    for each in waiting:
        unschedule(call, each)
    settle_job(call, waiting[0])
    call.speaks_of(waiting[0]["entry"])
    return Answer({"notice": f"{waiting[0]['type'].capitalize()} unscheduled successfully."})


def check_item(call: Call, action: Action, item: Document | None) -> None:
    """Refuse (403) somebody whose roles do not allow `action` with what an item is about."""
    if item and item["type"] in CONTENT:
        check_content(call, action, [thing_of(item)])


def settle_job(call: Call, item: Document) -> None:
    """Call off the job of an item, if nothing else of it waits."""
    job = jobs.find(call, item.get(JOB_ID) or item.get(OF_RELEASE) or "")
    if job is None or job["status"] != jobs.WAITS:
        return
    others = (other for other in items(call) if job["uid"] in (other.get(JOB_ID), other.get(OF_RELEASE)))
    if not any(is_waiting(other) for other in others):
        jobs.call_off(call, job)


def seen(call: Call) -> list[Document]:
    """Answer the part of the queue that the call speaks of, oldest first.

    Jobs, and what was published as a reference or with a release, are in it where the call knows of them.
    """
    found, job_id = items(call), call.text(JOB_ID)
    if job_id:
        found = [item for item in found if item.get(JOB_ID) == job_id]
    elif call.headers.get("api_version") == NESTED:
        in_branch = [job for job in jobs.jobs(call) if job["body"]["branch"] == call.branch]
        found += [jobs.in_queue(call, job) for job in in_branch if job["action"] in jobs.PUBLISHES]
        found.sort(key=lambda item: item["created_at"])
    else:
        found = [item for item in found if not item[DEPTH] and not (JOB_ID in item and OF_RELEASE in item)]
    since = timestamp(datetime.fromisoformat(call.now) - KEPT)
    may_read = reader(call)
    found = [item for item in found if item["type"] not in CONTENT or may_read(*thing_of(item))]
    return [item for item in found if item["created_at"] >= since or is_waiting(item)]


def thing_of(item: Document) -> tuple[str, str]:
    """Answer the content type and the uid of the entry of an item, or `sys_assets` and the uid of its asset."""
    return str(item.get("content_type", {}).get("uid", ASSETS)), str(item["entry"]["uid"])


def fits(call: Call, item: Document) -> bool:
    """Answer whether an item is one of those that the parameters of the call ask for."""
    environment = call.text("environment")
    if environment:
        known = find_environment(call, environment)
        environment = known["uid"] if known else environment
    wanted = {
        "action": (call.text("action"), [item["action"]]),
        "status": (call.text("status"), [item["publish_details"]["status"]]),
        "environment": (environment, item["environment"]),
        "locale": (call.text("locale"), item["locale"]),
    }
    return all(value is None or value in values for value, values in wanted.values())


def with_branch(call: Call, item: Document) -> Document:
    """Answer an item as it is read, with its branch if the call asks for it."""
    return shown(item) | ({"_branch": call.branch} if call.flag("include_branch") else {})
