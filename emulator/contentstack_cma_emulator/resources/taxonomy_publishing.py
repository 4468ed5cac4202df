"""Taxonomies are published whole, with all their terms, by jobs that take their time."""

from typing import Any, cast

from contentstack_cma_emulator.engine import errors
from contentstack_cma_emulator.engine.call import Answer, Call
from contentstack_cma_emulator.engine.documents import Document
from contentstack_cma_emulator.engine.errors import CmaError
from contentstack_cma_emulator.engine.kinds import TAXONOMY
from contentstack_cma_emulator.engine.lookup import find_environment, has_locale
from contentstack_cma_emulator.engine.registry import operation
from contentstack_cma_emulator.engine.work import work
from contentstack_cma_emulator.resources.publish_calls import find_uid
from contentstack_cma_emulator.rules.publishing import Action, read_time
from contentstack_cma_emulator.stores.publishing import jobs
from contentstack_cma_emulator.stores.publishing.jobs import Plan, add_task, finish, items_of, start, task_done
from contentstack_cma_emulator.stores.publishing.publishables import Thing
from contentstack_cma_emulator.stores.taxonomy_store import taxonomy_key


@operation("publish_taxonomies")
def publish_taxonomies(call: Call) -> Answer:
    """Order a job that publishes taxonomies."""
    return order(call, "publish")


@operation("unpublish_taxonomies")
def unpublish_taxonomies(call: Call) -> Answer:
    """Order a job that takes taxonomies off environments."""
    return order(call, "unpublish")


def order(call: Call, action: Action) -> Answer:
    """Order a job with a task for each taxonomy, environment and locale; terms that are named say nothing more."""
    taxonomies = list(dict.fromkeys(str(item["uid"]) for item in named(call, action, "items")))
    environments = list(dict.fromkeys(find_uid(call, str(name)) for name in named(call, action, "environments")))
    locales = list(dict.fromkeys(str(code) for code in named(call, action, "locales")))
    time = read_time(call.body.get("scheduled_at"), call.now)
    wrong = {
        "items": not all(call.store.get(taxonomy_key(call, uid)) for uid in taxonomies),
        "locales": not all(has_locale(call, code) for code in locales),
        "scheduled_at": time is None,
    }
    if any(wrong.values()):
        raise refused(action, {name: [errors.NOT_VALID] for name, is_wrong in wrong.items() if is_wrong})
    body = {"locales": locales, "environments": environments}
    job = start(call, Plan(action, "publish_taxonomies", time or call.now, body))
    for uid in taxonomies:
        add_tasks(call, job, uid)
    call.speaks_of({"uid": taxonomies[0]})
    notice = f"Taxonomy {action} job initiated successfully."
    return Answer({"notice": notice, "job_id": job["uid"]})


def add_tasks(call: Call, job: Document, uid: str) -> None:
    """Give a job its tasks about one taxonomy."""
    taxonomy = call.store.get(taxonomy_key(call, uid)) or {}
    # No source shows what the type of such an item is called.
    what = {"type": None, "entry": {"uid": uid, "title": taxonomy["name"], "version": None}}
    for environment in job["body"]["environments"]:
        for locale in job["body"]["locales"]:
            where = {"environment": [environment], "locale": [locale], "content_type": {"uid": TAXONOMY}}
            add_task(call, job, Thing("", uid, locale), what | where)


@work("publish_taxonomies")
def do_publish(call: Call, payload: Document) -> None:
    """Do what a job lists: it fails where the taxonomy or the environment is gone."""
    job = jobs.find(call, payload["job"])
    if job is None:
        return
    for task in items_of(call, job):
        is_there = call.store.get(taxonomy_key(call, task["entry"]["uid"])) is not None
        is_open = find_environment(call, task["environment"][0]) is not None
        missing = "taxonomy" if not is_there else "" if is_open else "environment"
        task_done(call, task, f"The {missing} was not found." if missing else "")
    finish(call, job)


def named(call: Call, action: Action, name: str) -> list[Any]:
    """Answer a list of the body. Raises `CmaError` (422) if it is empty."""
    values = cast("list[Any]", call.body[name])
    if not values:
        raise refused(action, {name: [errors.REQUIRED]})
    return values


def refused(action: Action, wrong: errors.FieldErrors) -> CmaError:
    """422/119: nothing is published, or taken back."""
    return errors.refused("Taxonomy", action, wrong)
