"""Queries put into SQL over the index of values: which documents of some collections a query is true of.

What cannot be put into SQL is left to the predicates of `query.py`; both mean the same by a query.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Protocol, cast

from contentstack_cma_emulator.engine.clock import timestamp
from contentstack_cma_emulator.engine.field_index import NULL, Fields, Value, held, is_indexed

COMPARED: Mapping[str, str] = {"$lt": "<", "$lte": "<=", "$gt": ">", "$gte": ">="}

STAMPS = ("created_at", "updated_at")
"""Fields whose texts are all written in one way, so that they can be compared as they are."""

MILLISECOND = 1000

MAX_CHOICES = 500


class Catalogue(Protocol):
    """What a translation asks of the index."""

    def slots(self, path: str) -> Sequence[int]:
        """Answer the numbers of a path in the collections that are looked through."""
        ...

    def has_hashes(self, slots: Sequence[int]) -> bool:
        """Answer whether some text is too long for the index to hold."""
        ...


@dataclass(frozen=True, slots=True)
class Sql:
    """A condition on `sequence`, with the values to bind.

    `rows` selects the sequences that it is true of, where the index has them together; it binds the same values.
    They are of one `slot`, or None if of several.
    """

    text: str
    values: tuple[Value, ...] = ()
    rows: str | None = None
    slot: int | None = None

    def on(self, table: str) -> str:
        """Answer the condition on the rows of a table."""
        return self.text.format(table=table)


TRUE = Sql("TRUE")
FALSE = Sql("FALSE")


class Untranslatable(Exception):
    """This part of a query cannot be put into SQL."""


def clauses(query: Fields, catalogue: Catalogue) -> tuple[list[Sql], bool]:
    """Answer the parts of a query, all of which must be true, as SQL; and whether that is the whole of it."""
    found: list[Sql] = []
    whole = True
    for name, operand in query.items():
        try:
            found.append(_clause(name, operand, catalogue))
        except Untranslatable:
            whole = False
    return found, whole


def every(parts: Sequence[Sql]) -> Sql:
    """Answer that all parts are true."""
    if len(parts) == 1:
        return parts[0]
    return _joined(" AND ", parts) if parts else TRUE


def _joined(word: str, parts: Sequence[Sql]) -> Sql:
    return Sql(f"({word.join(part.text for part in parts)})", tuple(value for part in parts for value in part.values))


def _clause(name: str, operand: Any, catalogue: Catalogue) -> Sql:
    if name in ("$and", "$or"):
        queries = cast("Sequence[Fields]", operand)
        return _joined(" AND " if name == "$and" else " OR ", [_whole(query, catalogue) for query in queries])
    if name.startswith("$") or not is_indexed(name):
        raise Untranslatable
    if not isinstance(operand, dict):
        return _equals(catalogue.slots(name), operand)
    condition = cast("Fields", operand)
    if not any(key.startswith("$") for key in condition):
        raise Untranslatable
    return every([_operator(name, key, condition, catalogue) for key in condition if key != "$options"])


def _whole(query: Fields, catalogue: Catalogue) -> Sql:
    return every([_clause(name, operand, catalogue) for name, operand in query.items()])


def _operator(path: str, name: str, condition: Fields, catalogue: Catalogue) -> Sql:
    operand, slots = condition[name], catalogue.slots(path)
    if name in COMPARED:
        return _compares(path, COMPARED[name], operand, slots)
    if name == "$ne":
        return _not(_equals(slots, operand))
    if name in ("$in", "$nin"):
        found = _is_one_of(slots, operand)
        return _not(found) if name == "$nin" else found
    if name == "$exists":
        exists = _rows(slots, "TRUE")
        return exists if operand else _not(exists)
    if name == "$regex" and not catalogue.has_hashes(slots):
        return _rows(slots, "fits(?, ?, value)", operand, condition.get("$options", ""))
    raise Untranslatable


def _is_one_of(slots: Sequence[int], choices: Sequence[Any]) -> Sql:
    if len(choices) > MAX_CHOICES:
        raise Untranslatable
    if any(choice is None or isinstance(choice, dict | list) for choice in choices):
        return _joined(" OR ", [_equals(slots, choice) for choice in choices])
    marks = ", ".join("?" * len(choices))
    return _rows(slots, f"value IN ({marks})", *map(held, choices)) if choices else FALSE


def _not(part: Sql) -> Sql:
    return Sql(f"NOT {part.text}", part.values)


def _equals(slots: Sequence[int], operand: Any) -> Sql:
    if isinstance(operand, dict | list):
        raise Untranslatable
    if operand is None:
        return _joined(" OR ", [_not(_rows(slots, "TRUE")), _rows(slots, "value = ?", NULL)])
    return _probed(_rows(slots, "value = ?", held(operand)))


def _compares(path: str, sign: str, operand: Any, slots: Sequence[int]) -> Sql:
    if isinstance(operand, int | float) and not isinstance(operand, bool):
        return _rows(slots, f"value {sign} ? AND value < ''", held(operand))
    if path in STAMPS and isinstance(operand, str):
        return _rows(slots, f"value {sign} ? AND value >= '' AND value < x''", _stamp(operand))
    raise Untranslatable


def _stamp(text: str) -> str:
    """Answer a moment as the documents have it. Raises `Untranslatable` where that would be another moment."""
    try:
        moment = datetime.fromisoformat(text)
    except ValueError as error:
        raise Untranslatable from error
    if moment.tzinfo is None or moment.microsecond % MILLISECOND:
        raise Untranslatable
    return timestamp(moment)


def _probed(rows: Sql) -> Sql:
    """Answer the same condition, looked up row by row; for one value that is cheap, however many rows have it."""
    if rows.rows is None:
        return rows
    return Sql(
        f"EXISTS ({rows.rows} AND field_values.sequence = {{table}}.sequence)", rows.values, rows.rows, rows.slot
    )


def _rows(slots: Sequence[int], condition: str, *values: Value) -> Sql:
    """Answer that the index has a row in one of the slots that the condition is true of."""
    if not slots:
        return FALSE
    numbers = ", ".join(str(slot) for slot in slots)
    found = f"SELECT sequence FROM field_values WHERE slot IN ({numbers}) AND {condition}"
    return Sql(f"({{table}}.sequence IN ({found}))", values, found, slots[0] if len(slots) == 1 else None)
