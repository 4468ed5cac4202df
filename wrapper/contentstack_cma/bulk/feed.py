"""Read the items of a run, one after the other, from any iterable."""

from collections.abc import AsyncIterable, AsyncIterator, Callable, Iterable, Iterator, Sequence
from collections.abc import Set as AbstractSet
from time import monotonic
from typing import Generic, TypeVar, cast

Item = TypeVar("Item")
Taken = TypeVar("Taken")

_NONE = object()
_LONGEST_READ = 0.1
"""Seconds after which a slow source is given a rest, so that what it has yielded is sent."""


class _Source:
    """What is known about the items of a run.

    Attributes:
        total: Number of items; None if that is not known in advance.
        has_ended: Whether all items were read.
        error: What the iteration raised.
    """

    def __init__(self, items: object) -> None:
        self.total: int | None = _check(items)
        self.has_ended: bool = False
        self.error: Exception | None = None
        self._count = 0

    def _fail(self, error: Exception) -> None:
        error.add_note(f"while reading item {self._count + 1:,} of the run")
        self.error, self.has_ended = error, True


class Feed(_Source, Generic[Item]):
    """The items of an iterable.

    Raises:
        TypeError: `items` is a string or a mapping, or cannot be iterated over.
    """

    def __init__(self, items: Iterable[Item]) -> None:
        super().__init__(items)
        self._iterator: Iterator[Item] = iter(items)

    def read(self, count: int, take: Callable[[Item], Taken]) -> list[Taken]:
        """Take the next items: at most `count`, fewer if the source is slow or ends.

        Args:
            count: Maximum number of items.
            take: Called with each item before the next one is read: a source may yield one object again and again.

        Returns:
            What `take` returned.
        """
        found: list[Taken] = []
        until = monotonic() + _LONGEST_READ
        while len(found) < count and (not found or monotonic() < until):
            try:
                item = next(self._iterator, cast("Item", _NONE))
            except Exception as error:  # noqa: BLE001 - raised when the items before it are done
                self._fail(error)
                break
            if item is _NONE:
                self.has_ended = True
                break
            self._count += 1
            found.append(take(item))
        return found


class AsyncFeed(_Source, Generic[Item]):
    """The items of an iterable or an async iterable.

    Raises:
        TypeError: `items` is a string or a mapping, or cannot be iterated over.
    """

    def __init__(self, items: Iterable[Item] | AsyncIterable[Item]) -> None:
        super().__init__(items)
        self._iterator: AsyncIterator[Item] = aiter(items) if isinstance(items, AsyncIterable) else _Iteration(items)

    async def read(self, count: int, take: Callable[[Item], Taken]) -> list[Taken]:
        """Take the next items: at most `count`, fewer if the source is slow or ends.

        Args:
            count: Maximum number of items.
            take: Called with each item before the next one is read: a source may yield one object again and again.

        Returns:
            What `take` returned.
        """
        found: list[Taken] = []
        until = monotonic() + _LONGEST_READ
        while len(found) < count and (not found or monotonic() < until):
            try:
                item = await anext(self._iterator, cast("Item", _NONE))
            except Exception as error:  # noqa: BLE001 - raised when the items before it are done
                self._fail(error)
                break
            if item is _NONE:
                self.has_ended = True
                break
            self._count += 1
            found.append(take(item))
        return found


class _Iteration(AsyncIterator[Item]):
    """The items of an iterable. Not a generator, which would have to be closed if the run ends early."""

    def __init__(self, items: Iterable[Item]) -> None:
        self._iterator: Iterator[Item] = iter(items)

    async def __anext__(self) -> Item:
        item = next(self._iterator, cast("Item", _NONE))
        if item is _NONE:
            raise StopAsyncIteration
        return item


def _check(items: object) -> int | None:
    """Return the number of items, if it is known.

    Raises:
        TypeError: `items` is a single item, or cannot be iterated over.
    """
    kind = type(items).__name__
    if isinstance(items, (str, bytes, dict)) or not isinstance(items, (Iterable, AsyncIterable)):
        raise TypeError(f"items must be a list or another iterable of items, not a single {kind}")
    return len(cast("Sequence[object]", items)) if isinstance(items, (Sequence, AbstractSet)) else None
