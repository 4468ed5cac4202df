"""What a content type or global field looks like after a branch is merged into another."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

from contentstack_cma_emulator.engine.documents import Document
from contentstack_cma_emulator.rules.fields import Schema
from contentstack_cma_emulator.rules.schema_comparison import OPTIONS, PROPERTIES, SCHEMA, Pair, Status

Event = Literal["create", "update", "delete"]

OVERWRITE = "overwrite_with_compare"

EVENTS: Mapping[Status, Event] = {"compare_only": "create", "modified": "update", "base_only": "delete"}

NEW: tuple[Status, ...] = ("compare_only",)
CHANGED: tuple[Status, ...] = ("modified",)

MERGED_STATUSES: Mapping[str, tuple[Status, ...]] = {
    "merge_prefer_base": (*NEW, *CHANGED),
    "merge_prefer_compare": (*NEW, *CHANGED),
    OVERWRITE: (*NEW, *CHANGED, "base_only"),
    "merge_new_only": NEW,
    "merge_modified_only_prefer_base": CHANGED,
    "merge_modified_only_prefer_compare": CHANGED,
    "ignore": (),
}
"""Which differences each merge strategy applies."""

PREFERS_BASE = ("merge_prefer_base", "merge_modified_only_prefer_base")


@dataclass(frozen=True, slots=True)
class Step:
    """What to do with one content type or global field. `values` is its definition after the merge."""

    pair: Pair
    event: Event
    values: Document


def plan_step(pair: Pair, strategy: str) -> Step | None:
    """Return what a strategy does with a pair, or None if it changes nothing."""
    status = pair.status
    if status is None or status not in MERGED_STATUSES[strategy]:
        return None
    return Step(pair, EVENTS[status], _merge_values(pair, strategy))


def combine_definitions(winner: Document, other: Document) -> Document:
    """Combine two definitions. Where they conflict, the winner's value is used.

    The winner's fields keep their order. Each other field follows the field that it follows in the other schema.
    """
    values = read_definition(other) | read_definition(winner)
    if OPTIONS in values:
        values[OPTIONS] = (other.get(OPTIONS) or {}) | (winner.get(OPTIONS) or {})
    return values | {SCHEMA: _combine_fields(winner[SCHEMA], other[SCHEMA])}


def _merge_values(pair: Pair, strategy: str) -> Document:
    base, compare = pair.base or {}, pair.compare or {}
    if pair.base is None or pair.compare is None or strategy == OVERWRITE:
        return read_definition(compare)
    return combine_definitions(base, compare) if strategy in PREFERS_BASE else combine_definitions(compare, base)


def read_definition(document: Document) -> Document:
    """Return the part of a content type or global field that users write."""
    return {name: document[name] for name in (*PROPERTIES, OPTIONS, SCHEMA) if name in document}


def _combine_fields(winner: Schema, other: Schema) -> list[Document]:
    fields = list(winner)
    for index, field in enumerate(other):
        uids = [known["uid"] for known in fields]
        if field["uid"] not in uids:
            place = uids.index(other[index - 1]["uid"]) + 1 if index else 0
            fields.insert(place, field)
    return fields
