"""Queries for terms: `taxonomies.<taxonomy>` with a term, or with the place of a term in the tree.

They are put in terms that every query knows: which entries they are true of.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, cast

from contentstack_cma_emulator.engine import errors
from contentstack_cma_emulator.engine.documents import Document
from contentstack_cma_emulator.engine.lookup import fallback_chain
from contentstack_cma_emulator.engine.query import values_at
from contentstack_cma_emulator.rules.term_order import Tree
from contentstack_cma_emulator.stores.entry_store import EntryStore
from contentstack_cma_emulator.stores.taxonomy_store import taxonomy_key, tree_of
from contentstack_cma_emulator.stores.taxonomy_uses import term_named_by

FIELD = "taxonomies"
"""The uid that a field of terms has."""

PLACES = ("$below", "$eq_below", "$above", "$eq_above")
"""Operators on the place of a term: under or above it, or (`eq`) itself too; `levels` says how far."""

NEGATIVE: Mapping[str, str] = {"$ne": "$nin", "$nin": "$nin"}


@dataclass(frozen=True, slots=True)
class TermQueries:
    """Reads the queries for the terms of entries as a locale reads them."""

    store: EntryStore
    locale: str

    def without_terms(self, query: Document) -> Document:
        """Answer a query in which conditions on terms are conditions on the uids of entries; others are as they were.

        Raises `CmaError` (422/141) on an operand that is none.
        """
        others: Document = {}
        found: list[Document] = []
        for name, operand in query.items():
            taxonomy_uid = name.removeprefix(f"{FIELD}.")
            if name in ("$and", "$or") and isinstance(operand, list):
                others[name] = [self._alternative(part) for part in cast("Sequence[Any]", operand)]
            elif name != taxonomy_uid and self.store.call.store.get(taxonomy_key(self.store.call, taxonomy_uid)):
                found += self._conditions(taxonomy_uid, operand)
            else:
                others[name] = operand
        if not found:
            return others
        return {"$and": [others, *found]} if others else {"$and": found}

    def _alternative(self, part: Any) -> Any:
        return self.without_terms(cast("Document", part)) if isinstance(part, dict) else part

    def _conditions(self, taxonomy_uid: str, operand: Any) -> list[Document]:
        conditions = cast("Document", operand) if isinstance(operand, dict) else {"$in": [operand]}
        levels: Any = conditions.get("levels", 0)
        if not isinstance(levels, int) or isinstance(levels, bool) or levels < 0:
            raise _refused("levels")
        names = [name for name in conditions if name != "levels"]
        return [self._condition(taxonomy_uid, name, conditions[name], levels) for name in names]

    def _condition(self, taxonomy_uid: str, name: str, operand: Any, levels: int) -> Document:
        if name == "$exists":
            return {"uid": {"$in" if operand else "$nin": self._entries(taxonomy_uid, None)}}
        if name in PLACES:
            terms = _in_place(tree_of(self.store.call, taxonomy_uid), name, operand, levels)
        elif name in ("$in", "$nin") and isinstance(operand, list):
            terms = [str(uid) for uid in cast("Sequence[object]", operand)]
        elif name in ("$eq", "$ne"):
            terms = [str(operand)]
        else:
            raise _refused(name)
        return {"uid": {NEGATIVE.get(name, "$in"): self._entries(taxonomy_uid, terms)}}

    def _entries(self, taxonomy_uid: str, terms: Sequence[str] | None) -> list[str]:
        """Answer the uids of the entries with one of some terms, or (None) any, of a taxonomy."""
        path, wanted = ("taxonomy_uid", [taxonomy_uid]) if terms is None else ("term_uid", list(terms))
        chain = fallback_chain(self.store.call, self.locale)
        holding = self.store.collection(chain).holding(f"{FIELD}.{path}", wanted)
        entries = self.store.all(self.locale) if holding is None else map(self._as_read, holding)
        return sorted({entry["uid"] for entry in entries if entry and _has_term(entry, taxonomy_uid, terms)})

    def _as_read(self, copy: Document) -> Document | None:
        """Answer an entry as the locale reads it, which may be another copy of it than the one found."""
        return copy if copy["locale"] == self.locale else self.store.find(copy["uid"], self.locale)


def _has_term(entry: Document, taxonomy_uid: str, terms: Sequence[str] | None) -> bool:
    named = [term_named_by(value) for value in values_at(entry, FIELD)]
    return any(term and term[0] == taxonomy_uid and (terms is None or term[1] in terms) for term in named)


def _in_place(tree: Tree, name: str, operand: Any, levels: int) -> list[str]:
    if not isinstance(operand, str):
        raise _refused(name)
    if operand not in tree:
        return []
    above = tree.ancestors(operand)
    found = tree.descendants(operand, levels) if "below" in name else above[-levels:] if levels else above
    return [*([operand] if "eq" in name else []), *(term["uid"] for term in found)]


def _refused(name: str) -> errors.CmaError:
    return errors.invalid_parameter("query", f"has {name} with a value that it cannot have.")
