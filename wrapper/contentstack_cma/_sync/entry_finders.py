# Derived from _async/entry_finders.py by generator/unasync.py: edit that, not this.
"""Entries of one content type: snapshots of all of them, or of those that changed or are not published."""

from __future__ import annotations

from datetime import datetime
from functools import partial
from typing import TYPE_CHECKING, Any, Literal

from contentstack_cma_client.dates import format_datetime
from contentstack_cma_client.pages import copy_items
from contentstack_cma_client.resources import entries as generated

from ..queries import add_condition, read_time
from ..uid_reading import choose_order
from .entry_reading import EntryReader, bind_list, is_localized
from .publications import PublicationReader

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence
    from datetime import date

    from contentstack_cma_client import models

    from ..bodies import AssetField
    from ..snapshots import Snapshot


class EntryFinders(generated.Entries):
    """The methods that find entries of one content type. All return snapshots."""

    def snapshot(
        self,
        *,
        locale: str | None = None,
        query: Mapping[str, Any] | str | None = None,
        asc: str | None = None,
        desc: str | None = None,
        include: Sequence[str] | None = None,
        include_branch: bool | None = None,
        include_embedded_items: Sequence[models.EmbeddedItems | Literal["BASE"]] | None = None,
        include_metadata: bool | None = None,
        include_publish_details: bool | None = None,
        include_workflow: bool | None = None,
        include_asset_scan_status: bool | None = None,
        asset_fields: Sequence[models.AssetFieldGroup | AssetField] | None = None,
        version: int | None = None,
        apply_draft: bool | None = None,
        branch: str | None = None,
    ) -> Snapshot[models.Entry]:
        """List entries that the program changes or deletes while it iterates over them.

            drafts = stack.entries("blog_post").snapshot(query={"tags": "draft"})
            for entry in drafts:
                stack.entries("blog_post").delete(entry.uid)

        First it reads the uids of all entries, then the entries, 100 per call. `list` makes half as many calls, but
        raises `ListChangedError` when the list becomes shorter, because its next page would skip entries. Other
        programs may create and delete entries all the time, as long as you do not sort.

        Args:
            locale: Code of the locale. Default: the master locale.
            query: Conditions, with the operators of the Contentstack query language. They decide which uids are read;
                an entry that changes afterwards and no longer matches is returned too.
            asc: Uid of the field to sort by, lowest value first. Default: `created_at`, the only order
                that changes by others do not disturb. In any other one, the uids are read again if the list changes.
            desc: Uid of the field to sort by, highest value first. Sort by a field that stays the same.
            include: Uids of reference fields whose entries to return in place of the references.
            include_branch: Add `_branch`, the uid of the branch.
            include_embedded_items: Add the items embedded in rich text; `BASE` adds all of them.
            include_metadata: Add `_metadata`, such as the data that editor extensions store.
            include_publish_details: Add `publish_details`: where each version is published.
            include_workflow: Add `_workflow`, the workflow stage of the entry.
            include_asset_scan_status: Add `_asset_scan_status`, the result of the scan for malware, to assets.
            asset_fields: Optional parts of each asset to return.
            version: Version number to read. Default: the latest.
            apply_draft: Merge each entry's draft, if any, into the entry. Early access.
            branch: Uid or alias of the branch. Default: the stack's branch.

        Returns:
            The snapshot: iterate over it. `len()` is the number of entries, once their uids have been read.

        Raises:
            ListChangedError: The list changed every time its uids were read, in another order than the default.
            ContentstackError: The API rejected a call, or it failed.
        """
        from contentstack_cma_client.api.entries import list_entries

        extras: dict[str, Any] = {
            "include": copy_items(include),
            "include_branch": include_branch,
            "include_embedded_items": copy_items(include_embedded_items),
            "include_metadata": include_metadata,
            "include_publish_details": include_publish_details,
            "include_workflow": include_workflow,
            "include_asset_scan_status": include_asset_scan_status,
            "asset_fields": copy_items(asset_fields),
            "apply_draft": apply_draft,
        }
        scope: dict[str, Any] = {"locale": locale, "version": version, "branch": branch}
        find = partial(list_entries.sync, self._content_type_uid, client=self._sender, **scope)
        return EntryReader(find, query=query, extras=extras, order=choose_order(asc, desc)).open_snapshot()

    def unpublished(
        self,
        environment: str,
        *,
        locale: str | None = None,
        query: Mapping[str, Any] | str | None = None,
        include: Sequence[str] | None = None,
        include_workflow: bool | None = None,
        branch: str | None = None,
    ) -> Snapshot[models.Entry]:
        """Find the entries that are not published in an environment.

            posts = stack.entries("blog_post")
            for entry in posts.unpublished("production"):
                posts.publish(entry.uid, environments=["production"], locales=["en-us"])

        The API cannot filter by environment, so all entries are read. You may publish and delete entries while you
        iterate. An entry that is not localized in `locale` is not returned.

        Args:
            environment: Name or uid of the environment.
            locale: Code of the locale. Default: the master locale.
            query: Conditions, with the operators of the Contentstack query language.
            include: Uids of reference fields whose entries to return in place of the references.
            include_workflow: Add `_workflow`, the workflow stage of the entry.
            branch: Uid or alias of the branch. Default: the stack's branch.

        Returns:
            The entries, each with `publish_details`.

        Raises:
            ValueError: The stack has no such environment.
            ContentstackError: The API rejected a call, or it failed.
        """
        scope = {"locale": locale, "branch": branch, "include_publish_details": True}
        extras = {"include": copy_items(include), "include_workflow": include_workflow}
        find = bind_list(self._sender, self._content_type_uid, **scope)
        reader = PublicationReader(find, self._sender, environment, query=query, extras=extras)
        is_own = is_localized(locale)
        return reader.open_snapshot(lambda entry: is_own(entry) and reader.find_publication(entry) is None)

    def unpublished_changes(
        self,
        environment: str,
        *,
        locale: str | None = None,
        query: Mapping[str, Any] | str | None = None,
        include: Sequence[str] | None = None,
        include_workflow: bool | None = None,
        branch: str | None = None,
    ) -> Snapshot[models.Entry]:
        """Find the entries that are published in an environment, but in an older version than the latest.

        Arguments, result and exceptions are those of `unpublished`.
        """
        scope = {"locale": locale, "branch": branch, "include_publish_details": True}
        extras = {"include": copy_items(include), "include_workflow": include_workflow}
        find = bind_list(self._sender, self._content_type_uid, **scope)
        reader = PublicationReader(find, self._sender, environment, query=query, extras=extras)
        is_own = is_localized(locale)
        return reader.open_snapshot(lambda entry: is_own(entry) and reader.is_outdated(entry))

    def stale(
        self,
        before: datetime | date | str,
        *,
        locale: str | None = None,
        query: Mapping[str, Any] | str | None = None,
        include: Sequence[str] | None = None,
        include_publish_details: bool | None = None,
        include_workflow: bool | None = None,
        branch: str | None = None,
    ) -> Snapshot[models.Entry]:
        """Find the entries that nobody has updated since a time.

            posts = stack.entries("blog_post")
            for entry in posts.stale(before="2023-01-01"):
                posts.delete(entry.uid)

        An entry that is updated before the iteration reaches it is no longer stale, and is not returned.

        Args:
            before: A datetime with a time zone, a date (its start in UTC), or either as ISO 8601 text.
            locale: Code of the locale. Default: the master locale. An entry that is not localized in it is not
                returned.
            query: Conditions, with the operators of the Contentstack query language.
            include: Uids of reference fields whose entries to return in place of the references.
            include_publish_details: Add `publish_details`: where each version is published.
            include_workflow: Add `_workflow`, the workflow stage of the entry.
            branch: Uid or alias of the branch. Default: the stack's branch.

        Raises:
            TypeError: `before` is neither a time nor text.
            ValueError: `before` has no time zone, or is not in ISO 8601 form.
            ContentstackError: The API rejected a call, or it failed.
        """
        moment = read_time(before, "before")
        extras = {
            "include": copy_items(include),
            "include_publish_details": include_publish_details,
            "include_workflow": include_workflow,
        }
        query = add_condition(query, "updated_at", {"$lt": format_datetime(moment)})
        return self._find_by_update(query, extras, locale, branch, lambda updated: updated < moment)

    def changed_since(
        self,
        when: datetime | date | str,
        *,
        locale: str | None = None,
        query: Mapping[str, Any] | str | None = None,
        include: Sequence[str] | None = None,
        include_publish_details: bool | None = None,
        include_workflow: bool | None = None,
        branch: str | None = None,
    ) -> Snapshot[models.Entry]:
        """Find the entries that were created or updated at or after a time.

        Args:
            when: A datetime with a time zone, a date (its start in UTC), or either as ISO 8601 text.
            locale: Code of the locale. Default: the master locale. An entry that is not localized in it is not
                returned.
            query: Conditions, with the operators of the Contentstack query language.
            include: Uids of reference fields whose entries to return in place of the references.
            include_publish_details: Add `publish_details`: where each version is published.
            include_workflow: Add `_workflow`, the workflow stage of the entry.
            branch: Uid or alias of the branch. Default: the stack's branch.

        Raises:
            TypeError: `when` is neither a time nor text.
            ValueError: `when` has no time zone, or is not in ISO 8601 form.
            ContentstackError: The API rejected a call, or it failed.
        """
        moment = read_time(when, "when")
        extras = {
            "include": copy_items(include),
            "include_publish_details": include_publish_details,
            "include_workflow": include_workflow,
        }
        query = add_condition(query, "updated_at", {"$gte": format_datetime(moment)})
        return self._find_by_update(query, extras, locale, branch, lambda updated: updated >= moment)

    def _find_by_update(
        self,
        query: Mapping[str, Any] | str | None,
        extras: Mapping[str, Any],
        locale: str | None,
        branch: str | None,
        is_in_time: Callable[[datetime], bool],
    ) -> Snapshot[models.Entry]:
        find = bind_list(self._sender, self._content_type_uid, locale=locale, branch=branch)
        is_own = is_localized(locale)

        def is_wanted(entry: models.Entry) -> bool:
            return is_own(entry) and isinstance(entry.updated_at, datetime) and is_in_time(entry.updated_at)

        return EntryReader(find, query=query, extras=extras).open_snapshot(is_wanted)
