"""Jobs: what bulk calls and deployments do in the background, item by item.

The items of publish jobs are items of the publish queue. Other jobs have tasks of the same form.
"""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass

from contentstack_cma_emulator.engine.call import Call
from contentstack_cma_emulator.engine.documents import Document
from contentstack_cma_emulator.engine.events import Event, notify
from contentstack_cma_emulator.engine.store import Key, Scope
from contentstack_cma_emulator.engine.work import work
from contentstack_cma_emulator.stores.publishing import queue
from contentstack_cma_emulator.stores.publishing.publishables import Publishable, find_document
from contentstack_cma_emulator.stores.publishing.queue import DEPTH, FAILED, QUEUE, SKIPPED, SUCCESS, WORK, build_frame

JOB = "bulk_job"

TASK = "bulk_task"
"""The kind of items that are not in the publish queue. Their `parent` is the branch."""

ACTIVE = "active_jobs"
"""The kind of the document with the work of the active jobs of an organization."""

MAX_ACTIVE = 2
"""How many jobs of an organization are active at a time. Others stay in the queue."""

WAITING = "waiting"
IN_QUEUE = "in_queue"
IN_PROGRESS = "in_progress"
COMPLETE = "complete"
UNSCHEDULED = "unscheduled"

NOT_STARTED = (WAITING, IN_QUEUE)

PUBLISH_ACTIONS = ("publish", "unpublish")
"""The actions of jobs that the publish queue shows."""

JOB_ID = "bulkJobId"


@dataclass(frozen=True, slots=True)
class JobPlan:
    """What a job does: `work` is the name of its background work, `body` that of the job, `prefix` begins its id."""

    action: str
    work: str
    time: str
    body: Document
    prefix: str = ""


def schedule_job(call: Call, plan: JobPlan) -> Document:
    """Schedule a job for its time, and return it."""
    uid = call.state.clock.make_uuid(plan.prefix)
    is_later = plan.time > call.now
    payload = {"job": uid, "does": plan.work}
    work_uid = call.run_at(plan.time, "begin_job", payload) if is_later else call.run_soon("begin_job", payload)
    body: Document = {"branch": call.branch, "locales": [], "environments": [], **plan.body}
    job: Document = {
        "uid": uid,
        **call.build_creation_fields(),
        "updated_by": "",
        "action": plan.action,
        "api_key": call.api_key,
        "status": WAITING if is_later else IN_QUEUE,
        "body": body | {"published_at": "", "scheduled_at": plan.time if is_later else ""},
        WORK: work_uid,
    }
    _save(call, job)
    return job


@work("begin_job")
def begin(call: Call, payload: Document) -> None:
    """Begin a job, unless it was canceled. If too many are active, try again when the next of them is done."""
    job = find(call, payload["job"])
    if job is None or job["status"] not in NOT_STARTED:
        return
    active = _find_active(call)
    if len(active) >= MAX_ACTIVE:
        work_uid = call.run_at(min(active.values()), "begin_job", payload)
        _save(call, job | {"status": IN_QUEUE, WORK: work_uid})
        return
    _save(call, job | {"status": IN_PROGRESS, "updated_at": call.now})
    work_uid = call.run_soon(payload["does"], {"job": job["uid"]})
    call.store.put(Key(ACTIVE, call.stack["org_uid"]), {"orders": [*active, work_uid]})


def _find_active(call: Call) -> dict[str, str]:
    """Return the uids of the work of active jobs in the organization, and when each is done."""
    work_uids: list[str] = (call.store.get(Key(ACTIVE, call.stack["org_uid"])) or {"orders": []})["orders"]
    due = {work_uid: call.state.agenda.find_due_time(work_uid) for work_uid in work_uids}
    return {work_uid: time for work_uid, time in due.items() if time is not None}


def finish_job(call: Call, job: Document) -> None:
    """Record that a job is done, and emit the event."""
    found = list_job_items(call, job)
    is_failed = bool(found) and all(_read_status(item) == FAILED for item in found)
    body = job["body"] | {"published_at": call.now}
    job = job | {"status": FAILED if is_failed else COMPLETE, "updated_at": call.now, "body": body}
    _save(call, job)
    environments = body["environments"]
    if job["action"] in PUBLISH_ACTIONS:
        event = f"{job['action']}.completed"
        channels = [f"jobs.environments.{event}", *(f"jobs.environments.{uid}.{event}" for uid in environments)]
        data = {"job_id": job["uid"], "action": job["action"], "summary": summarize(job, found)}
        notify(call, Event(tuple(channels), "job", "completed", data))


