"""Answers, turned into models."""

from collections.abc import Callable
from contextlib import suppress
from typing import TYPE_CHECKING, Any, TypeVar

from .errors import ContentstackError, DecodeError, about_response
from .json_codec import loads
from .model import ReadModel
from .operation import Operation
from .types import Response

if TYPE_CHECKING:
    import httpx

T = TypeVar("T")
M = TypeVar("M", bound=ReadModel)


def decode(response: "httpx.Response", from_dict: Callable[[Any], T], operation: Operation) -> T:
    """The model that an answer to `operation` holds. An answer without a body is an empty object.

    Raises:
        DecodeError: The answer is not JSON, or not what the model describes.
    """
    content = response.content
    try:
        return from_dict(loads(content) if content else {})
    except (AttributeError, KeyError, TypeError, ValueError) as error:
        raise about_response(DecodeError, f"{operation.id}: {_explain(response, error)}", response) from error


def detailed(response: "httpx.Response", parse: "Callable[[httpx.Response], T]") -> Response[T]:
    """The whole answer, with what was parsed from it."""
    return Response(
        status_code=response.status_code, headers=response.headers, content=response.content, parsed=parse(response)
    )


def unread(response: "httpx.Response") -> bytes:
    """The bytes of an answer, as they came."""
    return response.content


def present(value: T | None, key: str) -> T:
    """What stands under a key of an answer that may lack it.

    Raises:
        ContentstackError: It is not there.
    """
    if value is None:
        raise ContentstackError(f"the answer has no {key!r}")
    return value


def unwrapped(value: M | list[M] | None, answer: ReadModel, model: type[M], key: str) -> M:
    """What stands under a key of an answer, alone or first in a list; where there is no such key, the answer itself.

    Raises:
        ContentstackError: The list is empty, or the answer without the key is no such thing.
    """
    if isinstance(value, list):
        value = next(iter(value), None)
    elif value is None and key not in answer:
        with suppress(KeyError):
            value = model.from_dict(answer.to_dict())
    return present(value, key)


def _explain(response: "httpx.Response", error: Exception) -> str:
    kind = response.headers.get("content-type", "no content type")
    what = f"lacks {error}" if isinstance(error, KeyError) else str(error)
    return f"unexpected answer ({kind}): {what}"
