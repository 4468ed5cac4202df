# Derived from _async/asset_access.py by generator/unasync.py: edit that, not this.
"""The calls that runs over assets make."""

import hashlib
from collections.abc import Iterable, Iterator, Sequence
from contextlib import AbstractContextManager
from typing import TYPE_CHECKING, Protocol, cast
from urllib.parse import urljoin

from contentstack_cma_client import models
from contentstack_cma_client.api.assets import (
    create_asset_folder,
    delete_asset,
    list_assets,
    update_asset,
    upload_asset,
)
from contentstack_cma_client.pages import PAGE_SIZE, make_batch
from contentstack_cma_client.sources import UploadSource, sync_open_source
from contentstack_cma_client.types import File

from ...bodies import build_replacement_body, build_upload_body, unset_if_none
from ...downloads import CHUNK_SIZE, Transfer, find_file_size
from ...queries import divide_values
from ...targets import Caller
from ..asset_items import Upload, list_names
from .handler import RunSender

if TYPE_CHECKING:
    from ...targets import Restartable


class AssetSender(RunSender, Protocol):
    """What runs over assets send through."""

    def download(self, url: str, transfer: Transfer, target: "Restartable") -> AbstractContextManager[Iterator[bytes]]:
        """Open a URL for streaming."""
        ...


class AssetAccess:
    """The assets and asset folders of a stack."""

    def __init__(self, sender: AssetSender) -> None:
        self._sender = sender

    def upload(self, upload: Upload) -> models.Asset:
        """Upload a file."""
        with _open(upload) as file:
            body = build_upload_body(
                file,
                title=upload.title,
                description=upload.description,
                tags=upload.tags,
                parent_uid=upload.parent_uid,
            )
            return (upload_asset.sync(client=self._sender, body=body)).asset

    def replace(self, uid: str, upload: Upload) -> models.Asset:
        """Replace the file of an asset. Its details stay as they are."""
        with _open(upload) as file:
            body = build_upload_body(file, title=None, description=None, tags=None, parent_uid=None)
            response = update_asset.sync(uid, client=self._sender, body=build_replacement_body(body))
        return response.asset

    def delete(self, uid: str) -> None:
        """Delete an asset."""
        delete_asset.sync(uid, client=self._sender)

    def find(self, uids: Sequence[str]) -> dict[str, models.Asset]:
        """Return the assets with some uids, by uid."""
        found: dict[str, models.Asset] = {}
        for piece in divide_values(dict.fromkeys(uids)):
            query = {"uid": {"$in": piece}}
            response = list_assets.sync(client=self._sender, query=query, limit=len(piece))
            found |= {asset.uid: asset for asset in make_batch(response.assets, None)[0]}
        return found

    def find_in_folder(self, names: Iterable[str], parent_uid: str | None) -> list[models.Asset]:
        """Return the assets of a folder that have one of some file names, the oldest first."""
        wanted = dict.fromkeys(stored for name in names for stored in list_names(name))
        found: list[models.Asset] = []
        for piece in divide_values(wanted):
            found += self._list(parent_uid, {"filename": {"$in": piece}})
        return [asset for asset in found if not asset.is_dir]

    def list_folders(self, parent_uid: str | None) -> list[models.Asset]:
        """Return the folders in a folder, the oldest first."""
        return self._list(parent_uid, {"is_dir": True}, include_folders=True)

    def count_in_folder(self, parent_uid: str) -> int:
        """Return the number of assets and folders in a folder."""
        response = list_assets.sync(
            client=self._sender, folder=parent_uid, include_folders=True, limit=1, include_count=True
        )
        return make_batch(response.assets, response.count)[1] or 0

    def _list(
        self, parent_uid: str | None, query: dict[str, object], *, include_folders: bool | None = None
    ) -> list[models.Asset]:
        found: list[models.Asset] = []
        while True:
            response = list_assets.sync(
                client=self._sender,
                folder=parent_uid or "cs_root",
                include_folders=include_folders,
                query=query,
                asc="created_at",
                limit=PAGE_SIZE,
                skip=len(found) or None,
            )
            page = make_batch(response.assets, None)[0]
            found += page
            if len(page) < PAGE_SIZE:
                return found

    def create_folder(self, name: str, parent_uid: str | None) -> models.AssetFolder:
        """Create a folder."""
        folder = models.AssetFolderInput(name=name, parent_uid=unset_if_none(parent_uid))
        body = models.CreateAssetFolderRequest(asset=folder)
        return (create_asset_folder.sync(client=self._sender, body=body)).asset

    def has_content(self, asset: models.Asset, content: str | None) -> bool:
        """Download the file of an asset, and return whether its content has this digest."""
        if not asset.url:
            return False
        digest = hashlib.sha256()
        url = urljoin(self._sender.settings.hosts.api, asset.url)
        transfer = Transfer(CHUNK_SIZE, find_file_size(asset))
        with self._sender.download(url, transfer, Caller()) as chunks:
            for chunk in chunks:
                digest.update(chunk)
        return digest.hexdigest() == content


def _open(upload: Upload) -> AbstractContextManager[File]:
    source = cast("UploadSource", upload.source)
    return sync_open_source(source, file_name=upload.name, content_type=upload.content_type)
