"""A history that is kept in a file, for those who do not want a content type for it."""

import json
import os
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from filelock import FileLock, Timeout

from .errors import HistoryError, MigrationLockedError
from .records import Lease, Record

_MAIN = "main"


class FileHistory:
    """The history of a stack and branch in a file, to which each change is appended as a line of JSON.

    One file can hold those of several stacks and branches. The lock is one of the operating system, which ends with its
    process: it protects against other runs with the same file, and not against those on other machines.

    Args:
        path: Path of the file. It is created with the first record.
        api_key: Key of the stack.
        branch: Uid of the branch; None for the main branch.
    """

    def __init__(self, path: str | os.PathLike[str], api_key: str, branch: str | None) -> None:
        self._path = Path(path)
        self._scope = {"api_key": api_key, "branch": branch or _MAIN}
        self._lock = FileLock(f"{self._path}.lock", thread_local=False)  # another thread asks whether it holds

    def read_records(self) -> dict[str, Record]:
        """Return the records by the name of the migration."""
        lines = list(self._read_lines())
        own = [line["record"] for line in lines if self._scope.items() <= line.items()]
        records = [Record.from_fields(fields) for fields in own]
        return {record.name: record for record in records}

    def _read_lines(self) -> Iterator[dict[str, Any]]:
        """Iterate over the complete lines. A kill may have left the last one incomplete."""
        if not self._path.exists():
            return
        lines = self._path.read_bytes().splitlines(keepends=True)
        for number, line in enumerate(lines, start=1):
            if not line.endswith(b"\n"):
                return
            try:
                record = json.loads(line)
                yield {"api_key": record["api_key"], "branch": record["branch"], "record": record["record"]}
            except (ValueError, KeyError, TypeError) as error:
                raise HistoryError(f"{self._path}: line {number} is damaged: restore the file") from error

    def write_record(self, record: Record) -> None:
        """Append a record, and wait until it is on the disk.

        Raises:
            HistoryError: The file cannot be written.
        """
        line = json.dumps({**self._scope, "record": record.to_fields()}, ensure_ascii=False).encode() + b"\n"
        try:
            self._path.parent.mkdir(parents=True, exist_ok=True)
            with self._path.open("ab") as file:
                file.truncate(self._find_end())
                file.write(line)
                file.flush()
                os.fsync(file.fileno())
        except OSError as error:
            raise HistoryError(f"{self._path} cannot be written: {error.strerror}") from error

    def _find_end(self) -> int:
        """Return where the last complete line ends."""
        return self._path.read_bytes().rfind(b"\n") + 1

    def read_lock(self) -> Lease | None:
        """Return a lock of an unknown owner if another process has the file; None if it is free."""
        if not self._path.parent.is_dir():
            return None
        try:
            with FileLock(f"{self._path}.lock", timeout=0):
                return None
        except Timeout:
            return Lease(owner="", who="another process", until=None)

    def take_lock(self, lease: Lease) -> None:
        """Lock the file.

        Raises:
            MigrationLockedError: Another process has it.
            HistoryError: It cannot be locked.
        """
        del lease
        try:
            self._path.parent.mkdir(parents=True, exist_ok=True)
            self._lock.acquire(timeout=0)
        except Timeout:
            raise MigrationLockedError(
                f"{self._path} is in use by another run of migrations: wait until it has ended", "another process"
            ) from None
        except OSError as error:
            raise HistoryError(f"{self._path} cannot be locked: {error.strerror}") from error

    def renew_lock(self, lease: Lease) -> bool:
        """Return whether the file is still locked, as it is until the process ends."""
        del lease
        return self._lock.is_locked

    def release_lock(self, owner: str) -> None:
        """Unlock the file."""
        del owner
        self._lock.release()

    def break_lock(self) -> None:
        """Check that there is no lock: one of the operating system cannot be broken.

        Raises:
            MigrationLockedError: Another process has the file.
        """
        if self.read_lock() is not None:
            raise MigrationLockedError(
                f"{self._path} is locked by a process that runs: this lock cannot be broken, it ends with its process",
                "another process",
            )

    def __repr__(self) -> str:
        return f"<FileHistory {self._path} of {self._scope['api_key']}, {self._scope['branch']}>"
