"""Compare a declared model with that of a stack. Pure functions.

What is managed: the kinds of which the declared model has at least one. Of these, what the stack has and the model has
not is deleted, except the master locale, the roles of the system and the history of migrations.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from ..model import ContentType, Field, GlobalField, Locale, Model
from .declarations import PARTS, Declared, list_managed_kinds, write_declaration
from .details import describe_differences, describe_new
from .fields import FieldChange, compare_fields
from .plans import Change, Kind
from .resolving import list_uids, settle

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator, Mapping

KEPT: Mapping[Kind, Collection[str]] = {
    "content type": {"contentstack_cma_migrations"},
    "role": {"Owner", "Admin", "Developer", "Content Manager"},
}
"""What is never deleted: the history of migrations, and the roles of the system."""


def compare_models(current: Model, declared: Model) -> list[Change]:
    """Return what must be changed so that a stack has the declared model, without effects on content.

    Args:
        current: The model of the stack.
        declared: The declared model.
    """
    kinds = list_managed_kinds(declared)
    written = [change for kind in kinds for change in _list_writes(kind, current, declared)]
    return [*written, *(change for kind in reversed(kinds) for change in _list_deletions(kind, current, declared))]


def _list_writes(kind: Kind, current: Model, declared: Model) -> Iterator[Change]:
    known, uids = PARTS[kind].list_in(current), list_uids(current)
    for name, wanted in PARTS[kind].list_in(declared).items():
        before = known.get(name)
        after = settle(wanted, before, uids)
        if before is None:
            yield Change("create", kind, name, tuple(describe_new(after)), after=write_declaration(after))
        elif before != after:
            yield build_update(kind, name, before, after)


def build_update(kind: Kind, name: str, before: Declared, after: Declared) -> Change:
    """Return the change of something that the stack has."""
    details = tuple(describe_differences(before, after))
    return Change("update", kind, name, details, before=write_declaration(before), after=write_declaration(after))


def _list_deletions(kind: Kind, current: Model, declared: Model) -> Iterator[Change]:
    wanted = PARTS[kind].list_in(declared)
    for name, before in PARTS[kind].list_in(current).items():
        if name not in wanted and not _is_kept(kind, name, before):
            yield Change("delete", kind, name, before=write_declaration(before))


def _is_kept(kind: Kind, name: str, current: Declared) -> bool:
    is_master = isinstance(current, Locale) and current.fallback is None
    return is_master or name in KEPT.get(kind, ())


def list_notes(current: Model, declared: Model, changes: Collection[Change]) -> list[str]:
    """Return what a person should know about a plan: what may be a renamed field, and what is left alone."""
    notes = [note for change in changes if change.action == "update" for note in _list_renames(change)]
    names = [
        part.attribute
        for part in PARTS.values()
        if getattr(current, part.attribute) and not getattr(declared, part.attribute)
    ]
    if names:
        parts = " and no ".join(name.replace("_", " ") for name in names)
        notes.append(f"The model declares no {parts}, so those of the stack are left alone.")
    return notes


def _list_renames(change: Change) -> Iterator[str]:
    """Yield a note for each field that is removed if another of the same kind is added beside it."""
    for path, names in _find_pairs(change):
        yield (
            f"{change.kind} {change.name!r}: a renamed field cannot be told from a removed and an added one. If "
            f"{path!r} becomes {' or '.join(map(repr, names))}, move its values with a migration "
            "(contentstack-cma migrations new), or they are lost."
        )


def _find_pairs(change: Change) -> Iterator[tuple[str, list[str]]]:
    read = PARTS[change.kind].read
    before, after = change.before and read(change.before), change.after and read(change.after)
    if not isinstance(before, ContentType | GlobalField) or not isinstance(after, ContentType | GlobalField):
        return
    found = list(compare_fields(before.fields, after.fields))
    for removed in found:
        names = [added.path for added in found if _may_be_renamed(removed, added)]
        if names:
            yield removed.path, names


def _may_be_renamed(removed: FieldChange, added: FieldChange) -> bool:
    if not isinstance(removed.before, Field) or not isinstance(added.after, Field):
        return False
    is_pair = removed.after is None and added.before is None
    is_beside = removed.path.rpartition(".")[0] == added.path.rpartition(".")[0]
    return is_pair and is_beside and type(removed.before) is type(added.after)


__all__ = ["build_update", "compare_models", "list_notes"]
