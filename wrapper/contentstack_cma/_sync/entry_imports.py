# Derived from _async/entry_imports.py by generator/unasync.py: edit that, not this.
"""Entries of one content type: imports of exported entries."""

from __future__ import annotations

from contentstack_cma_client import models
from contentstack_cma_client.encoding import choose_locale
from contentstack_cma_client.resources import entries as generated
from contentstack_cma_client.sources import ImportSource, sync_open_json_source


class EntryImports(generated.Entries):
    """The methods that import one entry."""

    def import_(
        self,
        source: ImportSource,
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

        with sync_open_json_source(source, "entry.json") as file:
            response = import_entry.sync(
                self._content_type_uid,
                client=self._sender,
                body=models.ImportEntryRequest(entry=file),
                locale=choose_locale(source, locale) if overwrite else locale,
                overwrite=overwrite,
                include_branch=include_branch,
                branch=branch,
            )
        return response.entry

    def import_version(
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

        An `Entry` is imported into its own locale, as in `update`. The other arguments are those of `import_`.
        """
        from contentstack_cma_client.api.entries import import_entry_version

        with sync_open_json_source(source, "entry.json") as file:
            response = import_entry_version.sync(
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
