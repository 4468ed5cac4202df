"""The exceptions, and how responses and connection errors become exceptions.

    ContentstackError                      has outcome and attempts: see below
     ├─ ApiError                           not a success; has status, error_code, errors, request_id …
     │   ├─ BadRequestError                400                                       is a ValueError
     │   ├─ AuthenticationError            401, and wrong credentials                is a PermissionError
     │   │   └─ TwoFactorRequired          error code 294
     │   ├─ PermissionDeniedError          403                                       is a PermissionError
     │   ├─ NotFoundError                  404, or another status that says so       is a LookupError
     │   ├─ ConflictError                  409
     │   ├─ PreconditionFailedError        412
     │   │   └─ StackNotFoundError         error code 109: unknown api_key           is a LookupError
     │   ├─ ValidationError                422                                       is a ValueError
     │   ├─ RateLimitError                 429, after the longest wait for it
     │   └─ ServerError                    5xx
     ├─ RedirectError                      3xx: credentials do not follow redirects
     ├─ ResponseError
     │   └─ DecodeError                    success, but the response cannot be read  is a ValueError
     ├─ TransportError                     no response
     │   ├─ ConnectError                   no connection, nothing sent               is a ConnectionError
     │   │   ├─ ConnectTimeoutError        connecting took too long                  is a TimeoutError
     │   │   └─ PoolTimeoutError           no connection became free in time         is a TimeoutError
     │   ├─ ConnectionLostError            it broke while the call was under way     is a ConnectionError
     │   ├─ RequestTimeoutError            the response took too long                is a TimeoutError
     │   └─ DeadlineExceededError          the whole call took too long              is a TimeoutError
     ├─ ListChangedError                   items were removed while a list was iterated
     ├─ AuthMethodError                    the API does not accept this sign-in      is a PermissionError
     ├─ MissingCredentialsError            no credentials                            is a PermissionError
     ├─ OAuthError                         signing in with OAuth failed              is a PermissionError
     ├─ UploadError                        the source of an upload failed            is a ValueError
     └─ ClientClosedError                  used after close()                        is a RuntimeError

`outcome` says whether the call was processed, over all its attempts: `not_sent`, `rejected`, `unknown` or `done`. No
exception contains a password, a token, a request or a response.
"""

import json
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any, cast

import httpx

from contentstack_cma_client.errors import (
    ContentstackError,
    DecodeError,
    ListChangedError,
    ListChangedWarning,
    Outcome,
    ResponseError,
    is_json,
)

from .retry import causes, retry_after_of

CALL = "contentstack_cma.call"
"""Request extension: the method that was called, such as `stack.fetch()`."""

_NO_ERRORS: Mapping[str, tuple[str, ...]] = {}


@dataclass(frozen=True, slots=True)
class Refusal:
    """The error in a response.

    Attributes:
        status: HTTP status.
        method: HTTP method of the call.
        path: Path of the call, without query parameters.
        error_code: The API's error code.
        error_message: The API's error message.
        errors: Messages by field. Nested fields have dotted names; messages about no field have the name `""`.
        request_id: The server's id of the request, for support.
        retry_after: Seconds that the server asked to wait.
        host: Host of the call, with its port.
        call: The method that was called, such as `stack.fetch()`.
        is_own: Whether the response comes from the API and not from a proxy or gateway.
        hint: What to do about it.
    """

    status: int
    method: str
    path: str
    error_code: int | None = None
    error_message: str | None = None
    errors: Mapping[str, tuple[str, ...]] = field(default_factory=lambda: _NO_ERRORS)
    request_id: str | None = None
    retry_after: float | None = None
    host: str = ""
    call: str = ""
    is_own: bool = True
    hint: str = ""

    def __str__(self) -> str:
        code = "" if self.error_code is None else f" (error code {self.error_code})"
        fields = [f"{name}: {', '.join(texts)}".removeprefix(": ") for name, texts in self.errors.items()]
        request_id = [f"request id {self.request_id}"] if self.request_id else []
        said = f"{self.status}{code} {self.error_message or self._unexplained()}"
        hint = [self.hint] if self.hint else []
        place = f"{self.method} {self.host}{self.path}"
        return "; ".join([f"{place_of(self.call, place)}: {said}", *fields, *request_id, *hint])

    def _unexplained(self) -> str:
        return (
            "without an error message" if self.is_own else "without an error message: it came from a proxy or gateway"
        )


