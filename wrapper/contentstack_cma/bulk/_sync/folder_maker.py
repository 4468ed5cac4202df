# Derived from _async/folder_maker.py by generator/unasync.py: edit that, not this.
"""Find asset folders, and create those that are missing."""

from collections import defaultdict

from ...errors import ContentstackError
from ..asset_items import list_names
from ..outcomes import ItemState
from ..rows import Ended, Row
from .asset_access import AssetAccess
from .exactly_once import write_once

FolderNames = tuple[str, ...]
"""The names of folders, each in the one before."""


class FolderMaker:
    """Finds asset folders by name, each once, and creates those that are missing.

    A stack may have several folders of a name in one place: the one that holds most is taken, else the oldest. So if a
    folder whose response got lost is created again, and the server processes the first attempt later, or if two
    programs create it at the same time, there are two, but later runs find the files where they are.

    Args:
        access: The assets.
        parent_uid: Uid of the folder that all others are in; None for the root.
    """

    def __init__(self, access: AssetAccess, parent_uid: str | None) -> None:
        self._access = access
        self._uids: dict[FolderNames, str | None] = {(): parent_uid}
        self._children: dict[str | None, dict[str, list[str]]] = {}
        self._new: set[str | None] = set()

    def is_new(self, uid: str | None) -> bool:
        """Return whether a folder was created by this run."""
        return uid in self._new

    def find(self, names: FolderNames) -> str | None:
        """Return the uid of a folder, which is created if it does not exist.

        Raises:
            ContentstackError: It could not be created, or a call failed.
        """
        if names not in self._uids:
            parent_uid = self.find(names[:-1])
            self._uids[names] = self._find_or_create(names[-1], parent_uid)
        return self._uids[names]

    def _find_or_create(self, name: str, parent_uid: str | None) -> str:
        if parent_uid not in self._children:
            self._children[parent_uid] = {} if self.is_new(parent_uid) else self._list(parent_uid)
        uids = _select(self._children[parent_uid], name)
        return self._choose(uids) if uids else self._create(name, parent_uid)

    def _list(self, parent_uid: str | None) -> dict[str, list[str]]:
        """Return the uids of the folders in a folder by name, the oldest first."""
        found: dict[str, list[str]] = defaultdict(list)
        for folder in self._access.list_folders(parent_uid):
            found[str(folder.name)].append(folder.uid)
        return found

    def _choose(self, uids: list[str]) -> str:
        """Return the uid of the folder that holds most; of several, the first."""
        if len(uids) == 1:
            return uids[0]
        counts = {uid: self._access.count_in_folder(uid) for uid in uids}
        return max(uids, key=lambda uid: counts[uid])

    def _create(self, name: str, parent_uid: str | None) -> str:
        row = Row(name, 0, name, b"")

        def send() -> Ended[str]:
            folder = self._access.create_folder(name, parent_uid)
            self._new.add(folder.uid)
            return row.end(ItemState.CREATED, result=folder.uid)

        def look(doubt: ContentstackError) -> Ended[str] | None:
            del doubt
            uids = _select(self._list(parent_uid), name)
            return row.end(ItemState.CREATED, result=uids[0]) if uids else None

        def reject(error: ContentstackError, doubt: ContentstackError | None) -> Ended[str]:
            del doubt
            return row.end(ItemState.FAILED, error=error)

        outcome = (write_once(row, send=send, look=look, reject=reject)).outcome
        if outcome.result is None:
            raise outcome.error or LookupError(f"the folder {name!r} was not created")
        return outcome.result


def _select(children: dict[str, list[str]], name: str) -> list[str]:
    """Return the uids of the folders of a name, or of the name that the server may have stored instead."""
    stored = [uid for each in list_names(name) for uid in children.get(each, [])]
    return children.get(name) or stored
