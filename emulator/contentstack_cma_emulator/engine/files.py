"""The folder of uploaded files, which is replaced as a whole, so that it always matches the documents.

Files in it never change. The name of the folder is a document in the store: committing another name switches to other
files atomically, even if the process is killed.
"""

import secrets
import shutil
from dataclasses import dataclass
from pathlib import Path

from contentstack_cma_emulator.engine.documents import Document
from contentstack_cma_emulator.engine.private_files import FOLDER_MODE, link_or_copy, make_private_folder
from contentstack_cma_emulator.engine.store import Key, Store

FIRST_FOLDER = "assets"
EMULATOR = "emulator"
CURRENT = Key(EMULATOR, "files")


@dataclass(frozen=True, slots=True)
class Files:
    """The uploaded files in `folder`."""

    folder: Path
    store: Store

    @property
    def current(self) -> Path:
        """The folder of the current state."""
        named = self.store.get(CURRENT) or {"folder": FIRST_FOLDER}
        return self.folder / str(named["folder"])

    @property
    def uploads(self) -> Path:
        """The folder of incoming files."""
        return self.folder / "uploads"

    def prepare(self) -> None:
        """Create the folders, and remove leftovers of a killed process."""
        for path in (self.current, self.uploads):
            make_private_folder(path)
            path.chmod(FOLDER_MODE)
        for path in (*self.uploads.iterdir(), *self.current.glob("upload-*")):
            path.unlink()
        self.remove_old()

    def lend(self, path: Path) -> Path:
        """Return a second path of an uploaded file for a response, which removes it afterwards.

        The file remains until then, even if its asset is deleted or another state is loaded. Call this while the store
        is locked, such as in a transaction.
        """
        lent = self.uploads / f"lent-{secrets.token_hex(8)}"
        link_or_copy(path, lent)
        return lent

    def make_folder(self) -> tuple[Path, Document]:
        """Create a folder for other files. Return it and the document that makes it the current one."""
        number = 2
        while (self.folder / f"{FIRST_FOLDER}-{number}").exists():
            number += 1
        folder = self.folder / f"{FIRST_FOLDER}-{number}"
        make_private_folder(folder)
        return folder, {"folder": folder.name}

    def remove_old(self) -> None:
        """Remove the folders of replaced states."""
        current = self.current
        for path in (self.folder / FIRST_FOLDER, *self.folder.glob(f"{FIRST_FOLDER}-*")):
            if path != current:
                shutil.rmtree(path, ignore_errors=True)
