"""Find entries by when they changed and where they are published."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING, Any

from contentstack_cma_client.dates import format_datetime
from contentstack_cma_client.pages import copy_items
from contentstack_cma_client.resources import entries as generated

from ..queries import add_condition, read_time
from .entry_reading import AsyncEntryReader, bind_list, is_localized
from .publications import AsyncPublicationReader

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence
    from datetime import date

    from contentstack_cma_client import models

    from ..snapshots import AsyncSnapshot


class AsyncEntryFinders(generated.AsyncEntries):
    """The methods that find entries of one content type. All return snapshots."""

    def unpublished(
        self,
        environment: str,
        *,
        locale: str | None = None,
        query: Mapping[str, Any] | str | None = None,
        include: Sequence[str] | None = None,
        include_workflow: bool | None = None,
        branch: str | None = None,
    ) -> AsyncSnapshot[models.Entry]:
        """Find the entries that are not published in an environment.

            posts = stack.entries("blog_post")
            async for entry in posts.unpublished("production"):
                await posts.publish(entry.uid, environments=["production"], locales=["en-us"])

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
        reader = AsyncPublicationReader(find, self._sender, environment, query=query, extras=extras)
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
    ) -> AsyncSnapshot[models.Entry]:
        """Find the entries that are published in an environment, but in an older version than the latest.

        Arguments, result and exceptions are those of `unpublished`.
        """
        scope = {"locale": locale, "branch": branch, "include_publish_details": True}
        extras = {"include": copy_items(include), "include_workflow": include_workflow}
        find = bind_list(self._sender, self._content_type_uid, **scope)
        reader = AsyncPublicationReader(find, self._sender, environment, query=query, extras=extras)
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
    ) -> AsyncSnapshot[models.Entry]:
        """Find the entries that nobody has updated since a time.

            posts = stack.entries("blog_post")
            async for entry in posts.stale(before="2023-01-01"):
                await posts.delete(entry.uid)

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
    ) -> AsyncSnapshot[models.Entry]:
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
    ) -> AsyncSnapshot[models.Entry]:
        find = bind_list(self._sender, self._content_type_uid, locale=locale, branch=branch)
        is_own = is_localized(locale)

        def is_wanted(entry: models.Entry) -> bool:
            return is_own(entry) and isinstance(entry.updated_at, datetime) and is_in_time(entry.updated_at)

        return AsyncEntryReader(find, query=query, extras=extras).open_snapshot(is_wanted)
