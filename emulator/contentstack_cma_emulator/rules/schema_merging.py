"""What becomes of a content type or global field when a branch is merged into another: decisions without any store."""

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

TAKES: Mapping[str, tuple[Status, ...]] = {
    "merge_prefer_base": (*NEW, *CHANGED),
    "merge_prefer_compare": (*NEW, *CHANGED),
    OVERWRITE: (*NEW, *CHANGED, "base_only"),
    "merge_new_only": NEW,
    "merge_modified_only_prefer_base": CHANGED,
    "merge_modified_only_prefer_compare": CHANGED,
    "ignore": (),
}
"""Which differences each strategy deals with."""

PREFERS_BASE = ("merge_prefer_base", "merge_modified_only_prefer_base")


@dataclass(frozen=True, slots=True)
class Step:
    """What to do with one thing; `values` is what it says afterwards, of what people write."""

    pair: Pair
    event: Event
    values: Document


def step_of(pair: Pair, strategy: str) -> Step | None:
    """Answer what a strategy does with something that differs, None where it leaves it alone."""
    status = pair.status
    if status is None or status not in TAKES[strategy]:
        return None
    return Step(pair, EVENTS[status], _values(pair, strategy))


def combined(winner: Document, other: Document) -> Document:
    """Answer what both say; where they contradict each other, what the winner says.

    Its fields stand as they do there; those of the other follow the field that they follow in the other.
    """
    values = written(other) | written(winner)
    if OPTIONS in values:
        values[OPTIONS] = (other.get(OPTIONS) or {}) | (winner.get(OPTIONS) or {})
    return values | {SCHEMA: _combined_fields(winner[SCHEMA], other[SCHEMA])}


def _values(pair: Pair, strategy: str) -> Document:
    base, compare = pair.base or {}, pair.compare or {}
    if pair.base is None or pair.compare is None or strategy == OVERWRITE:
        return written(compare)
    return combined(base, compare) if strategy in PREFERS_BASE else combined(compare, base)


def written(document: Document) -> Document:
    """Answer what people write of a content type or global field."""
    return {name: document[name] for name in (*PROPERTIES, OPTIONS, SCHEMA) if name in document}


def _combined_fields(winner: Schema, other: Schema) -> list[Document]:
    fields = list(winner)
    for index, field in enumerate(other):
        uids = [known["uid"] for known in fields]
        if field["uid"] not in uids:
            place = uids.index(other[index - 1]["uid"]) + 1 if index else 0
            fields.insert(place, field)
    return fields
