"""Hooks: functions that are called before each request, after it, and before each retry.

    from contentstack_cma import Client, Hooks

    def show(event):
        print(event.call, event.status, event.duration)

    client = Client(hooks=Hooks(on_response=show))

A call sends one request, or more with retries and sign-ins. For each, `on_request` is called just before it is sent,
and `on_response` exactly once afterwards, even if it failed or was cancelled. `on_retry` is called before the wait for
a retry, and before a download that broke off is resumed. All hooks run in the thread or task of the call, and the call
waits for them.
"""

import logging
from collections.abc import Awaitable, Callable, Iterable, Sequence
from dataclasses import dataclass, field
from inspect import iscoroutinefunction
from typing import Any, Generic, Literal, TypeVar, cast

from contentstack_cma_client.errors import Outcome

from .logs import LOG

RetryReason = Literal["rate_limited", "not_sent", "unavailable", "fault", "interrupted"]
"""Why a request is retried: a 429; it was not sent completely; 502, 503 or 504; another server fault; it broke off."""


@dataclass(frozen=True, slots=True, kw_only=True)
class RequestEvent:
    """A request that is about to be sent. It contains no headers, no body and no secrets.

    Attributes:
        call_id: A number that all events of a call share. Together with `attempt`, it identifies a request in this
            process.
        call: The method that was called, such as `stack.entries.create()`; `signing in` for requests of credentials.
        method: HTTP method.
        url: The URL. Secrets in it are replaced by `REDACTED` or the name of the path parameter.
        path: The path of `url`, percent-encoded.
        path_template: The path with the names of its parameters, such as `/v3/content_types/{content_type_uid}`; the
            same as `path` for `client.request()` and sign-ins; empty for downloads.
        api_key: Key of the stack; None for a call that is not about a stack.
        branch: The branch that was passed to `client.stack()`; None for the main branch.
        attempt: Number of this request in the call, from 1.
        waited: Seconds that it waited for its turn in the pace.
        is_sign_in: Whether credentials send it to sign in or to renew a token.
    """

    call_id: int
    call: str
    method: str
    url: str
    path: str
    path_template: str
    api_key: str | None
    branch: str | None
    attempt: int
    waited: float
    is_sign_in: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class ResponseEvent(RequestEvent):
    """The end of a request: a response, a failure or a cancellation. It has the attributes of `RequestEvent`, too.

    Attributes:
        status: HTTP status; None without a complete response.
        duration: Seconds from sending to the end of the response; for downloads, to its headers.
        outcome: Whether this request was processed; that of the whole call is in the exception that it raises.
        request_id: The server's id of the request, for support.
        retry_after: Seconds that the server asked to wait.
        error: The exception that the call raises unless the request is retried; None for a success. After a
            cancellation it is that of the event loop, or the `KeyboardInterrupt`.
    """

    status: int | None
    duration: float
    outcome: Outcome
    request_id: str | None
    retry_after: float | None
    error: BaseException | None = field(repr=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class RetryEvent(RequestEvent):
    """A request that failed and will be retried, or a download that broke off and is resumed.

    It has the attributes of `RequestEvent`, too.

    Attributes:
        reason: Why it is retried.
        wait: Seconds until the retry, at least; plus the wait for the pace.
        status: HTTP status; None without a complete response, also for a download that is resumed.
        retry_after: Seconds that the server asked to wait.
        error: The exception that the call would have raised.
    """

    reason: RetryReason
    wait: float
    status: int | None
    retry_after: float | None
    error: BaseException | None = field(repr=False)


E = TypeVar("E", bound=RequestEvent)
_Function = Callable[[E], Awaitable[object] | object]
_Functions = _Function[E] | Sequence[_Function[E]] | None


class Hook(Generic[E]):
    """One function of `Hooks`. Its failures are logged, and never reach the call.

    Attributes:
        function: The function.
    """

    __slots__ = ("_has_failed", "function")

    def __init__(self, function: _Function[E]) -> None:
        self.function: _Function[E] = function
        self._has_failed = False

    @property
    def name(self) -> str:
        """Name of the function, for messages."""
        return getattr(self.function, "__qualname__", type(self.function).__qualname__)

    @property
    def is_async(self) -> bool:
        """Whether the function is known to be async."""
        return iscoroutinefunction(self.function) or iscoroutinefunction(getattr(self.function, "__call__", None))  # noqa: B004 - its value is used

    def log_failure(self, error: Exception) -> None:
        """Log an exception of the function: the first one as a warning, others at level DEBUG."""
        level = logging.DEBUG if self._has_failed else logging.WARNING
        self._has_failed = True
        LOG.log(level, "the hook %s failed; the call continues", self.name, exc_info=error)


class Hooks:
    """Functions to call before each request, after it, and before each retry.

    Each argument is one function or a sequence of them, sync or async; async functions need `AsyncClient`. A function
    receives one event. An exception that it raises is logged, and does not affect the call.

    Args:
        on_request: Called with a `RequestEvent` before each request.
        on_response: Called with a `ResponseEvent` after each request, even if it failed or was cancelled.
        on_retry: Called with a `RetryEvent` before the wait for a retry.

    Raises:
        TypeError: An argument is not a function.
    """

    __slots__ = ("on_request", "on_response", "on_retry")

    def __init__(
        self,
        *,
        on_request: _Functions[RequestEvent] = None,
        on_response: _Functions[ResponseEvent] = None,
        on_retry: _Functions[RetryEvent] = None,
    ) -> None:
        self.on_request: tuple[Hook[RequestEvent], ...] = _wrap_functions(on_request, "on_request")
        self.on_response: tuple[Hook[ResponseEvent], ...] = _wrap_functions(on_response, "on_response")
        self.on_retry: tuple[Hook[RetryEvent], ...] = _wrap_functions(on_retry, "on_retry")

    def __repr__(self) -> str:
        parts = [f"{name}={[hook.name for hook in getattr(self, name)]}" for name in Hooks.__slots__]
        return f"{type(self).__name__}({', '.join(parts)})"


def _wrap_functions(functions: object, name: str) -> tuple[Hook[Any], ...]:
    if functions is None:
        return ()
    several = cast("Sequence[object]", functions) if _is_sequence(functions) else [functions]
    for function in several:
        if not callable(function):
            raise TypeError(f"{name} must be a function or a sequence of functions, not {type(function).__name__}")
    return tuple(Hook(cast("_Function[Any]", function)) for function in several)


def _is_sequence(value: object) -> bool:
    return isinstance(value, Sequence) and not isinstance(value, (str, bytes))


class CallHooks:
    """The hooks of a call, from one or several `Hooks`. Immutable.

    Attributes:
        sources: The `Hooks`, each once.
        on_request: All functions to call before a request.
        on_response: All functions to call after a request.
        on_retry: All functions to call before a retry.
    """

    __slots__ = ("on_request", "on_response", "on_retry", "sources")

    def __init__(self, sources: Iterable[Hooks]) -> None:
        self.sources: tuple[Hooks, ...] = tuple({id(hooks): hooks for hooks in sources}.values())
        self.on_request: tuple[Hook[RequestEvent], ...] = tuple(h for each in self.sources for h in each.on_request)
        self.on_response: tuple[Hook[ResponseEvent], ...] = tuple(h for each in self.sources for h in each.on_response)
        self.on_retry: tuple[Hook[RetryEvent], ...] = tuple(h for each in self.sources for h in each.on_retry)


NO_HOOKS = CallHooks(())
"""The hooks of a call without hooks."""


def add_hooks(present: CallHooks | None, more: Sequence[Hooks]) -> CallHooks | None:
    """Return hooks with more hooks; None if there are none."""
    if not more:
        return present
    return CallHooks([*(() if present is None else present.sources), *more])


def async_check_hooks(hooks: object) -> tuple[Hooks, ...]:
    """Return the `hooks` argument of an asynchronous client as a tuple.

    Raises:
        TypeError: It is neither `Hooks` nor a sequence of them.
    """
    if hooks is None:
        return ()
    several = cast("Sequence[object]", hooks) if _is_sequence(hooks) else [hooks]
    for each in several:
        if not isinstance(each, Hooks):
            raise TypeError(
                f"hooks must be Hooks or a sequence of them, not {type(each).__name__}: "
                "pass hooks=Hooks(on_response=function)"
            )
    return tuple(cast("Sequence[Hooks]", several))


def sync_check_hooks(hooks: object) -> tuple[Hooks, ...]:
    """Return the `hooks` argument of a synchronous client as a tuple.

    Raises:
        TypeError: It is neither `Hooks` nor a sequence of them, or a function is async.
    """
    checked = async_check_hooks(hooks)
    for each in checked:
        every: tuple[Hook[Any], ...] = (*each.on_request, *each.on_response, *each.on_retry)
        for hook in every:
            if hook.is_async:
                raise TypeError(f"the hook {hook.name} is async: use AsyncClient, or pass a function without async")
    return checked
