"""Refuse requests that write, before they are sent: of dry runs, and of runs that have lost their lock."""

from collections.abc import Callable
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from contentstack_cma import RequestEvent, Stack

_READS = frozenset({"GET", "HEAD"})
_CHANGING_ENDS = ("/enable", "/disable", "/unschedule", "/resend_invitation")
"""Ends of paths whose GET changes something."""
_CHANGING_PART = "/accept_ownership/"


class WriteRefused(BaseException):  # so that neither a hook nor an `except Exception` of a migration stops it
    """A request that would write was not sent.

    Attributes:
        call: The method that was called, with the request.
    """

    def __init__(self, call: str) -> None:
        super().__init__(call)
        self.call = call


def is_write(method: str, path: str) -> bool:
    """Return whether a request may change something."""
    return method not in _READS or path.endswith(_CHANGING_ENDS) or _CHANGING_PART in path


def guard_writes(stack: "Stack", may_write: Callable[[], bool]) -> "Stack":
    """Return the stack with a guard: a call that writes raises `WriteRefused` while it may not.

    The guard is a hook, which the SDK calls right before it sends a request.

    Args:
        stack: The stack.
        may_write: Called before each request that may change something.
    """
    from contentstack_cma import Hooks

    def check(event: "RequestEvent") -> None:
        if is_write(event.method, event.path) and not event.is_sign_in and not may_write():
            raise WriteRefused(f"{event.call}: {event.method} {event.path}")

    return stack.with_options(hooks=Hooks(on_request=check))
