"""What a history records of a migration, and of the lock. No I/O."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from enum import StrEnum
from typing import Any, Literal, Self

from .errors import HistoryError

Direction = Literal["upgrade", "downgrade"]


class RecordState(StrEnum):
    """Where a migration stands."""

    RUNNING = "running"
    """It is being run, or its run was killed."""
    APPLIED = "applied"
    FAILED = "failed"
    REVERTED = "reverted"
    """It was downgraded."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Record:
    """What the history says of a migration.

    Attributes:
        name: Name of the migration.
        state: Where it stands.
        direction: Whether it was upgraded or downgraded last.
        hash: SHA-256 of its file when it was run last.
        step: The step that was begun last.
        done: The steps that are done.
        message: Why it failed.
        started: When it was started. Running it again after a failure does not change it.
        finished: When it was applied, reverted or failed; None while it is running.
        who: Who ran it last: user, host and process.
    """

    name: str
    state: RecordState
    direction: Direction
    hash: str
    started: datetime
    finished: datetime | None = None
    step: str = ""
    done: tuple[str, ...] = ()
    message: str = ""
    who: str = ""

    @property
    def is_unfinished(self) -> bool:
        """Whether it has failed, or was begun and has not ended."""
        return self.state in {RecordState.RUNNING, RecordState.FAILED}

    def begin_step(self, key: str) -> Self:
        """Return the record when a step begins."""
        return replace(self, step=key)

    def finish_step(self, key: str) -> Self:
        """Return the record when a step is done."""
        return replace(self, done=(*self.done, key))

    def to_fields(self) -> dict[str, Any]:
        """Return the record as JSON."""
        return {
            "title": self.name,
            "state": str(self.state),
            "direction": self.direction,
            "hash": self.hash,
            "step": self.step,
            "done": "\n".join(self.done),
            "message": self.message,
            "started": format_time(self.started),
            "finished": None if self.finished is None else format_time(self.finished),
            "who": self.who,
        }

    @classmethod
    def from_fields(cls, fields: Mapping[str, Any]) -> Self:
        """Return the record in JSON that `to_fields` has made.

        Raises:
            HistoryError: It was changed by someone else, and cannot be read.
        """
        try:
            return cls(
                name=str(fields["title"]),
                state=RecordState(fields["state"]),
                direction="downgrade" if fields.get("direction") == "downgrade" else "upgrade",
                hash=str(fields.get("hash") or ""),
                started=parse_time(fields["started"]),
                finished=parse_time(fields["finished"]) if fields.get("finished") else None,
                step=str(fields.get("step") or ""),
                done=tuple(str(fields.get("done") or "").splitlines()),
                message=str(fields.get("message") or ""),
                who=str(fields.get("who") or ""),
            )
        except (KeyError, TypeError, ValueError) as error:
            raise HistoryError(
                f"the history entry {fields.get('title')!r} cannot be read ({type(error).__name__}: {error}): restore "
                "an earlier version of it, or delete it if it is not that of a migration"
            ) from error


def begin_record(name: str, file_hash: str, direction: Direction, earlier: Record | None, who: str) -> Record:
    """Return the record of a migration that is started, or goes on after it has failed."""
    now = datetime.now(UTC)
    record = Record(name=name, state=RecordState.RUNNING, direction=direction, hash=file_hash, started=now, who=who)
    if earlier is None or not earlier.is_unfinished or earlier.direction != direction:
        return record
    return replace(record, started=earlier.started, step=earlier.step, done=earlier.done)


def end_record(record: Record, state: RecordState, message: str = "") -> Record:
    """Return the record of a migration that has ended."""
    return replace(record, state=state, message=message, finished=datetime.now(UTC))


@dataclass(frozen=True, slots=True)
class Lease:
    """Who holds the lock.

    Attributes:
        owner: Random id of the run.
        who: User, host and process.
        until: Until when the lock holds, unless it is renewed; None for a lock that ends with its process.
    """

    owner: str
    who: str
    until: datetime | None

    def has_expired(self, now: datetime) -> bool:
        """Return whether the lease has ended."""
        return self.until is not None and self.until <= now


def format_time(time: datetime) -> str:
    """Return a time as the API writes it."""
    return f"{time.astimezone(UTC):%Y-%m-%dT%H:%M:%S}.{time.microsecond // 1000:03}Z"


def parse_time(text: str) -> datetime:
    """Return a time from its text.

    Raises:
        ValueError: It is not a time.
    """
    time = datetime.fromisoformat(text)
    return time if time.tzinfo else time.replace(tzinfo=UTC)
