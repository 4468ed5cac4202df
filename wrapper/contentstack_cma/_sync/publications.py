# Derived from _async/publications.py by generator/unasync.py: edit that, not this.
"""Where entries are published."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from ..bodies import require_known
from .entry_reading import EntryReader

if TYPE_CHECKING:
    from collections.abc import Mapping

    from contentstack_cma_client import models
    from contentstack_cma_client.client import Sender
    from contentstack_cma_client.pages import Batch

    from ..queries import Query
    from ..snapshots import ListEntries
    from ..uid_reading import UidPage


class PublicationReader(EntryReader):
    """Reads entries with `publish_details`, and knows the uid of one environment.

    Args:
        find: The call that lists entries of one content type, with `publish_details`.
        sender: What sends the calls about environments.
        environment: Name or uid of the environment.
        query: Conditions on the entries.
        extras: Parameters of the calls that read entries by uid.
    """

    def __init__(
        self,
        find: ListEntries,
        sender: Sender,
        environment: str,
        *,
        query: Query,
        extras: Mapping[str, Any],
    ) -> None:
        super().__init__(find, query=query, extras=extras)
        self._sender = sender
        self._environment = environment
        self._environment_uid: str | None = None

    def list_page(self, page: UidPage) -> Batch[models.Entry]:
        """Return a page of the list. The first call reads the uid of the environment.

        Raises:
            ValueError: The stack has no such environment.
        """
        if self._environment_uid is None:
            self._environment_uid = find_environment_uid(self._sender, self._environment)
        return super().list_page(page)

    def find_publication(self, entry: models.Entry) -> models.PublishDetail | None:
        """Return how an entry is published in the environment and in its own locale, or None if it is not."""
        from contentstack_cma_client.models import PublishDetail

        details = entry.publish_details or []
        listed: list[object] = [*details] if isinstance(details, list) else [details]
        place = (self._environment_uid, entry.locale)
        here = [
            detail
            for detail in listed
            if isinstance(detail, PublishDetail) and (detail.environment, detail.locale) == place
        ]
        return max(here, key=lambda detail: detail.version or 0, default=None)

    def is_outdated(self, entry: models.Entry) -> bool:
        """Return whether an entry is published in an older version than the latest."""
        published = self.find_publication(entry)
        if published is None or published.version is None or entry.version is None:
            return False
        return published.version < entry.version


def find_environment_uid(sender: Sender, environment: str) -> str:
    """Return the uid of an environment that is given by name or uid.

    Raises:
        ValueError: The stack has no such environment.
    """
    from contentstack_cma_client.resources.environments import Environments

    known = {str(each.name): each.uid for each in Environments(sender).list()}
    if environment in known.values():
        return environment
    require_known([environment], known, "environment")
    return known[environment]
