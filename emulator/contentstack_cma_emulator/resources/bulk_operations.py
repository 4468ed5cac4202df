"""Bulk operations: publish, unpublish, delete or move to a workflow stage many entries and assets in one call."""

from collections.abc import Mapping, Sequence
from functools import partial

from contentstack_cma_emulator.engine.call import ApiResponse, Call
from contentstack_cma_emulator.engine.documents import Document, get_object
from contentstack_cma_emulator.engine.events import Event, build_channels, notify
from contentstack_cma_emulator.engine.registry import allow_any_key, operation, tolerate
from contentstack_cma_emulator.engine.work import work
from contentstack_cma_emulator.resources.bulk_input import (
    build_error,
    check_publishing,
    check_rights,
    read_flag,
    read_publishables,
    read_variant_plans,
    wants_references,
)
from contentstack_cma_emulator.resources.publish_calls import read_action, require_environment_uid
from contentstack_cma_emulator.rules.fields import ASSETS
from contentstack_cma_emulator.rules.publishing import Action, read_time
from contentstack_cma_emulator.stores import asset_store
from contentstack_cma_emulator.stores.entry_store import EntryStore
from contentstack_cma_emulator.stores.publishing import jobs
from contentstack_cma_emulator.stores.publishing.publish_jobs import (
    NESTED,
    TEXTS,
    Localized,
    PublishPlan,
    find_references,
    schedule_publish_job,
)
from contentstack_cma_emulator.stores.publishing.publishables import (
    Publishable,
    choose_localization,
    find_document,
    list_own_locales,
    open_document,
)
from contentstack_cma_emulator.stores.publishing.rule_checks import (
    CONDITIONS,
    Condition,
    Publishing,
    find_unmet_conditions,
)
from contentstack_cma_emulator.stores.workflow_stages import build_stage_error, set_stage

PUBLISH_NOTICE = "Your bulk {} request is in progress. Please check publish queue for more details."
DELETE_NOTICE = "Your bulk delete request is in progress. Please check bulk task queue for more details."

STAGE_NOTICE = "Your request to update workflow stage is complete."

SKIP_FLAGS: Mapping[Condition, str] = {"stage": "skip_workflow_stage_check", "approval": "approvals"}
"""The flags that skip entries which do not meet a condition, instead of rejecting the call."""

MISSING = "The requested object doesn't exist."

TOLERATED = ("version", "approvals", "skip_workflow_stage_check", "publish_with_reference", "workflow_stage")

tolerate("publish_in_bulk", *TOLERATED)
tolerate("unpublish_in_bulk", *TOLERATED)
tolerate("update_workflow_in_bulk", "workflow_stage")
allow_any_key("publish_in_bulk", "unpublish_in_bulk", "update_workflow_in_bulk", "delete_in_bulk")


@operation("publish_in_bulk", "unpublish_in_bulk")
def queue_publishing(call: Call) -> ApiResponse:
    """Start a job that publishes each item in each environment and locale. Returns its id with `api_version` 3.2."""
    action = read_action(call)
    time = read_time(call.body.get("scheduled_at"), call.now)
    check_publishing(call, time)
    items = read_publishables(call)
    check_rights(call, "publish", items)
    environments = list(dict.fromkeys(require_environment_uid(call, name) for name in call.body["environments"]))
    locales = list(dict.fromkeys(call.body["locales"]))
    variant_plans = dict(zip((item.record for item in items), read_variant_plans(call, action), strict=True))
    found = [
        (each, locale)
        for item in items
        for chosen, locale in choose_localizations(call, item, items, locales)
        for each in variant_plans[item.record].list_publishables(chosen, locale, item.locale)
    ]
    found += find_references(call, items, locales) if wants_references(call) else []
    check_rules(call, action, found, environments)
    set_stages(call, items)

    def is_wanted(localized: Localized, environment: str) -> bool:
        variant_plan = variant_plans.get((localized[0].parent, localized[0].uid))
        return variant_plan is None or variant_plan.is_wanted(localized, environment)

    rules = partial(find_unmet_condition, call, action)
    plan = PublishPlan(action, found, environments, locales, time or call.now, rules, is_wanted)
    job = schedule_publish_job(call, plan)
    job_id = {"job_id": job["uid"]} if call.headers.get("api_version") == NESTED else {}
    return ApiResponse({"notice": PUBLISH_NOTICE.format(action), **job_id})


