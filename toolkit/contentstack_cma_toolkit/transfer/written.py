"""How the items of an import end. No I/O."""

from dataclasses import dataclass
from typing import Generic, TypeVar

from contentstack_cma.bulk import ItemState

from .checkpoint import Mark, Match, Step
from .mapping import Document, Note, Reference, Rewritten
from .modules import Module

Item = TypeVar("Item")


@dataclass(frozen=True, slots=True)
class Written:
    """How an item ended.

    Attributes:
        state: What happened to it, or would happen.
        matches: The uids that the server gave.
        mark: What is special about it.
        notes: What a person should know.
    """

    state: ItemState
    matches: tuple[Match, ...] = ()
    mark: Mark | None = None
    notes: tuple[Note, ...] = ()


class ExistsError(ValueError):
    """The target has an item already, and it was to fail then."""

    def __init__(self, name: str) -> None:
        super().__init__(f"{name} exists already: pass existing='skip' to leave it, or existing='update'")


@dataclass(frozen=True, slots=True)
class Part(Generic[Item]):
    """Items of an import that are written side by side.

    Attributes:
        step: The part of the import.
        module: The module in the report.
        items: The items.
        title: What is done, for progress.
    """

    step: Step
    module: Module
    items: "list[Item]"
    title: str


def describe_dangling(references: tuple[Reference, ...]) -> list[Note]:
    """Return notes on references to what is neither in the export nor in the target."""
    return [
        Note(
            each.kind,
            each.uid,
            f"refers to the {each.kind} {each.uid!r}, which is not in the export; it stays as it is",
        )
        for each in references
    ]


def collect_notes(rewritten: Rewritten) -> tuple[Note, ...]:
    """Return what a person should know about a payload."""
    return (*rewritten.notes, *describe_dangling(rewritten.dangling))


def get_uid(document: Document) -> str:
    """Return the uid of a resource."""
    return str(document["uid"])
