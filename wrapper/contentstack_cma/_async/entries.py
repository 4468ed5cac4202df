"""Entries of one content type: the methods that do more than one generated call."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Any, Literal, overload

from contentstack_cma_client import models
from contentstack_cma_client.encoding import as_list, choose_locale
from contentstack_cma_client.pages import copy_items
from contentstack_cma_client.raw_responses import async_raw_method, use
from contentstack_cma_client.resources import entries as generated
from contentstack_cma_client.sources import AsyncImportSource, async_open_json_source

from ..bodies import AssetField, build_entry_publishing, build_stage_change, check_names
from ..bulk.timeouts import WAIT_TIMEOUT
from ..uid_reading import choose_order
from .entry_finders import AsyncEntryFinders
from .entry_reading import AsyncEntryReader
from .entry_runs import AsyncEntryRuns
from .writing import to_writable

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence
    from datetime import date, datetime

    from ..bulk.progress import ProgressChoice
    from ..bulk.results import JobResult
    from ..snapshots import AsyncSnapshot
    from .sender import AsyncScopedSender


class AsyncEntries(AsyncEntryFinders, AsyncEntryRuns):
    """The entries of one content type."""

    _sender: AsyncScopedSender  # pyright: ignore[reportIncompatibleVariableOverride] -- always the wrapper's own

    @property
    def with_raw_response(self) -> AsyncEntriesWithRawResponse:
        """The same methods, each returning the whole response: status, headers, notice and parsed result."""
        return AsyncEntriesWithRawResponse(self)

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
    ) -> AsyncSnapshot[models.Entry]:
        """List entries that the program changes or deletes while it iterates over them.

            drafts = stack.entries("blog_post").snapshot(query={"tags": "draft"})
            async for entry in drafts:
                await stack.entries("blog_post").delete(entry.uid)

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
        find = partial(list_entries.asyncio, self._content_type_uid, client=self._sender, **scope)
        return AsyncEntryReader(find, query=query, extras=extras, order=choose_order(asc, desc)).open_snapshot()

    async def create(
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

        response = await create_entry.asyncio(
            self._content_type_uid,
            client=self._sender,
            body={"entry": await to_writable(entry, self._sender, self._content_type_uid, branch=branch)},
            locale=locale,
            copy_to_master=copy_to_master,
            include_branch=include_branch,
            include_publish_details=include_publish_details,
            branch=branch,
        )
        return response.entry

    async def update(
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

        response = await update_entry.asyncio(
            self._content_type_uid,
            entry_uid,
            client=self._sender,
            body={"entry": await to_writable(entry, self._sender, self._content_type_uid, branch=branch)},
            locale=choose_locale(entry, locale),
            include_branch=include_branch,
            include_publish_details=include_publish_details,
            branch=branch,
        )
        return response.entry

    async def localize(
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
        return await self.update(
            entry_uid,
            entry,
            locale=locale,
            include_branch=include_branch,
            include_publish_details=include_publish_details,
            branch=branch,
        )

    async def delete(
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
        await delete_entry.asyncio(
            self._content_type_uid,
            entry_uid,
            client=self._sender,
            body=None if chosen is None else models.DeleteEntryRequest(entry=chosen),
            locale=locale,
            delete_all_localized=True if all_locales else None,
            include_publish_details=include_publish_details,
            branch=branch,
        )

    @overload
    async def publish(
        self,
        entry_uid: str,
        *,
        environments: Iterable[str],
        locales: Iterable[str],
        locale: str | None = None,
        version: int | None = None,
        scheduled_at: datetime | str | None = None,
        variants: Iterable[models.VariantPublishInput | Mapping[str, Any]] | None = None,
        variant_rules: models.VariantPublishRules | Mapping[str, Any] | None = None,
        approvals: bool | None = None,
        nested: bool = False,
        branch: str | None = None,
        wait: Literal[False] = False,
        wait_timeout: float | None = WAIT_TIMEOUT,
        progress: ProgressChoice = False,
    ) -> models.PublishResponse: ...

    @overload
    async def publish(
        self,
        entry_uid: str,
        *,
        environments: Iterable[str],
        locales: Iterable[str],
        locale: str | None = None,
        version: int | None = None,
        scheduled_at: datetime | str | None = None,
        variants: Iterable[models.VariantPublishInput | Mapping[str, Any]] | None = None,
        variant_rules: models.VariantPublishRules | Mapping[str, Any] | None = None,
        approvals: bool | None = None,
        nested: bool = False,
        branch: str | None = None,
        wait: Literal[True],
        wait_timeout: float | None = WAIT_TIMEOUT,
        progress: ProgressChoice = False,
    ) -> JobResult: ...

    async def publish(
        self,
        entry_uid: str,
        *,
        environments: Iterable[str],
        locales: Iterable[str],
        locale: str | None = None,
        version: int | None = None,
        scheduled_at: datetime | str | None = None,
        variants: Iterable[models.VariantPublishInput | Mapping[str, Any]] | None = None,
        variant_rules: models.VariantPublishRules | Mapping[str, Any] | None = None,
        approvals: bool | None = None,
        nested: bool = False,
        branch: str | None = None,
        wait: bool = False,
        wait_timeout: float | None = WAIT_TIMEOUT,
        progress: ProgressChoice = False,
    ) -> models.PublishResponse | JobResult:
        """Publish an entry. The server queues the job and returns at once.

        Args:
            entry_uid: Uid of the entry.
            environments: Names or uids of the environments to publish to.
            locales: Codes of the locales to publish in.
            locale: Code of the locale that `version` belongs to.
            version: Version number. Default: the latest.
            scheduled_at: When to do it: a datetime with a time zone. Default: now.
            variants: Variants to publish with the entry, each with `uid` and optionally `version`.
            variant_rules: Whether publishing the variants also publishes the entry itself.
            approvals: Request the missing approvals.
            nested: Include the entries and assets that the entry refers to.
            branch: Uid or alias of the branch. Default: the stack's branch.
            wait: Wait until the entry is published, and return the result.
            wait_timeout: Seconds to wait; None to wait without end. Default: 10 minutes.
            progress: Whether a wait shows a bar or lines. A function is called with `Progress`.

        Returns:
            The response; with `wait`, a result that says what failed, and why.

        Raises:
            JobTimeoutError: The entry was not published in time. It may still be.
            TypeError: `environments` or `locales` is a string instead of a list.
            ValueError: `scheduled_at` has no time zone.
            ContentstackError: The API rejected a call, or it failed.
        """
        from contentstack_cma_client.api.entries import publish_entry

        environments, locales = as_list(environments, "environments"), as_list(locales, "locales")
        start = partial(
            publish_entry.asyncio,
            self._content_type_uid,
            entry_uid,
            client=self._sender,
            branch=branch,
            **build_entry_publishing(
                environments,
                locales,
                locale=locale,
                version=version,
                scheduled_at=scheduled_at,
                variants=variants,
                variant_rules=variant_rules,
                approvals=approvals,
                nested=nested,
            ),
        )
        if not wait:
            return await start()

        from ..bulk.jobs import WaitOptions
        from ..bulk.places import Goal, list_places
        from .waiting import async_wait_for_response

        options = WaitOptions(call="stack.entries.publish()", timeout=wait_timeout, progress=progress)
        item = {"uid": entry_uid, "content_type": self._content_type_uid, "version": version}
        items = [item] if variants is None else []  # the entry itself may stay as it is
        goal = Goal(action="publish", places=list_places(items, None, locales, environments), branch=branch)
        return await async_wait_for_response(self._sender, await start(), goal, options)

    @overload
    async def unpublish(
        self,
        entry_uid: str,
        *,
        environments: Iterable[str],
        locales: Iterable[str],
        locale: str | None = None,
        version: int | None = None,
        scheduled_at: datetime | str | None = None,
        variants: Iterable[models.VariantPublishInput | Mapping[str, Any]] | None = None,
        variant_rules: models.VariantPublishRules | Mapping[str, Any] | None = None,
        approvals: bool | None = None,
        nested: bool = False,
        branch: str | None = None,
        wait: Literal[False] = False,
        wait_timeout: float | None = WAIT_TIMEOUT,
        progress: ProgressChoice = False,
    ) -> models.PublishResponse: ...

    @overload
    async def unpublish(
        self,
        entry_uid: str,
        *,
        environments: Iterable[str],
        locales: Iterable[str],
        locale: str | None = None,
        version: int | None = None,
        scheduled_at: datetime | str | None = None,
        variants: Iterable[models.VariantPublishInput | Mapping[str, Any]] | None = None,
        variant_rules: models.VariantPublishRules | Mapping[str, Any] | None = None,
        approvals: bool | None = None,
        nested: bool = False,
        branch: str | None = None,
        wait: Literal[True],
        wait_timeout: float | None = WAIT_TIMEOUT,
        progress: ProgressChoice = False,
    ) -> JobResult: ...

    async def unpublish(
        self,
        entry_uid: str,
        *,
        environments: Iterable[str],
        locales: Iterable[str],
        locale: str | None = None,
        version: int | None = None,
        scheduled_at: datetime | str | None = None,
        variants: Iterable[models.VariantPublishInput | Mapping[str, Any]] | None = None,
        variant_rules: models.VariantPublishRules | Mapping[str, Any] | None = None,
        approvals: bool | None = None,
        nested: bool = False,
        branch: str | None = None,
        wait: bool = False,
        wait_timeout: float | None = WAIT_TIMEOUT,
        progress: ProgressChoice = False,
    ) -> models.PublishResponse | JobResult:
        """Unpublish an entry. Arguments and exceptions are those of `publish`."""
        from contentstack_cma_client.api.entries import unpublish_entry

        environments, locales = as_list(environments, "environments"), as_list(locales, "locales")
        start = partial(
            unpublish_entry.asyncio,
            self._content_type_uid,
            entry_uid,
            client=self._sender,
            branch=branch,
            **build_entry_publishing(
                environments,
                locales,
                locale=locale,
                version=version,
                scheduled_at=scheduled_at,
                variants=variants,
                variant_rules=variant_rules,
                approvals=approvals,
                nested=nested,
            ),
        )
        if not wait:
            return await start()

        from ..bulk.jobs import WaitOptions
        from ..bulk.places import Goal, list_places
        from .waiting import async_wait_for_response

        options = WaitOptions(call="stack.entries.unpublish()", timeout=wait_timeout, progress=progress)
        item = {"uid": entry_uid, "content_type": self._content_type_uid, "version": version}
        items = [item] if variants is None else []  # the entry itself may stay as it is
        goal = Goal(action="unpublish", places=list_places(items, None, locales, environments), branch=branch)
        return await async_wait_for_response(self._sender, await start(), goal, options)

    async def import_(
        self,
        source: AsyncImportSource,
        *,
        locale: str | None = None,
        overwrite: bool | None = None,
        include_branch: bool | None = None,
        branch: str | None = None,
    ) -> models.Entry | None:
        """Create an entry from an exported one.

        Args:
            source: The JSON file as a path, bytes, binary file or iterator; or its content, as a mapping or a model.
            locale: Code of the locale to write. Default: with `overwrite`, the locale of `source` if it is an `Entry`,
                else the master locale.
            overwrite: Replace an entry with the same uid.
            include_branch: Add `_branch`, the uid of the branch.
            branch: Uid or alias of the branch. Default: the stack's branch.

        Returns:
            The entry, if the response contains it.

        Raises:
            OSError: The file does not exist or cannot be read.
            ContentstackError: The API rejected the call, or it failed.
        """
        from contentstack_cma_client.api.entries import import_entry

        with async_open_json_source(source, "entry.json") as file:
            response = await import_entry.asyncio(
                self._content_type_uid,
                client=self._sender,
                body=models.ImportEntryRequest(entry=file),
                locale=choose_locale(source, locale) if overwrite else locale,
                overwrite=overwrite,
                include_branch=include_branch,
                branch=branch,
            )
        return response.entry

    async def import_version(
        self,
        entry_uid: str,
        source: AsyncImportSource,
        *,
        locale: str | None = None,
        overwrite: bool | None = None,
        include_branch: bool | None = None,
        branch: str | None = None,
    ) -> models.Entry | None:
        """Import an exported entry as a new version of this one.

        An `Entry` is imported into its own locale, as in `update`. The other arguments are those of `import_`.
        """
        from contentstack_cma_client.api.entries import import_entry_version

        with async_open_json_source(source, "entry.json") as file:
            response = await import_entry_version.asyncio(
                self._content_type_uid,
                entry_uid,
                client=self._sender,
                body=models.ImportEntryRequest(entry=file),
                locale=choose_locale(source, locale),
                overwrite=overwrite,
                include_branch=include_branch,
                branch=branch,
            )
        return response.entry

    async def set_workflow_stage(
        self,
        entry_uid: str,
        stage_uid: str,
        *,
        comment: str | None = None,
        due_date: date | str | None = None,
        notify: bool | None = None,
        assigned_to: Iterable[models.AssigneeInput | Mapping[str, Any]] | None = None,
        assigned_by_roles: Iterable[models.RoleAssigneeInput | Mapping[str, Any]] | None = None,
        locale: str | None = None,
        branch: str | None = None,
    ) -> None:
        """Move an entry to a workflow stage.

        Args:
            entry_uid: Uid of the entry.
            stage_uid: Uid of the workflow stage.
            comment: Comment on the change.
            due_date: Due date of the stage.
            notify: Notify the assignees by email.
            assigned_to: Users to assign the entry to, each with `uid`, `name` and `email`.
            assigned_by_roles: Roles to assign the entry to, each with `uid` and `name`.
            locale: Code of the locale. Default: the master locale.
            branch: Uid or alias of the branch. Default: the stack's branch.
        """
        from contentstack_cma_client.api.entries import set_entry_workflow_stage

        await set_entry_workflow_stage.asyncio(
            self._content_type_uid,
            entry_uid,
            client=self._sender,
            body=build_stage_change(
                stage_uid,
                comment=comment,
                due_date=due_date,
                notify=notify,
                assigned_to=assigned_to,
                assigned_by_roles=assigned_by_roles,
            ),
            locale=locale,
            branch=branch,
        )


class AsyncEntriesWithRawResponse(generated.AsyncEntriesWithRawResponse):
    """The methods of `AsyncEntries`, returning the whole response."""

    @use(async_raw_method(AsyncEntries.create))
    def create(self) -> Any: ...

    @use(async_raw_method(AsyncEntries.update))
    def update(self) -> Any: ...

    @use(async_raw_method(AsyncEntries.localize))
    def localize(self) -> Any: ...

    @use(async_raw_method(AsyncEntries.delete))
    def delete(self) -> Any: ...

    @use(async_raw_method(AsyncEntries.publish))  # type: ignore[arg-type]  # mypy cannot compare its overloads
    def publish(self) -> Any: ...

    @use(async_raw_method(AsyncEntries.unpublish))  # type: ignore[arg-type]  # mypy cannot compare its overloads
    def unpublish(self) -> Any: ...

    @use(async_raw_method(AsyncEntries.import_))
    def import_(self) -> Any: ...

    @use(async_raw_method(AsyncEntries.import_version))
    def import_version(self) -> Any: ...

    @use(async_raw_method(AsyncEntries.set_workflow_stage))
    def set_workflow_stage(self) -> Any: ...