def find_unmet_condition(call: Call, action: Action, localized: Localized, environment: str) -> Condition | None:
    """Return the first condition of the publish rules that an entry does not meet for an environment, or None."""
    item, locale = localized
    if item.parent == ASSETS or not EntryStore.find_store(call, item.parent):
        return None
    publishing = Publishing(item.parent, item.uid, action, [environment], [locale])
    return next((condition for condition in CONDITIONS if find_unmet_conditions(call, publishing, [condition])), None)


def check_rules(call: Call, action: Action, found: list[Localized], environments: list[str]) -> None:
    """Raise `CmaError` (422/141) if an entry does not meet the publish rules and no flag skips it."""
    unmet = {find_unmet_condition(call, action, each, environment) for each in found for environment in environments}
    problems = [TEXTS[each] for each in SKIP_FLAGS if each in unmet and not read_flag(call, SKIP_FLAGS[each])]
    if problems:
        raise build_error(call, {"entries": problems})


def set_stages(call: Call, items: Sequence[Publishable]) -> None:
    """Move the entries to the workflow stage in the body, if there is one: all of them or none.

    Raises `CmaError` (412/366) if they are not all in the same stage.
    """
    workflow = get_object(call.body, "workflow")
    if "workflow" not in call.body:
        return
    stage = workflow.get("workflow_stage") or workflow
    entries = [item for item in items if item.parent != ASSETS]
    found = [document for document in (find_document(call, item) for item in entries) if document]
    if len({get_object(document, "_workflow").get("uid") for document in found}) > 1:
        raise build_stage_error("is not open to entries that are not all in the same stage.")
    for item in entries:
        set_stage(call, item.parent, item.uid, item.locale, stage)


def is_listed_separately(item: Publishable, locale: str, items: Sequence[Publishable]) -> bool:
    """Return whether the body lists the entry of an item in this locale as a separate item."""
    return locale != item.locale and any(other.record == item.record and other.locale == locale for other in items)


def choose_localizations(
    call: Call, item: Publishable, items: Sequence[Publishable], locales: list[str]
) -> list[Localized]:
    """Return what is published of an item in each locale: the item itself, or its own localization there.

    With `publish_all_localized`, its other localizations are published too, each in its own locale.
    """
    locales = [code for code in locales if not is_listed_separately(item, code, items)]
    localized = list_own_locales(call, item)
    found = [(choose_localization(item, locale, localized), locale) for locale in locales]
    own = localized if read_flag(call, "publish_all_localized") else ()
    others = [code for code in own if code not in locales]
    return found + [(Publishable(item.parent, item.uid, code, 0, item.depth), code) for code in others]


@operation("update_workflow_in_bulk")
def update_workflow(call: Call) -> ApiResponse:
    """Move entries to a workflow stage, all of them or none, before the call returns."""
    items = read_publishables(call)
    check_rights(call, "update", items)
    set_stages(call, items)
    return ApiResponse({"notice": STAGE_NOTICE})


@operation("delete_in_bulk")
def delete_in_bulk(call: Call) -> ApiResponse:
    """Start a job that deletes assets, and entries in one locale each."""
    items = read_publishables(call)
    check_rights(call, "delete", items)
    job = jobs.schedule_job(call, jobs.JobPlan("delete", "delete_job", call.now, {}))
    for item in items:
        jobs.add_task(call, job, item)
    return ApiResponse({"notice": DELETE_NOTICE, "job_id": job["uid"]})


@work("delete_job")
def run_delete(call: Call, payload: Document) -> None:
    """Delete the items of a job."""
    job = jobs.find(call, payload["job"])
    if job:
        for task in jobs.list_job_items(call, job):
            locale = next(iter(task["locale"]), call.master_locale)
            is_deleted = delete(call, Publishable(task["content_type"]["uid"], task["entry"]["uid"], locale))
            jobs.finish_task(call, task, "" if is_deleted else MISSING)
        jobs.finish_job(call, job)


def delete(call: Call, item: Publishable) -> bool:
    """Delete an asset, or an entry in its locale. Returns whether it existed."""
    store, document = open_document(call, item)
    if document is None or (store and item.locale not in store.find_localizations(item.uid)):
        return False
    if store:
        store.delete(item.uid, item.locale)
    else:
        asset_store.delete_assets(call, [item.uid])
    data: Document = {item.noun: {"uid": item.uid, "title": document["title"]}, "branch": {"uid": call.branch}}
    notify(call, Event(build_channels(*item.channel, "delete"), item.noun, "delete", data))
    return True
