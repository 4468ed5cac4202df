"""Where uploaded files lie: in a folder that is replaced as a whole, so that it always fits the documents.

A file is never changed once it is there. The name of the folder is a document of the store: whoever commits another
name has other files from that moment on, also if the process is killed before or after.
"""

import secrets
import shutil
from dataclasses import dataclass
from pathlib import Path

from contentstack_cma_emulator.engine.documents import Document
from contentstack_cma_emulator.engine.private_files import FOLDER_MODE, make_private_folder, place
from contentstack_cma_emulator.engine.store import Key, Store

FIRST = "assets"
OF_EMULATOR = "emulator"
CURRENT = Key(OF_EMULATOR, "files")


@dataclass(frozen=True, slots=True)
class Files:
    """The uploaded files under `folder`."""

    folder: Path
    store: Store

    @property
    def current(self) -> Path:
        """Where the files of the present state lie."""
        named = self.store.get(CURRENT) or {"folder": FIRST}
        return self.folder / str(named["folder"])

    @property
    def uploads(self) -> Path:
        """Where files lie while they are received."""
        return self.folder / "uploads"

    def prepare(self) -> None:
        """Make the folders, and remove what a process that was killed has left."""
        for path in (self.current, self.uploads):
            make_private_folder(path)
            path.chmod(FOLDER_MODE)
        for path in (*self.uploads.iterdir(), *self.current.glob("upload-*")):
            path.unlink()
        self.remove_old()

    def lend(self, path: Path) -> Path:
        """Return another place of an uploaded file, for the response that sends it, which removes it afterwards.

        The file is there to the end, even if its asset is deleted or another state loaded meanwhile. To be called while
        the store is locked, as it is in a transaction.
        """
        lent = self.uploads / f"lent-{secrets.token_hex(8)}"
        place(path, lent)
        return lent

    def new(self) -> tuple[Path, Document]:
        """Make a folder for other files; return it with the document that makes it the present one."""
        number = 2
        while (self.folder / f"{FIRST}-{number}").exists():
            number += 1
        folder = self.folder / f"{FIRST}-{number}"
        make_private_folder(folder)
        return folder, {"folder": folder.name}

    def remove_old(self) -> None:
        """Remove the folders of states that were replaced."""
        current = self.current
        for path in (self.folder / FIRST, *self.folder.glob(f"{FIRST}-*")):
            if path != current:
                shutil.rmtree(path, ignore_errors=True)
