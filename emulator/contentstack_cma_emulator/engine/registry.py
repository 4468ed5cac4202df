"""Which function answers which call."""

from collections.abc import Callable, Mapping
from types import MappingProxyType
from typing import cast

from contentstack_cma_emulator.engine.call import Answer, Call
from contentstack_cma_emulator.engine.documents import Document

Handler = Callable[[Call], Answer]
"""A function that does one call, in a transaction: raising `CmaError` refuses the call and undoes its writes."""

Reader = Callable[[Document], Document]
"""Puts a JSON body into the form that the description has, and leaves one alone that is in it."""

_readers: dict[str, Reader] = {}
_operations: dict[str, Handler] = {}
_downloads: dict[str, Handler] = {}
_open: set[str] = set()
_tolerated: dict[str, frozenset[str]] = {}


def operation(operation_id: str) -> Callable[[Handler], Handler]:
    """Register the handler of the operation `operation_id` of the bundled description.

    The description says its route, parameters, body and credentials; all are checked before the handler runs.
    """

    def register(handler: Handler) -> Handler:
        _add(_operations, operation_id, handler)
        return handler

    return register


def tolerate(operation_id: str, *names: str) -> None:
    """Let a call pass though these of its parameters and values are missing or not as the description demands.

    For what clients of the CMA are known to leave out, or to write in another way. `names` are those that the
    refusal would have: a parameter, or the path of a value without the envelope's key and without the indexes of
    lists. The handler must be prepared for anything there.
    """
    _tolerated[operation_id] = frozenset(names)


def tolerated(operation_id: str) -> frozenset[str]:
    """Answer what `tolerate` was told of an operation."""
    return _tolerated.get(operation_id, frozenset())


def take_any_key(*operation_ids: str) -> None:
    """Let the bodies of operations hold keys that the description lacks: their handlers pick what they know.

    From any other body such keys are dropped, so that they are not stored.
    """
    _open.update(operation_ids)


def takes_any_key(operation_id: str) -> bool:
    """Return whether `take_any_key` was told of an operation."""
    return operation_id in _open


def also_read(operation_id: str, reader: Reader) -> None:
    """Let an operation take bodies of another form than the description has; `reader` is asked before the checks."""
    _readers[operation_id] = reader


def read_body(operation_id: str, body: Document) -> Document:
    """Answer the body of an operation in the form of the description, where it came in another that is taken too."""
    reader = _readers.get(operation_id)
    return reader(body) if reader else body


def unwrapped(key: str) -> Reader:
    """Make the reader of bodies that may stand under a key, though the description has none."""

    def read(body: Document) -> Document:
        inner = body.get(key)
        return cast("Document", inner) if len(body) == 1 and isinstance(inner, dict) else body

    return read


def download(path: str) -> Callable[[Handler], Handler]:
    """Register a handler of GET and HEAD `path` (`/v3/assets/{api_key}/…`) that the description does not know.

    For public addresses such as that of an asset's bytes: there is no principal, and a parameter called `api_key`
    in the path opens its stack (the call is refused with 412/109 where there is none).
    """

    def register(handler: Handler) -> Handler:
        _add(_downloads, path, handler)
        return handler

    return register


def operations() -> Mapping[str, Handler]:
    """Answer the registered handlers by operation id."""
    return MappingProxyType(_operations)


def downloads() -> Mapping[str, Handler]:
    """Answer the registered handlers of public addresses by path."""
    return MappingProxyType(_downloads)


def _add(handlers: dict[str, Handler], name: str, handler: Handler) -> None:
    if name in handlers:
        raise ValueError(f"{name} has two handlers")
    handlers[name] = handler
