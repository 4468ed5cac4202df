"""Entries of one content type: the calls that deserve more than their generated form."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Literal

from contentstack_cma_client import models
from contentstack_cma_client.encoding import choose_locale
from contentstack_cma_client.pages import PAGE_SIZE, Batch, batch
from contentstack_cma_client.resources.entries import AsyncEntries as GeneratedEntries

from ..bodies import AssetField, entry_publishing, given, publish_version, several, stage_change, written
from ..snapshots import AsyncSnapshot
from ..uploads import ImportSource, opened_json

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence
    from datetime import date, datetime


class AsyncEntries(GeneratedEntries):
    """The entries of one content type."""

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
        """List entries that are changed or deleted while the program iterates over them.

            drafts = stack.entries("blog_post").snapshot(query={"tags": "draft"})
            async for entry in drafts:
                await stack.entries("blog_post").delete(entry.uid)

        First it reads the uids of all entries, then the entries by 100. `list` takes half as many calls, but skips
        entries where the list becomes shorter, and raises `ListChangedError`.

        Args:
            locale: Code of the locale. Default: the master locale.
            query: Conditions, with the operators of the Contentstack query language. They decide which uids are read;
                an entry that was changed afterwards and no longer matches is returned too.
            asc: Uid of the field to sort by, lowest value first. Default: `created_at`.
            desc: Uid of the field to sort by, highest value first. Sort by a field that nobody changes meanwhile.
            include: Uids of reference fields whose entries are put in place of the references.
            include_branch: Add `_branch`, the uid of the branch.
            include_embedded_items: Add what rich text embeds; `BASE` stands for all of it.
            include_metadata: Add `_metadata`, such as what the extensions of the editor keep.
            include_publish_details: Add `publish_details`: where each version is published.
            include_workflow: Add `_workflow`, the workflow stage of the entry.
            include_asset_scan_status: Add `_asset_scan_status`, the result of the scan for malware, to assets.
            asset_fields: Further parts of each asset to return.
            version: Number of the version to read. Default: the latest.
            apply_draft: Merge its draft, if it has one, into each entry. Early access.
            branch: The branch, instead of the stack's.

        Returns:
            The snapshot: iterate over it. `len()` is the number of entries once their uids were read.

        Raises:
            ListChangedError: The list changed each time that its uids were read.
            ContentstackError: The API rejected a call, or it failed.
        """
        from contentstack_cma_client.api.entries import list_entries

        async def list_page(skip: int) -> Batch[models.Entry]:
            answer = await list_entries.asyncio(
                self._content_type_uid,
                client=self._sender,
                locale=locale,
                query=query,
                asc="created_at" if asc is None and desc is None else asc,
                desc=desc,
                limit=PAGE_SIZE,
                skip=skip or None,
                include_count=True,
                version=version,
                branch=branch,
            )
            return batch(answer.entries, answer.count)

        async def fetch(uids: list[str]) -> list[models.Entry]:
            answer = await list_entries.asyncio(
                self._content_type_uid,
                client=self._sender,
                locale=locale,
                query={"uid": {"$in": uids}},
                limit=PAGE_SIZE,
                include=include,
                include_branch=include_branch,
                include_embedded_items=include_embedded_items,
                include_metadata=include_metadata,
                include_publish_details=include_publish_details,
                include_workflow=include_workflow,
                include_asset_scan_status=include_asset_scan_status,
                asset_fields=asset_fields,
                version=version,
                apply_draft=apply_draft,
                branch=branch,
            )
            return batch(answer.entries, None)[0]

        return AsyncSnapshot(list_page, fetch)

    async def create(
        self,
        entry: Mapping[str, Any] | models.Entry,
        *,
        locale: str | None = None,
        locale_code: str | None = None,
        copy_to_master: bool | None = None,
        include_branch: bool | None = None,
        include_publish_details: bool | None = None,
        branch: str | None = None,
    ) -> models.Entry:
        """Create an entry.

        Args:
            entry: A value per field, sent as it stands; or an `Entry` that was read, to make another like it: what
                the server set is left out, assets go by their uid, and references by uid and content type.
            locale: Code of its locale. Default: the master locale, also for an `Entry` that was read in another one.
            locale_code: Another name that the API has for `locale`.
            copy_to_master: Make a copy in the master locale too.
            include_branch: Add the uid of the branch to the answer.
            include_publish_details: Add where it is published.
            branch: The branch, instead of the stack's.

        Raises:
            ValidationError: The content type does not admit it; `errors` says why, field by field.
            ContentstackError: The call was refused or failed.
        """
        from contentstack_cma_client.api.entries import create_entry

        answer = await create_entry.asyncio(
            self._content_type_uid,
            client=self._sender,
            body={"entry": written(entry)},
            locale=locale,
            locale_code=locale_code,
            copy_to_master=copy_to_master,
            include_branch=include_branch,
            include_publish_details=include_publish_details,
            branch=branch,
        )
        return answer.entry

    async def update(
        self,
        entry_uid: str,
        entry: Mapping[str, Any] | models.Entry,
        *,
        locale: str | None = None,
        locale_code: str | None = None,
        include_branch: bool | None = None,
        include_publish_details: bool | None = None,
        branch: str | None = None,
    ) -> models.Entry:
        """Change an entry, which makes a new version of it.

        A mapping is sent as it stands. An `Entry` that was read is made fit to be sent, so that one can read it,
        change one field and write it back, and nothing else changes: what the server set is left out, assets go by
        their uid, and references by uid and content type. (A custom field that holds whole asset objects cannot be
        told apart: send a mapping then.) For changes that must not undo those of others see `contentstack_cma.atomic`.

        An `Entry` is written in the locale it has, which need not be the one it was read with: an entry without
        content in `fr-fr` is read from the locale that `fr-fr` falls back to, and written back there. To give it
        content of its own in `fr-fr`, pass `locale` or use `localize`. The branch is that of the stack: an entry that
        was read from another branch, as its `_branch` says, needs `branch`.

        Args:
            entry_uid: Uid of the entry.
            entry: The fields to change.
            locale: Code of the locale to write. Default: the locale of `entry` if it is an `Entry`, else the master
                locale. If the entry has no content in it yet, it is localized.
            locale_code: Another name that the API has for `locale`.
            include_branch: Add the uid of the branch to the answer.
            include_publish_details: Add where it is published.
            branch: The branch, instead of the stack's.

        Raises:
            ValidationError: The content type does not admit it; `errors` says why, field by field.
            ContentstackError: The call was refused or failed.
        """
        from contentstack_cma_client.api.entries import update_entry

        answer = await update_entry.asyncio(
            self._content_type_uid,
            entry_uid,
            client=self._sender,
            body={"entry": written(entry)},
            locale=choose_locale(entry, locale, locale_code),
            locale_code=locale_code,
            include_branch=include_branch,
            include_publish_details=include_publish_details,
            branch=branch,
        )
        return answer.entry

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
        """Give an entry a copy of its own in a locale; `unlocalize` takes it back.

        Args:
            entry_uid: Uid of the entry.
            entry: The fields of the copy, as for `update`.
            locale: Code of the locale.
            include_branch: Add `_branch`, the uid of the branch.
            include_publish_details: Add `publish_details`: where each version is published.
            branch: The branch, instead of the stack's.
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
        """Delete an entry, or its copies in some locales.

        Args:
            entry_uid: Uid of the entry.
            locale: Delete the copy in this locale; without any of the three, that in the master locale.
            locales: Delete the copies in these locales.
            all_locales: Delete the entry with all its copies.
            include_publish_details: Ask the API for `publish_details`. The method itself returns nothing.
            branch: The branch, instead of the stack's.

        Raises:
            ValueError: More than one of `locale`, `locales` and `all_locales` is given.
            ContentstackError: The call was refused or failed.
        """
        from contentstack_cma_client.api.entries import delete_entry

        if (locale is not None) + (locales is not None) + all_locales > 1:
            raise ValueError("give one of locale, locales and all_locales")
        chosen = None if locales is None else models.EntryLocalesInput(locales=several(locales, "locales"))
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

    async def publish(
        self,
        entry_uid: str,
        *,
        environments: Iterable[str],
        locales: Iterable[str],
        locale: str | None = None,
        version: int | None = None,
        scheduled_at: datetime | None = None,
        variants: Iterable[models.VariantPublishInput | Mapping[str, Any]] | None = None,
        variant_rules: models.VariantPublishRules | Mapping[str, Any] | None = None,
        approvals: bool | None = None,
        nested: bool = False,
        branch: str | None = None,
    ) -> models.PublishResponse:
        """Publish an entry. The server queues it and answers at once.

        Args:
            entry_uid: Uid of the entry.
            environments: Names or uids of the environments to publish to.
            locales: Codes of the locales to publish in.
            locale: Code of the locale whose version is meant.
            version: Number of the version; the latest unless given.
            scheduled_at: When to do it, with a time zone; at once unless given.
            variants: Variants to publish with it, each with `uid` and perhaps `version`.
            variant_rules: What happens to the entry itself when its variants are published.
            approvals: Ask for the approvals that are missing.
            nested: Publish what the entry refers to as well.
            branch: The branch, instead of the stack's.

        Raises:
            TypeError: `environments` or `locales` is one text.
            ValueError: One of them is empty, or `scheduled_at` has no time zone.
            ContentstackError: The call was refused or failed.
        """
        from contentstack_cma_client.api.entries import publish_entry

        return await publish_entry.asyncio(
            self._content_type_uid,
            entry_uid,
            client=self._sender,
            body=entry_publishing(
                environments,
                locales,
                locale=locale,
                version=version,
                scheduled_at=scheduled_at,
                variants=variants,
                variant_rules=variant_rules,
                approvals=approvals,
            ),
            locale=locale,
            api_version=publish_version(nested, variants, variant_rules),
            branch=branch,
        )

    async def unpublish(
        self,
        entry_uid: str,
        *,
        environments: Iterable[str],
        locales: Iterable[str],
        locale: str | None = None,
        version: int | None = None,
        scheduled_at: datetime | None = None,
        variants: Iterable[models.VariantPublishInput | Mapping[str, Any]] | None = None,
        variant_rules: models.VariantPublishRules | Mapping[str, Any] | None = None,
        approvals: bool | None = None,
        nested: bool = False,
        branch: str | None = None,
    ) -> models.PublishResponse:
        """Take an entry off environments. Arguments and exceptions are those of `publish`."""
        from contentstack_cma_client.api.entries import unpublish_entry

        return await unpublish_entry.asyncio(
            self._content_type_uid,
            entry_uid,
            client=self._sender,
            body=entry_publishing(
                environments,
                locales,
                locale=locale,
                version=version,
                scheduled_at=scheduled_at,
                variants=variants,
                variant_rules=variant_rules,
                approvals=approvals,
            ),
            locale=locale,
            api_version=publish_version(nested, variants, variant_rules),
            branch=branch,
        )

    async def import_(
        self,
        source: ImportSource,
        *,
        locale: str | None = None,
        overwrite: bool | None = None,
        include_branch: bool | None = None,
        branch: str | None = None,
    ) -> models.Entry | None:
        """Import an entry that was exported, as a new one.

        Args:
            source: The JSON file as path, bytes, binary file or iterator; or what it holds, as a mapping or a model.
            locale: Code of the locale to write. Default: with `overwrite`, the locale of `source` if it is an `Entry`;
                else the master locale.
            overwrite: Replace an entry with the same uid.
            include_branch: Add `_branch`, the uid of the branch.
            branch: The branch, instead of the stack's.

        Returns:
            The entry, if the server says what became of it.

        Raises:
            OSError: There is no such file.
            ContentstackError: The call was refused or failed.
        """
        from contentstack_cma_client.api.entries import import_entry

        with opened_json(source, "entry.json") as file:
            answer = await import_entry.asyncio(
                self._content_type_uid,
                client=self._sender,
                body=models.ImportEntryRequest(entry=file),
                locale=choose_locale(source, locale) if overwrite else locale,
                overwrite=overwrite,
                include_branch=include_branch,
                branch=branch,
            )
        return answer.entry

    async def import_version(
        self,
        entry_uid: str,
        source: ImportSource,
        *,
        locale: str | None = None,
        overwrite: bool | None = None,
        include_branch: bool | None = None,
        branch: str | None = None,
    ) -> models.Entry | None:
        """Import an exported entry as a new version of this one.

        An `Entry` is imported into the locale it has, as `update` writes it. The other arguments are those of
        `import_`.
        """
        from contentstack_cma_client.api.entries import import_entry_version

        with opened_json(source, "entry.json") as file:
            answer = await import_entry_version.asyncio(
                self._content_type_uid,
                entry_uid,
                client=self._sender,
                body=models.ImportEntryRequest(entry=file),
                locale=choose_locale(source, locale),
                overwrite=overwrite,
                include_branch=include_branch,
                branch=branch,
            )
        return answer.entry

    async def set_version_name(
        self,
        entry_uid: str,
        version_number: int | str,
        name: str,
        *,
        locale: str,
        force: bool | None = None,
        branch: str | None = None,
    ) -> None:
        """Name a version of an entry.

        Args:
            entry_uid: Uid of the entry.
            version_number: Number of the version.
            name: Its name.
            locale: Code of its locale.
            force: Take the name from a version that has it.
            branch: The branch, instead of the stack's.
        """
        from contentstack_cma_client.api.entries import name_entry_version

        named = models.EntryVersionNameInput(version_name=name, locale=locale, force=given(force))
        await name_entry_version.asyncio(
            self._content_type_uid,
            entry_uid,
            version_number,
            client=self._sender,
            body=models.NameEntryVersionRequest(entry=named),
            branch=branch,
        )

    async def delete_version_name(
        self, entry_uid: str, version_number: int | str, *, locale: str, branch: str | None = None
    ) -> None:
        """Take the name of a version away.

        Args:
            entry_uid: Uid of the entry.
            version_number: Number of the version.
            locale: Code of its locale.
            branch: The branch, instead of the stack's.
        """
        from contentstack_cma_client.api.entries import delete_entry_version_name

        await delete_entry_version_name.asyncio(
            self._content_type_uid,
            entry_uid,
            version_number,
            client=self._sender,
            body=models.DeleteEntryVersionNameRequest(entry=models.EntryVersionLocaleInput(locale=locale)),
            branch=branch,
        )

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
        locale_code: str | None = None,
        branch: str | None = None,
    ) -> None:
        """Move an entry to a stage of its workflow.

        Args:
            entry_uid: Uid of the entry.
            stage_uid: Uid of the stage.
            comment: What to say with it.
            due_date: When it is due.
            notify: Tell those it is assigned to by mail.
            assigned_to: Users to assign it to, each with `uid`, `name` and `email`.
            assigned_by_roles: Roles to assign it to, each with `uid` and `name`.
            locale: Code of the locale. Default: the master locale.
            locale_code: Another name that the API has for `locale`.
            branch: The branch, instead of the stack's.
        """
        from contentstack_cma_client.api.entries import set_entry_workflow_stage

        await set_entry_workflow_stage.asyncio(
            self._content_type_uid,
            entry_uid,
            client=self._sender,
            body=stage_change(
                stage_uid,
                comment=comment,
                due_date=due_date,
                notify=notify,
                assigned_to=assigned_to,
                assigned_by_roles=assigned_by_roles,
            ),
            locale=locale,
            locale_code=locale_code,
            branch=branch,
        )