def place_of(call: str, request: str) -> str:
    """Return the name of a call for messages."""
    return f"{call}: {request}" if call else request


class ApiError(ContentstackError):
    """The response is not a success. The attributes are those of `Refusal`."""

    def __init__(self, refusal: Refusal) -> None:
        super().__init__(refusal)
        self.status: int = refusal.status
        self.method: str = refusal.method
        self.path: str = refusal.path
        self.error_code: int | None = refusal.error_code
        self.error_message: str | None = refusal.error_message
        self.errors: Mapping[str, tuple[str, ...]] = refusal.errors
        self.request_id: str | None = refusal.request_id
        self.retry_after: float | None = refusal.retry_after

    def __str__(self) -> str:
        return str(self.args[0])


class BadRequestError(ApiError, ValueError):
    """400: the request is malformed."""


class AuthenticationError(ApiError, PermissionError):
    """401, or wrong credentials: not signed in, or the session has expired."""


class TwoFactorRequired(AuthenticationError):
    """The account has two-factor authentication: sign in with `tfa_token` or `totp_secret`."""


class PermissionDeniedError(ApiError, PermissionError):
    """403: the credentials do not permit this, or the plan does not include it."""


class NotFoundError(ApiError, LookupError):
    """The entry, asset, content type or other resource does not exist."""


class ConflictError(ApiError):
    """409: the call conflicts with the current state."""


class PreconditionFailedError(ApiError):
    """412: a precondition of the call does not hold."""


class StackNotFoundError(PreconditionFailedError, LookupError):
    """No stack of this region has this `api_key`."""


class ValidationError(ApiError, ValueError):
    """422: the data was rejected. `errors` says why, field by field."""


class RateLimitError(ApiError):
    """429, after waiting for the rate limit as long as allowed.

    Attributes:
        waited: Seconds since the first 429 of the call.
    """

    waited: float = 0.0

    def __str__(self) -> str:
        return f"{super().__str__()}; waited {self.waited:.1f} s for the rate limit"


class ServerError(ApiError):
    """5xx: the server or a gateway failed."""


class RedirectError(ContentstackError):
    """The response is a redirect, which is not followed, to keep the credentials with the API."""


class TransportError(ContentstackError):
    """The call got no usable response."""


class ConnectError(TransportError, ConnectionError):
    """No connection could be opened. Nothing was sent."""


class ConnectTimeoutError(ConnectError, TimeoutError):
    """Connecting took too long. Nothing was sent."""


class PoolTimeoutError(ConnectError, TimeoutError):
    """No connection became free in time: raise `max_connections` or `timeout`. Nothing was sent."""


class ConnectionLostError(TransportError, ConnectionError):
    """The connection broke while the call was under way. `outcome` says whether it may have been processed."""


class RequestTimeoutError(TransportError, TimeoutError):
    """The response took too long. `outcome` says whether the call may have been processed."""


class DeadlineExceededError(TransportError, TimeoutError):
    """The call, retries and waits included, took longer than `deadline`."""


class AuthMethodError(ContentstackError, PermissionError):
    """The API does not accept these credentials for this call. Nothing was sent."""


class MissingCredentialsError(ContentstackError, PermissionError):
    """There are no credentials. Nothing was sent."""


class OAuthError(ContentstackError, PermissionError):
    """Signing in with OAuth failed, or is required again."""


class UploadError(ContentstackError, ValueError):
    """The source of an upload failed, or cannot be read again for a retry."""


class ClientClosedError(ContentstackError, RuntimeError):
    """The client was used after it had been closed."""


_BY_STATUS: Mapping[int, type[ApiError]] = {
    400: BadRequestError,
    401: AuthenticationError,
    403: PermissionDeniedError,
    404: NotFoundError,
    409: ConflictError,
    412: PreconditionFailedError,
    422: ValidationError,
}

