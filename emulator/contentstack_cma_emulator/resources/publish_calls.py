"""Publishing and unpublishing, which entries and assets do alike."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any, cast

from contentstack_cma_emulator.engine import errors
from contentstack_cma_emulator.engine.call import Call
from contentstack_cma_emulator.engine.documents import Document
from contentstack_cma_emulator.engine.lookup import find_environment, has_locale
from contentstack_cma_emulator.rules.publishing import Action, read_time
from contentstack_cma_emulator.stores.publishing.publish_jobs import (
    NESTED,
    Order,
    Wanted,
    all_wanted,
    order_job,
    references_of,
)
from contentstack_cma_emulator.stores.publishing.publishables import Thing
from contentstack_cma_emulator.stores.publishing.queue import Place, new_item, put_in_queue

ThingsIn = Callable[[str], Sequence[Thing]]
"""Answers which copies and versions to publish in a locale. Raises `CmaError` if there is none of what must be."""


@dataclass(frozen=True, slots=True)
class Subject:
    """What is published: `key` is that of the call's body, `noun` what messages call it."""

    key: str
    noun: str


def order(call: Call, action: Action, subject: Subject, things_in: ThingsIn, wanted: Wanted = all_wanted) -> Document:
    """Put into the queue what the body of a call to publish or unpublish asks for, at once or for a time.

    What is not `wanted` in an environment is left out there. With `api_version` 3.2 a job does it, together with
    what an entry refers to. Answers its id then.
    """
    target = call.body[subject.key]
    environments = list(dict.fromkeys(find_uid(call, name) for name in named(subject, action, target, "environments")))
    locales = [checked_locale(call, subject, action, code) for code in named(subject, action, target, "locales")]
    time = read_time(call.body.get("scheduled_at") or target.get("scheduled_at"), call.now)
    if time is None:
        raise refused(subject, action, {"scheduled_at": [errors.NOT_VALID]})
    copies = [(thing, locale) for locale in locales for thing in things_in(locale)]
    if call.headers.get("api_version") == NESTED:
        nested = references_of(call, [thing for thing, _ in copies], locales)
        job = order_job(call, Order(action, [*copies, *nested], environments, locales, time, wanted=wanted))
        return {"job_id": job["uid"]}
    places = Order(action, copies, environments, locales, time, wanted=wanted).places()
    items = [new_item(call, action, thing, Place(place, locale), time) for (thing, locale), place in places]
    put_in_queue(call, items, time)
    return {}


def find_uid(call: Call, name_or_uid: str) -> str:
    """Answer the uid of an environment. Raises `CmaError` (401/161) if there is none of this name or uid."""
    environment = find_environment(call, name_or_uid)
    if environment is None:
        raise errors.environment_not_found(name_or_uid)
    return str(environment["uid"])


def checked_locale(call: Call, subject: Subject, action: Action, code: str) -> str:
    """Answer a locale of the branch. Raises `CmaError` if it is none."""
    if not has_locale(call, code):
        raise refused(subject, action, {"locales": [errors.NOT_VALID]})
    return code


def named(subject: Subject, action: Action, target: Document, name: str) -> list[str]:
    """Return the environments or locales that a body names, each once. Raises `CmaError` if it names none."""
    values: Any = target.get(name)
    if not isinstance(values, list) or not values:
        raise refused(subject, action, {name: [errors.REQUIRED]})
    return list(dict.fromkeys(str(value) for value in cast("list[object]", values)))


def refused(subject: Subject, action: Action, wrong: errors.FieldErrors) -> errors.CmaError:
    """Answer the refusal of a call to publish or unpublish."""
    return errors.refused(subject.noun, action, wrong)
