# Derived from wrapper/contentstack_cma/_async/assets.py by generator/unasync.py: edit that, not this.
"""Assets: uploads, downloads and publishing."""

from __future__ import annotations

from contextlib import contextmanager
from functools import partial
from typing import TYPE_CHECKING, Any, Literal, overload
from urllib.parse import urljoin

from contentstack_cma_client.encoding import as_list
from contentstack_cma_client.pages import PAGE_SIZE, Batch, copy_items, make_batch
from contentstack_cma_client.raw_responses import sync_raw_method, use
from contentstack_cma_client.resources import assets as generated
from contentstack_cma_client.sources import UploadSource, sync_open_source

from ..bodies import AssetField, build_replacement_body, build_upload_body
from ..bulk.timeouts import WAIT_TIMEOUT
from ..downloads import CHUNK_SIZE, Transfer, check_download, find_file_size
from ..queries import add_condition
from ..snapshots import Snapshot
from ..targets import Caller, sync_open_target
from ..uid_reading import UidPage, choose_order, choose_reading
from .asset_runs import AssetRuns

if TYPE_CHECKING:
    import os
    from collections.abc import Generator, Iterable, Iterator, Mapping, Sequence
    from datetime import datetime
    from pathlib import Path

    from contentstack_cma_client import models
    from contentstack_cma_client.upload_bodies import Progress

    from ..bulk.progress import ProgressChoice
    from ..bulk.results import JobResult
    from ..targets import Restartable, Writable


