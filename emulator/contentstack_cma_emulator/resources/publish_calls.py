"""What publishing and unpublishing of entries and assets have in common."""

from collections.abc import Callable, Sequence
from typing import Any, cast

from contentstack_cma_emulator.engine import errors
from contentstack_cma_emulator.engine.call import Call
from contentstack_cma_emulator.engine.documents import Document
from contentstack_cma_emulator.engine.lookup import find_environment, find_fallbacks
from contentstack_cma_emulator.engine.tags import Tag
from contentstack_cma_emulator.rules.publishing import Action, read_time
from contentstack_cma_emulator.stores.publishing.publish_jobs import (
    NESTED,
    IsWanted,
    PublishPlan,
    find_references,
    schedule_publish_job,
    want_all,
)
from contentstack_cma_emulator.stores.publishing.publishables import Publishable
from contentstack_cma_emulator.stores.publishing.queue import Place, new_item, schedule_items

FindPublishables = Callable[[str], Sequence[Publishable]]
"""Returns what to publish in a locale. Raises `CmaError` if it must exist and does not."""


def read_action(call: Call) -> Action:
    """Return whether a call publishes or unpublishes."""
    return "publish" if call.action == "publish" else "unpublish"


def enqueue(call: Call, tag: Tag, find_publishables: FindPublishables, wanted: IsWanted = want_all) -> Document:
    """Put what a call publishes or unpublishes into the queue, immediately or for its scheduled time.

    What is not `wanted` in an environment is skipped there. With `api_version` 3.2, one job publishes it together
    with the entries it refers to; then the `job_id` is returned, otherwise an empty object.
    """
    action, target = read_action(call), call.body[tag.module]
    environments = list(
        dict.fromkeys(require_environment_uid(call, name) for name in read_names(call, tag, target, "environments"))
    )
    locales = [require_locale(call, tag, code) for code in read_names(call, tag, target, "locales")]
    time = read_time(call.body.get("scheduled_at") or target.get("scheduled_at"), call.now)
    if time is None:
        raise build_publish_error(call, tag, {"scheduled_at": [errors.NOT_VALID]})
    localized = [(publishable, locale) for locale in locales for publishable in find_publishables(locale)]
    if call.headers.get("api_version") == NESTED:
        nested = find_references(call, [publishable for publishable, _ in localized], locales)
        job = schedule_publish_job(
            call, PublishPlan(action, [*localized, *nested], environments, locales, time, is_wanted=wanted)
        )
        return {"job_id": job["uid"]}
    places = PublishPlan(action, localized, environments, locales, time, is_wanted=wanted).list_places()
    items = [new_item(call, action, publishable, Place(place, locale), time) for (publishable, locale), place in places]
    schedule_items(call, items, time)
    return {}


def require_environment_uid(call: Call, name_or_uid: str) -> str:
    """Return the uid of an environment. Raises `CmaError` (401/161) if none has this name or uid."""
    environment = find_environment(call, name_or_uid)
    if environment is None:
        raise errors.environment_not_found(name_or_uid)
    return str(environment["uid"])


def require_locale(call: Call, tag: Tag, code: str) -> str:
    """Return the code of a locale. Raises `CmaError` (422/119) if the branch does not have it."""
    if code not in find_fallbacks(call):
        raise build_publish_error(call, tag, {"locales": [errors.NOT_VALID]})
    return code


def read_names(call: Call, tag: Tag, target: Document, name: str) -> list[str]:
    """Return the environments or locales in a body, each once. Raises `CmaError` (422/119) if there are none."""
    values: Any = target.get(name)
    if not isinstance(values, list) or not values:
        raise build_publish_error(call, tag, {name: [errors.REQUIRED]})
    return list(dict.fromkeys(str(value) for value in cast("list[object]", values)))


def build_publish_error(call: Call, tag: Tag, wrong: errors.FieldErrors) -> errors.CmaError:
    """Return the error (422/119) of a rejected call to publish or unpublish."""
    return errors.action_failed(tag.noun, call.action, wrong, tag.code)
