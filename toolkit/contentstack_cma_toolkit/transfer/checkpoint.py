"""What an import has done: the uids in the target, and which steps are left. It survives a kill at any time."""

import json
import os
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from threading import Lock
from typing import Any, BinaryIO, Literal, cast

from filelock import FileLock, Timeout

from .errors import FolderError
from .mapping import Kind

NAME = "import-checkpoint.jsonl"

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


@dataclass(frozen=True, slots=True)
class Target:
    """The stack that an import writes to.

    Attributes:
        api_key: Its API key.
        branch: Uid of the branch; None for the main branch.
    """

    api_key: str
    branch: str | None


@dataclass(frozen=True, slots=True)
class Match:
    """Something of the source, and the uid that it has in the target."""

    kind: Kind
    source: str
    target: str


Mark = Literal["late", "skipped"]
"""`late`: references are missing, to be written once they exist. `skipped`: it was there, and was left alone."""


class ImportCheckpoint:
    """The record of an import, in memory and in a file to which each change is appended.

    It is a look-up of uids for `transfer.mapping`. As created, it is in memory only, for an import that is planned.
    """

    def __init__(self) -> None:
        self._uids: dict[Kind, dict[str, str]] = {}
        self._targets: dict[Kind, set[str]] = {}
        self._sent: set[tuple[str, str]] = set()
        self._done: set[tuple[str, str]] = set()
        self._marks: dict[Mark, dict[tuple[str, str], None]] = {"late": {}, "skipped": {}}
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
            self._read(path.read_bytes())

    def open(self, folder: Path, target: Target) -> None:
        """Read what an earlier import has done, and append what this one does.

        Args:
            folder: The folder of the mapper.
            target: The stack.

        Raises:
            FolderError: Another import uses the folder, or the file is damaged.
        """
        folder.mkdir(parents=True, exist_ok=True)
        lock = FileLock(folder / f"{NAME}.lock")
        try:
            lock.acquire(timeout=0)
        except Timeout as error:
            raise FolderError(str(folder), "another import uses this mapper: wait for its end") from error
        path = folder / NAME
        try:
            self.read(folder)
            _cut_incomplete_line(path)
            self._file = path.open("ab", buffering=0)
        except BaseException:
            lock.release()
            raise
        self._file_lock = lock
        if path.stat().st_size == 0:
            self._append({"api_key": target.api_key, "branch": target.branch})

    def _read(self, content: bytes) -> None:
        complete = content[: content.rfind(b"\n") + 1]
        for number, line in enumerate(complete.splitlines()[1:], start=2):
            try:
                self._apply(json.loads(line))
            except (ValueError, KeyError, TypeError) as error:
                raise FolderError(f"{NAME}, line {number}", "damaged: pass another folder as mapper") from error

    def _apply(self, record: dict[str, Any]) -> None:
        if "sent" in record:
            self._sent.add((str(record["sent"]), str(record["key"])))
            return
        if "failed" in record:
            self._sent.discard((str(record["failed"]), str(record["key"])))
            return
        done = (str(record["done"]), str(record["key"]))
        self._done.add(done)
        for kind, source, target in record["uids"]:
            self._add(kind, source, target)
        if (mark := record.get("mark")) is not None:
            self._marks[cast("Mark", mark)][done] = None

    def _add(self, kind: Kind, source: str, target: str) -> None:
        self._uids.setdefault(kind, {})[source] = target
        self._targets.setdefault(kind, set()).add(target)

    def get(self, kind: Kind, uid: str, /) -> str | None:
        """Return the uid in the target of what has this uid in the source; None if it is not there."""
        return self._uids.get(kind, {}).get(uid)

    def note_match(self, match: Match) -> None:
        """Remember a uid in memory only: what is found again by its name in every import."""
        self._add(match.kind, match.source, match.target)

    def claim(self, kind: Kind, target: str) -> bool:
        """Return whether something in the target belongs to nothing of the source yet, and reserve it if so."""
        with self._lock:
            claimed = self._targets.setdefault(kind, set())
            is_free = target not in claimed
            claimed.add(target)
            return is_free

    def was_sent(self, step: Step, key: str) -> bool:
        """Return whether an earlier import may have written an item, without having noted it."""
        return (step, key) in self._sent

    def is_done(self, step: Step, key: str) -> bool:
        """Return whether an item has been written."""
        return (step, key) in self._done

    def has_mark(self, mark: Mark, step: Step, key: str) -> bool:
        """Return whether an item was marked."""
        return (step, key) in self._marks[mark]

    def list_marked(self, mark: Mark, step: Step) -> list[str]:
        """Return the keys of the items of a step that were marked."""
        return [key for marked, key in self._marks[mark] if marked == step]

    def note_sent(self, step: Step, key: str) -> None:
        """Record that an item is about to be written."""
        self._note({"sent": step, "key": key})

    def note_failed(self, step: Step, key: str) -> None:
        """Record that an item was certainly not written."""
        self._note({"failed": step, "key": key})

    def note_done(self, step: Step, key: str, matches: Iterable[Match] = (), mark: Mark | None = None) -> None:
        """Record that an item has been written.

        Args:
            step: The part of the import.
            key: The item.
            matches: The uids that the server gave.
            mark: What is special about it.
        """
        uids = [[match.kind, match.source, match.target] for match in matches]
        marked = {} if mark is None else {"mark": mark}
        self._note({"done": step, "key": key, "uids": uids, **marked})

    def _note(self, record: dict[str, object]) -> None:
        with self._lock:
            self._apply(record)
            self._append(record)

    def _append(self, record: dict[str, object]) -> None:
        if self._file is not None:
            self._file.write(json.dumps(record, ensure_ascii=False, separators=(",", ":")).encode() + b"\n")

    def iterate_uids(self, kind: Kind) -> Iterator[tuple[str, str]]:
        """Iterate over the uids of a kind, in the source and in the target."""
        yield from self._uids.get(kind, {}).items()

    def close(self) -> None:
        """Close the file."""
        if self._file is not None:
            self._file.close()
        if self._file_lock is not None:
            self._file_lock.release()


def _cut_incomplete_line(path: Path) -> None:
    """Cut off a last line that a kill or a full disk has left incomplete."""
    if path.exists():
        content = path.read_bytes()
        complete = content.rfind(b"\n") + 1
        if complete < len(content):
            os.truncate(path, complete)


def choose_mapper(root: Path, target: Target) -> Path:
    """Return the folder of the mapper of an import into a stack: that of the official command line, if it is free.

    An export may be imported into several stacks. Each of the others has a folder with its API key.

    Args:
        root: The folder that has the content.
        target: The stack.
    """
    usual = root / "mapper"
    owner = _read_target(usual / NAME)
    if owner is None or owner == target:
        return usual
    branch = f"-{target.branch}" if target.branch else ""
    return root / f"mapper-{target.api_key}{branch}"


def require_same_target(folder: Path, target: Target) -> None:
    """Check that a mapper that was chosen is free, or of an import into the same stack.

    Raises:
        FolderError: It belongs to another stack.
    """
    owner = _read_target(folder / NAME)
    if owner is not None and owner != target:
        branch = f", branch {owner.branch}" if owner.branch else ""
        raise FolderError(str(folder), f"is the mapper of an import into stack {owner.api_key}{branch}: pass another")


def _read_target(path: Path) -> Target | None:
    """Return the stack that a checkpoint is of; None if there is none."""
    try:
        with path.open("rb") as file:
            head = json.loads(file.readline())
        return Target(str(head["api_key"]), head["branch"])
    except (OSError, ValueError, KeyError, TypeError):
        return None
