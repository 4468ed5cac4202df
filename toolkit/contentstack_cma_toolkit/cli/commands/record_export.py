"""`records export`: entries to a file of flat rows."""

import sys
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from ...records.arrow import to_arrow, write_parquet
from ...records.csv_files import replace_csv, write_sheet
from ...records.fields import Field, read_content_type
from ...records.flattening import Flatten, Record
from ...records.writing import Options, RecordWriter
from ..exit_codes import CommandError
from ..options import STACK
from ..output import dump_json, write_line, write_message
from ..parameters import ContentTypeOption, Query
from ..progress import show_progress
from ..running import Run, add_command
from ..sheets import SheetFormat, check_arrow, choose_sheet_format
from ..values import STDIN, parse_pairs, read_json_object

if TYPE_CHECKING:
    from contentstack_cma import Stack
    from contentstack_cma.models import Entry

ExportedLocales = Annotated[
    list[str] | None,
    typer.Option("--locale", "-l", metavar="CODE", help="Locale; repeatable. Default: the master locale."),
]
FlattenOption = Annotated[
    Flatten, typer.Option("--flatten", help="Groups that repeat and modular blocks: JSON in a cell, or columns.")
]
Out = Annotated[str, typer.Option("--out", metavar="FILE", help="File to write; - is standard output.")]
Format = Annotated[SheetFormat | None, typer.Option("--format", help="Format. Default: by the suffix; csv for -.")]
ReferenceKeys = Annotated[
    list[str] | None,
    typer.Option(
        "--reference-key",
        metavar="CONTENT_TYPE=FIELD",
        help="Name entries of this content type by a unique field, not by uid; repeatable.",
    ),
]
Excel = Annotated[
    bool, typer.Option("--excel", help="Write CSV with a byte order mark, by which Excel recognizes UTF-8.")
]
Delimiter = Annotated[
    str, typer.Option("--delimiter", metavar="CHARACTER", help="Delimiter of CSV: one character, such as ;.")
]

_FORMULAS = ("=", "+", "-", "@", "\t", "\r")
"""With these, a formula begins for spreadsheet programs."""


def export_records(
    run: Run,
    *,
    content_type: ContentTypeOption,
    locale: ExportedLocales = None,
    query: Query = None,
    flatten: FlattenOption = "json",
    reference_key: ReferenceKeys = None,
    out: Out = STDIN,
    format: Format = None,  # noqa: A002 - the name of the option
    excel: Excel = False,
    delimiter: Delimiter = ",",
) -> None:
    """Export the entries of a content type as flat rows: a column per field, a row per entry and locale."""
    chosen = _choose_export_format(run, out, format)
    _check_delimiter(delimiter)
    conditions = None if query is None else read_json_object("--query", query)
    keys = _read_keys(reference_key)
    stack = run.open_stack()
    _check_keys(stack, keys)
    schema = stack.content_types.get(content_type, include_global_field_schema=True).to_dict()
    fields = read_content_type(schema)
    locales = locale or [_find_master(stack)]
    include = list(_list_references(fields, "", keys)) or None
    entries = _read_entries(stack, content_type, locales, conditions, include)
    with show_progress(content_type) as advance:
        counted = _count(entries, advance)
        if chosen == "parquet":
            count = _write_parquet(out, counted, schema, flatten, keys)
        else:
            writer = RecordWriter(schema, Options(flatten, keys=keys))
            rows = map(writer.write, counted)
            count = _write(out, rows, writer, chosen, {"delimiter": delimiter, "has_mark": excel})
    if out != STDIN:
        write_message(f"{'1 row' if count == 1 else f'{count:,} rows'} written to {out}")


def _choose_export_format(run: Run, out: str, chosen: SheetFormat | None) -> SheetFormat:
    if out == STDIN and chosen is None:
        return "jsonl" if run.output.as_json else "csv"
    found = choose_sheet_format(out, chosen)
    if found == "parquet":
        if out == STDIN:
            raise CommandError("pass --out FILE with --format parquet")
        check_arrow()
    return found


