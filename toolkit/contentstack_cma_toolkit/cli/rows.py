"""Read rows of entries from JSON Lines, a JSON array or CSV. Errors name the file, the line and the column.

The header of a CSV file names fields: `title`, `seo.title` for a field of a group, `tags.0` and `tags.1` for the items
of a list. A type may follow: `price:number`, `featured:boolean`, `hero:json`; other cells are text. An empty cell
leaves the field out; a `:json` cell can hold `null` or `""`.
"""

import csv
import io
import sys
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Literal, cast

from .columns import Column, ColumnError, build_fields, parse_header
from .exit_codes import CommandError
from .values import STDIN, decode_text, parse_json

RowFormat = Literal["jsonl", "json", "csv"]
_FORMATS: Mapping[str, RowFormat] = {".jsonl": "jsonl", ".ndjson": "jsonl", ".json": "json", ".csv": "csv"}
_LARGEST_CELL = 2**31 - 1
"""Characters; the default of the csv module is less than a long rich text."""


@dataclass(frozen=True, slots=True)
class Row:
    """One row of a file.

    Attributes:
        place: Where it is, such as `posts.csv:3`.
        fields: Its fields.
    """

    place: str
    fields: dict[str, object]


def read_rows(source: str, row_format: RowFormat | None = None) -> Iterator[Row]:
    """Read the rows of a file, or of standard input if `source` is `-`.

    Args:
        source: Path of the file.
        row_format: Format. Default: that of the suffix; JSON Lines for standard input.

    Raises:
        CommandError: The suffix is unknown, or a row is malformed.
        OSError: The file cannot be read.
    """
    chosen = row_format or choose_format(source)
    name = "<stdin>" if source == STDIN else source
    content = sys.stdin.buffer.read() if source == STDIN else Path(source).read_bytes()
    text = decode_text(name, content)
    if chosen == "csv":
        return _read_csv(name, text)
    return _read_array(name, text) if chosen == "json" else _read_lines(name, text)


def choose_format(source: str) -> RowFormat:
    """Return the format of a file by its suffix.

    Raises:
        CommandError: The suffix is unknown.
    """
    if source == STDIN:
        return "jsonl"
    suffix = Path(source).suffix.lower()
    if suffix not in _FORMATS:
        raise CommandError(f"{source}: the suffix must be one of {', '.join(_FORMATS)}, not {suffix!r}")
    return _FORMATS[suffix]


def _read_lines(name: str, text: str) -> Iterator[Row]:
    for number, line in enumerate(text.split("\n"), start=1):
        if line.strip():
            yield _build_row(f"{name}:{number}", parse_json(name, line, number))


def _read_array(name: str, text: str) -> Iterator[Row]:
    found = parse_json(name, text)
    if not isinstance(found, list):
        raise CommandError(f"{name}: must be a JSON array of objects; for an object per line, use the suffix .jsonl")
    for index, item in enumerate(cast("list[object]", found)):
        yield _build_row(f"{name}[{index}]", item)


def _build_row(place: str, value: object) -> Row:
    if not isinstance(value, dict):
        raise CommandError(f"{place}: must be a JSON object, not {str(value)[:40]!r}")
    return Row(place, cast("dict[str, object]", value))


def _read_csv(name: str, text: str) -> Iterator[Row]:
    csv.field_size_limit(_LARGEST_CELL)
    reader = csv.reader(io.StringIO(text, newline=""), strict=True)
    columns: list[Column] | None = None
    line = 1
    try:
        for cells in reader:
            place, line = f"{name}:{line}", reader.line_num + 1
            if not cells:
                continue
            if columns is None:
                columns = _parse_header(place, cells)
            else:
                yield _read_cells(place, columns, cells)
    except csv.Error as error:
        raise CommandError(f"{name}:{reader.line_num}: not valid CSV: {error}") from None
    if columns is None:
        raise CommandError(f"{name}: is empty; expected a header with the names of fields")


def _parse_header(place: str, cells: list[str]) -> list[Column]:
    try:
        return parse_header(cells)
    except ColumnError as error:
        raise CommandError(f"{place}: {error}") from None


def _read_cells(place: str, columns: list[Column], cells: list[str]) -> Row:
    if len(cells) != len(columns):
        raise CommandError(f"{place}: has {len(cells)} cells, but the header has {len(columns)}")
    try:
        return Row(place, build_fields(columns, cells))
    except ColumnError as error:
        raise CommandError(f"{place}: {error}") from None
