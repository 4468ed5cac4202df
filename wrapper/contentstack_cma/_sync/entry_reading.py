# Derived from _async/entry_reading.py by generator/unasync.py: edit that, not this.
"""The calls with which a snapshot reads entries."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Any

from contentstack_cma_client.pages import PAGE_SIZE, Batch, make_batch

from ..queries import Query, add_condition
from ..snapshots import ListEntries, Snapshot, is_any
from ..uid_reading import BY_TIME, Order, UidPage, choose_reading

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from contentstack_cma_client import models
    from contentstack_cma_client.client import Sender

NO_PARAMETERS: Mapping[str, Any] = {}


class EntryReader:
    """Reads uids of entries by page, and entries by uid.

    Args:
        find: The call that lists entries of one content type, with what all calls have in common.
        query: Conditions on the entries.
        order: The parameters `asc` and `desc`.
        extras: Parameters of the calls that read entries by uid.
        listed: Parameters of the calls that read uids.
    """

    def __init__(
        self,
        find: ListEntries,
        *,
        query: Query,
        extras: Mapping[str, Any],
        order: Order = BY_TIME,
        listed: Mapping[str, Any] = NO_PARAMETERS,
    ) -> None:
        self._find = partial(find, limit=PAGE_SIZE)
        self._query = query
        self._listed = listed
        self._order = order
        self._extras = extras

    def open_snapshot(self, is_wanted: Callable[[models.Entry], bool] = is_any) -> Snapshot[models.Entry]:
        """Return the snapshot of the entries that are wanted."""
        return Snapshot(self.list_page, self.fetch, choose_reading(self._order), is_wanted)

    def list_page(self, page: UidPage) -> Batch[models.Entry]:
        """Return a page of the list."""
        response = self._find(
            query=add_condition(self._query, "created_at", page.created),
            skip=page.skip or None,
            include_count=True,
            **self._order,
            **self._listed,
        )
        return make_batch(response.entries, response.count)

    def fetch(self, uids: list[str]) -> list[models.Entry]:
        """Return the entries with these uids, without those that no longer exist."""
        response = self._find(query={"uid": {"$in": uids}}, **self._extras)
        return make_batch(response.entries, None)[0]


def bind_list(sender: Sender, content_type_uid: str, **scope: Any) -> ListEntries:
    """Return the call that lists entries of a content type."""
    from contentstack_cma_client.api.entries import list_entries

    return partial(list_entries.sync, content_type_uid, client=sender, **scope)


def is_localized(locale: str | None) -> Callable[[models.Entry], bool]:
    """Return a function that tells whether an entry is localized in a locale, and not returned in its fallback locale.

    Args:
        locale: Code of the locale that entries were read in; None for the master locale, in which all are localized.
    """
    return is_any if locale is None else lambda entry: entry.locale == locale
