"""What a function of `call_many` returns. No I/O."""

from dataclasses import dataclass
from inspect import iscoroutine
from typing import Generic, TypeVar, cast

from .outcomes import ItemState, T
from .rows import Ended, Row
from .transforms import Skip

T_co = TypeVar("T_co", covariant=True)


@dataclass(frozen=True, slots=True)
class CallResult(Generic[T_co]):
    """What a function of `bulk.call_many()` returns to say more about an item than that its call succeeded.

    Attributes:
        outcome: What happened to the item.
        result: The result of its outcome.
    """

    outcome: ItemState
    result: T_co | None = None


def end_row(row: Row, returned: T | CallResult[T] | Skip) -> Ended[T]:
    """Return how a row ended by what its function returned.

    Raises:
        TypeError: It returned a coroutine, which nobody awaits.
    """
    if isinstance(returned, Skip):
        return row.end(ItemState.SKIPPED, error=ValueError(returned.reason))
    if isinstance(returned, CallResult):
        result = cast("CallResult[T]", returned)
        return row.end(result.outcome, result=result.result)
    if iscoroutine(returned):
        returned.close()
        raise TypeError("the function returned a coroutine: pass an async function, not one that calls it")
    return row.end(ItemState.DONE, result=returned)
