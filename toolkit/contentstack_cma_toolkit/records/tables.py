"""Read the lines of a CSV file, of spreadsheets too: with `;` or tabs, a byte order mark and line breaks in cells."""

import csv
import io
import re
from collections.abc import Iterator
from itertools import chain
from pathlib import Path
from typing import IO, TextIO

from .references import RowError

_DELIMITERS = ",;\t|"
_MARK = re.compile(r'"?sep=([^"\w\s]|\t)"?[\r\n]*', re.IGNORECASE)
"""The first line with which Excel says what is between cells."""

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
        skipped = list(_take_header(text))
        first = skipped[-1] if skipped else ""
        mark = _MARK.fullmatch(first)
        self._skipped = len(skipped) if mark else 0
        lines = text if mark else chain(skipped, text)
        self._reader = csv.reader(lines, delimiter=mark[1] if mark else choose_delimiter(first), strict=True)
        self.problem: str | None = None

    @property
    def line(self) -> int:
        """The number of the last line that was read, from 1."""
        return self._reader.line_num + self._skipped

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


def _take_header(text: Iterator[str]) -> Iterator[str]:
    """Iterate over the lines up to the first that is not empty."""
    for line in text:
        yield line
        if line.strip("\r\n"):
            return


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
