"""Apply a plan."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from contentstack_cma.errors import ContentstackError

from ..model import Model
from .declarations import PARTS
from .effects import add_effects
from .errors import ApplyError, DataLossError
from .ordering import Pending, Step, order_steps
from .planning import read_model
from .progress import find_pending
from .resolving import list_uids
from .writing import StepWriter

if TYPE_CHECKING:
    from contentstack_cma import Stack
    from contentstack_cma.types import JsonValue

    from .plans import Change, Plan

AgreeToLosses = Callable[[Sequence[str]], bool]
"""Gets what would be lost, a line each, and returns whether to go on."""


@dataclass(frozen=True, slots=True)
class ApplyReport:
    """What was done.

    Attributes:
        done: The writes, in their order, a line each.
    """

    done: tuple[str, ...] = ()

    def __str__(self) -> str:
        return "\n".join(self.done) or "Nothing to change: the stack has the declared model."

    def to_dict(self) -> dict[str, JsonValue]:
        """Return the report as JSON."""
        return {"done": list(self.done)}


def apply_plan(stack: Stack, plan: Plan, *, lose_data: bool | AgreeToLosses = False) -> ApplyReport:
    """Make the changes of a plan.

    The model of the stack is read again first. What the plan has changed already, in a run that failed in the middle,
    is not done again; anything else that has changed since the plan was made is an error.

    Args:
        stack: The stack, on the branch that the plan was made for.
        plan: The plan.
        lose_data: True to delete things and lose values of entries, as the plan says; or a function that gets what
            would be lost, counted anew, and returns whether to go on. Default: raise before anything is written.

    Returns:
        What was done.

    Raises:
        StalePlanError: The stack has changed since the plan was made. Nothing was written.
        DataLossError: Data would be lost, and `lose_data` does not agree. Nothing was written.
        ApplyError: A write failed; the message says what was done and what was not.
        ContentstackError: A call failed before anything was written.
    """
    current = read_model(stack, plan.kinds)
    pending = find_pending(plan, current)
    _require_agreement(stack, pending, current, lose_data)
    return write_steps(stack, order_steps(pending), current)


def _require_agreement(
    stack: Stack,
    pending: Sequence[Pending],
    current: Model,
    lose_data: bool | AgreeToLosses,  # noqa: FBT001 - as `apply_plan` has it
) -> None:
    """Raise an error if data would be lost and nobody agrees. Entries may have changed since the plan was made."""
    if lose_data is True or not pending:
        return
    changes = [each.change for each in pending]
    counted = add_effects(stack, changes, current, project(current, changes))
    losses = [line for change in counted for line in change.list_losses()]
    if losses and not (callable(lose_data) and lose_data(losses)):
        raise DataLossError(losses)


def project(current: Model, changes: Sequence[Change]) -> Model:
    """Return the model that a stack has after changes."""
    found = {kind: part.list_in(current) for kind, part in PARTS.items()}
    for change in changes:
        if change.after is None:
            found[change.kind].pop(change.name, None)
        else:
            found[change.kind][change.name] = PARTS[change.kind].read(change.after)
    values: dict[str, Any] = {part.attribute: list(found[kind].values()) for kind, part in PARTS.items()}
    return Model(**values)


def write_steps(stack: Stack, steps: Sequence[Step], current: Model) -> ApplyReport:
    """Make writes, one after the other.

    Args:
        stack: The stack.
        steps: The writes.
        current: The model of the stack.

    Raises:
        ApplyError: A write failed; those after it were not tried.
    """
    writer = StepWriter(stack, list_uids(current))
    titles = [step.title for step in steps]
    for number, step in enumerate(steps):
        try:
            writer.write(step)
        except ContentstackError as error:
            raise ApplyError(titles[:number], titles[number], titles[number + 1 :], error) from error
    return ApplyReport(tuple(titles))


__all__ = ["AgreeToLosses", "ApplyReport", "apply_plan", "project", "write_steps"]
