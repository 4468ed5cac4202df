"""Queries for terms: `taxonomies.<taxonomy>` with a term, or with its place in the tree.

They are resolved to queries for the uids of entries.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, cast

from contentstack_cma_emulator.engine import errors
from contentstack_cma_emulator.engine.documents import Document
from contentstack_cma_emulator.engine.lookup import find_fallback_chain
from contentstack_cma_emulator.engine.query import find_values
from contentstack_cma_emulator.rules.term_order import TermTree
from contentstack_cma_emulator.stores.entry_store import EntryStore
from contentstack_cma_emulator.stores.taxonomy_store import build_taxonomy_key, build_tree
from contentstack_cma_emulator.stores.taxonomy_uses import read_term

FIELD_UID = "taxonomies"
"""The uid of every field of terms."""

TREE_OPERATORS = ("$below", "$eq_below", "$above", "$eq_above")
"""Operators for the terms below or above a term; `eq` includes itself, `levels` limits the distance."""

NEGATED: Mapping[str, str] = {"$ne": "$nin", "$nin": "$nin"}


@dataclass(frozen=True, slots=True)
class TermQueries:
    """Resolves queries for the terms of entries as read in a locale."""

    store: EntryStore
    locale: str

    def resolve_terms(self, query: Document) -> Document:
        """Replace the conditions on terms in a query by conditions on the uids of entries.

        Raises `CmaError` (422/141) if an operand is invalid.
        """
        others: Document = {}
        found: list[Document] = []
        for name, operand in query.items():
            taxonomy_uid = name.removeprefix(f"{FIELD_UID}.")
            if name in ("$and", "$or") and isinstance(operand, list):
                others[name] = [self._resolve_alternative(part) for part in cast("Sequence[Any]", operand)]
            elif name != taxonomy_uid and self.store.call.store.get(build_taxonomy_key(self.store.call, taxonomy_uid)):
                found += self._build_conditions(taxonomy_uid, operand)
            else:
                others[name] = operand
        if not found:
            return others
        return {"$and": [others, *found]} if others else {"$and": found}

    def _resolve_alternative(self, part: Any) -> Any:
        return self.resolve_terms(cast("Document", part)) if isinstance(part, dict) else part

    def _build_conditions(self, taxonomy_uid: str, operand: Any) -> list[Document]:
        conditions = cast("Document", operand) if isinstance(operand, dict) else {"$in": [operand]}
        levels: Any = conditions.get("levels", 0)
        if not isinstance(levels, int) or isinstance(levels, bool) or levels < 0:
            raise _build_error("levels")
        names = [name for name in conditions if name != "levels"]
        return [self._build_condition(taxonomy_uid, name, conditions[name], levels) for name in names]

    def _build_condition(self, taxonomy_uid: str, name: str, operand: Any, levels: int) -> Document:
        if name == "$exists":
            return {"uid": {"$in" if operand else "$nin": self._find_entries(taxonomy_uid, None)}}
        if name in TREE_OPERATORS:
            terms = _find_in_tree(build_tree(self.store.call, taxonomy_uid), name, operand, levels)
        elif name in ("$in", "$nin") and isinstance(operand, list):
            terms = [str(uid) for uid in cast("Sequence[object]", operand)]
        elif name in ("$eq", "$ne"):
            terms = [str(operand)]
        else:
            raise _build_error(name)
        return {"uid": {NEGATED.get(name, "$in"): self._find_entries(taxonomy_uid, terms)}}

    def _find_entries(self, taxonomy_uid: str, terms: Sequence[str] | None) -> list[str]:
        """Return the uids of the entries that have one of these terms of a taxonomy, or (None) any term of it."""
        path, wanted = ("taxonomy_uid", [taxonomy_uid]) if terms is None else ("term_uid", list(terms))
        chain = find_fallback_chain(self.store.call, self.locale)
        holding = self.store.open_localizations(chain).find_by_value(f"{FIELD_UID}.{path}", wanted)
        entries = self.store.list_all(self.locale) if holding is None else map(self._read_in_locale, holding)
        return sorted({entry["uid"] for entry in entries if entry and _has_term(entry, taxonomy_uid, terms)})

    def _read_in_locale(self, found: Document) -> Document | None:
        """Return an entry as read in the locale, which may have another localization than the one found."""
        return found if found["locale"] == self.locale else self.store.find(found["uid"], self.locale)


def _has_term(entry: Document, taxonomy_uid: str, terms: Sequence[str] | None) -> bool:
    named = [read_term(value) for value in find_values(entry, FIELD_UID)]
    return any(term and term[0] == taxonomy_uid and (terms is None or term[1] in terms) for term in named)


def _find_in_tree(tree: TermTree, name: str, operand: Any, levels: int) -> list[str]:
    if not isinstance(operand, str):
        raise _build_error(name)
    if operand not in tree:
        return []
    above = tree.list_ancestors(operand)
    found = tree.list_descendants(operand, levels) if "below" in name else above[-levels:] if levels else above
    return [*([operand] if "eq" in name else []), *(term["uid"] for term in found)]


def _build_error(name: str) -> errors.CmaError:
    return errors.invalid_parameter("query", f"has {name} with a value that it cannot have.")
