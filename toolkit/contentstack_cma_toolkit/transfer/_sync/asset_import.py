# Derived from _async/asset_import.py by generator/unasync.py: edit that, not this.
"""Import folders and assets, with their bytes."""

from collections import defaultdict
from collections.abc import Hashable, Sequence
from dataclasses import dataclass
from pathlib import Path

from contentstack_cma import Stack, models
from contentstack_cma.bulk import ItemState

from ..checkpoint import Mark, Match
from ..folder.json_files import Json
from ..folder.reading import ExportReader
from ..mapping import (
    Document,
    Rewritten,
    get_list,
    identify,
    is_same,
    order_folders,
    plan_waves,
    rewrite_asset,
    rewrite_folder,
)
from ..written import ExistsError, Written, collect_notes, get_uid
from .steps import Steps


class FolderImport:
    """Imports the folders of assets, those above first.

    Args:
        stack: The target.
        steps: What writes and records.
    """

    def __init__(self, stack: Stack, steps: Steps) -> None:
        self._stack = stack
        self._steps = steps
        self._existing: dict[Hashable, Document] = {}

    def run(self, folders: Sequence[Document]) -> None:
        """Import folders.

        Args:
            folders: The folders as exported.
        """
        if not folders:
            return
        self._read_existing()
        by_uid = {get_uid(folder): folder for folder in order_folders(folders)}
        waves = plan_waves({uid: [str(folder.get("parent_uid"))] for uid, folder in by_uid.items()}).waves
        for wave in waves:
            members = [by_uid[uid] for uid in wave]
            self._steps.run("folders", "assets", members, name=get_uid, write=self._write, look=self._look)

    def _read_existing(self) -> None:
        found = [folder.to_dict() for folder in self._stack.asset_folders.list()]
        self._existing = {identify("folders", folder): folder for folder in found}

    def _write(self, folder: Document) -> Written:
        rewritten = rewrite_folder(folder, self._steps.checkpoint)
        existing = self._find(rewritten)
        notes = collect_notes(rewritten)
        if existing is not None:  # a folder is its name and its place, so that there is nothing to update
            return Written(ItemState.UNCHANGED, self._match(folder, existing), notes=notes)
        if self._steps.options.is_plan:
            return Written(ItemState.CREATED, self._match(folder, folder), notes=notes)
        parent = rewritten.fields["parent_uid"]
        name = str(rewritten.fields["name"])
        created = self._stack.asset_folders.create(name, parent_uid=None if parent is None else str(parent))
        return Written(ItemState.CREATED, self._match(folder, created.to_dict()), notes=notes)

    def _match(self, source: Document, target: Document) -> tuple[Match, ...]:
        return (Match("folder", get_uid(source), get_uid(target)),)

    def _find(self, rewritten: Rewritten) -> Document | None:
        found = self._existing.get(identify("folders", rewritten.fields))
        return found if found is not None and self._steps.checkpoint.claim("folder", get_uid(found)) else None

    def _look(self, folder: Document) -> Written | None:
        self._read_existing()
        found = self._find(rewrite_folder(folder, self._steps.checkpoint))
        return None if found is None else Written(ItemState.CREATED, self._match(folder, found))


