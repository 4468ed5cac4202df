"""References between documents: they must resolve, and are handled when their target is deleted."""

from collections.abc import Callable, Collection, Iterable, Sequence
from dataclasses import dataclass
from typing import Any, Literal, cast

from contentstack_cma_emulator.engine import errors
from contentstack_cma_emulator.engine.call import Call
from contentstack_cma_emulator.engine.documents import ALL, Document
from contentstack_cma_emulator.engine.query import find_values
from contentstack_cma_emulator.engine.scopes import PER_STACK, Place
from contentstack_cma_emulator.engine.store import Key


@dataclass(frozen=True, slots=True)
class Reference:
    """A reference from the values at a dotted path to documents of a kind.

    Attributes:
        path: The path of the values. The value `$all` refers to all documents.
        kind: The kind of the target.
        place: Where targets are stored.
        by: The fields of the target that a value may match.
        on_delete: What to do when a target is deleted: `clear` removes the reference, `cascade` deletes its owner.
    """

    path: str
    kind: str
    place: Place = PER_STACK
    by: tuple[str, ...] = ("uid",)
    on_delete: Literal["clear", "cascade"] = "clear"


@dataclass(frozen=True, slots=True)
class Owner:
    """Documents with references. `items` returns those of a call, `remove` deletes one as its own call does."""

    items: Callable[[Call], Iterable[tuple[Key, Document]]]
    remove: Callable[[Call, Key, Document], None]


_incoming: dict[str, list[tuple[Owner, Reference]]] = {}


def register_references(owner: Owner, references: Iterable[Reference]) -> None:
    """Register the references of the documents of `owner`."""
    for reference in references:
        _incoming.setdefault(reference.kind, []).append((owner, reference))


def find_missing_targets(call: Call, document: Document, references: Iterable[Reference]) -> dict[str, list[str]]:
    """Return errors, by path, for references to something that does not exist."""
    wrong: dict[str, list[str]] = {}
    for reference in references:
        named = find_referenced_names(document, reference.path) - {ALL}
        if not all(is_known(call, reference, name) for name in named):
            wrong[reference.path] = [errors.NOT_VALID]
    return wrong


def is_known(call: Call, reference: Reference, name: str) -> bool:
    """Return whether the target `name` of a reference exists."""
    scope = reference.place.make_scope(call, reference.kind)
    return any(call.store.find_by_value(scope, field, name) for field in reference.by)


def remove_references(call: Call, kind: str, target: Document) -> None:
    """Remove all references to a document, or the documents with them, before it is deleted."""
    for owner, reference, key in list(_find_references_to(call, kind, target)):
        _settle(call, owner, reference, key, target)


def find_referenced_names(document: Document, path: str) -> set[str]:
    """Return the texts at a path, through lists."""
    return {value for value in find_values(document, path) if isinstance(value, str)}


def remove_names(value: Any, path: Sequence[str], names: Collection[str]) -> Any:
    """Return a value without the names at a path: removed from lists, replaced by null elsewhere."""
    if isinstance(value, list):
        items = cast("Sequence[Any]", value)
        return [remove_names(item, path, names) for item in items if path or item not in names]
    if not path:
        return None if value in names else value
    if not isinstance(value, dict):
        return value
    fields = cast("Document", value)
    return fields | {path[0]: remove_names(fields[path[0]], path[1:], names)} if path[0] in fields else fields


def _find_references_to(call: Call, kind: str, target: Document) -> Iterable[tuple[Owner, Reference, Key]]:
    for owner, reference in _incoming.get(kind, ()):
        wanted = _list_names(reference, target)
        for key, document in owner.items(call):
            if wanted & find_referenced_names(document, reference.path):
                yield owner, reference, key


def _list_names(reference: Reference, target: Document) -> set[str]:
    return {str(target[name]) for name in reference.by if name in target}


def _settle(call: Call, owner: Owner, reference: Reference, key: Key, target: Document) -> None:
    document = call.store.get(key)
    if document is None:
        return
    if reference.on_delete == "cascade":
        owner.remove(call, key, document)
    else:
        call.store.put(key, remove_names(document, reference.path.split("."), _list_names(reference, target)))
