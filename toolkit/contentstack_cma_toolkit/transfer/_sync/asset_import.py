# Derived from _async/asset_import.py by generator/unasync.py: edit that, not this.
"""Import assets, with their files."""

from collections.abc import Sequence
from pathlib import Path
from typing import TypedDict

from contentstack_cma import Stack, models
from contentstack_cma.bulk import ItemState

from ..folder.json_files import Json
from ..folder.reading import ExportReader
from ..mapping import Rewritten, get_list, is_same, rewrite_asset
from ..written import Written, collect_notes, get_uid, leave_existing
from .existing_assets import ExistingAssets, has_same_file, match_asset
from .steps import Steps, Work


class _Details(TypedDict):
    """What is said about an asset when it is uploaded."""

    title: str | None
    description: str | None
    tags: Sequence[str] | None
    parent_uid: str | None


class AssetImport:
    """Imports assets.

    Args:
        stack: The target.
        reader: The export.
        steps: What writes and records.
    """

    def __init__(self, stack: Stack, reader: ExportReader, steps: Steps) -> None:
        self._stack = stack
        self._reader = reader
        self._steps = steps
        self._checkpoint = steps.checkpoint
        self._existing = ExistingAssets(stack, steps.checkpoint)
        self._unchanged: set[str] = set()

    def run(self, assets: Sequence[Json]) -> None:
        """Import assets.

        Args:
            assets: The assets as exported.
        """
        todo = [asset for asset in assets if not self._checkpoint.is_done("assets", get_uid(asset))]
        if todo:
            self._existing.match(todo, by_name=self._steps.options.existing == "update")
        work = Work[Json](step="assets", module="assets", name=get_uid, write=self._write, look=self._look)
        self._steps.run(assets, work)

    def match(self, assets: Sequence[Json]) -> None:
        """Match assets with those of the target, so that entries can refer to them.

        Args:
            assets: The assets as exported.
        """
        if assets:
            self._existing.match(assets, by_name=True)

    def find_unchanged(self, uid: str) -> Json | None:
        """Return an asset of the target that was as exported before; None if it was not.

        Args:
            uid: Its uid in the source.
        """
        return self._existing.find(uid) if uid in self._unchanged else None

    def _write(self, asset: Json) -> Written:
        path = self._reader.find_asset_file(asset)
        rewritten = rewrite_asset(asset, self._checkpoint)
        existing = self._existing.find(get_uid(asset))
        if existing is not None:
            return self._handle_existing(asset, path, rewritten, existing)
        if self._steps.options.is_plan:
            return _end(ItemState.CREATED, asset, asset, rewritten)
        self._checkpoint.note_sent("assets", get_uid(asset))
        content_type = asset.get("content_type")
        created = self._stack.assets.upload(
            path,
            file_name=str(asset["filename"]),
            content_type=content_type if isinstance(content_type, str) and content_type else None,
            **_read_details(rewritten),
        )
        return _end(ItemState.CREATED, asset, created.to_dict(), rewritten)

    def _handle_existing(self, asset: Json, path: Path, rewritten: Rewritten, existing: Json) -> Written:
        name, matches = f"the asset {asset['filename']!r}", match_asset(asset, existing)
        left = leave_existing(self._steps.options.existing, name, matches, collect_notes(rewritten))
        if left is not None:
            return left
        has_file = has_same_file(asset, existing) or self._has_bytes(existing, path)
        has_details = is_same(rewritten.fields, existing)
        if has_file and has_details:
            self._unchanged.add(get_uid(asset))
            return _end(ItemState.UNCHANGED, asset, existing, rewritten)
        if not self._steps.options.is_plan:
            uid = get_uid(existing)
            if not has_file:
                replaced = self._stack.assets.replace(uid, path, file_name=str(asset["filename"]))
                existing = replaced.to_dict()
            if not has_details:
                self._stack.assets.update(uid, rewritten.fields)
        return _end(ItemState.UPDATED, asset, existing, rewritten)

    def _has_bytes(self, existing: Json, path: Path) -> bool:
        """Return whether the file of an asset has the same bytes, without either of them in memory as a whole."""
        if str(existing.get("file_size")) != str(_get_size(path)):
            return False
        with path.open("rb") as file:
            with self._stack.assets.stream(models.Asset.from_dict(existing)) as pieces:
                for piece in pieces:
                    if file.read(len(piece)) != piece:
                        return False
            return not file.read(1)

    def _look(self, asset: Json) -> Written | None:
        found = self._existing.look_for_created(asset)
        return None if found is None else _end(ItemState.CREATED, asset, found, rewrite_asset(asset, self._checkpoint))


def _end(state: ItemState, source: Json, target: Json, rewritten: Rewritten) -> Written:
    return Written(state, match_asset(source, target), notes=collect_notes(rewritten))


def _read_details(rewritten: Rewritten) -> _Details:
    return {
        "title": _read_text(rewritten, "title"),
        "description": _read_text(rewritten, "description"),
        "tags": [str(tag) for tag in get_list(rewritten.fields, "tags")] or None,
        "parent_uid": _read_text(rewritten, "parent_uid"),
    }


def _get_size(path: Path) -> int:
    return path.stat().st_size


def _read_text(rewritten: Rewritten, key: str) -> str | None:
    value = rewritten.fields.get(key)
    return value if isinstance(value, str) and value else None
