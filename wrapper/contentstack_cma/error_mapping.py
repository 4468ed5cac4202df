"""How responses and connection errors become exceptions."""

import json
import re
from collections.abc import Iterable, Mapping
from typing import Any, cast

import httpx

from contentstack_cma_client.errors import ContentstackError, DecodeError, is_json

from . import errors
from .errors import ApiError, ErrorDetails, RedirectError, TransportError, build_message, get_call
from .retry import iterate_causes, read_retry_after

FIRST_FAILURE = 300
"""The lowest status that becomes an exception."""

_BY_STATUS: Mapping[int, type[ApiError]] = {
    400: errors.BadRequestError,
    401: errors.AuthenticationError,
    403: errors.PermissionDeniedError,
    404: errors.NotFoundError,
    409: errors.ConflictError,
    412: errors.PreconditionFailedError,
    422: errors.ValidationError,
}

_BY_CODE: Mapping[int, type[ApiError]] = {
    104: errors.AuthenticationError,  # wrong e-mail address or password, with status 422
    105: errors.AuthenticationError,
    109: errors.StackNotFoundError,
    161: errors.NotFoundError,  # environment, with status 401
    294: errors.TwoFactorRequired,
    295: errors.AuthenticationError,  # wrong two-factor code
}
"""Exceptions that the status alone does not determine."""

_MAY_BE_MISSING = frozenset({118, 141, 347, 905})
"""Codes of missing resources and of other errors too: only the messages tell them apart."""
_MISSING = re.compile(r"(does ?n[o']t exist|does not exist|(was|were|is) not found|couldn't be found)", re.IGNORECASE)
_RATE_LIMITED = 429
_SERVER_FAULTS = 500
_NOT_FOUND = 404
_MOST_DIGITS = 15


def choose_exception(details: ErrorDetails) -> type[ApiError]:
    """Return the class of the exception for a rejected call."""
    if details.status == _RATE_LIMITED:
        return errors.RateLimitError
    if details.status >= _SERVER_FAULTS:
        return errors.ServerError
    if details.status == _NOT_FOUND and not details.is_from_api:
        return ApiError
    if _is_missing(details):
        return errors.NotFoundError
    by_code = None if details.error_code is None else _BY_CODE.get(details.error_code)
    return by_code or _BY_STATUS.get(details.status, ApiError)


def _is_missing(details: ErrorDetails) -> bool:
    """Return whether the resource in the path does not exist; a missing one in a parameter or body is invalid input."""
    if details.error_code not in _MAY_BE_MISSING or not _MISSING.search(details.error_message or ""):
        return False
    return not details.errors or any(name == "" or name.endswith("uid") for name in details.errors)


def build_exception(response: httpx.Response, hint: str = "") -> ContentstackError:
    """Return the exception for a response that is not a success. Its body must have been read.

    Args:
        response: The response.
        hint: What to do about it. Default: the hint for the error code or status.
    """
    if response.has_redirect_location:
        return RedirectError(_describe_redirect(response))
    details = read_error_details(response, hint)
    return choose_exception(details)(details)


def read_error_details(response: httpx.Response, hint: str = "") -> ErrorDetails:
    """Return the error in a response. Any part of it may be missing or malformed."""
    body = _parse_object(response.content)
    code = _parse_code(body.get("error_code"))
    return ErrorDetails(
        status=response.status_code,
        method=response.request.method,
        path=response.request.url.path,
        error_code=code,
        error_message=_find_message(body),
        errors=_read_errors(body),
        request_id=response.headers.get("x-request-id"),
        retry_after=read_retry_after(response),
        host=response.request.url.netloc.decode("ascii"),
        call=get_call(response.request),
        is_from_api=is_from_api(response),
        hint=hint or _HINTS.get(code or response.status_code, ""),
    )


_HINTS: Mapping[int, str] = {
    105: "check the token or sign in again: it is unknown or has expired",
    109: "check api_key, and region or base_url: a stack exists in one region only",
    161: "check the name of the environment, and that the credentials may use it",
    294: "sign in with tfa_token or totp_secret",
    401: "sign in again",
    403: "ask an owner of the stack for a role that permits it, or check the plan",
    413: "send less in one request",
    429: "raise max_rate_limit_wait, or share one pace among all processes: Pace(shared=...)",
}
"""Hints by error code, else by status."""

_OWN_KEYS = frozenset({"error_code", "error_message", "errors", "message", "error"})


def is_from_api(response: httpx.Response) -> bool:
    """Return whether a response seems to come from the API; gateways send HTML pages or empty bodies."""
    if not is_json(response):
        return False
    if response.is_success:
        return True
    body = _parse_object(response.content)
    return not body or not _OWN_KEYS.isdisjoint(body)


