"""The tree of the terms in a taxonomy. A term has a `uid`, a `parent_uid` (None at the root) and an `order`."""

from collections.abc import Iterable, Iterator
from typing import Any

from contentstack_cma_emulator.engine.documents import Document


class Tree:
    """All terms of one taxonomy, as they were when it was made."""

    def __init__(self, terms: Iterable[Document]) -> None:
        self._terms = {term["uid"]: term for term in terms}
        self._children: dict[str | None, list[Document]] = {}
        for term in sorted(self._terms.values(), key=lambda term: term["order"]):
            self._children.setdefault(term["parent_uid"], []).append(term)

    def __contains__(self, uid: object) -> bool:
        """Answer whether there is a term with this uid."""
        return uid in self._terms

    def __len__(self) -> int:
        """Answer how many terms there are."""
        return len(self._terms)

    def children(self, uid: str | None) -> list[Document]:
        """Answer the terms directly under a term, or (None) at the root, in their order."""
        return list(self._children.get(uid, ()))

    def ancestors(self, uid: str) -> list[Document]:
        """Answer the terms above a term, from the root down to its parent."""
        found: list[Document] = []
        above: str | None = self._terms[uid]["parent_uid"]
        while above is not None:
            found.insert(0, self._terms[above])
            above = found[0]["parent_uid"]
        return found

    def descendants(self, uid: str | None, levels: int = 0) -> list[Document]:
        """Answer the terms under a term, or (None) all, each before those under it; 0 `levels` are all there are."""
        found: list[Document] = []
        ahead = [(term, 1) for term in reversed(self.children(uid))]
        while ahead:
            term, level = ahead.pop()
            found.append(term)
            if level != levels:
                ahead += [(child, level + 1) for child in reversed(self.children(term["uid"]))]
        return found

    def depth(self, uid: str) -> int:
        """Answer the level of a term; those at the root are at 1."""
        return len(self.ancestors(uid)) + 1

    def height(self, uid: str) -> int:
        """Return how many levels a term and those under it make."""
        depth = self.depth(uid)
        return max((self.depth(term["uid"]) for term in self.descendants(uid)), default=depth) - depth + 1

    def placed(self, term: Document, parent_uid: str | None, order: int | None) -> list[Document]:
        """Answer the terms that are others once a term stands in a place: itself, and those that make way or close up.

        `order` counts from 1 among the terms under the same parent; None is behind the last of them.
        """
        siblings = self._without(term, parent_uid)
        place = len(siblings) if order is None else min(order - 1, len(siblings))
        there = term | {"parent_uid": parent_uid}
        changed = list(_numbered([*siblings[:place], there, *siblings[place:]], term["uid"]))
        if term["uid"] in self and self._terms[term["uid"]]["parent_uid"] != parent_uid:
            changed += self.closed_up(term)
        return changed

    def closed_up(self, term: Document) -> list[Document]:
        """Answer the terms that are others once a term is gone from its place."""
        parent_uid: str | None = self._terms[term["uid"]]["parent_uid"]
        return list(_numbered(self._without(term, parent_uid)))

    def _without(self, term: Document, parent_uid: str | None) -> list[Document]:
        return [sibling for sibling in self.children(parent_uid) if sibling["uid"] != term["uid"]]


def read_order(value: Any) -> int | None:
    """Answer a place that was sent as a number, or as its digits; None for anything that is none."""
    if isinstance(value, str) and value.isdecimal() and len(value) < 10:  # noqa: PLR2004 -- what 32 bits hold
        value = int(value)
    return value if isinstance(value, int) and not isinstance(value, bool) and value >= 1 else None


def _numbered(siblings: list[Document], always: str = "") -> Iterator[Document]:
    """Go through the siblings whose number is another now, and the one that is `always` wanted."""
    for order, sibling in enumerate(siblings, start=1):
        if sibling.get("order") != order or sibling["uid"] == always:
            yield sibling | {"order": order}
