"""Find the content in the folder of an export: which branch, and which version of the format."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from ..errors import FolderError
from . import layout
from .json_files import Json, check_object, list_members, read_json

_EXPECTED = (
    "expected the folder of an export: with export-info.json or files such as content_types/schema.json, "
    "or with a folder of that kind for each branch"
)
_MAIN = "main"


@dataclass(frozen=True)
class Opened:
    """A folder that has the content of one branch.

    Attributes:
        root: The folder.
        branches_file: The list of branches, if there may be one.
        branch: Uid of the branch; None if the export has no branches.
        content_version: Version of the format, 1 or 2.
    """

    root: Path
    branches_file: Path
    branch: str | None
    content_version: int


def open_export(folder: Path, branch: str | None) -> Opened:
    """Find the content of a branch in the folder of an export.

    Raises:
        FolderError: It is no export, it is not complete, or it does not have the branch.
    """
    if not folder.is_dir():
        raise FolderError(
            str(folder), f"{'not a folder' if folder.exists() else 'the folder does not exist'}; {_EXPECTED}"
        )
    _check_finished(folder)
    if _has_content(folder):
        root, above = folder, folder.resolve().parent
        is_branch = (above / layout.BRANCHES).is_file()
        if is_branch:
            _check_finished(above)
        own = folder.resolve().name if is_branch else None
        _check_branch(folder, _resolve_alias(above, branch) if is_branch else branch, own)
        branches_file = above / layout.BRANCHES if is_branch else root / layout.BRANCHES
    else:
        own = _choose_branch(folder, branch)
        root, branches_file = folder / own, folder / layout.BRANCHES
    return Opened(root, branches_file, own, _find_version(root))


def list_branches(folder: Path) -> list[str]:
    """Return the uids of the branches that have a folder, in order."""
    return sorted(path.name for path in folder.iterdir() if path.is_dir() and _has_content(path))


def is_export(folder: Path) -> bool:
    """Return whether a folder is an export, finished or not."""
    return _has_content(folder) or bool(list_branches(folder))


def _check_finished(folder: Path) -> None:
    if (folder / layout.UNFINISHED).exists():
        raise FolderError(
            layout.UNFINISHED,
            f"the export into {folder} was not finished: export again into this folder, which goes on where it was",
        )


def _has_content(folder: Path) -> bool:
    return any((folder / mark).is_file() for mark in layout.MARKS) or any(folder.glob("entries/*/*/index.json"))


def _check_branch(folder: Path, wanted: str | None, own: str | None) -> None:
    if wanted is not None and own is not None and wanted != own:
        raise FolderError(str(folder), f"this is the folder of branch {own!r}, not of {wanted!r}")
    if wanted is not None and own is None and wanted != _MAIN:
        raise FolderError(str(folder), f"the export has no branches, so that there is no branch {wanted!r}")


def _choose_branch(folder: Path, wanted: str | None) -> str:
    branches = list_branches(folder)
    wanted = _resolve_alias(folder, wanted)
    if not branches:
        raise FolderError(str(folder), f"the folder has no export; {_EXPECTED}")
    if wanted is not None and wanted not in branches:
        raise FolderError(str(folder), f"no branch {wanted!r}; the export has {', '.join(branches)}")
    chosen = wanted or _choose_default(branches)
    if chosen is None:
        raise FolderError(str(folder), f"name one of the branches of the export: {', '.join(branches)}")
    return chosen


def _resolve_alias(folder: Path, wanted: str | None) -> str | None:
    """Return the uid of the branch that has an alias; what is no alias as it is."""
    path = folder / layout.BRANCHES
    if wanted is None or (folder / wanted).is_dir() or not path.is_file():
        return wanted
    for uid, branch in list_members(read_json(path, layout.BRANCHES), layout.BRANCHES):
        aliases: list[Json] = check_object(branch, layout.BRANCHES, uid).get("alias") or []
        if any(check_object(alias, layout.BRANCHES, uid).get("uid") == wanted for alias in aliases):
            return uid
    return wanted


def _choose_default(branches: Sequence[str]) -> str | None:
    if _MAIN in branches:
        return _MAIN
    return branches[0] if len(branches) == 1 else None


def _find_version(root: Path) -> int:
    path = root / layout.EXPORT_INFO
    if not path.is_file():
        return _guess_version(root)
    version = check_object(read_json(path, layout.EXPORT_INFO), layout.EXPORT_INFO).get("contentVersion", 1)
    if type(version) is not int or version not in layout.KNOWN_VERSIONS:
        raise FolderError(
            layout.EXPORT_INFO,
            f"contentVersion is {version!r}, but 1 or 2 was expected: export again, or update contentstack-cma",
        )
    return version


def _guess_version(root: Path) -> int:
    """Return the version of an export that does not say it, as old ones did not."""
    is_new = (root / layout.ASSET_METADATA).is_file() or any(root.glob("entries/*/*/index.json"))
    return 2 if is_new else 1
