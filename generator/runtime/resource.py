"""Base class of the resources."""

from collections.abc import Mapping
from functools import cached_property
from typing import TYPE_CHECKING, Generic, Self, TypeVar

from .client import AsyncSender, Sender

if TYPE_CHECKING:
    import httpx

S = TypeVar("S", Sender, AsyncSender)


class Resource(Generic[S]):
    """A group of methods that share a sender."""

    def __init__(self, sender: S) -> None:
        self._sender: S = sender

    def with_options(
        self,
        *,
        timeout: "float | httpx.Timeout | None" = None,
        deadline: float | None = None,
        max_retries: int | None = None,
        max_rate_limit_wait: float | None = None,
        retry_writes: bool | None = None,
        headers: Mapping[str, str] | None = None,
    ) -> Self:
        """Return a copy of this resource with other options, on the same connections.

        Args:
            timeout: Seconds for each step of a call, or an `httpx.Timeout`.
            deadline: Seconds for a whole call, retries and waits included.
            max_retries: Maximum number of retries per call; 0 turns retries off.
            max_rate_limit_wait: Maximum seconds that a call waits after a 429.
            retry_writes: Retry writes that the server may already have processed.
            headers: Headers to send with every call, in addition to the present ones.

        Raises:
            TypeError: A value is of the wrong type, or the client is a bare one, without options.
            ValueError: A value is out of bounds.
        """
        configure = getattr(self._sender, "with_options", None)
        if configure is None:
            raise TypeError(
                f"with_options() does not work with {type(self._sender).__module__}.{type(self._sender).__name__}, "
                "which has no options: use the clients of contentstack_cma"
            )
        sender: S = configure(
            timeout=timeout,
            deadline=deadline,
            max_retries=max_retries,
            max_rate_limit_wait=max_rate_limit_wait,
            retry_writes=retry_writes,
            headers=headers,
        )
        return self._with_sender(sender)

    def _with_sender(self, sender: S) -> Self:
        changed = object.__new__(type(self))
        # Without cached properties: their resources have the old sender.
        kept = {name: value for name, value in vars(self).items() if not _is_cached_property(self, name)}
        vars(changed).update(kept)
        changed._sender = sender
        return changed


def _is_cached_property(value: object, name: str) -> bool:
    return isinstance(getattr(type(value), name, None), cached_property)
