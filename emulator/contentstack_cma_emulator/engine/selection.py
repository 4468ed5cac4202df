"""Translate queries to SQL conditions on the index of values.

What cannot be translated is left to the predicates of `query.py`, which give a query the same meaning.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Protocol, cast

from contentstack_cma_emulator.engine.clock import format_timestamp
from contentstack_cma_emulator.engine.field_index import NULL, Fields, Value, is_indexed, to_index_value

COMPARISONS: Mapping[str, str] = {"$lt": "<", "$lte": "<=", "$gt": ">", "$gte": ">="}

STAMPS = ("created_at", "updated_at")
"""Fields whose texts all have the same format, so that they can be compared as text."""

MILLISECOND = 1000

MAX_CHOICES = 500


class Catalogue(Protocol):
    """What a translation needs to know about the index."""

    def find_slots(self, path: str) -> Sequence[int]:
        """Return the slots of a path in the searched partitions."""
        ...

    def has_hashes(self, slots: Sequence[int]) -> bool:
        """Return whether the index has only a hash of some text."""
        ...


@dataclass(frozen=True, slots=True)
class Sql:
    """A condition on documents.

    Attributes:
        text: The SQL, with the placeholder `{table}`.
        values: The values to bind.
        rows: A query of the index for the matching sequences, which binds the same values. None if there is none.
        slot: The slot of `rows`, or None if there are several.
    """

    text: str
    values: tuple[Value, ...] = ()
    rows: str | None = None
    slot: int | None = None

    def on_table(self, table: str) -> str:
        """Return the condition for a table."""
        return self.text.format(table=table)


TRUE = Sql("TRUE")
FALSE = Sql("FALSE")


class Untranslatable(Exception):
    """A part of a query cannot be translated to SQL."""


def translate_query(query: Fields, catalogue: Catalogue) -> tuple[list[Sql], bool]:
    """Translate the parts of a query, all of which must match. Return also whether no part is missing."""
    found: list[Sql] = []
    whole = True
    for name, operand in query.items():
        try:
            found.append(_translate_clause(name, operand, catalogue))
        except Untranslatable:
            whole = False
    return found, whole


def combine_all(parts: Sequence[Sql]) -> Sql:
    """Build the condition that all parts match."""
    if len(parts) == 1:
        return parts[0]
    return _join(" AND ", parts) if parts else TRUE


def _join(word: str, parts: Sequence[Sql]) -> Sql:
    return Sql(f"({word.join(part.text for part in parts)})", tuple(value for part in parts for value in part.values))


def _translate_clause(name: str, operand: Any, catalogue: Catalogue) -> Sql:
    if name in ("$and", "$or"):
        queries = cast("Sequence[Fields]", operand)
        return _join(" AND " if name == "$and" else " OR ", [_translate_whole(query, catalogue) for query in queries])
    if name.startswith("$") or not is_indexed(name):
        raise Untranslatable
    if not isinstance(operand, dict):
        return _translate_equality(catalogue.find_slots(name), operand)
    condition = cast("Fields", operand)
    if not any(key.startswith("$") for key in condition):
        raise Untranslatable
    return combine_all([_translate_operator(name, key, condition, catalogue) for key in condition if key != "$options"])


def _translate_whole(query: Fields, catalogue: Catalogue) -> Sql:
    return combine_all([_translate_clause(name, operand, catalogue) for name, operand in query.items()])


def _translate_operator(path: str, name: str, condition: Fields, catalogue: Catalogue) -> Sql:
    operand, slots = condition[name], catalogue.find_slots(path)
    if name in COMPARISONS:
        return _translate_comparison(path, COMPARISONS[name], operand, slots)
    if name == "$ne":
        return _negate(_translate_equality(slots, operand))
    if name in ("$in", "$nin"):
        found = _translate_choice(slots, operand)
        return _negate(found) if name == "$nin" else found
    if name == "$exists":
        exists = _select_rows(slots, "TRUE")
        return exists if operand else _negate(exists)
    if name == "$regex" and not catalogue.has_hashes(slots):
        return _select_rows(slots, "fits(?, ?, value)", operand, condition.get("$options", ""))
    raise Untranslatable


def _translate_choice(slots: Sequence[int], choices: Sequence[Any]) -> Sql:
    if len(choices) > MAX_CHOICES:
        raise Untranslatable
    if any(choice is None or isinstance(choice, dict | list) for choice in choices):
        return _join(" OR ", [_translate_equality(slots, choice) for choice in choices])
    marks = ", ".join("?" * len(choices))
    return _select_rows(slots, f"value IN ({marks})", *map(to_index_value, choices)) if choices else FALSE


def _negate(part: Sql) -> Sql:
    return Sql(f"NOT {part.text}", part.values)


def _translate_equality(slots: Sequence[int], operand: Any) -> Sql:
    if isinstance(operand, dict | list):
        raise Untranslatable
    if operand is None:
        return _join(" OR ", [_negate(_select_rows(slots, "TRUE")), _select_rows(slots, "value = ?", NULL)])
    return _probe_row(_select_rows(slots, "value = ?", to_index_value(operand)))


def _translate_comparison(path: str, sign: str, operand: Any, slots: Sequence[int]) -> Sql:
    if isinstance(operand, int | float) and not isinstance(operand, bool):
        return _select_rows(slots, f"value {sign} ? AND value < ''", to_index_value(operand))
    if path in STAMPS and isinstance(operand, str):
        return _select_rows(slots, f"value {sign} ? AND value >= '' AND value < x''", _read_stamp(operand))
    raise Untranslatable


def _read_stamp(text: str) -> str:
    """Convert a time to the format in documents. Raises `Untranslatable` if that would change it."""
    try:
        moment = datetime.fromisoformat(text)
    except ValueError as error:
        raise Untranslatable from error
    if moment.tzinfo is None or moment.microsecond % MILLISECOND:
        raise Untranslatable
    return format_timestamp(moment)


def _probe_row(rows: Sql) -> Sql:
    """Build the same condition, checked row by row. For a single value that is cheap, however many rows have it."""
    if rows.rows is None:
        return rows
    return Sql(
        f"EXISTS ({rows.rows} AND field_values.sequence = {{table}}.sequence)", rows.values, rows.rows, rows.slot
    )


def _select_rows(slots: Sequence[int], condition: str, *values: Value) -> Sql:
    """Build the condition that the index has a matching row in one of the slots."""
    if not slots:
        return FALSE
    numbers = ", ".join(str(slot) for slot in slots)
    found = f"SELECT sequence FROM field_values WHERE slot IN ({numbers}) AND {condition}"
    return Sql(f"({{table}}.sequence IN ({found}))", values, found, slots[0] if len(slots) == 1 else None)
