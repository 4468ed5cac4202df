"""Errors of transfers."""

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

    from .report import TransferFailure


class FolderError(ValueError):
    """A folder is no export that can be used, or something in it cannot be read.

    Attributes:
        path: The file, relative to the folder of the export, or the folder itself.
        problem: What is wrong, what was expected, and what to do.
        uid: Uid of the resource, if there is one.
    """

    def __init__(self, path: str, problem: str, uid: str | None = None) -> None:
        super().__init__(path, problem, uid)
        self.path = path
        self.problem = problem
        self.uid = uid

    def __str__(self) -> str:
        place = self.path if self.uid is None else f"{self.path} ({self.uid})"
        return f"{place}: {self.problem}"


class TransferError(Exception):
    """Parts of an export, import or clone failed. The rest was done.

    Attributes:
        failures: What failed, and why.
    """

    def __init__(self, message: str, failures: "Sequence[TransferFailure]" = ()) -> None:
        super().__init__(message, tuple(failures))
        self.failures = tuple(failures)

    def __str__(self) -> str:
        return str(self.args[0])
