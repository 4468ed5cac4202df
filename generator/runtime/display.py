"""Show models, pages and snapshots as text and as tables in notebooks, and suggest similar names.

What is shown fits on a screen and contains no secrets, and showing it never raises, because debuggers and error reports
show unfinished objects too.
"""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import datetime
from difflib import get_close_matches
from enum import Enum
from functools import cache
from html import escape
from itertools import islice
from typing import Any, cast

from attrs import fields

from .dates import Timestamp
from .model import Model, ReadModel, get_attributes
from .types import UNSET

HIDDEN = "…"
"""Shown in place of a secret."""

_MOST_FIELDS = 20
_MOST_INNER = 4
_MOST_ROWS = 20
_MOST_COLUMNS = 8
_LONGEST = 1000
_LONGEST_TEXT = 60
_DEPTH = 2

_FIRST = ("uid", "title", "name", "code")
"""Keys to show first. After them come the keys without an attribute, such as the fields of an entry."""

_SECRET = re.compile(
    r"(token|secret|secret_?key|private_?key|passw(or)?d(_?confirmation)?|authorization|code_?verifier)s?$",
    re.IGNORECASE,
)
_HEADERS = re.compile(r"headers?$", re.IGNORECASE)
_LOGIN = re.compile(r"(?<=://)[^/?#@\s]+(?=@)")
"""A user name and password in a URL."""


class _Text:
    """A value whose `repr` is this text."""

    def __init__(self, text: str) -> None:
        self._text = text

    def __repr__(self) -> str:
        return self._text


_HIDDEN = _Text(repr(HIDDEN))


def render_model(model: Model, depth: int = _DEPTH) -> str:
    """Return a model as text: what is set, by attribute name."""
    name = type(model).__name__
    try:
        return f"{name}({_render_fields(list(_list_fields(model)), depth)})"
    except Exception:
        return f"{name}(…)"


def _render_fields(found: list[tuple[str, object]], depth: int) -> str:
    parts: list[str] = []
    length = 0
    for name, value in found[: _MOST_FIELDS if depth == _DEPTH else _MOST_INNER]:
        shown = render_value(value, depth - 1)
        part = f"{name}={shown}" if name.isidentifier() else f"**{{{render_value(name, 0)}: {shown}}}"
        length += len(part) + 2
        if length > _LONGEST:
            break
        parts.append(part)
    left = len(found) - len(parts)
    return ", ".join([*parts, f"… {left} more"] if left else parts)


def list_rich_fields(model: Model) -> Iterator[tuple[str, object]]:
    """Iterate over what is set in a model, by attribute name, for the library rich."""
    try:
        for name, value in _list_fields(model):
            yield (
                name,
                value if isinstance(value, Model | bool | int | float | datetime) else _Text(render_value(value)),
            )
    except Exception:
        return


def _list_fields(model: Model) -> Iterator[tuple[str, object]]:
    attributes = get_attributes(type(model))
    hidden = _find_secret_attributes(type(model))
    are_headers = bool(_HEADERS.search(type(model).__name__))
    for key, value in _sort_pairs(model):
        name = attributes.get(key, key)
        yield (
            name,
            _HIDDEN if name in hidden or (are_headers and key not in attributes) or _is_secret(key, value) else value,
        )


def _sort_pairs(model: Model) -> list[tuple[str, Any]]:
    """Return what is set: keys that say what it is, then keys without an attribute, then all others."""
    known: list[tuple[str, Any]] = []
    additional: list[tuple[str, Any]] = []
    attributes = get_attributes(type(model))
    for key, value in _list_pairs(model):
        if value is not None or not isinstance(model, ReadModel):
            (known if key in attributes else additional).append((key, value))
    first = [pair for pair in known if pair[0] in _FIRST]
    return [*first, *additional, *(pair for pair in known if pair[0] not in _FIRST)]


def _list_pairs(model: Model) -> Iterator[tuple[str, Any]]:
    """Iterate over the keys and values, also of an unfinished model."""
    for key, attribute in get_attributes(type(model)).items():
        value = getattr(model, attribute, UNSET)
        if value is not UNSET:
            yield key, value
    try:
        additional = model.additional_properties
    except AttributeError:
        return
    yield from additional.items()


@cache
def _find_secret_attributes(model: type[Model]) -> frozenset[str]:
    return frozenset(each.name for each in fields(model) if not each.repr)


def _is_secret(key: object, value: object) -> bool:
    """Return whether a value is hidden: text of a secret, or headers, where any may be one."""
    if isinstance(value, list) and value:
        value = cast("list[object]", value)[0]
    if not value or not isinstance(key, str) or isinstance(value, Model):  # a model knows its secrets itself
        return False
    return bool((_SECRET if isinstance(value, str) else _HEADERS).search(key)) and isinstance(value, str | Mapping)


def render_value(value: object, depth: int = _DEPTH) -> str:
    """Return a value as short text, without secrets."""
    try:
        return _render(value, depth)
    except Exception:
        return f"<{type(value).__name__}>"


def _render(value: object, depth: int) -> str:
    if isinstance(value, Model):
        return render_model(value, depth) if depth > 0 else f"{type(value).__name__}(…)"
    if isinstance(value, Mapping):
        return _render_mapping(cast("Mapping[object, object]", value), depth)
    if isinstance(value, list | tuple):
        return _render_list(cast("Sequence[object]", value), depth)
    return _render_scalar(value)


