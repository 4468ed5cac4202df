"""Compare the files of migrations with a history. No I/O."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any

from .errors import HistoryError, MigrationError, MigrationFileError
from .files import MigrationFile
from .records import Direction, Lease, Record, RecordState, format_time

_NUMBER_DIGITS = 4


class MigrationState(StrEnum):
    """Where a migration stands, by its file and the history."""

    APPLIED = "applied"
    PENDING = "pending"
    """It is not applied."""
    RUNNING = "running"
    """It is being run, or its run was killed."""
    FAILED = "failed"
    CHANGED = "changed"
    """It is applied, and its file was changed afterwards."""
    MISSING = "missing"
    """It is applied, and its file does not exist."""


@dataclass(frozen=True, slots=True)
class MigrationRow:
    """A migration: its file, and what the history says.

    Attributes:
        name: Name of the migration.
        state: Where it stands.
        file: Its file; None if it is missing.
        record: What the history says; None if it was never run.
    """

    name: str
    state: MigrationState
    file: MigrationFile | None
    record: Record | None

    def to_dict(self) -> dict[str, Any]:
        """Return the row as JSON."""
        record = self.record
        if record is None:
            return {"name": self.name, "state": str(self.state)}
        return {
            "name": self.name,
            "state": str(self.state),
            "direction": record.direction,
            "started": format_time(record.started),
            "finished": None if record.finished is None else format_time(record.finished),
            "who": record.who,
            "step": record.step,
            "message": record.message,
        }


@dataclass(frozen=True, slots=True)
class MigrationStatus:
    """The migrations of a stack and branch.

    Attributes:
        rows: The migrations, in their order.
        lock: Who holds the lock; None if nobody does.
    """

    rows: Sequence[MigrationRow]
    lock: Lease | None = field(default=None)

    @property
    def is_current(self) -> bool:
        """Whether every migration is applied, as its file says."""
        return all(row.state is MigrationState.APPLIED for row in self.rows)

    def list_names(self, state: MigrationState) -> list[str]:
        """Return the names of the migrations in a state."""
        return [row.name for row in self.rows if row.state is state]

    def __str__(self) -> str:
        counts = {state: len(self.list_names(state)) for state in MigrationState}
        return ", ".join(f"{number} {state}" for state, number in counts.items() if number) or "no migrations"

    def __repr__(self) -> str:
        return f"<MigrationStatus {self}>"


def compare_history(
    files: Iterable[MigrationFile], records: Mapping[str, Record], lock: Lease | None = None
) -> MigrationStatus:
    """Return where each migration stands."""
    known = {file.name: file for file in files}
    lost = [
        MigrationRow(name, MigrationState.MISSING, None, record)
        for name, record in records.items()
        if name not in known and record.state is not RecordState.REVERTED
    ]
    rows = [_compare(file, records.get(name)) for name, file in known.items()]
    return MigrationStatus(sorted([*rows, *lost], key=lambda row: row.name), lock)


def _compare(file: MigrationFile, record: Record | None) -> MigrationRow:
    if record is None or record.state is RecordState.REVERTED:
        return MigrationRow(file.name, MigrationState.PENDING, file, record)
    if record.state is RecordState.APPLIED:
        is_changed = record.hash != file.hash
        return MigrationRow(file.name, MigrationState.CHANGED if is_changed else MigrationState.APPLIED, file, record)
    return MigrationRow(file.name, MigrationState(str(record.state)), file, record)


def choose_upgrades(status: MigrationStatus, to: str | int | None) -> list[MigrationFile]:
    """Return the files to upgrade to, in order.

    Args:
        status: Where the migrations stand.
        to: Name or number of the last one; None for all.

    Raises:
        MigrationError: The history and the files do not fit together.
    """
    check_files(status)
    check_directions(status, "upgrade")
    rows = [row for row in status.rows if row.state is not MigrationState.APPLIED]
    last = None if to is None else find_row(status, to).name
    return [row.file for row in rows if row.file is not None and (last is None or row.name <= last)]


def choose_downgrades(status: MigrationStatus, to: str | int | None) -> list[MigrationFile]:
    """Return the files to downgrade, last one first.

    Args:
        status: Where the migrations stand.
        to: Name or number of the one that is to be the last that is applied, 0 for none; None for one step back.

    Raises:
        MigrationError: The history and the files do not fit together.
    """
    check_files(status)
    check_directions(status, "downgrade")
    applied = [row for row in status.rows if row.state is not MigrationState.PENDING][::-1]
    if to is None:
        chosen = applied[:1]
    else:
        last = "" if str(to).strip("0") == "" else find_row(status, to).name
        chosen = [row for row in applied if row.name > last]
    return [row.file for row in chosen if row.file is not None]


def find_row(status: MigrationStatus, wanted: str | int) -> MigrationRow:
    """Return the migration with a name or number.

    Raises:
        MigrationError: There is none.
    """
    text = str(wanted).removesuffix(".py")
    prefix = f"{text.zfill(_NUMBER_DIGITS)}_" if text.isdigit() else None
    for row in status.rows:
        if row.name == text or (prefix is not None and row.name.startswith(prefix)):
            return row
    raise HistoryError(
        f"there is no migration {text!r}: there are {', '.join(row.name for row in status.rows) or 'none'}"
    )


def check_files(status: MigrationStatus) -> None:
    """Check that the files of applied migrations are there and unchanged, and that none was added before them.

    Raises:
        MigrationFileError: A file is missing, changed, or numbered too low.
    """
    for row in status.rows:
        if row.state is MigrationState.MISSING:
            raise MigrationFileError(
                f"{row.name}.py", "the history says that it was run, and there is no such file: restore it"
            )
        if row.state is MigrationState.CHANGED and row.file is not None:
            raise MigrationFileError(
                str(row.file.path),
                "it was changed after it was applied: restore it and write a new migration, or accept it with: "
                f"contentstack-cma migrations accept {row.name}",
            )
    _check_order(status)


def _check_order(status: MigrationStatus) -> None:
    ran = [row.name for row in status.rows if row.state is not MigrationState.PENDING]
    for row in status.rows:
        if ran and row.state is MigrationState.PENDING and row.name < ran[-1]:
            raise MigrationFileError(
                f"{row.name}.py",
                f"it is not applied, but numbered before {ran[-1]}, which was run: give it the next free number",
            )


def check_directions(status: MigrationStatus, direction: Direction) -> None:
    """Check that a migration that has failed goes on in the direction in which it was run.

    Raises:
        MigrationError: It does not.
    """
    for row in status.rows:
        record = row.record
        if record is not None and record.is_unfinished and record.direction != direction:
            raise MigrationError(
                f"the {record.direction} of {row.name} has not ended ({record.state}): correct what is wrong, and run "
                f"{record.direction} again, before you {direction}"
            )
