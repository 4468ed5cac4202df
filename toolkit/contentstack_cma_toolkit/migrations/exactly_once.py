"""Create something once, although responses may be lost."""

from collections.abc import Callable
from time import sleep
from typing import TypeVar

from contentstack_cma.errors import ContentstackError, Outcome

T = TypeVar("T")

_ATTEMPTS = 4
_PAUSE = 0.2


def create_once(create: Callable[[], T], look: Callable[[], T | None]) -> T:
    """Create something whose name is unique, and return it.

    If the response is lost, it is looked up. If it is not there, it is created again: the server rejects the second one
    if the first one is still under way.

    Args:
        create: Creates it.
        look: Returns what this call has created; None if it is not there.

    Raises:
        ContentstackError: It was rejected, or cannot be created.
    """
    was_lost = False
    for attempt in range(1, _ATTEMPTS + 1):
        try:
            return create()
        except ContentstackError as error:
            was_lost = was_lost or _may_be_done(error)
            found = look() if was_lost else None
            if found is not None:
                return found
            if not _may_be_done(error) or attempt == _ATTEMPTS:
                raise
        sleep(_PAUSE * attempt)
    raise AssertionError  # the last attempt returns or raises


def _may_be_done(error: ContentstackError) -> bool:
    return error.outcome in {Outcome.UNKNOWN, Outcome.DONE}
