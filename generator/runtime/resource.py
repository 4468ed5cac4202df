"""Base class of the resources."""

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, Generic, Self, TypeVar

from .client import AsyncSender, Sender

if TYPE_CHECKING:
    import httpx

S = TypeVar("S", Sender, AsyncSender)


class Resource(Generic[S]):
    """A group of methods that share a sender."""

    def __init__(self, sender: S) -> None:
        self._sender: S = sender
        self._parts: dict[str, Any] = {}
        """Resources with the same sender, by the name of the property. They are created on first use.

        The properties are plain ones: for a `cached_property`, editors offer its own attributes among those of the
        resource.
        """

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
        vars(changed).update(vars(self))
        changed._sender = sender
        changed._parts = {}
        return changed
