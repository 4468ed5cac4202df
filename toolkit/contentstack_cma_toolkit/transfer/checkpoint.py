"""What an import has done: the uids in the target, and which steps are left. It survives a kill at any time."""

import json
import os
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from threading import Lock
from typing import Any, BinaryIO, Literal, cast

from filelock import FileLock, Timeout

from contentstack_cma.errors import CheckpointError

from .errors import FolderError
from .folder.json_files import make_folder
from .mapper_folders import NAME, Target
from .mapping import Kind
from .options import Existing

Step = Literal[
    "locales",
    "environments",
    "settings",
    "folders",
    "assets",
    "taxonomies",
    "terms",
    "extensions",
    "global fields",
    "content types",
    "schemas",
    "roles",
    "workflows",
    "workflow stages",
    "publish rules",
    "entries",
    "localized entries",
    "late references",
    "field rules",
    "variant groups",
    "variants",
    "entry variants",
    "labels",
    "webhooks",
    "releases",
    "release items",
    "published assets",
    "published entries",
]
"""A part of an import, which has items of its own."""

Mark = Literal["skipped", "incomplete"]
"""`skipped`: it was there, and was left alone. `incomplete`: it was created without what did not exist yet."""


@dataclass(frozen=True, slots=True)
class Match:
    """Something of the source, and the uid that it has in the target."""

    kind: Kind
    source: str
    target: str


