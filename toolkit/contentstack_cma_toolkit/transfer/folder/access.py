"""Files in the folder of an export, by name: none of them is outside."""

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from ..errors import FolderError
from . import layout
from .json_files import Json, check_object, describe_type, list_members, read_json
from .names import is_inside, make_safe_name

_SHOWN = 5


class FolderAccess:
    """Reads the files of an export.

    Attributes:
        root: The folder that has the content.

    Args:
        root: The folder that has the content.

    Raises:
        FolderError: The list of changed names cannot be read.
    """

    def __init__(self, root: Path) -> None:
        self.root = root
        self._resolved = root.resolve()
        self._names = self._read_names()
        self._originals = {
            folder: {changed: name for name, changed in names.items()} for folder, names in self._names.items()
        }

    def _read_names(self) -> Mapping[str, Mapping[str, str]]:
        path = self.root / layout.SAFE_NAMES
        if not path.is_file():
            return {}
        names = check_object(read_json(path, layout.SAFE_NAMES), layout.SAFE_NAMES)
        for folder, changed in names.items():
            for name in check_object(changed, layout.SAFE_NAMES, folder).values():
                if not isinstance(name, str) or not is_inside(name):
                    raise FolderError(layout.SAFE_NAMES, f"{name!r} cannot be the name of a file", folder)
        return names

    def locate(self, *parts: str) -> Path:
        """Return the path of a file that may not exist.

        Args:
            parts: A path of the format, then names from the stack, such as uids. Each is one part of the path.

        Raises:
            FolderError: A part, or a link on the way, leads out of the folder.
        """
        base, *names = parts
        found = base
        for name in names:
            actual = self._find_actual(found, name)
            if not is_inside(actual):
                raise FolderError(f"{found}/{name}", f"{name!r} cannot be the name of a file")
            found = f"{found}/{actual}"
        return self._check(found)

    def _find_actual(self, folder: str, name: str) -> str:
        return self._names.get(folder, {}).get(name, name)

    def has_file(self, folder: str, name: str) -> bool:
        """Return whether there is a file of a name in a folder, whose path is relative to that of the export.

        Raises:
            FolderError: A link on the way leads out of the folder.
        """
        return is_inside(self._find_actual(folder, name)) and self.locate(folder, name).is_file()

    def locate_made(self, folder: str, name: str) -> Path | None:
        """Return the path of the file that has the name as far as a file can have it; None if that is no other name."""
        safe = make_safe_name(name)
        return None if safe == name else self._check(f"{folder}/{safe}")

    def _check(self, relative: str) -> Path:
        path = self.root / relative
        try:
            is_in = path.resolve().is_relative_to(self._resolved)
        except (OSError, RuntimeError) as error:  # a circle of links
            raise FolderError(relative, f"cannot be found: {error}") from error
        if not is_in:
            raise FolderError(relative, "a link leads out of the folder of the export")
        return path

    def name(self, path: Path) -> str:
        """Return a path relative to the folder, for errors."""
        return path.relative_to(self.root).as_posix()

    def read(self, path: Path) -> Any:
        """Return the content of a JSON file.

        Raises:
            FolderError: It cannot be read, is not JSON, or is outside.
        """
        return read_json(self._check(self.name(path)), self.name(path))

    def read_object(self, path: Path) -> Json:
        """Return the object in a file; an empty one if there is no file."""
        if not path.is_file():
            return {}
        return check_object(self.read(path), self.name(path))

    def read_by_uid(self, path: Path) -> dict[str, Json]:
        """Return the resources of a file by uid; an empty object if there is no file."""
        return dict(self.iterate_by_uid(path)) if path.is_file() else {}

    def iterate_by_uid(self, path: Path) -> Iterator[tuple[str, Json]]:
        """Iterate over the resources of a file, which has them by uid or in a list.

        Raises:
            FolderError: The file or resources of it cannot be used. Those that can be used come first.
        """
        name, content = self.name(path), self.read(path)
        wrong: list[FolderError] = []
        for uid, value in list_members(content, name):
            try:
                yield uid, add_uid(value, uid, name)
            except FolderError as error:
                wrong.append(error)
        raise_all(wrong)

    def list_folders(self, *parts: str) -> list[str]:
        """Return the names of the folders in a folder, as they were before they were made safe, in order."""
        folder = self.locate(*parts)
        if not folder.is_dir():
            return []
        originals = self._originals.get(self.name(folder), {})
        return sorted(originals.get(path.name, path.name) for path in folder.iterdir() if path.is_dir())

    def list_files(self, *parts: str) -> list[Path]:
        """Return the JSON files in a folder, in order."""
        folder = self.locate(*parts)
        return sorted(path for path in folder.glob("*.json") if path.is_file()) if folder.is_dir() else []

    def find_name(self, path: Path) -> str:
        """Return the name of a file before it was made safe."""
        return self._originals.get(self.name(path.parent), {}).get(path.name, path.name)


def add_uid(value: Any, uid: str, name: str) -> Json:
    """Return a resource, with its uid, which files of other programs may leave out.

    Raises:
        FolderError: It is no object, or has a uid that is no text.
    """
    found = check_object(value, name, uid)
    if not isinstance(found.get("uid", uid), str):
        raise FolderError(name, f"uid must be a text, not {describe_type(found['uid'])}", uid)
    return found if "uid" in found else {"uid": uid, **found}


def raise_all(problems: list[FolderError]) -> None:
    """Raise one error for all problems, if there are any."""
    if not problems:
        return
    first, *others = problems
    if not others:
        raise first
    shown = [str(problem) for problem in problems[:_SHOWN]]
    more = [f"and {len(problems) - _SHOWN:,} more"] if len(problems) > _SHOWN else []
    raise FolderError(first.path, f"{len(problems):,} problems: {'; '.join([*shown, *more])}", first.uid)
