"""References between documents: none to something missing, and what becomes of them when their target goes."""

from collections.abc import Callable, Collection, Iterable, Sequence
from dataclasses import dataclass
from typing import Any, Literal, cast

from contentstack_cma_emulator.engine import errors
from contentstack_cma_emulator.engine.call import Call
from contentstack_cma_emulator.engine.documents import Document
from contentstack_cma_emulator.engine.query import values_at
from contentstack_cma_emulator.engine.scopes import PER_STACK, Place
from contentstack_cma_emulator.engine.store import Key

OnDelete = Literal["refuse", "clear", "cascade", "keep"]

ALL = "$all"
"""Stands for every document of a kind where uids are listed."""


@dataclass(frozen=True, slots=True)
class Reference:
    """The values at a dotted `path` name documents of `kind`, by one of the fields `by`.

    `place` is where those lie; `$all` names them all. When one of them is deleted, a reference to it makes that
    be refused unless `force` is given, is cleared, takes its owner with it (`cascade`), or is kept as it is.
    """

    path: str
    kind: str
    place: Place = PER_STACK
    by: tuple[str, ...] = ("uid",)
    on_delete: OnDelete = "clear"


@dataclass(frozen=True, slots=True)
class Owner:
    """Documents that hold references: `items` answers those of a call, `remove` deletes one as its call would."""

    noun: str
    items: Callable[[Call], Iterable[tuple[Key, Document]]]
    remove: Callable[[Call, Key, Document], None]


_incoming: dict[str, list[tuple[Owner, Reference]]] = {}


def declare(owner: Owner, references: Iterable[Reference]) -> None:
    """Make it known that documents of `owner` hold these references."""
    for reference in references:
        _incoming.setdefault(reference.kind, []).append((owner, reference))


def missing_targets(call: Call, document: Document, references: Iterable[Reference]) -> dict[str, list[str]]:
    """Answer, by path, that a document names something that does not exist."""
    wrong: dict[str, list[str]] = {}
    for reference in references:
        named = names_at(document, reference.path) - {ALL}
        if not all(is_known(call, reference, name) for name in named):
            wrong[reference.path] = [errors.NOT_VALID]
    return wrong


def is_known(call: Call, reference: Reference, name: str) -> bool:
    """Return whether there is something that a reference names so."""
    scope = reference.place.scope(call, reference.kind)
    return any(call.store.holding(scope, field, name) for field in reference.by)


def let_go(call: Call, kind: str, target: Document, noun: str, code: int = 119) -> None:
    """Settle every reference to a document that is about to be deleted.

    Raises `CmaError` (422) if one of them refuses and the call says no `force`.
    """
    found = list(_references_to(call, kind, target))
    refusing = sorted({owner.noun for owner, reference, _, _ in found if reference.on_delete == "refuse"})
    if refusing and not call.flag("force"):
        text = f"is used by a {refusing[0].lower()}. Use force to delete it."
        raise errors.refused(noun, "deletion", {"uid": [text]}, code)
    for owner, reference, key, _ in found:
        _settle(call, owner, reference, key, target)


def names_at(document: Document, path: str) -> set[str]:
    """Answer the texts at a path, through lists on the way."""
    return {value for value in values_at(document, path) if isinstance(value, str)}


def without(value: Any, path: Sequence[str], names: Collection[str]) -> Any:
    """Answer a value in which the path no longer gives any of the names: out of a list, null elsewhere."""
    if isinstance(value, list):
        items = cast("Sequence[Any]", value)
        return [without(item, path, names) for item in items if path or item not in names]
    if not path:
        return None if value in names else value
    if not isinstance(value, dict):
        return value
    fields = cast("Document", value)
    return fields | {path[0]: without(fields[path[0]], path[1:], names)} if path[0] in fields else fields


def _references_to(call: Call, kind: str, target: Document) -> Iterable[tuple[Owner, Reference, Key, Document]]:
    for owner, reference in _incoming.get(kind, ()):
        wanted = _names_of(reference, target)
        for key, document in owner.items(call):
            if wanted & names_at(document, reference.path):
                yield owner, reference, key, document


def _names_of(reference: Reference, target: Document) -> set[str]:
    return {str(target[name]) for name in reference.by if name in target}


def _settle(call: Call, owner: Owner, reference: Reference, key: Key, target: Document) -> None:
    document = call.store.get(key)
    if document is None or reference.on_delete == "keep":
        return
    if reference.on_delete == "cascade":
        owner.remove(call, key, document)
    else:
        call.store.put(key, without(document, reference.path.split("."), _names_of(reference, target)))
