"""`entries publish` and `entries unpublish`."""

from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING, Annotated, Any

import typer

from ...records.rows import Row
from ..each import Table, run_each
from ..exit_codes import CommandError, ExitCode
from ..items import NAMES, Choice, confirm_items, open_items
from ..many import Results, build_options
from ..options import ROWS, STACK
from ..parameters import ContentType, EntryUids, Environments, Locales, Query
from ..rows import BadRow
from ..running import Run, add_command

if TYPE_CHECKING:
    from contentstack_cma import Stack

At = Annotated[
    str | None, typer.Option("--at", metavar="TIME", help="When, such as 2026-05-13T08:00:00Z. Default: now.")
]
Nested = Annotated[bool, typer.Option("--nested", help="Include the entries and assets that it refers to.")]
Wait = Annotated[bool, typer.Option("--wait", help="Wait until it is done, and say what failed.")]
Timeout = Annotated[float, typer.Option("--timeout", min=0.1, metavar="SECONDS", help="Seconds to --wait.")]


def publish_entries(
    run: Run,
    content_type: ContentType,
    uids: EntryUids = None,
    *,
    environment: Environments,
    locale: Locales,
    query: Query = None,
    at: At = None,
    wait: Wait = False,
    timeout: Timeout = 600.0,
    nested: Nested = False,
) -> None:
    """Publish entries by uid, --query or the uids in the rows of --file.

    The server does it later, unless you --wait. A row may have the column version:number. Default: the latest.
    """
    job = _build_job(environment, locale, at, wait=wait)
    stack = run.open_stack()
    if nested:
        if wait:
            raise CommandError("--nested and --wait cannot be combined")
        _publish_nested(run, stack, content_type, Choice(content_type, uids, query), job)
        return
    results = Results(run)
    with open_items(run, stack, Choice(content_type, uids, query)) as items:
        job |= {"wait": wait, "wait_timeout": timeout, **build_options(run, results)}
        results.follow(stack.publish_many(_name_type(items, content_type), **job))
    results.finish(_build_error(query))


def _publish_nested(run: Run, stack: "Stack", content_type: str, choice: Choice, job: dict[str, Any]) -> None:
    """Publish entries with what they refer to, which no bulk call does."""
    if run.options["file"] is not None or run.options["checkpoint"] is not None:
        raise CommandError("--nested cannot be combined with --file or --checkpoint")
    entries = stack.entries(content_type)

    def publish(uid: str) -> dict[str, str]:
        entries.publish(uid, **job, nested=True)
        return {"uid": uid, "outcome": "queued"}

    with open_items(run, stack, choice) as items:
        names = [item["uid"] for item in items]
    run_each(Table(run.output, ("uid", "outcome")), names, publish)


def unpublish_entries(
    run: Run,
    content_type: ContentType,
    uids: EntryUids = None,
    *,
    environment: Environments,
    locale: Locales,
    query: Query = None,
    at: At = None,
    wait: Wait = False,
    timeout: Timeout = 600.0,
) -> None:
    """Unpublish entries by uid, --query or the uids in the rows of --file. Shows them first, and asks."""
    stack = run.open_stack()
    entries = stack.entries(content_type)
    results = Results(run)
    job = _build_job(environment, locale, at, wait=wait)
    with open_items(run, stack, Choice(content_type, uids, query)) as items:
        confirmed = items
        if not run.options["yes"]:
            where = f"of {content_type} from {', '.join(environment)} ({', '.join(locale)}) in {run.describe_stack()}"
            found = entries.delete_many(items, dry_run=True)  # which only looks them up
            confirmed = confirm_items(run, "Unpublish", where, found)
        job |= {"wait": wait, "wait_timeout": timeout, **build_options(run, results)}
        results.follow(stack.unpublish_many(_name_type(confirmed, content_type), **job))
    results.finish(_build_error(query))


def _build_job(environments: list[str], locales: list[str], at: str | None, *, wait: bool) -> dict[str, Any]:
    if wait and at is not None:
        raise CommandError("--wait and --at cannot be combined")
    return {"environments": environments, "locales": locales, "scheduled_at": at}


def _build_error(query: str | None) -> CommandError | None:
    """Return the error of a command whose query matches nothing."""
    return None if query is None else CommandError("no entry matches --query", ExitCode.NOT_FOUND)


def _name_type(items: Iterable[Any], content_type: str) -> Iterator[Any]:
    """Add the content type to items, as runs that publish expect."""
    for item in items:
        if isinstance(item, BadRow):
            yield item
        elif isinstance(item, Row):
            kept = {name: item[name] for name in NAMES if name in item}
            yield Row(item.place, {**kept, "content_type": content_type})
        else:
            yield {"uid": item["uid"], "content_type": content_type}


def register(app: typer.Typer) -> None:
    """Add the commands to the group."""
    add_command(app, "publish", (*ROWS, *STACK))(publish_entries)
    add_command(app, "unpublish", ("yes", *ROWS, *STACK))(unpublish_entries)
