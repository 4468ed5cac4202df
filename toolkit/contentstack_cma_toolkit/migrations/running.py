"""Upgrade and downgrade a stack."""

import os
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from .errors import HistoryError
from .execution import Execution, get_function, plan_migrations
from .files import LoadedMigration, MigrationFile, find_files, load_migrations
from .history import History, HistoryPlace, open_history
from .locking import hold_lock
from .records import Direction, Lease
from .reports import MigrationReport
from .session import Notify
from .status import MigrationState, MigrationStatus, choose_downgrades, choose_upgrades, compare_history, find_row

if TYPE_CHECKING:
    from contentstack_cma import Stack

FOLDER = "migrations"
LEASE = 120.0
"""Seconds for which the lock stays after its process was killed."""

_SHORTEST_LEASE = 1.0
_ACCEPTABLE = {MigrationState.APPLIED, MigrationState.CHANGED}


def upgrade(
    stack: "Stack",
    folder: str | os.PathLike[str] = FOLDER,
    *,
    to: str | int | None = None,
    dry_run: bool = False,
    history: HistoryPlace = None,
    break_lock: bool = False,
    lease: float = LEASE,
    progress: Notify | None = None,
) -> MigrationReport:
    """Run the migrations of a folder that are not applied to a stack and branch, in their order.

        report = upgrade(stack, "migrations")
        print(report)

    One run at a time: a second one raises `MigrationLockedError`. A migration that fails stops the run; the history in
    the stack says where it stands, and the next run goes on from there.

    Args:
        stack: The stack, on its branch.
        folder: The folder of migrations.
        to: Name or number of the last migration to run. Default: all.
        dry_run: Write nothing, and report what the steps would do. A migration that writes without a step fails.
        history: Path of a file that holds the history. Default: the stack holds it, in the content type
            `contentstack_cma_migrations`.
        break_lock: Remove the lock of a run that was killed.
        lease: Seconds for which the lock stays after this process was killed.
        progress: A function that is called with a line of text when a migration or a step begins.

    Returns:
        What was done, or would be.

    Raises:
        MigrationFileError: A file is wrong, or was changed after it was applied. Nothing was run.
        MigrationLockedError: Another run holds the lock.
        MigrationFailedError: A migration failed.
        HistoryError: The history cannot be used.
    """
    runner = _Runner(stack, folder, history, "upgrade", progress)
    return runner.plan(to) if dry_run else runner.run(to, lease, break_lock=break_lock)


def downgrade(
    stack: "Stack",
    folder: str | os.PathLike[str] = FOLDER,
    *,
    to: str | int | None = None,
    dry_run: bool = False,
    history: HistoryPlace = None,
    break_lock: bool = False,
    lease: float = LEASE,
    progress: Notify | None = None,
) -> MigrationReport:
    """Undo migrations by their function `downgrade`, last one first.

    Args:
        stack: The stack, on its branch.
        folder: The folder of migrations.
        to: Name or number of the migration that is to be the last one applied; 0 undoes all. Default: one step back.
        dry_run: Write nothing, and report what the steps would do.
        history: Path of a file that holds the history. Default: the stack holds it.
        break_lock: Remove the lock of a run that was killed.
        lease: Seconds for which the lock stays after this process was killed.
        progress: A function that is called with a line of text when a migration or a step begins.

    Returns:
        What was done, or would be.

    Raises:
        MigrationFileError: A file is wrong, has no function `downgrade`, or was changed. Nothing was run.
        MigrationLockedError: Another run holds the lock.
        MigrationFailedError: A migration failed.
        HistoryError: The history cannot be used.
    """
    runner = _Runner(stack, folder, history, "downgrade", progress)
    return runner.plan(to) if dry_run else runner.run(to, lease, break_lock=break_lock)


