# Derived from _async/tree_handler.py by generator/unasync.py: edit that, not this.
"""Upload a folder: create what is missing, replace what has changed, and leave the rest alone."""

import os
from collections import defaultdict
from collections.abc import Generator
from pathlib import Path
from typing import Any, cast

from contentstack_cma_client import models

from ...errors import ContentstackError
from ..asset_items import Upload, to_stored_name
from ..identity import RunIdentity
from ..outcomes import ItemState
from ..rows import Row, compute_digest
from ..threads import sync_call
from ..tree import TreeFile, measure, walk_folder
from .asset_access import AssetSender
from .asset_handlers import AssetHandler
from .asset_writer import AssetEnd
from .folder_maker import FolderMaker


def sync_read_folder(root: Path) -> Generator[TreeFile]:
    """Iterate over the files of a folder, each with the digest of its content."""
    for file in walk_folder(root):
        yield sync_call(measure, file)


class TreeHandler(AssetHandler):
    """Upload the files of a folder.

    Within a folder, a file is identified by its name. The server says nothing about the content of an asset but its
    size. So a file with the size of its asset is compared with what the checkpoint says or, without that, with the
    asset, which is downloaded.

    Args:
        sender: What to send through.
        root: The folder.
        parent_uid: Uid of the asset folder; None for the root.
        concurrency: Maximum number of calls in flight; None for as many as the pace needs.
        may_duplicate: Repeat an upload that may have been processed.
    """

    def __init__(
        self,
        sender: AssetSender,
        root: Path,
        *,
        parent_uid: str | None,
        concurrency: int | None,
        may_duplicate: bool,
    ) -> None:
        super().__init__(
            sender, "upload_tree", parent_uid=parent_uid, concurrency=concurrency, may_duplicate=may_duplicate
        )
        self.title = f"upload_tree of {root.name}"
        self._root = root
        self._folders = FolderMaker(self._access, self._parent_uid)
        self._assets: dict[int, models.Asset] = {}

    def describe(self) -> RunIdentity:
        return {**super().describe(), "root": os.fspath(self._root)}

    def read_row(self, item: Any, position: int) -> Row:
        file = cast("TreeFile", item)
        if file.problem is not None:
            raise file.problem
        digest = compute_digest("file", file.folders, to_stored_name(file.path.name))
        self._check_name(file, compute_digest("name", digest.hex()))
        return Row(file.path, position, file.name, digest, {"file": file}, content=file.content)

    def _check_name(self, file: TreeFile, name: bytes) -> None:
        """Check that no other file gets the same name in the stack.

        Raises:
            ValueError: One does.
        """
        other = self.records.index.find_name(name)
        if other is not None:
            raise ValueError(
                f"{file.path} would get the same name as {other}: the server replaces some characters. Rename one"
            )
        self.records.index.name(name, file.name)

    def prepare(self, rows: list[Row]) -> list[AssetEnd]:
        ends: list[AssetEnd] = []
        inside: dict[tuple[str, ...], list[Row]] = defaultdict(list)
        for row in rows:
            file = _get_file(row)
            if file.reason is not None:
                ends.append(row.end(ItemState.SKIPPED, error=ValueError(file.reason)))
            else:
                inside[file.folders].append(row)
        for names, files in inside.items():
            try:
                self._look_into(names, files)
            except (ContentstackError, LookupError) as error:
                ends += [row.end(ItemState.FAILED, error=error) for row in files]
        return ends

    def _look_into(self, names: tuple[str, ...], rows: list[Row]) -> None:
        """Find the asset of each row in its folder, which is created if it does not exist."""
        uid = self._folders.find(names)
        if self._folders.is_new(uid) and not any(row.was_sent for row in rows):
            return
        found = self._access.find_in_folder([_get_file(row).path.name for row in rows], uid)
        by_name: dict[str | None, list[models.Asset]] = defaultdict(list)
        for asset in found:
            by_name[asset.filename].append(asset)
        for row in rows:
            name = _get_file(row).path.name
            assets = by_name[to_stored_name(name)] or by_name[name]
            self._note(row, _choose(assets, row))

    def _note(self, row: Row, asset: models.Asset | None) -> None:
        if asset is not None:
            self._assets[row.position] = asset
        if not row.was_sent:
            row.before = None if asset is None else asset.version

    def _write(self, row: Row) -> AssetEnd:
        file, asset = _get_file(row), self._assets.pop(row.position, None)
        upload = Upload(file.path, file.path.name, file.size, self._folders.find(file.folders))
        if asset is None:
            return self._writer.upload(row, upload)
        is_known_to_differ = asset.uid == row.uid and asset.version == row.version
        row.uid = asset.uid
        if not is_known_to_differ and upload.matches(asset) and self._access.has_content(asset, row.content):
            return row.end(_judge(row, asset), result=asset, version=asset.version)
        row.before, row.was_sent = asset.version, False
        return self._writer.replace(row, upload)


def _get_file(row: Row) -> TreeFile:
    file: TreeFile = row.fields["file"]
    return file


def _choose(assets: list[models.Asset], row: Row) -> models.Asset | None:
    """Return the asset of a file: of several with its name the known one, else one of its size, else the oldest."""
    size = str(_get_file(row).size)
    ranked = sorted(assets, key=lambda asset: (asset.uid != row.uid, str(asset.file_size) != size))
    return ranked[0] if ranked else None


def _judge(row: Row, asset: models.Asset) -> ItemState:
    """Return what happened to a file whose asset has its content."""
    if not row.was_sent or asset.version == row.before:
        return ItemState.UNCHANGED
    return ItemState.CREATED if row.before is None else ItemState.UPDATED