_BY_CODE: Mapping[int, type[ApiError]] = {
    104: AuthenticationError,  # wrong e-mail address or password, with status 422
    105: AuthenticationError,
    109: StackNotFoundError,
    161: NotFoundError,  # environment, with status 401
    294: TwoFactorRequired,
    295: AuthenticationError,  # wrong two-factor code
}
"""Exceptions that the status alone does not determine."""

_MAY_BE_MISSING = frozenset({118, 141, 347, 905})
"""Codes of missing resources and of other errors too: only the messages tell them apart."""
_MISSING = re.compile(r"(does ?n[o']t exist|does not exist|(was|were|is) not found|couldn't be found)", re.IGNORECASE)
_RATE_LIMITED = 429
_SERVER_FAULTS = 500
_NOT_FOUND = 404
_MOST_DIGITS = 15


def exception_class(refusal: Refusal) -> type[ApiError]:
    """Return the class of exception for a rejected call."""
    if refusal.status == _RATE_LIMITED:
        return RateLimitError
    if refusal.status >= _SERVER_FAULTS:
        return ServerError
    if refusal.status == _NOT_FOUND and not refusal.is_own:
        return ApiError
    if _is_missing(refusal):
        return NotFoundError
    by_code = None if refusal.error_code is None else _BY_CODE.get(refusal.error_code)
    return by_code or _BY_STATUS.get(refusal.status, ApiError)


def _is_missing(refusal: Refusal) -> bool:
    """Return whether the resource in the path does not exist; a missing one in a parameter or body is invalid input."""
    if refusal.error_code not in _MAY_BE_MISSING or not _MISSING.search(refusal.error_message or ""):
        return False
    return not refusal.errors or any(name == "" or name.endswith("uid") for name in refusal.errors)


def exception_of(response: httpx.Response, hint: str = "") -> ContentstackError:
    """Return the exception for a response that is not a success. Its body must have been read.

    Args:
        response: The response.
        hint: What to do about it. Default: the hint for the error code or status.
    """
    if response.has_redirect_location:
        return RedirectError(_redirect_text(response))
    refusal = refusal_of(response, hint)
    return exception_class(refusal)(refusal)


def refusal_of(response: httpx.Response, hint: str = "") -> Refusal:
    """Return the error in a response. Any part of it may be missing or malformed."""
    body = _object(response.content)
    code = _code(body.get("error_code"))
    return Refusal(
        status=response.status_code,
        method=response.request.method,
        path=response.request.url.path,
        error_code=code,
        error_message=_message(body),
        errors=_errors_in(body),
        request_id=response.headers.get("x-request-id"),
        retry_after=retry_after_of(response),
        host=response.request.url.netloc.decode("ascii"),
        call=call_of(response.request),
        is_own=is_own(response),
        hint=hint or _HINTS.get(code or response.status_code, ""),
    )


