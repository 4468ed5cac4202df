"""Edit files of a copy of the repository."""

from pathlib import Path


def edit(path: Path, old: str, new: str) -> None:
    """Replace a text that occurs in a file, once."""
    text = path.read_text(encoding="utf-8")
    assert old in text, f"{path.name} no longer holds {old!r}"
    path.write_text(text.replace(old, new, 1), encoding="utf-8")
