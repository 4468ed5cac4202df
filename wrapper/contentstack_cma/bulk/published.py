"""What is published and what waits for it, as the server shows it. No I/O."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import Enum
from typing import Literal, cast

from contentstack_cma_client import models

from .publish_items import PublishItem

Action = Literal["publish", "unpublish"]
Place = tuple[str, str]
"""Uid of an environment, and code of a locale."""

RUNNING = frozenset({"waiting", "queued", "in_queue", "in_progress", "pending", "processing"})
"""Statuses of a job that is not finished. Others count as finished: a job must not keep a run from bulk calls."""
_WAITING = RUNNING | {"scheduled"}
"""Statuses of an item of the publish queue that is not done yet."""


def normalize(status: str | None) -> str:
    """Return a status in one spelling."""
    return (status or "").strip().lower().replace("-", "_").replace(" ", "_")


@dataclass(frozen=True, slots=True)
class Seen:
    """What the server says about an item.

    Attributes:
        wanted: The version that the run publishes, by place; None for any.
        published: The published versions, by place.
        waiting: The versions that the queue holds for the same action, by place.
    """

    wanted: Mapping[Place, int | None]
    published: Mapping[Place, int | None]
    waiting: Mapping[Place, int | None]


def is_applied(action: Action, seen: Seen, *, is_scheduled: bool) -> bool:
    """Return whether a call was processed: everything is published, or waits in the queue.

    A scheduled call was processed if it is in the queue.
    """
    for place, version in seen.wanted.items():
        if place in seen.waiting and version in (None, seen.waiting[place]):
            continue
        if is_scheduled or not _is_settled(action, seen.published, place, version):
            return False
    return True


def _is_settled(action: Action, published: Mapping[Place, int | None], place: Place, version: int | None) -> bool:
    if action == "unpublish":
        return place not in published
    return place in published and version in (None, published[place])


def choose_version(item: PublishItem, locale: str, read_locale: str | None, latest: int | None) -> int | None:
    """Return the version that an item is published in, in one locale.

    Args:
        item: The item.
        locale: Code of the locale.
        read_locale: Code of the locale whose content is published there: a fallback, if it is not localized.
        latest: Latest version number of that content.
    """
    is_own = item.locale not in (None, locale) and read_locale == locale
    return latest if item.version is None or is_own else item.version


def map_details(details: object) -> dict[Place, int | None]:
    """Return the published versions in publish details."""
    found = cast("list[object]", details if isinstance(details, list) else [details])
    return {
        (str(each.environment), str(each.locale)): each.version
        for each in found
        if isinstance(each, models.PublishDetail)
    }


def map_waiting(queue: Iterable[models.PublishQueueItem], uid: str, action: Action) -> dict[Place, int | None]:
    """Return the versions of an item that wait in the publish queue."""
    return {
        (environment, locale): each.entry.version
        for each in queue
        if each.entry is not None and each.entry.uid == uid and each.action == action
        if each.publish_details is not None and normalize(each.publish_details.status) in _WAITING
        for environment in each.environment or ()
        for locale in each.locale or ()
    }


Readings = Mapping[tuple[str, str, str], models.Entry | models.Asset]
"""Entries and assets with their publish details, by content type, uid and locale."""

Newest = Mapping[tuple[str, Place], models.PublishQueueItem]
"""The newest items of the publish queue, by uid and place."""

_SUCCESSES = frozenset({"success", "skipped"})
"""Statuses of an item of the publish queue that was processed; skipped, because it is published already."""


class Sight(Enum):
    """What a look at an accepted item says."""

    DONE = "it is published or unpublished everywhere"
    WAITING = "it is not, so far"


@dataclass(frozen=True, slots=True)
class Failure:
    """Where an accepted item failed, and why."""

    place: Place
    reason: str


def map_newest(queue: Iterable[models.PublishQueueItem], action: Action) -> Newest:
    """Return the newest items for an action in the publish queue, which lists them newest first."""
    found: dict[tuple[str, Place], models.PublishQueueItem] = {}
    for each in queue:
        if each.entry is not None and each.entry.uid is not None and each.action == action:
            for environment in each.environment or ():
                for locale in each.locale or ():
                    found.setdefault((each.entry.uid, (environment, locale)), each)
    return found


def judge(
    action: Action, item: PublishItem, places: Iterable[Place], readings: Readings, newest: Newest
) -> Sight | Failure:
    """Return what the server says about an item that it has accepted."""
    sight = Sight.DONE
    for place in places:
        if _is_there(action, item, place, readings):
            continue
        queued = newest.get((item.uid, place))
        details = None if queued is None else queued.publish_details
        status = "" if details is None else normalize(details.status)
        if details is not None and status not in _WAITING | _SUCCESSES | {""}:
            return Failure(place, details.message or details.error or status)
        if status not in _SUCCESSES:
            sight = Sight.WAITING
    return sight


def _is_there(action: Action, item: PublishItem, place: Place, readings: Readings) -> bool:
    found = readings.get((item.content_type, item.uid, place[1]))
    if found is None:
        return action == "unpublish"
    read_locale = found.locale if isinstance(found, models.Entry) else None
    version = choose_version(item, place[1], read_locale, found.version)
    return _is_settled(action, map_details(found.publish_details), place, version)
