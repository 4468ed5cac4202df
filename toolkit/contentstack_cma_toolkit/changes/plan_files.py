"""Plans as JSON. Pure functions."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict
from typing import TYPE_CHECKING, Any, cast

from ..model.hashing import hash_json
from .errors import PlanError
from .plans import Change, Detail, Effect, Plan

if TYPE_CHECKING:
    from contentstack_cma.types import JsonValue

    from .plans import Json

FORMAT = "contentstack-cma plan 1"
"""What every plan says of itself, so that no other file is taken for one."""


def write_plan(plan: Plan) -> dict[str, JsonValue]:
    """Return a plan as JSON."""
    changes: list[JsonValue] = [_write_change(change) for change in plan.changes]
    document: dict[str, JsonValue] = {
        "format": FORMAT,
        "fingerprint": plan.fingerprint,
        "is_destructive": plan.is_destructive,
        "changes": changes,
        "notes": list(plan.notes),
        "kinds": list(plan.kinds),
        "seen": dict(plan.seen),
    }
    return {**document, "hash": hash_json(document)}


def _write_change(change: Change) -> JsonValue:
    return {**cast("dict[str, JsonValue]", asdict(change)), "is_destructive": change.is_destructive}


def read_plan(document: Json) -> Plan:
    """Return the plan of a JSON object.

    Raises:
        PlanError: It is not a plan, one of another version, or damaged.
    """
    if not isinstance(cast("object", document), Mapping) or document.get("format") != FORMAT:
        raise PlanError(f"not a plan: expected an object with the format {FORMAT!r}, as `model plan --out` writes it")
    found = cast("Any", document)
    try:
        changes = tuple(_read_change(each) for each in found["changes"])
        plan = Plan(changes, tuple(found["notes"]), tuple(found["kinds"]), dict(found["seen"]))
    except (KeyError, TypeError, ValueError, AttributeError) as error:
        raise PlanError(f"the plan is damaged ({type(error).__name__}: {error}): make it again") from error
    if plan.fingerprint != found.get("fingerprint"):
        raise PlanError("the plan was edited: its fingerprint does not fit; make it again")
    if found.get("hash") != write_plan(plan)["hash"]:
        raise PlanError("the plan was edited: its hash does not fit; edit the model instead, and make the plan again")
    return plan


def _read_change(found: Any) -> Change:
    known = {key: value for key, value in found.items() if key != "is_destructive"}
    details = tuple(Detail(**each) for each in known.pop("details"))
    effects = tuple(Effect(**each) for each in known.pop("effects"))
    return Change(**known, details=details, effects=effects)


__all__ = ["FORMAT", "read_plan", "write_plan"]
