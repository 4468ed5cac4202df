"""`migrations`: change content types and their entries by numbered files."""

import sys
from collections.abc import Generator
from contextlib import AbstractContextManager, contextmanager, redirect_stdout
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from ..exit_codes import CommandError, ExitCode, choose_failure_code
from ..model_files import read_plan_file
from ..options import LOCAL, STACK
from ..output import format_cell, write_line, write_message
from ..progress import advise
from ..running import Run, add_command

if TYPE_CHECKING:
    from contentstack_cma_toolkit.migrations import MigrationReport, MigrationStatus

migrations = typer.Typer(help="Migrations of content types and entries.", no_args_is_help=True)

_COLUMNS = ("name", "state", "finished", "who", "message")
_WRITE = ("quiet", *STACK)
_CONFIRMED = ("yes", *_WRITE)

Folder = Annotated[str, typer.Option("--folder", metavar="FOLDER", help="Folder of the migrations.")]
History = Annotated[
    str | None,
    typer.Option("--history", metavar="FILE", help="File that holds the history. Default: the stack holds it."),
]
Name = Annotated[str, typer.Argument(metavar="NAME", help="What it does, in a few words.")]
FromPlan = Annotated[
    Path | None,
    typer.Option(
        "--from-plan", metavar="FILE", help="Plan of `model plan --out`, whose changes the migration is to make."
    ),
]
Migration = Annotated[str, typer.Argument(metavar="MIGRATION", help="Name or number of the migration.")]
Last = Annotated[str | None, typer.Option("--to", metavar="MIGRATION", help="Last one to run. Default: all.")]
Left = Annotated[
    str | None,
    typer.Option(
        "--to", metavar="MIGRATION", help="The one that is to be the last one applied; 0: none. Default: one step back."
    ),
]
Sample = Annotated[
    int, typer.Option("--sample", min=1, max=100, metavar="NUMBER", help="Entries per content type and locale.")
]
DryRun = Annotated[bool, typer.Option("--dry-run", help="Show what the steps would do only.")]
BreakLock = Annotated[bool, typer.Option("--break-lock", help="Remove the lock of a run that was killed.")]
Check = Annotated[
    bool, typer.Option("--check", help="Exit code 1 if something is not applied, or was changed afterwards.")
]


@add_command(migrations, "new", LOCAL)
def create(run: Run, name: Name, *, folder: Folder = "migrations", from_plan: FromPlan = None) -> None:
    """Create the file of the next migration, and print its path."""
    from contentstack_cma_toolkit.migrations import create_migration

    path = str(create_migration(folder, name, _list_calls(from_plan)))
    if run.output.as_json:
        run.output.show_item({"path": path})
    else:
        write_line(path)


def _list_calls(plan: Path | None) -> list[str]:
    """Return the calls that make the changes of a plan; none without a plan."""
    if plan is None:
        return []
    from contentstack_cma_toolkit.changes import list_steps

    return list_steps(read_plan_file(plan))


@add_command(migrations, "status", STACK)
def show_status(run: Run, *, folder: Folder = "migrations", history: History = None, check: Check = False) -> None:
    """Show which migrations are applied to the stack and branch.

    States: applied, pending, running, failed, changed (the file was changed after it was applied), missing (there is no
    file).
    """
    from contentstack_cma_toolkit.migrations import read_status

    with explain():
        status = read_status(run.open_stack(), folder, history=history)
    run.output.show_list((row.to_dict() for row in status.rows), _COLUMNS)
    _describe_lock(status)
    if check and not status.is_current:
        raise typer.Exit(ExitCode.FAILED)


def _describe_lock(status: "MigrationStatus") -> None:
    if status.lock is not None:
        until = "" if status.lock.until is None else f" until {status.lock.until:%Y-%m-%d %H:%M:%S} UTC"
        write_message(format_cell(f"locked by {status.lock.who}{until}"))


@add_command(migrations, "upgrade", _WRITE)
def upgrade_stack(
    run: Run,
    *,
    folder: Folder = "migrations",
    history: History = None,
    to: Last = None,
    dry_run: DryRun = False,
    break_lock: BreakLock = False,
) -> None:
    """Run the migrations that are not applied to the stack and branch, in their order.

    To go on after a failure, run the same command again: what is done is not repeated.
    """
    from contentstack_cma_toolkit.migrations import upgrade

    options: dict[str, Any] = {"to": to, "dry_run": dry_run, "history": history, "break_lock": break_lock}
    with explain(), advise(), divert_prints():
        report = upgrade(run.open_stack(), folder, progress=_choose_progress(run), **options)
    _show_report(run, report)


