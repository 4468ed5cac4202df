"""What commands print: JSON or text on standard output, messages on standard error."""

import json
import sys
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, TextIO

Item = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Output:
    """Where results and messages go.

    Attributes:
        as_json: Print JSON for programs: an object per line.
    """

    as_json: bool

    def show_document(self, document: object) -> None:
        """Print a JSON document: on one line for programs, indented for people."""
        write_line(dump_json(document) if self.as_json else dump_json(document, indent=2))

    def show_item(self, item: Item) -> None:
        """Print the values of one item, one per line."""
        if self.as_json:
            write_line(dump_json(item))
            return
        width = max(map(len, item)) + 2
        for name, value in item.items():
            write_line(f"{name:<{width}}{format_cell(value)}".rstrip())

    def show_list(self, items: Iterable[Item], columns: Sequence[str]) -> None:
        """Print items: whole as JSON Lines, or these columns as a table, tab-separated if this is not a terminal."""
        if self.as_json:
            for item in items:
                write_line(dump_json(item))
        elif sys.stdout.isatty():
            _print_table(items, columns)
        else:
            for item in items:
                write_line("\t".join(format_cell(item.get(column)) for column in columns))


def write_line(text: str) -> None:
    """Write a line to standard output."""
    _write(sys.stdout, text)


def write_message(text: str) -> None:
    """Write a message for people to standard error."""
    _write(sys.stderr, text)


def dump_json(value: object, indent: int | None = None) -> str:
    """Return JSON that standard output can encode."""
    text = json.dumps(value, ensure_ascii=False, indent=indent, default=str)
    try:
        text.encode(getattr(sys.stdout, "encoding", None) or "utf-8")
    except UnicodeEncodeError:
        return json.dumps(value, indent=indent, default=str)
    return text


def format_cell(value: object) -> str:
    """Return a value as one line without control characters, which could change the terminal."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "yes" if value else "no"
    text = value if isinstance(value, str) else dump_json(value)
    return "".join(character if character.isprintable() else " " for character in text)


def _write(stream: TextIO, text: str) -> None:
    encoding = stream.encoding or "utf-8"
    stream.write(text.encode(encoding, "backslashreplace").decode(encoding) + "\n")
    stream.flush()


def _print_table(items: Iterable[Item], columns: Sequence[str]) -> None:
    from rich.console import Console
    from rich.table import Table
    from rich.text import Text

    table = Table(box=None, pad_edge=False)
    for column in columns:
        table.add_column(column, overflow="fold")
    for item in items:
        table.add_row(*(Text(format_cell(item.get(column))) for column in columns))
    Console().print(table)
