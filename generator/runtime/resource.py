"""What all resource classes share."""

from typing import Generic, TypeVar

from .client import AsyncSender, Sender

S = TypeVar("S", Sender, AsyncSender)


class Resource(Generic[S]):
    """A group of calls that go through one sender."""

    def __init__(self, sender: S) -> None:
        self._sender: S = sender
