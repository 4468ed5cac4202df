"""Publishing in a job: many things at once, or one with all that it refers to."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass

from contentstack_cma_emulator.engine.call import Call
from contentstack_cma_emulator.engine.documents import Document
from contentstack_cma_emulator.engine.work import work
from contentstack_cma_emulator.rules.publishing import Action
from contentstack_cma_emulator.stores.publishing import jobs
from contentstack_cma_emulator.stores.publishing.jobs import JOB_ID, Plan, finish, items_of, start
from contentstack_cma_emulator.stores.publishing.publishables import Thing, copy_for, own_locales, with_references
from contentstack_cma_emulator.stores.publishing.queue import (
    SKIPPED,
    WORK,
    Place,
    done,
    is_waiting,
    new_item,
    save,
    settle,
)
from contentstack_cma_emulator.stores.publishing.rule_checks import Condition

NESTED = "3.2"
"""The `api_version` that knows jobs and references."""

Copy = tuple[Thing, str]
"""A copy of something, and the locale in which it is published."""


Unmet = Callable[[Copy, str], Condition | None]
"""Answers which condition of the publish rules keeps a copy from an environment, or None."""

Wanted = Callable[[Copy, str], bool]
"""Answers whether a copy is to be published to an environment at all."""

TEXTS: Mapping[Condition, str] = {
    "stage": "The entry is not in the workflow stage that the publish rules ask for.",
    "approval": "The entry needs an approval before it is published.",
}


def all_met(_copy: Copy, _environment: str) -> None:
    """Know of no publish rule."""


def all_wanted(_copy: Copy, _environment: str) -> bool:
    """Want every copy everywhere."""
    return True


@dataclass(frozen=True, slots=True)
class Order:
    """What to publish or to take back, in which environments and locales, and when.

    What is not `wanted` in an environment is left out there; what `unmet` finds to be kept from it by the publish
    rules is passed over.
    """

    action: Action
    copies: Sequence[Copy]
    environments: Sequence[str]
    locales: Sequence[str]
    time: str
    unmet: Unmet = all_met
    wanted: Wanted = all_wanted

    def places(self) -> list[tuple[Copy, str]]:
        """Answer every copy with every environment where it is wanted."""
        return [(copy, place) for copy in self.copies for place in self.environments if self.wanted(copy, place)]


def order_job(call: Call, order: Order) -> Document:
    """Order a job, put its items into the queue, one for each copy and environment, and answer it."""
    body = {"locales": list(order.locales), "environments": list(order.environments)}
    job = start(call, Plan(order.action, "publish_job", order.time, body))
    for (thing, locale), environment in order.places():
        item = new_item(call, order.action, thing, Place(environment, locale), order.time)
        item |= {JOB_ID: job["uid"], WORK: job[WORK]}
        condition = order.unmet((thing, locale), environment)
        if condition:
            waits = {"approval": condition == "approval", "approved": False}
            done(call, item | waits, SKIPPED, TEXTS[condition])
        else:
            save(call, item)
    return job


def references_of(call: Call, things: Iterable[Thing], locales: Sequence[str]) -> list[Copy]:
    """Return what things refer to, in each of the locales."""
    found = ((thing, own_locales(call, thing)) for thing in with_references(call, things) if thing.depth)
    return [(copy_for(thing, locale, own), locale) for thing, own in found for locale in locales]


@work("publish_job")
def do_publish(call: Call, payload: Document) -> None:
    """Do every item of a job that was not called off."""
    job = jobs.find(call, payload["job"])
    if job:
        for item in items_of(call, job):
            if is_waiting(item):
                settle(call, item)
        finish(call, job)