@add_command(migrations, "rehearse", _WRITE)
def rehearse_migrations(
    run: Run, *, folder: Folder = "migrations", history: History = None, to: Last = None, sample: Sample = 20
) -> None:
    """Run the migrations that are not applied in a copy of the stack in memory: its model and a sample of its entries.

    Nothing is written to the stack. Needs the extra [emulator].
    """
    from contentstack_cma_toolkit.migrations import rehearse

    options: dict[str, Any] = {"to": to, "history": history, "sample": sample}
    with explain(), advise():
        try:
            report = rehearse(run.open_stack(), folder, progress=_choose_progress(run), **options)
        except ModuleNotFoundError as error:
            raise CommandError(f'{error.name} is not installed: pip install "contentstack-cma[emulator]"') from error
    _show_report(run, report)


@add_command(migrations, "downgrade", _CONFIRMED)
def downgrade_stack(
    run: Run,
    *,
    folder: Folder = "migrations",
    history: History = None,
    to: Left = None,
    dry_run: DryRun = False,
    break_lock: BreakLock = False,
) -> None:
    """Undo migrations by their function downgrade, last one first. Shows what would be done first, and asks."""
    from contentstack_cma_toolkit.migrations import downgrade

    stack = run.open_stack()

    def undo(**options: Any) -> "MigrationReport":
        with divert_prints():
            return downgrade(stack, folder, to=to, history=history, **options)

    with explain(), advise():
        if dry_run or not run.options["yes"]:
            plan = undo(dry_run=True)
            if dry_run or not plan.names:
                _show_report(run, plan)
                return
            lines = [f"{name}: {line}" for name, line in _list_lines(plan)]
            run.confirm(f"Undo {', '.join(plan.names)} in {run.describe_stack()}?", lines)
        report = undo(break_lock=break_lock, progress=_choose_progress(run))
    _show_report(run, report)


def _list_lines(report: "MigrationReport") -> list[tuple[str, str]]:
    return [(each.name, line) for each in report.ran for line in each.lines]


@add_command(migrations, "accept", STACK)
def accept_file(run: Run, migration: Migration, *, folder: Folder = "migrations", history: History = None) -> None:
    """Accept the file of a migration that was changed after it was applied. It is not run again."""
    from contentstack_cma_toolkit.migrations import accept

    with explain():
        accept(run.open_stack(), migration, folder, history=history)


@add_command(migrations, "unlock", _CONFIRMED)
def remove_lock(run: Run, *, history: History = None) -> None:
    """Remove the lock of a run that was killed. Shows whose it is, and asks."""
    from contentstack_cma_toolkit.migrations import read_lock, unlock

    stack = run.open_stack()
    with explain():
        lock = read_lock(stack, history=history)
        if lock is None:
            write_message("there is no lock")
            return
        run.confirm(f"Remove the lock in {run.describe_stack()}? If its run still writes, it will stop.", [lock.who])
        unlock(stack, history=history)


def _choose_progress(run: Run) -> Any:
    """Return what shows the steps as they begin; None if nothing is to be shown."""
    return None if run.output.as_json or run.options["quiet"] else _show_line


def _show_line(line: str) -> None:
    write_message(line[: len(line) - len(line.lstrip())] + format_cell(line.lstrip()))


def _show_report(run: Run, report: "MigrationReport") -> None:
    if run.output.as_json:
        run.output.show_document(report.to_dict())
    elif not run.options["quiet"]:
        for line in str(report).splitlines():
            write_line(line[: len(line) - len(line.lstrip())] + format_cell(line.lstrip()))


def divert_prints() -> AbstractContextManager[object]:
    """Let what migrations print go to standard error: standard output has the result of the command."""
    return redirect_stdout(sys.stderr)


@contextmanager
def explain() -> Generator[None]:
    """Turn errors of migrations into those of commands.

    Raises:
        CommandError: A migration failed, the stack is locked, or a file is wrong.
    """
    from contentstack_cma_toolkit.migrations import MigrationError

    try:
        yield
    except MigrationError as error:
        raise CommandError(str(error), _choose_code(error)) from error


def _choose_code(error: Exception) -> ExitCode:
    if isinstance(error, ValueError):
        return ExitCode.USAGE
    return choose_failure_code(error.__cause__)


def register(app: typer.Typer) -> None:
    """Add the commands."""
    app.add_typer(migrations, name="migrations")
