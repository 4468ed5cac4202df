"""`entries`: list, get, create, update, delete, publish and unpublish."""

from typing import TYPE_CHECKING, Annotated, Any

import typer

from ..each import Table, run_each
from ..exit_codes import CommandError, ExitCode
from ..parameters import (
    Ascending,
    ContentType,
    Descending,
    EntryUid,
    EntryUids,
    Environments,
    Locale,
    Locales,
    MaxItems,
    Query,
)
from ..running import STACK, Run, add_command
from ..values import read_json_object

if TYPE_CHECKING:
    from collections.abc import Callable

    from contentstack_cma import Stack
    from contentstack_cma.models import Entry

app = typer.Typer(help="Entries of a content type.", no_args_is_help=True)

_COLUMNS = ("uid", "title", "locale", "_version", "updated_at")

Include = Annotated[
    list[str] | None,
    typer.Option("--include", metavar="FIELD", help="Reference field whose entries to include; repeatable."),
]
Version = Annotated[int | None, typer.Option("--version", min=1, metavar="NUMBER", help="Default: the latest.")]
Data = Annotated[
    str, typer.Option("--data", metavar="JSON", help="Fields as a JSON object; @FILE reads a file, - standard input.")
]
AllLocales = Annotated[bool, typer.Option("--all-locales", help="Delete the entry in all locales.")]
At = Annotated[
    str | None, typer.Option("--at", metavar="TIME", help="When, such as 2026-05-13T08:00:00Z. Default: now.")
]
Nested = Annotated[bool, typer.Option("--nested", help="Include the entries and assets that it refers to.")]


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


@add_command(app, "create", STACK)
def create_entry(run: Run, content_type: ContentType, *, data: Data, locale: Locale = None) -> None:
    """Create an entry, and print it as JSON."""
    fields = read_json_object("--data", data)
    run.output.show_document(run.open_stack().entries(content_type).create(fields, locale=locale).to_dict())


@add_command(app, "update", STACK)
def update_entry(run: Run, content_type: ContentType, uid: EntryUid, *, data: Data, locale: Locale = None) -> None:
    """Update fields of an entry, and print it as JSON. Other fields stay as they are."""
    fields = read_json_object("--data", data)
    run.output.show_document(run.open_stack().entries(content_type).update(uid, fields, locale=locale).to_dict())


@add_command(app, "delete", ("yes", *STACK))
def delete_entries(
    run: Run,
    content_type: ContentType,
    uids: EntryUids = None,
    *,
    query: Query = None,
    locale: Locale = None,
    all_locales: AllLocales = False,
) -> None:
    """Delete entries by uid or query. Shows them first, and asks."""
    if locale is not None and all_locales:
        raise CommandError("pass --locale or --all-locales, not both")
    stack = run.open_stack()
    found = _find_entries(stack, content_type, uids, query, locale)
    where = "all locales" if all_locales else locale or "the master locale"
    _confirm(run, f"Delete {_count(found)} of {content_type} in {where} from {run.describe_stack()}?", found)
    entries = stack.entries(content_type)
    _run_each(run, found, lambda uid: entries.delete(uid, locale=locale, all_locales=all_locales), "deleted")


@add_command(app, "publish", STACK)
def publish_entries(
    run: Run,
    content_type: ContentType,
    uids: EntryUids = None,
    *,
    environment: Environments,
    locale: Locales,
    query: Query = None,
    at: At = None,
    nested: Nested = False,
) -> None:
    """Publish entries by uid or query. The server does it later: see the jobs of the stack."""
    stack = run.open_stack()
    entries = stack.entries(content_type)
    found = _find_entries(stack, content_type, uids, query, None)
    job: dict[str, Any] = {"environments": environment, "locales": locale, "scheduled_at": at, "nested": nested}
    _run_each(run, found, lambda uid: entries.publish(uid, **job), "queued")


@add_command(app, "unpublish", ("yes", *STACK))
def unpublish_entries(
    run: Run,
    content_type: ContentType,
    uids: EntryUids = None,
    *,
    environment: Environments,
    locale: Locales,
    query: Query = None,
    at: At = None,
) -> None:
    """Unpublish entries by uid or query. Shows them first, and asks."""
    stack = run.open_stack()
    entries = stack.entries(content_type)
    found = _find_entries(stack, content_type, uids, query, None)
    where = f"{', '.join(environment)} ({', '.join(locale)})"
    _confirm(run, f"Unpublish {_count(found)} of {content_type} from {where} in {run.describe_stack()}?", found)
    job: dict[str, Any] = {"environments": environment, "locales": locale, "scheduled_at": at}
    _run_each(run, found, lambda uid: entries.unpublish(uid, **job), "queued")


def register(root: typer.Typer) -> None:
    """Add the commands."""
    root.add_typer(app, name="entries")


def _read_query(query: str | None) -> dict[str, object] | None:
    return None if query is None else read_json_object("--query", query)


def _find_entries(
    stack: "Stack", content_type: str, uids: list[str] | None, query: str | None, locale: str | None
) -> list["Entry"]:
    """Return the entries of a command, so that the user sees which they are. A uid that does not exist is an error."""
    if bool(uids) == (query is not None):
        raise CommandError("pass either uids or --query")
    entries = stack.entries(content_type)
    if uids:
        return [entries.get(uid, locale=locale) for uid in dict.fromkeys(uids)]
    found = list(entries.snapshot(query=_read_query(query), locale=locale))
    if not found:
        raise CommandError("no entry matches --query", ExitCode.NOT_FOUND)
    return found


def _confirm(run: Run, question: str, found: list["Entry"]) -> None:
    run.confirm(question, [f"{entry.uid}  {entry.get('title') or ''}  {entry.get('locale') or ''}" for entry in found])


def _run_each(run: Run, found: list["Entry"], function: "Callable[[str], object]", label: str) -> None:
    def call(uid: str) -> dict[str, str]:
        function(uid)
        return {"uid": uid, "result": label}

    run_each(Table(run.output, ("uid", "result")), [entry.uid for entry in found], call)


def _count(found: list["Entry"]) -> str:
    return "1 entry" if len(found) == 1 else f"{len(found)} entries"
