# Derived from _async/asset_downloads.py by generator/unasync.py: edit that, not this.
"""Assets: downloads of their files."""

from __future__ import annotations

from contextlib import contextmanager
from typing import TYPE_CHECKING, overload
from urllib.parse import urljoin

from contentstack_cma_client.resources import assets as generated

from ..downloads import CHUNK_SIZE, Transfer, check_download, find_file_size
from ..targets import Caller, sync_open_target

if TYPE_CHECKING:
    import os
    from collections.abc import Generator, Iterator
    from pathlib import Path

    from contentstack_cma_client import models
    from contentstack_cma_client.upload_bodies import Progress

    from ..targets import Restartable, Writable
    from .sender import ScopedSender


class AssetDownloads(generated.Assets):
    """The methods that download the file of one asset."""

    _sender: ScopedSender  # pyright: ignore[reportIncompatibleVariableOverride] -- always the wrapper's own

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
