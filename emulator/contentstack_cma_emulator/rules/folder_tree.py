"""The tree of asset folders. A folder is a document with `uid`, `name` and `parent_uid` (None at the root)."""

from collections.abc import Mapping, Sequence

from contentstack_cma_emulator.engine.documents import Document

MAX_DEPTH = 5
"""The maximum nesting of folders."""

ROOT = "cs_root"
"""The name for the root where the uid of a folder is expected."""

FOLDER_TYPE = "application/vnd.contenstack.folder"
"""The media type of a folder, spelled as the CMA spells it."""

Folders = Mapping[str, Document]
"""All folders by uid."""


def find_path(folders: Folders, parent_uid: str | None) -> list[Document]:
    """Return uid and name of the folders from the root down to the folder `parent_uid`."""
    path: list[Document] = []
    folder = folders.get(parent_uid or "")
    while folder:
        path.insert(0, {"uid": folder["uid"], "name": folder["name"]})
        folder = folders.get(folder["parent_uid"] or "")
    return path


def list_subtree(folders: Folders, uid: str) -> list[str]:
    """Return the uids of a folder and of all folders below it."""
    return [uid, *(below for child in _list_children(folders, uid) for below in list_subtree(folders, child))]


def check_parent(folders: Folders, uid: str | None, parent_uid: str | None) -> str | None:
    """Return why a folder (`uid` is None for a new one) cannot be placed in another one, or None if it can."""
    if parent_uid is None:
        return None
    if parent_uid not in folders:
        return "is not valid."
    if uid is not None and parent_uid in list_subtree(folders, uid):
        return "is the folder itself or lies inside it."
    depth = len(find_path(folders, parent_uid)) + (measure_height(folders, uid) if uid else 1)
    return f"is too deep: at most {MAX_DEPTH} folders may lie inside each other." if depth > MAX_DEPTH else None


def measure_height(folders: Folders, uid: str) -> int:
    """Return the number of levels in the subtree of a folder, including the folder."""
    inner: Sequence[int] = [measure_height(folders, child) for child in _list_children(folders, uid)]
    return 1 + max(inner, default=0)


def _list_children(folders: Folders, uid: str) -> list[str]:
    return [folder["uid"] for folder in folders.values() if folder["parent_uid"] == uid]
