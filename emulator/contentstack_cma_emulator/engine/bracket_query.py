"""Queries in bracket form (`query[$and][0][title]=A`), converted to the JSON form that `query.py` reads.

A value in a query string has no type, so an equality condition matches the text as well as the number, boolean or null
that the text spells.
"""

import json
import math
import re
from collections.abc import Iterable, Mapping
from typing import Any, cast

from contentstack_cma_emulator.engine import errors
from contentstack_cma_emulator.engine.documents import Document

STEP = re.compile(r"\[([^\[\]]*)\]")
ADDRESS = re.compile(rf"({STEP.pattern})+")

QUERY = "query"
"""The parameter with the conditions."""

COMBINING = ("$and", "$or")
CHOOSING = ("$in", "$nin")
REFERRING = ("$in_query", "$nin_query")
TEXTS = ("$regex", "$options")

Query = Mapping[str, tuple[str, ...]]


def has_brackets(query: Query, name: str) -> bool:
    """Return whether a JSON parameter was sent in bracket form."""
    return any(key.startswith(f"{name}[") for key in query)


def with_json(query: Query, name: str) -> Query:
    """Return the query parameters with `name` converted to JSON.

    Raises `CmaError` (422/141) if the brackets do not match or if both forms were sent.
    """
    sent = {key.removeprefix(name): texts for key, texts in query.items() if key.startswith(f"{name}[")}
    if not all(map(ADDRESS.fullmatch, sent)) or query.get(name):
        raise errors.invalid_parameter(name, errors.NOT_VALID)
    rest = {key: texts for key, texts in query.items() if not key.startswith(f"{name}[")}
    tree = read_tree(sent)
    return rest | {name: (json.dumps(read_query(tree) if name == QUERY else _parse_texts(tree)),)}


def read_tree(sent: Query) -> Any:
    """Build a JSON value, whose leaves are strings, from addresses such as `[$and][0][title]`."""
    tree: Document = {}
    for address, texts in sent.items():
        _insert(tree, STEP.findall(address), texts)
    return _convert_lists(tree)


def read_query(tree: Any) -> Any:
    """Convert a tree of strings to a query."""
    return _read_conditions(cast("Document", tree)) if isinstance(tree, dict) else tree


def _insert(tree: Document, steps: list[str], texts: tuple[str, ...]) -> None:
    """Insert strings into a tree of objects. Raises `CmaError` (422/141) if a string is in the way."""
    last = steps[-1]
    for step in steps[:-1]:
        inner: object = tree.setdefault(step, {})
        if not isinstance(inner, dict):
            raise errors.invalid_parameter(QUERY, errors.NOT_VALID)
        tree = cast("Document", inner)
    if last in tree:
        raise errors.invalid_parameter(QUERY, errors.NOT_VALID)
    tree[last] = texts[0] if last and len(texts) == 1 else list(texts)


def _convert_lists(value: Any) -> Any:
    """Convert objects to lists if all their keys are indexes or empty."""
    if not isinstance(value, dict):
        return value
    fields = {name: _convert_lists(inner) for name, inner in cast("Document", value).items()}
    if set(fields) == {""}:
        items: Any = fields[""]
        return cast("list[object]", items) if isinstance(items, list) else [items]
    if all(name.isdecimal() for name in fields):
        return [fields[name] for name in sorted(fields, key=lambda name: (len(name), name))]
    return fields


def _read_conditions(tree: Document) -> Document:
    found: Document = {}
    for name, value in tree.items():
        if name in COMBINING and isinstance(value, list):
            found[name] = [read_query(item) for item in cast("list[object]", value)]
        elif isinstance(value, dict) and any(key.startswith("$") for key in cast("Document", value)):
            found[name] = dict(_read_operands(cast("Document", value)))
        else:
            found[name] = _read_equality(value)
    return found


def _read_equality(value: Any) -> Any:
    spelled = _find_spellings(value)
    return {"$in": spelled} if len(spelled) > 1 else value


def _read_operands(condition: Document) -> Iterable[tuple[str, Any]]:
    for name, value in condition.items():
        if name in CHOOSING and isinstance(value, list):
            yield name, [one for text in cast("list[object]", value) for one in _find_spellings(text)]
        elif name in REFERRING:
            yield name, read_query(value)
        elif name == "$ne" and isinstance(value, str) and "$nin" not in condition:
            yield "$nin", _find_spellings(value)
        else:
            yield name, value if name in TEXTS else _parse_texts(value)


def _find_spellings(value: Any) -> list[Any]:
    """Return a value and, if its strings spell numbers, booleans or nulls, its typed form too."""
    typed = _parse_texts(value)
    return [value] if typed == value else [value, typed]


def _parse_texts(value: Any) -> Any:
    """Convert strings that spell numbers, booleans or nulls."""
    if isinstance(value, dict):
        return {name: _parse_texts(inner) for name, inner in cast("Document", value).items()}
    if isinstance(value, list):
        return [_parse_texts(inner) for inner in cast("list[object]", value)]
    try:
        read: Any = json.loads(value, parse_constant=lambda _text: value)
    except ValueError:
        read = value
    is_scalar = not isinstance(read, dict | list | str) and read not in (math.inf, -math.inf)
    return cast("Any", read) if is_scalar else value
