"""Check a file of flat rows before anything is sent, and find out what is to be done."""

import os
import shutil
from collections import Counter
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, field
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal, NamedTuple, cast

from ..records.errors import CellError
from ..records.fields import list_required
from ..records.reading import MOST_ERRORS, ReadOptions, RecordReader
from ..records.references import RowError, is_reference
from ..records.rows import Row
from .sheets import OpenSheet

if TYPE_CHECKING:
    from contentstack_cma import Stack
    from contentstack_cma.bulk import Reference

Operation = Literal["create", "update", "upsert", "localize"]

_KEYS_PER_CALL = 100


class Group(NamedTuple):
    """Rows that one run writes.

    Attributes:
        operation: What is done with them.
        locale: Their locale.
    """

    operation: Operation
    locale: str


class Named(NamedTuple):
    """Where a reference is."""

    place: str
    column: str


@dataclass(frozen=True, slots=True)
class Target:
    """What rows are written to.

    Attributes:
        content_type: The content type.
        uid: Its uid.
        key: Uid of the field that identifies entries.
        locale: The locale of rows that name none.
        master: The master locale.
        locales: All locales.
    """

    content_type: Mapping[str, Any]
    uid: str
    key: str | None
    locale: str
    master: str
    locales: Collection[str]

    def choose_group(self, row: Row) -> Group:
        """Return what is to be done with a row, and in which locale."""
        locale = row.locale or self.locale
        if self.key is not None:
            return Group("upsert" if locale == self.master else "localize", locale)
        return Group("update" if "uid" in row else "create", locale)


class FileFinder:
    """The files in a folder that rows name by their path.

    Args:
        folder: The folder; None if there is none.
    """

    def __init__(self, folder: Path | None) -> None:
        self._folder = None if folder is None else folder.resolve()
        self.paths: dict[str, Path] = {}

    def find(self, path: str) -> str:
        """Remember a file that exists. Return the path as it is in the cell.

        Raises:
            RowError: There is no such file, or the path leads out of the folder.
        """
        if self._folder is None:
            raise RowError(f"{path!r} is the path of a file; expected the uid of an asset, or pass --files FOLDER")
        file = (self._folder / path).resolve()
        if not file.is_relative_to(self._folder):
            raise RowError(f"{path!r} leads out of the folder of --files")
        if not file.is_file():
            raise RowError(f"there is no file {path!r} in the folder of --files")
        if any(part.startswith(".") for part in file.relative_to(self._folder).parts):
            raise RowError(f"{path!r} begins with a dot: such files are not uploaded")
        self.paths[path] = file
        return path

    def stage(self, target: Path) -> dict[Path, list[str]]:
        """Link or copy the files into an empty folder. Return the paths in cells by the path there."""
        staged: dict[Path, list[str]] = {}
        for path, file in self.paths.items():
            link = target / file.relative_to(cast("Path", self._folder))
            staged.setdefault(link, []).append(path)
            link.parent.mkdir(parents=True, exist_ok=True)
            if not link.exists():
                _link(file, link)
        return staged


def _link(file: Path, link: Path) -> None:
    try:
        os.link(file, link)
    except OSError:
        shutil.copyfile(file, link)


@dataclass
class Checked:
    """What a check found.

    Attributes:
        errors: What is wrong, up to 100 cells.
        groups: How many rows are to be written how.
        references: Where the first reference to each entry by a key is.
        keys: The values of the key field in the rows.
    """

    errors: list[CellError] = field(default_factory=list[CellError])
    groups: Counter[Group] = field(default_factory=Counter[Group])
    references: "dict[Reference, Named]" = field(default_factory=dict["Reference", Named])
    keys: set[object] = field(default_factory=set[object])


def check_sheet(sheet: OpenSheet, name: str, target: Target, finder: FileFinder) -> Checked:
    """Check the rows of a file. Nothing is sent."""
    reader = RecordReader(target.content_type, ReadOptions(target.key, (), target.locales, finder.find))
    checked = Checked()
    header = () if sheet.columns is None else sheet.columns
    checked.errors += (CellError(f"{name}, row 1", *problem) for problem in reader.check_names(header))
    required = list_required(reader.fields)
    if missing := list(_find_missing_columns(sheet.columns, name, target, required)):
        checked.errors += missing
        return checked
    for cells in sheet.iterate_filled():
        _check_row(checked, reader, target, required, cells)
        if len(checked.errors) >= MOST_ERRORS:
            break
    return checked


def _find_missing_columns(
    columns: Collection[str] | None, name: str, target: Target, required: Collection[str]
) -> Iterator[CellError]:
    if columns is None:
        return
    needed: Collection[str] = () if "uid" in columns else required
    needed = needed if target.key is None else [target.key]
    has = {column.partition(":")[0].partition(".")[0] for column in columns}
    for column in needed:
        if column not in has:
            yield CellError(f"{name}, row 1", column, "is required, but there is no such column")


def _check_row(
    checked: Checked, reader: RecordReader, target: Target, required: Collection[str], cells: Mapping[str, object]
) -> None:
    place: str = getattr(cells, "place", "")
    problem: str = getattr(cells, "problem", "")
    wrong = [CellError(place, getattr(cells, "column", ""), problem)]
    row, errors = (Row(place, {}), wrong) if problem else reader.read(cells, place)
    group = target.choose_group(row)
    if group.operation == "create" and not errors:
        missing = [name for name in required if row.get(name) in (None, "", [])]
        errors += [CellError(place, name, "is required for a new entry, but empty") for name in missing]
    checked.errors += errors
    checked.groups[group] += 1
    for name, value in row.items():
        for reference in find_references(value):
            checked.references.setdefault(reference, Named(place, name))
    if target.key is not None and isinstance(row.get(target.key), (str, int)):
        checked.keys.add(row[target.key])


def find_references(value: object) -> "Iterator[Reference]":
    """Iterate over the references by a key in the value of a field."""
    if is_reference(value):
        yield value
    elif isinstance(value, dict):
        for each in cast("dict[str, object]", value).values():
            yield from find_references(each)
    elif isinstance(value, list):
        for each in cast("list[object]", value):
            yield from find_references(each)


def find_unknown_references(stack: "Stack", target: Target, checked: Checked) -> Iterator[CellError]:
    """Iterate over the references to entries that neither exist nor are in the file."""
    wanted: dict[tuple[str, str], list[Reference]] = {}
    for reference in checked.references:
        field = reference.field or target.key or ""
        is_own = (reference.content_type, field) == (target.uid, target.key) and reference.key in checked.keys
        if not is_own:
            wanted.setdefault((reference.content_type, field), []).append(reference)
    for (content_type, field), references in wanted.items():
        remaining = iter(references)
        while some := list(islice(remaining, _KEYS_PER_CALL)):
            known = _find_keys(stack, content_type, field, [reference.key for reference in some])
            for reference in (each for each in some if each.key not in known):
                problem = f"there is no entry of {content_type!r} whose {field} is {reference.key!r}"
                yield CellError(*checked.references[reference], problem)


def _find_keys(stack: "Stack", content_type: str, field: str, keys: list[str | int]) -> set[object]:
    return {entry.get(field) for entry in stack.entries(content_type).list(query={field: {"$in": keys}})}
