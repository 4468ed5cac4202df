"""`records`: export entries to a file of flat rows, and import such a file."""

import tempfile
from collections.abc import Iterator, Mapping, Sequence
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from ...records.errors import CellError, RecordsError
from ...records.reading import ReadOptions, RecordReader
from ...records.rows import Row
from ..checks import Checked, FileFinder, Group, Target, check_sheet, find_unknown_references
from ..exit_codes import CommandError, ExitCode
from ..many import Results, build_options, build_plan_options
from ..options import MANY, STACK
from ..output import format_cell, write_message
from ..parameters import ContentTypeOption
from ..running import Run, add_command
from ..sheets import OpenSheet, SheetFile, SheetFormat, choose_sheet_format
from . import record_export

if TYPE_CHECKING:
    from collections.abc import Callable

    from contentstack_cma import Stack, bulk
    from contentstack_cma.models import Entry

app = typer.Typer(help="Entries as flat rows: export to CSV, JSON Lines or Parquet, and import.", no_args_is_help=True)

SheetPath = Annotated[
    str, typer.Option("--file", metavar="FILE", help="Rows: .csv, .jsonl, .ndjson or .parquet.", show_default=False)
]
Format = Annotated[SheetFormat | None, typer.Option("--format", help="Format. Default: by the suffix.")]
Key = Annotated[
    str | None,
    typer.Option(
        "--key", metavar="FIELD", help="Unique field that identifies entries, which are created or updated by it."
    ),
]
RowLocale = Annotated[
    str | None,
    typer.Option("--locale", metavar="CODE", help="Locale of rows that name none. Default: the master locale."),
]
Files = Annotated[
    Path | None,
    typer.Option(
        "--files", metavar="FOLDER", exists=True, file_okay=False, help="Folder of the files that cells name by path."
    ),
]
AssetFolder = Annotated[
    str | None, typer.Option("--folder", metavar="UID", help="Asset folder for uploaded files. Default: the root.")
]
DryRun = Annotated[bool, typer.Option("--dry-run", help="Check the file, and show what would be done.")]


@add_command(app, "import", (*MANY, *STACK))
def import_records(
    run: Run,
    *,
    content_type: ContentTypeOption,
    file: SheetPath,
    format: Format = None,  # noqa: A002 - the name of the option
    key: Key = None,
    locale: RowLocale = None,
    files: Files = None,
    folder: AssetFolder = None,
    dry_run: DryRun = False,
) -> None:
    """Import a file of flat rows. All cells are checked before anything is sent.

    Without --key, a row with a uid updates its entry, and one without creates an entry. An empty cell leaves the field
    as it is, null clears it.
    """
    sheet_file = SheetFile(file, choose_sheet_format(file, format))
    stack = run.open_stack()
    target = _read_target(stack, content_type, key, locale)
    finder = FileFinder(files)
    checked = _check(run, stack, target, finder, sheet_file)
    if dry_run:
        build_plan_options(run)
        _show_plan(run, checked, finder)
        return
    uids = _upload(run, stack, finder, folder)
    reader = RecordReader(target.content_type, ReadOptions(key, (), target.locales, uids.__getitem__))
    results = Results(run)
    for number, group in enumerate(sorted(checked.groups, key=lambda each: (each.locale != target.master, each))):
        with sheet_file.open() as sheet:
            rows = _read_group(reader, sheet, target, group)
            method = _choose_method(stack, target, group)
            results.follow(method(rows, **_build_options(run, results, group, number)))
    results.finish()


def _read_target(stack: "Stack", content_type: str, key: str | None, locale: str | None) -> Target:
    """Read the content type and the locales.

    Raises:
        CommandError: The stack has no such locale.
    """
    schema = stack.content_types.get(content_type, include_global_field_schema=True).to_dict()
    locales = {each.code: each.to_dict().get("fallback_locale") for each in stack.locales.list()}
    if locale is not None and locale not in locales:
        raise CommandError(f"the stack has no locale {locale!r}; it has {', '.join(sorted(locales))}")
    master = next(code for code, fallback in locales.items() if not fallback)
    return Target(schema, content_type, key, locale or master, master, list(locales))


