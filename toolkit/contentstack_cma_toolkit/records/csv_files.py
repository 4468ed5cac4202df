"""Rows in CSV files.

A cell without text is a missing one. Null is `null`, and the empty text is two quotation marks: `""`. A text that is
one of these gets a backslash before it. Other texts stay as they are, also those that a spreadsheet takes for formulas.
"""

import csv
import errno
import io
import os
import re
import tempfile
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date
from pathlib import Path
from typing import IO, Any, NoReturn

from .cells import MISSING, normalize
from .errors import CellError, RecordsError
from .formats import dump_json, format_date
from .references import RowError
from .tables import LARGEST_CELL, Table, check_encoding, open_text
from .writing import Options, RecordWriter

_NULL = "null"
_EMPTY = '""'
_MARKED = re.compile(r'\\*(null|"")')


class SheetRow(dict[str, str | None]):
    """The cells of a row of a CSV file.

    Attributes:
        place: Where it is, such as `prices.csv, row 17`.
        problem: What is wrong, so that the row has no cells; empty if nothing is.
        column: Name of the column of the cell that is wrong; empty if the row as a whole is.
    """

    def __init__(self, place: str, cells: Mapping[str, str | None], problem: str = "", column: str = "") -> None:
        super().__init__(cells)
        self.place = place
        self.problem = problem
        self.column = column


class Sheet:
    """A CSV file that is open.

    Args:
        name: Name of the file, for messages.
        text: The file.

    Attributes:
        name: Name of the file.
        columns: The names in its header.

    Raises:
        RecordsError: The file is empty, or its header is malformed.
    """

    def __init__(self, name: str, text: Iterator[str]) -> None:
        self.name = name
        self._table = Table(text)
        header = self._table.read_header()
        if self._table.problem is not None:
            self._reject(self._table.line, "", self._table.problem)
        if header is None:
            self._reject(1, "", "the file is empty; expected a header with the names of columns")
        self.columns: tuple[str, ...] = tuple(self._check_header(*header))

    def _reject(self, line: int, column: str, problem: str) -> NoReturn:
        raise RecordsError([CellError(f"{self.name}, row {line}", column, problem)])

    def _check_header(self, line: int, cells: list[str]) -> list[str]:
        names = [cell.strip() for cell in cells]
        for number, name in enumerate(names, start=1):
            try:
                check_encoding(name)
            except RowError as error:
                self._reject(line, "", f"column {number} {error}")
            if not name:
                self._reject(line, "", f"column {number} has no name")
            if names.index(name) != number - 1:
                self._reject(line, name, "occurs twice")
        return names

    def iterate(self) -> Iterator[SheetRow]:
        """Iterate over the rows below the header. A malformed one has a `problem`."""
        for line, cells in self._table.iterate():
            if cells:
                yield self._build_row(f"{self.name}, row {line}", cells)
        if self._table.problem is not None:
            problem = f"{self._table.problem}. The rest of the file was not read"
            yield SheetRow(f"{self.name}, row {self._table.line}", {}, problem)

    def _build_row(self, place: str, cells: list[str]) -> SheetRow:
        if len(cells) != len(self.columns):
            count = "1 cell" if len(cells) == 1 else f"{len(cells)} cells"
            return SheetRow(place, {}, f"has {count}, but the header has {len(self.columns)}")
        found: dict[str, str | None] = {}
        for name, cell in zip(self.columns, cells, strict=True):
            try:
                if cell:
                    found[name] = _parse(check_encoding(cell))
            except RowError as error:
                return SheetRow(place, {}, str(error), name)
        return SheetRow(place, found)


def _parse(cell: str) -> str | None:
    if _MARKED.fullmatch(cell) is None:
        return cell
    return None if cell == _NULL else "" if cell == _EMPTY else cell[1:]


def read_csv(path: str | os.PathLike[str]) -> Iterator[SheetRow]:
    """Read the rows of a CSV file, one by one as they are needed.

    The file is UTF-8, with or without a byte order mark, with commas, semicolons, tabs or vertical bars between cells,
    or what its first line says, such as `sep=;`. An empty cell is left out of its row, `null` is None, and `""` is the
    empty text.

    Args:
        path: Path of the file.

    Returns:
        The rows, as dicts of texts. `place` says where each is, such as `prices.csv, row 17`; row 1 is the header.

    Raises:
        OSError: The file cannot be read.
        RecordsError: The file is empty, or its header is malformed.
    """
    with open_text(Path(path)) as text:
        yield from Sheet(Path(path).name, text).iterate()