_HINTS: Mapping[int, str] = {
    105: "sign in again: the token is unknown or has expired",
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


def is_own(response: httpx.Response) -> bool:
    """Return whether a response seems to come from the API; gateways send HTML pages or empty bodies."""
    if not is_json(response):
        return False
    if response.is_success:
        return True
    body = _object(response.content)
    return not body or not _OWN_KEYS.isdisjoint(body)


def call_of(request: httpx.Request) -> str:
    """Return the method that was called; an empty text if unknown."""
    call = request.extensions.get(CALL)
    return call if isinstance(call, str) else ""


def message_about(request: httpx.Request, text: str) -> str:
    """Return a message about a call, with the method that was called, host, port and path."""
    return f"{place_of(call_of(request), f'{request.method} {request.url.netloc.decode()}{request.url.path}')}: {text}"


def transport_exception(error: Exception, request: httpx.Request) -> ContentstackError:
    """Return the exception for a call that got no usable response."""
    kind = next((ours for theirs, ours in _TRANSPORT if isinstance(error, theirs)), TransportError)
    text = message_about(request, str(error) or type(error).__name__)
    return DecodeError(text) if kind is DecodeError else kind(text)


_TRANSPORT: tuple[tuple[type[Exception], type[ContentstackError]], ...] = (
    (httpx.ConnectTimeout, ConnectTimeoutError),
    (httpx.PoolTimeout, PoolTimeoutError),
    (httpx.TimeoutException, RequestTimeoutError),
    (httpx.ConnectError, ConnectError),
    (httpx.ProxyError, ConnectError),
    (httpx.DecodingError, DecodeError),
    (httpx.NetworkError, ConnectionLostError),
    (httpx.RemoteProtocolError, ConnectionLostError),
    (httpx.TooManyRedirects, RedirectError),
)


def without_messages(error: BaseException, outer: BaseException | None = None) -> BaseException:
    """Remove requests, responses and bodies from an exception and its causes, and return it.

    Args:
        error: The exception.
        outer: The exception that the caller was handling, which is left as it is.
    """
    for cause in causes(error, outer):
        for name in vars(cause):
            if name.strip("_") in _MESSAGES:
                vars(cause)[name] = None
        if isinstance(cause, UnicodeDecodeError):
            cause.object = b""
    return error


_MESSAGES = frozenset({"request", "response", "request_info", "history", "headers", "doc"})


def _redirect_text(response: httpx.Response) -> str:
    request = response.request
    target = httpx.URL(response.headers["location"]).host or "the same host"
    return message_about(
        request, f"{response.status_code}, a redirect to {target}, which is not followed: check region or base_url"
    )


def _object(content: bytes) -> dict[str, Any]:
    try:
        body = json.loads(content)
    except (ValueError, RecursionError):
        return {}
    return cast("dict[str, Any]", body) if isinstance(body, dict) else {}


def _code(value: object) -> int | None:
    if isinstance(value, int):
        return int(value)
    return int(value) if isinstance(value, str) and value.isdecimal() and len(value) <= _MOST_DIGITS else None


def _message(body: Mapping[str, object]) -> str | None:
    candidates = (body.get(key) for key in ("error_message", "message", "error_description", "error"))
    return next((_printable(text) for text in candidates if isinstance(text, str) and text), None)


def _errors_in(body: Mapping[str, object]) -> dict[str, tuple[str, ...]]:
    try:
        return _field_errors(body.get("errors"))
    except RecursionError:
        return {}


def _field_errors(value: object) -> dict[str, tuple[str, ...]]:
    """Return the messages by field; the server sends an object, a list of objects or texts, null or nothing."""
    if isinstance(value, dict):
        fields = cast("dict[object, object]", value)
        return {_printable(str(name)): tuple(_texts(texts)) for name, texts in fields.items()}
    merged: dict[str, tuple[str, ...]] = {}
    for item in cast("list[object]", value) if isinstance(value, list) else [value]:
        found = _field_errors(cast("object", item)) if isinstance(item, dict) else {"": tuple(_texts(item))}
        merged.update({name: merged.get(name, ()) + texts for name, texts in found.items() if texts})
    return merged


def _texts(value: object) -> Iterable[str]:
    texts, left = list[str](), [value]
    while left:
        item = left.pop()
        if isinstance(item, list):
            left += reversed(cast("list[object]", item))
        elif item is not None:
            texts.append(_printable(item) if isinstance(item, str) else json.dumps(item))
    return texts


def _printable(text: str) -> str:
    """Return a text that can be logged: JSON may contain lone surrogates."""
    return text.encode(errors="backslashreplace").decode()


__all__ = [
    "CALL",
    "ApiError",
    "AuthMethodError",
    "AuthenticationError",
    "BadRequestError",
    "ClientClosedError",
    "ConflictError",
    "ConnectError",
    "ConnectTimeoutError",
    "ConnectionLostError",
    "ContentstackError",
    "DeadlineExceededError",
    "DecodeError",
    "ListChangedError",
    "ListChangedWarning",
    "MissingCredentialsError",
    "NotFoundError",
    "OAuthError",
    "Outcome",
    "PermissionDeniedError",
    "PoolTimeoutError",
    "PreconditionFailedError",
    "RateLimitError",
    "RedirectError",
    "Refusal",
    "RequestTimeoutError",
    "ResponseError",
    "ServerError",
    "StackNotFoundError",
    "TransportError",
    "TwoFactorRequired",
    "UploadError",
    "ValidationError",
    "call_of",
    "exception_class",
    "exception_of",
    "is_own",
    "message_about",
    "place_of",
    "refusal_of",
    "transport_exception",
    "without_messages",
]
