"""Check a declared model together with what a stack has beside it. Pure functions."""

from dataclasses import fields, replace
from typing import Any

from ..model import Model, ModelError
from ..model.checks import list_problems


def check_declared(declared: Model, current: Model) -> None:
    """Check that a declared model fits together, and with the parts of the stack that it does not manage.

    Args:
        declared: The declared model.
        current: The model of the stack. Its own problems, such as references to deleted content types, do not count.

    Raises:
        ModelError: It does not fit; the message lists every problem.
    """
    known = set(list_problems(current))
    problems = [each for each in list_problems(complete(declared, current)) if each not in known]
    if problems:
        raise ModelError("\n".join(problems))


def complete(declared: Model, current: Model) -> Model:
    """Return a declared model with the parts of the stack that it declares nothing of."""
    empty: dict[str, Any] = {
        each.name: getattr(current, each.name) for each in fields(declared) if not getattr(declared, each.name)
    }
    return replace(declared, **empty)


__all__ = ["check_declared", "complete"]
