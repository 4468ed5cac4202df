"""Which stored values no longer fit a changed field, as conditions of queries. Pure functions."""

from __future__ import annotations

from typing import TYPE_CHECKING, TypeAlias

from ..model import Date, Field, Number, Reference, Select, Taxonomies, Text

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from contentstack_cma.types import JsonValue

Condition: TypeAlias = "tuple[str, Mapping[str, JsonValue]]"
"""A path in the value, and the conditions on it; none if the API cannot find the values."""


def list_unfit(before: Field, after: Field) -> Iterator[Condition]:
    """Iterate over conditions for the values of a field that its new bounds and choices exclude."""
    if isinstance(before, Select) and isinstance(after, Select):
        yield from _list_values("", before.values, after.values)
    elif isinstance(before, Number) and isinstance(after, Number):
        yield from _list_numbers(before, after)
    elif isinstance(before, Date) and isinstance(after, Date):
        yield from _list_dates(before, after)
    elif isinstance(before, Text) and isinstance(after, Text):
        yield from _list_texts(before, after)


def list_unfit_targets(before: Field, after: Field) -> Iterator[Condition]:
    """Iterate over conditions for references and terms that a field no longer accepts."""
    if isinstance(before, Reference) and isinstance(after, Reference):
        yield from _list_values("._content_type_uid", before.to, after.to)
    if isinstance(before, Taxonomies) and isinstance(after, Taxonomies):
        old, new = ([rule.taxonomy for rule in each.taxonomies] for each in (before, after))
        yield from _list_values(".taxonomy_uid", old, new)


def _list_values(path: str, before: Sequence[str | float], after: Sequence[str | float]) -> Iterator[Condition]:
    removed: list[JsonValue] = [value for value in before if value not in after]
    if removed:
        yield path, {"$in": removed}


def _list_numbers(before: Number, after: Number) -> Iterator[Condition]:
    if _is_lower(after.max, before.max):
        yield "", {"$gt": after.max}
    if _is_higher(after.min, before.min):
        yield "", {"$lt": after.min}


def _list_dates(before: Date, after: Date) -> Iterator[Condition]:
    if after.latest and after.latest != before.latest:
        yield "", {"$gt": after.latest}
    if after.earliest and after.earliest != before.earliest:
        yield "", {"$lt": after.earliest}


def _list_texts(before: Text, after: Text) -> Iterator[Condition]:
    if after.max is not None and _is_lower(after.max, before.max):
        yield "", {"$regex": f"^[\\s\\S]{{{int(after.max) + 1},}}$"}
    if after.min is not None and after.min > 1 and _is_higher(after.min, before.min):
        yield "", {"$regex": f"^[\\s\\S]{{1,{int(after.min) - 1}}}$"}
    if after.pattern and after.pattern != before.pattern:
        yield "", {}


def _is_lower(new: float | None, old: float | None) -> bool:
    return new is not None and (old is None or new < old)


def _is_higher(new: float | None, old: float | None) -> bool:
    return new is not None and (old is None or new > old)


__all__ = ["Condition", "list_unfit", "list_unfit_targets"]
