"""Build the requests of `client.request()` and `stack.request()`, and read the responses. No I/O."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any, Literal, cast
from urllib.parse import quote, unquote

import httpx

from contentstack_cma_client.errors import ContentstackError, DecodeError, Outcome, is_json, make_response_error
from contentstack_cma_client.json_codec import dumps, loads
from contentstack_cma_client.operation import AuthMethod, Operation, Request
from contentstack_cma_client.types import Response

from .errors import build_message
from .wire.delivery import get_delivery
from .wire.headers import check_headers
from .wire.requests import RAW

QueryValue = str | int | float | bool | None | Sequence[str] | Mapping[str, object]
"""A query parameter: text, number, boolean, list (sent once per item) or mapping (sent as JSON)."""

JsonBody = Mapping[str, object] | Sequence[object] | str | int | float | bool | None
"""A JSON body; None for no body."""

_METHODS = frozenset({"DELETE", "GET", "HEAD", "PATCH", "POST", "PUT"})
_READS = frozenset({"GET", "HEAD"})
_ANY: tuple[AuthMethod, ...] = ("authtoken", "management_token", "oauth")


def build_raw_request(
    scope: Literal["client", "stack"],
    method: str,
    path: str,
    *,
    query: Mapping[str, QueryValue] | None,
    json: JsonBody,
    headers: Mapping[str, str] | None,
) -> Request:
    """Return the request for a method, a path and JSON.

    Raises:
        TypeError: A value is of the wrong type.
        ValueError: The method is unknown, or the path is malformed.
    """
    verb = _check_method(method)
    operation = Operation(
        id=RAW,
        method=verb,
        path=path,
        repeatable=verb in _READS,
        auth=_ANY,
        api_key="required" if scope == "stack" else "never",
        branch=scope == "stack",
        methods=(f"{scope}.request()",),
        auth_documented=False,
    )
    return Request(
        operation,
        _check_path(path),
        query=[(name, text) for name, value in _check_query(query).items() for text in _to_texts(name, value)],
        headers=check_headers(headers),
        content=None if json is None else dumps(json),
    )


def parse_raw_response(response: httpx.Response) -> Response[Any]:
    """Return a response with its parsed JSON, if any.

    Raises:
        DecodeError: The response claims to be JSON and is not, or it is the page of a proxy or gateway.
    """
    parsed: Any = None
    if response.content and is_json(response):
        try:
            parsed = loads(response.content)
        except (ValueError, RecursionError):
            raise _build_decode_error(
                response, "the response has the media type of JSON but is not valid JSON"
            ) from None
    elif "html" in response.headers.get("content-type", ""):
        raise _build_decode_error(response, "the response is a page of a proxy or gateway, not of the API")
    return Response(response.status_code, response.headers, response.content, parsed)


def _build_decode_error(response: httpx.Response, problem: str) -> ContentstackError:
    error = make_response_error(DecodeError, build_message(response.request, problem), response)
    error.outcome = Outcome.DONE if is_json(response) else Outcome.UNKNOWN
    error.attempts = get_delivery(response.request).story.attempts
    return error


def _check_method(method: object) -> str:
    if not isinstance(method, str):
        raise TypeError(f"method must be a string, not {type(method).__name__}")
    if method.upper() not in _METHODS:
        raise ValueError(f"method must be one of {', '.join(sorted(_METHODS))}, not {method!r}")
    return method.upper()


def _check_path(path: object) -> str:
    if not isinstance(path, str):
        raise TypeError(f"path must be a string, not {type(path).__name__}")
    if not path.startswith("/") or path.startswith("//"):
        raise ValueError(f"path must begin with one slash and contain no host, such as /v3/stacks: {path!r}")
    if "?" in path or "#" in path:
        raise ValueError(f"path must not contain a query or fragment: pass query={{...}} instead of {path!r}")
    if any(unquote(segment) in {".", ".."} for segment in path.split("/")):
        raise ValueError(f"path must not contain '.' or '..' segments: {path!r} would address another resource")
    if not path.isprintable():
        raise ValueError(f"path must contain printable characters only, not {path!r}")
    return quote(path, safe="/%!$&'()*+,;=:@~")


def _check_query(query: object) -> Mapping[str, object]:
    if query is None:
        return {}
    if not isinstance(query, Mapping):
        raise TypeError(f"query must be a mapping of names to values, not {type(query).__name__}")
    named = cast("Mapping[object, object]", query)
    for name in named:
        if not isinstance(name, str):
            raise TypeError(f"query must have names of type str, not {name!r}")
    return cast("Mapping[str, object]", query)


def _to_texts(name: str, value: object) -> Iterable[str]:
    if value is None:
        return []
    if isinstance(value, bool):
        return ["true" if value else "false"]
    if isinstance(value, (str, int, float)):
        return [_check_unicode(name, str(value))]
    if isinstance(value, Mapping):
        return [dumps(cast("Mapping[str, object]", value)).decode()]
    if isinstance(value, Sequence) and not isinstance(value, (bytes, bytearray)):
        return [text for item in cast("Sequence[object]", value) for text in _to_texts(name, item)]
    raise TypeError(
        f"query[{name!r}] must be a string, a number, a boolean, a list or a mapping, not {type(value).__name__}"
    )


def _check_unicode(name: str, text: str) -> str:
    try:
        text.encode()
    except UnicodeEncodeError:
        raise ValueError(f"query[{name!r}] must be valid Unicode, without lone surrogates") from None
    return text