class Assets(AssetRuns):
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

    @overload
    def download(
        self,
        asset: models.Asset | str,
        to: None = None,
        *,
        on_progress: Progress | None = None,
        branch: str | None = None,
    ) -> bytes: ...

    @overload
    def download(
        self,
        asset: models.Asset | str,
        to: str | os.PathLike[str],
        *,
        on_progress: Progress | None = None,
        branch: str | None = None,
    ) -> Path: ...

    @overload
    def download(
        self,
        asset: models.Asset | str,
        to: Writable,
        *,
        on_progress: Progress | None = None,
        branch: str | None = None,
    ) -> int: ...

    def download(
        self,
        asset: models.Asset | str,
        to: str | os.PathLike[str] | Writable | None = None,
        *,
        on_progress: Progress | None = None,
        branch: str | None = None,
    ) -> bytes | Path | int:
        """Download the file of an asset to a path or a binary file, or return its content.

        If the connection breaks, only the rest is requested, or the whole file again if it has changed. A path is
        replaced once the whole file has arrived, and keeps its permissions; a link stays, and what it leads to is
        replaced; other names of the same file (hard links) keep the earlier content. A pipe or a device is written to.

        Args:
            asset: The asset, or its uid.
            to: A path, or a binary file, which is written to from its current position and stays open. Default: return
                the content, which must fit into memory.
            on_progress: Called after each chunk with the bytes written so far and the file size, or None if unknown.
                It starts again from 0 if the file has to be downloaded again.
            branch: The branch to look up a uid in. Default: the stack's branch.

        Returns:
            The content; with a path, the path; with a file, the number of bytes written.

        Raises:
            OSError: The folder of `to` does not exist or cannot be written to, or `to` is a folder.
            TypeError: `asset` or `to` is of another type, or a text file.
            ValueError: The asset has no URL: it is a folder.
            ContentstackError: The server rejected the download, or it broke off and could not be resumed.
        """
        with (
            sync_open_target(to) as target,
            self._open(asset, CHUNK_SIZE, branch, target) as (chunks, transfer),
        ):
            for chunk in chunks:
                target.write(chunk)
                if on_progress is not None:
                    on_progress(target.size, transfer.size)
        return target.result

    @contextmanager
    def stream(
        self, asset: models.Asset | str, *, chunk_size: int = 65_536, branch: str | None = None
    ) -> Generator[Iterator[bytes]]:
        """Stream the file of an asset in chunks, as a context manager.

            with stack.assets.stream(asset) as chunks:
                for chunk in chunks:
                    ...

        If the connection breaks, only the rest is requested. Credentials are sent only if the API itself serves the
        file, not to the CDN hosts that usually do.

        Args:
            asset: The asset, or its uid.
            chunk_size: Bytes per chunk, at least 1.
            branch: The branch to look up a uid in. Default: the stack's branch.

        Raises:
            TypeError: `asset` is of another type.
            ValueError: The asset has no URL: it is a folder. Or `chunk_size` is less than 1.
            ContentstackError: The server rejected the download, or it broke off and could not be resumed.
        """
        with self._open(asset, chunk_size, branch, Caller()) as (chunks, _):
            yield chunks

    @contextmanager
    def _open(
        self, asset: models.Asset | str, chunk_size: int, branch: str | None, target: Restartable
    ) -> Generator[tuple[Iterator[bytes], Transfer]]:
        check_download(asset, chunk_size)
        found = self.get(asset, branch=branch) if isinstance(asset, str) else asset
        if not found.url:
            raise ValueError(f"asset {found.uid} has no URL to download from")
        transfer = Transfer(chunk_size, find_file_size(found))
        url = urljoin(self._sender.settings.hosts.api, found.url)
        with self._sender.download(url, transfer, target) as chunks:
            yield chunks, transfer

    @overload
    def publish(
        self,
        asset_uid: str,
        *,
        environments: Iterable[str],
        locales: Iterable[str],
        version: int | None = None,
        scheduled_at: datetime | str | None = None,
        branch: str | None = None,
        wait: Literal[False] = False,
        wait_timeout: float | None = WAIT_TIMEOUT,
        progress: ProgressChoice = False,
    ) -> models.PublishResponse: ...

    @overload
    def publish(
        self,
        asset_uid: str,
        *,
        environments: Iterable[str],
        locales: Iterable[str],
        version: int | None = None,
        scheduled_at: datetime | str | None = None,
        branch: str | None = None,
        wait: Literal[True],
        wait_timeout: float | None = WAIT_TIMEOUT,
        progress: ProgressChoice = False,
    ) -> JobResult: ...

    def publish(
        self,
        asset_uid: str,
        *,
        environments: Iterable[str],
        locales: Iterable[str],
        version: int | None = None,
        scheduled_at: datetime | str | None = None,
        branch: str | None = None,
        wait: bool = False,
        wait_timeout: float | None = WAIT_TIMEOUT,
        progress: ProgressChoice = False,
    ) -> models.PublishResponse | JobResult:
        """Publish an asset.

        Queue a version for publishing to environments and locales, immediately or at a scheduled time. The response
        arrives before the asset is published.

        Args:
            asset_uid: Uid of the asset.
            environments: Names or uids of environments.
            locales: Locale codes.
            version: Version number. Default: latest version.
            scheduled_at: When to run. Default: immediately.
            branch: Uid or alias of the branch. Default: the stack's branch.
            wait: Wait until the asset is published, and return the result.
            wait_timeout: Seconds to wait; None to wait without end. Default: 10 minutes.
            progress: Whether a wait shows a bar or lines. A function is called with `Progress`.

        Returns:
            The response; with `wait`, a result that says what failed, and why.

        Raises:
            JobTimeoutError: The asset was not published in time. It may still be.
            ValueError: A parameter is empty or out of bounds, or a required key is missing.
            ContentstackError: The API rejected a call, or it failed.
        """
        environments, locales = as_list(environments, "environments"), as_list(locales, "locales")
        start = partial(
            super().publish,
            asset_uid,
            environments=environments,
            locales=locales,
            version=version,
            scheduled_at=scheduled_at,
            branch=branch,
        )
        if not wait:
            return start()

        from ..bulk.jobs import WaitOptions
        from ..bulk.places import Goal, list_places
        from .waiting import sync_wait_for_response

        options = WaitOptions(call="stack.assets.publish()", timeout=wait_timeout, progress=progress)
        item = {"uid": asset_uid, "version": version}
        goal = Goal(action="publish", places=list_places(None, [item], locales, environments), branch=branch)
        return sync_wait_for_response(self._sender, start(), goal, options)

    @overload
    def unpublish(
        self,
        asset_uid: str,
        *,
        environments: Iterable[str],
        locales: Iterable[str],
        version: int | None = None,
        scheduled_at: datetime | str | None = None,
        branch: str | None = None,
        wait: Literal[False] = False,
        wait_timeout: float | None = WAIT_TIMEOUT,
        progress: ProgressChoice = False,
    ) -> models.PublishResponse: ...

    @overload
    def unpublish(
        self,
        asset_uid: str,
        *,
        environments: Iterable[str],
        locales: Iterable[str],
        version: int | None = None,
        scheduled_at: datetime | str | None = None,
        branch: str | None = None,
        wait: Literal[True],
        wait_timeout: float | None = WAIT_TIMEOUT,
        progress: ProgressChoice = False,
    ) -> JobResult: ...

    def unpublish(
        self,
        asset_uid: str,
        *,
        environments: Iterable[str],
        locales: Iterable[str],
        version: int | None = None,
        scheduled_at: datetime | str | None = None,
        branch: str | None = None,
        wait: bool = False,
        wait_timeout: float | None = WAIT_TIMEOUT,
        progress: ProgressChoice = False,
    ) -> models.PublishResponse | JobResult:
        """Unpublish an asset. Arguments, result and exceptions are those of `publish`."""
        environments, locales = as_list(environments, "environments"), as_list(locales, "locales")
        start = partial(
            super().unpublish,
            asset_uid,
            environments=environments,
            locales=locales,
            version=version,
            scheduled_at=scheduled_at,
            branch=branch,
        )
        if not wait:
            return start()

        from ..bulk.jobs import WaitOptions
        from ..bulk.places import Goal, list_places
        from .waiting import sync_wait_for_response

        options = WaitOptions(call="stack.assets.unpublish()", timeout=wait_timeout, progress=progress)
        item = {"uid": asset_uid, "version": version}
        goal = Goal(action="unpublish", places=list_places(None, [item], locales, environments), branch=branch)
        return sync_wait_for_response(self._sender, start(), goal, options)

    def get_by_permanent_url(self, asset_uid: str, slug: str, *, branch: str | None = None) -> bytes:
        """Return the file behind a permanent URL, which `update` sets.

        Args:
            asset_uid: Uid of the asset.
            slug: Last segment of the URL.
            branch: Uid or alias of the branch. Default: the stack's branch.
        """
        from contentstack_cma_client.api.assets import get_asset_by_permanent_url

        api_key = self._sender.settings.api_key or ""
        return get_asset_by_permanent_url.sync(api_key, asset_uid, slug, client=self._sender, branch=branch)


class AssetsWithRawResponse(generated.AssetsWithRawResponse):
    """The methods of `Assets`, returning the whole response."""

    @use(sync_raw_method(Assets.upload))
    def upload(self) -> Any: ...

    @use(sync_raw_method(Assets.replace))
    def replace(self) -> Any: ...

    @use(sync_raw_method(Assets.get_by_permanent_url))
    def get_by_permanent_url(self) -> Any: ...
