"""Find the files of a folder on disk.

- Files and folders whose names begin with a dot are left out, and so are folders without files.
- A link to a file inside the folder is followed. One that leads out of it is skipped, and so is every link to a folder,
  so that no file is found twice and no circle is followed.
- Pipes, sockets and devices are skipped.
"""

import errno
import hashlib
import os
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path

from .asset_items import check_file


@dataclass(frozen=True, slots=True)
class TreeFile:
    """A file of a folder.

    Attributes:
        path: Its path.
        name: Its path below the folder, with slashes.
        folders: Names of the folders that it is in, below the folder.
        size: Number of bytes.
        content: Digest of its content.
        problem: Why it cannot be read.
        reason: Why it is skipped.
    """

    path: Path
    name: str
    folders: tuple[str, ...] = ()
    size: int = 0
    content: str | None = None
    problem: Exception | None = None
    reason: str | None = None


def check_folder(folder: str | os.PathLike[str]) -> Path:
    """Return the path of a folder, without links in it.

    Raises:
        OSError: It does not exist, or is no folder.
    """
    path = Path(folder).resolve(strict=True)
    if not path.is_dir():
        raise NotADirectoryError(errno.ENOTDIR, "it is not a folder: use upload_many for files", str(path))
    return path


def walk_folder(root: Path) -> Iterator[TreeFile]:
    """Iterate over the files of a folder in the order of their names, those of each folder before its folders."""
    return _walk(root, root, ())


def _walk(root: Path, folder: Path, names: tuple[str, ...]) -> Iterator[TreeFile]:
    try:
        with os.scandir(folder) as found:
            entries = sorted((entry for entry in found if not entry.name.startswith(".")), key=lambda each: each.name)
    except OSError as error:
        yield TreeFile(folder, "/".join(names) or ".", names, problem=error)
        return
    folders = [entry.name for entry in entries if _is_folder(entry)]
    for entry in entries:
        if not _is_folder(entry):
            yield _look_at(root, entry, names)
    for name in folders:
        yield from _walk(root, folder / name, (*names, name))


def _is_folder(entry: os.DirEntry[str]) -> bool:
    """Return whether this is a folder, and no link to one. Junctions of Windows are links too."""
    return entry.is_dir(follow_symlinks=False) and os.path.realpath(entry.path) == entry.path


def _look_at(root: Path, entry: os.DirEntry[str], names: tuple[str, ...]) -> TreeFile:
    file = TreeFile(Path(entry.path), "/".join([*names, entry.name]), names)
    if entry.is_symlink() or entry.is_dir():
        return replace(file, reason=_judge_link(root, file.path))
    is_special = not entry.is_file(follow_symlinks=False)
    return replace(file, reason=f"{file.path} is a pipe, a socket or a device") if is_special else file


def _judge_link(root: Path, link: Path) -> str | None:
    """Return why a link is skipped; None for a link to a file of the folder, or to nothing."""
    target = Path(os.path.realpath(link))
    if not target.is_relative_to(root):
        return f"{link} is a link that leads out of the folder"
    if target.is_dir():
        return f"{link} is a link to a folder"
    is_special = target.exists() and not target.is_file()
    return f"{link} is a link to a pipe, a socket or a device" if is_special else None


def measure(file: TreeFile) -> TreeFile:
    """Return a file with its size and the digest of its content, or with what prevents it from being read."""
    if file.problem is not None or file.reason is not None:
        return file
    try:
        check_file(file.path)
        with file.path.open("rb") as opened:
            content = hashlib.file_digest(opened, "sha256").hexdigest()
            return replace(file, size=opened.tell(), content=content)
    except (OSError, ValueError) as error:
        return replace(file, problem=error)
