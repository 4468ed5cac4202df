"""Write single files into the folder of an export, and lists of files."""

from collections.abc import Iterator, Mapping
from pathlib import Path
from threading import Lock
from uuid import uuid4

from .access import FolderAccess
from .json_files import Json, read_json, write_json


class OutputFolder:
    """A folder that files are written into, and which of its files were.

    Attributes:
        root: The folder. It is created if it does not exist.
    """

    def __init__(self, root: Path) -> None:
        root.mkdir(parents=True, exist_ok=True)
        self.root = root
        self._files = FolderAccess(root)
        self._written: set[str] = set()

    def write(self, relative: str, value: object) -> str:
        """Write a JSON file in one step, and return its path, relative to the folder."""
        write_json(self.prepare(relative), value)
        return relative

    def prepare(self, relative: str) -> Path:
        """Return the path of a file that is about to be written, whose folder exists.

        Raises:
            FolderError: A link on the way leads out of the folder.
        """
        folder, _, name = relative.rpartition("/")
        path = (self._files.locate(folder) if folder else self.root) / name
        path.parent.mkdir(parents=True, exist_ok=True)
        if path.is_symlink():
            path.unlink()
        self._written.add(relative)
        return path

    def is_written(self, relative: str) -> bool:
        """Return whether a file was written, and not removed."""
        return relative in self._written

    def remove(self, relative: str) -> None:
        """Remove a file that was written, if it exists."""
        self._written.discard(relative)
        (self.root / relative).unlink(missing_ok=True)

    def remove_stale(self, folder: str) -> list[str]:
        """Remove what was not written into a folder, with folders that are empty then, and return the paths of files.

        Raises:
            FolderError: A link on the way leads out of the folder.
        """
        top = self._files.locate(folder)
        if not top.is_dir():
            return []
        removed: list[str] = []
        for path in sorted(top.rglob("*"), reverse=True):  # what is in a folder comes before it
            if path.is_dir() and not path.is_symlink():
                _remove_if_empty(path)
            elif (name := self._files.name(path)) not in self._written:
                path.unlink()
                removed.append(name)
        return removed


def _remove_if_empty(path: Path) -> None:
    if not any(path.iterdir()):
        path.rmdir()


class ChunkWriter:
    """Writes records to files of a folder, one file for each page of them, and lists the files at its end.

    Args:
        output: What writes the files.
        folder: The folder, relative to that of the export.
        index: Path of the list of files.
        kind: What the names of the files end with.
        metadata: Path of the file that says which records are in which file. Default: none.
    """

    def __init__(self, output: OutputFolder, folder: str, index: str, kind: str, metadata: str | None = None) -> None:
        self._output = output
        self._folder = folder
        self._index = index
        self._kind = kind
        self._metadata_path = metadata
        self._names: dict[int, str] = {}
        self._metadata: dict[str, list[Json]] = {}
        self._lock = Lock()

    def write(self, page: int, records: Mapping[str, Json]) -> str:
        """Write a file with records by uid, and return its path, relative to the folder of the export.

        Args:
            page: Number of the page, which decides the order of the files.
            records: The records by what identifies them.
        """
        name = f"{uuid4()}-{self._kind}.json"
        path = self._output.write(f"{self._folder}/{name}", records)
        with self._lock:
            self._names[page] = name
            if self._metadata_path is not None:
                self._metadata[name] = [_pick_metadata(record) for record in records.values()]
        return path

    def iterate_records(self) -> Iterator[Json]:
        """Iterate over the records that were written, with a file in memory at a time."""
        for _, name in sorted(self._names.items()):
            yield from read_json(self._output.root / self._folder / name, name).values()

    def discard(self) -> None:
        """Remove the files, to begin again."""
        for name in self._names.values():
            self._output.remove(f"{self._folder}/{name}")
        self._names.clear()
        self._metadata.clear()

    def finish(self) -> None:
        """Write the list of the files, if there are any."""
        names = [name for _, name in sorted(self._names.items())]
        if not names:
            return
        self._output.write(self._index, {str(number): name for number, name in enumerate(names, 1)})
        if self._metadata_path is not None:
            self._output.write(self._metadata_path, {name: self._metadata[name] for name in names})


def _pick_metadata(record: Json) -> Json:
    return {name: record.get(name) for name in ("uid", "url", "filename", "parent_uid")}