def write_csv(
    path: str | os.PathLike[str],
    rows: Iterable[Mapping[str, object]],
    content_type: Mapping[str, Any] | None = None,
    *,
    delimiter: str = ",",
    has_mark: bool = False,
) -> int:
    """Write rows to a CSV file, which replaces an existing one at the end.

        from contentstack_cma_toolkit.records import read_csv, write_csv

        write_csv("books.csv", [{"title": "Emma", "price": None}, {"title": ""}])
        assert list(read_csv("books.csv")) == [{"title": "Emma", "price": None}, {"title": ""}]

    No value is changed, so a text that begins with `=` is a formula to a spreadsheet program: import such a file there
    with columns of text if others wrote the entries. The rows are written to a temporary file before, because only the
    last one may complete the header.

    Args:
        path: Path of the file.
        rows: The rows, such as those of `to_records`. They are read one by one.
        content_type: The content type, for a header with all fields in their order. Default: the columns in the order
            in which they are found.
        delimiter: Separator of cells; Excel expects `;` in many countries.
        has_mark: Begin with a byte order mark, from which Excel knows that the file is UTF-8.

    Returns:
        The number of rows.

    Raises:
        OSError: The file cannot be written.
        TypeError: `content_type` is no content type with a schema.
    """
    writer = None if content_type is None else RecordWriter(content_type, Options(flatten="columns"))
    return replace_csv(Path(path), rows, writer, delimiter=delimiter, has_mark=has_mark)


def replace_csv(
    path: Path,
    rows: Iterable[Mapping[str, object]],
    writer: RecordWriter | None = None,
    *,
    delimiter: str = ",",
    has_mark: bool = False,
) -> int:
    """Write rows to a file, which replaces an existing one at the end. See `write_csv`."""
    if not path.parent.is_dir():
        raise FileNotFoundError(errno.ENOENT, os.strerror(errno.ENOENT), str(path.parent))
    unfinished = path.with_name(f".{path.name}.{os.getpid()}.part")
    try:
        with unfinished.open("wb") as file:
            count = write_sheet(file, rows, writer, delimiter=delimiter, has_mark=has_mark)
        unfinished.replace(path)
    finally:
        unfinished.unlink(missing_ok=True)
    return count


def write_sheet(
    file: IO[bytes],
    rows: Iterable[Mapping[str, object]],
    writer: RecordWriter | None = None,
    *,
    delimiter: str = ",",
    has_mark: bool = False,
) -> int:
    """Write rows to an open file, which stays open. Return how many there were. See `write_csv`."""
    names = dict.fromkeys(() if writer is None else writer.list_columns())
    text = io.TextIOWrapper(file, encoding="utf-8-sig" if has_mark else "utf-8", newline="")
    try:
        with tempfile.TemporaryFile("w+", encoding="utf-8", newline="") as spool:
            count = _write_cells(spool, rows, names)
            spool.seek(0)
            found = list(names)
            columns = found if writer is None else writer.list_columns(found)
            _arrange(spool, text, [found.index(column) for column in columns], [columns], delimiter)
    finally:
        text.detach()
    return count


def _write_cells(spool: IO[str], rows: Iterable[Mapping[str, object]], names: dict[str, None]) -> int:
    """Write the cells in the order in which columns are found, which are added to the names."""
    sheet, count = csv.writer(spool), 0
    for row in rows:
        cells = {name: _format(value) for name, value in row.items()}
        names.update(dict.fromkeys(cells))
        sheet.writerow([cells.get(name, "") for name in names])
        count += 1
    return count


def _arrange(spool: IO[str], text: IO[str], positions: Sequence[int], header: list[list[str]], delimiter: str) -> None:
    """Write a header, and cells in its order."""
    csv.field_size_limit(LARGEST_CELL)
    sheet = csv.writer(text, delimiter=delimiter)
    sheet.writerows(header)
    for cells in csv.reader(spool):
        sheet.writerow([cells[position] if position < len(cells) else "" for position in positions])


def _format(value: object) -> str:
    found = normalize(value)
    if isinstance(found, str):
        return _format_text(found)
    if isinstance(found, date):
        return format_date(found)
    if found is MISSING:
        return ""
    return dump_json(found)


def _format_text(text: str) -> str:
    if not text:
        return _EMPTY
    return f"\\{text}" if _MARKED.fullmatch(text) else text
