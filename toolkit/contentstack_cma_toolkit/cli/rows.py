"""Read rows of entries from JSON Lines, a JSON array or CSV. A malformed row does not stop the others.

The header of a CSV file names fields: `title`, `seo.title` for a field of a group, `tags.0` and `tags.1` for the items
of a list. A type may follow: `price:number`, `featured:boolean`, `tags:list` for texts between commas, `hero:json`, and
`author:ref(author.slug)` for a reference to the entry of content type `author` with this `slug`; other cells are text.
An empty cell leaves the field out; a `:json` cell can hold `null` or `""`. In JSON, a reference is
`{"$ref": {"content_type": "author", "key": "jane", "field": "slug"}}`.
"""

import sys
from collections.abc import Generator, Iterator, Mapping
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Literal, cast

from ..records.references import RowError, read_references
from ..records.rows import Row
from ..records.tables import Table, check_encoding, wrap_text
from .columns import Column, build_fields, parse_header
from .exit_codes import CommandError
from .values import STDIN, choose_by_suffix, decode_text, parse_json

RowFormat = Literal["jsonl", "json", "csv"]
_FORMATS: Mapping[str, RowFormat] = {".jsonl": "jsonl", ".ndjson": "jsonl", ".json": "json", ".csv": "csv"}


@dataclass(frozen=True, slots=True)
class BadRow:
    """A row that cannot be read.

    Attributes:
        place: Where it is, such as `posts.csv:3`.
        problem: What is wrong with it, and where.
    """

    place: str
    problem: str


AnyRow = Row | BadRow


@contextmanager
def open_rows(source: str, row_format: RowFormat | None = None) -> Generator[Iterator[AnyRow]]:
    """Open a file, or standard input if `source` is `-`, for its rows. They are read when they are needed.

    Args:
        source: Path of the file.
        row_format: Format. Default: that of the suffix; JSON Lines for standard input.

    Raises:
        CommandError: The suffix is unknown, the header of the CSV file is malformed, or the file is not JSON at all.
        OSError: The file cannot be read.
    """
    chosen = row_format or choose_format(source)
    name = "<stdin>" if source == STDIN else source
    with ExitStack() as opened:
        file = sys.stdin.buffer if source == STDIN else opened.enter_context(Path(source).open("rb"))
        if chosen == "csv":
            text = wrap_text(file)
            opened.callback(text.detach)
            yield _read_csv(name, text)
        else:
            yield _read_array(name, file.read()) if chosen == "json" else _read_lines(name, file)


def choose_format(source: str) -> RowFormat:
    """Return the format of a file by its suffix.

    Raises:
        CommandError: The suffix is unknown.
    """
    return "jsonl" if source == STDIN else choose_by_suffix(source, _FORMATS)


def _read_lines(name: str, file: IO[bytes]) -> Iterator[AnyRow]:
    for number, line in enumerate(file, start=1):
        if not line.strip():
            continue
        place = f"{name}:{number}"
        try:
            text = decode_text(name, line.rstrip(b"\r\n"), number)
            yield _build_row(place, parse_json(name, text, number))
        except CommandError as error:
            yield BadRow(place, str(error))


def _read_array(name: str, content: bytes) -> Iterator[AnyRow]:
    found = parse_json(name, decode_text(name, content))
    if not isinstance(found, list):
        raise CommandError(f"{name}: must be a JSON array of objects; for an object per line, use the format jsonl")
    return (_build_row(f"{name}[{index}]", item) for index, item in enumerate(cast("list[object]", found)))


def _build_row(place: str, value: object) -> AnyRow:
    if not isinstance(value, dict):
        return BadRow(place, f"{place}: must be a JSON object, not {str(value)[:40]!r}")
    try:
        return Row(place, cast("dict[str, object]", read_references(cast("dict[str, object]", value))))
    except RowError as error:
        return BadRow(place, f"{place}: {error}")


def _read_csv(name: str, text: Iterator[str]) -> Iterator[AnyRow]:
    """Read the header, and return the rows."""
    table = Table(text)
    header = table.read_header()
    if table.problem is not None:
        raise CommandError(f"{name}:{table.line}: {table.problem}")
    if header is None:
        raise CommandError(f"{name}: is empty; expected a header with the names of fields")
    try:
        columns = parse_header([_check_encoding(cell, "the header") for cell in header[1]])
    except RowError as error:
        raise CommandError(f"{name}:1: {error}") from None
    return _read_cells(name, table, columns)


def _read_cells(name: str, table: Table, columns: list[Column]) -> Iterator[AnyRow]:
    for line, cells in table.iterate():
        if not cells:
            continue
        place = f"{name}:{line}"
        try:
            yield Row(place, build_fields(columns, _check_cells(columns, cells)))
        except RowError as error:
            yield BadRow(place, f"{place}: {error}")
    if table.problem is not None:
        place = f"{name}:{table.line}"
        yield BadRow(place, f"{place}: {table.problem}. The rest of the file was not read")


def _check_cells(columns: list[Column], cells: list[str]) -> list[str]:
    if len(cells) != len(columns):
        raise RowError(f"has {len(cells)} cells, but the header has {len(columns)}")
    return [_check_encoding(cell, f"column {column.name!r}") for column, cell in zip(columns, cells, strict=True)]


def _check_encoding(cell: str, where: str) -> str:
    try:
        return check_encoding(cell)
    except RowError as error:
        raise RowError(f"{where} {error}") from None
