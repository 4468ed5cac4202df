# Derived from _async/calls.py by generator/unasync.py: edit that, not this.
"""The calls of a transfer: many of them side by side, and what fails of them."""

from collections.abc import Callable
from typing import Any, Protocol

from contentstack_cma import Stack
from contentstack_cma.bulk import ItemOutcome, Run
from contentstack_cma.errors import AuthenticationError, ListChangedError
from contentstack_cma.types import Page

from ..failures import is_fatal
from ..folder.json_files import Json

_TRIES = 3


class Call(Protocol):
    """A function that is called for an item."""

    def __call__(self, item: Any, /) -> object:
        """Call it."""
        ...


def finish_run(run: Run[Any], handle: Callable[[ItemOutcome[Any]], None]) -> None:
    """Make all calls of a run, and handle how each ended.

    Raises:
        Exception: A call failed so that no other one can succeed.
    """
    with run:
        for outcome in run:
            if outcome.error is not None and is_fatal(outcome.error):
                raise outcome.error
            handle(outcome)


def read_all(start: Callable[[], Page[Any]]) -> list[Json]:
    """Return all items of a list. One that became shorter meanwhile is read again.

    Args:
        start: Starts the list.

    Raises:
        ListChangedError: It became shorter each time.
        ContentstackError: A call failed.
    """
    for attempt in range(_TRIES):
        try:
            found = [item.to_dict() for item in start()]
        except ListChangedError:
            if attempt == _TRIES - 1:
                raise
        else:
            return found
    return []


def is_signed_in(stack: Stack) -> bool:
    """Return whether the credentials are accepted where all are: some calls reject management tokens with a 401.

    Raises:
        ContentstackError: The call failed otherwise.
    """
    try:
        for _ in stack.locales.list(page_size=1, max_items=1):
            pass
    except AuthenticationError:
        return False
    return True
