"""The folder that an export is written to: whether it may be used, and that it is marked until it is complete."""

from collections.abc import Generator
from contextlib import contextmanager
from pathlib import Path

from filelock import FileLock, Timeout

from ..errors import FolderError
from . import layout
from .json_files import Json, check_object, make_folder, read_json, write_json
from .opening import is_export


@contextmanager
def open_target(folder: Path, identity: Json, *, can_update: bool) -> Generator[Path]:
    """Prepare a folder for an export, and mark it as unfinished until the end.

    An unfinished export with the same options is continued. The mark stays after an error.

    Args:
        folder: The folder. It is created if it does not exist.
        identity: The stack and the options of the export.
        can_update: Whether a finished export of the same stack may be brought up to date.

    Raises:
        FolderError: The folder has something else, or another export is being written there.
    """
    make_folder(folder)
    lock = FileLock(folder / layout.LOCK)
    try:
        lock.acquire(timeout=0)
    except Timeout:
        raise FolderError(str(folder), "another export is being written into this folder: wait for its end") from None
    try:
        _check(folder, identity, can_update=can_update)
        write_json(folder / layout.UNFINISHED, identity)
        yield folder
        (folder / layout.UNFINISHED).unlink()
    finally:
        lock.release()
        (folder / layout.LOCK).unlink(missing_ok=True)


def _check(folder: Path, identity: Json, *, can_update: bool) -> None:
    mark = folder / layout.UNFINISHED
    if mark.exists() and not _has_files(folder):
        (folder / layout.BRANCHES).unlink(missing_ok=True)  # may be that of another stack
    elif mark.exists():
        _check_same(read_json(mark, layout.UNFINISHED), identity)
    elif any(path.name != layout.LOCK for path in folder.iterdir()):
        if not is_export(folder):
            raise FolderError(str(folder), "the folder has other files, and no export: choose an empty or a new folder")
        if not can_update:
            problem = (
                "the folder has a finished export: choose another folder, or bring it up to date with "
                "existing='update', on the command line --update"
            )
            raise FolderError(str(folder), problem)
        _check_stack(folder, identity)


def _has_files(folder: Path) -> bool:
    """Return whether an unfinished export has written anything: one with a misspelled option has not."""
    own = {folder / name for name in (layout.UNFINISHED, layout.LOCK, layout.BRANCHES)}
    return any(path.is_file() and path not in own for path in folder.rglob("*"))


def _check_same(begun: object, identity: Json) -> None:
    begun = check_object(begun, layout.UNFINISHED)
    different = [name for name in identity if begun.get(name) != identity[name]]
    if different:
        names = ", ".join(f"{name} {begun.get(name)!r} instead of {identity[name]!r}" for name in different)
        raise FolderError(
            layout.UNFINISHED,
            f"the folder has an unfinished export with {names}: pass the same options, or choose another folder",
        )


def _check_stack(folder: Path, identity: Json) -> None:
    for path in [folder / layout.EXPORT_INFO, *folder.glob(f"*/{layout.EXPORT_INFO}")]:
        if path.is_file():
            name = path.relative_to(folder).as_posix()
            found = check_object(read_json(path, name), name).get("apiKey", identity["apiKey"])
            if found != identity["apiKey"]:
                raise FolderError(name, f"the export is of stack {found}, not of {identity['apiKey']}")
