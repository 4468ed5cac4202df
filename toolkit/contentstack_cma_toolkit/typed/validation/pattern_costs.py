"""How long a regular expression could take, estimated from its text. Pure functions.

`re` tries one way after the other to match a text, and cannot be interrupted. So the ways are counted before: a loop
has as many as the text has characters, two loops in a row have the product. A loop of loops has exponentially many,
unless each turn has a character of its own that tells where it ends, as in `[a-z]+(-[a-z]+)*`.
"""

from __future__ import annotations

import math
import re
from dataclasses import dataclass
from itertools import combinations
from typing import TYPE_CHECKING, TypeAlias

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

Chars: TypeAlias = frozenset[str]

_ALPHABET = "".join(map(chr, range(128))) + "\u00a0éß中٣"
"""Characters that stand for all others when two classes of characters are compared."""

_ALL: Chars = frozenset(_ALPHABET)
_CLASS = re.compile(r"\[\^?\]?(?:[^\]\\]|\\.)*\]", re.DOTALL)
_ESCAPE = re.compile(r"\\(?:x[0-9a-fA-F]{2}|u[0-9a-fA-F]{4}|.)", re.DOTALL)
_GROUP = re.compile(r"\((?:\?(?::|=|!|<=|<!|P<\w+>))?(?!\?)")
_QUANTIFIER = re.compile(r"(?:[*+?]|\{(\d*)(,?)(\d*)\})[?+]?")
_SIMPLE = {"*": (0, math.inf), "+": (1, math.inf), "?": (0, 1.0)}
_ANCHORS = frozenset({"^", "$", r"\b", r"\B", r"\A", r"\Z"})


@dataclass(frozen=True, slots=True)
class Atom:
    """One character of a class."""

    chars: Chars

    def count_ways(self, _length: int) -> float:
        """Return how many ways there are to match it in a text."""
        return 1.0


@dataclass(frozen=True, slots=True)
class Row:
    """Parts in a row."""

    parts: Sequence[Part]

    def count_ways(self, length: int) -> float:
        """Return how many ways there are to match it in a text."""
        return math.prod(part.count_ways(length) for part in self.parts)


@dataclass(frozen=True, slots=True)
class Choice:
    """Alternatives."""

    rows: Sequence[Row]

    def count_ways(self, length: int) -> float:
        """Return how many ways there are to match it in a text."""
        return sum(row.count_ways(length) for row in self.rows)


@dataclass(frozen=True, slots=True)
class Loop:
    """A repeated part."""

    body: Part
    least: float
    most: float

    @property
    def is_fixed(self) -> bool:
        """Whether it repeats the part always as often."""
        return self.least == self.most

    def count_ways(self, length: int) -> float:
        """Return how many ways there are to match it in a text."""
        turns = min(self.most, max(length, self.least))
        inner = self.body.count_ways(length)
        own = turns - min(self.least, turns) + 1
        if inner == 1:
            return own
        if _is_clear(self.body):
            return own * inner
        return own * _raise(inner if isinstance(self.body, Choice) else max(inner, 2.0), turns)


Part: TypeAlias = Atom | Row | Choice | Loop


class PatternCost:
    """The cost of searching for an expression.

    Args:
        expression: The expression, which `re` has compiled.
    """

    def __init__(self, expression: str) -> None:
        self._is_anchored = expression.startswith(("^", r"\A"))
        self._root: Part | None
        try:
            self._root = _Reader(expression).read_choice()
        except (_UnusualError, RecursionError, re.error):
            self._root = None

    def estimate(self, length: int) -> float:
        """Return about how many steps a search takes at most, in a text of this length. Infinite if it is unknown."""
        if self._root is None:
            return math.inf
        starts = 1 if self._is_anchored else length + 1
        return starts * self._root.count_ways(length) * (length + 1 if isinstance(self._root, Choice) else 1)


class _UnusualError(Exception):
    """The expression has something that is not understood here."""


