"""Uses of taxonomies and their terms by the fields of content types and the values of entries."""

from collections.abc import Callable, Collection, Iterator, Mapping
from dataclasses import replace
from functools import cached_property
from typing import Any

from contentstack_cma_emulator.engine.call import Call
from contentstack_cma_emulator.engine.documents import Document, as_object
from contentstack_cma_emulator.engine.kinds import BRANCH
from contentstack_cma_emulator.engine.store import Scope
from contentstack_cma_emulator.rules.entry_shape import ValueMapper
from contentstack_cma_emulator.rules.fields import Schema, map_schemas, walk_fields, walk_leaves
from contentstack_cma_emulator.rules.term_order import TermTree
from contentstack_cma_emulator.stores.entry_store import EntryStore
from contentstack_cma_emulator.stores.schema_store import list_content_types
from contentstack_cma_emulator.stores.taxonomy_store import build_tree

DATA_TYPE = "taxonomy"
"""The data type of a field of terms."""

TermId = tuple[str, str]
"""The uids of a taxonomy and of a term in it."""

EntryId = tuple[str, str]
"""The uids of a content type and of an entry of it."""


class TaxonomyUses:
    """The uses in the branch of a call, looked up on demand."""

    def __init__(self, call: Call) -> None:
        self._call = call

    @cached_property
    def _types(self) -> list[tuple[EntryStore, set[str]]]:
        """The content types that have a field of terms, and the taxonomies of that field."""
        stores = [EntryStore.open(self._call, content_type) for content_type in list_content_types(self._call)]
        found = [(store, find_taxonomies(store.schema)) for store in stores]
        return [(store, taxonomies) for store, taxonomies in found if taxonomies]

    @cached_property
    def _entries(self) -> dict[TermId, set[EntryId]]:
        found: dict[TermId, set[EntryId]] = {}
        for store, _ in self._types:
            for entry in store.iterate_localizations():
                for term in find_terms(store.schema, entry):
                    found.setdefault(term, set()).add((store.uid, entry["uid"]))
        return found

    def find_content_types(self, taxonomy_uid: str) -> list[str]:
        """Return the uids of the content types with a field for terms of a taxonomy."""
        return [store.uid for store, taxonomies in self._types if taxonomy_uid in taxonomies]

    def find_entries(self, taxonomy_uid: str, term_uid: str | None = None) -> set[EntryId]:
        """Return the entries that use a term, or (None) any term of a taxonomy."""
        if term_uid is not None:
            return self._entries.get((taxonomy_uid, term_uid), set())
        return {entry for named, entries in self._entries.items() if named[0] == taxonomy_uid for entry in entries}

    def find_terms(self, taxonomy_uid: str) -> set[str]:
        """Return the uids of the terms of a taxonomy that entries use."""
        return {term for taxonomy, term in self._entries if taxonomy == taxonomy_uid}

    def count_for_taxonomy(self, uid: str) -> Document:
        """Return the counts that the call includes for a taxonomy."""
        counts: Mapping[str, Callable[[], int]] = {
            "terms_count": lambda: len(build_tree(self._call, uid)),
            "referenced_terms_count": lambda: len(self.find_terms(uid)),
            "referenced_entries_count": lambda: len(self.find_entries(uid)),
            "referenced_content_type_count": lambda: len(self.find_content_types(uid)),
        }
        return {name: count() for name, count in counts.items() if self._call.has_flag(f"include_{name}")}

    def count_for_term(self, tree: TermTree, taxonomy_uid: str, uid: str) -> Document:
        """Return the counts that the call includes for a term."""
        counts: Mapping[str, Callable[[], int]] = {
            "children_count": lambda: len(tree.list_children(uid)),
            "terms_count": lambda: len(tree.list_descendants(uid)),
            "referenced_entries_count": lambda: len(self.find_entries(taxonomy_uid, uid)),
        }
        return {name: count() for name, count in counts.items() if self._call.has_flag(f"include_{name}")}


def iterate_branches(call: Call) -> Iterator[Call]:
    """Iterate over the branches of the stack: yield the call with each of them as its branch."""
    for branch in call.store.find(Scope(BRANCH, call.api_key, "")):
        yield replace(call, branch=branch["uid"])


def find_taxonomies(schema: Schema) -> set[str]:
    """Return the uids of the taxonomies that the fields of a schema take terms from."""
    fields = [field for _, field in walk_fields(schema) if field["data_type"] == DATA_TYPE]
    return {taxonomy["taxonomy_uid"] for field in fields for taxonomy in field.get("taxonomies") or ()}


def find_terms(schema: Schema, entry: Document) -> Iterator[TermId]:
    """Iterate over the terms that an entry uses."""
    for leaf in walk_leaves(schema, entry):
        named = read_term(leaf.value) if leaf.field["data_type"] == DATA_TYPE else None
        if named:
            yield named


def read_term(value: Any) -> TermId | None:
    """Return the term in a value of a field of terms, or None if it is a value of an earlier field with this uid."""
    named = as_object(value)
    return (named["taxonomy_uid"], named["term_uid"]) if {"taxonomy_uid", "term_uid"} <= named.keys() else None


def without_taxonomy(schema: Schema, uid: str) -> list[Document]:
    """Return a schema whose fields do not use a taxonomy, without the fields that used only this one."""
    fields: list[Document] = []
    for field in schema:
        if field["data_type"] == DATA_TYPE:
            taxonomies = [taxonomy for taxonomy in field.get("taxonomies") or () if taxonomy["taxonomy_uid"] != uid]
            fields += [field | {"taxonomies": taxonomies}] if taxonomies else []
        else:
            fields.append(map_schemas(field, lambda inner: without_taxonomy(inner, uid)))
    return fields


def remove_terms(call: Call, taxonomy_uid: str, term_uids: Collection[str]) -> None:
    """Remove terms from the entries of the branch that use them, without creating new versions."""

    def without_term(field: Document, value: Any) -> Any:
        named = read_term(value) if field["data_type"] == DATA_TYPE else None
        return None if named and named[0] == taxonomy_uid and named[1] in term_uids else value

    for content_type in list_content_types(call):
        store = EntryStore.open(call, content_type)
        if taxonomy_uid not in find_taxonomies(store.schema):
            continue
        for entry in list(store.iterate_localizations()):
            if any(named == (taxonomy_uid, uid) for named in find_terms(store.schema, entry) for uid in term_uids):
                store.change(entry["uid"], entry["locale"], ValueMapper(without_term).map_values(store.schema, entry))
