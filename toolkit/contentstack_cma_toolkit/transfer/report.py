"""What an export, import or clone did, what failed, and what a person should know."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, field
from threading import Lock
from typing import Any

from contentstack_cma.bulk import ItemState

from .errors import FolderError, TransferError
from .modules import MODULES, Module

_MOST_SHOWN = 10
"""Number of failures, and of notes, in the text of a report."""


@dataclass(frozen=True, slots=True, kw_only=True)
class TransferFailure:
    """Something that was not transferred, and why.

    Attributes:
        module: The part of the stack that it belongs to.
        error: Why it failed.
        uid: Its uid; None if the failure concerns more than one resource.
        file: Its file, relative to the folder of the export; None if there is none.
    """

    module: Module
    error: str
    uid: str | None = None
    file: str | None = None

    def __str__(self) -> str:
        place = " ".join(part for part in (self.module, self.uid, self.file and f"({self.file})") if part)
        return f"{place}: {self.error}"


@dataclass(frozen=True, slots=True, kw_only=True)
class TransferNote:
    """Something that was left out, was changed, or refers to what does not exist.

    Attributes:
        module: The part of the stack that it belongs to.
        text: What a person should know.
        uid: Uid of the resource, if it is about one.
    """

    module: Module
    text: str
    uid: str | None = None

    def __str__(self) -> str:
        return f"{' '.join(part for part in (self.module, self.uid) if part)}: {self.text}"


def _count_nothing() -> dict[Module, Counter[ItemState]]:
    return {}


@dataclass(slots=True)
class TransferReport:
    """The result of an export, import or clone.

    Attributes:
        title: What was done.
        failures: What failed, in the order in which it did.
        notes: What a person should know.
        seconds: Duration.
    """

    title: str
    failures: list[TransferFailure] = field(default_factory=list[TransferFailure])
    notes: list[TransferNote] = field(default_factory=list[TransferNote])
    seconds: float = 0.0
    _counts: dict[Module, Counter[ItemState]] = field(default_factory=_count_nothing, repr=False)
    _resumed: Counter[Module] = field(default_factory=Counter[Module], repr=False)
    _lock: Lock = field(default_factory=Lock, repr=False, compare=False)

    @property
    def counts(self) -> Mapping[Module, Mapping[str, int]]:
        """Number of items by module and state, such as `report.counts["entries"]["created"]`.

        States that did not occur are 0. Modules that were not transferred are missing.
        """
        return {
            module: Counter({str(state): count for state, count in self._counts[module].items()})
            for module in MODULES
            if module in self._counts
        }

    @property
    def resumed(self) -> Mapping[Module, int]:
        """Number of items by module that an earlier run had done."""
        return Counter(self._resumed)

    @property
    def is_success(self) -> bool:
        """Whether nothing failed."""
        return not self.failures

    def add(self, module: Module, state: ItemState, count: int = 1) -> None:
        """Count items of a module. A count of 0 makes the module appear."""
        with self._lock:
            self._counts.setdefault(module, Counter())[state] += count

    def add_resumed(self, module: Module, count: int) -> None:
        """Count items that an earlier run had done."""
        with self._lock:
            self._counts.setdefault(module, Counter())
            self._resumed[module] += count

    def add_failure(
        self,
        module: Module,
        error: Exception | str,
        *,
        uid: str | None = None,
        file: str | None = None,
        state: ItemState = ItemState.FAILED,
    ) -> None:
        """Record that something failed. A `FolderError` says itself which file and uid it is about.

        Args:
            module: The part of the stack.
            error: Why it failed.
            uid: Uid of the resource.
            file: Its file, relative to the folder of the export.
            state: What to count it as: failed, or unknown.
        """
        text = str(error) or type(error).__name__
        if isinstance(error, FolderError):
            uid, file, text = uid or error.uid, file or error.path, error.problem
        self.failures.append(TransferFailure(module=module, error=text, uid=uid, file=file))
        self.add(module, state)

    def add_note(self, module: Module, text: str, *, uid: str | None = None) -> None:
        """Record what a person should know."""
        self.notes.append(TransferNote(module=module, text=text, uid=uid))

    def raise_for_failures(self) -> None:
        """Raise one error that lists what failed, if something did.

        Raises:
            TransferError: Something failed. `failures` has all of it.
        """
        if self.failures:
            raise TransferError(str(self), self.failures)

    def to_dict(self) -> dict[str, Any]:
        """Return the report as plain data, for JSON."""
        return {
            "title": self.title,
            "is_success": self.is_success,
            "seconds": round(self.seconds, 3),
            "counts": {module: dict(counts) for module, counts in self.counts.items()},
            "resumed": dict(self.resumed),
            "failures": [asdict(failure) for failure in self.failures],
            "notes": [asdict(note) for note in self.notes],
        }

    def __str__(self) -> str:
        failures = _list_first("failures", self.failures)
        notes = _list_first("notes", self.notes)
        return "\n".join([f"{self.title} in {self.seconds:.1f} s", *self._build_rows(), *failures, *notes])

    def _build_rows(self) -> list[str]:
        rows = {module: _describe_counts(counts, self._resumed[module]) for module, counts in self.counts.items()}
        width = max(map(len, rows), default=0)
        return [f"  {module:<{width}}  {text}" for module, text in rows.items()] or ["  nothing"]


def _describe_counts(counts: Mapping[str, int], resumed: int) -> str:
    earlier = [f"{resumed:,} by an earlier run"] if resumed else []
    return ", ".join([*(f"{counts[state]:,} {state}" for state in ItemState if counts[state]), *earlier]) or "none"


def _list_first(kind: str, items: Sequence[TransferFailure | TransferNote]) -> list[str]:
    if not items:
        return []
    more = [f"  and {len(items) - _MOST_SHOWN:,} more"] if len(items) > _MOST_SHOWN else []
    return [f"{kind}:", *(f"  {item}" for item in items[:_MOST_SHOWN]), *more]
