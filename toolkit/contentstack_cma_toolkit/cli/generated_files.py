"""Write generated files: none is half written, and none that is up to date is touched."""

import os
import tempfile
from collections.abc import Mapping
from pathlib import Path

from ..codegen.header import FIRST_LINE

_SCHEMA_KEY = '"$schema"'
"""What every JSON Schema has. JSON has no comments for a header."""


def write_files(files: Mapping[Path, str]) -> list[Path]:
    """Write files, and return those that changed.

    Args:
        files: Texts by path. Folders that do not exist are made.
    """
    changed = [path for path, text in files.items() if read_text(path) != text]
    for path in changed:
        path.parent.mkdir(parents=True, exist_ok=True)
        _replace(path, files[path])
    return changed


def list_foreign_files(files: Mapping[Path, str]) -> list[Path]:
    """Return the files that exist, but were not generated, so that writing would destroy the work of somebody.

    Args:
        files: Texts by path, as they will be written.
    """
    return [path for path, text in files.items() if _is_foreign(path, text, read_text(path) or "")]


def _is_foreign(path: Path, text: str, found: str) -> bool:
    if not found.strip() or found == text:
        return False
    return _SCHEMA_KEY not in found if path.suffix == ".json" else not _is_generated(found)


def _is_generated(text: str) -> bool:
    return text.partition("\n")[0].rstrip() == FIRST_LINE.rstrip()


def list_stale_files(out: Path, files: Mapping[Path, str]) -> list[Path]:
    """Return the generated Python files in a folder that are not among those to write: of deleted content types.

    Args:
        out: The folder, or a file, beside which nothing is stale.
        files: The files to write.
    """
    if not out.is_dir():
        return []
    found = [path for path in sorted(out.glob("*.py")) if path not in files]
    return [path for path in found if _is_generated(read_text(path) or "")]


def read_text(path: Path) -> str | None:
    """Return the text of a file, or None if there is none. Line ends are kept, and what is not UTF-8 is replaced."""
    try:
        return path.read_bytes().decode("utf-8", "replace")
    except FileNotFoundError:
        return None


def _replace(path: Path, text: str) -> None:
    """Write a file beside another one, then put it in its place, with its permissions."""
    handle, name = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.")
    try:
        with os.fdopen(handle, "w", encoding="utf-8", newline="\n") as file:
            file.write(text)
        Path(name).chmod(_choose_mode(path))
        Path(name).replace(path)
    except BaseException:
        Path(name).unlink(missing_ok=True)
        raise


def _choose_mode(path: Path) -> int:
    """Return the permissions of a file, or those that a new one gets: temporary files are private."""
    if path.exists():
        return path.stat().st_mode & 0o777
    mask = os.umask(0)
    os.umask(mask)
    return 0o666 & ~mask
