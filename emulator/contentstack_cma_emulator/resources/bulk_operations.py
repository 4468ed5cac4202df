"""Bulk operations: many entries and assets published, taken back, deleted or moved to a stage by one call."""

from collections.abc import Mapping, Sequence
from functools import partial

from contentstack_cma_emulator.engine.call import Answer, Call
from contentstack_cma_emulator.engine.documents import Document
from contentstack_cma_emulator.engine.events import Event, channels_of, tell
from contentstack_cma_emulator.engine.registry import operation, take_any_key, tolerate
from contentstack_cma_emulator.engine.work import work
from contentstack_cma_emulator.resources.bulk_input import (
    check_publishing,
    check_rights,
    flag,
    refused,
    sent_things,
    sent_wishes,
    wants_references,
)
from contentstack_cma_emulator.resources.publish_calls import find_uid
from contentstack_cma_emulator.rules.fields import ASSETS, part
from contentstack_cma_emulator.rules.publishing import Action, read_time
from contentstack_cma_emulator.stores import asset_store
from contentstack_cma_emulator.stores.publishing import jobs
from contentstack_cma_emulator.stores.publishing.jobs import Plan, add_task, finish, items_of, start, task_done
from contentstack_cma_emulator.stores.publishing.publish_jobs import (
    NESTED,
    TEXTS,
    Copy,
    Order,
    order_job,
    references_of,
)
from contentstack_cma_emulator.stores.publishing.publishables import (
    Thing,
    copy_for,
    find_thing,
    open_store,
    own_locales,
)
from contentstack_cma_emulator.stores.publishing.rule_checks import CONDITIONS, Condition, Publishing, unmet_conditions
from contentstack_cma_emulator.stores.workflow_stages import refused as stage_refused
from contentstack_cma_emulator.stores.workflow_stages import set_stage

PUBLISH_NOTICE = "Your bulk {} request is in progress. Please check publish queue for more details."
DELETE_NOTICE = "Your bulk delete request is in progress. Please check bulk task queue for more details."

STAGE_NOTICE = "Your request to update workflow stage is complete."

SWITCHES: Mapping[Condition, str] = {"stage": "skip_workflow_stage_check", "approval": "approvals"}
"""What passes over entries that the publish rules hold back, instead of refusing them all."""

MISSING = "The requested object doesn't exist."

OTHERWISE_WRITTEN = ("version", "approvals", "skip_workflow_stage_check", "publish_with_reference", "workflow_stage")

tolerate("publish_in_bulk", *OTHERWISE_WRITTEN)
tolerate("unpublish_in_bulk", *OTHERWISE_WRITTEN)
tolerate("update_workflow_in_bulk", "workflow_stage")
take_any_key("publish_in_bulk", "unpublish_in_bulk", "update_workflow_in_bulk", "delete_in_bulk")


@operation("publish_in_bulk")
def publish_in_bulk(call: Call) -> Answer:
    """Order a job that publishes."""
    return publish(call, "publish")


@operation("unpublish_in_bulk")
def unpublish_in_bulk(call: Call) -> Answer:
    """Order a job that takes back."""
    return publish(call, "unpublish")


def publish(call: Call, action: Action) -> Answer:
    """Order a job with an item for each thing, environment and locale. Only `api_version` 3.2 answers its id."""
    time = read_time(call.body.get("scheduled_at"), call.now)
    check_publishing(call, time)
    things = sent_things(call)
    check_rights(call, "publish", things)
    environments = list(dict.fromkeys(find_uid(call, name) for name in call.body["environments"]))
    locales = list(dict.fromkeys(call.body["locales"]))
    wishes = dict(zip((thing.record for thing in things), sent_wishes(call, action), strict=True))
    found = [
        (each, locale)
        for thing in things
        for copy, locale in copies(call, thing, [code for code in locales if not is_named_apart(thing, code, things)])
        for each in wishes[thing.record].things(copy, locale, thing.locale)
    ]
    found += references_of(call, things, locales) if wants_references(call) else []
    check_rules(call, action, found, environments)
    set_stages(call, things)

    def wanted(copy: Copy, environment: str) -> bool:
        wish = wishes.get((copy[0].parent, copy[0].uid))
        return wish is None or wish.wants(copy, environment)

    rules = partial(unmet, call, action)
    job = order_job(call, Order(action, found, environments, locales, time or call.now, rules, wanted))
    answered = {"job_id": job["uid"]} if call.headers.get("api_version") == NESTED else {}
    return Answer({"notice": PUBLISH_NOTICE.format(action), **answered})


def unmet(call: Call, action: Action, copy: Copy, environment: str) -> Condition | None:
    """Answer which condition of the publish rules keeps an entry from an environment, the stage first, or None."""
    thing, locale = copy
    if thing.parent == ASSETS or not open_store(call, thing.parent):
        return None
    wanted = Publishing(thing.parent, thing.uid, action, [environment], [locale])
    return next((condition for condition in CONDITIONS if unmet_conditions(call, wanted, [condition])), None)


def check_rules(call: Call, action: Action, found: list[Copy], environments: list[str]) -> None:
    """Refuse (422/141) all where the publish rules hold back one, unless the call says to pass over those."""
    found_unmet = {unmet(call, action, copy, environment) for copy in found for environment in environments}
    refusing = [TEXTS[each] for each in SWITCHES if each in found_unmet and not flag(call, SWITCHES[each])]
    if refusing:
        raise refused(call, {"entries": refusing})


def set_stages(call: Call, things: Sequence[Thing]) -> None:
    """Move entries to the stage that the body names, if it names one, all of them or none.

    Raises `CmaError` (412/366) if they are not all in the same stage.
    """
    workflow = part(call.body, "workflow")
    if "workflow" not in call.body:
        return
    stage = workflow.get("workflow_stage") or workflow
    entries = [thing for thing in things if thing.parent != ASSETS]
    found = [document for document in (find_thing(call, thing) for thing in entries) if document]
    if len({part(document, "_workflow").get("uid") for document in found}) > 1:
        raise stage_refused("is not open to entries that are not all in the same stage.")
    for thing in entries:
        set_stage(call, thing.parent, thing.uid, thing.locale, stage)


def is_named_apart(thing: Thing, locale: str, things: Sequence[Thing]) -> bool:
    """Return whether the call names another copy of the same thing, which is that of the locale."""
    others = [other for other in things if other.record == thing.record and other.locale != thing.locale]
    return any(other.locale == locale for other in others)


def copies(call: Call, thing: Thing, locales: list[str]) -> list[Copy]:
    """Return which copy of a thing is published in which locale.

    That is the one that was named, or that of the locale if it has one of its own; if asked, each in its own besides.
    """
    localized = own_locales(call, thing)
    found = [(copy_for(thing, locale, localized), locale) for locale in locales]
    own = localized if flag(call, "publish_all_localized") else ()
    return found + [(Thing(thing.parent, thing.uid, code, 0, thing.depth), code) for code in own if code not in locales]


@operation("update_workflow_in_bulk")
def update_workflow(call: Call) -> Answer:
    """Move entries to a stage of their workflow, all of them or none, before this is answered."""
    things = sent_things(call)
    check_rights(call, "update", things)
    set_stages(call, things)
    return Answer({"notice": STAGE_NOTICE})


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
    job = jobs.find(call, payload["job"])
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
