"""The query operators of the parameter `query`.

A query is read into a predicate once, which rejects unknown operators before any document is read.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any, cast

from contentstack_cma_emulator.engine import errors
from contentstack_cma_emulator.engine.clock import parse_date
from contentstack_cma_emulator.engine.documents import Document
from contentstack_cma_emulator.engine.patterns import compile_pattern

Predicate = Callable[[Document], bool]
Test = Callable[[Sequence[Any]], bool]
"""Tests all values at a path; there are none if the path does not exist."""

Resolve = Callable[[Any], Document | None]
"""Returns the entry that the value of a reference field refers to, or None."""

COMPARISONS: Mapping[str, Callable[[Any, Any], bool]] = {
    "$lt": lambda value, bound: value < bound,
    "$lte": lambda value, bound: value <= bound,
    "$gt": lambda value, bound: value > bound,
    "$gte": lambda value, bound: value >= bound,
}


def resolve_nothing(_value: Any) -> None:
    """Resolve no reference, for documents that have none."""


def parse(conditions: Document, resolve: Resolve = resolve_nothing) -> Predicate:
    """Read a query into a predicate.

    Supports `$and $or $in $nin $ne $exists $regex $options $lt $lte $gt $gte $in_query $nin_query`, dotted paths, and
    lists, in which one element must match. Raises `CmaError` (422/141) on anything else.
    """
    clauses = [_read_clause(name, operand, resolve) for name, operand in conditions.items()]
    return lambda document: all(clause(document) for clause in clauses)


def parse_element(condition: Any, resolve: Resolve = resolve_nothing) -> Callable[[Any], bool]:
    """Read a condition on an element of a list: operators, conditions on its fields, or a value to equal."""
    if isinstance(condition, dict) and not _has_operators(cast("Document", condition)):
        predicate = parse(cast("Document", condition), resolve)
        return lambda element: isinstance(element, dict) and predicate(cast("Document", element))
    test = _read_test(condition, resolve)
    return lambda element: test([element])


def find_values(document: Any, path: str) -> list[Any]:
    """Return the values at a dotted path, through lists. For a list at its end, the elements are included."""
    found = [document]
    for name in path.split("."):
        found = [child for value in found for child in _find_children(value, name)]
    return [
        *found,
        *(element for value in found if isinstance(value, list) for element in cast("Sequence[Any]", value)),
    ]


def are_equal(left: Any, right: Any) -> bool:
    """Return whether two JSON values are equal. True is not 1, at any depth."""
    if isinstance(left, bool) != isinstance(right, bool) or left != right:
        return False
    if isinstance(left, dict):
        others = cast("Document", right)
        return all(are_equal(value, others[name]) for name, value in cast("Document", left).items())
    if isinstance(left, list):
        return all(map(are_equal, cast("Sequence[Any]", left), cast("Sequence[Any]", right)))
    return True


def _find_children(value: Any, name: str) -> Iterable[Any]:
    if isinstance(value, dict):
        fields = cast("Document", value)
        return [fields[name]] if name in fields else []
    if not isinstance(value, list):
        return []
    elements = cast("Sequence[Any]", value)
    if name.isdecimal():
        return elements[int(name) : int(name) + 1]
    return [child for element in elements for child in _find_children(element, name)]


def _read_clause(name: str, operand: Any, resolve: Resolve) -> Predicate:
    if name == "$and":
        parts = _read_alternatives(name, operand, resolve)
        return lambda document: all(part(document) for part in parts)
    if name == "$or":
        parts = _read_alternatives(name, operand, resolve)
        return lambda document: any(part(document) for part in parts)
    if name.startswith("$"):
        raise _make_operator_error(name)
    test = _read_test(operand, resolve)
    return lambda document: test(find_values(document, name))


def _read_alternatives(name: str, operand: Any, resolve: Resolve) -> list[Predicate]:
    if not isinstance(operand, list):
        raise _make_error(f"has {name} without a list.")
    queries = cast("Sequence[Any]", operand)
    if not all(isinstance(query, dict) for query in queries):
        raise _make_error(f"has {name} without a list of conditions.")
    if not any(queries):
        raise errors.object_not_found()  # The CMA reports empty conditions as a uid that is not valid.
    return [parse(query, resolve) for query in queries]


def _has_operators(condition: Document) -> bool:
    return any(name.startswith("$") for name in condition)


def _read_test(operand: Any, resolve: Resolve) -> Test:
    if not isinstance(operand, dict) or not _has_operators(cast("Document", operand)):
        return _test_equality(operand)
    condition = cast("Document", operand)
    tests = [_read_operator(name, condition, resolve) for name in condition if name != "$options"]
    return lambda values: all(test(values) for test in tests)


def _read_operator(name: str, condition: Document, resolve: Resolve) -> Test:
    operand = condition[name]
    if name in COMPARISONS:
        return _test_comparison(COMPARISONS[name], operand)
    if name == "$ne":
        return _negate(_test_equality(operand))
    if name in ("$in", "$nin"):
        return _negate_if(name == "$nin", _test_choice(name, operand))
    if name in ("$in_query", "$nin_query"):
        return _negate_if(name == "$nin_query", _test_reference(name, operand, resolve))
    if name == "$exists":
        return lambda values: bool(values) == bool(operand)
    if name == "$regex":
        return _test_pattern(operand, condition.get("$options", ""))
    raise _make_operator_error(name)


def _negate(test: Test) -> Test:
    return lambda values: not test(values)


def _negate_if(negated: bool, test: Test) -> Test:  # noqa: FBT001 -- which of two operators
    return _negate(test) if negated else test


def _test_equality(operand: Any) -> Test:
    if operand is None:
        return lambda values: not values or any(value is None for value in values)
    return lambda values: any(are_equal(value, operand) for value in values)


def _test_choice(name: str, operand: Any) -> Test:
    if not isinstance(operand, list):
        raise _make_error(f"has {name} without a list.")
    tests = [_test_equality(choice) for choice in cast("Sequence[Any]", operand)]
    return lambda values: any(test(values) for test in tests)


def _test_reference(name: str, operand: Any, resolve: Resolve) -> Test:
    if not isinstance(operand, dict):
        raise _make_error(f"has {name} without conditions.")
    predicate = parse(cast("Document", operand), resolve)
    return lambda values: any(predicate(entry) for entry in map(resolve, values) if entry is not None)


def _test_comparison(comparison: Callable[[Any, Any], bool], bound: Any) -> Test:
    limit = _to_comparable(bound)
    if limit is None:
        return lambda _values: False
    return lambda values: any(comparison(v, limit) for v in map(_to_comparable, values) if type(v) is type(limit))


def _to_comparable(value: Any) -> float | str | datetime | None:
    """Convert a value to a number, a text or, in whatever format, a time, to compare it with others of its type."""
    if isinstance(value, bool) or not isinstance(value, int | float | str):
        return None
    if isinstance(value, int | float):
        return float(value)
    return parse_date(value) or value


def _test_pattern(pattern: Any, options: Any) -> Test:
    if not isinstance(pattern, str) or not isinstance(options, str):
        raise _make_error("has $regex without a text.")
    try:
        expression = compile_pattern(pattern, options)
    except ValueError as error:
        raise _make_error("has a regular expression that is not valid.") from error
    return lambda values: any(isinstance(value, str) and expression.fits(value) for value in values)


def _make_operator_error(name: str) -> errors.CmaError:
    return _make_error(f"has the operator {name}, which is not known.")


def _make_error(text: str) -> errors.CmaError:
    return errors.invalid_parameter("query", text)
