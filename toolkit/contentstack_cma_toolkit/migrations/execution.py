"""Run one migration: record where it stands, whatever happens."""

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from time import monotonic
from typing import TYPE_CHECKING

from .dry_target import DryTarget
from .errors import MigrationError, MigrationFailedError, MigrationFileError, MigrationLockedError
from .files import LoadedMigration, MigrationFunction, import_beside
from .guarding import WriteRefused, guard_writes
from .history import History
from .locking import LockHold
from .records import Direction, Record, RecordState, begin_record, end_record, format_time
from .reports import RanMigration
from .session import DrySession, LiveSession, Notify, make_checkpoint_folder, use_session

if TYPE_CHECKING:
    from contentstack_cma import Stack

_ENDS: dict[Direction, RecordState] = {"upgrade": RecordState.APPLIED, "downgrade": RecordState.REVERTED}


@dataclass(slots=True)
class HistoryRecorder:
    """Records the steps of a migration in the history.

    Attributes:
        history: The history.
        hold: The lock. Without it, nothing is recorded: another run may have gone on.
        record: The record of the migration so far.
        earlier: The steps that an earlier run has done.
        begun: The step that an earlier run has begun; empty if there is none.
    """

    history: History
    hold: LockHold
    record: Record
    earlier: frozenset[str]
    begun: str

    def is_done(self, key: str) -> bool:
        """Return whether an earlier run has done a step."""
        return key in self.earlier

    def was_begun(self, key: str) -> bool:
        """Return whether an earlier run has begun a step, and not done it."""
        return key == self.begun and key not in self.earlier

    def note_begin(self, key: str) -> None:
        """Record that a step begins. Without the lock, its first write is refused, which says what was not sent."""
        if not self.hold.is_lost:
            self._write(self.record.begin_step(key))

    def note_done(self, key: str) -> None:
        """Record that a step is done."""
        self._write(self.record.finish_step(key))

    def end(self, state: RecordState, message: str = "") -> None:
        """Record that the migration has ended."""
        self._write(end_record(self.record, state, message))

    def _write(self, record: Record) -> None:
        require_lock(self.hold)
        self.history.write_record(record)
        self.record = record


@dataclass(frozen=True, slots=True)
class Execution:
    """Where migrations are run.

    Attributes:
        stack: The stack.
        history: Its history.
        hold: The lock.
        folder: The folder of migrations.
        direction: Whether to upgrade or downgrade.
        notify: Called when a migration or step begins.
    """

    stack: "Stack"
    history: History
    hold: LockHold
    folder: Path
    direction: Direction
    notify: Notify

    def run(self, migration: LoadedMigration, earlier: Record | None) -> RanMigration:
        """Run a migration, or go on with one that has failed.

        Raises:
            MigrationFailedError: It failed. The history says so.
            MigrationLockedError: The lock was lost, and nothing more was written.
        """
        started, file = monotonic(), migration.file
        record = begin_record(file.name, file.hash, self.direction, earlier, self.hold.lease.who)
        recorder = HistoryRecorder(self.history, self.hold, record, frozenset(record.done), record.step)
        require_lock(self.hold)
        self.notify(f"{self.direction} {file.name}")
        self.history.write_record(record)
        session = LiveSession(recorder, self._make_folder(record), self.notify)
        stack = guard_writes(self.stack, lambda: not self.hold.is_lost)
        try:
            with use_session(session), import_beside(file.path):
                get_function(migration, self.direction)(stack)
            recorder.end(_ENDS[self.direction])
        except WriteRefused as refused:
            raise build_lost_lock_error(refused.call) from None
        except BaseException as error:
            self._record_failure(recorder, error)
            if not isinstance(error, Exception | SystemExit) or isinstance(error, MigrationLockedError):
                raise
            raise _build_failure(recorder.record, error) from error
        return RanMigration(file.name, session.lines, monotonic() - started)

    def _make_folder(self, record: Record) -> Path:
        """Create the folder for the checkpoints of this run. A resumed run has the same one."""
        scope = f"{self.stack.api_key}-{self.stack.branch or 'main'}"
        started = re.sub(r"[^0-9]", "", format_time(record.started))
        return make_checkpoint_folder(self.folder, scope, f"{record.name}-{self.direction}-{started}")

    def _record_failure(self, recorder: HistoryRecorder, error: BaseException) -> None:
        """Record why a migration failed. If that is not possible either, the history still says `running`."""
        if self.hold.is_lost:
            return
        try:
            recorder.end(RecordState.FAILED, _describe(error))
        except Exception as failure:  # noqa: BLE001 - the first error counts
            error.add_note(
                f"The history could not be written ({failure}): it still says that the migration is running."
            )


