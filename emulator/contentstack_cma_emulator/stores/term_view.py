"""Terms as they are read: with their place in the tree, and with whatever the parameters of a call ask for."""

from collections.abc import Iterable

from contentstack_cma_emulator.engine.call import Call
from contentstack_cma_emulator.engine.documents import Document
from contentstack_cma_emulator.stores.taxonomy_store import called_chain, in_locale, tree_of
from contentstack_cma_emulator.stores.taxonomy_uses import Uses


class TermView:
    """The terms of a taxonomy as a call sees them."""

    def __init__(self, call: Call, taxonomy: Document) -> None:
        self._call = call
        self._taxonomy = taxonomy
        self._uses = Uses(call)
        self._chain = called_chain(call)
        self.tree = tree_of(call, taxonomy["uid"])

    def named(self, terms: Iterable[Document]) -> list[Document]:
        """Answer those of the terms that the locale of the call has names of, with these and with their levels."""
        found = (in_locale(self._call, term, self._chain) for term in terms)
        return [term | {"depth": self.tree.depth(term["uid"])} for term in found if term is not None]

    def shown(self, term: Document) -> Document:
        """Answer one of these with what the call asks for."""
        counts = self._uses.counts_of_term(self.tree, self._taxonomy["uid"], term["uid"])
        unseen = () if self._call.flag("include_order") else ("order",)
        return {name: value for name, value in term.items() if name not in unseen} | counts

    def with_ancestors(self, term: Document) -> Document:
        """Answer one of these with what the call asks for, and with what is above it: first the taxonomy."""
        top = {"uid": self._taxonomy["uid"], "name": self._name(self._taxonomy), "type": "TAXONOMY"}
        above = [{"uid": other["uid"], "name": self._name(other)} for other in self.tree.ancestors(term["uid"])]
        return self.shown(term) | {"ancestors": [top, *above]}

    def _name(self, document: Document) -> str:
        seen = in_locale(self._call, document, [*self._chain, self._call.master_locale]) or document
        return str(seen["name"])
