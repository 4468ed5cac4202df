"""What a plan leaves to be done, and whether the stack has changed under it. Pure functions."""

from __future__ import annotations

from typing import TYPE_CHECKING, cast

from ..model import ContentType, GlobalField, Model, Taxonomy, Workflow
from ..transfer.mapping import empty_schema
from .declarations import PARTS, Declared, hash_declaration
from .errors import StalePlanError
from .ordering import Pending
from .resolving import Uids, list_uids, settle
from .terms import is_between

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from .plans import Change, Kind, Plan


def find_pending(plan: Plan, current: Model) -> list[Pending]:
    """Return the changes of a plan that are still to be made, with what the stack has now.

    What the plan has changed already, or was interrupted in, is no reason to refuse it.

    Args:
        plan: The plan.
        current: The model of the stack.

    Raises:
        StalePlanError: The stack has something else than it had when the plan was made.
    """
    differences = [text for kind in plan.kinds for text in _list_differences(plan, kind, current)]
    if differences:
        raise StalePlanError(differences)
    return find_current(plan, current)


def find_current(plan: Plan, current: Model) -> list[Pending]:
    """Return the changes of a plan that are still to be made, whatever else the stack has.

    Args:
        plan: The plan.
        current: The model of the stack.
    """
    uids = list_uids(current)
    pending = [Pending(change, _find(change, current)) for change in plan.changes]
    return [each for each in pending if not _is_done(each.change, each.current, uids)]


def _find(change: Change, current: Model) -> Declared | None:
    return PARTS[change.kind].list_in(current).get(change.name)


def _list_differences(plan: Plan, kind: Kind, current: Model) -> Iterator[str]:
    """Yield what is neither as the plan has seen it, nor as the plan makes it."""
    found, uids = PARTS[kind].list_in(current), list_uids(current)
    changes = {change.name: change for change in plan.changes if change.kind == kind}
    seen = {key.partition("/")[2]: value for key, value in plan.seen.items() if key.startswith(f"{kind}/")}
    for name in {**seen, **found}:
        declared = found.get(name)
        is_as_seen = seen.get(name) == (None if declared is None else hash_declaration(declared))
        if not is_as_seen and not _is_made_by(changes.get(name), declared, uids):
            yield f"{kind} {name!r} {_describe(seen, name, declared)}"


def _describe(seen: Mapping[str, str], name: str, declared: Declared | None) -> str:
    if declared is None:
        return "was deleted"
    return "was changed" if name in seen else "was added"


def _is_made_by(change: Change | None, declared: Declared | None, uids: Uids) -> bool:
    """Return whether a change, complete or interrupted, left this."""
    if change is None:
        return False
    return _is_done(change, declared, uids) or (declared is not None and _is_begun(change, declared))


def _is_done(change: Change, declared: Declared | None, uids: Uids) -> bool:
    if change.after is None or declared is None:
        return change.after is None and declared is None
    if change.before is not None and PARTS[change.kind].read(change.before) == declared:
        return False  # Before the others, as completing what is declared would bring back keys that are to be removed.
    return settle(PARTS[change.kind].read(change.after), declared, uids) == declared


def _is_begun(change: Change, declared: Declared) -> bool:
    """Return whether something is what an interrupted change left."""
    if change.after is None:
        return False
    read = PARTS[change.kind].read
    if isinstance(declared, ContentType | GlobalField):
        first = read(cast("Mapping[str, object]", empty_schema(change.after)))  # type: ignore[arg-type]
        return change.action == "create" and settle(first, declared, {}) == declared
    wanted = read(change.after)
    if isinstance(declared, Taxonomy) and isinstance(wanted, Taxonomy):
        before = None if change.before is None else cast("Taxonomy", read(change.before))
        return is_between(declared, before, wanted)
    if isinstance(declared, Workflow) and isinstance(wanted, Workflow):
        names = [[stage.name for stage in each.stages] for each in (declared, wanted)]
        return names[0] == names[1]
    return False


__all__ = ["find_current", "find_pending"]