class _Runner:
    def __init__(
        self,
        stack: "Stack",
        folder: str | os.PathLike[str],
        history: HistoryPlace,
        direction: Direction,
        progress: Notify | None,
    ) -> None:
        self._stack = stack
        self._folder = Path(folder)
        self._history = open_history(stack, history)
        self._direction: Direction = direction
        self._notify: Notify = progress or _ignore

    def plan(self, to: str | int | None) -> MigrationReport:
        report = MigrationReport(self._direction, is_dry_run=True)
        status = read_history(self._folder, self._history)
        migrations = [(each, find_row(status, each.file.name).record) for each in self._choose(status, to)]
        plan_migrations(self._stack, migrations, self._direction, report.ran.append)
        return report

    def run(self, to: str | int | None, lease: float, *, break_lock: bool) -> MigrationReport:
        if lease < _SHORTEST_LEASE:
            raise ValueError(f"lease must be at least {_SHORTEST_LEASE} second, not {lease}")
        report = MigrationReport(self._direction)
        if break_lock:
            self._history.break_lock()
        if not self._choose(read_history(self._folder, self._history), to):
            return report  # without a lock, so that a deployment with nothing to do writes nothing
        with hold_lock(self._history, lease) as hold:
            status = read_history(self._folder, self._history)  # another run may have ended meanwhile
            execution = Execution(self._stack, self._history, hold, self._folder, self._direction, self._notify)
            for migration in self._choose(status, to):
                record = find_row(status, migration.file.name).record
                report.ran.append(execution.run(migration, record))
        return report

    def _choose(self, status: MigrationStatus, to: str | int | None) -> list[LoadedMigration]:
        choose = choose_upgrades if self._direction == "upgrade" else choose_downgrades
        migrations = load_migrations(choose(status, to))
        for migration in migrations:
            get_function(migration, self._direction)
        return migrations


def _ignore(line: str) -> None:
    del line


def read_history(folder: Path, history: History) -> MigrationStatus:
    """Return where the migrations of a folder stand."""
    files: list[MigrationFile] = find_files(folder)
    return compare_history(files, history.read_records(), history.read_lock())


def read_status(
    stack: "Stack", folder: str | os.PathLike[str] = FOLDER, *, history: HistoryPlace = None
) -> MigrationStatus:
    """Return where each migration of a folder stands in a stack and branch. Nothing is written.

    Args:
        stack: The stack, on its branch.
        folder: The folder of migrations.
        history: Path of a file that holds the history. Default: the stack holds it.

    Raises:
        MigrationFileError: The folder does not exist, or a name or number is wrong.
        HistoryError: The history cannot be read.
    """
    return read_history(Path(folder), open_history(stack, history))


def accept(
    stack: "Stack",
    name: str | int,
    folder: str | os.PathLike[str] = FOLDER,
    *,
    history: HistoryPlace = None,
    lease: float = LEASE,
) -> None:
    """Accept the file of a migration that was changed after it was applied. It is not run again.

    Args:
        stack: The stack, on its branch.
        name: Name or number of the migration.
        folder: The folder of migrations.
        history: Path of a file that holds the history. Default: the stack holds it.
        lease: Seconds for which the lock stays after this process was killed.

    Raises:
        HistoryError: There is no such migration, or it is not applied.
        MigrationLockedError: Migrations are being run.
    """
    opened = open_history(stack, history)
    with hold_lock(opened, lease):
        row = find_row(read_history(Path(folder), opened), name)
        if row.file is None or row.record is None or row.state not in _ACCEPTABLE:
            raise HistoryError(
                f"{row.name} is {row.state}: only the changed file of an applied migration can be accepted"
            )
        opened.write_record(replace(row.record, hash=row.file.hash))


def read_lock(stack: "Stack", *, history: HistoryPlace = None) -> Lease | None:
    """Return who holds the lock of a stack and branch; None if nobody does.

    Args:
        stack: The stack, on its branch.
        history: Path of a file that holds the history. Default: the stack holds it.
    """
    return open_history(stack, history).read_lock()


def unlock(stack: "Stack", *, history: HistoryPlace = None) -> Lease | None:
    """Remove the lock of a run that was killed. Check before that it does not run any more.

    Args:
        stack: The stack, on its branch.
        history: Path of a file that holds the history. Default: the stack holds it.

    Returns:
        Who held the lock; None if nobody did.
    """
    opened = open_history(stack, history)
    lock = opened.read_lock()
    opened.break_lock()
    return lock
