# Derived from _async/handler.py by generator/unasync.py: edit that, not this.
"""What a run does with its items."""

from abc import ABC, abstractmethod
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any, Generic, Protocol, Self

from contentstack_cma_client.client import Sender

from ..channels import Channel
from ..identity import RunIdentity
from ..outcomes import T
from ..records import Records
from ..rows import Ended, Row

if TYPE_CHECKING:
    from ...hooks import Hooks
    from ...wire.options import Settings


class RunSender(Sender, Protocol):
    """What runs send through."""

    @property
    def settings(self) -> "Settings":
        """Scope and options of the calls."""
        ...

    def with_options(self, *, hooks: "Hooks | Sequence[Hooks] | None" = None, **options: Any) -> Self:
        """Return a sender with other options, on the same connections."""
        ...


class Perform(Protocol[T]):
    """Sends rows, and returns how they ended. Rows of which it says nothing are sent once more."""

    def __call__(self, rows: list[Row], /) -> list[Ended[T]]:
        """Send rows."""
        ...


class Handler(ABC, Generic[T]):
    """What a run does with its items: the reading, checking, looking up and sending of rows.

    Attributes:
        title: What it does, for people.
        channels: The ways to send rows.
        sender: What the run sends through.
        records: What happened to the rows; set by the run before `start`.
    """

    title: str
    channels: Sequence[Channel[Perform[T]]]
    sender: RunSender
    records: Records

    @abstractmethod
    def describe(self) -> RunIdentity:
        """Return what the run does, and where: what a checkpoint must belong to."""

    def start(self) -> None:
        """Read what the handler must know before it reads rows.

        Raises:
            ValueError: The arguments do not fit what is there.
            ContentstackError: A call failed.
        """

    @abstractmethod
    def read_row(self, item: Any, position: int) -> Row:
        """Return the row of an item.

        Raises:
            TypeError: The item has the wrong type.
            ValueError: The item cannot be sent.
            OSError: A file of the item cannot be read.
        """

    def name_item(self, item: Any) -> str:
        """Return what identifies an item that cannot be read, as far as it says so."""
        del item
        return ""

    def prepare(self, rows: list[Row]) -> list[Ended[T]]:
        """Look up what is needed to send some rows, and return those that end without being sent.

        Raises:
            ContentstackError: A call failed.
        """
        del rows
        return []

    def is_blocked(self, row: Row) -> bool:
        """Return whether a row should wait for another one."""
        del row
        return False

    def must_wait(self, row: Row) -> bool:
        """Return whether a row cannot be sent before another one, which was not read so far."""
        del row
        return False
