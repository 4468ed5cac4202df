"""Names in declarations as the uids of a stack. Pure functions."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, TypeAlias

from ..model import Model, Role
from .adopting import adopt
from .declarations import PARTS, Declared

if TYPE_CHECKING:
    from collections.abc import Mapping

    from contentstack_cma.types import JsonValue

    from .plans import Json, Kind

Uids: TypeAlias = "Mapping[tuple[Kind, str], str]"
"""Uids of what a stack has, by kind and name."""


def list_uids(model: Model) -> dict[tuple[Kind, str], str]:
    """Return the uids that a stack has given to its environments, labels, roles and workflows."""
    return {
        (kind, name): str(uid)
        for kind, part in PARTS.items()
        for name, declared in part.list_in(model).items()
        if (uid := getattr(declared, "uid", None)) is not None
    }


def settle(declared: Declared, current: Declared | None, uids: Uids) -> Declared:
    """Return a declaration as the stack would have it: names resolved, and completed by what the stack has.

    Args:
        declared: The declaration.
        current: The same thing as the stack has it; None if it does not have it.
        uids: Uids of what the stack has.
    """
    return adopt(resolve_role(declared, uids) if isinstance(declared, Role) else declared, current)


def resolve_role(declared: Role, uids: Uids) -> Role:
    """Return a role whose rules have the uids of the environments that they name. Unknown names stay."""
    return replace(declared, rules=[_resolve_rule(rule, uids) for rule in declared.rules])


def _resolve_rule(rule: Json, uids: Uids) -> Json:
    named = rule.get("environments")
    if not isinstance(named, list):
        return rule
    resolved: list[JsonValue] = [uids.get(("environment", str(each)), each) for each in named]
    return {**rule, "environments": resolved}


__all__ = ["Uids", "list_uids", "resolve_role", "settle"]
