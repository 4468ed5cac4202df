"""Add or update many items of a release in one call, as a job."""

from collections.abc import Sequence

from contentstack_cma_emulator.engine import errors
from contentstack_cma_emulator.engine.call import ApiResponse, Call
from contentstack_cma_emulator.engine.documents import Document
from contentstack_cma_emulator.engine.errors import CmaError
from contentstack_cma_emulator.engine.registry import allow_any_key, operation, tolerate
from contentstack_cma_emulator.engine.scopes import PER_BRANCH
from contentstack_cma_emulator.engine.work import work
from contentstack_cma_emulator.resources.bulk_input import CONTENT_TYPE_KEYS
from contentstack_cma_emulator.resources.release_items import require_open_release
from contentstack_cma_emulator.resources.releases import store_items
from contentstack_cma_emulator.rules.limits import MAX_RELEASE_ITEMS
from contentstack_cma_emulator.stores.publishing import jobs
from contentstack_cma_emulator.stores.publishing.jobs import (
    JobPlan,
    add_task,
    finish_job,
    finish_task,
    list_job_items,
    schedule_job,
)
from contentstack_cma_emulator.stores.publishing.publishables import Publishable, read_version, with_references
from contentstack_cma_emulator.stores.publishing.queue import HIDDEN
from contentstack_cma_emulator.stores.publishing.release_contents import (
    ADDED,
    RELEASE,
    TOO_MANY_ITEMS,
    identify,
    list_existing,
    new_release_item,
    select_items,
    to_parent,
    to_publishable,
    with_latest_version,
)

JOB_PREFIX = "cs-"

ADD_NOTICE = "Your add to release request is in progress."
UPDATE_NOTICE = "Your update release items request is in progress."

ITEM = f"{HIDDEN}item"
"""The key of a task that holds its release item."""

tolerate("add_to_release_in_bulk", "bulk_version", "version")
tolerate("update_release_items_in_bulk", "version")
allow_any_key("add_to_release_in_bulk", "update_release_items_in_bulk")


@operation("add_to_release_in_bulk")
def add_to_release(call: Call) -> ApiResponse:
    """Start a job that adds items to a release, each in its own locale or in those of the body."""
    release = require_open_release(call, call.body["release"])
    wanted = [item for sent in call.body["items"] for item in read_items(call, sent)]
    job = schedule_job(call, build_plan(call, release, "add_to_release_job"))
    for item in wanted:
        add_tasks(call, job, item)
    return ApiResponse({"notice": ADD_NOTICE, "job_id": job["uid"]})


@work("add_to_release_job")
def run_add(call: Call, payload: Document) -> None:
    """Add the items of a job that exist and are not in the release yet."""
    job = jobs.find(call, payload["job"])
    release = find_job_release(call, job) if job else None
    if job is None:
        return
    items = list_existing(call, release) if release else []
    for task in list_job_items(call, job):
        try:
            item = new_release_item(call, task[ITEM])
        except CmaError as error:
            finish_task(call, task, error.errors["items"][0])
            continue
        obstacle = find_obstacle(item, items)
        items += [] if obstacle else [item]
        finish_task(call, task, obstacle)
    if release:
        store_items(call, release, items)
    finish_job(call, job)


def find_obstacle(item: Document, items: Sequence[Document]) -> str:
    """Return why an item cannot be added to a release; an empty string if it can."""
    if identify(item) in map(identify, items):
        return ADDED
    return TOO_MANY_ITEMS if len(items) >= MAX_RELEASE_ITEMS else ""


@operation("update_release_items_in_bulk")
def update_items(call: Call) -> ApiResponse:
    """Start a job that updates items of a release to the latest versions of their entries and assets."""
    release = require_open_release(call, call.body["release"])
    job = schedule_job(call, build_plan(call, release, "update_release_job"))
    for item in select_items(list_existing(call, release), call.body["items"]):
        add_task(call, job, to_publishable(item), {ITEM: item, "action": item["action"], "locale": [item["locale"]]})
    return ApiResponse({"notice": UPDATE_NOTICE, "job_id": job["uid"]})


@work("update_release_job")
def run_update(call: Call, payload: Document) -> None:
    """Update the items of a job to the latest versions."""
    job = jobs.find(call, payload["job"])
    release = find_job_release(call, job) if job else None
    if job is None:
        return
    found = list_job_items(call, job)
    wanted = [identify(task[ITEM]) for task in found]
    if release:
        items = [
            with_latest_version(call, item) if identify(item) in wanted else item
            for item in list_existing(call, release)
        ]
        store_items(call, release, items)
    for task in found:
        finish_task(call, task, "" if release else "The release was not found.")
    finish_job(call, job)


def build_plan(call: Call, release: Document, does: str) -> JobPlan:
    """Return the plan of a job that runs `does` on items of a release."""
    return JobPlan(str(call.body.get("action") or "publish"), does, call.now, {RELEASE: release["uid"]}, JOB_PREFIX)


def find_job_release(call: Call, job: Document) -> Document | None:
    """Return the release of a job, or None if it was deleted."""
    return call.store.get(PER_BRANCH.make_key(call, RELEASE, job["body"][RELEASE]))


def read_items(call: Call, sent: Document) -> list[Document]:
    """Return an item of the body once per locale, with its content type in `content_type_uid`."""
    parent = next((sent[name] for name in CONTENT_TYPE_KEYS if sent.get(name)), None)
    if parent is None or read_version(sent.get("version")) is None:
        raise errors.action_failed("Bulk", "add", {"items": [errors.NOT_VALID if parent else errors.REQUIRED]}, 141)
    common = {"action": call.body.get("action")} | sent | {"content_type_uid": to_parent(str(parent))}
    locales = [sent["locale"]] if sent.get("locale") else call.body.get("locale") or [call.master_locale]
    return [common | {"locale": locale} for locale in locales]


def add_tasks(call: Call, job: Document, item: Document) -> None:
    """Add a task for an item, and with `reference` one for each item that it refers to."""
    version, variant = read_version(item.get("version")) or 0, str(item.get("variant_id") or "")
    publishable = Publishable(item["content_type_uid"], item["uid"], item["locale"], version, variant=variant)
    found = with_references(call, [publishable]) if call.body.get("reference") else [publishable]
    for each in found:
        named = {"uid": each.uid, "content_type_uid": each.parent, "variant_id": each.variant or None}
        sent = item | named | {"version": each.version or None}
        more = {ITEM: sent, "action": item.get("action") or "publish"}
        add_task(call, job, each, more)
