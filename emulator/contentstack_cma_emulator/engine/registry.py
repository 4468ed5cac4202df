"""The registry of handlers."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import cast

from contentstack_cma_emulator.engine.call import ApiResponse, Call
from contentstack_cma_emulator.engine.documents import Document
from contentstack_cma_emulator.engine.errors import CmaError, Errors
from contentstack_cma_emulator.engine.form_data import Form

Handler = Callable[[Call], ApiResponse]
"""Handles a call in a transaction. Raising `CmaError` rejects the call and rolls back its writes."""

Reader = Callable[[Document], Document]
"""Converts a JSON body to the form in the description, or returns it if it has that form."""


@dataclass(frozen=True, slots=True)
class FormReader:
    """How a form becomes the JSON body of a call.

    Attributes:
        read: Returns the body. Raises `CmaError` if the form does not hold it.
        as_body_of: The operation whose JSON body it is like. Keys that this lacks are dropped.
        reject: Builds the error for a body that is not valid. Without it, the handler validates the body.
    """

    read: Callable[[Form], Document]
    as_body_of: str = ""
    reject: Callable[[Errors], CmaError] | None = None


_readers: dict[str, Reader] = {}
_form_readers: dict[str, FormReader] = {}
_operations: dict[str, Handler] = {}
_downloads: dict[str, Handler] = {}
_open: set[str] = set()
_tolerated: dict[str, frozenset[str]] = {}


@dataclass(frozen=True, slots=True)
class Endpoint:
    """A handler with everything that is registered for its operation.

    Attributes:
        handle: The handler.
        read_body: Converts other forms of the body. None if there are none.
        form_reader: Reads the body from a form. None if the handler reads forms itself.
        tolerated: The names that are not validated.
        keeps_unknown_keys: Whether unknown keys in the body are kept.
    """

    handle: Handler
    read_body: Reader | None = None
    form_reader: FormReader | None = None
    tolerated: frozenset[str] = frozenset()
    keeps_unknown_keys: bool = False


def operation(*operation_ids: str) -> Callable[[Handler], Handler]:
    """Register the handler of operations of the bundled description. `Call.action` tells them apart.

    Route, parameters, body and credentials are validated against the description before the handler runs.
    """

    def register(handler: Handler) -> Handler:
        for operation_id in operation_ids:
            _add(_operations, operation_id, handler)
        return handler

    return register


def tolerate(operation_id: str, *names: str) -> None:
    """Do not validate some parameters and values of an operation, which clients omit or write in another way.

    The handler must handle any value there.

    Args:
        operation_id: The operation.
        names: The names that the error would have: a parameter, or the path of a value, without the envelope's key and
            without list indexes.
    """
    _tolerated[operation_id] = frozenset(names)


def allow_any_key(*operation_ids: str) -> None:
    """Keep unknown keys in the bodies of operations, whose handlers pick what they need.

    For other operations unknown keys are dropped, so that they are not stored.
    """
    _open.update(operation_ids)


def add_body_reader(operation_id: str, reader: Reader) -> None:
    """Accept another form of body. `reader` converts it before validation."""
    _readers[operation_id] = reader


def add_form_reader(operation_id: str, reader: FormReader) -> None:
    """Let the handler of an operation find what a form holds in the body of the call."""
    _form_readers[operation_id] = reader


def add_import_reader(operation_id: str, key: str, reject: Callable[[Errors], CmaError] | None = None) -> None:
    """Let the handler of an import find the object of the file in the body of the call.

    The file is the part `key` of the form, with or without a file name. It holds the object bare, as exports do, or
    under that key, as responses do. The body is like that of `create_<key>`.
    """
    reader = FormReader(lambda form: {key: form.read_exported(key)}, f"create_{key}", reject)
    add_form_reader(operation_id, reader)


def make_unwrapper(key: str) -> Reader:
    """Make a reader that accepts bodies in an envelope that the description does not have."""

    def read(body: Document) -> Document:
        inner = body.get(key)
        return cast("Document", inner) if len(body) == 1 and isinstance(inner, dict) else body

    return read


def download(path: str) -> Callable[[Handler], Handler]:
    """Register a handler of GET and HEAD for a path that is not in the description (`/v3/assets/{api_key}/…`).

    For public URLs, such as that of an asset's file. There is no principal. The parameter `api_key` in the path opens
    the stack; if there is no such stack, the call is rejected with 412/109.
    """

    def register(handler: Handler) -> Handler:
        _add(_downloads, path, handler)
        return handler

    return register


def get_operation_handlers() -> Mapping[str, Handler]:
    """Return the registered handlers by operation id."""
    return MappingProxyType(_operations)


def find_endpoint(operation_id: str) -> Endpoint:
    """Return the handler of an operation, with everything that is registered for it."""
    return Endpoint(
        _operations[operation_id],
        _readers.get(operation_id),
        _form_readers.get(operation_id),
        _tolerated.get(operation_id, frozenset()),
        operation_id in _open,
    )


def get_download_handlers() -> Mapping[str, Handler]:
    """Return the registered handlers of public URLs by path."""
    return MappingProxyType(_downloads)


def _add(handlers: dict[str, Handler], name: str, handler: Handler) -> None:
    if name in handlers:
        raise ValueError(f"{name} has two handlers")
    handlers[name] = handler
