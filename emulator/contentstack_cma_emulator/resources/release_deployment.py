"""Deployment of releases: a job publishes or unpublishes the items one by one."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import Any

from contentstack_cma_emulator.engine import errors
from contentstack_cma_emulator.engine.call import ApiResponse, Call
from contentstack_cma_emulator.engine.documents import Document
from contentstack_cma_emulator.engine.lookup import find_locale
from contentstack_cma_emulator.engine.registry import allow_any_key, operation, tolerate
from contentstack_cma_emulator.engine.scopes import PER_BRANCH
from contentstack_cma_emulator.engine.work import work
from contentstack_cma_emulator.resources.publish_calls import require_environment_uid
from contentstack_cma_emulator.resources.releases import RELEASES
from contentstack_cma_emulator.rules.publishing import ACTIONS, Action, read_time
from contentstack_cma_emulator.stores.publishing import jobs, queue
from contentstack_cma_emulator.stores.publishing.jobs import JOB_ID, JobPlan, finish_job, schedule_job
from contentstack_cma_emulator.stores.publishing.publishables import choose_localization, list_own_locales
from contentstack_cma_emulator.stores.publishing.release_contents import (
    RELEASE,
    RELEASE_JOB,
    identify,
    list_existing,
    to_publishable,
)

RELEASE_UID = f"{RELEASE}_uid"
"""Key in the body of the job."""


@dataclass(frozen=True, slots=True)
class Targets:
    """Where a release is deployed: the uid of the environment, and the items of the release by `identity`."""

    environment: str
    named: Collection[tuple[str, str, str, Any]]

    def find_locales(self, item: Document, asked: Sequence[str]) -> list[str]:
        """Return the locales to publish an item in, without those for which the release has an item of its own."""
        return [code for code in asked or [item["locale"]] if code == item["locale"] or not self._has(item, code)]

    def _has(self, item: Document, locale: str) -> bool:
        return identify({**item, "locale": locale}) in self.named


tolerate("deploy_release", "action")
allow_any_key("deploy_release")


@operation("deploy_release")
def deploy(call: Call) -> ApiResponse:
    """Deploy a release, immediately or at a scheduled time. Each environment is an item of the publish queue."""
    release, sent = RELEASES.find(call), call.body["release"]
    action = sent.get("action") or "publish"
    time = read_time(sent.get("scheduled_at") or sent.get("scheduledAt"), call.now)
    wrong = find_problems(call, sent, action, time)
    if wrong or time is None:
        raise errors.invalid(141, "Release deployment failed. Please try again.", wrong)
    environments = list(dict.fromkeys(require_environment_uid(call, name) for name in sent["environments"]))
    locales = list(dict.fromkeys(sent.get("locales") or []))
    body = {RELEASE_UID: release["uid"], "environments": environments, "locales": locales, "does": action}
    job = schedule_job(call, JobPlan("deploy", "deploy_release", time, body))
    for environment in environments:
        queue.save(
            call,
            build_queue_item(call, release, environment, time) | {RELEASE_JOB: job["uid"], queue.WORK: job[queue.WORK]},
        )
    call.set_changed_document(RELEASES.render(call, release))
    return ApiResponse({"notice": "Release sent successfully for deployment."})


@work("deploy_release")
def do_deploy(call: Call, payload: Document) -> None:
    """Deploy to each environment whose deployment was not cancelled."""
    job = jobs.find(call, payload["job"])
    if job is None:
        return
    for item in queue.list_queue_items(call):
        if item.get(RELEASE_JOB) == job["uid"] and JOB_ID not in item and queue.is_waiting(item):
            deploy_to(call, job, item)
    finish_job(call, job)


def deploy_to(call: Call, job: Document, item: Document) -> None:
    """Deploy to the environment of a queue item, and record the result in the release."""
    key = PER_BRANCH.make_key(call, RELEASE, job["body"][RELEASE_UID])
    release = call.store.get(key)
    if release is None:
        queue.finish_item(call, item, queue.FAILED, "The release was not found.")
        return
    environment = item["environment"][0]
    items = list_existing(call, release)
    named = {identify(item) for item in items}
    states = [state for each in items for state in publish(call, job, each, Targets(environment, named))]
    status = queue.FAILED if states and set(states) == {queue.FAILED} else queue.SUCCESS
    queue.finish_item(call, item, status)
    deployment = {
        "environment": environment,
        "status": status,
        "user": item["user"],
        "job_id": job["uid"],
        "time": call.now,
    }
    others = [other for other in release["status"] if other["environment"] != environment]
    call.store.put(key, release | call.build_update_fields() | {"status": [*others, deployment]})


def publish(call: Call, job: Document, item: Document, targets: Targets) -> list[str]:
    """Publish or unpublish an item of a release, and return the status in each locale.

    In a locale for which it is localized, its latest version there is published.
    """
    action: Action = "publish" if (item["action"], job["body"]["does"]) == ("publish", "publish") else "unpublish"
    publishable, mark = to_publishable(item), {JOB_ID: job["uid"], RELEASE_JOB: job["uid"]}
    own = list_own_locales(call, publishable)
    queued = [
        queue.new_item(
            call, action, choose_localization(publishable, code, own), queue.Place(targets.environment, code), call.now
        )
        | mark
        for code in targets.find_locales(item, job["body"]["locales"])
    ]
    return [queue.process_item(call, each)["publish_details"]["status"] for each in queued]


def build_queue_item(call: Call, release: Document, environment: str, time: str) -> Document:
    """Build the item of the publish queue for a deployment."""
    named = {"uid": release["uid"], "title": release["name"]}
    return {
        **queue.build_frame(call, time),
        "type": "release",
        "action": "deploy",
        "entry": {**named, "skip_items_webhook_trigger": False, "release": named},
        "environment": [environment],
        "locale": [],
        queue.DEPTH: 0,
    }


def find_problems(call: Call, sent: Document, action: Any, time: str | None) -> errors.FieldErrors:
    """Return what is wrong with the body of a deployment."""
    locales: list[str] = sent.get("locales") or []
    is_fine = {
        "action": action in ACTIONS,
        "environments": bool(sent["environments"]),
        "locales": all(find_locale(call, code) for code in locales),
        "scheduled_at": time is not None,
    }
    return {name: [errors.NOT_VALID] for name, fine in is_fine.items() if not fine}
