"""The JSON query operators over documents, as the parameter `query` takes them.

A query is read once into a predicate, which refuses operators it does not know before any document is looked at.
"""

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import UTC, datetime
from typing import Any, cast

from contentstack_cma_emulator.engine import errors
from contentstack_cma_emulator.engine.documents import Document
from contentstack_cma_emulator.engine.patterns import compiled

Predicate = Callable[[Document], bool]
Test = Callable[[Sequence[Any]], bool]
"""Looks at all values that lie at a path; there are none where the path leads nowhere."""

Referred = Callable[[Any], Document | None]
"""Answers the entry that the value of a reference field names, or None."""

DATE = re.compile(r"\d{4}-\d{2}-\d{2}([T ].*)?")

COMPARISONS: Mapping[str, Callable[[Any, Any], bool]] = {
    "$lt": lambda value, bound: value < bound,
    "$lte": lambda value, bound: value <= bound,
    "$gt": lambda value, bound: value > bound,
    "$gte": lambda value, bound: value >= bound,
}


def refer_to_nothing(_value: Any) -> None:
    """Know no entry, for documents that hold no references."""


def parse(conditions: Document, referred: Referred = refer_to_nothing) -> Predicate:
    """Read a query into a predicate.

    Knows `$and $or $in $nin $ne $exists $regex $options $lt $lte $gt $gte $in_query $nin_query`, dotted paths and
    lists, of which one fitting element is enough. Raises `CmaError` (422/141) on anything else.
    """
    clauses = [_clause(name, operand, referred) for name, operand in conditions.items()]
    return lambda document: all(clause(document) for clause in clauses)


def parse_element(condition: Any, referred: Referred = refer_to_nothing) -> Callable[[Any], bool]:
    """Read a condition on an element of a list: operators, conditions on its fields, or the element itself."""
    if isinstance(condition, dict) and not _has_operators(cast("Document", condition)):
        predicate = parse(cast("Document", condition), referred)
        return lambda element: isinstance(element, dict) and predicate(cast("Document", element))
    test = _test(condition, referred)
    return lambda element: test([element])


def values_at(document: Any, path: str) -> list[Any]:
    """Answer the values at a dotted path. Lists on the way are gone through; one at the end gives its elements too."""
    found = [document]
    for name in path.split("."):
        found = [child for value in found for child in _children(value, name)]
    return [
        *found,
        *(element for value in found if isinstance(value, list) for element in cast("Sequence[Any]", value)),
    ]


def same(left: Any, right: Any) -> bool:
    """Answer whether two JSON values are equal; true is not 1."""
    return isinstance(left, bool) == isinstance(right, bool) and bool(left == right)


def _children(value: Any, name: str) -> Iterable[Any]:
    if isinstance(value, dict):
        fields = cast("Document", value)
        return [fields[name]] if name in fields else []
    if not isinstance(value, list):
        return []
    elements = cast("Sequence[Any]", value)
    if name.isdecimal():
        return elements[int(name) : int(name) + 1]
    return [child for element in elements for child in _children(element, name)]


def _clause(name: str, operand: Any, referred: Referred) -> Predicate:
    if name == "$and":
        parts = _alternatives(name, operand, referred)
        return lambda document: all(part(document) for part in parts)
    if name == "$or":
        parts = _alternatives(name, operand, referred)
        return lambda document: any(part(document) for part in parts)
    if name.startswith("$"):
        raise _unknown(name)
    test = _test(operand, referred)
    return lambda document: test(values_at(document, name))


def _alternatives(name: str, operand: Any, referred: Referred) -> list[Predicate]:
    if not isinstance(operand, list):
        raise _refused(f"has {name} without a list.")
    queries = cast("Sequence[Any]", operand)
    if not all(isinstance(query, dict) for query in queries):
        raise _refused(f"has {name} without a list of conditions.")
    if not any(queries):
        raise errors.object_not_found()  # The CMA calls conditions that say nothing a uid that is not valid.
    return [parse(query, referred) for query in queries]


def _has_operators(condition: Document) -> bool:
    return any(name.startswith("$") for name in condition)


def _test(operand: Any, referred: Referred) -> Test:
    if not isinstance(operand, dict) or not _has_operators(cast("Document", operand)):
        return _equals(operand)
    condition = cast("Document", operand)
    tests = [_operator(name, condition, referred) for name in condition if name != "$options"]
    return lambda values: all(test(values) for test in tests)


def _operator(name: str, condition: Document, referred: Referred) -> Test:
    operand = condition[name]
    if name in COMPARISONS:
        return _compares(COMPARISONS[name], operand)
    if name == "$ne":
        return _not(_equals(operand))
    if name in ("$in", "$nin"):
        return _negated_if(name == "$nin", _is_one_of(name, operand))
    if name in ("$in_query", "$nin_query"):
        return _negated_if(name == "$nin_query", _refers_to(name, operand, referred))
    if name == "$exists":
        return lambda values: bool(values) == bool(operand)
    if name == "$regex":
        return _fits(operand, condition.get("$options", ""))
    raise _unknown(name)


def _not(test: Test) -> Test:
    return lambda values: not test(values)


def _negated_if(negated: bool, test: Test) -> Test:  # noqa: FBT001 -- which of two operators it is
    return _not(test) if negated else test


def _equals(operand: Any) -> Test:
    if operand is None:
        return lambda values: not values or any(value is None for value in values)
    return lambda values: any(same(value, operand) for value in values)


def _is_one_of(name: str, operand: Any) -> Test:
    if not isinstance(operand, list):
        raise _refused(f"has {name} without a list.")
    tests = [_equals(choice) for choice in cast("Sequence[Any]", operand)]
    return lambda values: any(test(values) for test in tests)


def _refers_to(name: str, operand: Any, referred: Referred) -> Test:
    if not isinstance(operand, dict):
        raise _refused(f"has {name} without conditions.")
    predicate = parse(cast("Document", operand), referred)
    return lambda values: any(predicate(entry) for entry in map(referred, values) if entry is not None)


def _compares(comparison: Callable[[Any, Any], bool], bound: Any) -> Test:
    limit = _comparable(bound)
    if limit is None:
        return lambda _values: False
    return lambda values: any(
        comparison(value, limit) for value in map(_comparable, values) if type(value) is type(limit)
    )


def _comparable(value: Any) -> float | str | datetime | None:
    """Answer a value that can be compared with others of its type; moments in whatever form they are written."""
    if isinstance(value, bool) or not isinstance(value, int | float | str):
        return None
    if isinstance(value, int | float):
        return float(value)
    if not DATE.fullmatch(value):
        return value
    try:
        moment = datetime.fromisoformat(value)
    except ValueError:
        return value
    return moment if moment.tzinfo else moment.replace(tzinfo=UTC)


def _fits(pattern: Any, options: Any) -> Test:
    if not isinstance(pattern, str) or not isinstance(options, str):
        raise _refused("has $regex without a text.")
    try:
        expression = compiled(pattern, options)
    except ValueError as error:
        raise _refused("has a regular expression that is not valid.") from error
    return lambda values: any(isinstance(value, str) and expression.fits(value) for value in values)


def _unknown(name: str) -> errors.CmaError:
    return _refused(f"has the operator {name}, which is not known.")


def _refused(text: str) -> errors.CmaError:
    return errors.invalid_parameter("query", text)
