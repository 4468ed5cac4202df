# Derived from _async/entries.py by generator/unasync.py: edit that, not this.
"""Entries of one content type: the methods that do more than one generated call."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from contentstack_cma_client import models
from contentstack_cma_client.encoding import choose_locale
from contentstack_cma_client.raw_responses import sync_raw_method, use
from contentstack_cma_client.resources import entries as generated

from ..bodies import check_names
from .entry_finders import EntryFinders
from .entry_imports import EntryImports
from .entry_publishing import EntryPublishing
from .entry_runs import EntryRuns
from .entry_workflow import EntryWorkflow
from .writing import to_writable

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from .sender import ScopedSender


class Entries(EntryFinders, EntryImports, EntryPublishing, EntryRuns, EntryWorkflow):
    """The entries of one content type."""

    _sender: ScopedSender  # pyright: ignore[reportIncompatibleVariableOverride] -- always the wrapper's own

    @property
    def with_raw_response(self) -> EntriesWithRawResponse:
        """The same methods, each returning the whole response: status, headers, notice and parsed result."""
        return EntriesWithRawResponse(self)

    def create(
        self,
        entry: Mapping[str, Any] | models.Entry,
        *,
        locale: str | None = None,
        copy_to_master: bool | None = None,
        include_branch: bool | None = None,
        include_publish_details: bool | None = None,
        branch: str | None = None,
    ) -> models.Entry:
        """Create an entry.

        Args:
            entry: The fields as a mapping, sent unchanged; or an `Entry` that was read, to create a copy of it. It is
                sent in the form of `entry.writable()`, as in `update`.
            locale: Code of the locale. Default: the master locale, even for an `Entry` that was read in another one.
            copy_to_master: Create a copy in the master locale too.
            include_branch: Add `_branch`, the uid of the branch.
            include_publish_details: Add `publish_details`: where each version is published.
            branch: Uid or alias of the branch. Default: the stack's branch.

        Raises:
            ValidationError: The entry does not fit its content type; `errors` says why, field by field.
            ContentstackError: The API rejected the call, or it failed.
        """
        from contentstack_cma_client.api.entries import create_entry

        response = create_entry.sync(
            self._content_type_uid,
            client=self._sender,
            body={"entry": to_writable(entry, self._sender, self._content_type_uid, branch=branch)},
            locale=locale,
            copy_to_master=copy_to_master,
            include_branch=include_branch,
            include_publish_details=include_publish_details,
            branch=branch,
        )
        return response.entry

    def update(
        self,
        entry_uid: str,
        entry: Mapping[str, Any] | models.Entry,
        *,
        locale: str | None = None,
        include_branch: bool | None = None,
        include_publish_details: bool | None = None,
        branch: str | None = None,
    ) -> models.Entry:
        """Update an entry, which creates a new version.

        A mapping is sent unchanged. An `Entry` that was read can be changed and passed back; fields that you did not
        touch stay as they are. It is sent in the form of `entry.writable()`. If it contains a whole asset or an
        included entry, the content type is read first, because a custom field could contain the same: to update many
        such entries, read it once, and pass `entry.writable(content_type)` and `locale=entry.locale`. For changes that
        must not undo those of others, see `contentstack_cma.atomic`.

        An `Entry` is written to its own locale, which may differ from the one you asked for: an entry that is not
        localized in `fr-fr` is read from the fallback locale of `fr-fr`, and written back there. To localize it in
        `fr-fr`, pass `locale` or use `localize`. The branch is the stack's: pass `branch` for an entry that was read
        from another one.

        Args:
            entry_uid: Uid of the entry.
            entry: The fields to change, as a mapping or an `Entry`.
            locale: Code of the locale to write; an entry that is not localized in it yet becomes so. Default: the
                locale of `entry` if it is an `Entry`, else the master locale.
            include_branch: Add `_branch`, the uid of the branch.
            include_publish_details: Add `publish_details`: where each version is published.
            branch: Uid or alias of the branch. Default: the stack's branch.

        Raises:
            ValidationError: The entry does not fit its content type; `errors` says why, field by field.
            ContentstackError: The API rejected the call, or it failed.
        """
        from contentstack_cma_client.api.entries import update_entry

        response = update_entry.sync(
            self._content_type_uid,
            entry_uid,
            client=self._sender,
            body={"entry": to_writable(entry, self._sender, self._content_type_uid, branch=branch)},
            locale=choose_locale(entry, locale),
            include_branch=include_branch,
            include_publish_details=include_publish_details,
            branch=branch,
        )
        return response.entry

    def localize(
        self,
        entry_uid: str,
        entry: Mapping[str, Any] | models.Entry,
        *,
        locale: str,
        include_branch: bool | None = None,
        include_publish_details: bool | None = None,
        branch: str | None = None,
    ) -> models.Entry:
        """Create a localized version of an entry. `unlocalize` removes it.

        Args:
            entry_uid: Uid of the entry.
            entry: The fields in this locale, as for `update`.
            locale: Code of the locale.
            include_branch: Add `_branch`, the uid of the branch.
            include_publish_details: Add `publish_details`: where each version is published.
            branch: Uid or alias of the branch. Default: the stack's branch.
        """
        return self.update(
            entry_uid,
            entry,
            locale=locale,
            include_branch=include_branch,
            include_publish_details=include_publish_details,
            branch=branch,
        )

    def delete(
        self,
        entry_uid: str,
        *,
        locale: str | None = None,
        locales: Iterable[str] | None = None,
        all_locales: bool = False,
        include_publish_details: bool | None = None,
        branch: str | None = None,
    ) -> None:
        """Delete an entry, or its localized versions.

        Args:
            entry_uid: Uid of the entry.
            locale: Delete the entry in this locale only. Default: the master locale.
            locales: Delete the entry in these locales only.
            all_locales: Delete the entry in all locales.
            include_publish_details: Request `publish_details`. The method itself returns nothing.
            branch: Uid or alias of the branch. Default: the stack's branch.

        Raises:
            ValueError: More than one of `locale`, `locales` and `all_locales` was passed.
            ContentstackError: The API rejected the call, or it failed.
        """
        from contentstack_cma_client.api.entries import delete_entry

        if (locale is not None) + (locales is not None) + all_locales > 1:
            raise ValueError("pass only one of locale, locales and all_locales")
        chosen = None if locales is None else models.EntryLocalesInput(locales=check_names(locales, "locales"))
        delete_entry.sync(
            self._content_type_uid,
            entry_uid,
            client=self._sender,
            body=None if chosen is None else models.DeleteEntryRequest(entry=chosen),
            locale=locale,
            delete_all_localized=True if all_locales else None,
            include_publish_details=include_publish_details,
            branch=branch,
        )


class EntriesWithRawResponse(generated.EntriesWithRawResponse):
    """The methods of `Entries`, returning the whole response."""

    @use(sync_raw_method(Entries.create))
    def create(self) -> Any: ...

    @use(sync_raw_method(Entries.update))
    def update(self) -> Any: ...

    @use(sync_raw_method(Entries.localize))
    def localize(self) -> Any: ...

    @use(sync_raw_method(Entries.delete))
    def delete(self) -> Any: ...

    @use(sync_raw_method(Entries.publish))  # type: ignore[arg-type]  # mypy cannot compare its overloads
    def publish(self) -> Any: ...

    @use(sync_raw_method(Entries.unpublish))  # type: ignore[arg-type]  # mypy cannot compare its overloads
    def unpublish(self) -> Any: ...

    @use(sync_raw_method(Entries.import_))
    def import_(self) -> Any: ...

    @use(sync_raw_method(Entries.import_version))
    def import_version(self) -> Any: ...

    @use(sync_raw_method(Entries.set_workflow_stage))
    def set_workflow_stage(self) -> Any: ...
