"""`entries`: list, get, create, update, upsert, delete, publish and unpublish."""

from typing import TYPE_CHECKING, Annotated

import typer

from ..exit_codes import CommandError, ExitCode
from ..items import Choice, confirm_items, open_file, open_items
from ..many import Results, build_options, build_plan_options, describe_planned_entry
from ..options import ROWS, STACK
from ..parameters import (
    Ascending,
    ContentType,
    Descending,
    EntryUid,
    EntryUids,
    Locale,
    MaxItems,
    Query,
)
from ..running import Run, add_command
from ..values import read_json_object
from . import publishing

if TYPE_CHECKING:
    from collections.abc import Callable

    from contentstack_cma import bulk
    from contentstack_cma.models import Entry

app = typer.Typer(help="Entries of a content type.", no_args_is_help=True)

_COLUMNS = ("uid", "title", "locale", "_version", "updated_at")

Include = Annotated[
    list[str] | None,
    typer.Option("--include", metavar="FIELD", help="Reference field whose entries to include; repeatable."),
]
Version = Annotated[int | None, typer.Option("--version", min=1, metavar="NUMBER", help="Default: the latest.")]
Data = Annotated[
    str | None,
    typer.Option("--data", metavar="JSON", help="Fields as a JSON object; @FILE reads a file, - standard input."),
]
UpdatedUid = Annotated[str | None, typer.Argument(metavar="[UID]", help="Uid of the entry, with --data.")]
Key = Annotated[str | None, typer.Option("--key", metavar="FIELD", help="Unique field that identifies entries.")]
RequiredKey = Annotated[str, typer.Option("--key", metavar="FIELD", help="Unique field that identifies entries.")]
DeletedLocale = Annotated[
    str | None, typer.Option("--locale", metavar="CODE", help="Delete only this locale. Default: all locales.")
]
DryRun = Annotated[bool, typer.Option("--dry-run", help="Show the entries only.")]


@add_command(app, "list", STACK)
def list_entries(
    run: Run,
    content_type: ContentType,
    *,
    query: Query = None,
    locale: Locale = None,
    asc: Ascending = None,
    desc: Descending = None,
    include: Include = None,
    max_items: MaxItems = None,
) -> None:
    """List entries: with --json whole, as JSON Lines."""
    conditions = _read_query(query)
    found = (
        run.open_stack()
        .entries(content_type)
        .list(query=conditions, locale=locale, asc=asc, desc=desc, include=include, max_items=max_items)
    )
    run.output.show_list((entry.to_dict() for entry in found), _COLUMNS)


@add_command(app, "get", STACK)
def get_entry(
    run: Run, content_type: ContentType, uid: EntryUid, *, locale: Locale = None, version: Version = None
) -> None:
    """Print an entry as JSON."""
    entry = run.open_stack().entries(content_type).get(uid, locale=locale, version=version)
    run.output.show_document(entry.to_dict())


@add_command(app, "create", (*ROWS, *STACK))
def create_entries(
    run: Run, content_type: ContentType, *, data: Data = None, locale: Locale = None, key: Key = None
) -> None:
    """Create an entry from --data, and print it as JSON; or entries from the rows of --file.

    With --key, entries that exist already count as found, and an interrupted call cannot create an entry twice.
    """
    if data is None:
        _run_rows(run, run.open_stack().entries(content_type).create_many, key=key, locale=locale)
        return
    fields = _read_data(run, data, key)
    run.output.show_document(run.open_stack().entries(content_type).create(fields, locale=locale).to_dict())


@add_command(app, "update", (*ROWS, *STACK))
def update_entries(
    run: Run,
    content_type: ContentType,
    uid: UpdatedUid = None,
    *,
    data: Data = None,
    locale: Locale = None,
    key: Key = None,
) -> None:
    """Update fields of an entry from --data, and print it as JSON; or entries from the rows of --file.

    Other fields stay as they are. A row names its entry by its column uid, or by the one of --key.
    """
    if data is None:
        if uid is not None:
            raise CommandError("pass --data with a uid, or --file without one")
        _run_rows(run, run.open_stack().entries(content_type).update_many, key=key, locale=locale)
        return
    fields = _read_data(run, data, key)
    if uid is None:
        raise CommandError("pass the uid of the entry with --data")
    run.output.show_document(run.open_stack().entries(content_type).update(uid, fields, locale=locale).to_dict())


@add_command(app, "upsert", (*ROWS, *STACK))
def upsert_entries(run: Run, content_type: ContentType, *, key: RequiredKey, locale: Locale = None) -> None:
    """Create the entries of the rows whose key does not exist yet, and update the others."""
    if run.options["file"] is None:
        raise CommandError("pass --file")
    _run_rows(run, run.open_stack().entries(content_type).upsert_many, key=key, locale=locale)


@add_command(app, "delete", ("yes", *ROWS, *STACK))
def delete_entries(
    run: Run,
    content_type: ContentType,
    uids: EntryUids = None,
    *,
    query: Query = None,
    locale: DeletedLocale = None,
    dry_run: DryRun = False,
) -> None:
    """Delete entries by uid, --query or the uids in the rows of --file. Shows them first, and asks."""
    stack = run.open_stack()
    entries = stack.entries(content_type)
    results = Results(run)
    with open_items(run, stack, Choice(content_type, uids, query, locale)) as items:
        if dry_run:
            plan = entries.delete_many(items, locale=locale, dry_run=True, **build_plan_options(run))
            results.show_plan(plan, ("uid", "title", "locale"), describe_planned_entry)
        else:
            confirmed = items
            if not run.options["yes"]:
                where = f"of {content_type} in {locale or 'all locales'} from {run.describe_stack()}"
                plan = entries.delete_many(items, locale=locale, dry_run=True)
                confirmed = confirm_items(run, "Delete", where, plan)
            results.follow(entries.delete_many(confirmed, locale=locale, **build_options(run, results)))
    results.finish(CommandError("no entry matches --query", ExitCode.NOT_FOUND) if query else None)


def register(root: typer.Typer) -> None:
    """Add the commands."""
    publishing.register(app)
    root.add_typer(app, name="entries")


def _run_rows(run: Run, method: "Callable[..., bulk.Run[Entry]]", *, key: str | None, locale: str | None) -> None:
    """Pass the rows of `--file` to a method."""
    results = Results(run)
    with open_file(run) as rows:
        results.follow(method(rows, key=key, locale=locale, **build_options(run, results)))
    results.finish()


def _read_data(run: Run, data: str, key: str | None) -> dict[str, object]:
    """Return the fields of a command about a single entry."""
    used = [f"--{name.replace('_', '-')}" for name in ROWS if run.options[name]] + ["--key"] * (key is not None)
    if used:
        raise CommandError(f"{', '.join(used)} cannot be combined with --data")
    return read_json_object("--data", data)


def _read_query(query: str | None) -> dict[str, object] | None:
    return None if query is None else read_json_object("--query", query)
