"""The outcome of each item of a run, and the report about all of them."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any, Generic, TypeVar

from ..errors import BulkError

T = TypeVar("T")
_MOST_SHOWN = 5
"""Number of failures, and of skipped items, in the text of a report."""
_MOST_SKIPPED = 1_000
"""Number of skipped items that a report lists."""


class ItemState(StrEnum):
    """What happened to an item."""

    DONE = "done"
    """The call for it succeeded."""
    CREATED = "created"
    """It was created."""
    UPDATED = "updated"
    """It was changed, localized, or moved to a workflow stage."""
    DELETED = "deleted"
    """It was deleted."""
    QUEUED = "queued"
    """The server will publish or unpublish it."""
    PUBLISHED = "published"
    """It is published everywhere."""
    UNPUBLISHED = "unpublished"
    """It is unpublished everywhere."""
    ADDED = "added"
    """It was added to a release."""
    REVERTED = "reverted"
    """It is as it was before the run that is reverted."""
    FOUND = "found"
    """It existed already, with the same key."""
    UNCHANGED = "unchanged"
    """Nothing had to be done."""
    PLANNED = "planned"
    """A dry run: it would be done."""
    SKIPPED = "skipped"
    """It was left alone; `error` says why."""
    FAILED = "failed"
    """It was not done; `error` says why."""
    UNKNOWN = "unknown"
    """It may have been done; `error` says why that is not known."""


_FAILURES = frozenset({ItemState.FAILED, ItemState.UNKNOWN})


@dataclass(frozen=True, slots=True, kw_only=True)
class ItemOutcome(Generic[T]):
    """The outcome of one item.

    Attributes:
        item: The item, as it was passed to the run.
        position: Its number in the input, from 1.
        key: What identifies it: the value of its key field, a uid or a path;
            empty if the item has none.
        outcome: What happened to it.
        result: What the server returned for it; None for a failure, and for items that have none.
        error: Why it failed or was skipped.
        attempts: Number of requests sent to write it.
    """

    item: Any
    position: int
    key: str
    outcome: ItemState
    result: T | None = None
    error: Exception | None = None
    attempts: int = 0

    @property
    def is_failure(self) -> bool:
        """Whether it failed, or may have failed."""
        return self.outcome in _FAILURES

    def __str__(self) -> str:
        said = "" if self.error is None else f": {_describe_error(self.error)}"
        name = f" ({self.key})" if self.key else ""
        return f"item {self.position}{name} {self.outcome}{said}"


def _describe_error(error: Exception) -> str:
    """Return the message of an error; the text of a `KeyError` or of an error without one says too little alone."""
    text = str(error)
    return f"{type(error).__name__}: {text}" if isinstance(error, KeyError) else text or type(error).__name__


@dataclass(slots=True)
class Report:
    """The result of a run: how many items had which outcome, and the failures.

    Attributes:
        title: What the run did.
        failures: The outcomes of the items that failed or are unknown, in the order in which they ended.
        skipped: The outcomes of the first 1,000 items that were skipped; `error` says why.
        resumed: Number of items that an earlier run with the same checkpoint had finished.
        waiting: Number of items that were sent, and whose end is still to come: for references, or until the server has
            published them.
        seconds: Duration of the run.
    """

    title: str
    failures: list[ItemOutcome[Any]] = field(default_factory=list[ItemOutcome[Any]])
    skipped: list[ItemOutcome[Any]] = field(default_factory=list[ItemOutcome[Any]])
    resumed: int = 0
    waiting: int = 0
    seconds: float = 0.0
    _counts: Counter[ItemState] = field(default_factory=Counter[ItemState])

    @property
    def counts(self) -> Mapping[str, int]:
        """Number of items by outcome, such as `created`. Outcomes that did not occur are 0."""
        return Counter({str(state): count for state, count in self._counts.items()})

    @property
    def total(self) -> int:
        """Number of items that this run handled."""
        return self._counts.total()

    @property
    def is_success(self) -> bool:
        """Whether no item failed and none is unknown."""
        return not self.failures

    def add(self, outcome: ItemOutcome[Any]) -> None:
        """Count an outcome."""
        self._counts[outcome.outcome] += 1
        if outcome.is_failure:
            self.failures.append(outcome)
        elif outcome.outcome is ItemState.SKIPPED and len(self.skipped) < _MOST_SKIPPED:
            self.skipped.append(outcome)

    def raise_for_failures(self) -> None:
        """Raise one error that lists the failures, if there are any.

        Raises:
            BulkError: Items failed, or it is unknown whether they were done. `failures` has their outcomes.
        """
        if self.failures:
            raise BulkError(str(self), self.failures)

    def __str__(self) -> str:
        failures = _list_first(self.failures, len(self.failures), "failures")
        skipped = _list_first(self.skipped, self._counts[ItemState.SKIPPED], "skipped")
        return "\n  ".join([self._summarize(), *failures, *skipped])

    def _summarize(self) -> str:
        numbers = [f"{self._counts[state]:,} {state}" for state in ItemState if self._counts[state]]
        earlier = [f"{self.resumed:,} by an earlier run"] if self.resumed else []
        return f"{self.title}: {', '.join([*numbers, *earlier]) or 'no items'} in {self.seconds:.1f} s"

    def __repr__(self) -> str:
        return f"<Report {self}>"


def _list_first(outcomes: Sequence[ItemOutcome[Any]], total: int, kind: str) -> list[str]:
    """Return lines about the first outcomes, and one about how many more there are."""
    lines = [str(outcome) for outcome in outcomes[:_MOST_SHOWN]]
    more = total - len(lines)
    return [*lines, f"and {more:,} more {kind}"] if more else lines


def describe_error(error: Exception) -> ItemState:
    """Return the state of an item whose call raised an error: failed if it was certainly not processed."""
    return ItemState.UNKNOWN if getattr(error, "outcome", None) in {"unknown", "done"} else ItemState.FAILED
