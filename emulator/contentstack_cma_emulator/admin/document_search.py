"""Finds documents for the admin page: newest first, by text, page by page."""

import json
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any, cast

from contentstack_cma_emulator.engine.documents import Document
from contentstack_cma_emulator.engine.store import COLUMNS, Key, Store

MAX_SCANNED = 10_000
"""Documents that are read at most for a search that the database cannot do alone."""

CHUNK = 500

LIKE = "body LIKE ? ESCAPE '~'"

Found = list[tuple[Key, Document]]


@dataclass(frozen=True, slots=True)
class Search:
    """What to look for.

    Attributes:
        equals: Values of the columns of `Key`. A list means any of its values.
        text: A text that some value of the document, or its uid, must contain; case is ignored.
        fits: Decides about one document.
        last: Kinds whose documents come after all others.
    """

    equals: dict[str, str | Sequence[str]]
    text: str = ""
    fits: Callable[[Key, Document], bool] | None = field(default=None, compare=False)
    last: Sequence[str] = ()

    @property
    def is_scan(self) -> bool:
        """Whether documents must be read to know whether they match."""
        return bool(self.text) or self.fits is not None

    def matches(self, key: Key, document: Document) -> bool:
        """Return whether a document that the database found really matches."""
        if self.text and not mentions_text((key.uid, document), self.text.casefold()):
            return False
        return self.fits is None or self.fits(key, document)


@dataclass(frozen=True, slots=True)
class Results:
    """A page of what was found. `count` is a lower bound if the search gave up after `MAX_SCANNED` documents."""

    items: Found
    count: int
    is_exact: bool = True


def find_page(store: Store, search: Search, skip: int, limit: int) -> Results:
    """Return the documents that match without the first `skip`: the newest first, kinds in `last` after all others."""
    if not search.is_scan:
        condition, values = _condition(search)
        ((count,),) = store.select(f"SELECT COUNT(*) FROM documents WHERE {condition}", values)
        return Results(store.at(_sequences(store, search, skip, limit)), count)
    sequences = _sequences(store, search, 0, MAX_SCANNED)
    found: Found = []
    count = 0
    for key, document in _documents(store, sequences):
        if search.matches(key, document):
            if skip <= count < skip + limit:
                found.append((key, document))
            count += 1
    return Results(found, count, is_exact=len(sequences) < MAX_SCANNED)


def count_kinds(store: Store, stack: str, branches: Sequence[str]) -> dict[str, int]:
    """Return how many documents of each kind a stack has in some branches, by kind."""
    marks = ", ".join("?" * len(branches))
    statement = (
        f"SELECT kind, COUNT(*) FROM documents WHERE stack = ? AND branch IN ({marks}) AND version = 0 "
        "GROUP BY kind ORDER BY kind"
    )
    return dict(store.select(statement, (stack, *branches)))


def mentions_text(value: Any, text: str) -> bool:
    """Return whether a value, or one inside it, contains a text that is given in lower case. Keys do not count."""
    if isinstance(value, dict):
        return any(mentions_text(item, text) for item in cast("Document", value).values())
    if isinstance(value, list | tuple):
        return any(mentions_text(item, text) for item in cast("Sequence[Any]", value))
    return text in str(value).casefold()


def _documents(store: Store, sequences: Sequence[int]) -> Iterator[tuple[Key, Document]]:
    for first in range(0, len(sequences), CHUNK):
        yield from store.at(sequences[first : first + CHUNK])


def _sequences(store: Store, search: Search, skip: int, limit: int) -> list[int]:
    condition, values = _condition(search)
    order = f"kind IN ({', '.join('?' * len(search.last))}), sequence DESC" if search.last else "sequence DESC"
    statement = f"SELECT sequence FROM documents WHERE {condition} ORDER BY {order} LIMIT ? OFFSET ?"
    return [sequence for (sequence,) in store.select(statement, (*values, *search.last, limit, skip))]


def _condition(search: Search) -> tuple[str, list[str]]:
    parts, values = ["version = 0"], list[str]()
    for column, wanted in search.equals.items():
        if column not in COLUMNS:
            raise ValueError(f"documents have no column {column!r}")
        several = [wanted] if isinstance(wanted, str) else list(wanted)
        parts.append(f"{column} IN ({', '.join('?' * len(several))})")
        values += several
    if search.text:
        patterns = _patterns(search.text)
        parts.append(f"({' OR '.join([LIKE] * len(patterns))} OR uid LIKE ? ESCAPE '~')")
        values += [*patterns, _pattern(search.text)]
    return " AND ".join(parts), values


def _patterns(text: str) -> list[str]:
    """Return patterns for a text as it may stand in a stored body. SQLite ignores the case of ASCII letters only."""
    variants = {text, text.lower(), text.upper(), text.capitalize(), text.title()}
    return [_pattern(json.dumps(variant)[1:-1]) for variant in sorted(variants)]


def _pattern(text: str) -> str:
    escaped = text.replace("~", "~~").replace("%", "~%").replace("_", "~_")
    return f"%{escaped}%"