def _check_delimiter(delimiter: str) -> None:
    if len(delimiter) != 1 or delimiter in {'"', "\r", "\n"}:
        raise CommandError(f"--delimiter must be one character, such as ; or a tab, not {delimiter!r}")


def _read_keys(pairs: list[str] | None) -> dict[str, str]:
    keys = parse_pairs("--reference-key", pairs or ())
    if several := [name for name, field in keys.items() if not isinstance(field, str)]:
        raise CommandError(f"--reference-key names {several[0]!r} more than once")
    return {name: str(field) for name, field in keys.items()}


def _check_keys(stack: "Stack", keys: Mapping[str, str]) -> None:
    for uid, name in keys.items():
        schema = stack.content_types.get(uid, include_global_field_schema=True).to_dict()
        known = read_content_type(schema).fields
        if name not in known:
            problem = f"the content type {uid!r} has no field {name!r}; it has {', '.join(known)}"
            raise CommandError(f"--reference-key: {problem}")


def _list_references(field: Field, prefix: str, keys: Mapping[str, str]) -> Iterator[str]:
    """Iterate over the paths of the reference fields whose entries have to be read."""
    for name, inner in field.fields.items():
        if inner.kind == "reference" and not set(keys).isdisjoint(inner.targets):
            yield prefix + name
        yield from _list_references(inner, f"{prefix}{name}.", keys)


def _find_master(stack: "Stack") -> str:
    return next(locale.code for locale in stack.locales.list() if not locale.to_dict().get("fallback_locale"))


def _read_entries(
    stack: "Stack",
    content_type: str,
    locales: Iterable[str],
    query: dict[str, object] | None,
    include: list[str] | None,
) -> "Iterator[Entry]":
    """Iterate over the entries that are localized in a locale: others are returned in their fallback locale."""
    for locale in locales:
        for entry in stack.entries(content_type).snapshot(locale=locale, query=query, include=include):
            if entry.locale == locale:
                yield entry


def _count(entries: "Iterator[Entry]", advance: Any) -> "Iterator[Entry]":
    for number, entry in enumerate(entries, start=1):
        if advance is not None:
            advance(number, None)
        yield entry


def _write(
    out: str, rows: Iterator[Record], writer: RecordWriter, chosen: SheetFormat, options: Mapping[str, Any]
) -> int:
    if chosen == "jsonl":
        return _write_lines(out, rows)
    formulas: list[str] = []
    watched = _watch_formulas(rows, formulas)
    if out == STDIN:
        count = write_sheet(sys.stdout.buffer, watched, writer, **options)
    else:
        count = replace_csv(Path(out), watched, writer, **options)
    if formulas:
        cells = "1 cell begins" if len(formulas) == 1 else f"{len(formulas):,} cells begin"
        write_message(
            f"{cells} like a formula, the first in the column {formulas[0]!r}. Spreadsheet programs run formulas: "
            "if others may have written the entries, import the file there as text."
        )
    return count


def _watch_formulas(rows: Iterator[Record], formulas: list[str]) -> Iterator[Record]:
    for row in rows:
        formulas += (name for name, cell in row.items() if isinstance(cell, str) and cell.startswith(_FORMULAS))
        yield row


def _write_lines(out: str, rows: Iterator[Record]) -> int:
    count = 0
    if out == STDIN:
        for count, row in enumerate(rows, start=1):  # noqa: B007 - the last one is the number of rows
            write_line(dump_json(row))
        return count
    with Path(out).open("w", encoding="utf-8", newline="\n") as file:
        for count, row in enumerate(rows, start=1):  # noqa: B007
            file.write(f"{dump_json(row)}\n")
    return count


def _write_parquet(
    out: str, entries: "Iterator[Entry]", schema: Mapping[str, Any], flatten: Flatten, keys: Mapping[str, str]
) -> int:
    table = to_arrow(entries, schema, flatten=flatten, keys=keys)
    write_parquet(out, table)
    return int(table.num_rows)


def register(app: typer.Typer) -> None:
    """Add the command to its group."""
    add_command(app, "export", STACK)(export_records)
