"""The folder of an emulator: held by one process at a time, with the state that the emulator can be set back to."""

import errno
import json
import shutil
import sqlite3
from collections.abc import Generator
from contextlib import contextmanager
from pathlib import Path

from contentstack_cma_emulator.engine.call import State
from contentstack_cma_emulator.engine.store import Key, Scope

EVERYTHING = Scope(None, version=None)


@contextmanager
def held(folder: Path) -> Generator[None]:
    """Hold a folder; nobody else can. It is free again when this process ends, however it ends.

    Raises ``OSError`` if another emulator holds it.
    """
    connection = sqlite3.connect(folder / "lock", timeout=0, isolation_level=None, check_same_thread=False)
    try:
        connection.execute("BEGIN EXCLUSIVE")
        yield
    except sqlite3.OperationalError as error:
        raise BlockingIOError(errno.EAGAIN, "another emulator is using the folder", str(folder)) from error
    finally:
        connection.close()


class Snapshot:
    """What a state was when it was new, kept in a folder of its own."""

    def __init__(self, folder: Path) -> None:
        self._documents = folder / "documents.jsonl"
        self._files = folder / "assets"

    def take(self, state: State) -> None:
        """Keep the state, unless one is kept already."""
        if self._documents.exists():
            return
        shutil.copytree(state.files, self._files, dirs_exist_ok=True)
        unfinished = self._documents.with_suffix(".new")
        with unfinished.open("w", encoding="utf-8") as file:
            for key, document in state.store.items(EVERYTHING):
                place = [key.kind, key.uid, key.stack, key.branch, key.parent, key.locale, key.version]
                file.write(json.dumps([place, document]) + "\n")
        unfinished.replace(self._documents)

    def restore(self, state: State) -> None:
        """Set the state back to the one that is kept."""
        with state.store.transaction():
            state.store.delete_all(EVERYTHING)
            with self._documents.open(encoding="utf-8") as lines:
                for place, document in map(json.loads, lines):
                    state.store.put(Key(*place), document)
            for item in state.agenda.waiting():
                state.agenda.add(item)  # It does not look at what is put into the store behind its back.
            self._restore_files(state.files)

    def _restore_files(self, files: Path) -> None:
        for stack in files.iterdir():
            if stack.is_dir():
                shutil.rmtree(stack)
        shutil.copytree(self._files, files, dirs_exist_ok=True)