def get_function(migration: LoadedMigration, direction: Direction) -> MigrationFunction:
    """Return the function of a direction.

    Raises:
        MigrationFileError: The file has none.
    """
    function = migration.upgrade if direction == "upgrade" else migration.downgrade
    if function is None:
        raise MigrationFileError(
            str(migration.file.path), "it has no function downgrade(stack), so it cannot be downgraded: define it"
        )
    return function


def _describe(error: BaseException) -> str:
    if isinstance(error, KeyboardInterrupt):
        return "interrupted (Ctrl-C)"
    text = str(error)
    return text if text and isinstance(error, MigrationError) else f"{type(error).__name__}: {text}".removesuffix(": ")


def _build_failure(record: Record, error: BaseException) -> MigrationFailedError:
    is_in_step = bool(record.step) and record.step not in record.done
    where = f"in the step {record.step!r}" if is_in_step else "outside of its steps"
    done = (
        f"its first steps ({len(record.done)}) are done, and are not repeated" if record.done else "no step is done yet"
    )
    return MigrationFailedError(
        f"{record.name} failed {where}: {_describe(error)}\n"
        f"The history says where it stands; {done}. Correct what is wrong, and run {record.direction} again.",
        record.name,
        record.step if is_in_step else "",
    )


def require_lock(hold: LockHold) -> None:
    """Check that a run still holds its lock.

    Raises:
        MigrationLockedError: It does not.
    """
    if hold.is_lost:
        raise build_lost_lock_error("")


def build_lost_lock_error(call: str) -> MigrationLockedError:
    """Return the error of a run that has lost its lock."""
    said = f" {call} was not sent." if call else ""
    return MigrationLockedError(
        f"this run has lost its lock: someone has broken it, or it could not be renewed in time.{said} Check who else "
        "runs migrations, then run it again"
    )


def plan_migrations(
    stack: "Stack",
    migrations: Sequence[tuple[LoadedMigration, Record | None]],
    direction: Direction,
    note: Callable[[RanMigration], None],
) -> None:
    """Find out what migrations would do. Nothing is written: a call that would write is not sent.

    Args:
        stack: The stack.
        migrations: The migrations, each with what the history says of it.
        direction: Whether to upgrade or downgrade.
        note: Called with what each would do.

    Raises:
        MigrationFailedError: One would fail, or writes without a step.
    """
    guarded = guard_writes(stack, lambda: False)
    target = DryTarget(guarded)
    for migration, record in migrations:
        started, name = monotonic(), migration.file.name
        session = DrySession(target, record.done if record is not None and record.is_unfinished else ())
        try:
            with use_session(session), import_beside(migration.file.path):
                get_function(migration, direction)(guarded)
        except WriteRefused as refused:
            raise MigrationFailedError(
                f"{name} writes without a step, so a dry run cannot say what it does: {refused.call} was not sent. "
                "Rehearse it on a copy of the stack or a branch",
                name,
            ) from None
        except (Exception, SystemExit) as error:
            raise MigrationFailedError(f"{name} would fail: {_describe(error)}", name) from error
        note(RanMigration(name, session.lines, monotonic() - started))