class AssetImport:
    """Imports assets.

    Two assets are the same if they have the same name, size and folder. For an update, the bytes are compared.

    Args:
        stack: The target.
        reader: The export.
        steps: What writes and records.
    """

    def __init__(self, stack: Stack, reader: ExportReader, steps: Steps) -> None:
        self._stack = stack
        self._reader = reader
        self._steps = steps
        self._existing: dict[Hashable, list[models.Asset]] = {}

    def run(self, assets: Sequence[Json]) -> None:
        """Import assets.

        Args:
            assets: The assets as exported.
        """
        if not assets:
            return
        self._read_existing()
        self._steps.run("assets", "assets", assets, name=get_uid, write=self._write, look=self._look)

    def _read_existing(self) -> None:
        found: defaultdict[Hashable, list[models.Asset]] = defaultdict(list)
        for asset in self._stack.assets.list():
            found[_identify(asset.to_dict(), asset.parent_uid)].append(asset)
        self._existing = found

    def _write(self, asset: Json) -> Written:
        path = self._reader.find_asset_file(asset)
        rewritten = rewrite_asset(asset, self._steps.checkpoint)
        existing = self._find(asset, rewritten)
        if existing is not None:
            return self._handle_existing(asset, path, rewritten, existing)
        if self._steps.options.is_plan:
            return self._end(ItemState.CREATED, asset, asset, rewritten)
        created = self._upload(asset, path, rewritten)
        return self._end(ItemState.CREATED, asset, created.to_dict(), rewritten)

    def _upload(self, asset: Json, path: Path, rewritten: Rewritten) -> models.Asset:
        details = _read_details(rewritten)
        content_type = asset.get("content_type")
        return self._stack.assets.upload(
            path,
            title=details.title,
            description=details.description,
            tags=details.tags,
            parent_uid=details.parent_uid,
            file_name=str(asset["filename"]),
            content_type=content_type if isinstance(content_type, str) and content_type else None,
        )

    def _handle_existing(self, asset: Json, path: Path, rewritten: Rewritten, existing: models.Asset) -> Written:
        found = existing.to_dict()
        action = self._steps.options.choose_action(exists=True)
        if action == "fail":
            raise ExistsError(f"the asset {asset['filename']!r}")
        if action == "skip":
            return self._end(ItemState.SKIPPED, asset, found, rewritten)
        has_bytes = self._has_bytes(existing, path)
        if has_bytes and is_same(rewritten.fields, found):
            return self._end(ItemState.UNCHANGED, asset, found, rewritten)
        if not self._steps.options.is_plan:
            if not has_bytes:
                found = (self._stack.assets.replace(existing.uid, path)).to_dict()
            self._stack.assets.update(existing.uid, rewritten.fields)
        return self._end(ItemState.UPDATED, asset, found, rewritten)

    def _has_bytes(self, existing: models.Asset, path: Path) -> bool:
        return self._stack.assets.download(existing) == _read_file(path)

    def _end(self, state: ItemState, source: Json, target: Json, rewritten: Rewritten) -> Written:
        uid = get_uid(source)
        url = str(target.get("url", ""))
        matches = [Match("asset", uid, get_uid(target)), Match("asset_url", uid, url)]
        if source.get("url"):
            matches.append(Match("asset_url", str(source["url"]), url))
        mark: Mark | None = "skipped" if state is ItemState.SKIPPED else None
        return Written(state, tuple(matches), mark, collect_notes(rewritten))

    def _find(self, asset: Json, rewritten: Rewritten) -> models.Asset | None:
        candidates = self._existing.get(_identify(asset, rewritten.fields["parent_uid"]), [])
        return next((each for each in candidates if self._steps.checkpoint.claim("asset", each.uid)), None)

    def _look(self, asset: Json) -> Written | None:
        rewritten = rewrite_asset(asset, self._steps.checkpoint)
        conditions = {"filename": asset["filename"], "file_size": str(asset["file_size"])}
        wanted = _identify(asset, rewritten.fields["parent_uid"])
        for found in self._stack.assets.list(query=conditions):
            is_like = _identify(found.to_dict(), found.parent_uid) == wanted
            if is_like and self._steps.checkpoint.claim("asset", found.uid):
                return self._end(ItemState.CREATED, asset, found.to_dict(), rewritten)
        return None


@dataclass(frozen=True, slots=True)
class _Details:
    """What is said about an asset when it is uploaded."""

    title: str | None
    description: str | None
    tags: Sequence[str] | None
    parent_uid: str | None


def _read_details(rewritten: Rewritten) -> _Details:
    title, description, parent_uid = (_read_text(rewritten, key) for key in ("title", "description", "parent_uid"))
    tags = [str(tag) for tag in get_list(rewritten.fields, "tags")]
    return _Details(title, description, tags or None, parent_uid)


def _read_text(rewritten: Rewritten, key: str) -> str | None:
    value = rewritten.fields.get(key)
    return value if isinstance(value, str) and value else None


def _read_file(path: Path) -> bytes:
    return path.read_bytes()


def _identify(asset: Document, parent_uid: object) -> Hashable:
    return str(asset.get("filename")), str(asset.get("file_size")), str(parent_uid or "")
