"""What a job or a run is to do: publish, unpublish or delete entries and assets in some places. No I/O."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any, Literal, cast

from contentstack_cma_client import models
from contentstack_cma_client.model import Model

from .publish_items import ASSETS, PublishItem

Action = Literal["publish", "unpublish", "delete"]
_ACTIONS: dict[str, Action] = {"publish": "publish", "unpublish": "unpublish", "delete": "delete"}


@dataclass(frozen=True, slots=True)
class Place:
    """An entry or asset in a locale and, unless it is to be deleted, an environment.

    Attributes:
        content_type_uid: Uid of the content type; `ASSETS` for an asset.
        environment: Uid or name of the environment; empty if the item is to be deleted.
        version: The version to publish; None for the latest.
        version_locale: Code of the locale that `version` belongs to; None for any. In another locale, an entry that is
            localized there is published in its latest version.
    """

    content_type_uid: str
    uid: str
    locale: str
    environment: str = ""
    version: int | None = None
    version_locale: str | None = None

    @property
    def kind(self) -> str:
        """`entry` or `asset`."""
        return "asset" if self.content_type_uid == ASSETS else "entry"


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


def list_item_places(item: PublishItem, environments: Iterable[str], locales: Iterable[str]) -> tuple[Place, ...]:
    """Return the places where a run publishes or unpublishes an item.

    Args:
        item: The item.
        environments: Uids of the environments.
        locales: Codes of the locales.
    """
    codes = list(locales)
    return tuple(
        Place(item.content_type, item.uid, code, environment, item.version, item.locale)
        for environment in environments
        for code in codes
    )


def _to_mapping(item: object) -> Mapping[str, Any]:
    if isinstance(item, Model):
        return item.to_dict()
    return cast("Mapping[str, Any]", item) if isinstance(item, Mapping) else {}


def _read_owner(fields: Mapping[str, Any]) -> str | None:
    names = ("content_type", "_content_type_uid", "content_type_uid")
    return next((fields[name] for name in names if isinstance(fields.get(name), str)), None)


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
