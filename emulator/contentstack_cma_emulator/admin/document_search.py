"""Search for documents on the admin page: newest first, by text, in pages."""

import json
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any, cast

from contentstack_cma_emulator.engine.documents import Document
from contentstack_cma_emulator.engine.store import COLUMNS, Key, Store

MAX_SCANNED = 10_000
"""Maximum number of documents to read for a search that SQL cannot do alone."""

CHUNK = 500

LIKE = "body LIKE ? ESCAPE '~'"

Found = list[tuple[Key, Document]]


@dataclass(frozen=True, slots=True)
class Search:
    """The criteria of a search.

    `equals` has required values of the columns of `Key`; a list means any of its values. A value of the document or its
    uid must contain `text`, in any case. Documents of the kinds in `last` come after all others.
    """

    equals: dict[str, str | Sequence[str]]
    text: str = ""
    fits: Callable[[Key, Document], bool] | None = field(default=None, compare=False)
    last: Sequence[str] = ()

    def matches(self, key: Key, document: Document) -> bool:
        """Return whether a document that SQL found really matches."""
        if self.text and not contains_text((key.uid, document), self.text.casefold()):
            return False
        return self.fits is None or self.fits(key, document)


@dataclass(frozen=True, slots=True)
class Results:
    """A page of results. `count` is a lower bound if the search stopped at `MAX_SCANNED` documents."""

    items: Found
    count: int
    is_exact: bool = True


def find_page(store: Store, search: Search, skip: int, limit: int) -> Results:
    """Return a page of the documents that match: newest first, those of kinds in `last` at the end."""
    if not search.text and search.fits is None:
        condition, values = _build_condition(search)
        ((count,),) = store.execute(f"SELECT COUNT(*) FROM documents WHERE {condition}", values)
        return Results(store.read_rows(_find_sequences(store, search, skip, limit)), count)
    sequences = _find_sequences(store, search, 0, MAX_SCANNED)
    found: Found = []
    count = 0
    for key, document in _read_documents(store, sequences):
        if search.matches(key, document):
            if skip <= count < skip + limit:
                found.append((key, document))
            count += 1
    return Results(found, count, is_exact=len(sequences) < MAX_SCANNED)


def count_kinds(store: Store, stack: str, branches: Sequence[str]) -> dict[str, int]:
    """Return the number of documents in some branches of a stack, by kind."""
    marks = ", ".join("?" * len(branches))
    statement = (
        f"SELECT kind, COUNT(*) FROM documents WHERE stack = ? AND branch IN ({marks}) AND version = 0 "
        "GROUP BY kind ORDER BY kind"
    )
    return dict(store.execute(statement, (stack, *branches)))


def contains_text(value: Any, text: str) -> bool:
    """Return whether a value or a nested one contains `text`, which must be in lower case. Keys are ignored."""
    if isinstance(value, dict):
        return any(contains_text(item, text) for item in cast("Document", value).values())
    if isinstance(value, list | tuple):
        return any(contains_text(item, text) for item in cast("Sequence[Any]", value))
    return text in str(value).casefold()


def _read_documents(store: Store, sequences: Sequence[int]) -> Iterator[tuple[Key, Document]]:
    for first in range(0, len(sequences), CHUNK):
        yield from store.read_rows(sequences[first : first + CHUNK])


def _find_sequences(store: Store, search: Search, skip: int, limit: int) -> list[int]:
    condition, values = _build_condition(search)
    order = f"kind IN ({', '.join('?' * len(search.last))}), sequence DESC" if search.last else "sequence DESC"
    statement = f"SELECT sequence FROM documents WHERE {condition} ORDER BY {order} LIMIT ? OFFSET ?"
    return [sequence for (sequence,) in store.execute(statement, (*values, *search.last, limit, skip))]


def _build_condition(search: Search) -> tuple[str, list[str]]:
    parts, values = ["version = 0"], list[str]()
    for column, wanted in search.equals.items():
        if column not in COLUMNS:
            raise ValueError(f"documents have no column {column!r}")
        values_of_column = [wanted] if isinstance(wanted, str) else list(wanted)
        parts.append(f"{column} IN ({', '.join('?' * len(values_of_column))})")
        values += values_of_column
    if search.text:
        patterns = _make_patterns(search.text)
        parts.append(f"({' OR '.join([LIKE] * len(patterns))} OR uid LIKE ? ESCAPE '~')")
        values += [*patterns, _make_pattern(search.text)]
    return " AND ".join(parts), values


def _make_patterns(text: str) -> list[str]:
    """Return patterns for the forms of a text in stored JSON. SQLite ignores case for ASCII letters only."""
    variants = {text, text.lower(), text.upper(), text.capitalize(), text.title()}
    return [_make_pattern(json.dumps(variant)[1:-1]) for variant in sorted(variants)]


def _make_pattern(text: str) -> str:
    escaped = text.replace("~", "~~").replace("%", "~%").replace("_", "~_")
    return f"%{escaped}%"
