"""The entries that a command is about: uids, those that match a query, or the rows of a file."""

from collections.abc import Generator, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, cast

from ..records.rows import Row
from .exit_codes import CommandError
from .rows import BadRow, open_rows
from .running import Run
from .values import read_json_object

if TYPE_CHECKING:
    from contentstack_cma import Stack, bulk

NAMES = ("uid", "version")
"""What a row says about an entry that is not written."""


@dataclass(frozen=True, slots=True)
class Choice:
    """How a user says which entries a command is about.

    Attributes:
        content_type: Uid of their content type.
        uids: Their uids.
        query: Conditions that they match, as JSON.
        locale: Code of the locale that the conditions are about.
    """

    content_type: str
    uids: Sequence[str] | None
    query: str | None
    locale: str | None = None


@contextmanager
def open_items(run: Run, stack: "Stack", choice: Choice) -> Generator[Iterable[Any]]:
    """Open the items of a command. They are read when they are needed.

    Raises:
        CommandError: There is no choice or more than one, or the file or the query is malformed.
        OSError: The file cannot be read.
    """
    file: str | None = run.options["file"]
    if bool(choice.uids) + (choice.query is not None) + (file is not None) != 1:
        raise CommandError("pass uids, --query or --file")
    if file is not None:
        with open_rows(file, run.options["format"]) as rows:
            yield rows
    elif choice.query is not None:
        query = read_json_object("--query", choice.query)
        yield stack.entries(choice.content_type).snapshot(query=query, locale=choice.locale)
    else:
        yield [{"uid": uid} for uid in dict.fromkeys(choice.uids or ())]


@contextmanager
def open_file(run: Run) -> Generator[Iterator[Row | BadRow]]:
    """Open the rows of a command that has no other items.

    Raises:
        CommandError: There is no file, or it is malformed.
        OSError: The file cannot be read.
    """
    if run.options["file"] is None:
        raise CommandError("pass --data or --file")
    with open_rows(run.options["file"], run.options["format"]) as rows:
        yield rows


def confirm_items(run: Run, verb: str, where: str, dry_run: "bulk.Run[Any]") -> list[Any]:
    """Show what a dry run would do, and ask. Return its items, each as small as possible.

    Args:
        run: The command.
        verb: What will be done, for the question.
        where: Where it will be done.
        dry_run: The dry run.

    Raises:
        CommandError: The user says no, or nobody can be asked.
    """
    items: list[Any] = []
    lines: list[str] = []
    with dry_run:
        for outcome in dry_run:
            items.append(_reduce(outcome.item))
            if not isinstance(outcome.item, BadRow):
                lines.append(_describe(outcome))
    if lines:
        count = "1 entry" if len(lines) == 1 else f"{len(lines):,} entries"
        run.confirm(f"{verb} {count} {where}?", lines)
    return items


def _reduce(item: Any) -> Any:
    if isinstance(item, Row):
        return Row(item.place, {name: item[name] for name in NAMES if name in item})
    return item if isinstance(item, BadRow) else {"uid": item["uid"]}


def _describe(outcome: "bulk.ItemOutcome[Any]") -> str:
    if outcome.result is None:
        return f"{outcome.key or 'item'}  ({outcome.error})"
    entry = cast("Mapping[str, Any]", outcome.result)
    return f"{entry['uid']}  {entry.get('title') or ''}  {entry.get('locale') or ''}"
