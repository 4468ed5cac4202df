"""The single writes of a plan, in their order. Pure functions.

First what others refer to. Content types and global fields that refer to each other in a circle are created with their
first fields and completed once all exist. What is deleted is deleted last, in the reverse order.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal, cast

from ..model import GlobalField, Label, Locale, Taxonomy, list_embedded
from ..transfer.mapping import empty_schema, order_schemas, plan_waves
from .declarations import PARTS, Declared
from .plans import KINDS, Change, Json, Kind
from .terms import TermWrite, list_term_deletions, list_term_writes

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

Verb = Literal["create", "begin", "complete", "update", "delete", "write term", "delete term"]


@dataclass(frozen=True, slots=True)
class Pending:
    """A change that is to be made, and what the stack has now.

    Attributes:
        change: The change.
        current: What the stack has now; None if it does not have it.
    """

    change: Change
    current: Declared | None

    @property
    def wanted(self) -> Declared | None:
        """What the stack is to have; None if it is to be deleted."""
        after = self.change.after
        return None if after is None else PARTS[self.change.kind].read(after)


@dataclass(frozen=True, slots=True)
class Step:
    """One write.

    Attributes:
        verb: What is done. `begin` creates a schema with its first fields only.
        kind: What it is.
        name: Its uid, code or name.
        wanted: What the stack is to have; None for a deletion.
        document: What is written of a content type or global field.
        term: What is written of a term.
    """

    verb: Verb
    kind: Kind
    name: str
    wanted: Declared | None = None
    document: Json | None = None
    term: TermWrite | None = None

    @property
    def title(self) -> str:
        """What is done, in words."""
        what = f"{self.kind} {self.name!r}"
        if self.term is not None:
            return f"{self.term.title} of {what}"
        if self.verb == "begin":
            return f"create {what} with its first fields"
        return f"{self.verb} {what}"


def order_steps(pending: Sequence[Pending]) -> list[Step]:
    """Return the writes of changes in their order."""
    written = [each for each in pending if each.change.action != "delete"]
    deleted = [each for each in pending if each.change.action == "delete"]
    steps = [step for each in _choose(written, "taxonomy") for step in _write_taxonomy(each)]
    steps += _write_schemas([*_choose(written, "global field"), *_choose(written, "content type")])
    for kind in KINDS[3:]:
        steps += [_write_setting(each) for each in _sort(_choose(written, kind))]
    steps += [step for each in _choose(written, "taxonomy") for step in _delete_terms(each)]
    for kind in reversed(KINDS):
        steps += [Step("delete", kind, each.change.name) for each in reversed(_sort(_choose(deleted, kind)))]
    return steps


def _choose(pending: Sequence[Pending], kind: Kind) -> list[Pending]:
    return [each for each in pending if each.change.kind == kind]


def _write_setting(pending: Pending) -> Step:
    verb: Verb = "create" if pending.current is None else "update"
    return Step(verb, pending.change.kind, pending.change.name, pending.wanted)


def _write_taxonomy(pending: Pending) -> Iterator[Step]:
    wanted, current = cast("Taxonomy", pending.wanted), cast("Taxonomy | None", pending.current)
    if current is None or (current.name, current.description) != (wanted.name, wanted.description):
        yield _write_setting(pending)
    for term in list_term_writes(current, wanted):
        yield Step("write term", "taxonomy", wanted.uid, term=term)


def _delete_terms(pending: Pending) -> Iterator[Step]:
    if pending.current is not None:
        for term in list_term_deletions(cast("Taxonomy", pending.current), cast("Taxonomy", pending.wanted)):
            yield Step("delete term", "taxonomy", pending.change.name, term=term)


def _write_schemas(pending: Sequence[Pending]) -> list[Step]:
    """Return the writes of schemas: first the new ones, so that all exist when others are updated.

    Global fields are updated after those that they contain, so that none contains itself in between.
    """
    documents = {(each.change.kind, each.change.name): cast("Json", each.change.after) for each in pending}
    created = [each for each in pending if each.current is None]
    names, first = _order(created)
    steps = [_create_schema(kind, uid, documents[kind, uid], is_empty=(kind, uid) in first) for kind, uid in names]
    steps += [Step("complete", kind, uid, document=documents[kind, uid]) for kind, uid in names if (kind, uid) in first]
    present = {(each.change.kind, each.change.name): each for each in pending if each.current is not None}
    for kind, uid in sorted(_order(list(present.values()))[0], key=lambda name: KINDS.index(name[0])):
        verb: Verb = "complete" if present[kind, uid].change.action == "create" else "update"
        steps.append(Step(verb, kind, uid, document=documents[kind, uid]))
    return steps


def _order(pending: Sequence[Pending]) -> tuple[list[tuple[Kind, str]], set[tuple[Kind, str]]]:
    """Return schemas, each after those that it refers to, and those in circles, which must be created empty."""
    order = order_schemas(*(_list_documents(pending, kind) for kind in ("content type", "global field")))
    first: set[tuple[Kind, str]] = {(_SCHEMA_KINDS[name.kind], name.uid) for name in order.empty_first}
    return [(_SCHEMA_KINDS[name.kind], name.uid) for name in order.names], first


_SCHEMA_KINDS: Mapping[str, Kind] = {"content_type": "content type", "global_field": "global field"}


def _list_documents(pending: Sequence[Pending], kind: Kind) -> list[Json]:
    return [each.change.after for each in _choose(pending, kind) if each.change.after is not None]


def _create_schema(kind: Kind, uid: str, document: Json, *, is_empty: bool) -> Step:
    if is_empty:
        return Step("begin", kind, uid, document=cast("Json", empty_schema(document)))
    return Step("create", kind, uid, document=document)


def _sort(pending: Sequence[Pending]) -> list[Pending]:
    """Return changes of one kind, each after those that it refers to."""
    by_name = {each.change.name: each for each in pending}
    plan = plan_waves({name: _list_needs(each.wanted or each.current) for name, each in by_name.items()})
    return [by_name[name] for wave in plan.waves for name in wave]


def _list_needs(declared: Declared | None) -> list[str]:
    if isinstance(declared, Label):
        return [declared.parent] if declared.parent else []
    if isinstance(declared, Locale):
        return [declared.fallback] if declared.fallback else []
    if isinstance(declared, GlobalField):
        return [uid for _, uid in list_embedded(declared.fields)]
    return []


__all__ = ["Pending", "Step", "Verb", "order_steps"]
