# Derived from _async/asset_folders.py by generator/unasync.py: edit that, not this.
"""Asset folders."""

from __future__ import annotations

from typing import Any

from contentstack_cma_client import models
from contentstack_cma_client.pages import Batch, Page, choose_page_size, make_batch, sync_list_items
from contentstack_cma_client.raw_responses import sync_raw_method, use
from contentstack_cma_client.resources import asset_folders as generated

from ..bodies import unset_if_none


class AssetFolders(generated.AssetFolders):
    """The asset folders of a stack."""

    @property
    def with_raw_response(self) -> AssetFoldersWithRawResponse:
        """The same methods, each returning the whole response: status, headers, notice and parsed result."""
        return AssetFoldersWithRawResponse(self)

    def list(
        self,
        *,
        parent_uid: str | None = None,
        asc: str | None = None,
        desc: str | None = None,
        page_size: int | None = None,
        skip: int | None = None,
        include_count: bool | None = None,
        include_branch: bool | None = None,
        include_metadata: bool | None = None,
        branch: str | None = None,
        max_items: int | None = None,
    ) -> Page[models.AssetFolder]:
        """List the folders in a folder, or all folders.

        Args:
            parent_uid: Uid of the parent folder, or `cs_root` for the root. Default: all folders.
            asc: Uid of the field to sort by, lowest value first.
            desc: Uid of the field to sort by, highest value first.
            page_size: Page size, 1 to 100. Default: 100. Use `max_items` to stop early.
            skip: Number of folders to skip.
            include_count: Add the total number of folders to the page. Default: True.
            include_branch: Add `_branch`, the uid of the branch.
            include_metadata: Add `_metadata`, such as the data that editor extensions store.
            branch: Uid or alias of the branch. Default: the stack's branch.
            max_items: Stop after this many folders, at least 1. Default: all folders.

        Returns:
            The first page; iterate over it for every folder of every page.
        """
        from contentstack_cma_client.api.assets import list_assets

        size = choose_page_size(page_size, max_items)

        def fetch(skip: int) -> Batch[models.AssetFolder]:
            response = list_assets.sync(
                client=self._sender,
                folder=parent_uid,
                include_folders=True,
                query={"is_dir": True},
                asc=asc,
                desc=desc,
                limit=size,
                skip=skip,
                include_count=True if include_count is None else include_count,
                include_branch=include_branch,
                include_metadata=include_metadata,
                branch=branch,
            )
            listed = response.assets if isinstance(response.assets, list) else []
            return make_batch([models.AssetFolder.from_dict(folder.to_dict()) for folder in listed], response.count)

        return sync_list_items(fetch, skip or 0, size, max_items)

    def create(
        self,
        name: str,
        *,
        parent_uid: str | None = None,
        include_branch: bool | None = None,
        branch: str | None = None,
    ) -> models.AssetFolder:
        """Create a folder.

        Args:
            name: Name of the folder.
            parent_uid: Uid of the parent folder. Default: the root.
            include_branch: Add `_branch`, the uid of the branch.
            branch: Uid or alias of the branch. Default: the stack's branch.
        """
        from contentstack_cma_client.api.assets import create_asset_folder

        folder = models.AssetFolderInput(name=name, parent_uid=unset_if_none(parent_uid))
        response = create_asset_folder.sync(
            client=self._sender,
            body=models.CreateAssetFolderRequest(asset=folder),
            include_branch=include_branch,
            branch=branch,
        )
        return response.asset

    def rename(
        self, folder_uid: str, name: str, *, include_branch: bool | None = None, branch: str | None = None
    ) -> models.AssetFolder:
        """Rename a folder.

        Args:
            folder_uid: Uid of the folder.
            name: The new name.
            include_branch: Add `_branch`, the uid of the branch.
            branch: Uid or alias of the branch. Default: the stack's branch.
        """
        return self._update(folder_uid, models.AssetFolderUpdate(name=name), branch, include_branch=include_branch)

    def move(
        self,
        folder_uid: str,
        parent_uid: str | None,
        *,
        include_branch: bool | None = None,
        branch: str | None = None,
    ) -> models.AssetFolder:
        """Move a folder and its contents into another folder.

        Args:
            folder_uid: Uid of the folder.
            parent_uid: Uid of the new parent folder; None for the root.
            include_branch: Add `_branch`, the uid of the branch.
            branch: Uid or alias of the branch. Default: the stack's branch.
        """
        change = models.AssetFolderUpdate(parent_uid=parent_uid)
        return self._update(folder_uid, change, branch, include_branch=include_branch)

    def _update(
        self, folder_uid: str, change: models.AssetFolderUpdate, branch: str | None, *, include_branch: bool | None
    ) -> models.AssetFolder:
        from contentstack_cma_client.api.assets import update_asset_folder

        response = update_asset_folder.sync(
            folder_uid,
            client=self._sender,
            body=models.UpdateAssetFolderRequest(asset=change),
            include_branch=include_branch,
            branch=branch,
        )
        return response.asset


class AssetFoldersWithRawResponse(generated.AssetFoldersWithRawResponse):
    """The methods of `AssetFolders`, returning the whole response."""

    @use(sync_raw_method(AssetFolders.list))
    def list(self) -> Any: ...

    @use(sync_raw_method(AssetFolders.create))
    def create(self) -> Any: ...

    @use(sync_raw_method(AssetFolders.rename))
    def rename(self) -> Any: ...

    @use(sync_raw_method(AssetFolders.move))
    def move(self) -> Any: ...
