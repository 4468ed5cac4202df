"""The items of a run while it handles them: what identifies them, and what is known about them. No I/O."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from hashlib import blake2b
from json import dumps
from typing import Any, Generic, cast

from .outcomes import ItemOutcome, ItemState, T
from .references import Reference

_DIGEST_SIZE = 16


@dataclass(slots=True, eq=False)
class Row:
    """An item of a run.

    Attributes:
        item: The item, as it was passed to the run.
        position: Its number in the input, from 1.
        key: What identifies it, for people.
        digest: What identifies it, in the index and the checkpoint.
        fields: The fields to write.
        references: The references in the fields.
        name: What identifies it, with the name of the field, for messages. Default: `key`.
        uid: Uid of its entry or asset, once that is known.
        content_type: Uid of its content type, if the run has several.
        locale: Code of the locale that it was read in, if it was read.
        before: Version number before the run; None if it did not exist or is unknown. For an upload, the number of
            assets that looked the same before.
        version: Version number that the run has written.
        content: Digest of what is to be written, if an earlier run with the same checkpoint may have written something
            else.
        was_sent: Whether an earlier run sent it, and did not learn the outcome.
        is_patch: Whether it was written, and only what follows is missing: late references, or publishing.
        is_late: Whether it was postponed until all items were read.
        is_single: Whether it is sent in a call of its own, although other rows share calls.
        attempts: Number of requests sent to write it.
    """

    item: Any
    position: int
    key: str
    digest: bytes
    fields: Mapping[str, Any] = field(default_factory=dict[str, Any])
    references: tuple[Reference, ...] = ()
    name: str = ""
    uid: str | None = None
    content_type: str | None = None
    locale: str | None = None
    before: int | None = None
    version: int | None = None
    content: str | None = None
    was_sent: bool = False
    is_patch: bool = False
    is_late: bool = False
    is_single: bool = False
    attempts: int = 0

    def end(
        self,
        state: ItemState,
        *,
        result: T | None = None,
        error: Exception | None = None,
        version: int | None = None,
    ) -> "Ended[T]":
        """Return the end of this row."""
        outcome = ItemOutcome(
            item=self.item,
            position=self.position,
            key=self.key,
            outcome=state,
            result=result,
            error=error,
            attempts=self.attempts,
        )
        return Ended(self, outcome, version)


@dataclass(frozen=True, slots=True)
class Ended(Generic[T]):
    """A row that has ended, with its outcome.

    Attributes:
        row: The row.
        outcome: Its outcome.
        version: Version number that the run has written, if known.
        is_incomplete: Whether references are still missing, which a second pass writes.
        is_partial: Whether it was written, and what follows has failed: another run has only that to do.
    """

    row: Row
    outcome: ItemOutcome[T]
    version: int | None = None
    is_incomplete: bool = False
    is_partial: bool = False


def compute_digest(*parts: object) -> bytes:
    """Return a digest of values, the same in every process."""
    text = dumps(parts, sort_keys=True, default=str, ensure_ascii=False, separators=(",", ":"))
    return blake2b(text.encode("utf-8", "surrogatepass"), digest_size=_DIGEST_SIZE).digest()


def copy_fields(fields: Mapping[str, Any]) -> dict[str, Any]:
    """Return a copy of fields at every depth, because the program may change its objects before they are sent."""
    return {name: _copy(value) for name, value in fields.items()}


def _copy(value: Any) -> Any:
    if isinstance(value, Mapping):
        return copy_fields(cast("Mapping[str, Any]", value))
    return [_copy(each) for each in cast("list[Any]", value)] if isinstance(value, (list, tuple)) else value


def find_missing(fields: Mapping[str, Any], required: Iterable[str]) -> list[str]:
    """Return the required fields that are missing or empty."""
    return [name for name in required if fields.get(name) in (None, "", [])]
