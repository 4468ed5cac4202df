"""Files of an export folder. No name in the folder leads out of it: not by `..`, an absolute path or a link."""

from dataclasses import dataclass
from pathlib import Path

from contentstack_cma_emulator.engine.strict_json import read_value
from contentstack_cma_emulator.seeding.seed_file import SeedError

SEPARATORS = frozenset("/\\:\0")
"""Characters of paths. A colon separates a drive."""


@dataclass(frozen=True, slots=True)
class ExportFiles:
    """The files in a folder. Paths are relative to it, with `/`, and made of constants and checked names."""

    root: Path

    def has_file(self, path: str) -> bool:
        """Return whether there is a file. Raises `SeedError` if a link leads to it."""
        return self._locate(path).is_file()

    def has_folder(self, path: str) -> bool:
        """Return whether there is a folder. Raises `SeedError` if a link leads to it."""
        return self._locate(path).is_dir()

    def require_file(self, path: str, place: str) -> Path:
        """Return the path of a file. Raises `SeedError` at `place`, which names the file, if there is none."""
        found = self._locate(path)
        if not found.is_file():
            raise SeedError(place, f"the file {path} is missing. Export the stack again.")
        return found

    def read_json(self, path: str, place: str = "") -> object:
        """Return the content of a JSON file. Raises `SeedError` if it is missing or is not valid."""
        found = self.require_file(path, place or path)
        try:
            return read_value(found.read_bytes())
        except ValueError as error:
            raise SeedError(path, str(error)) from error

    def list_folders(self, path: str) -> list[str]:
        """Return the names of the folders in a folder, sorted. Empty if there is no such folder."""
        return self._list_names(path, folders=True)

    def list_json_files(self, path: str) -> list[str]:
        """Return the names of the JSON files in a folder, sorted. Empty if there is no such folder."""
        return [name for name in self._list_names(path, folders=False) if name.endswith(".json")]

    def _list_names(self, path: str, *, folders: bool) -> list[str]:
        folder = self._locate(path)
        if not folder.is_dir():
            return []
        names = sorted(each.name for each in folder.iterdir() if each.is_dir() == folders)
        return [name for name in names if not name.startswith(".")]

    def _locate(self, path: str) -> Path:
        found = self.root
        for name in filter(None, path.split("/")):
            found /= name
            if found.is_symlink():
                raise SeedError(path, "is a link. Replace links by the files themselves.")
        return found


def check_name(name: object, place: str) -> str:
    """Return a name from the content of a file, as part of a path. Raises `SeedError` if it could lead elsewhere."""
    if not isinstance(name, str) or not name.strip(". ") or SEPARATORS & set(name):
        raise SeedError(place, f"names the file {name!r}, which is not the name of a file in the folder.")
    return name
