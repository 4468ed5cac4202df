"""The folders in which imports keep their records, and the stacks that these are of."""

import json
from dataclasses import dataclass
from pathlib import Path

from .errors import FolderError

NAME = "import-checkpoint.jsonl"
"""The record of an import in its folder."""
_USUAL = "mapper"


@dataclass(frozen=True, slots=True)
class Target:
    """The stack that an import writes to.

    Attributes:
        api_key: Its API key.
        branch: Uid of the branch; None for the main branch.
    """

    api_key: str
    branch: str | None

    def __str__(self) -> str:
        return f"stack {self.api_key}" + (f", branch {self.branch}" if self.branch else "")


def choose_mapper(root: Path, target: Target, chosen: Path | None) -> Path:
    """Return the folder of the record of an import into a stack.

    By default it is that of the official command line, if it is free. An export may be imported into several stacks:
    each of the others has a folder with its API key.

    Args:
        root: The folder that has the content.
        target: The stack.
        chosen: The folder that was chosen for it.

    Raises:
        FolderError: The chosen folder belongs to an import into another stack.
    """
    folder = chosen or root / _USUAL
    owner = _read_target(folder / NAME)
    if owner is None or owner == target:
        return folder
    if chosen is not None:
        raise FolderError(str(folder), f"this is the mapper of an import into {owner}: pass another folder as mapper")
    branch = f"-{target.branch}" if target.branch else ""
    return root / f"{_USUAL}-{target.api_key}{branch}"


def _read_target(path: Path) -> Target | None:
    """Return the stack that a record is of; None if there is none."""
    try:
        with path.open("rb") as file:
            head = json.loads(file.readline())
        return Target(str(head["api_key"]), head["branch"])
    except (OSError, ValueError, KeyError, TypeError):
        return None
