"""Bulk operations: many entries and assets published, taken back or deleted by one call, in a job."""

from contentstack_cma_emulator.content import asset_store, bulk_jobs
from contentstack_cma_emulator.content.bulk_jobs import Plan, add_task, finish, items_of, start, task_done
from contentstack_cma_emulator.content.fields import ASSETS
from contentstack_cma_emulator.content.publish_jobs import NESTED, Copy, Order, order_job, references_of
from contentstack_cma_emulator.content.publishing import Action, read_time
from contentstack_cma_emulator.content.things import Thing, find_thing, open_store
from contentstack_cma_emulator.engine.call import Answer, Call
from contentstack_cma_emulator.engine.events import Event, channels_of, tell
from contentstack_cma_emulator.engine.registry import operation, tolerate
from contentstack_cma_emulator.engine.store import Document
from contentstack_cma_emulator.engine.work import work
from contentstack_cma_emulator.resources.bulk_input import (
    check_publishing,
    check_rights,
    flag,
    sent_things,
    wants_references,
)
from contentstack_cma_emulator.resources.publishing import find_uid

PUBLISH_NOTICE = "Your bulk {} request is in progress. Please check publish queue for more details."
DELETE_NOTICE = "Your bulk delete request is in progress. Please check bulk task queue for more details."

MISSING = "The requested object doesn't exist."

OTHERWISE_WRITTEN = ("version", "approvals", "skip_workflow_stage_check", "publish_with_reference", "workflow_stage")

tolerate("publish_in_bulk", *OTHERWISE_WRITTEN)
tolerate("unpublish_in_bulk", *OTHERWISE_WRITTEN)


@operation("publish_in_bulk")
def publish_in_bulk(call: Call) -> Answer:
    """Order a job that publishes."""
    return publish(call, "publish")


@operation("unpublish_in_bulk")
def unpublish_in_bulk(call: Call) -> Answer:
    """Order a job that takes back."""
    return publish(call, "unpublish")


def publish(call: Call, action: Action) -> Answer:
    """Order a job with an item for each thing, environment and locale. Only ``api_version`` 3.2 answers its id."""
    time = read_time(call.body.get("scheduled_at"), call.now)
    check_publishing(call, time)
    things = sent_things(call)
    check_rights(call, "publish", things)
    environments = list(dict.fromkeys(find_uid(call, name) for name in call.body["environments"]))
    locales = call.body["locales"]
    found = [copy for thing in things for copy in copies(call, thing, locales)]
    found += references_of(call, things, locales) if wants_references(call) else []
    job = order_job(call, Order(action, found, environments, locales, time or call.now))
    answered = {"job_id": job["uid"]} if call.headers.get("api_version") == NESTED else {}
    return Answer({"notice": PUBLISH_NOTICE.format(action), **answered})


def copies(call: Call, thing: Thing, locales: list[str]) -> list[Copy]:
    """Answer which copy of a thing is published in which locale: the named one in all, and if asked each in its own."""
    found = [(thing, locale) for locale in locales]
    store = open_store(call, thing.parent) if flag(call, "publish_all_localized") else None
    own = store.copies(thing.uid) if store else {}
    return found + [(Thing(thing.parent, thing.uid, code, 0, thing.depth), code) for code in own if code not in locales]


@operation("delete_in_bulk")
def delete_in_bulk(call: Call) -> Answer:
    """Order a job that deletes entries, each in one locale, and assets."""
    things = sent_things(call)
    check_rights(call, "delete", things)
    job = start(call, Plan("delete", "delete_job", call.now, {}))
    for thing in things:
        add_task(call, job, thing)
    return Answer({"notice": DELETE_NOTICE, "job_id": job["uid"]})


@work("delete_job")
def do_delete(call: Call, payload: Document) -> None:
    """Delete what a job lists."""
    job = bulk_jobs.find(call, payload["job"])
    if job:
        for task in items_of(call, job):
            locale = next(iter(task["locale"]), call.master_locale)
            is_done = delete(call, Thing(task["content_type"]["uid"], task["entry"]["uid"], locale))
            task_done(call, task, "" if is_done else MISSING)
        finish(call, job)


def delete(call: Call, thing: Thing) -> bool:
    """Delete an asset, or the copy of an entry in its locale; answer whether there was one."""
    document = find_thing(call, thing)
    store = open_store(call, thing.parent)
    if document is None or (store and thing.locale not in store.copies(thing.uid)):
        return False
    if store:
        store.delete(thing.uid, thing.locale)
    else:
        asset_store.remove(call, [thing.uid])
    is_asset = thing.parent == ASSETS
    words, uids = (("assets",), (thing.uid,)) if is_asset else (("content_types", "entries"), (thing.parent, thing.uid))
    data: Document = {thing.noun: {"uid": thing.uid, "title": document["title"]}, "branch": {"uid": call.branch}}
    tell(call, Event(channels_of(words, uids, "delete"), thing.noun, "delete", data))
    return True
