"""Decode responses into models."""

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, TypeVar, cast

from .errors import DecodeError, Outcome, is_json, make_response_error
from .json_codec import loads
from .model import ReadModel, get_required_keys
from .operation import Operation

if TYPE_CHECKING:
    import httpx

T = TypeVar("T")
M = TypeVar("M", bound=ReadModel)

_OK = 200


@dataclass(frozen=True, slots=True)
class Envelope:
    """Where the result of a call is in its response.

    Attributes:
        key: The key of the result.
        others: Keys of the result in some responses.
        is_list: Whether the result is a list.
        is_bare: Whether the response may be the result itself, without the key.
        is_required: Whether the result is always present.
    """

    key: str
    others: tuple[str, ...] = ()
    is_list: bool = False
    is_bare: bool = False
    is_required: bool = False


def decode(response: "httpx.Response", model: type[M], operation: Operation, envelope: Envelope | None = None) -> M:
    """Decode the model in a successful response to `operation`.

    A successful write never fails because its response is incomplete: missing parts are empty or None.

    Raises:
        DecodeError: The response is not JSON, or a read has no result.
    """
    problem = ""
    try:
        content = response.content
        return model.from_dict(_fit(loads(content) if content else {}, model, operation, envelope))
    except _Unfit as error:
        problem = str(error)
    except RecursionError:
        problem = "it is nested too deeply"
    except ValueError as error:
        problem = f"it is not JSON: {error}"
    raise _make_decode_error(response, operation, problem)  # outside of except, so that no context keeps the whole body


def read_bytes(response: "httpx.Response") -> bytes:
    """Return the body of a response as bytes."""
    return response.content


def require_result(value: T | None, key: str) -> T:
    """Return the value of a key of a response.

    Raises:
        DecodeError: The key is missing or null.
    """
    if value is None:
        raise make_incomplete_error(f"the response lacks {key!r}")
    return value


def unwrap_result(value: M | list[M] | None, key: str) -> M:
    """Return the value of a key of a response, or its first item if it is a list.

    Raises:
        DecodeError: The key is missing or null, or the list is empty.
    """
    return require_result(next(iter(value), None) if isinstance(value, list) else value, key)


def make_incomplete_error(message: str) -> DecodeError:
    """Return the error for a response of the API that is incomplete."""
    error = DecodeError(message, _OK, "application/json")
    error.outcome, error.attempts = Outcome.DONE, 1
    return error


class _Unfit(Exception):
    """The response to a read does not contain its result."""


def _fit(value: Any, model: type[ReadModel], operation: Operation, envelope: Envelope | None) -> dict[str, Any]:
    """Return the JSON object of a response, without variations of its envelope."""
    reads = operation.repeatable
    if isinstance(value, list):
        items: list[Any] = value  # pyright: ignore[reportUnknownVariableType]
        value = {envelope.key: items} if envelope else next(iter(items), None)
    if not isinstance(value, dict):
        if reads:
            raise _Unfit(f"it is {_describe_kind(value)}, not an object")
        value = {}
    found = cast("dict[str, Any]", value)
    if envelope is not None:
        found = _normalize(found, envelope, reads=reads)
    if reads:
        for key in get_required_keys(model):
            if found.get(key) is None:
                raise _Unfit(f"it lacks {key!r}")
    return found


def _describe_kind(value: object) -> str:
    return _KINDS.get(type(value), "a number")


_KINDS: dict[type, str] = {str: "a string", bool: "a boolean", type(None): "null"}


def _normalize(value: dict[str, Any], envelope: Envelope, *, reads: bool) -> dict[str, Any]:
    key = envelope.key
    held = value.get(key)
    if isinstance(held, list if envelope.is_list else dict):
        return value
    held = next((value[other] for other in envelope.others if value.get(other) is not None), None) or held
    held = _to_list(held) if envelope.is_list else _to_object(held)
    if held is None and (envelope.is_bare or envelope.is_required) and not (reads and key in value):
        held = _find_bare_result(value, envelope, reads=reads)
    if held is None and reads and (envelope.is_required or (envelope.is_bare and not envelope.is_list)):
        raise _Unfit(f"it lacks {key!r}")
    return value if held is None else {**value, key: held}


def _to_list(held: Any) -> Any:
    return ([held] if held else []) if isinstance(held, dict) else held  # pyright: ignore[reportUnknownVariableType]


def _to_object(held: Any) -> Any:
    if isinstance(held, list):
        items: list[Any] = held  # pyright: ignore[reportUnknownVariableType]
        held = next(iter(items), None)
    return held if isinstance(held, dict) else None  # pyright: ignore[reportUnknownVariableType]


def _find_bare_result(value: dict[str, Any], envelope: Envelope, *, reads: bool) -> Any:
    """Return the result of a response without the key; for a write an empty object at least."""
    if reads and not envelope.is_bare:
        return None
    around = {envelope.key, *envelope.others, "notice"}
    itself = {name: inner for name, inner in value.items() if name not in around}
    if envelope.is_list:
        return [itself] if itself else []
    return itself if itself or not reads else None


def _make_decode_error(response: "httpx.Response", operation: Operation, problem: str) -> DecodeError:
    media = response.headers.get("content-type", "")
    if "html" in media:
        problem = "it is a page of a proxy or gateway, not the response of the API"
    what = f"status {response.status_code}, {media or 'no media type'}"
    error = make_response_error(
        DecodeError, f"{operation.method_names}: cannot read the response ({what}): {problem}", response
    )
    error.outcome = Outcome.DONE if is_json(response) else Outcome.UNKNOWN
    attempts = response.extensions.get("contentstack_cma.attempts", 1)
    error.attempts = attempts if isinstance(attempts, int) else 1
    return cast("DecodeError", error)
