# Derived from _async/folder_import.py by generator/unasync.py: edit that, not this.
"""Import the folders of assets."""

from collections.abc import Hashable, Mapping, Sequence

from contentstack_cma import Stack
from contentstack_cma.bulk import ItemState

from ..checkpoint import Match
from ..mapping import Document, identify, order_folders, plan_waves, rewrite_folder
from ..written import Written, collect_notes, get_uid
from .calls import read_all
from .steps import Steps, Work

_Existing = Mapping[Hashable, Document]


class FolderImport:
    """Imports the folders of assets, those above first.

    A folder is its name and its place, so that one that is there already is never changed.

    Args:
        stack: The target.
        steps: What writes and records.
    """

    def __init__(self, stack: Stack, steps: Steps) -> None:
        self._stack = stack
        self._steps = steps
        self._checkpoint = steps.checkpoint
        self._existing: _Existing = {}

    def run(self, folders: Sequence[Document]) -> None:
        """Import folders.

        Args:
            folders: The folders as exported.
        """
        if not folders:
            return
        self._existing = self._read_existing()
        by_uid = {get_uid(folder): folder for folder in folders}
        parents = {uid: [str(folder.get("parent_uid"))] for uid, folder in by_uid.items()}
        work = Work[Document](step="folders", module="assets", name=get_uid, write=self._write, look=self._look)
        for wave in plan_waves(parents).waves:
            self._steps.run([by_uid[uid] for uid in wave], work)

    def match(self, folders: Sequence[Document]) -> None:
        """Match folders with those of the target.

        Args:
            folders: The folders as exported.
        """
        if folders:
            self._existing = self._read_existing()
        for folder in order_folders(folders):
            existing = self._find(folder, self._existing)
            if existing is not None:
                self._checkpoint.note_match(_match(folder, existing))

    def _read_existing(self) -> _Existing:
        return {identify("folders", folder): folder for folder in read_all(self._stack.asset_folders.list)}

    def _write(self, folder: Document) -> Written:
        existing = self._find(folder, self._existing)
        rewritten = rewrite_folder(folder, self._checkpoint)
        notes = collect_notes(rewritten)
        if existing is not None:
            return Written(ItemState.UNCHANGED, (_match(folder, existing),), notes=notes)
        if self._steps.options.is_plan:
            return Written(ItemState.CREATED, (_match(folder, folder),), notes=notes)
        parent = rewritten.fields["parent_uid"]
        self._checkpoint.note_sent("folders", get_uid(folder))
        created = self._stack.asset_folders.create(
            str(rewritten.fields["name"]), parent_uid=None if parent is None else str(parent)
        )
        return Written(ItemState.CREATED, (_match(folder, created.to_dict()),), notes=notes)

    def _look(self, folder: Document) -> Written | None:
        found = self._find(folder, self._read_existing())
        return None if found is None else Written(ItemState.CREATED, (_match(folder, found),))

    def _find(self, folder: Document, existing: _Existing) -> Document | None:
        """Return what the target has already, and reserve it."""
        found = existing.get(identify("folders", rewrite_folder(folder, self._checkpoint).fields))
        return found if found is not None and self._checkpoint.claim(_match(folder, found)) else None


def _match(source: Document, target: Document) -> Match:
    return Match("folder", get_uid(source), get_uid(target))
