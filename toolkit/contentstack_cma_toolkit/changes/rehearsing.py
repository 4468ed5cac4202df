"""Rehearse a plan: make its changes in a copy first, and see which entries lose values."""

from __future__ import annotations

from dataclasses import dataclass, replace
from itertools import product
from typing import TYPE_CHECKING, Any

from .applying import write_steps
from .copies import DEFAULT_SAMPLE, open_copy
from .errors import ApplyError
from .losses import list_affected_types
from .lost_values import LostValues, find_lost_values
from .ordering import Pending, order_steps
from .planning import read_model
from .progress import find_current, find_pending

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from contentstack_cma import Stack
    from contentstack_cma.types import JsonValue

    from ..model import Model
    from .plans import Kind, Plan

_IN_BRANCH: tuple[Kind, ...] = ("global field", "content type", "locale", "label")
"""What each branch has of its own. Everything else is shared by all branches, so that no branch can rehearse it."""


@dataclass(frozen=True, slots=True)
class Rehearsal:
    """What happened in a rehearsal.

    Attributes:
        done: The writes that were made, a line each.
        entries: How many localized entries were compared.
        lost: The entries that lost values.
        skipped: The changes that cannot be rehearsed there, a line each.
        error: Why it failed; None if it succeeded.
    """

    done: tuple[str, ...] = ()
    entries: int = 0
    lost: tuple[LostValues, ...] = ()
    skipped: tuple[str, ...] = ()
    error: str | None = None

    @property
    def is_success(self) -> bool:
        """Whether all changes were made."""
        return self.error is None

    def __str__(self) -> str:
        lines = [f"Not rehearsed, as all branches share it: {each}" for each in self.skipped]
        lines += [str(each) for each in self.lost]
        if self.error is not None:
            return "\n".join([*lines, f"The rehearsal failed. {self.error}"])
        lost = f"{len(self.lost)} of {self.entries} entries of the sample lost values"
        return "\n".join([*lines, f"The rehearsal succeeded: {len(self.done)} writes; {lost}."])

    def to_dict(self) -> dict[str, JsonValue]:
        """Return what happened as JSON."""
        return {
            "is_success": self.is_success,
            "done": list(self.done),
            "entries": self.entries,
            "lost": [each.to_dict() for each in self.lost],
            "skipped": list(self.skipped),
            "error": self.error,
        }


def rehearse_plan(stack: Stack, plan: Plan, *, sample: int = DEFAULT_SAMPLE) -> Rehearsal:
    """Copy the model of a stack and a sample of its entries into an emulator in memory, and make the changes there.

    Args:
        stack: The stack that the plan was made for. It is only read.
        plan: The plan.
        sample: Number of entries of each content type in each locale, 1 to 100.

    Returns:
        What happened, with the entries that lost values.

    Raises:
        ModuleNotFoundError: The emulator is not installed: `pip install "contentstack-cma[emulator]"`.
        TransferError: The stack could not be copied.
        ContentstackError: A call failed.
    """
    affected = list_affected_types(plan.changes, read_model(stack, ()))
    with open_copy(stack, affected, sample) as copy:
        current = read_model(copy, plan.kinds)
        return _rehearse(copy, find_current(plan, current), current, sample)


def rehearse_on_branch(stack: Stack, plan: Plan, branch: str, *, sample: int = DEFAULT_SAMPLE) -> Rehearsal:
    """Make the changes of a plan on a branch that has the same model, such as one just created.

    What all branches share, such as taxonomies and environments, is left out.

    Args:
        stack: The stack that the plan was made for.
        plan: The plan.
        branch: Uid or alias of the branch. Its content types and entries are changed.
        sample: Number of entries of each content type in each locale to compare, 1 to 100.

    Returns:
        What happened, with the entries that lost values.

    Raises:
        StalePlanError: The model of the branch is not that of the stack. Nothing was written.
        ContentstackError: A call failed.
    """
    target = stack.with_branch(branch)
    kinds: tuple[Kind, ...] = tuple(kind for kind in plan.kinds if kind in _IN_BRANCH)
    changes = tuple(change for change in plan.changes if change.kind in kinds)
    current = read_model(target, kinds)
    pending = find_pending(replace(plan, changes=changes, kinds=kinds), current)
    skipped = tuple(change.title for change in plan.changes if change.kind not in kinds)
    return replace(_rehearse(target, pending, current, sample), skipped=skipped)


def _rehearse(stack: Stack, pending: Sequence[Pending], current: Model, sample: int) -> Rehearsal:
    affected = list_affected_types([each.change for each in pending], current)
    before = _read_entries(stack, current, affected, sample)
    try:
        report = write_steps(stack, order_steps(pending), current)
    except ApplyError as error:
        return Rehearsal(error.done, len(before), error=str(error))
    after = _read_entries(stack, read_model(stack, ()), affected, sample)
    return Rehearsal(report.done, len(before), tuple(find_lost_values(before, after)))


def _read_entries(
    stack: Stack, model: Model, content_types: Sequence[str], sample: int
) -> dict[tuple[str, str, str], Mapping[str, Any]]:
    """Return a sample of entries by content type, uid and locale: the oldest, so that they are the same each time."""
    known = [uid for uid in content_types if model.find_content_type(uid) is not None]
    found: dict[tuple[str, str, str], Mapping[str, Any]] = {}
    for uid, code in product(known, [locale.code for locale in model.locales]):
        entries = stack.entries(uid).list(
            locale=code, query={"locale": code}, asc="created_at", page_size=sample, max_items=sample
        )
        found |= {(uid, str(each.uid), code): each.to_dict() for each in entries}
    return found


__all__ = ["DEFAULT_SAMPLE", "Rehearsal", "rehearse_on_branch", "rehearse_plan"]
