# Derived from _async/asset_handlers.py by generator/unasync.py: edit that, not this.
"""The handlers of single assets: upload and delete them."""

from abc import abstractmethod
from collections import defaultdict
from typing import Any

from contentstack_cma_client import models

from ...errors import ContentstackError
from ..asset_items import Upload, read_asset_uid, read_upload, to_folder
from ..channels import Channel, build_hooks
from ..concurrency import Concurrency
from ..identity import RunIdentity, build_identity
from ..index import CLAIMED, SENT
from ..outcomes import ItemState
from ..rows import Row, compute_digest
from .asset_access import AssetAccess, AssetSender
from .asset_writer import AssetEnd, AssetWriter
from .handler import Handler, Perform

_UNFINISHED = frozenset({CLAIMED, SENT})


class AssetHandler(Handler[models.Asset]):
    """What the handlers of assets have in common.

    Args:
        sender: What to send through.
        name: The method, such as `upload_many`.
        parent_uid: Uid of the folder; None for the root.
        concurrency: Maximum number of calls in flight; None for as many as the pace needs.
        may_duplicate: Repeat an upload that may have been processed.
    """

    def __init__(
        self,
        sender: AssetSender,
        name: str,
        *,
        parent_uid: str | None = None,
        concurrency: int | None = None,
        may_duplicate: bool = False,
    ) -> None:
        perform: Perform[models.Asset] = self._perform
        channel = Channel(perform, concurrency=Concurrency(concurrency))
        self.channels = [channel]
        self.title = f"{name} of assets"
        self.sender = sender
        self._name = name
        self._parent_uid = to_folder(parent_uid)
        self._access = AssetAccess(sender.with_options(hooks=build_hooks(channel.concurrency)))
        self._writer = AssetWriter(self._access, may_duplicate=may_duplicate, is_known=self._is_known)

    def _is_known(self, uid: str) -> bool:
        return self.records.index.has_uid(uid)

    def describe(self) -> RunIdentity:
        return build_identity(self._name, self.sender.settings, folder=self._parent_uid)

    def _perform(self, rows: list[Row]) -> list[AssetEnd]:
        return [self._write(row) for row in rows]

    @abstractmethod
    def _write(self, row: Row) -> AssetEnd:
        """Send a row, and return how it ended."""


class UploadHandler(AssetHandler):
    """Upload files.

    A row has the `upload`, and with `after` the digest of the row before it that looks the same: same name, size and
    folder. Such rows are sent one after the other, because only then a look at the stack tells which of them is there.
    """

    def read_row(self, item: Any, position: int) -> Row:
        upload = read_upload(item, self._parent_uid)
        digest = self._identify(upload)
        look = compute_digest("look", upload.name, upload.size, upload.parent_uid)
        after = self.records.index.find_name(look)
        self.records.index.name(look, digest.hex())
        return Row(item, position, upload.label, digest, {"upload": upload, "after": after})

    def _identify(self, upload: Upload) -> bytes:
        """Return what identifies an upload: its path or name, its details, and how often these came before."""
        details = (upload.parent_uid, upload.title, upload.description, upload.tags, upload.content_type)
        same = compute_digest("upload", upload.label, *details)
        count = int(self.records.index.find_name(same) or 0)
        self.records.index.name(same, str(count + 1))
        return compute_digest(same.hex(), count)

    def is_blocked(self, row: Row) -> bool:
        after: str | None = row.fields["after"]
        record = None if after is None else self.records.index.get(bytes.fromhex(after))
        return record is not None and record.position not in {0, row.position} and record.state in _UNFINISHED

    def prepare(self, rows: list[Row]) -> list[AssetEnd]:
        folders: dict[str | None, list[Row]] = defaultdict(list)
        for row in rows:
            if not row.was_sent:
                folders[row.fields["upload"].parent_uid].append(row)
        return [end for uid, inside in folders.items() for end in self._count_like(uid, inside)]

    def _count_like(self, parent_uid: str | None, rows: list[Row]) -> list[AssetEnd]:
        """Count the assets like each row, to know later which of them is new. Return the rows that cannot be sent."""
        uploads: list[tuple[Row, Upload]] = [(row, row.fields["upload"]) for row in rows]
        try:
            found = self._access.find_in_folder([upload.name for _, upload in uploads], parent_uid)
        except ContentstackError as error:
            return [row.end(ItemState.FAILED, error=error) for row in rows]
        for row, upload in uploads:
            row.before = len(self._writer.select_unknown(found, upload))
        return []

    def _write(self, row: Row) -> AssetEnd:
        return self._writer.upload(row, row.fields["upload"])


class AssetDeleteHandler(AssetHandler):
    """Delete assets."""

    def read_row(self, item: Any, position: int) -> Row:
        uid = read_asset_uid(item)
        return Row(item, position, uid, compute_digest("asset", uid), uid=uid)

    def _write(self, row: Row) -> AssetEnd:
        return self._writer.delete(row)


class AssetDeletePlanHandler(AssetDeleteHandler):
    """Find out which assets would be deleted."""

    def prepare(self, rows: list[Row]) -> list[AssetEnd]:
        found = self._access.find([str(row.uid) for row in rows])
        return [self._plan(row, found.get(str(row.uid))) for row in rows]

    def _plan(self, row: Row, asset: models.Asset | None) -> AssetEnd:
        if asset is None:
            return row.end(ItemState.FAILED, error=LookupError(f"the asset {row.key!r} does not exist"))
        return row.end(ItemState.PLANNED, result=asset)