def _check(run: Run, stack: "Stack", target: Target, finder: FileFinder, file: SheetFile) -> Checked:
    """Check the whole file.

    Raises:
        CommandError: Something is wrong with it.
    """
    try:
        with file.open() as sheet:
            checked = check_sheet(sheet, file.name, target, finder)
    except RecordsError as error:
        checked = Checked(list(error.errors))
    errors = checked.errors or list(find_unknown_references(stack, target, checked))
    if errors:
        _show_errors(run, errors)
        raise CommandError(
            f"{'1 cell is' if len(errors) == 1 else f'{len(errors)} cells are'} wrong. Nothing was sent."
        )
    return checked


def _show_errors(run: Run, errors: Sequence[CellError]) -> None:
    for error in errors:
        write_message(format_cell(str(error)))
    if run.output.as_json:
        found = ({"place": error.place, "column": error.column, "error": error.problem} for error in errors)
        run.output.show_list(found, ())


def _show_plan(run: Run, checked: Checked, finder: FileFinder) -> None:
    plan = [{**group._asdict(), "rows": rows} for group, rows in sorted(checked.groups.items())]
    run.output.show_list(plan, ("operation", "locale", "rows"))
    if finder.paths:
        write_message(f"{len(finder.paths):,} files to upload, if they are new or changed")


def _upload(run: Run, stack: "Stack", finder: FileFinder, folder: str | None) -> dict[str, str]:
    """Upload the files that rows name, where they are new or changed. Return the uids of their assets.

    Raises:
        CommandError: A file could not be uploaded.
    """
    if not finder.paths:
        return {}
    results = Results(run)
    uids: dict[str, str] = {}
    with tempfile.TemporaryDirectory() as name:
        staging = Path(name).resolve()
        staged = finder.stage(staging)
        progress, concurrency = results.shows_progress, run.options["concurrency"]
        with stack.assets.upload_tree(staging, parent_uid=folder, progress=progress, concurrency=concurrency) as tree:
            for outcome in results.watch(tree):
                if outcome.result is not None:
                    uids |= dict.fromkeys(staged[Path(outcome.item)], str(outcome.result.uid))
        results.show_report(tree.report)
    if missing := len(finder.paths.keys() - uids.keys()):
        raise CommandError(f"{missing} of the files were not uploaded, so no entry was written", ExitCode.FAILED)
    return uids


def _read_group(reader: RecordReader, sheet: OpenSheet, target: Target, group: Group) -> Iterator[Row]:
    """Iterate over the rows of a group.

    Raises:
        RecordsError: The file was changed after it was checked.
    """
    for cells in sheet.iterate_filled():
        row, errors = reader.read(cells, getattr(cells, "place", ""))
        if errors:
            raise RecordsError(errors)
        if target.choose_group(row) == group:
            yield row


def _choose_method(stack: "Stack", target: Target, group: Group) -> "Callable[..., bulk.Run[Entry]]":
    entries, locale = stack.entries(target.uid), group.locale
    methods: Mapping[str, Callable[..., bulk.Run[Entry]]] = {
        "create": partial(entries.create_many, locale=locale),
        "update": partial(entries.update_many, locale=locale),
        "upsert": partial(entries.upsert_many, key=target.key or "", locale=locale),
        "localize": partial(entries.localize_many, key=target.key, locale=locale),
    }
    return methods[group.operation]


def _build_options(run: Run, results: Results, group: Group, number: int) -> dict[str, Any]:
    """Return the options of a run. Each has a checkpoint of its own; that of the first has the name that was passed."""
    options = build_options(run, results)
    if options["checkpoint"] is not None and number:
        options["checkpoint"] += f".{group.operation}.{group.locale}"
    return options


def register(root: typer.Typer) -> None:
    """Add the commands."""
    record_export.register(app)
    root.add_typer(app, name="records")