class ImportCheckpoint:
    """The record of an import, in memory and in a file to which each change is appended.

    It is a look-up of uids for `transfer.mapping`. As created, it is in memory only, for an import that is planned.
    Its methods can be called in several threads.

    Args:
        existing: What happens to what the target has. With `update`, what a finished import has written is compared and
            written again, and only the uids of that import are remembered.
    """

    def __init__(self, existing: Existing = "fail") -> None:
        self._compares_again = existing == "update"
        self._is_finished = False
        self._earlier: defaultdict[Kind, dict[str, str]] = defaultdict(dict)
        self._uids: defaultdict[Kind, dict[str, str]] = defaultdict(dict)
        self._owners: defaultdict[Kind, dict[str, str]] = defaultdict(dict)
        self._sent: defaultdict[str, set[str]] = defaultdict(set)
        self._done: defaultdict[str, set[str]] = defaultdict(set)
        self._marks: defaultdict[tuple[Mark, str], dict[str, None]] = defaultdict(dict)
        self._late: defaultdict[str, dict[str, tuple[str, ...]]] = defaultdict(dict)
        self._lock = Lock()
        self._file: BinaryIO | None = None
        self._file_lock: FileLock | None = None

    def read(self, folder: Path) -> None:
        """Read what an earlier import has done, to plan another one.

        Raises:
            FolderError: The file is damaged.
        """
        path = folder / NAME
        if path.exists():
            with path.open("rb") as file:
                self._read(file, path)

    def open(self, folder: Path, target: Target) -> None:
        """Read what an earlier import has done, and append what this one does.

        Args:
            folder: The folder of the mapper.
            target: The stack.

        Raises:
            FolderError: Another import uses the folder, it cannot be created, or the file is damaged.
        """
        make_folder(folder)
        lock = FileLock(folder / f"{NAME}.lock")
        try:
            lock.acquire(timeout=0)
        except Timeout as error:
            raise FolderError(str(folder), "another import uses this mapper: wait until it has ended") from error
        self._file_lock = lock
        path = folder / NAME
        self._file = path.open("ab", buffering=0)
        with path.open("rb") as file:
            end = self._read(file, path)
        os.truncate(path, end)  # a last line that a kill or a full disk has left incomplete
        if end == 0:
            self._append({"api_key": target.api_key, "branch": target.branch})

    def _read(self, file: BinaryIO, path: Path) -> int:
        """Read all complete lines, and return where the last one ends."""
        end = 0
        for number, line in enumerate(file, start=1):
            if not line.endswith(b"\n"):
                break
            try:
                record = json.loads(line)
                if number > 1:
                    self._apply(record)
            except (ValueError, KeyError, TypeError, AttributeError) as error:
                problem = f"line {number} is damaged: pass another folder as mapper, or delete the file"
                raise FolderError(str(path), problem) from error
            end += len(line)
        return end

    def _apply(self, record: dict[str, Any]) -> None:
        self._is_finished = "finished" in record
        if self._is_finished:
            if self._compares_again:
                self._begin_again()
            return
        key: str = record["key"]
        if (step := record.get("sent")) is not None:
            self._sent[step].add(key)
        elif (step := record.get("failed")) is not None:
            self._sent[step].discard(key)
        else:
            self._apply_done(record["done"], key, record)

    def _apply_done(self, step: str, key: str, record: dict[str, Any]) -> None:
        self._sent[step].discard(key)
        self._done[step].add(key)
        for kind, source, target in record["uids"]:
            self._add(kind, source, target)
        if (mark := record.get("mark")) is not None:
            self._marks[cast("Mark", mark), step][key] = None
        if late := record.get("late"):
            self._late[step][key] = tuple(late)

    def _begin_again(self) -> None:
        for kind, uids in self._uids.items():
            self._earlier[kind].update(uids)
        for known in (self._uids, self._owners, self._sent, self._done, self._marks, self._late):
            known.clear()

    def _add(self, kind: Kind, source: str, target: str) -> None:
        self._uids[kind][source] = target
        self._owners[kind][target] = source

    @property
    def is_open(self) -> bool:
        """Whether changes are appended to a file."""
        return self._file is not None

    def get(self, kind: Kind, uid: str, /) -> str | None:
        """Return the uid in the target of what has this uid in the source; None if it is not there."""
        return self._uids[kind].get(uid)

    def find_earlier(self, kind: Kind, uid: str) -> str | None:
        """Return the uid that a finished import gave to something; the target may have lost it since."""
        return self._earlier[kind].get(uid)

    def note_match(self, match: Match) -> None:
        """Remember a uid in memory only: what is found again by its name in every import."""
        with self._lock:
            self._add(match.kind, match.source, match.target)

    def claim(self, match: Match) -> bool:
        """Return whether something of the target belongs to nothing else of the source, and reserve it if so."""
        with self._lock:
            return self._owners[match.kind].setdefault(match.target, match.source) == match.source

    def was_sent(self, step: Step, key: str) -> bool:
        """Return whether an item may have been created, without having been recorded as done."""
        return key in self._sent[step]

    def is_done(self, step: Step, key: str) -> bool:
        """Return whether an item has been written."""
        return key in self._done[step]

    def is_imported(self, step: Step, key: str) -> bool:
        """Return whether an item has been written, or was as exported already. What was left alone was not."""
        return self.is_done(step, key) and not self.has_mark("skipped", step, key)

    def has_mark(self, mark: Mark, step: Step, key: str) -> bool:
        """Return whether an item was marked."""
        return key in self._marks[mark, step]

    def list_marked(self, mark: Mark, step: Step) -> list[str]:
        """Return the keys of the items of a step that were marked."""
        return list(self._marks[mark, step])

    def list_late(self, step: Step) -> dict[str, tuple[str, ...]]:
        """Return the items of a step that lack references, with the uids of the entries in the source."""
        return dict(self._late[step])

    def note_sent(self, step: Step, key: str) -> None:
        """Record that an item is about to be created."""
        self._note({"sent": step, "key": key})

    def note_failed(self, step: Step, key: str) -> None:
        """Record that an item was certainly not created."""
        if self.was_sent(step, key):
            self._note({"failed": step, "key": key})

    def note_done(
        self,
        step: Step,
        key: str,
        matches: Iterable[Match] = (),
        mark: Mark | None = None,
        late: Iterable[str] = (),
    ) -> None:
        """Record that an item has been written.

        Args:
            step: The part of the import.
            key: The item.
            matches: The uids that the server gave.
            mark: What is special about it.
            late: Uids of entries in the source, to which references are to be written once they exist.
        """
        record: dict[str, object] = {"done": step, "key": key}
        record["uids"] = [[match.kind, match.source, match.target] for match in matches]
        if mark is not None:
            record["mark"] = mark
        if missing := list(late):
            record["late"] = missing
        self._note(record)

    def note_finished(self) -> None:
        """Record that all of the export has been written."""
        with self._lock:
            if not self._is_finished:
                self._append({"finished": True})
                self._is_finished = True

    def _note(self, record: dict[str, object]) -> None:
        with self._lock:
            self._append(record)
            self._apply(record)

    def _append(self, record: dict[str, object]) -> None:
        if self._file is None:
            return
        try:
            self._file.write(json.dumps(record, separators=(",", ":")).encode() + b"\n")
        except OSError as error:
            raise CheckpointError(f"{self._file.name} cannot be written: {error.strerror}") from error

    def iterate_uids(self, kind: Kind) -> Iterator[tuple[str, str]]:
        """Iterate over the uids of a kind, in the source and in the target."""
        yield from list(self._uids[kind].items())

    def close(self) -> None:
        """Close the file."""
        if self._file is not None:
            self._file.close()
        if self._file_lock is not None:
            self._file_lock.release()
