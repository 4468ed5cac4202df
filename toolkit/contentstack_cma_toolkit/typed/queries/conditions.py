"""Conditions on entries, and the queries that the API reads.

Negations are moved to the leaves, because the API has no operator that negates any other. `~c` always matches exactly
the entries that `c` does not match, so also those without a value, as `$ne` and `$nin` do.
"""

from abc import ABC, abstractmethod
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import NoReturn

from contentstack_cma.types import JsonValue

from .places import Place

Scalar = str | float | bool | None
"""A value to compare with, as JSON has it."""

Query = dict[str, JsonValue]

_OPPOSITES = {"$eq": "$ne", "$ne": "$eq", "$in": "$nin", "$nin": "$in", "$exists": "$missing", "$missing": "$exists"}
"""Operators whose negation the API has, for several values too. `$eq` and `$missing` are written in other ways."""

_BEYOND = {"$lt": "$gte", "$lte": "$gt", "$gt": "$lte", "$gte": "$lt"}
"""The comparison that the other values meet. Those without a value meet neither."""

_OPTIONS = {"$options", "levels"}
"""Keys that change what an operator beside them means."""


class Condition(ABC):
    """A condition on entries. Combine conditions with `&` (and), `|` (or) and `~` (not).

    It has no truth value: `if`, `and`, `or`, `not` and chained comparisons such as `1 < field < 3` raise `TypeError`.
    """

    __slots__ = ()

    @abstractmethod
    def to_query(self) -> Query:
        """Return the condition in the query language of the API, for the parameter `query`."""

    @abstractmethod
    def __invert__(self) -> "Condition": ...

    def __and__(self, other: "Condition") -> "Condition":
        if not isinstance(other, Condition):  # pyright: ignore[reportUnnecessaryIsInstance] -- callers may pass anything
            return NotImplemented
        return AllOf((*_list_parts(self, AllOf), *_list_parts(other, AllOf)))

    def __or__(self, other: "Condition") -> "Condition":
        if not isinstance(other, Condition):  # pyright: ignore[reportUnnecessaryIsInstance] -- callers may pass anything
            return NotImplemented
        return AnyOf((*_list_parts(self, AnyOf), *_list_parts(other, AnyOf)))

    def __bool__(self) -> NoReturn:
        raise TypeError(
            f"{self!r} has no truth value. Combine conditions with &, | and ~, each in parentheses, instead of and, or "
            "and not. Write 1 < field < 3 as (field > 1) & (field < 3)"
        )

    def __repr__(self) -> str:
        return f"Condition({self.to_query()!r})"


@dataclass(frozen=True, slots=True, repr=False)
class Comparison(Condition):
    """A test of the values at a path. With several values, one that passes suffices; for `$ne` and `$nin`, all must.

    Attributes:
        path: The path in the entry.
        operator: An operator of the API, or `$eq` or `$missing`.
        operand: What it is compared with. A tuple for `$in` and `$nin`.
        options: More keys beside the operator, such as `$options`.
        is_repeated: Whether there may be several values.
    """

    path: str
    operator: str
    operand: Scalar | tuple[Scalar, ...]
    options: tuple[tuple[str, Scalar], ...] = ()
    is_repeated: bool = False

    def to_query(self) -> Query:
        """Return the test as a query."""
        operand: JsonValue = list[JsonValue](self.operand) if isinstance(self.operand, tuple) else self.operand
        if self.operator == "$eq":
            return {self.path: operand}
        if self.operator == "$missing":
            return {self.path: {"$exists": False}}
        return {self.path: {self.operator: operand, **dict(self.options)}}

    def __invert__(self) -> Condition:
        if self.operator in _OPPOSITES:
            return self._change(_OPPOSITES[self.operator], self.operand)
        if self.operator == "$regex" and not self.is_repeated:
            return self._build_negation(self._change("$regex", _exclude(str(self.operand))))
        if self.operator in _BEYOND and not self.is_repeated:
            return self._build_negation(self._change(_BEYOND[self.operator], self.operand))
        several = ", of which an entry may have several values" if self.is_repeated else ""
        raise ValueError(
            f"{self!r} cannot be negated: the API has no opposite of {self.operator} for {self.path!r}{several}. "
            "Filter the entries in Python instead"
        )

    def _change(self, operator: str, operand: Scalar | tuple[Scalar, ...]) -> "Comparison":
        return Comparison(self.path, operator, operand, self.options, self.is_repeated)

    def _build_negation(self, beyond: Condition) -> Condition:
        return Negation(self, beyond | Comparison(self.path, "$eq", None))