def build_transport_error(error: Exception, request: httpx.Request) -> ContentstackError:
    """Return the exception for a call that got no usable response."""
    kind = next((ours for theirs, ours in _TRANSPORT if isinstance(error, theirs)), TransportError)
    problem = str(error) or type(error).__name__
    if problem.startswith("cannot connect"):
        problem += "; check the proxy" if isinstance(error, httpx.ProxyError) else _CONNECT_HINT
    text = build_message(request, problem)
    return DecodeError(text) if kind is DecodeError else kind(text)


_TRANSPORT: tuple[tuple[type[Exception], type[ContentstackError]], ...] = (
    (httpx.ConnectTimeout, errors.ConnectTimeoutError),
    (httpx.PoolTimeout, errors.PoolTimeoutError),
    (httpx.TimeoutException, errors.RequestTimeoutError),
    (httpx.ConnectError, errors.ConnectError),
    (httpx.ProxyError, errors.ConnectError),
    (httpx.DecodingError, DecodeError),
    (httpx.NetworkError, errors.ConnectionLostError),
    (httpx.RemoteProtocolError, errors.ConnectionLostError),
    (httpx.TooManyRedirects, RedirectError),
)


_CONNECT_HINT = "; check base_url, region and the network"


def remove_messages(error: BaseException, outer: BaseException | None = None) -> BaseException:
    """Remove requests, responses and bodies from an exception and its causes, and return it.

    Args:
        error: The exception.
        outer: The exception that the caller was handling, which is left as it is.
    """
    for cause in iterate_causes(error, outer):
        for name in vars(cause):
            if name.strip("_") in _MESSAGES:
                vars(cause)[name] = None
        if isinstance(cause, UnicodeDecodeError):
            cause.object = b""
    return error


_MESSAGES = frozenset({"request", "response", "request_info", "history", "headers", "doc"})


def _describe_redirect(response: httpx.Response) -> str:
    target = _find_host(response.headers["location"])
    return build_message(
        response.request,
        f"{response.status_code}, a redirect to {target}, which is not followed: check region or base_url",
    )


def _find_host(location: str) -> str:
    try:
        return httpx.URL(location).host or "the same host"
    except (httpx.InvalidURL, UnicodeError):  # the latter from an international domain name
        return "a malformed URL"


def _parse_object(content: bytes) -> dict[str, Any]:
    try:
        body = json.loads(content)
    except (ValueError, RecursionError):
        return {}
    return cast("dict[str, Any]", body) if isinstance(body, dict) else {}


def _parse_code(value: object) -> int | None:
    if isinstance(value, int):
        return int(value)
    return int(value) if isinstance(value, str) and value.isdecimal() and len(value) <= _MOST_DIGITS else None


def _find_message(body: Mapping[str, object]) -> str | None:
    candidates = (body.get(key) for key in ("error_message", "message", "error_description", "error"))
    return next((text for text in map(_read_message, candidates) if text), None)


def _read_message(value: object) -> str:
    """Return a message; the Developer Hub sends a list of texts."""
    texts = cast("list[object]", value) if isinstance(value, list) else [value]
    return "; ".join(_escape(text) for text in texts if isinstance(text, str) and text)


def _read_errors(body: Mapping[str, object]) -> dict[str, tuple[str, ...]]:
    try:
        return _read_field_errors(body.get("errors"))
    except RecursionError:
        return {}


def _read_field_errors(value: object) -> dict[str, tuple[str, ...]]:
    """Return the messages by field; the server sends an object, a list of objects or texts, null or nothing."""
    if isinstance(value, dict):
        fields = cast("dict[object, object]", value)
        return {_escape(str(name)): tuple(_read_texts(texts)) for name, texts in fields.items()}
    merged: dict[str, tuple[str, ...]] = {}
    for item in cast("list[object]", value) if isinstance(value, list) else [value]:
        found = _read_field_errors(cast("object", item)) if isinstance(item, dict) else {"": tuple(_read_texts(item))}
        merged.update({name: merged.get(name, ()) + texts for name, texts in found.items() if texts})
    return merged


def _read_texts(value: object) -> Iterable[str]:
    texts, left = list[str](), [value]
    while left:
        item = left.pop()
        if isinstance(item, list):
            left += reversed(cast("list[object]", item))
        elif item is not None:
            texts.append(_escape(item) if isinstance(item, str) else json.dumps(item))
    return texts


def _escape(text: str) -> str:
    """Return a text that can be logged: JSON may contain lone surrogates."""
    return text.encode(errors="backslashreplace").decode()
