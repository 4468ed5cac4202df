"""Export assets: their records, and their files."""

from collections.abc import Iterator, Mapping
from functools import partial
from typing import NamedTuple

from contentstack_cma import bulk, models
from contentstack_cma.bulk import CallResult, ItemState
from contentstack_cma.errors import NotFoundError

from ..errors import FolderError
from ..folder import layout
from ..folder.asset_files import read_file_size
from ..folder.json_files import Json
from ..mapping import find_references
from ..pages import PAGE_SIZE
from .entry_export import list_places
from .export_context import AsyncExportContext
from .part_export import AsyncListPart, async_export_parts


class AssetVersion(NamedTuple):
    """A version of an asset."""

    uid: str
    version: int


async def async_export_assets(context: AsyncExportContext) -> None:
    """Export the assets, and their earlier versions if they are asked for."""
    if "assets" not in context.options.modules:
        return
    export = AsyncAssetExport(context)
    await export.run()
    if context.options.has_versions:
        await export.run_versions()


class AsyncAssetExport:
    """Exports assets.

    Args:
        context: What all parts of the export share.
    """

    def __init__(self, context: AsyncExportContext) -> None:
        self._context = context
        self._writer = context.writer
        self._has_details = "publishing" in context.options.modules or None
        self._chunks = context.writer.open_assets()
        self._versions = context.writer.open_asset_versions()
        self._read_versions: list[Json] = []
        self._pages = 0
        self._known: Mapping[str, str] = context.writer.read_asset_urls()

    async def run(self) -> None:
        """Export the records of the assets, then their files."""
        if self._context.options.sample is None:
            await self._export_records()
        else:
            await self._export_chosen_records()
        records = self._chunks.iterate_records()
        await self._context.call_many(
            records, self._export_file, self._handle_file, title="files of assets", name=_name_asset
        )

    async def _export_records(self) -> None:
        assets = self._context.stack.assets
        part = AsyncListPart(
            module="assets",
            name="assets",
            file=layout.ASSET_INDEX,
            stack=self._context.stack,
            path="/v3/assets",
            key="assets",
            query={"include_publish_details": self._has_details},
            open_snapshot=partial(assets.snapshot, include_publish_details=self._has_details),
            chunks=self._chunks,
            is_wanted=self._is_wanted,
        )
        await async_export_parts(self._context, [part], "assets")

    async def _export_chosen_records(self) -> None:
        """Export the records of the assets that the exported entries refer to."""
        found: dict[str, Json] = {}

        def handle(outcome: bulk.ItemOutcome[models.Asset]) -> None:
            if outcome.result is not None:
                found[outcome.key] = outcome.result.to_dict()

        await self._context.call_many(self._list_referred(), self._read_asset, handle, title="assets")
        every = sorted(found)
        for number, start in enumerate(range(0, len(every), PAGE_SIZE)):
            uids = every[start : start + PAGE_SIZE]
            self._chunks.write(number, {uid: found[uid] for uid in uids if self._is_wanted(found[uid])})
        self._chunks.finish()
        self._context.add("assets", len(found))

    def _list_referred(self) -> list[str]:
        """Return the uids of the assets that the exported entries refer to."""
        schemas = {content_type["uid"]: content_type["schema"] for content_type in self._context.content_types}
        uids: dict[str, None] = {}
        for content_type_uid, locale in list_places(self._context):
            for entry in self._writer.iterate_entries(content_type_uid, locale):
                references = find_references(entry, schemas[content_type_uid])
                uids |= dict.fromkeys(each.uid for each in references if each.kind == "asset")
        return list(uids)

    async def _read_asset(self, uid: str) -> models.Asset | bulk.Skip:
        """Return an asset; entries may refer to assets that were deleted."""
        try:
            return await self._context.stack.assets.get(uid, include_publish_details=self._has_details)
        except NotFoundError:
            return bulk.Skip("it does not exist")

    def _is_wanted(self, asset: Json) -> bool:
        """Return whether it is no folder. A file that an earlier export has of another version is removed at once.

        So that it is not taken for the file of this version, should the export break off before it is downloaded.
        """
        if not asset.get("is_dir") and self._known.get(asset["uid"], asset.get("url")) != asset.get("url"):
            self._writer.choose_asset_path(asset).unlink(missing_ok=True)
        return not asset.get("is_dir")

    async def _export_file(self, asset: Json) -> CallResult[None]:
        """Download the file of an asset, unless an earlier export did."""
        path = self._writer.choose_asset_path(asset)
        size = read_file_size(asset)
        is_known = self._known.get(asset["uid"]) == asset.get("url")
        if is_known and size is not None and path.is_file() and path.stat().st_size == size:
            return CallResult(ItemState.UNCHANGED)
        await self._context.stack.assets.download(models.Asset.from_dict(asset), to=path)
        _check_size(path.stat().st_size, size)
        return CallResult(ItemState.DONE)

    def _handle_file(self, outcome: bulk.ItemOutcome[None]) -> None:
        if outcome.error is not None:
            asset: Json = outcome.item
            file = f"{layout.ASSET_FILES}/{asset['uid']}/{asset.get('filename')}"
            self._context.fail("assets", outcome.error, uid=asset["uid"], file=file)

    async def run_versions(self) -> None:
        """Export the earlier versions of the assets: records and files."""
        versions = self._list_versions()
        await self._context.call_many(
            versions, self._export_version, self._handle_version, title="versions of assets", name=_name_version
        )
        self._write_versions()
        self._versions.finish()

    def _handle_version(self, outcome: bulk.ItemOutcome[Json]) -> None:
        if outcome.error is not None:
            version: AssetVersion = outcome.item
            file = f"{layout.ASSET_VERSION_FILES}/{version.uid}/{version.version}"
            self._context.fail("assets", outcome.error, uid=version.uid, file=file)
        elif outcome.result is not None:
            self._read_versions.append(outcome.result)
            if len(self._read_versions) == PAGE_SIZE:
                self._write_versions()

    def _list_versions(self) -> Iterator[AssetVersion]:
        for asset in self._chunks.iterate_records():
            for version in range(1, int(asset.get("_version") or 1)):
                yield AssetVersion(asset["uid"], version)

    async def _export_version(self, wanted: AssetVersion) -> Json:
        assets = self._context.stack.assets
        asset = await assets.get(wanted.uid, version=wanted.version, include_publish_details=self._has_details)
        record = asset.to_dict()
        path = self._writer.choose_asset_version_path(record)
        await assets.download(asset, to=path)
        _check_size(path.stat().st_size, read_file_size(record))
        return record

    def _write_versions(self) -> None:
        """Write the versions that were read to a file."""
        if self._read_versions:
            records = {f"{record['uid']}_{record['_version']}": record for record in self._read_versions}
            self._versions.write(self._pages, records)
            self._pages += 1
            self._read_versions.clear()


def _check_size(found: int, expected: int | None) -> None:
    if expected is not None and found != expected:
        raise FolderError(layout.ASSET_FILES, f"the file has {found:,} bytes, but its record says {expected:,}")


def _name_asset(asset: Json) -> str:
    return str(asset["uid"])


def _name_version(version: AssetVersion) -> str:
    return f"{version.uid} version {version.version}"
