"""Queries in bracket form (`query[$and][0][title]=A`), read into the JSON form that `query.py` knows.

In the query string every value is text. What it is compared with decides: a condition on equality is true of the text
and of the number, boolean or null that it spells.
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
"""The parameter that holds conditions."""

COMBINING = ("$and", "$or")
CHOOSING = ("$in", "$nin")
REFERRING = ("$in_query", "$nin_query")
TEXTS = ("$regex", "$options")

Query = Mapping[str, tuple[str, ...]]


def has_brackets(query: Query, name: str) -> bool:
    """Return whether a JSON parameter came in bracket form."""
    return any(key.startswith(f"{name}[") for key in query)


def with_json(query: Query, name: str) -> Query:
    """Return the parameters of a call with a JSON parameter in JSON form.

    Raises `CmaError` (422/141) if its brackets do not match, or if it came in both forms.
    """
    sent = {key.removeprefix(name): texts for key, texts in query.items() if key.startswith(f"{name}[")}
    if not all(map(ADDRESS.fullmatch, sent)) or query.get(name):
        raise errors.invalid_parameter(name, errors.NOT_VALID)
    rest = {key: texts for key, texts in query.items() if not key.startswith(f"{name}[")}
    tree = read_tree(sent)
    return rest | {name: (json.dumps(read_query(tree) if name == QUERY else _typed(tree)),)}


def read_tree(sent: Query) -> Any:
    """Return the JSON value that addresses such as `[$and][0][title]` lead through; its ends are texts."""
    tree: Document = {}
    for address, texts in sent.items():
        _grow(tree, STEP.findall(address), texts)
    return _listed(tree)


def read_query(tree: Any) -> Any:
    """Return the query that a tree of texts stands for."""
    return _conditions(cast("Document", tree)) if isinstance(tree, dict) else tree


def _grow(tree: Document, steps: list[str], texts: tuple[str, ...]) -> None:
    """Put texts into a tree of objects. Raises `CmaError` (422/141) where there is a text on the way."""
    last = steps[-1]
    for step in steps[:-1]:
        inner: object = tree.setdefault(step, {})
        if not isinstance(inner, dict):
            raise errors.invalid_parameter(QUERY, errors.NOT_VALID)
        tree = cast("Document", inner)
    if last in tree:
        raise errors.invalid_parameter(QUERY, errors.NOT_VALID)
    tree[last] = texts[0] if last and len(texts) == 1 else list(texts)


def _listed(value: Any) -> Any:
    """Return a tree in which objects whose keys are all indexes, or empty, are lists."""
    if not isinstance(value, dict):
        return value
    fields = {name: _listed(inner) for name, inner in cast("Document", value).items()}
    if set(fields) == {""}:
        items: Any = fields[""]
        return cast("list[object]", items) if isinstance(items, list) else [items]
    if all(name.isdecimal() for name in fields):
        return [fields[name] for name in sorted(fields, key=lambda name: (len(name), name))]
    return fields


def _conditions(tree: Document) -> Document:
    found: Document = {}
    for name, value in tree.items():
        if name in COMBINING and isinstance(value, list):
            found[name] = [read_query(item) for item in cast("list[object]", value)]
        elif isinstance(value, dict) and any(key.startswith("$") for key in cast("Document", value)):
            found[name] = dict(_operands(cast("Document", value)))
        else:
            found[name] = _equality(value)
    return found


def _equality(value: Any) -> Any:
    spelled = _spelled(value)
    return {"$in": spelled} if len(spelled) > 1 else value


def _operands(condition: Document) -> Iterable[tuple[str, Any]]:
    for name, value in condition.items():
        if name in CHOOSING and isinstance(value, list):
            yield name, [one for text in cast("list[object]", value) for one in _spelled(text)]
        elif name in REFERRING:
            yield name, read_query(value)
        elif name == "$ne" and isinstance(value, str) and "$nin" not in condition:
            yield "$nin", _spelled(value)
        else:
            yield name, value if name in TEXTS else _typed(value)


def _spelled(value: Any) -> list[Any]:
    """Return a value and, if its texts spell other ones, the value with those too."""
    typed = _typed(value)
    return [value] if typed == value else [value, typed]


def _typed(value: Any) -> Any:
    """Return a value whose texts are the numbers, booleans and nulls that they spell."""
    if isinstance(value, dict):
        return {name: _typed(inner) for name, inner in cast("Document", value).items()}
    if isinstance(value, list):
        return [_typed(inner) for inner in cast("list[object]", value)]
    try:
        read: Any = json.loads(value, parse_constant=lambda _text: value)
    except ValueError:
        read = value
    is_scalar = not isinstance(read, dict | list | str) and read not in (math.inf, -math.inf)
    return cast("Any", read) if is_scalar else value
