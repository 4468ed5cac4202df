"""Many items added to a release, or brought up to date in it, by one call, in a job."""

from collections.abc import Sequence

from contentstack_cma_emulator.engine import errors
from contentstack_cma_emulator.engine.call import Answer, Call
from contentstack_cma_emulator.engine.documents import Document
from contentstack_cma_emulator.engine.errors import CmaError
from contentstack_cma_emulator.engine.registry import operation, take_any_key, tolerate
from contentstack_cma_emulator.engine.scopes import PER_BRANCH
from contentstack_cma_emulator.engine.work import work
from contentstack_cma_emulator.resources.bulk_input import CONTENT_TYPE_KEYS
from contentstack_cma_emulator.resources.release_items import find_release
from contentstack_cma_emulator.resources.releases import store_items
from contentstack_cma_emulator.rules.limits import MAX_RELEASE_ITEMS
from contentstack_cma_emulator.stores.publishing import jobs
from contentstack_cma_emulator.stores.publishing.jobs import Plan, add_task, finish, items_of, start, task_done
from contentstack_cma_emulator.stores.publishing.publishables import Thing, read_version, with_references
from contentstack_cma_emulator.stores.publishing.queue import HIDDEN
from contentstack_cma_emulator.stores.publishing.release_contents import (
    ADDED,
    FULL,
    RELEASE,
    check_open,
    chosen,
    identity,
    latest,
    living,
    new_item,
    parent_of,
    thing_of,
)

JOB_PREFIX = "cs-"

ADD_NOTICE = "Your add to release request is in progress."
UPDATE_NOTICE = "Your update release items request is in progress."

ITEM = f"{HIDDEN}item"
"""In a task: the item of the release that it is about."""

tolerate("add_to_release_in_bulk", "bulk_version", "version")
tolerate("update_release_items_in_bulk", "version")
take_any_key("add_to_release_in_bulk", "update_release_items_in_bulk")


@operation("add_to_release_in_bulk")
def add_to_release(call: Call) -> Answer:
    """Order a job that adds items to a release, each in the locales that it or the body names."""
    release = open_release(call)
    wanted = [item for sent in call.body["items"] for item in sent_items(call, sent)]
    job = start(call, plan(call, release, "add_to_release_job"))
    for item in wanted:
        add_tasks(call, job, item)
    return Answer({"notice": ADD_NOTICE, "job_id": job["uid"]})


@work("add_to_release_job")
def do_add(call: Call, payload: Document) -> None:
    """Add what a job lists, but what is in the release already or is not there."""
    job = jobs.find(call, payload["job"])
    release = find_in(call, job) if job else None
    if job is None:
        return
    items = living(call, release) if release else []
    for task in items_of(call, job):
        try:
            item = new_item(call, task[ITEM])
        except CmaError as error:
            task_done(call, task, error.errors["items"][0])
            continue
        obstacle = obstacle_of(item, items)
        items += [] if obstacle else [item]
        task_done(call, task, obstacle)
    if release:
        store_items(call, release, items)
    finish(call, job)


def obstacle_of(item: Document, items: Sequence[Document]) -> str:
    """Return why an item cannot be added to those of a release; an empty text where it can."""
    if identity(item) in map(identity, items):
        return ADDED
    return FULL if len(items) >= MAX_RELEASE_ITEMS else ""


@operation("update_release_items_in_bulk")
def update_items(call: Call) -> Answer:
    """Order a job that brings items of a release to the latest versions of what they are of."""
    release = open_release(call)
    job = start(call, plan(call, release, "update_release_job"))
    for item in chosen(living(call, release), call.body["items"]):
        add_task(call, job, thing_of(item), {ITEM: item, "action": item["action"], "locale": [item["locale"]]})
    return Answer({"notice": UPDATE_NOTICE, "job_id": job["uid"]})


@work("update_release_job")
def do_update(call: Call, payload: Document) -> None:
    """Bring what a job lists up to date."""
    job = jobs.find(call, payload["job"])
    release = find_in(call, job) if job else None
    if job is None:
        return
    found = items_of(call, job)
    wanted = [identity(task[ITEM]) for task in found]
    if release:
        items = [latest(call, item) if identity(item) in wanted else item for item in living(call, release)]
        store_items(call, release, items)
    for task in found:
        task_done(call, task, "" if release else "The release was not found.")
    finish(call, job)


def open_release(call: Call) -> Document:
    """Answer the release that a body names. Raises `CmaError` (422/141) if there is none, or if it is closed."""
    release = find_release(call, call.body["release"])
    check_open(release)
    return release


def plan(call: Call, release: Document, does: str) -> Plan:
    """Answer what a job with the items of a release is to do."""
    return Plan(str(call.body.get("action") or "publish"), does, call.now, {RELEASE: release["uid"]}, JOB_PREFIX)


def find_in(call: Call, job: Document) -> Document | None:
    """Answer the release of a job, or None if it is gone."""
    return call.store.get(PER_BRANCH.key(call, RELEASE, job["body"][RELEASE]))


def sent_items(call: Call, sent: Document) -> list[Document]:
    """Answer an item of a body in each locale it is wanted in, with the content type under its usual key."""
    parent = next((sent[name] for name in CONTENT_TYPE_KEYS if sent.get(name)), None)
    if parent is None or read_version(sent.get("version")) is None:
        raise errors.refused("Bulk", "add", {"items": [errors.NOT_VALID if parent else errors.REQUIRED]}, 141)
    common = {"action": call.body.get("action")} | sent | {"content_type_uid": parent_of(str(parent))}
    locales = [sent["locale"]] if sent.get("locale") else call.body.get("locale") or [call.master_locale]
    return [common | {"locale": locale} for locale in locales]


def add_tasks(call: Call, job: Document, item: Document) -> None:
    """Give a job the task to add an item, and if the call asks for it all that the item refers to."""
    version, variant = read_version(item.get("version")) or 0, str(item.get("variant_id") or "")
    thing = Thing(item["content_type_uid"], item["uid"], item["locale"], version, variant=variant)
    found = with_references(call, [thing]) if call.body.get("reference") else [thing]
    for each in found:
        named = {"uid": each.uid, "content_type_uid": each.parent, "variant_id": each.variant or None}
        sent = item | named | {"version": each.version or None}
        more = {ITEM: sent, "action": item.get("action") or "publish"}
        add_task(call, job, each, more)
