"""What steps read and write through: a stack, or what a dry run imagines of it."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal, Protocol

from .errors import StepError

if TYPE_CHECKING:
    from contentstack_cma.bulk import Transform
    from contentstack_cma.models import Entry

Kind = Literal["content type", "global field"]

Definition = dict[str, Any]
"""A content type, a global field or a field, as the API writes it."""

Compute = Callable[["Entry"], Mapping[str, Any]]
"""Returns the values that an entry is to have. It does not change the entry, and returns nothing once it has them."""

_CONFLICTS_SHOWN = 5


@dataclass(frozen=True, slots=True, kw_only=True)
class EntryScope:
    """Which entries a step is about.

    Attributes:
        content_type: Uid of the content type.
        locales: Codes of the locales; None for all.
        query: Conditions on the entries.
    """

    content_type: str
    locales: Sequence[str] | None = None
    query: Mapping[str, Any] | str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class TransformOptions:
    """How a function of the user is applied.

    Attributes:
        republish: Publish changed entries again where they were published.
        checkpoint: Path of the checkpoint.
    """

    republish: bool
    checkpoint: Path | None


class Target(Protocol):
    """What steps read and write through."""

    def read(self, kind: Kind, uid: str) -> Definition | None:
        """Return a content type or global field; None if it does not exist."""
        ...

    def create(self, kind: Kind, definition: Definition) -> None:
        """Create a content type or global field."""
        ...

    def update(self, kind: Kind, definition: Definition) -> None:
        """Replace a content type or global field."""
        ...

    def delete(self, kind: Kind, uid: str) -> None:
        """Delete a content type with its entries, or a global field, although it is used."""
        ...

    def list_content_types(self) -> list[Definition]:
        """Return all content types."""
        ...

    def walk(self, scope: EntryScope) -> "Iterator[Entry]":
        """Iterate over entries, in each locale in which they are localized."""
        ...

    def set_values(self, scope: EntryScope, compute: Compute, options: TransformOptions) -> int:
        """Give entries the values that a function computes, and check that all have them.

        Returns:
            The number of entries that were changed, or would be.

        Raises:
            StepError: An entry failed, or has not got its values.
        """
        ...

    def transform(self, scope: EntryScope, function: "Transform", options: TransformOptions) -> str:
        """Apply a function of the user to entries.

        Returns:
            How many entries had which outcome.

        Raises:
            StepError: Entries failed.
        """
        ...


def name_entry(entry: "Entry") -> str:
    """Return what identifies an entry for people."""
    return f"{entry.get('_content_type_uid')}/{entry.uid}/{entry.locale} ({entry.title!r})"


def list_unset(entries: "Iterable[Entry]", compute: Compute) -> list[str]:
    """Return the names of the entries that have not got the values that a function computes.

    Raises:
        StepError: They cannot be computed for an entry.
    """
    found: list[str] = []
    for entry in entries:
        try:
            found += [name_entry(entry)] if compute(entry) else []
        except Exception as error:
            raise StepError(f"{name_entry(entry)}: {type(error).__name__}: {error}") from error
    return found


def list_first(lines: Sequence[str]) -> str:
    """Return the first lines, indented, and how many more there are."""
    more = len(lines) - _CONFLICTS_SHOWN
    shown = [*lines[:_CONFLICTS_SHOWN], *([f"and {more:,} more"] if more > 0 else [])]
    return "".join(f"\n  {line}" for line in shown)


def count(number: int, noun: str = "entry", plural: str = "entries") -> str:
    """Return a number with its noun."""
    return f"{number:,} {noun if number == 1 else plural}"
