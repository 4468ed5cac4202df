"""How the items of an import end. No I/O."""

from collections.abc import Sequence
from dataclasses import dataclass

from contentstack_cma.bulk import ItemState

from .checkpoint import Mark, Match
from .mapping import Document, Note, Rewritten
from .options import Existing


@dataclass(frozen=True, slots=True)
class Written:
    """How an item ended.

    Attributes:
        state: What happened to it, or would happen.
        matches: The uids that the server gave.
        mark: What is special about it.
        late: Uids of entries in the source, to which references are to be written once they exist.
        notes: What a person should know.
    """

    state: ItemState
    matches: tuple[Match, ...] = ()
    mark: Mark | None = None
    late: tuple[str, ...] = ()
    notes: tuple[Note, ...] = ()


class ExistsError(ValueError):
    """The target has an item already, and is not to be changed.

    Attributes:
        matches: The uids that it has, so that what refers to it can be imported all the same.
    """

    def __init__(self, name: str, matches: Sequence[Match] = ()) -> None:
        super().__init__(
            f"the target has {name} already: pass existing='update' to overwrite it, or 'skip' to leave it as it is"
        )
        self.matches = tuple(matches)


def leave_existing(
    existing: Existing, name: str, matches: Sequence[Match] = (), notes: tuple[Note, ...] = ()
) -> Written | None:
    """Return the end of an item that the target has in another form, and that is left alone; None if it is updated.

    Args:
        existing: What happens to what the target has.
        name: The item, for the error.
        matches: The uids that it has in the target.
        notes: What a person should know about it.

    Raises:
        ExistsError: It counts as a failure.
    """
    if existing == "fail":
        raise ExistsError(name, matches)
    return Written(ItemState.SKIPPED, tuple(matches), "skipped", notes=notes) if existing == "skip" else None


def collect_notes(rewritten: Rewritten) -> tuple[Note, ...]:
    """Return what a person should know about a payload."""
    dangling = (
        Note(
            each.kind,
            each.uid,
            f"refers to the {each.kind} {each.uid!r}, which is not in the target; the reference was left as it is",
        )
        for each in rewritten.dangling
    )
    return (*rewritten.notes, *dangling)


def list_missing(rewritten: Rewritten) -> tuple[str, ...]:
    """Return the uids in the source of the entries that are not in the target yet, but will be."""
    return tuple(dict.fromkeys(reference.uid for reference in rewritten.missing))


def get_uid(document: Document) -> str:
    """Return the uid of a resource."""
    return str(document["uid"])
