"""Publishing of taxonomies: whole, with all their terms, by jobs."""

from contentstack_cma_emulator.engine import errors
from contentstack_cma_emulator.engine.call import ApiResponse, Call
from contentstack_cma_emulator.engine.documents import Document
from contentstack_cma_emulator.engine.kinds import TAXONOMY
from contentstack_cma_emulator.engine.lookup import find_environment, find_fallbacks
from contentstack_cma_emulator.engine.registry import operation
from contentstack_cma_emulator.engine.tags import TAGS
from contentstack_cma_emulator.engine.work import work
from contentstack_cma_emulator.resources.publish_calls import (
    build_publish_error,
    read_action,
    read_names,
    require_environment_uid,
)
from contentstack_cma_emulator.rules.publishing import read_time
from contentstack_cma_emulator.stores.publishing import jobs
from contentstack_cma_emulator.stores.publishing.publishables import Publishable
from contentstack_cma_emulator.stores.taxonomy_store import build_taxonomy_key

TAG = TAGS["Taxonomy"]


@operation("publish_taxonomies", "unpublish_taxonomies")
def start_publish_job(call: Call) -> ApiResponse:
    """Start a job with a task for each taxonomy, environment and locale. Terms in the body have no effect."""
    action = read_action(call)
    sent = call.body | {"items": [item["uid"] for item in call.body["items"]]}
    taxonomies = read_names(call, TAG, sent, "items")
    names = read_names(call, TAG, sent, "environments")
    environments = list(dict.fromkeys(require_environment_uid(call, name) for name in names))
    locales = read_names(call, TAG, sent, "locales")
    time = read_time(call.body.get("scheduled_at"), call.now)
    wrong = {
        "items": not all(call.store.get(build_taxonomy_key(call, uid)) for uid in taxonomies),
        "locales": not all(code in find_fallbacks(call) for code in locales),
        "scheduled_at": time is None,
    }
    if any(wrong.values()):
        raise build_publish_error(call, TAG, {name: [errors.NOT_VALID] for name in wrong if wrong[name]})
    body = {"locales": locales, "environments": environments}
    job = jobs.schedule_job(call, jobs.JobPlan(action, "publish_taxonomies", time or call.now, body))
    for uid in taxonomies:
        add_tasks(call, job, uid)
    call.set_changed_document({"uid": taxonomies[0]})
    notice = f"Taxonomy {action} job initiated successfully."
    return ApiResponse({"notice": notice, "job_id": job["uid"]})


def add_tasks(call: Call, job: Document, uid: str) -> None:
    """Add the tasks of one taxonomy to a job."""
    taxonomy = call.store.get(build_taxonomy_key(call, uid)) or {}
    # No source shows what the type of such an item is called.
    what = {"type": None, "entry": {"uid": uid, "title": taxonomy["name"], "version": None}}
    for environment in job["body"]["environments"]:
        for locale in job["body"]["locales"]:
            where = {"environment": [environment], "locale": [locale], "content_type": {"uid": TAXONOMY}}
            jobs.add_task(call, job, Publishable("", uid, locale), what | where)


@work("publish_taxonomies")
def run_publish_job(call: Call, payload: Document) -> None:
    """Run the tasks of a job. A task fails if its taxonomy or environment was deleted."""
    job = jobs.find(call, payload["job"])
    if job is None:
        return
    for task in jobs.list_job_items(call, job):
        is_there = call.store.get(build_taxonomy_key(call, task["entry"]["uid"])) is not None
        is_open = find_environment(call, task["environment"][0]) is not None
        missing = "taxonomy" if not is_there else "" if is_open else "environment"
        jobs.finish_task(call, task, f"The {missing} was not found." if missing else "")
    jobs.finish_job(call, job)
