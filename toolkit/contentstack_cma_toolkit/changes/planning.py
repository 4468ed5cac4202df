"""Make a plan."""

from __future__ import annotations

from typing import TYPE_CHECKING, cast

from ..pull import pull_model
from .checking import check_declared
from .comparing import compare_models, list_notes
from .declarations import PARTS, hash_model, list_managed_kinds
from .effects import add_effects
from .plans import Kind, Plan

if TYPE_CHECKING:
    from collections.abc import Sequence

    from contentstack_cma import Stack

    from ..model import Model
    from ..pull import ModelPart

_NEEDED: tuple[Kind, ...] = ("content type", "global field", "locale", "environment")
"""What is read in any case: to count entries in each locale, and to write roles."""


def plan_changes(stack: Stack, model: Model) -> Plan:
    """Compare a declared model with a stack, and ask the stack what the changes do to its content.

        plan = plan_changes(stack, model)
        print(plan)

    A part that the model declares nothing of, such as workflows, is left alone. Of the other parts, what the stack has
    and the model does not have is deleted, except the master locale, the roles of the system and the history of
    migrations. In free-form keys (`extra`, `metadata`, `options`), what is not declared is kept; None removes a key.

    Args:
        stack: The stack, on the branch that is compared.
        model: The declared model.

    Returns:
        The plan. Nothing is written.

    Raises:
        ModelError: The model is wrong; the message lists every problem.
        ContentstackError: A call failed.
    """
    kinds = list_managed_kinds(model)
    current = read_model(stack, kinds)
    check_declared(model, current)
    changes = compare_models(current, model)
    notes = tuple(list_notes(current, model, changes))
    with_effects = add_effects(stack, changes, current, model)
    return Plan(tuple(with_effects), notes, tuple(kinds), hash_model(current, kinds))


def read_model(stack: Stack, kinds: Sequence[Kind]) -> Model:
    """Return what a stack has of some kinds, and what is needed to plan and to write them."""
    attributes = dict.fromkeys(PARTS[kind].attribute for kind in (*kinds, *_NEEDED))
    return pull_model(stack, parts=cast("Sequence[ModelPart]", list(attributes)))


__all__ = ["plan_changes", "read_model"]
