"""Jobs that publish many entries and assets, or one with everything that it refers to."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass

from contentstack_cma_emulator.engine.call import Call
from contentstack_cma_emulator.engine.documents import Document
from contentstack_cma_emulator.engine.work import work
from contentstack_cma_emulator.rules.publishing import Action
from contentstack_cma_emulator.stores.publishing import jobs, queue
from contentstack_cma_emulator.stores.publishing.jobs import JOB_ID, JobPlan, finish_job, list_job_items, schedule_job
from contentstack_cma_emulator.stores.publishing.publishables import (
    Publishable,
    choose_localization,
    list_own_locales,
    with_references,
)
from contentstack_cma_emulator.stores.publishing.rule_checks import Condition

NESTED = "3.2"
"""The `api_version` that supports jobs and nested publishing."""

Localized = tuple[Publishable, str]
"""A publishable, and the locale in which it is published."""

FindUnmet = Callable[[Localized, str], Condition | None]
"""Returns which condition of the publish rules forbids to publish something to an environment, or None."""

IsWanted = Callable[[Localized, str], bool]
"""Returns whether to publish something to an environment at all."""

TEXTS: Mapping[Condition, str] = {
    "stage": "The entry is not in the workflow stage that the publish rules ask for.",
    "approval": "The entry needs an approval before it is published.",
}


def find_none(_localized: Localized, _environment: str) -> None:
    """Find no unmet condition."""


def want_all(_localized: Localized, _environment: str) -> bool:
    """Publish everything everywhere."""
    return True


@dataclass(frozen=True, slots=True)
class PublishPlan:
    """What to publish or unpublish, in which environments and locales, and when.

    The job has an item for everything that `is_wanted` in an environment, and skips the items with an unmet condition.
    """

    action: Action
    localized: Sequence[Localized]
    environments: Sequence[str]
    locales: Sequence[str]
    time: str
    find_unmet: FindUnmet = find_none
    is_wanted: IsWanted = want_all

    def list_places(self) -> list[tuple[Localized, str]]:
        """Return everything to publish, with each environment where it is wanted."""
        return [(each, place) for each in self.localized for place in self.environments if self.is_wanted(each, place)]


def schedule_publish_job(call: Call, plan: PublishPlan) -> Document:
    """Schedule a job, put its items into the queue, and return the job."""
    body = {"locales": list(plan.locales), "environments": list(plan.environments)}
    job = schedule_job(call, JobPlan(plan.action, "publish_job", plan.time, body))
    for (publishable, locale), environment in plan.list_places():
        item = queue.new_item(call, plan.action, publishable, queue.Place(environment, locale), plan.time)
        item |= {JOB_ID: job["uid"], queue.WORK: job[queue.WORK]}
        condition = plan.find_unmet((publishable, locale), environment)
        if condition:
            waits = {"approval": condition == "approval", "approved": False}
            queue.finish_item(call, item | waits, queue.SKIPPED, TEXTS[condition])
        else:
            queue.save(call, item)
    return job


def find_references(call: Call, publishables: Iterable[Publishable], locales: Sequence[str]) -> list[Localized]:
    """Return what publishables refer to, in each of the locales."""
    targets = [target for target in with_references(call, publishables) if target.depth]
    found = [(target, list_own_locales(call, target)) for target in targets]
    return [(choose_localization(target, locale, own), locale) for target, own in found for locale in locales]


@work("publish_job")
def do_publish(call: Call, payload: Document) -> None:
    """Process the items of a job that are still waiting."""
    job = jobs.find(call, payload["job"])
    if job:
        for item in list_job_items(call, job):
            if queue.is_waiting(item):
                queue.process_item(call, item)
        finish_job(call, job)
