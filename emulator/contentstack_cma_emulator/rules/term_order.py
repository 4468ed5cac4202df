"""The tree of terms in a taxonomy. A term has a `uid`, a `parent_uid` (None at the root) and an `order`."""

from collections.abc import Iterable, Iterator
from typing import Any

from contentstack_cma_emulator.engine.documents import Document


class TermTree:
    """A snapshot of all terms of one taxonomy."""

    def __init__(self, terms: Iterable[Document]) -> None:
        self._terms = {term["uid"]: term for term in terms}
        self._children: dict[str | None, list[Document]] = {}
        for term in sorted(self._terms.values(), key=lambda term: term["order"]):
            self._children.setdefault(term["parent_uid"], []).append(term)

    def __contains__(self, uid: object) -> bool:
        """Return whether there is a term with this uid."""
        return uid in self._terms

    def __len__(self) -> int:
        """Return the number of terms."""
        return len(self._terms)

    def list_children(self, uid: str | None) -> list[Document]:
        """Return the children of a term, or of the root (None), in their order."""
        return list(self._children.get(uid, ()))

    def list_ancestors(self, uid: str) -> list[Document]:
        """Return the ancestors of a term, from the root down to its parent."""
        found: list[Document] = []
        above: str | None = self._terms[uid]["parent_uid"]
        while above is not None:
            found.insert(0, self._terms[above])
            above = found[0]["parent_uid"]
        return found

    def list_descendants(self, uid: str | None, levels: int = 0) -> list[Document]:
        """Return the descendants of a term, or all terms (None), parents before children. 0 `levels` means all."""
        found: list[Document] = []
        ahead = [(term, 1) for term in reversed(self.list_children(uid))]
        while ahead:
            term, level = ahead.pop()
            found.append(term)
            if level != levels:
                ahead += [(child, level + 1) for child in reversed(self.list_children(term["uid"]))]
        return found

    def measure_depth(self, uid: str) -> int:
        """Return the level of a term. Terms at the root have level 1."""
        return len(self.list_ancestors(uid)) + 1

    def measure_height(self, uid: str) -> int:
        """Return the number of levels in the subtree of a term, including the term."""
        depth = self.measure_depth(uid)
        return max((self.measure_depth(term["uid"]) for term in self.list_descendants(uid)), default=depth) - depth + 1

    def place(self, term: Document, parent_uid: str | None, order: int | None) -> list[Document]:
        """Return the terms that change when a term is placed: the term itself and siblings that are renumbered.

        `order` counts from 1 among the children of the parent. None means last.
        """
        siblings = self._list_siblings(term, parent_uid)
        place = len(siblings) if order is None else min(order - 1, len(siblings))
        there = term | {"parent_uid": parent_uid}
        changed = list(_renumber([*siblings[:place], there, *siblings[place:]], term["uid"]))
        if term["uid"] in self and self._terms[term["uid"]]["parent_uid"] != parent_uid:
            changed += self.close_gap(term)
        return changed

    def close_gap(self, term: Document) -> list[Document]:
        """Return the siblings that are renumbered when a term is removed."""
        parent_uid: str | None = self._terms[term["uid"]]["parent_uid"]
        return list(_renumber(self._list_siblings(term, parent_uid)))

    def _list_siblings(self, term: Document, parent_uid: str | None) -> list[Document]:
        return [sibling for sibling in self.list_children(parent_uid) if sibling["uid"] != term["uid"]]


def read_position(value: Any) -> int | None:
    """Return a position sent as a number or as digits, or None if it is invalid."""
    if isinstance(value, str) and value.isdecimal() and len(value) < 10:  # noqa: PLR2004 -- what 32 bits hold
        value = int(value)
    return value if isinstance(value, int) and not isinstance(value, bool) and value >= 1 else None


def _renumber(siblings: list[Document], always: str = "") -> Iterator[Document]:
    """Yield the siblings whose order changes, and always the one with the uid `always`."""
    for order, sibling in enumerate(siblings, start=1):
        if sibling.get("order") != order or sibling["uid"] == always:
            yield sibling | {"order": order}
