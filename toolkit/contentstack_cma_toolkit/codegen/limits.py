"""Limits of values of entries. No I/O."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from ..model import Model

MOST_INSTANCES = 100
"""Most values of a field that has several, and most blocks."""

MOST_TERMS = 25
"""Most terms of an entry."""

MOST_LISTED_TERMS = 50
"""Most terms of a taxonomy that are listed one by one."""


def list_few_terms(model: Model, taxonomy_uid: str) -> list[str] | None:
    """Return the terms of a taxonomy, or None if they are too many to be listed, or not known."""
    taxonomy = next((each for each in model.taxonomies if each.uid == taxonomy_uid), None)
    terms = [] if taxonomy is None else taxonomy.list_term_uids()
    return terms if 0 < len(terms) <= MOST_LISTED_TERMS else None


def can_compile(pattern: str) -> bool:
    """Return whether a pattern of a field is one of Python. Servers have others."""
    try:
        re.compile(pattern)
    except (re.error, OverflowError, RecursionError):
        return False
    return True


__all__ = ["MOST_INSTANCES", "MOST_LISTED_TERMS", "MOST_TERMS", "can_compile", "list_few_terms"]
