"""Jobs: what bulk calls and deployments do in the background, item by item.

The items of a job that publishes are those of the publish queue; other jobs have tasks of the same form.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from contentstack_cma_emulator.engine.call import Call
from contentstack_cma_emulator.engine.documents import Document
from contentstack_cma_emulator.engine.events import Event, tell
from contentstack_cma_emulator.engine.store import Key, Scope
from contentstack_cma_emulator.engine.work import work
from contentstack_cma_emulator.stores.publishing import queue
from contentstack_cma_emulator.stores.publishing.publishables import Thing, find_thing
from contentstack_cma_emulator.stores.publishing.queue import DEPTH, FAILED, QUEUE, SKIPPED, SUCCESS, WORK, frame

JOB = "bulk_job"

TASK = "bulk_task"
"""The kind of items that are not in the publish queue; `parent` is the branch."""

ACTIVE = "active_jobs"
"""The kind of the document that names the work of an organization's active jobs."""

MOST_ACTIVE = 2
"""So many jobs of an organization are active at a time; others stay in the queue."""

WAITS = "waiting"
IN_QUEUE = "in_queue"
RUNS = "in_progress"
COMPLETE = "complete"
CALLED_OFF = "unscheduled"

NOT_BEGUN = (WAITS, IN_QUEUE)

PUBLISHES = ("publish", "unpublish")
"""What the jobs do that the publish queue shows."""

JOB_ID = "bulkJobId"


@dataclass(frozen=True, slots=True)
class Plan:
    """What a job is to do: `does` is the work that does it, `body` what it was asked, `prefix` begins its id."""

    action: str
    does: str
    time: str
    body: Document
    prefix: str = ""


def start(call: Call, plan: Plan) -> Document:
    """Order a job, for its time or at once, and answer it."""
    uid = call.state.clock.uuid(plan.prefix)
    is_later = plan.time > call.now
    payload = {"job": uid, "does": plan.does}
    order = call.at(plan.time, "begin_job", payload) if is_later else call.soon("begin_job", payload)
    body: Document = {"branch": call.branch, "locales": [], "environments": [], **plan.body}
    job: Document = {
        "uid": uid,
        **call.creation(),
        "updated_by": "",
        "action": plan.action,
        "api_key": call.api_key,
        "status": WAITS if is_later else IN_QUEUE,
        "body": body | {"published_at": "", "scheduled_at": plan.time if is_later else ""},
        WORK: order,
    }
    _save(call, job)
    return job


@work("begin_job")
def begin(call: Call, payload: Document) -> None:
    """Begin a job, unless it was called off; if two of the organization are active, as soon as one of them is done."""
    job = find(call, payload["job"])
    if job is None or job["status"] not in NOT_BEGUN:
        return
    active = _active(call)
    if len(active) >= MOST_ACTIVE:
        order = call.at(min(active.values()), "begin_job", payload)
        _save(call, job | {"status": IN_QUEUE, WORK: order})
        return
    _save(call, job | {"status": RUNS, "updated_at": call.now})
    order = call.soon(payload["does"], {"job": job["uid"]})
    call.store.put(Key(ACTIVE, call.stack["org_uid"]), {"orders": [*active, order]})


def _active(call: Call) -> dict[str, str]:
    """Return the work of the jobs that are active in the organization, and when each is done."""
    orders: list[str] = (call.store.get(Key(ACTIVE, call.stack["org_uid"])) or {"orders": []})["orders"]
    due = {order: call.state.agenda.due_of(order) for order in orders}
    return {order: time for order, time in due.items() if time is not None}


def finish(call: Call, job: Document) -> None:
    """Note that a job is done, and tell of it."""
    found = items_of(call, job)
    is_failed = bool(found) and all(_status(item) == FAILED for item in found)
    body = job["body"] | {"published_at": call.now}
    job = job | {"status": FAILED if is_failed else COMPLETE, "updated_at": call.now, "body": body}
    _save(call, job)
    environments = body["environments"]
    if job["action"] in PUBLISHES:
        event = f"{job['action']}.completed"
        channels = [f"jobs.environments.{event}", *(f"jobs.environments.{uid}.{event}" for uid in environments)]
        data = {"job_id": job["uid"], "action": job["action"], "summary": summary(job, found)}
        tell(call, Event(tuple(channels), "job", "completed", data))


def call_off(call: Call, job: Document) -> None:
    """Note that a job will not begin, because nothing of it is left to do."""
    call.state.agenda.remove(job[WORK])
    _save(call, job | {"status": CALLED_OFF, "updated_at": call.now, "updated_by": call.actor})


def find(call: Call, uid: str) -> Document | None:
    """Answer a job of the stack, or None."""
    return call.store.get(call.stack_key(JOB, uid))


def jobs(call: Call) -> list[Document]:
    """Answer the jobs of the stack, oldest first."""
    return call.store.find(call.stack_scope(JOB))


def items_of(call: Call, job: Document) -> list[Document]:
    """Answer the items of a job, in the order in which they are done."""
    branch = job["body"]["branch"]
    found = [item for kind in (QUEUE, TASK) for item in call.store.find(Scope(kind, call.api_key, "", branch))]
    return [item for item in found if item.get(JOB_ID) == job["uid"]]


def add_task(call: Call, job: Document, thing: Thing, more: Document | None = None) -> Document:
    """Give a job a task about a thing, and answer it."""
    document = find_thing(call, thing) or {}
    task = {
        **frame(call, call.now),
        "type": thing.noun,
        "action": job["action"],
        "entry": {"uid": thing.uid, "title": document.get("title", ""), "version": document.get("_version")},
        "content_type": {"uid": thing.parent},
        "environment": [],
        "locale": [thing.locale] if thing.locale else [],
        JOB_ID: job["uid"],
        DEPTH: thing.depth,
        **(more or {}),
    }
    _save_task(call, task)
    return task


def task_done(call: Call, task: Document, error: str = "") -> None:
    """Note how a task went: well, or not because of `error`."""
    told = {"status": FAILED, "message": error} if error else {"status": SUCCESS}
    _save_task(call, task | {"publish_details": told, "updated_at": call.now})


def summary(job: Document, found: Sequence[Document]) -> Document:
    """Answer how many items of a job went which way."""
    states = [_status(item) for item in found]
    return {
        "top_level_items": len({item["entry"]["uid"] for item in found if not item[DEPTH]}),
        "total_processed": sum(state in (SUCCESS, FAILED, SKIPPED) for state in states),
        "success": states.count(SUCCESS),
        "unsuccess": states.count(FAILED),
        "skip": states.count(SKIPPED),
        "approvals": sum(item["approval"] for item in found),
        "state": "completed" if job["status"] == COMPLETE else job["status"],
    }


def shown(call: Call, job: Document) -> Document:
    """Answer a job as it is read."""
    return queue.shown(job) | {"summary": summary(job, items_of(call, job))}


def in_queue(call: Call, job: Document) -> Document:
    """Answer a job as the publish queue shows it."""
    found = items_of(call, job)
    counts = summary(job, found)
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


def _status(item: Document) -> str:
    return str(item["publish_details"]["status"])


def _save(call: Call, job: Document) -> None:
    call.store.put(call.stack_key(JOB, job["uid"]), job)


def _save_task(call: Call, task: Document) -> None:
    call.store.put(Key(TASK, task["uid"], call.api_key, parent=call.branch), task)
