"""Find the assets of an export in the target."""

from collections import defaultdict
from collections.abc import Callable, Hashable, Iterable, Sequence
from urllib.parse import urlsplit

from contentstack_cma import AsyncStack

from ..checkpoint import ImportCheckpoint, Match
from ..folder.json_files import Json
from ..mapping import Document, rewrite_asset
from ..written import get_uid
from .calls import read_all


def match_asset(source: Document, target: Document) -> tuple[Match, ...]:
    """Return the uid and the URL that an asset has in the target."""
    uid, url = get_uid(source), str(target.get("url", ""))
    matches = (Match("asset", uid, get_uid(target)), Match("asset_url", uid, url))
    return (*matches, Match("asset_url", str(source["url"]), url)) if source.get("url") else matches


def has_same_file(source: Document, target: Document) -> bool:
    """Return whether an asset has the file of another one, because its URL names the same upload."""
    return bool(source.get("url")) and _get_path(source) == _get_path(target)


def _get_path(asset: Document) -> str:
    return urlsplit(str(asset.get("url"))).path


def _identify(asset: Document, parent_uid: object) -> Hashable:
    return str(asset.get("filename")), str(asset.get("file_size")), str(parent_uid or "")


def _identify_name(asset: Document, parent_uid: object) -> Hashable:
    return str(asset.get("filename")), str(parent_uid or "")


def _identify_uid(asset: Document, _parent_uid: object) -> Hashable:
    return get_uid(asset)


_Identify = Callable[[Document, object], Hashable]


class AsyncExistingAssets:
    """The assets that the target had before.

    An asset is there already if the target has one with its uid, as in the stack that was exported, the one that an
    earlier import uploaded, or one in the same folder whose file has the same name and size.

    Args:
        stack: The target.
        checkpoint: What the import has done.
    """

    def __init__(self, stack: AsyncStack, checkpoint: ImportCheckpoint) -> None:
        self._stack = stack
        self._checkpoint = checkpoint
        self._found: dict[str, Json] = {}

    async def match(self, assets: Sequence[Json], *, by_name: bool) -> None:
        """Match assets with those of the target. The folders must have been matched before.

        Args:
            assets: The assets as exported.
            by_name: Match an asset with one of another size too, if only the file has changed.

        Raises:
            ContentstackError: The assets of the target cannot be read.
        """
        found = await self._read()
        self._match_earlier(assets, found)
        for identify in (_identify_uid, _identify, *((_identify_name,) if by_name else ())):
            self._match([asset for asset in assets if get_uid(asset) not in self._found], found, identify)

    async def _read(self) -> list[Json]:
        found = await read_all(lambda: self._stack.assets.list(include_publish_details=True))
        return [asset for asset in found if not asset.get("is_dir")]

    def _match_earlier(self, assets: Iterable[Json], existing: Iterable[Json]) -> None:
        by_uid: dict[str | None, Json] = {get_uid(asset): asset for asset in existing}
        for asset in assets:
            candidate = by_uid.get(self._checkpoint.find_earlier("asset", get_uid(asset)))
            if candidate is not None:
                self._claim(asset, candidate)

    def _match(self, assets: Iterable[Json], existing: Iterable[Json], identify: _Identify) -> None:
        candidates: defaultdict[Hashable, list[Json]] = defaultdict(list)
        for asset in existing:
            candidates[identify(asset, asset.get("parent_uid"))].append(asset)
        for asset in assets:
            parent_uid = rewrite_asset(asset, self._checkpoint).fields.get("parent_uid")
            for candidate in candidates.get(identify(asset, parent_uid), ()):
                if self._claim(asset, candidate):
                    break

    def _claim(self, asset: Json, candidate: Json) -> bool:
        matches = match_asset(asset, candidate)
        if not self._checkpoint.claim(matches[0]):
            return False
        for match in matches:
            self._checkpoint.note_match(match)
        self._found[get_uid(asset)] = candidate
        return True

    def find(self, uid: str) -> Json | None:
        """Return the asset of the target that was there before; None if it was not.

        Args:
            uid: Its uid in the source.
        """
        return self._found.get(uid)

    async def look_for_created(self, asset: Json) -> Json | None:
        """Return an asset that was uploaded although the response was lost; None if it was not.

        Args:
            asset: The asset as exported.
        """
        query = {"filename": asset["filename"]}
        wanted = _identify(asset, rewrite_asset(asset, self._checkpoint).fields.get("parent_uid"))
        async for found in self._stack.assets.list(query=query):
            candidate = found.to_dict()
            is_like = _identify(candidate, candidate.get("parent_uid")) == wanted
            if is_like and self._checkpoint.claim(match_asset(asset, candidate)[0]):
                return candidate
        return None
