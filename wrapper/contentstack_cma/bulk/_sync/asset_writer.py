# Derived from _async/asset_writer.py by generator/unasync.py: edit that, not this.
"""Write assets exactly once."""

from collections.abc import Callable
from functools import partial
from time import sleep

from contentstack_cma_client import models

from ...errors import ContentstackError
from ..asset_items import Upload
from ..outcomes import ItemState
from ..rows import Ended, Row
from .asset_access import AssetAccess
from .exactly_once import write_once

AssetEnd = Ended[models.Asset]

PAUSES = (0.0, 1.0, 2.0, 4.0)
"""Seconds before each look for an asset whose upload may still be under way."""


class AssetWriter:
    """Writes assets exactly once, as far as that is possible.

    The server accepts any number of equal assets, and takes neither ids nor conditions with an upload. After an upload
    whose response got lost, one can only look whether an asset with its name, size and folder is there that was not
    there before and that no other item of the run has created.

    - Guaranteed: without `may_duplicate`, an upload that may have been processed is not retried in the same run. If one
      new asset is there, it is the result. With none or several, the outcome is unknown. So a run creates no asset
      twice, even if the server processes the lost upload minutes later.
    - Not guaranteed: if somebody else uploads a file with the same name and size to the same folder meanwhile, theirs
      may be taken for ours. So may the asset of an item that looks the same and has ended as unknown.
    - An upload of an earlier run that was killed, or that ended as unknown, is retried if several looks do not find it.
      Its connection is closed, so the server has processed it, or will within seconds, or never. If it takes longer
      than the looks, the asset is there twice.

    Args:
        access: The assets.
        may_duplicate: Repeat an upload that may have been processed, if it is not found.
        is_known: Returns whether an uid is that of another item.
    """

    def __init__(self, access: AssetAccess, *, may_duplicate: bool, is_known: Callable[[str], bool]) -> None:
        self._access = access
        self._may_duplicate = may_duplicate
        self._is_known = is_known

    def upload(self, row: Row, upload: Upload) -> AssetEnd:
        """Upload a file."""

        def send() -> AssetEnd:
            return _end(row, ItemState.CREATED, self._access.upload(upload))

        def look(doubt: ContentstackError) -> AssetEnd | None:
            for pause in PAUSES:
                sleep(pause)
                if found := self._find_new(row, upload):
                    is_one = len(found) == 1
                    return _end(row, ItemState.CREATED, found[0]) if is_one else row.end(ItemState.UNKNOWN, error=doubt)
            can_repeat = row.was_sent or (self._may_duplicate and upload.can_repeat)
            row.was_sent = False
            return None if can_repeat else row.end(ItemState.UNKNOWN, error=doubt)

        return write_once(row, send=send, look=look, reject=partial(_fail, row))

    def _find_new(self, row: Row, upload: Upload) -> list[models.Asset]:
        """Return the assets that may be this one: those like it that were not there before."""
        found = self._access.find_in_folder([upload.name], upload.parent_uid)
        return self.select_unknown(found, upload)[row.before or 0 :]

    def select_unknown(self, assets: list[models.Asset], upload: Upload) -> list[models.Asset]:
        """Return the assets that look like a file and are not those of other items."""
        return [asset for asset in assets if upload.matches(asset) and not self._is_known(asset.uid)]

    def replace(self, row: Row, upload: Upload) -> AssetEnd:
        """Replace the file of the asset of a row, whose version before is known.

        If an earlier attempt is processed late, the asset gets one more version with the same content.
        """

        def send() -> AssetEnd:
            return _end(row, ItemState.UPDATED, self._access.replace(str(row.uid), upload))

        def look(doubt: ContentstackError) -> AssetEnd | None:
            asset = (self._access.find([str(row.uid)])).get(str(row.uid))
            if asset is None:
                return row.end(ItemState.FAILED, error=doubt)
            if asset.version == row.before:
                return None
            is_done = upload.matches(asset) and self._access.has_content(asset, row.content)
            return _end(row, ItemState.UPDATED, asset) if is_done else row.end(ItemState.UNKNOWN, error=doubt)

        return write_once(row, send=send, look=look, reject=partial(_fail, row))

    def delete(self, row: Row) -> AssetEnd:
        """Delete the asset of a row. To do so twice does no harm: no other asset gets its uid."""

        def send() -> AssetEnd:
            self._access.delete(str(row.uid))
            return row.end(ItemState.DELETED)

        def look(doubt: ContentstackError) -> AssetEnd | None:
            del doubt
            return None if self._access.find([str(row.uid)]) else row.end(ItemState.DELETED)

        def reject(error: ContentstackError, doubt: ContentstackError | None) -> AssetEnd:
            is_gone = doubt is not None and not self._access.find([str(row.uid)])
            return row.end(ItemState.DELETED) if is_gone else row.end(ItemState.FAILED, error=error)

        return write_once(row, send=send, look=look, reject=reject)


def _end(row: Row, state: ItemState, asset: models.Asset) -> AssetEnd:
    """Return the end of a row whose asset exists."""
    row.uid = asset.uid
    return row.end(state, result=asset, version=asset.version)


def _fail(row: Row, error: ContentstackError, doubt: ContentstackError | None) -> AssetEnd:
    del doubt
    return row.end(ItemState.FAILED, error=error)
