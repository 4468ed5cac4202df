# Derived from _async/assets.py by generator/unasync.py: edit that, not this.
"""Assets: the methods that do more than one generated call."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Any

from contentstack_cma_client.pages import PAGE_SIZE, Batch, copy_items, make_batch
from contentstack_cma_client.raw_responses import sync_raw_method, use
from contentstack_cma_client.resources import assets as generated
from contentstack_cma_client.sources import UploadSource, sync_open_source

from ..bodies import AssetField, build_replacement_body, build_upload_body
from ..queries import add_condition
from ..snapshots import Snapshot
from ..uid_reading import UidPage, choose_order, choose_reading
from .asset_downloads import AssetDownloads
from .asset_publishing import AssetPublishing
from .asset_runs import AssetRuns

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from contentstack_cma_client import models
    from contentstack_cma_client.upload_bodies import Progress


class Assets(AssetDownloads, AssetPublishing, AssetRuns):
    """The assets of a stack."""

    @property
    def with_raw_response(self) -> AssetsWithRawResponse:
        """The same methods, each returning the whole response: status, headers, notice and parsed result."""
        return AssetsWithRawResponse(self)

    def snapshot(
        self,
        *,
        folder: str | None = None,
        include_folders: bool | None = None,
        query: Mapping[str, Any] | str | None = None,
        asc: str | None = None,
        desc: str | None = None,
        environment: str | None = None,
        include_branch: bool | None = None,
        include_metadata: bool | None = None,
        include_publish_details: bool | None = None,
        include_asset_scan_status: bool | None = None,
        asset_fields: Sequence[models.AssetFieldGroup | AssetField] | None = None,
        relative_urls: bool | None = None,
        version: int | None = None,
        branch: str | None = None,
    ) -> Snapshot[models.Asset]:
        """List assets that the program changes or deletes while it iterates over them.

            for image in stack.assets.snapshot(query={"tags": "old"}):
                stack.assets.delete(image.uid)

        First it reads the uids of all assets, then the assets, 100 per call. `list` makes half as many calls, but
        raises `ListChangedError` when the list becomes shorter, because its next page would skip assets.

        Args:
            folder: Uid of the folder to list; `cs_root` for the root. Default: all folders. An asset that is moved out
                of it after the uids were read is returned too.
            include_folders: List folders too.
            query: Conditions, with the operators of the Contentstack query language. They decide which uids are read;
                an asset that changes afterwards and no longer matches is returned too.
            asc: Uid of the field to sort by, lowest value first. Default: `created_at`, the only order
                that changes by others do not disturb. In any other one, the uids are read again if the list changes.
            desc: Uid of the field to sort by, highest value first. Sort by a field that stays the same.
            environment: Name of an environment; the version published there is returned.
            include_branch: Add `_branch`, the uid of the branch.
            include_metadata: Add `_metadata`, such as the data that editor extensions store.
            include_publish_details: Add `publish_details`: where each version is published.
            include_asset_scan_status: Add `_asset_scan_status`, the result of the scan for malware.
            asset_fields: Optional parts of each asset to return.
            relative_urls: Return asset URLs without scheme and host.
            version: Version number to read. Default: the latest.
            branch: Uid or alias of the branch. Default: the stack's branch.

        Returns:
            The snapshot: iterate over it. `len()` is the number of assets, once their uids have been read.

        Raises:
            ListChangedError: The list changed every time its uids were read, in another order than the default.
            ContentstackError: The API rejected a call, or it failed.
        """
        from contentstack_cma_client.api.assets import list_assets

        scope: dict[str, Any] = {"environment": environment, "version": version, "branch": branch}
        find = partial(list_assets.sync, client=self._sender, limit=PAGE_SIZE, **scope)
        order = choose_order(asc, desc)
        asset_fields = copy_items(asset_fields)
        place: dict[str, Any] = {"folder": folder, "include_folders": include_folders, **order}

        def list_page(page: UidPage) -> Batch[models.Asset]:
            conditions = add_condition(query, "created_at", page.created)
            response = find(**place, query=conditions, skip=page.skip or None, include_count=True)
            return make_batch(response.assets, response.count)

        def fetch(uids: list[str]) -> list[models.Asset]:
            response = find(
                include_folders=True,
                query={"uid": {"$in": uids}},
                include_branch=include_branch,
                include_metadata=include_metadata,
                include_publish_details=include_publish_details,
                include_asset_scan_status=include_asset_scan_status,
                asset_fields=asset_fields,
                relative_urls=relative_urls,
            )
            return make_batch(response.assets, None)[0]

        return Snapshot(list_page, fetch, choose_reading(order))

    def upload(
        self,
        source: UploadSource,
        *,
        title: str | None = None,
        description: str | None = None,
        tags: Sequence[str] | None = None,
        parent_uid: str | None = None,
        file_name: str | None = None,
        content_type: str | None = None,
        on_progress: Progress | None = None,
        include_dimension: bool | None = None,
        include_asset_scan_status: bool | None = None,
        include_branch: bool | None = None,
        relative_urls: bool | None = None,
        branch: str | None = None,
    ) -> models.Asset:
        """Upload an asset. The file is streamed, never loaded into memory as a whole.

        A source that can be read again (a path, bytes, a seekable file) is retried as the retry policy says; an
        iterator is not. A path is opened and closed for you.

        Args:
            source: A path, bytes, a binary file (read from its current position), an iterator of bytes, or a file that
                a web framework received, such as an `UploadFile`. An `Client` takes synchronous ones too.
            title: The title. Default: the file name.
            description: The description.
            tags: The tags.
            parent_uid: Uid of the folder. Default: the root.
            file_name: The file name. Default: the name of the path or file.
            content_type: The media type. Default: guessed from the file name.
            on_progress: Called after each chunk with the bytes sent so far and the file size, or None if unknown.
            include_dimension: Add width and height of an image to the response.
            include_asset_scan_status: Add `_asset_scan_status`, the result of the scan for malware.
            include_branch: Add `_branch`, the uid of the branch.
            relative_urls: Return the URL of the asset without scheme and host.
            branch: Uid or alias of the branch. Default: the stack's branch.

        Raises:
            OSError: The file does not exist or cannot be read.
            TypeError: The source is a text file, or of another type that cannot be uploaded.
            ValueError: The source has no name and `file_name` is missing, or a tag contains a comma.
            UploadError: The upload has to be retried, and the source cannot be read again.
            ContentstackError: The API rejected the call, or it failed.
        """
        from contentstack_cma_client.api.assets import upload_asset

        with sync_open_source(source, file_name=file_name, content_type=content_type, on_progress=on_progress) as file:
            body = build_upload_body(file, title=title, description=description, tags=tags, parent_uid=parent_uid)
            response = upload_asset.sync(
                client=self._sender,
                body=body,
                include_dimension=include_dimension,
                include_asset_scan_status=include_asset_scan_status,
                include_branch=include_branch,
                relative_urls=relative_urls,
                branch=branch,
            )
        return response.asset

    def replace(
        self,
        asset_uid: str,
        source: UploadSource,
        *,
        title: str | None = None,
        description: str | None = None,
        tags: Sequence[str] | None = None,
        parent_uid: str | None = None,
        file_name: str | None = None,
        content_type: str | None = None,
        on_progress: Progress | None = None,
        environment: str | None = None,
        include_asset_scan_status: bool | None = None,
        include_branch: bool | None = None,
        relative_urls: bool | None = None,
        branch: str | None = None,
    ) -> models.Asset:
        """Replace the file of an asset, which creates a new version of it.

        Args:
            asset_uid: Uid of the asset.
            source: A path, bytes, a binary file (read from its current position), an iterator of bytes, or a file that
                a web framework received, such as an `UploadFile`. An `Client` takes synchronous ones too.
            title: The title. Default: unchanged.
            description: The description.
            tags: The tags.
            parent_uid: Uid of the folder. Default: unchanged.
            file_name: The file name. Default: the name of the path or file.
            content_type: The media type. Default: guessed from the file name.
            on_progress: Called after each chunk with the bytes sent so far and the file size, or None if unknown.
            environment: Name of an environment; the version published there is returned.
            include_asset_scan_status: Add `_asset_scan_status`, the result of the scan for malware.
            include_branch: Add `_branch`, the uid of the branch.
            relative_urls: Return the URL of the asset without scheme and host.
            branch: Uid or alias of the branch. Default: the stack's branch.

        Returns:
            The asset.

        Raises:
            OSError: The file does not exist or cannot be read.
            TypeError: The source is a text file, or of another type that cannot be uploaded.
            ValueError: The source has no name and `file_name` is missing, or a tag contains a comma.
            UploadError: The upload has to be retried, and the source cannot be read again.
            ContentstackError: The API rejected the call, or it failed.
        """
        from contentstack_cma_client.api.assets import update_asset

        with sync_open_source(source, file_name=file_name, content_type=content_type, on_progress=on_progress) as file:
            body = build_upload_body(file, title=title, description=description, tags=tags, parent_uid=parent_uid)
            response = update_asset.sync(
                asset_uid,
                client=self._sender,
                body=build_replacement_body(body),
                environment=environment,
                include_branch=include_branch,
                relative_urls=relative_urls,
                include_asset_scan_status=include_asset_scan_status,
                branch=branch,
            )
        return response.asset


class AssetsWithRawResponse(generated.AssetsWithRawResponse):
    """The methods of `Assets`, returning the whole response."""

    @use(sync_raw_method(Assets.upload))
    def upload(self) -> Any: ...

    @use(sync_raw_method(Assets.replace))
    def replace(self) -> Any: ...

    @use(sync_raw_method(Assets.get_by_permanent_url))
    def get_by_permanent_url(self) -> Any: ...
