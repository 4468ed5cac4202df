"""What the server shows about places: what is published there, and what waits or failed in the queue. No I/O."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from contentstack_cma_client import models

from .jobs import normalize_status
from .places import Goal, Place
from .publish_items import ASSETS
from .results import FailedItem

RUNNING = frozenset({"waiting", "queued", "in_queue", "in_progress", "pending", "processing"})
"""Statuses of a job that is not finished. Others count as finished: a job must not keep a run from bulk calls."""
_WAITING = RUNNING | {"scheduled"}
"""Statuses of an item of the publish queue that is not done yet."""
_UNSUCCESSFUL = frozenset({"failed", "skipped", "unscheduled"})
"""Statuses of an item of the publish queue that changed nothing."""
_MOST_PLACES = 50
"""Number of places that are looked up in the publish queue at a time, some of which have several items there."""


@dataclass(frozen=True, slots=True)
class Reading:
    """An entry or asset as it was read in a locale.

    Attributes:
        locale: The locale that it has a version in; None for an asset.
        version: Number of its latest version; in a wait, of the one that was the latest when the wait began.
    """

    locale: str | None
    version: int | None
    details: Sequence[models.PublishDetail]


ReadingKey = tuple[str, str, str]
"""A content type, a locale and a uid."""

Readings = Mapping[ReadingKey, Reading]
"""What was read. What does not exist is missing."""


def build_reading(item: models.Entry | models.Asset) -> Reading:
    """Return the reading of an entry or asset with its publish details, in each form that responses have."""
    found = item.publish_details
    details = [found] if isinstance(found, models.PublishDetail) else list(found or ())
    return Reading(item.locale if isinstance(item, models.Entry) else None, item.version, details)


def group_uids(places: Iterable[Place]) -> dict[tuple[str, str], list[str]]:
    """Return the uids to read, by content type and locale."""
    found: dict[tuple[str, str], dict[str, None]] = {}
    for place in places:
        found.setdefault((place.content_type_uid, place.locale), {})[place.uid] = None
    return {key: list(uids) for key, uids in found.items()}


def find_unreached(goal: Goal, readings: Readings) -> tuple[Place, ...]:
    """Return the places where something is still to be done."""
    return tuple(place for place in goal.places if not _is_reached(goal, place, _get_reading(readings, place)))


def _get_reading(readings: Readings, place: Place) -> Reading | None:
    return readings.get((place.content_type_uid, place.locale, place.uid))


def _is_reached(goal: Goal, place: Place, reading: Reading | None) -> bool:
    if reading is None:
        return goal.action != "publish"
    if goal.action == "delete":
        return reading.locale is not None and reading.locale != place.locale
    here = [each for each in reading.details if (each.environment, each.locale) == (place.environment, place.locale)]
    if goal.action == "unpublish":
        return not here
    return any(_is_wanted(each.version, place, reading) and _is_new(each, goal.since) for each in here)


def _is_wanted(version: int | None, place: Place, reading: Reading | None) -> bool:
    """Return whether a version is the one to publish. One that was made while a wait went on counts as well."""
    wanted = place.version
    if reading is not None and reading.locale == place.locale and place.version_locale not in {None, place.locale}:
        wanted = None
    if wanted is not None:
        return version == wanted
    return reading is None or reading.version is None or (version or 0) >= reading.version


def _is_new(detail: models.PublishDetail, since: datetime | None) -> bool:
    time = detail.time
    return since is None or not isinstance(time, datetime) or time >= since


def is_applied(goal: Goal, readings: Readings, queue: Sequence[models.PublishQueueItem], *, is_scheduled: bool) -> bool:
    """Return whether a call was processed: everything is done, or waits in the publish queue.

    A scheduled call was processed if it is in the queue.
    """
    unreached = goal.places if is_scheduled else find_unreached(goal, readings)
    return all(_is_waiting(goal, place, _get_reading(readings, place), queue) for place in unreached)


def _is_waiting(goal: Goal, place: Place, reading: Reading | None, queue: Iterable[models.PublishQueueItem]) -> bool:
    return any(
        goal.action == "unpublish" or _is_wanted(_get_version(item), place, reading)
        for item in queue
        if _is_about(item, goal, place) and _get_status(item) in _WAITING
    )


def _is_about(item: models.PublishQueueItem, goal: Goal, place: Place) -> bool:
    return (
        getattr(item.action, "value", item.action) == goal.action
        and item.entry is not None
        and item.entry.uid == place.uid
        and place.environment in (item.environment or ())
        and place.locale in (item.locale or (place.locale,))
    )


def _get_version(item: models.PublishQueueItem) -> int | None:
    return None if item.entry is None else item.entry.version


def _get_status(item: models.PublishQueueItem) -> str:
    return normalize_status(item.publish_details.status if item.publish_details else None)


def choose_places(places: Sequence[Place], looks: int) -> list[Place]:
    """Return the places to look up in the publish queue: some of them in each look, in turn.

    Args:
        places: The places where something is still to be done.
        looks: Number of looks at the queue so far.
    """
    start = looks * _MOST_PLACES % max(1, len(places))
    return [*places[start:], *places[:start]][:_MOST_PLACES]


@dataclass(frozen=True, slots=True)
class Unreached:
    """Where something is still to be done, after a look.

    Attributes:
        places: The places.
        failures: Those of them where it failed, and why.
    """

    places: tuple[Place, ...]
    failures: Mapping[Place, FailedItem]


def find_failures(
    goal: Goal, places: Iterable[Place], queue: Sequence[models.PublishQueueItem]
) -> dict[Place, FailedItem]:
    """Return which of the places the publish queue says have failed or were skipped. Its newest item counts."""
    newest = _find_newest(goal, places, queue)
    return {
        place: _name_failure(place, item.publish_details)
        for place, item in newest.items()
        if item.publish_details is not None and _get_status(item) in _UNSUCCESSFUL
    }


def find_successes(goal: Goal, places: Iterable[Place], queue: Sequence[models.PublishQueueItem]) -> set[Place]:
    """Return the places that the publish queue says are done, although something else has been published there since.

    Its newest item counts.
    """
    newest = _find_newest(goal, places, queue)
    return {
        place
        for place, item in newest.items()
        if _get_status(item) == "success"
        and (goal.action == "unpublish" or _is_wanted(_get_version(item), place, None))
    }


def _find_newest(
    goal: Goal, places: Iterable[Place], queue: Sequence[models.PublishQueueItem]
) -> dict[Place, models.PublishQueueItem]:
    about = {place: [item for item in queue if _is_about(item, goal, place)] for place in places}
    return {place: max(items, key=_get_age) for place, items in about.items() if items}


def _get_age(item: models.PublishQueueItem) -> float:
    return item.created_at.timestamp() if isinstance(item.created_at, datetime) else 0.0


def _name_failure(place: Place, details: models.PublishQueueDetails) -> FailedItem:
    return FailedItem(
        uid=place.uid,
        kind=place.kind,
        content_type_uid=None if place.content_type_uid == ASSETS else place.content_type_uid,
        locale=place.locale,
        environment=place.environment,
        reason=details.message or details.error or "",
    )
