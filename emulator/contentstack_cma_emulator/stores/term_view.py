"""Terms as responses show them: with their place in the tree, and what the parameters of a call ask for."""

from collections.abc import Iterable

from contentstack_cma_emulator.engine.call import Call
from contentstack_cma_emulator.engine.documents import Document, omit
from contentstack_cma_emulator.stores.taxonomy_store import build_tree, read_in_locale, read_locale_chain
from contentstack_cma_emulator.stores.taxonomy_uses import TaxonomyUses


class TermView:
    """The terms of a taxonomy as a call sees them."""

    def __init__(self, call: Call, taxonomy: Document) -> None:
        self._call = call
        self._taxonomy = taxonomy
        self._uses = TaxonomyUses(call)
        self._chain = read_locale_chain(call)
        self.tree = build_tree(call, taxonomy["uid"])

    def select_localized(self, terms: Iterable[Document]) -> list[Document]:
        """Return the terms that have names in the locale of the call, with these names and their depths."""
        found = (read_in_locale(self._call, term, self._chain) for term in terms)
        return [term | {"depth": self.tree.measure_depth(term["uid"])} for term in found if term is not None]

    def show(self, term: Document) -> Document:
        """Return a localized term with what the call includes."""
        counts = self._uses.count_for_term(self.tree, self._taxonomy["uid"], term["uid"])
        hidden = () if self._call.has_flag("include_order") else ("order",)
        return omit(term, *hidden) | counts

    def with_ancestors(self, term: Document) -> Document:
        """Return a localized term as `show` does, with its ancestors, the first of which is the taxonomy."""
        top = {"uid": self._taxonomy["uid"], "name": self._read_name(self._taxonomy), "type": "TAXONOMY"}
        ancestors = self.tree.list_ancestors(term["uid"])
        above = [{"uid": other["uid"], "name": self._read_name(other)} for other in ancestors]
        return self.show(term) | {"ancestors": [top, *above]}

    def _read_name(self, document: Document) -> str:
        localized = read_in_locale(self._call, document, [*self._chain, self._call.master_locale]) or document
        return str(localized["name"])
