"""Find the files of assets in an export, and check them."""

from pathlib import Path

from ..errors import FolderError
from . import layout
from .access import FolderAccess
from .json_files import Json


def find_asset_file(files: FolderAccess, asset: Json) -> Path:
    """Return the path of the file of an asset.

    Raises:
        FolderError: There is no file, or its size is not the one of the record.
    """
    uid, name = read_names(asset)
    return _choose(files, [(layout.ASSET_FILES, uid), (layout.ASSETS, uid)], name, asset)


def find_version_file(files: FolderAccess, version: Json) -> Path:
    """Return the path of the file of an earlier version of an asset.

    Raises:
        FolderError: There is no file, or its size is not the one of the record.
    """
    uid, name = read_names(version)
    number = str(version.get("_version"))
    return _choose(files, [(layout.ASSET_VERSION_FILES, uid, number), (layout.ASSET_FILES, uid)], name, version)


def read_names(asset: Json) -> tuple[str, str]:
    """Return the uid of an asset, and the name of its file.

    Raises:
        FolderError: It has none.
    """
    uid, name = asset.get("uid"), asset.get("filename")
    if not isinstance(uid, str) or not isinstance(name, str) or not name:
        raise FolderError(layout.ASSETS, "the record of an asset needs a uid and a filename", _show(uid))
    return uid, name


def _show(uid: object) -> str | None:
    return uid if isinstance(uid, str) else None


def read_file_size(asset: Json) -> int | None:
    """Return the size of the file of an asset according to its record, which may be a text; None if it has none."""
    size = str(asset.get("file_size"))
    return int(size) if size.isascii() and size.isdigit() and len(size) < 20 else None  # noqa: PLR2004 - digits


def _choose(files: FolderAccess, places: list[tuple[str, ...]], name: str, asset: Json) -> Path:
    """Return the first file of the right size in one of the folders."""
    size, problems = read_file_size(asset), list[FolderError]()
    for place in places:
        try:
            candidates = _list_candidates(files, place, name)
        except FolderError as error:
            problems.append(FolderError(error.path, error.problem, asset["uid"]))
            continue
        for path in filter(Path.is_file, candidates):
            found = path.stat().st_size
            if size is None or found == size:
                return path
            problem = f"the file has {found:,} bytes, but its record says {size:,}: export again"
            problems.insert(0, FolderError(files.name(path), problem, asset["uid"]))
        missing = files.name(candidates[0])
        problems.append(FolderError(missing, "the file of the asset is missing: export again", asset["uid"]))
    raise problems[0]


def _list_candidates(files: FolderAccess, place: tuple[str, ...], name: str) -> list[Path]:
    """Return the paths where a file may be: under its own name, or under the one that was made of it.

    Raises:
        FolderError: Neither can be the name of a file, or a link on the way leads out of the folder.
    """
    folder = files.name(files.locate(*place))
    made = files.locate_made(folder, name)
    try:
        return [files.locate(*place, name), *([] if made is None else [made])]
    except FolderError:
        if made is None:
            raise
        return [made]
