"""The single writes of the terms of a taxonomy. Pure functions."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal, TypeAlias

from .adopting import walk_terms
from .details import list_places

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from ..model import Taxonomy
    from .plans import Json

Places: TypeAlias = "Mapping[str, tuple[str, str | None]]"
"""The name and the parent of terms, by their uids."""


@dataclass(frozen=True, slots=True)
class TermWrite:
    """A write of a term.

    Attributes:
        verb: What is done.
        uid: Uid of the term.
        name: Its name.
        parent: Uid of the term above it; None at the top.
        order: Its place among those below the same term, from 1; None for the last.
        extra: Other keys, as the API has them.
    """

    verb: Literal["create", "rename", "move", "delete"]
    uid: str
    name: str = ""
    parent: str | None = None
    order: int | None = None
    extra: Json | None = None

    @property
    def title(self) -> str:
        """What is done, in words."""
        return f"{self.verb} term {self.uid!r}"


def list_term_writes(current: Taxonomy | None, wanted: Taxonomy) -> Iterator[TermWrite]:
    """Iterate over the writes of new, renamed and moved terms, parents first.

    Args:
        current: The taxonomy as the stack has it; None if it does not have it.
        wanted: The taxonomy as it is to be.
    """
    places = {} if current is None else list_places(current)
    extras = {term.uid: term.extra for term in walk_terms(wanted.terms)}
    for uid, (name, parent) in list_places(wanted).items():
        if uid not in places:
            yield TermWrite("create", uid, name, parent, extra=extras[uid])
        elif places[uid][0] != name:
            yield TermWrite("rename", uid, name, parent)
    yield from _list_moves(places, list_places(wanted))


def _list_moves(places: Places, wanted: Places) -> Iterator[TermWrite]:
    """Yield the moves of terms below others, or to other places among those below the same term."""
    for parent in dict.fromkeys(parent for _, parent in wanted.values()):
        siblings = _list_below(wanted, parent)
        created = [uid for uid in siblings if uid not in places]
        kept = [uid for uid in _list_below(places, parent) if uid in siblings]
        if siblings != [*kept, *created]:
            for position, uid in enumerate(siblings):
                yield TermWrite("move", uid, wanted[uid][0], parent, position + 1)


def _list_below(places: Places, parent: str | None) -> list[str]:
    return [uid for uid, (_, above) in places.items() if above == parent]


def list_term_deletions(current: Taxonomy, wanted: Taxonomy) -> list[TermWrite]:
    """Return the deletions of terms that are not wanted. Those below a deleted term are deleted with it."""
    places, left = list_places(current), list_places(wanted)
    gone = [uid for uid in places if uid not in left]
    return [TermWrite("delete", uid) for uid in gone if places[uid][1] not in gone]


def is_between(current: Taxonomy, before: Taxonomy | None, after: Taxonomy) -> bool:
    """Return whether a taxonomy is what is left if writing it was interrupted."""
    known: Sequence[Taxonomy] = [after] if before is None else [before, after]
    places = [place for each in known for place in list_places(each).items()]
    has_name = current.name in [each.name for each in known]
    return has_name and all(_is_known(place, places) for place in list_places(current).items())


def _is_known(place: tuple[str, tuple[str, str | None]], places: Sequence[tuple[str, tuple[str, str | None]]]) -> bool:
    """Return whether a term has a name and a parent that it had, or is to have."""
    uid, (name, parent) = place
    of_term = [found for known, found in places if known == uid]
    return name in [each for each, _ in of_term] and parent in [each for _, each in of_term]


__all__ = ["TermWrite", "is_between", "list_term_deletions", "list_term_writes"]
