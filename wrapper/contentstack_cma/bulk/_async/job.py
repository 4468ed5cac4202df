"""What a run does with its items."""

from abc import ABC, abstractmethod
from collections.abc import Sequence
from typing import Any, Generic, Protocol

from ..channels import Channel
from ..checkpoint import JobIdentity
from ..outcomes import T
from ..records import Records
from ..rows import Ended, Row


class AsyncPerform(Protocol[T]):
    """Sends rows, and returns how they ended. Rows of which it says nothing are sent once more."""

    async def __call__(self, rows: list[Row], /) -> list[Ended[T]]:
        """Send rows."""
        ...


class AsyncJob(ABC, Generic[T]):
    """What a run does with its items: the reading, checking, looking up and sending of rows.

    Attributes:
        title: What it does, for people.
        channels: The ways to send rows.
        records: What happened to the rows; set by the run before `start`.
    """

    title: str
    channels: Sequence[Channel[AsyncPerform[T]]]
    records: Records

    @abstractmethod
    def describe(self) -> JobIdentity:
        """Return what the job does, and where: what a checkpoint must belong to."""

    async def start(self) -> None:
        """Read what the job must know before it reads rows.

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

    async def prepare(self, rows: list[Row]) -> list[Ended[T]]:
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
