"""Call a function for many items."""

from collections.abc import AsyncIterable, Awaitable, Callable, Iterable
from typing import TYPE_CHECKING, Any, TypeVar, cast, overload

from .call_results import CallResult
from .calling import is_async
from .outcomes import T
from .progress import ProgressChoice
from .transforms import Skip

if TYPE_CHECKING:
    from ._async.run import AsyncRun
    from ._sync.run import Run

Item = TypeVar("Item")


@overload
def call_many(  # type: ignore[overload-overlap]
    items: Iterable[Item] | AsyncIterable[Item],
    call: Callable[[Item], Awaitable[CallResult[T] | Skip]],
    *,
    look: Callable[[Item], Awaitable[CallResult[T] | None]] | None = None,
    was_sent: Callable[[Item], bool] | None = None,
    name: Callable[[Item], str] = str,
    title: str = "call_many",
    concurrency: int | None = None,
    progress: ProgressChoice = False,
    stop_on_error: bool = False,
) -> "AsyncRun[T]": ...


@overload
def call_many(  # type: ignore[overload-overlap]
    items: Iterable[Item] | AsyncIterable[Item],
    call: Callable[[Item], Awaitable[T]],
    *,
    look: Callable[[Item], Awaitable[T | None]] | None = None,
    was_sent: Callable[[Item], bool] | None = None,
    name: Callable[[Item], str] = str,
    title: str = "call_many",
    concurrency: int | None = None,
    progress: ProgressChoice = False,
    stop_on_error: bool = False,
) -> "AsyncRun[T]": ...


@overload
def call_many(
    items: Iterable[Item],
    call: Callable[[Item], CallResult[T] | Skip],
    *,
    look: Callable[[Item], CallResult[T] | None] | None = None,
    was_sent: Callable[[Item], bool] | None = None,
    name: Callable[[Item], str] = str,
    title: str = "call_many",
    concurrency: int | None = None,
    progress: ProgressChoice = False,
    stop_on_error: bool = False,
) -> "Run[T]": ...


@overload
def call_many(
    items: Iterable[Item],
    call: Callable[[Item], T],
    *,
    look: Callable[[Item], T | None] | None = None,
    was_sent: Callable[[Item], bool] | None = None,
    name: Callable[[Item], str] = str,
    title: str = "call_many",
    concurrency: int | None = None,
    progress: ProgressChoice = False,
    stop_on_error: bool = False,
) -> "Run[T]": ...


def call_many(
    items: Iterable[Any] | AsyncIterable[Any],
    call: Callable[[Any], Any],
    *,
    look: Callable[[Any], Any] | None = None,
    was_sent: Callable[[Any], bool] | None = None,
    name: Callable[[Any], str] = str,
    title: str = "call_many",
    concurrency: int | None = None,
    progress: ProgressChoice = False,
    stop_on_error: bool = False,
) -> "Run[Any] | AsyncRun[Any]":
    """Call a function for each of many items, several at a time, with an outcome for each item.

        for outcome in bulk.call_many(["en-us", "fr-fr"], stack.locales.get):
            print(outcome)

    For calls that no method with `_many` makes. An async function is called in tasks, another one in threads. What it
    raises fails its item only.

    Args:
        items: What to call the function for. Read one by one, as they are needed.
        call: The function. It gets the item. The item ends as `done`, and what the function returns is the result of
            its outcome. It may return a `CallResult` to name another outcome, or a `Skip`.
        look: A function that gets an item whose call may have been processed, although there was no response. It
            returns what `call` would have returned; None if the call was not processed, and is to be made again.
            Default: such an item ends as `unknown`.
        was_sent: A function that returns whether an earlier run may have made the call for an item, so that `look` is
            called first.
        name: A function that returns what identifies an item for people.
        title: What the run does, for its report and for progress.
        concurrency: Maximum number of calls in flight, from 1. Default: as many as the pace needs.
        progress: True for a progress bar, or a function that is called with `Progress`.
        stop_on_error: Stop after the first failure. Default: continue with the other items.

    Returns:
        The run: an `AsyncRun` if the function is async. It starts when you iterate over it or call `finish()`.

    Raises:
        TypeError: `call` is no function, `items` is a single item or not iterable, or one of `call` and `look` is async
            and the other is not.
        ValueError: `concurrency` is less than 1.
    """
    functions = {"call": call} if look is None else {"call": call, "look": look}
    for argument, function in functions.items():
        if not callable(function):
            raise TypeError(f"{argument} must be a function that takes an item, not {type(function).__name__}")
    if len({is_async(function) for function in functions.values()}) > 1:
        raise TypeError("call and look must both be async, or none of them")
    handling: dict[str, Any] = {"name": name, "title": title, "concurrency": concurrency, "was_sent": was_sent}
    running: dict[str, Any] = {"progress": progress, "stop_on_error": stop_on_error}
    if is_async(call):
        from ._async.call_handler import AsyncCallHandler
        from ._async.run import AsyncRun

        return AsyncRun(AsyncCallHandler[Any](call, look=look, **handling), items, **running)
    from ._sync.call_handler import CallHandler
    from ._sync.run import Run

    return Run(CallHandler[Any](call, look=look, **handling), cast("Iterable[Any]", items), **running)