class _Reader:
    """Reads an expression from the left to the right."""

    def __init__(self, expression: str) -> None:
        self._text = expression
        self._at = 0

    def read_choice(self) -> Part:
        rows = [self._read_row()]
        while self._text[self._at : self._at + 1] == "|":
            self._at += 1
            rows.append(self._read_row())
        return rows[0] if len(rows) == 1 else Choice(rows)

    def _read_row(self) -> Row:
        parts: list[Part] = []
        while self._at < len(self._text) and self._text[self._at] not in "|)":
            parts.append(self._read_repeated(self._read_part()))
        return Row(parts)

    def _read_repeated(self, part: Part) -> Part:
        found = _QUANTIFIER.match(self._text, self._at)
        if found is None or found[0] == "{}":
            return part
        self._at = found.end()
        simple = _SIMPLE.get(found[0][0])
        if simple:
            return Loop(part, *simple)
        least = float(found[1] or 0)
        return Loop(part, least, float(found[3] or math.inf) if found[2] else least)

    def _read_part(self) -> Part:
        if self._text[self._at] == "(":
            return self._read_group()
        kind = {"[": _CLASS, "\\": _ESCAPE}.get(self._text[self._at])
        token = self._take(kind) if kind else self._text[self._at]
        self._at += 0 if kind else 1
        if token in _ANCHORS:
            return Row(())
        if token[0] == "\\" and token[1:].isdigit():
            return Loop(Atom(_ALL), 0, math.inf)
        return Atom(_list_chars(token))

    def _read_group(self) -> Part:
        self._take(_GROUP)
        inner = self.read_choice()
        self._at += 1
        return inner

    def _take(self, pattern: re.Pattern[str]) -> str:
        found = pattern.match(self._text, self._at)
        if found is None:
            raise _UnusualError
        self._at = found.end()
        return found[0]


def _list_chars(part: str) -> Chars:
    """Return the characters that a class, an escape or a literal stands for."""
    compiled = re.compile(part if len(part) > 1 or part == "." else re.escape(part))
    return frozenset(char for char in _ALPHABET if compiled.fullmatch(char))


def _is_clear(body: Part) -> bool:
    """Return whether it is clear where each turn of a loop over `body` ends, so that turns do not multiply the ways."""
    if isinstance(body, Choice):
        return all(row.count_ways(2) == 1 for row in body.rows) and _are_disjoint(
            [_list_first(row) for row in body.rows]
        )
    if not isinstance(body, Row):
        return False
    loops = [part for part in body.parts if not isinstance(part, Atom)]
    if not _are_disjoint([frozenset(_walk_chars(part)) for part in loops]) or not all(map(_is_simple, loops)):
        return False
    return any(isinstance(part, Atom) and _is_delimiter(part, body.parts) for part in body.parts)


def _is_simple(part: Part) -> bool:
    return isinstance(part, Loop) and isinstance(part.body, Atom)


def _is_delimiter(atom: Atom, parts: Sequence[Part]) -> bool:
    """Return whether no other part of a row can match the character."""
    return all(part is atom or atom.chars.isdisjoint(_walk_chars(part)) for part in parts)


def _list_first(row: Row) -> Chars:
    first = row.parts[0] if row.parts else None
    return first.chars if isinstance(first, Atom) else _ALL


def _are_disjoint(classes: Sequence[Chars]) -> bool:
    return all(one.isdisjoint(other) for one, other in combinations(classes, 2))


def _walk_chars(part: Part) -> Iterator[str]:
    if isinstance(part, Atom):
        yield from part.chars
    elif isinstance(part, Loop):
        yield from _walk_chars(part.body)
    else:
        for inner in part.parts if isinstance(part, Row) else part.rows:
            yield from _walk_chars(inner)


def _raise(base: float, times: float) -> float:
    try:
        return math.pow(base, times)
    except OverflowError:
        return math.inf


__all__ = ["PatternCost"]