@dataclass(frozen=True, slots=True, repr=False)
class Negation(Condition):
    """The negation of a test for which the API has no operator.

    Attributes:
        negated: The test.
        rewritten: A condition that the other entries meet.
    """

    negated: Comparison
    rewritten: Condition

    def to_query(self) -> Query:
        """Return what the other entries meet."""
        return self.rewritten.to_query()

    def __invert__(self) -> Condition:
        return self.negated


@dataclass(frozen=True, slots=True, repr=False)
class Referring(Condition):
    """A condition on the entries that a field refers to, of which one must meet it.

    Attributes:
        path: The path of the reference field.
        condition: The condition on the entries it refers to.
        is_negated: Whether none must meet it.
    """

    path: str
    condition: Condition
    is_negated: bool = False

    def to_query(self) -> Query:
        """Return the condition as a query."""
        return {self.path: {"$nin_query" if self.is_negated else "$in_query": self.condition.to_query()}}

    def __invert__(self) -> Condition:
        return Referring(self.path, self.condition, is_negated=not self.is_negated)


@dataclass(frozen=True, slots=True, repr=False)
class AllOf(Condition):
    """Several conditions that must all be met.

    Attributes:
        parts: At least one condition.
    """

    parts: tuple[Condition, ...]

    def to_query(self) -> Query:
        """Return the conditions in one object, or in as few under `$and` as there are keys that clash."""
        merged = _merge(query for part in self.parts for query in _split(part.to_query(), "$and"))
        return merged[0] if len(merged) == 1 else {"$and": list[JsonValue](merged)}

    def __invert__(self) -> Condition:
        return AnyOf(tuple(~part for part in self.parts))


@dataclass(frozen=True, slots=True, repr=False)
class AnyOf(Condition):
    """Several conditions, of which one must be met.

    Attributes:
        parts: At least one condition.
    """

    parts: tuple[Condition, ...]

    def to_query(self) -> Query:
        """Return the different conditions under `$or`, or the only one."""
        different: list[Query] = []
        for query in (query for part in self.parts for query in _split(part.to_query(), "$or")):
            if query not in different:
                different.append(query)
        return different[0] if len(different) == 1 else {"$or": list[JsonValue](different)}

    def __invert__(self) -> Condition:
        return AllOf(tuple(~part for part in self.parts))


def refer(place: Place, condition: Condition) -> Condition:
    """Return a condition on an entry that references lead to as one on the queried entry."""
    for path in reversed(place.references):
        condition = Referring(path, condition)
    return condition


def _list_parts(condition: Condition, kind: "type[AllOf | AnyOf]") -> Sequence[Condition]:
    return condition.parts if isinstance(condition, AllOf | AnyOf) and type(condition) is kind else (condition,)


def _exclude(pattern: str) -> str:
    """Return a regular expression that matches the texts in which the pattern is not found."""
    return rf"\A(?![\s\S]*(?:{pattern}))"


def _split(query: Query, operator: str) -> Iterable[Query]:
    """Return the queries under a logical operator if there is nothing beside it, else the query."""
    parts = query.get(operator)
    if len(query) == 1 and isinstance(parts, list):
        return [part for part in parts if isinstance(part, dict)]
    return [query]


def _merge(queries: Iterable[Query]) -> list[Query]:
    """Merge each query into the first one whose keys do not clash with its own."""
    merged: list[Query] = []
    for query in queries:
        if query in merged:
            continue
        at, together = next(
            ((at, both) for at, other in enumerate(merged) if (both := _join(other, query)) is not None),
            (len(merged), query),
        )
        merged[at : at + 1] = [together]
    return merged


def _join(left: Query, right: Query) -> Query | None:
    """Return two queries as one, or None if they clash."""
    joined = dict(left)
    for key, value in right.items():
        known = joined.setdefault(key, value)
        if known is value:
            continue
        both = _join_operators(known, value)
        if both is None:
            return None
        joined[key] = both
    return joined


def _join_operators(left: JsonValue, right: JsonValue) -> Query | None:
    """Return two sets of operators for one path as one, or None if they are values or would influence each other."""
    if not isinstance(left, dict) or not isinstance(right, dict) or left.keys() & right.keys():
        return None
    if _OPTIONS & (left.keys() | right.keys()):
        return None
    return {**left, **right}
