"""Publish details: whether everything that a job was to do is done, whatever the job says. No I/O."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any, Literal, cast

from contentstack_cma_client import models
from contentstack_cma_client.model import Model

from .results import FailedItem

ASSETS = ""
"""Stands for the content type of an asset."""

Action = Literal["publish", "unpublish", "delete"]
_UNSUCCESSFUL = ("failed", "skipped", "unscheduled")
_ACTIONS: dict[str, Action] = {"publish": "publish", "unpublish": "unpublish", "delete": "delete"}


@dataclass(frozen=True, slots=True)
class Place:
    """An entry or asset in a locale and, unless it is to be deleted, an environment.

    Attributes:
        content_type_uid: Uid of the content type; `ASSETS` for an asset.
        environment: Uid or name of the environment; empty if the item is to be deleted.
        version: The version to publish; None for the latest.
    """

    content_type_uid: str
    uid: str
    locale: str
    environment: str = ""
    version: int | None = None

    @property
    def kind(self) -> str:
        """`entry` or `asset`."""
        return "entry" if self.content_type_uid else "asset"


@dataclass(frozen=True, slots=True, kw_only=True)
class Goal:
    """What a job is to do.

    Attributes:
        places: Where; empty if unknown.
        branch: Uid of the branch; None for that of the stack.
        since: When the job was created. Older publish details are not its work.
    """

    action: Action
    places: tuple[Place, ...]
    branch: str | None = None
    since: datetime | None = None


@dataclass(frozen=True, slots=True)
class Reading:
    """An entry or asset as it was read in a locale.

    Attributes:
        locale: The locale that it has a version in; None for an asset.
        version: Number of the version that was the latest when the wait began.
    """

    locale: str | None
    version: int | None
    details: Sequence[models.PublishDetail]


Readings = Mapping[tuple[str, str, str], Reading]
"""What was read, by content type, locale and uid. What does not exist is missing."""


def list_places(
    entries: Iterable[object] | None,
    assets: Iterable[object] | None,
    locales: Iterable[str] | None,
    environments: Iterable[str] | None,
) -> tuple[Place, ...]:
    """Return every place that the body of a bulk call names; nothing if it does not name all of them.

    Without environments, each item is in its own locale, or in all `locales` if it names none.
    """
    codes, names = list(locales or ()), list(environments or ()) or [""]
    found: list[Place] = []
    for kind, items in (("entry", entries or ()), ("asset", assets or ())):
        for item in items:
            fields = _to_mapping(item)
            uid, owner = fields.get("uid"), _read_owner(fields) if kind == "entry" else ASSETS
            wanted: list[Any] = codes or [fields.get("locale") or ("" if kind == "asset" else None)]
            if not uid or owner is None or None in wanted:
                return ()
            version = fields.get("version") if len(codes) == 1 else None
            found += [Place(owner, uid, code or "", name, version) for code in wanted for name in names]
    return tuple(found)


def _to_mapping(item: object) -> Mapping[str, Any]:
    if isinstance(item, Model):
        return item.to_dict()
    return cast("Mapping[str, Any]", item) if isinstance(item, Mapping) else {}


def _read_owner(fields: Mapping[str, Any]) -> str | None:
    names = ("content_type", "_content_type_uid", "content_type_uid")
    return next((fields[name] for name in names if isinstance(fields.get(name), str)), None)


def list_details(details: Sequence[models.PublishDetail] | models.PublishDetail | None) -> list[models.PublishDetail]:
    """Return publish details as a list, in each form that responses have."""
    if isinstance(details, models.PublishDetail):
        return [details]
    return list(details or ())


def read_goal(job: models.BulkJob) -> Goal | None:
    """Return what a job is to do, if its body says so."""
    body = job.body
    action = _ACTIONS.get(job.action or "")
    if action is None or not isinstance(body, models.BulkJobBody):
        return None
    if action != "delete" and not (body.environments and body.locales):
        return None
    environments = None if action == "delete" else body.environments
    places = list_places(body.entries, body.assets, body.locales, environments)
    return date_goal(Goal(action=action, places=places, branch=body.branch), job) if places else None


def date_goal(goal: Goal, job: models.BulkJob) -> Goal:
    """Return a goal with the time at which the job was created."""
    created = job.created_at
    return replace(goal, since=created) if isinstance(created, datetime) and created.tzinfo else goal


def name_environments(goal: Goal, uids: Mapping[str, str]) -> Goal:
    """Return a goal with uids of environments in place of names."""
    places = (replace(each, environment=uids.get(each.environment, each.environment)) for each in goal.places)
    return replace(goal, places=tuple(places))


def name_goal(goal: Goal) -> str:
    """Return a goal for messages and displays, such as `publish of entry blt1`."""
    first, *others = {(each.kind, each.uid): None for each in goal.places}
    return f"{goal.action} of {len(others) + 1} items" if others else f"{goal.action} of {' '.join(first)}"


def group_uids(places: Iterable[Place]) -> dict[tuple[str, str], list[str]]:
    """Return the uids to read, by content type and locale."""
    found: dict[tuple[str, str], dict[str, None]] = {}
    for place in places:
        found.setdefault((place.content_type_uid, place.locale), {})[place.uid] = None
    return {key: list(uids) for key, uids in found.items()}


def find_unreached(goal: Goal, readings: Readings) -> tuple[Place, ...]:
    """Return the places where a job has still something to do."""
    return tuple(
        place
        for place in goal.places
        if not _is_reached(goal, place, readings.get((place.content_type_uid, place.locale, place.uid)))
    )


def _is_reached(goal: Goal, place: Place, reading: Reading | None) -> bool:
    if reading is None:
        return goal.action != "publish"
    if goal.action == "delete":
        return reading.locale is not None and reading.locale != place.locale
    here = [each for each in reading.details if (each.environment, each.locale) == (place.environment, place.locale)]
    if goal.action == "unpublish":
        return not here
    return any(_is_wanted(each, place, reading) and _is_new(each, goal.since) for each in here)


def _is_wanted(detail: models.PublishDetail, place: Place, reading: Reading) -> bool:
    """Return whether a version is the one to publish. One that was made while the wait went on counts as well."""
    if place.version is not None:
        return detail.version == place.version
    return reading.version is None or (detail.version or 0) >= reading.version


def find_failures(
    goal: Goal, places: Iterable[Place], queue: Iterable[models.PublishQueueItem]
) -> tuple[FailedItem, ...]:
    """Return which of the places the publish queue says have failed or were skipped. Its newest item counts."""
    found = [item for item in queue if getattr(item.action, "value", item.action) == goal.action]
    newest = {
        place: max((item for item in found if _is_about(item, place)), key=_get_age, default=None) for place in places
    }
    return tuple(
        _name_failure(place, item.publish_details)
        for place, item in newest.items()
        if item is not None and item.publish_details is not None and item.publish_details.status in _UNSUCCESSFUL
    )


def _is_about(item: models.PublishQueueItem, place: Place) -> bool:
    return (
        item.entry is not None
        and item.entry.uid == place.uid
        and place.environment in (item.environment or ())
        and place.locale in (item.locale or (place.locale,))
    )


def _get_age(item: models.PublishQueueItem) -> float:
    return item.created_at.timestamp() if isinstance(item.created_at, datetime) else 0.0


def _name_failure(place: Place, details: models.PublishQueueDetails) -> FailedItem:
    return FailedItem(
        uid=place.uid,
        kind=place.kind,
        content_type_uid=place.content_type_uid or None,
        locale=place.locale,
        environment=place.environment,
        reason=details.message or details.error or "",
    )


def _is_new(detail: models.PublishDetail, since: datetime | None) -> bool:
    time = detail.time
    return since is None or not isinstance(time, datetime) or time >= since
