"""The tree of asset folders. A folder is a document with `uid`, `name` and `parent_uid` (None in the root)."""

from collections.abc import Iterator, Mapping, Sequence

from contentstack_cma_emulator.engine.documents import Document

MAX_DEPTH = 5
"""How deep folders may lie inside each other."""

ROOT = "cs_root"
"""Stands for the root where a folder's uid is expected."""

FOLDER_TYPE = "application/vnd.contenstack.folder"
"""The media type of a folder, spelled as the CMA spells it."""

Folders = Mapping[str, Document]
"""All folders by their uid."""


def path_to(folders: Folders, parent_uid: str | None) -> list[Document]:
    """Answer the folders from the root down to the one with `parent_uid`, each as its uid and name."""
    path: list[Document] = []
    folder = folders.get(parent_uid or "")
    while folder:
        path.insert(0, {"uid": folder["uid"], "name": folder["name"]})
        folder = folders.get(folder["parent_uid"] or "")
    return path


def with_descendants(folders: Folders, uid: str) -> list[str]:
    """Answer the uids of a folder and of all folders in it, however deep."""
    return [uid, *_descendants(folders, uid)]


def wrong_parent(folders: Folders, uid: str | None, parent_uid: str | None) -> str | None:
    """Answer why a folder (`uid` is None for a new one) cannot lie in another, or None if it can."""
    if parent_uid is None:
        return None
    if parent_uid not in folders:
        return "is not valid."
    if uid is not None and parent_uid in with_descendants(folders, uid):
        return "is the folder itself or lies inside it."
    depth = len(path_to(folders, parent_uid)) + (height(folders, uid) if uid else 1)
    return f"is too deep: at most {MAX_DEPTH} folders may lie inside each other." if depth > MAX_DEPTH else None


def height(folders: Folders, uid: str) -> int:
    """Answer how many levels of folders a folder makes, itself included."""
    inner: Sequence[int] = [height(folders, child) for child in _children(folders, uid)]
    return 1 + max(inner, default=0)


def _children(folders: Folders, uid: str) -> list[str]:
    return [folder["uid"] for folder in folders.values() if folder["parent_uid"] == uid]


def _descendants(folders: Folders, uid: str) -> Iterator[str]:
    for child in _children(folders, uid):
        yield from with_descendants(folders, child)
