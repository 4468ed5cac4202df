# Derived from _async/details.py by generator/unasync.py: edit that, not this.
"""Read publish details and the publish queue: whether everything that a job or a run is to do is done."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from ...errors import AuthenticationError, PermissionDeniedError
from ...queries import divide_values
from ..places import Goal, Place, name_environments
from ..publish_items import ASSETS
from ..published import (
    Reading,
    ReadingKey,
    Unreached,
    build_reading,
    choose_places,
    find_failures,
    find_successes,
    find_unreached,
    group_uids,
)

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from contentstack_cma_client import models
    from contentstack_cma_client.client import Sender

    from ..results import FailedItem

_MOST_QUEUED = 200
"""Maximum number of items of the publish queue that are read in a look."""


class Details:
    """Reads publish details in batches, and the publish queue.

    Args:
        sender: What to send through.
        environments: Uids of the environments by name; None to read them when they are needed.
    """

    def __init__(self, sender: Sender, environments: Mapping[str, str] | None = None) -> None:
        self._sender = sender
        self._environments = environments
        self._versions: dict[ReadingKey, int | None] = {}
        self._succeeded: set[Place] = set()
        self._failures: dict[Place, FailedItem] = {}
        self._queue_looks = 0
        self._is_first = True
        self._can_read_queue = True

    def look(self, goal: Goal) -> Unreached:
        """Return where something is still to be done. From the second look on, the publish queue is read as well."""
        left = [place for place in self.find_unreached(goal) if place not in self._succeeded]
        if left and not self._is_first and goal.action != "delete" and self._can_read_queue:
            self._look_into_queue(goal, choose_places(left, self._queue_looks))
        self._is_first = False
        unreached = tuple(place for place in left if place not in self._succeeded)
        return Unreached(unreached, {place: self._failures[place] for place in unreached if place in self._failures})

    def _look_into_queue(self, goal: Goal, places: Sequence[Place]) -> None:
        self._queue_looks += 1
        try:
            queue = self._list_queued(goal, places)
        except (AuthenticationError, PermissionDeniedError):  # publish details still tell what has succeeded
            self._can_read_queue = False
            return
        for place in places:
            self._failures.pop(place, None)
        self._failures |= find_failures(goal, places, queue)
        self._succeeded |= find_successes(goal, places, queue)

    def find_failures(self, goal: Goal, places: Sequence[Place]) -> list[FailedItem]:
        """Return what of the places has failed, by the publish queue."""
        return list(find_failures(goal, places, self._list_queued(goal, places)).values())

    def _list_queued(self, goal: Goal, places: Sequence[Place]) -> list[models.PublishQueueItem]:
        from contentstack_cma_client.resources.publish_queue import PublishQueue

        found: list[models.PublishQueueItem] = []
        for uids in divide_values(dict.fromkeys(place.uid for place in places)):
            newest = PublishQueue(self._sender).list(
                query={"entry.uid": {"$in": uids}},
                api_version="3.2",  # with the items of releases
                branch=goal.branch,
                max_items=max(_MOST_QUEUED, 2 * len(places)),
            )
            found += [item for item in newest]
        return found

    def find_unreached(self, goal: Goal) -> tuple[Place, ...]:
        """Return the places where something is still to be done, with the uids of their environments."""
        named = goal if goal.action == "delete" else name_environments(goal, self.list_environments())
        readings: dict[ReadingKey, Reading] = {}
        for (owner, locale), uids in group_uids(named.places).items():
            for piece in divide_values(uids):
                for item in self._list(owner, locale, piece, goal.branch):
                    key, found = (owner, locale, item.uid), build_reading(item)
                    readings[key] = replace(found, version=self._versions.setdefault(key, found.version))
        return find_unreached(named, readings)

    def list_environments(self) -> Mapping[str, str]:
        """Return the uids of all environments by name."""
        from contentstack_cma_client.resources.environments import Environments

        if self._environments is None:
            pages = Environments(self._sender).list()
            self._environments = {found.name: found.uid for found in pages if found.name}
        return self._environments

    def _list(
        self, owner: str, locale: str, uids: Sequence[str], branch: str | None
    ) -> Sequence[models.Entry | models.Asset]:
        from contentstack_cma_client.resources.assets import Assets
        from contentstack_cma_client.resources.entries import Entries

        query = {"uid": {"$in": list(uids)}}
        if owner == ASSETS:
            assets = Assets(self._sender).list(query=query, include_publish_details=True, branch=branch)
            return [asset for asset in assets]
        entries = Entries(self._sender, owner).list(
            query=query, locale=locale, include_publish_details=True, branch=branch
        )
        return [entry for entry in entries]
