"""Open the files of flat rows: CSV, JSON Lines and Parquet. They can be read more than once."""

from collections.abc import Generator, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Literal, cast

from ..records.arrow import import_arrow, iterate_parquet
from ..records.csv_files import Sheet
from ..records.tables import open_text
from .exit_codes import CommandError
from .values import choose_by_suffix, decode_text, parse_json

SheetFormat = Literal["csv", "jsonl", "parquet"]

_FORMATS: Mapping[str, SheetFormat] = {".csv": "csv", ".jsonl": "jsonl", ".ndjson": "jsonl", ".parquet": "parquet"}


class Line(dict[str, object]):
    """A row of a file that is not CSV.

    Attributes:
        place: Where it is, such as `prices.jsonl, row 17`.
        problem: What is wrong with it as a whole; empty if nothing is.
    """

    def __init__(self, place: str, cells: Mapping[str, object], problem: str = "") -> None:
        super().__init__(cells)
        self.place = place
        self.problem = problem


@dataclass(frozen=True, slots=True)
class OpenSheet:
    """A file that is open.

    Attributes:
        columns: The names in its header; None if it has no header.
        rows: The rows. They are read when they are needed.
    """

    columns: Sequence[str] | None
    rows: Iterator[Mapping[str, object]]

    def iterate_filled(self) -> Iterator[Mapping[str, object]]:
        """Iterate over the rows that have a cell, or a problem. Spreadsheets write empty rows below the others."""
        return (row for row in self.rows if len(row) > 0 or bool(getattr(row, "problem", "")))


def choose_sheet_format(source: str, chosen: SheetFormat | None) -> SheetFormat:
    """Return the format of a file: what was chosen, else by its suffix.

    Raises:
        CommandError: The suffix is unknown.
    """
    return choose_by_suffix(source, _FORMATS) if chosen is None else chosen


@dataclass(frozen=True, slots=True)
class SheetFile:
    """A file of flat rows.

    Attributes:
        path: Its path.
        format: Its format.
    """

    path: str
    format: SheetFormat

    @property
    def name(self) -> str:
        """Its name, for messages."""
        return Path(self.path).name

    @contextmanager
    def open(self) -> Generator[OpenSheet]:
        """Open the file for its rows.

        Raises:
            CommandError: It is a Parquet file, and pyarrow is not installed.
            OSError: The file cannot be read.
            RecordsError: The header of a CSV file is malformed.
        """
        if self.format == "parquet":
            check_arrow()
            rows = enumerate(iterate_parquet(self.path), start=1)
            yield OpenSheet(None, (Line(f"{self.name}, row {number}", row) for number, row in rows))
            return
        if self.format == "csv":
            with open_text(Path(self.path)) as text:
                sheet = Sheet(self.name, text)
                yield OpenSheet(sheet.columns, sheet.iterate())
            return
        with Path(self.path).open("rb") as file:
            yield OpenSheet(None, _read_lines(self.name, file))


def check_arrow() -> None:
    """Check that pyarrow is installed.

    Raises:
        CommandError: It is not.
    """
    try:
        import_arrow()
    except ImportError as error:
        raise CommandError(str(error)) from None


def _read_lines(name: str, file: Iterator[bytes]) -> Iterator[Line]:
    for number, line in enumerate(file, start=1):
        if line.strip():
            yield _read_line(name, f"{name}, row {number}", line, number)


def _read_line(name: str, place: str, line: bytes, number: int) -> Line:
    try:
        found = parse_json(name, decode_text(name, line.rstrip(b"\r\n"), number), number)
    except CommandError as error:
        return Line(place, {}, str(error))
    if not isinstance(found, dict):
        return Line(place, {}, f"expected a JSON object, not {str(found)[:40]!r}")
    return Line(place, cast("dict[str, object]", found))