def _render_scalar(value: object) -> str:
    if isinstance(value, Enum):
        return render_value(value.value)
    if isinstance(value, str):
        return repr(_shorten(_LOGIN.sub(HIDDEN, value[: 2 * _LONGEST_TEXT])))
    if isinstance(value, datetime):
        return value.text if isinstance(value, Timestamp) and value.text else value.isoformat()
    return _shorten(repr(value))


def _render_mapping(value: Mapping[object, object], depth: int) -> str:
    if depth <= 0 and value:
        return "{…}"
    parts = [
        f"{_render(key, 0)}: {HIDDEN!r}"
        if _is_secret(key, item)
        else f"{_render(key, 0)}: {render_value(item, depth - 1)}"
        for key, item in islice(value.items(), _MOST_INNER)
    ]
    return "{" + ", ".join(_add_rest(parts, len(value))) + "}"


def _render_list(value: Sequence[object], depth: int) -> str:
    if depth <= 0 and value:
        return f"[… {len(value)} items]"
    parts = [render_value(item, depth - 1) for item in value[:_MOST_INNER]]
    return "[" + ", ".join(_add_rest(parts, len(value))) + "]"


def _add_rest(parts: list[str], number: int) -> list[str]:
    left = number - len(parts)
    return [*parts, f"… {left} more"] if left > 0 else parts


def _shorten(text: str) -> str:
    return text if len(text) <= _LONGEST_TEXT else f"{text[: _LONGEST_TEXT - 1]}…"


def render_model_table(model: Model) -> str:
    """Return a model as an HTML table of keys and values, for notebooks."""
    try:
        rows = [[name, _render_cell(value)] for name, value in _list_fields(model)]
    except Exception:
        rows = []
    return _render_table(type(model).__name__, ("", ""), rows)


def render_items_table(caption: str, items: Iterable[object]) -> str:
    """Return items as an HTML table, for notebooks: one row per item, the keys that identify it best as columns."""
    try:
        rows = [_read_row(item) for item in items]
        columns = _choose_columns(rows[:_MOST_ROWS])
        cells = [[_render_cell(row[column]) if column in row else "" for column in columns] for row in rows]
    except Exception:
        columns, cells = [], []
    return _render_table(caption, columns, cells)


def _read_row(item: object) -> dict[str, object]:
    if isinstance(item, Model):
        return dict(_list_fields(item))
    return {"": item}


def _choose_columns(rows: list[dict[str, object]]) -> list[str]:
    """Return the columns that most rows fill with something short, in the order of the first row with them."""
    found = dict.fromkeys(name for row in rows for name in row)
    plain = [name for name in found if not any(isinstance(row.get(name), Mapping | list) for row in rows)]
    return (plain or list(found))[:_MOST_COLUMNS]


def _render_cell(value: object) -> str:
    return _shorten(_LOGIN.sub(HIDDEN, value)) if type(value) is str else render_value(value).strip("'")


def _render_table(caption: str, columns: Sequence[str], rows: list[list[str]]) -> str:
    head = "".join(f"<th>{escape(column)}</th>" for column in columns)
    body = "".join(
        "<tr>" + "".join(f"<td>{escape(cell)}</td>" for cell in row) + "</tr>" for row in rows[: 5 * _MOST_ROWS]
    )
    left = len(rows) - 5 * _MOST_ROWS
    rest = f"<p>… {left} more</p>" if left > 0 else ""
    return (
        f"<table><caption>{escape(caption)}</caption><thead><tr>{head}</tr></thead><tbody>{body}</tbody></table>{rest}"
    )


class MissingAttributeText:
    """The message for an attribute that a model lacks, with a hint at its key or at similar names.

    The hint is computed when the message is shown, because most failed look-ups are tests, as in `hasattr`.
    """

    __slots__ = ("_attributes", "_keys", "_model", "_name")

    def __init__(self, model: Model, name: str) -> None:
        self._model = type(model).__name__
        self._name = name
        self._attributes = get_attributes(type(model))
        self._keys = frozenset[str]() if name.startswith("_") else _list_additional_keys(model)

    def __str__(self) -> str:
        return f"{self._model!r} object has no attribute {self._name!r}{self._find_hint()}"

    def __repr__(self) -> str:
        return repr(str(self))

    def __reduce__(self) -> tuple[type[str], tuple[str]]:
        return str, (str(self),)

    def _find_hint(self) -> str:
        name, known = self._name, self._attributes
        if name.startswith("_") or known.get(name) == name:
            return ""
        if name in known:
            return f": did you mean {known[name]!r}?"
        if name in self._keys:
            return f": it is a key without an attribute, use [{name!r}]"
        near = get_close_matches(name, [*known.values(), *self._keys], 3)
        return f": did you mean {' or '.join(map(self._render_name, near))}?" if near else ""

    def _render_name(self, name: str) -> str:
        return f"[{name!r}]" if name in self._keys else repr(name)


def _list_additional_keys(model: Model) -> frozenset[str]:
    try:
        return frozenset(key for key in model.additional_properties if isinstance(key, str))  # pyright: ignore[reportUnnecessaryIsInstance] - any mapping may have been passed
    except Exception:  # a half-made model
        return frozenset()
