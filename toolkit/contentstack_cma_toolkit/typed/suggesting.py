"""Suggest names."""

from collections.abc import Iterable
from difflib import get_close_matches


def suggest(name: str, known: Iterable[str]) -> str:
    """Return the end of a message about an unknown name: the known name that is most like it, if one is."""
    near = get_close_matches(name, known, 1)
    return f"; did you mean {near[0]!r}?" if near else ""


__all__ = ["suggest"]
