"""Whole responses of methods and of the functions in `api`: the same call, through a sender that keeps its response."""

# pyright: reportPrivateUsage=false

from collections.abc import Awaitable, Callable, Coroutine
from functools import wraps
from inspect import iscoroutinefunction, ismethod
from typing import TYPE_CHECKING, Any, Concatenate, Generic, ParamSpec, TypeVar, overload

from .client import AsyncSender, Sender
from .operation import Request
from .resource import Resource, S
from .types import Response

if TYPE_CHECKING:
    import httpx

P = ParamSpec("P")
T = TypeVar("T")
M = TypeVar("M")


class _Recorder(Generic[S]):
    """A sender for one call that keeps the last response."""

    response: "httpx.Response"

    def __init__(self, sender: S) -> None:
        self._sender: S = sender

    def __getattr__(self, name: str) -> Any:
        return getattr(self._sender, name)

    def build_response(self, parsed: T) -> Response[T]:
        """Return the last response with its parsed body."""
        response = self.response
        return Response(response.status_code, response.headers, response.content, parsed)


class _SyncRecorder(_Recorder[Sender]):
    def send(self, request: Request) -> "httpx.Response":
        self.response = self._sender.send(request)
        return self.response


class _AsyncRecorder(_Recorder[AsyncSender]):
    async def send(self, request: Request) -> "httpx.Response":
        self.response = await self._sender.send(request)
        return self.response


class WithRawResponse(Resource[S]):
    """The methods of a resource, returning whole responses."""

    def __init__(self, resource: Resource[S]) -> None:
        self._sender: S = resource._sender
        self._resource: Resource[S] = resource

    def _with_sender(self, sender: S) -> "WithRawResponse[S]":
        return type(self)(self._resource._with_sender(sender))


def use(method: M) -> Callable[[object], M]:
    """Return a decorator that replaces a stub by `method`.

    A decorated stub has a declared type; of a variable in a class, type checkers could infer different ones.
    """
    return lambda _: method


def sync_raw_method(method: Callable[Concatenate[Any, P], T]) -> Callable[Concatenate[Any, P], Response[T]]:
    """Return the method of `with_raw_response` for a method of a resource class."""

    @wraps(method)
    def call(self: WithRawResponse[Sender], /, *args: P.args, **kwargs: P.kwargs) -> Response[T]:
        recorder = _SyncRecorder(self._sender)
        return recorder.build_response(method(self._resource._with_sender(recorder), *args, **kwargs))

    return call


def async_raw_method(
    method: Callable[Concatenate[Any, P], Awaitable[T]],
) -> Callable[Concatenate[Any, P], Coroutine[Any, Any, Response[T]]]:
    """Return the method of `with_raw_response` for a method of an asynchronous resource class."""

    @wraps(method)
    async def call(self: WithRawResponse[AsyncSender], /, *args: P.args, **kwargs: P.kwargs) -> Response[T]:
        recorder = _AsyncRecorder(self._sender)
        return recorder.build_response(await method(self._resource._with_sender(recorder), *args, **kwargs))

    return call


@overload
def with_raw_response(  # type: ignore[overload-overlap]  # pyright: ignore[reportOverlappingOverload]
    function: Callable[P, Coroutine[Any, Any, T]],
) -> Callable[P, Coroutine[Any, Any, Response[T]]]: ...


@overload
def with_raw_response(function: Callable[P, T]) -> Callable[P, Response[T]]: ...


def with_raw_response(function: Callable[..., Any]) -> Callable[..., Any]:
    """Return a function of an operation in a form that returns the whole response.

        response = with_raw_response(get_environment.sync)("production", client=client)
        print(response.status_code, response.parsed.environment)

    Args:
        function: `sync` or `asyncio` of a module in `contentstack_cma_client.api`.

    Raises:
        TypeError: `function` is a method of a resource, which has `with_raw_response` of its own.
    """
    if ismethod(function):
        name = function.__name__
        raise TypeError(
            f"with_raw_response() takes `sync` or `asyncio` of an operation: use .with_raw_response.{name}()"
        )

    @wraps(function)
    def call(*args: Any, client: Sender, **kwargs: Any) -> Response[Any]:
        recorder = _SyncRecorder(client)
        return recorder.build_response(function(*args, client=recorder, **kwargs))

    @wraps(function)
    async def async_call(*args: Any, client: AsyncSender, **kwargs: Any) -> Response[Any]:
        recorder = _AsyncRecorder(client)
        return recorder.build_response(await function(*args, client=recorder, **kwargs))

    return async_call if iscoroutinefunction(function) else call
