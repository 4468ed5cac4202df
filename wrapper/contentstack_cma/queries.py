"""Queries, and the times in them. No I/O."""

import json
from collections.abc import Iterable, Iterator, Mapping
from datetime import UTC, date, datetime, time
from typing import Any, TypeVar, cast
from urllib.parse import quote

_MOST_VALUES = 100
"""Maximum number of values in a query: as many as a page has items."""
_LONGEST_QUERY = 6_000
"""Maximum length of the values in a URL. Servers and proxies accept URLs of at least 8,000 characters."""

Value = TypeVar("Value", bound=str | int)
Query = Mapping[str, Any] | str | None
"""Conditions as a mapping or as JSON."""


def add_condition(query: Query, field: str, condition: Mapping[str, str]) -> Query:
    """Return a query with one more condition on a field, or the query itself if the condition is empty.

    Raises:
        ValueError: `query` is text, but no JSON object.
    """
    if not condition:
        return query
    conditions = _read_query(query)
    added = {field: condition}
    return {"$and": [conditions, added]} if field in conditions else {**conditions, **added}


def divide_values(values: Iterable[Value]) -> Iterator[list[Value]]:
    """Yield values in pieces, each small enough for the `$in` of one query."""
    piece: list[Value] = []
    length = 0
    for value in values:
        added = len(quote(json.dumps(value, ensure_ascii=False) + ",", safe=""))
        if piece and (len(piece) == _MOST_VALUES or length + added > _LONGEST_QUERY):
            yield piece
            piece, length = [], 0
        piece.append(value)
        length += added
    if piece:
        yield piece


def _read_query(query: Query) -> Mapping[str, Any]:
    if not isinstance(query, str):
        return query or {}
    try:
        value: object = json.loads(query)
    except ValueError as error:
        raise ValueError(f"query is not JSON: {error}") from error
    if not isinstance(value, dict):
        raise ValueError(f"query must be a JSON object, not {query!r}")
    return cast("dict[str, Any]", value)


def read_time(value: datetime | date | str, name: str) -> datetime:
    """Return a time. A date is its start in UTC.

    Args:
        value: A datetime with a time zone, a date, or either as ISO 8601 text.
        name: The name of the argument, for messages.

    Raises:
        TypeError: The value is neither.
        ValueError: The text is no time, or the time has no time zone.
    """
    moment = _parse_time(value, name) if isinstance(value, str) else value
    if not isinstance(moment, date):  # pyright: ignore[reportUnnecessaryIsInstance] -- callers may pass anything
        raise TypeError(f"{name} must be a datetime, a date or text, not {type(value).__name__}")
    if not isinstance(moment, datetime):
        return datetime.combine(moment, time(), UTC)
    if moment.tzinfo is None:
        raise ValueError(f"{name} has no time zone: {value!r}. Pass an aware datetime, such as datetime.now(UTC)")
    return moment


def _parse_time(text: str, name: str) -> datetime | date:
    for parse in (date.fromisoformat, datetime.fromisoformat):
        try:
            return parse(text)
        except ValueError:
            continue
    raise ValueError(f"{name} is not a date or time in ISO 8601 form, such as 2024-01-31T09:30:00Z: {text!r}")