def cancel_job(call: Call, job: Document) -> None:
    """Cancel a job that has no waiting items left."""
    call.state.agenda.remove(job[WORK])
    _save(call, job | {"status": UNSCHEDULED, "updated_at": call.now, "updated_by": call.actor})


def find(call: Call, uid: str) -> Document | None:
    """Return a job of the stack, or None."""
    return call.store.get(Key(JOB, uid, call.api_key))


def list_jobs(call: Call) -> list[Document]:
    """Return the jobs of the stack, oldest first."""
    return call.store.find(Scope(JOB, call.api_key, ""))


def list_job_items(call: Call, job: Document) -> list[Document]:
    """Return the items of a job, in the order in which they are processed."""
    return [item for item in _list_items(call, job["body"]["branch"]) if item.get(JOB_ID) == job["uid"]]


def list_jobs_with_items(call: Call) -> list[tuple[Document, list[Document]]]:
    """Return the jobs of the stack, oldest first, each with its items.

    Reads all items once: to look through them per job takes minutes for a thousand jobs.
    """
    found = list_jobs(call)
    items: defaultdict[str, list[Document]] = defaultdict(list)
    for branch in {job["body"]["branch"] for job in found}:
        for item in _list_items(call, branch):
            items[item.get(JOB_ID, "")].append(item)
    return [(job, items[job["uid"]]) for job in found]


def _list_items(call: Call, branch: str) -> list[Document]:
    return [item for kind in (QUEUE, TASK) for item in call.store.find(Scope(kind, call.api_key, "", branch))]


def add_task(call: Call, job: Document, publishable: Publishable, more: Document | None = None) -> Document:
    """Add a task about an entry or asset to a job, and return it."""
    document = find_document(call, publishable) or {}
    task = {
        **build_frame(call, call.now),
        "type": publishable.noun,
        "action": job["action"],
        "entry": {"uid": publishable.uid, "title": document.get("title", ""), "version": document.get("_version")},
        "content_type": {"uid": publishable.parent},
        "environment": [],
        "locale": [publishable.locale] if publishable.locale else [],
        JOB_ID: job["uid"],
        DEPTH: publishable.depth,
        **(more or {}),
    }
    _save_task(call, task)
    return task


def finish_task(call: Call, task: Document, error: str = "") -> None:
    """Record that a task succeeded, or failed because of `error`."""
    details = {"status": FAILED, "message": error} if error else {"status": SUCCESS}
    _save_task(call, task | {"publish_details": details, "updated_at": call.now})


def summarize(job: Document, found: Sequence[Document]) -> Document:
    """Return how many items of a job succeeded, failed and were skipped."""
    states = [_read_status(item) for item in found]
    return {
        "top_level_items": len({item["entry"]["uid"] for item in found if not item[DEPTH]}),
        "total_processed": sum(state in (SUCCESS, FAILED, SKIPPED) for state in states),
        "success": states.count(SUCCESS),
        "unsuccess": states.count(FAILED),
        "skip": states.count(SKIPPED),
        "approvals": sum(item["approval"] for item in found),
        "state": "completed" if job["status"] == COMPLETE else job["status"],
    }


def show_job(call: Call, job: Document) -> Document:
    """Return a job as responses show it."""
    return queue.without_internal_fields(job) | {"summary": summarize(job, list_job_items(call, job))}


def show_job_in_queue(job: Document, found: Sequence[Document]) -> Document:
    """Return a job with these items as the publish queue shows it."""
    counts = summarize(job, found)
    total = {"recordsCount": len(found), "process_count": counts["total_processed"]}
    return {
        "uid": job["uid"],
        "stack": job["api_key"],
        "type": "bulk-job",
        "action": job["action"],
        "entry": {"uid": job["uid"], "title": job["uid"]},
        **{name: job[name] for name in ("created_at", "created_by", "updated_at", "updated_by")},
        "environment": job["body"]["environments"],
        "locale": job["body"]["locales"],
        "publish_details": {"status": job["status"], **total},
        "published_at": job["body"]["published_at"] or None,
        "scheduled_at": job["body"]["scheduled_at"],
        "user": job["created_by"],
        "approval": False,
        "approved": True,
        "rejected": False,
        "publish_with_reference": any(item[DEPTH] for item in found),
        "summary": counts,
    }


def _read_status(item: Document) -> str:
    return str(item["publish_details"]["status"])


def _save(call: Call, job: Document) -> None:
    call.store.put(Key(JOB, job["uid"], call.api_key), job)


def _save_task(call: Call, task: Document) -> None:
    call.store.put(Key(TASK, task["uid"], call.api_key, parent=call.branch), task)
