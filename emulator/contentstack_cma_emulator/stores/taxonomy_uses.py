"""Who uses taxonomies and their terms: content types by their fields, entries by their values."""

from collections.abc import Callable, Collection, Iterator, Mapping
from dataclasses import replace
from functools import cached_property
from typing import Any, cast

from contentstack_cma_emulator.engine.call import Call
from contentstack_cma_emulator.engine.documents import Document
from contentstack_cma_emulator.engine.kinds import BRANCH
from contentstack_cma_emulator.rules.entry_shape import Shaper
from contentstack_cma_emulator.rules.fields import Schema, leaves, mapped, walk
from contentstack_cma_emulator.rules.term_order import Tree
from contentstack_cma_emulator.stores.entry_store import EntryStore
from contentstack_cma_emulator.stores.schema_store import content_types
from contentstack_cma_emulator.stores.taxonomy_store import tree_of

FIELD = "taxonomy"
"""The data type of a field that holds terms."""

Named = tuple[str, str]
"""A term by the uid of its taxonomy and its own."""

Entry = tuple[str, str]
"""An entry by the uid of its content type and its own."""


class Uses:
    """The uses in the branch of a call, looked up when they are first asked for."""

    def __init__(self, call: Call) -> None:
        self._call = call

    @cached_property
    def _types(self) -> list[tuple[EntryStore, set[str]]]:
        """The content types that have a field of terms, and the taxonomies it takes them from."""
        stores = [EntryStore.holding(self._call, content_type) for content_type in content_types(self._call)]
        found = [(store, taxonomies_in(store.schema)) for store in stores]
        return [(store, taxonomies) for store, taxonomies in found if taxonomies]

    @cached_property
    def _entries(self) -> dict[Named, set[Entry]]:
        found: dict[Named, set[Entry]] = {}
        for store, _ in self._types:
            for copy in store.every_copy():
                for term in terms_in(store.schema, copy):
                    found.setdefault(term, set()).add((store.uid, copy["uid"]))
        return found

    def content_types_of(self, taxonomy_uid: str) -> list[str]:
        """Answer the uids of the content types with a field for terms of a taxonomy."""
        return [store.uid for store, taxonomies in self._types if taxonomy_uid in taxonomies]

    def entries_of(self, taxonomy_uid: str, term_uid: str | None = None) -> set[Entry]:
        """Answer the entries that use a term, or (None) any term of a taxonomy."""
        if term_uid is not None:
            return self._entries.get((taxonomy_uid, term_uid), set())
        return {entry for named, entries in self._entries.items() if named[0] == taxonomy_uid for entry in entries}

    def terms_of(self, taxonomy_uid: str) -> set[str]:
        """Answer the uids of the terms of a taxonomy that entries use."""
        return {term for taxonomy, term in self._entries if taxonomy == taxonomy_uid}

    def counts_of_taxonomy(self, uid: str) -> Document:
        """Answer the counts that the call asks for with a taxonomy."""
        counts: Mapping[str, Callable[[], int]] = {
            "terms_count": lambda: len(tree_of(self._call, uid)),
            "referenced_terms_count": lambda: len(self.terms_of(uid)),
            "referenced_entries_count": lambda: len(self.entries_of(uid)),
            "referenced_content_type_count": lambda: len(self.content_types_of(uid)),
        }
        return {name: count() for name, count in counts.items() if self._call.flag(f"include_{name}")}

    def counts_of_term(self, tree: Tree, taxonomy_uid: str, uid: str) -> Document:
        """Answer the counts that the call asks for with a term."""
        counts: Mapping[str, Callable[[], int]] = {
            "children_count": lambda: len(tree.children(uid)),
            "terms_count": lambda: len(tree.descendants(uid)),
            "referenced_entries_count": lambda: len(self.entries_of(taxonomy_uid, uid)),
        }
        return {name: count() for name, count in counts.items() if self._call.flag(f"include_{name}")}


def in_every_branch(call: Call) -> Iterator[Call]:
    """Go through the branches of the stack: the call as it would be in each."""
    for branch in call.store.find(call.stack_scope(BRANCH)):
        yield replace(call, branch=branch["uid"])


def taxonomies_in(schema: Schema) -> set[str]:
    """Answer the uids of the taxonomies that the fields of a schema take terms from."""
    fields = [field for _, field in walk(schema) if field["data_type"] == FIELD]
    return {taxonomy["taxonomy_uid"] for field in fields for taxonomy in field.get("taxonomies") or ()}


def terms_in(schema: Schema, entry: Document) -> Iterator[Named]:
    """Go through the terms that an entry uses."""
    for leaf in leaves(schema, entry):
        named = term_named_by(leaf.value) if leaf.field["data_type"] == FIELD else None
        if named:
            yield named


def term_named_by(value: Any) -> Named | None:
    """Answer the term that one value of a field of terms names; None for what was kept when it was another field."""
    named = cast("Document", value) if isinstance(value, dict) else {}
    return (named["taxonomy_uid"], named["term_uid"]) if {"taxonomy_uid", "term_uid"} <= named.keys() else None


def without_taxonomy(schema: Schema, uid: str) -> list[Document]:
    """Answer a schema whose fields take no terms from a taxonomy; one that took them from no other is gone."""
    kept: list[Document] = []
    for field in schema:
        if field["data_type"] == FIELD:
            taxonomies = [taxonomy for taxonomy in field.get("taxonomies") or () if taxonomy["taxonomy_uid"] != uid]
            kept += [field | {"taxonomies": taxonomies}] if taxonomies else []
        else:
            kept.append(mapped(field, lambda inner: without_taxonomy(inner, uid)))
    return kept


def take_out(call: Call, taxonomy_uid: str, term_uids: Collection[str]) -> None:
    """Take terms out of the entries of the branch that use them. No entry gets a new version by that."""

    def leaf(field: Document, value: Any) -> Any:
        named = term_named_by(value) if field["data_type"] == FIELD else None
        return None if named and named[0] == taxonomy_uid and named[1] in term_uids else value

    for content_type in content_types(call):
        store = EntryStore.holding(call, content_type)
        if taxonomy_uid not in taxonomies_in(store.schema):
            continue
        for copy in list(store.every_copy()):
            if any(named == (taxonomy_uid, uid) for named in terms_in(store.schema, copy) for uid in term_uids):
                store.change(copy["uid"], copy["locale"], Shaper(leaf).values(store.schema, copy))
