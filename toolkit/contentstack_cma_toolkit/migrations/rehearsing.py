"""Rehearse migrations in a copy of a stack."""

import os
from pathlib import Path
from shutil import copytree, ignore_patterns
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING

from ..changes.copies import DEFAULT_SAMPLE, open_copy
from .history import HistoryPlace, open_history
from .reports import MigrationReport
from .running import FOLDER, read_status, upgrade
from .session import Notify

if TYPE_CHECKING:
    from contentstack_cma import Stack

_HISTORY = "history.jsonl"
_CHECKPOINTS = ".checkpoints"


def rehearse(
    stack: "Stack",
    folder: str | os.PathLike[str] = FOLDER,
    *,
    to: str | int | None = None,
    sample: int = DEFAULT_SAMPLE,
    history: HistoryPlace = None,
    progress: Notify | None = None,
) -> MigrationReport:
    """Run the migrations that are not applied in a copy of the stack: its model and a sample of its entries.

        print(rehearse(stack, "migrations"))

    The copy is in an emulator in memory, and gone afterwards. Nothing is written to the stack.

    Args:
        stack: The stack, on its branch.
        folder: The folder of migrations.
        to: Name or number of the last migration to run. Default: all.
        sample: Number of entries of each content type in each locale, 1 to 100.
        history: Path of a file that holds the history. Default: the stack holds it.
        progress: A function that is called with a line of text when a migration or a step begins.

    Returns:
        What was done in the copy.

    Raises:
        MigrationFileError: A file is wrong, or was changed after it was applied.
        MigrationFailedError: A migration failed in the copy.
        ModuleNotFoundError: The emulator is not installed: `pip install "contentstack-cma[emulator]"`.
        ContentstackError: The stack could not be read.
    """
    if read_status(stack, folder, history=history).is_current:
        return MigrationReport("upgrade")
    records = open_history(stack, history).read_records()
    with TemporaryDirectory() as place, open_copy(stack, sample=sample) as copy:
        files = Path(place, Path(folder).resolve().name)
        # Without checkpoints: those of the copy would be taken for those of the stack.
        copytree(folder, files, ignore=ignore_patterns(_CHECKPOINTS, "__pycache__"))
        rehearsed = Path(place, _HISTORY)
        written = open_history(copy, rehearsed)
        for record in records.values():
            written.write_record(record)
        return upgrade(copy, files, to=to, history=rehearsed, progress=progress)
