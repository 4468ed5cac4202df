"""What must be written a second time, because it refers to entries that did not exist the first time. No I/O."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class LateItem:
    """An item that lacks references.

    Attributes:
        key: The item.
        absent: Uids in the source of the entries that still do not exist.
    """

    key: str
    absent: tuple[str, ...] = ()

    @property
    def name(self) -> str:
        """What identifies a second write: there is another one when more of the entries exist."""
        return " ".join([self.key, *(["without", *self.absent] if self.absent else [])])


def list_late_items(missing: Mapping[str, Sequence[str]], is_absent: Callable[[str], bool]) -> list[LateItem]:
    """Return the items that lack references, with the entries that they will still lack.

    Args:
        missing: Uids in the source of the entries that did not exist when an item was written, by item.
        is_absent: Says whether an entry does not exist in the target.
    """
    return [LateItem(key, tuple(filter(is_absent, uids))) for key, uids in missing.items()]


def describe_absent(uid: str) -> str:
    """Return a note on a reference to an entry that was not imported."""
    return f"the reference to the entry {uid} was left out, because it was not imported: import again once it can be"
