"""Read the lines of a CSV file, of spreadsheets too: with `;` or tabs, a byte order mark and line breaks in cells."""

import csv
import io
from collections.abc import Iterator
from itertools import chain
from pathlib import Path
from typing import IO, TextIO

from .references import RowError

_DELIMITERS = ",;\t"
_MARK = "sep="
LARGEST_CELL = 2**31 - 1
"""Characters; the default of the csv module is less than a long rich text."""


_ENCODING = "utf-8-sig"
_ERRORS = "surrogateescape"
"""What is not UTF-8 is noticed by `check_encoding`, which knows the cell."""


def wrap_text(file: IO[bytes]) -> io.TextIOWrapper:
    """Return a file that is open as text."""
    return io.TextIOWrapper(file, encoding=_ENCODING, errors=_ERRORS, newline="")


def open_text(path: Path) -> TextIO:
    """Open a file as text.

    Raises:
        OSError: The file cannot be read.
    """
    return path.open(encoding=_ENCODING, errors=_ERRORS, newline="")


class Table:
    """The lines of a CSV file, each with its number. It ends where the quotes are wrong: what follows is uncertain.

    Args:
        text: The file.

    Attributes:
        line: The number of the last line that was read, from 1.
        problem: What is wrong with the quotes; None if nothing is so far.
    """

    def __init__(self, text: Iterator[str]) -> None:
        csv.field_size_limit(LARGEST_CELL)
        first = next(text, "")
        self._is_marked = first.startswith(_MARK) and first.rstrip("\r\n")[len(_MARK) :] in set(_DELIMITERS)
        delimiter = first[len(_MARK)] if self._is_marked else choose_delimiter(first)
        lines = text if self._is_marked else chain([first], text)
        self._reader = csv.reader(lines, delimiter=delimiter, strict=True)
        self.problem: str | None = None

    @property
    def line(self) -> int:
        """The number of the last line that was read, from 1."""
        return self._reader.line_num + self._is_marked

    def iterate(self) -> Iterator[tuple[int, list[str]]]:
        """Iterate over the lines that were not read so far. A line with line breaks has the number of its beginning."""
        while True:
            line = self.line + 1
            try:
                cells = next(self._reader, None)
            except csv.Error as error:
                self.problem = f"not valid CSV: {error}"
                return
            if cells is None:
                return
            yield line, cells

    def read_header(self) -> tuple[int, list[str]] | None:
        """Return the first line that is not empty, with its number; None if there is none."""
        return next(((line, cells) for line, cells in self.iterate() if cells), None)


def choose_delimiter(header: str) -> str:
    """Return the separator of the cells of a header: a comma, or what spreadsheets of other countries write."""
    counts = {delimiter: header.count(delimiter) for delimiter in _DELIMITERS}
    return max(counts, key=lambda delimiter: counts[delimiter])


def check_encoding(cell: str) -> str:
    """Return a cell.

    Raises:
        RowError: It was not UTF-8.
    """
    if not cell.isascii() and any("\udc80" <= character <= "\udcff" for character in cell):
        raise RowError("is not UTF-8 text: save the file with the encoding UTF-8")
    return cell
