"""Errors of migrations."""

from datetime import datetime


class MigrationError(Exception):
    """A migration cannot be run, or has failed. The message says what to do."""


class MigrationFileError(MigrationError, ValueError):
    """The file of a migration is wrong, missing, or was changed after it was applied.

    Attributes:
        path: Path of the file, or of the folder.
        problem: What is wrong, and what to do.
    """

    def __init__(self, path: str, problem: str) -> None:
        super().__init__(path, problem)
        self.path = path
        self.problem = problem

    def __str__(self) -> str:
        return f"{self.path}: {self.problem}"


class HistoryError(MigrationError, ValueError):
    """The history cannot be read or written, or does not fit what is asked for."""


class MigrationLockedError(MigrationError):
    """Migrations of the stack and branch are being run elsewhere, or a run was killed and has left its lock.

    Attributes:
        who: Who holds the lock; empty if that is not known.
        until: When the lease of the lock ends; None if it has none.
    """

    def __init__(self, message: str, who: str = "", until: datetime | None = None) -> None:
        super().__init__(message, who, until)
        self.who = who
        self.until = until

    def __str__(self) -> str:
        return str(self.args[0])


class StepError(MigrationError):
    """A step of a migration cannot be done. What was done before stays, and running it again goes on from there."""


class MigrationFailedError(MigrationError):
    """A migration has failed. Its history says where it stands; `__cause__` is the error.

    Attributes:
        name: Name of the migration.
        step: The step that failed; empty if it failed outside of steps.
    """

    def __init__(self, message: str, name: str, step: str = "") -> None:
        super().__init__(message, name, step)
        self.name = name
        self.step = step

    def __str__(self) -> str:
        return str(self.args[0])
