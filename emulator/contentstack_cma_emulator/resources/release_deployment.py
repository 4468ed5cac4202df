"""Deploying a release: what is in it is published or taken back, item by item, by a job."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import Any

from contentstack_cma_emulator.engine import errors
from contentstack_cma_emulator.engine.call import Answer, Call
from contentstack_cma_emulator.engine.documents import Document
from contentstack_cma_emulator.engine.lookup import find_locale
from contentstack_cma_emulator.engine.registry import operation, take_any_key, tolerate
from contentstack_cma_emulator.engine.scopes import PER_BRANCH
from contentstack_cma_emulator.engine.work import work
from contentstack_cma_emulator.resources.publish_calls import find_uid
from contentstack_cma_emulator.resources.releases import RELEASES
from contentstack_cma_emulator.rules.publishing import Action, read_time
from contentstack_cma_emulator.stores.publishing import jobs
from contentstack_cma_emulator.stores.publishing.jobs import JOB_ID, Plan, finish, start
from contentstack_cma_emulator.stores.publishing.publishables import copy_for, own_locales
from contentstack_cma_emulator.stores.publishing.queue import (
    DEPTH,
    FAILED,
    SUCCESS,
    WORK,
    Place,
    done,
    frame,
    is_waiting,
    items,
    new_item,
    save,
    settle,
)
from contentstack_cma_emulator.stores.publishing.release_contents import (
    ACTIONS,
    OF_RELEASE,
    RELEASE,
    identity,
    living,
    thing_of,
)

UID = f"{RELEASE}_uid"
"""In the body of the job."""


@dataclass(frozen=True, slots=True)
class Targets:
    """Where a release is deployed: the uid of an environment, and what the release names itself, by `identity`."""

    environment: str
    named: Collection[tuple[str, str, str, Any]]

    def locales_of(self, item: Document, asked: Sequence[str]) -> list[str]:
        """Return the locales for an item, without those for which the release has an item of their own."""
        return [code for code in asked or [item["locale"]] if code == item["locale"] or not self._has(item, code)]

    def _has(self, item: Document, locale: str) -> bool:
        return identity({**item, "locale": locale}) in self.named


tolerate("deploy_release", "action")
take_any_key("deploy_release")


@operation("deploy_release")
def deploy(call: Call) -> Answer:
    """Order the deployment of a release, for a time or at once; each environment is an item of the publish queue."""
    release, sent = RELEASES.find(call), call.body["release"]
    action = sent.get("action") or "publish"
    time = read_time(sent.get("scheduled_at") or sent.get("scheduledAt"), call.now)
    wrong = wrong_values(call, sent, action, time)
    if wrong or time is None:
        raise errors.invalid(141, "Release deployment failed. Please try again.", wrong)
    environments = list(dict.fromkeys(find_uid(call, name) for name in sent["environments"]))
    locales = list(dict.fromkeys(sent.get("locales") or []))
    body = {UID: release["uid"], "environments": environments, "locales": locales, "does": action}
    job = start(call, Plan("deploy", "deploy_release", time, body))
    for environment in environments:
        save(call, queue_item(call, release, environment, time) | {OF_RELEASE: job["uid"], WORK: job[WORK]})
    call.speaks_of(RELEASES.shown(call, release))
    return Answer({"notice": "Release sent successfully for deployment."})


@work("deploy_release")
def do_deploy(call: Call, payload: Document) -> None:
    """Deploy to every environment that was not called off."""
    job = jobs.find(call, payload["job"])
    if job is None:
        return
    for item in items(call):
        if item.get(OF_RELEASE) == job["uid"] and JOB_ID not in item and is_waiting(item):
            deploy_to(call, job, item)
    finish(call, job)


def deploy_to(call: Call, job: Document, item: Document) -> None:
    """Deploy to the environment of an item of the queue, and note in the release how it went."""
    key = PER_BRANCH.key(call, RELEASE, job["body"][UID])
    release = call.store.get(key)
    if release is None:
        done(call, item, FAILED, "The release was not found.")
        return
    environment = item["environment"][0]
    items = living(call, release)
    named = {identity(item) for item in items}
    states = [state for each in items for state in publish(call, job, each, Targets(environment, named))]
    status = FAILED if states and set(states) == {FAILED} else SUCCESS
    done(call, item, status)
    deployment = {
        "environment": environment,
        "status": status,
        "user": item["user"],
        "job_id": job["uid"],
        "time": call.now,
    }
    others = [other for other in release["status"] if other["environment"] != environment]
    call.store.put(key, release | call.change() | {"status": [*others, deployment]})


def publish(call: Call, job: Document, item: Document, targets: Targets) -> list[str]:
    """Publish or unpublish an item of a release, and return the status in each locale.

    A locale with a copy of its own gets the latest version of that.
    """
    action: Action = "publish" if (item["action"], job["body"]["does"]) == ("publish", "publish") else "unpublish"
    thing, mark = thing_of(item), {JOB_ID: job["uid"], OF_RELEASE: job["uid"]}
    own = own_locales(call, thing)
    queued = [
        new_item(call, action, copy_for(thing, code, own), Place(targets.environment, code), call.now) | mark
        for code in targets.locales_of(item, job["body"]["locales"])
    ]
    return [settle(call, each)["publish_details"]["status"] for each in queued]


def queue_item(call: Call, release: Document, environment: str, time: str) -> Document:
    """Make the item of the publish queue that stands for a deployment."""
    named = {"uid": release["uid"], "title": release["name"]}
    return {
        **frame(call, time),
        "type": "release",
        "action": "deploy",
        "entry": {**named, "skip_items_webhook_trigger": False, "release": named},
        "environment": [environment],
        "locale": [],
        DEPTH: 0,
    }


def wrong_values(call: Call, sent: Document, action: Any, time: str | None) -> errors.FieldErrors:
    """Answer what is wrong with what was sent about a deployment."""
    locales: list[str] = sent.get("locales") or []
    is_fine = {
        "action": action in ACTIONS,
        "environments": bool(sent["environments"]),
        "locales": all(find_locale(call, code) for code in locales),
        "scheduled_at": time is not None,
    }
    return {name: [errors.NOT_VALID] for name, fine in is_fine.items() if not fine}
