"""What can go wrong, and how an answer becomes an exception.

    ContentstackError
     ├─ ApiError                      the server refused the call; has status, error_code, errors, request_id …
     │   ├─ BadRequestError           400                                        is a ValueError
     │   ├─ AuthenticationError       401, and wrong sign-in data                is a PermissionError
     │   │   └─ TwoFactorRequired     error code 294
     │   ├─ PermissionDeniedError     403                                        is a PermissionError
     │   ├─ NotFoundError             404, and the codes that mean it            is a LookupError
     │   ├─ ConflictError             409
     │   ├─ PreconditionFailedError   412
     │   │   └─ StackNotFoundError    error code 109: api_key unknown here       is a LookupError
     │   ├─ ValidationError           422                                        is a ValueError
     │   ├─ RateLimitError            429, after all retries
     │   └─ ServerError               5xx
     ├─ RedirectError                 3xx: credentials do not follow redirects
     ├─ DecodeError                   success, but not what the call answers     is a ValueError
     ├─ TransportError                no answer
     │   ├─ ConnectError              nothing was sent                           is a ConnectionError
     │   │   └─ ConnectTimeoutError                                              is a TimeoutError
     │   ├─ ConnectionLostError       it broke while the call was under way      is a ConnectionError
     │   └─ RequestTimeoutError       it took too long                           is a TimeoutError
     ├─ AuthMethodError               this sign-in method cannot make the call   is a PermissionError
     ├─ MissingCredentialsError       nothing to sign in with                    is a PermissionError
     ├─ OAuthError                    signing in with OAuth failed               is a PermissionError
     ├─ UploadError                   the source cannot be read a second time    is a ValueError
     └─ ClientClosedError             used after close()                         is a RuntimeError

No exception holds a password, a token or a body that was sent.
"""

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any, cast

import httpx

from contentstack_cma_client.errors import ContentstackError, DecodeError

from .retry import retry_after_seconds

SHOWN_PATH = "contentstack_cma.shown_path"
"""Request extension: the path to name in messages, where it is not the path that is sent."""

_NO_ERRORS: Mapping[str, tuple[str, ...]] = {}


@dataclass(frozen=True, slots=True)
class Refusal:
    """What the server said when it refused a call.

    Attributes:
        status: HTTP status.
        method: HTTP method of the call.
        path: Path of the call, without its query.
        error_code: The API's own code.
        error_message: The API's sentence about it.
        errors: Texts by field. Nested fields have dotted names; texts that belong to no field stand under `""`.
        request_id: The server's name for the request, which its support asks for.
        retry_after: Seconds the server asked to wait.
    """

    status: int
    method: str
    path: str
    error_code: int | None = None
    error_message: str | None = None
    errors: Mapping[str, tuple[str, ...]] = field(default_factory=lambda: _NO_ERRORS)
    request_id: str | None = None
    retry_after: float | None = None

    def __str__(self) -> str:
        code = "" if self.error_code is None else f" (error code {self.error_code})"
        fields = [f"{name}: {', '.join(texts)}".removeprefix(": ") for name, texts in self.errors.items()]
        request_id = [f"request id {self.request_id}"] if self.request_id else []
        said = f"{self.status}{code} {self.error_message or 'without an explanation'}"
        return "; ".join([f"{self.method} {self.path}: {said}", *fields, *request_id])


class ApiError(ContentstackError):
    """The server refused the call. The attributes are those of `Refusal`."""

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
    """401, or wrong sign-in data: nobody is signed in, or no longer."""


class TwoFactorRequired(AuthenticationError):
    """The account has two-factor authentication: log in with `tfa_token` or `totp_secret`."""


class PermissionDeniedError(ApiError, PermissionError):
    """403: whoever is signed in may not do this, or the plan does not include it."""


class NotFoundError(ApiError, LookupError):
    """What the call speaks of does not exist."""


class ConflictError(ApiError):
    """409: the call contradicts the present state."""


class PreconditionFailedError(ApiError):
    """412: something the call needs is not so."""


class StackNotFoundError(PreconditionFailedError, LookupError):
    """No stack has this `api_key` in this region."""


class ValidationError(ApiError, ValueError):
    """422: the data was refused. `errors` says why, field by field."""


class RateLimitError(ApiError):
    """429, and the retries are used up."""


class ServerError(ApiError):
    """5xx: the server or a gateway before it failed."""


class RedirectError(ContentstackError):
    """The server answered with a redirect. It is not followed, so that no credentials go elsewhere."""


class TransportError(ContentstackError):
    """The call got no answer."""


class ConnectError(TransportError, ConnectionError):
    """No connection came about. Nothing was sent."""


class RequestTimeoutError(TransportError, TimeoutError):
    """The answer took too long. The server may have done the work."""


class ConnectTimeoutError(ConnectError, RequestTimeoutError):
    """Connecting took too long. Nothing was sent."""


class ConnectionLostError(TransportError, ConnectionError):
    """The connection broke while the call was under way. The server may have done the work."""


class AuthMethodError(ContentstackError, PermissionError):
    """The way one signed in cannot make this call. Nothing was sent."""


class MissingCredentialsError(ContentstackError, PermissionError):
    """There is nothing to sign in with. Nothing was sent."""


class OAuthError(ContentstackError, PermissionError):
    """Signing in with OAuth failed, or has to be done anew."""


class UploadError(ContentstackError, ValueError):
    """An upload would have to be sent again, but its source can be read only once."""


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
    104: AuthenticationError,  # wrong e-mail address or password, answered as 422
    105: AuthenticationError,
    109: StackNotFoundError,
    118: NotFoundError,  # content type, global field
    141: NotFoundError,  # entry, release and others
    161: NotFoundError,  # environment, answered as 401
    294: TwoFactorRequired,
    295: AuthenticationError,  # wrong two-factor code
    347: NotFoundError,  # extension
    905: NotFoundError,  # branch
}
"""What the status alone would not tell."""

_RATE_LIMITED = 429
_SERVER_FAULTS = 500


def exception_class(status: int, error_code: int | None) -> type[ApiError]:
    """The class of exception for a refused call."""
    if status == _RATE_LIMITED:
        return RateLimitError
    if status >= _SERVER_FAULTS:
        return ServerError
    by_code = None if error_code is None else _BY_CODE.get(error_code)
    return by_code or _BY_STATUS.get(status, ApiError)


def exception_of(response: httpx.Response) -> ContentstackError:
    """The exception for an answer that is not a success. Its body must have been read."""
    if response.has_redirect_location:
        return RedirectError(_redirect_text(response))
    refusal = refusal_of(response)
    return exception_class(refusal.status, refusal.error_code)(refusal)


def refusal_of(response: httpx.Response) -> Refusal:
    """What an answer says about why it is not a success. Any part of it may be missing or misshapen."""
    body = _object(response.content)
    return Refusal(
        status=response.status_code,
        method=response.request.method,
        path=shown_path(response.request),
        error_code=_code(body.get("error_code")),
        error_message=_message(body),
        errors=_field_errors(body.get("errors")),
        request_id=response.headers.get("x-request-id"),
        retry_after=retry_after_seconds(response.headers.get("retry-after")),
    )


def transport_exception(error: httpx.HTTPError) -> ContentstackError:
    """The exception for a call that got no answer."""
    kind = next(ours for theirs, ours in _TRANSPORT if isinstance(error, theirs))
    request = error.request
    return kind(f"{request.method} {request.url.host}{shown_path(request)}: {_reason(error)}")


_TRANSPORT: tuple[tuple[type[httpx.HTTPError], type[ContentstackError]], ...] = (
    (httpx.ConnectTimeout, ConnectTimeoutError),
    (httpx.TimeoutException, RequestTimeoutError),
    (httpx.ConnectError, ConnectError),
    (httpx.ProxyError, ConnectError),
    (httpx.NetworkError, ConnectionLostError),
    (httpx.RemoteProtocolError, ConnectionLostError),
    (httpx.TooManyRedirects, RedirectError),
    (httpx.HTTPError, TransportError),
)


def shown_path(request: httpx.Request) -> str:
    """The path as a message may name it: some calls carry a one-time token in theirs."""
    shown = request.extensions.get(SHOWN_PATH)
    return shown if isinstance(shown, str) else request.url.path


def _reason(error: httpx.HTTPError) -> str:
    return str(error) or type(error).__name__


def _redirect_text(response: httpx.Response) -> str:
    request = response.request
    target = httpx.URL(response.headers["location"]).host or "the same host"
    return (
        f"{request.method} {shown_path(request)}: {response.status_code}, a redirect to {target}, which is not followed"
    )


def _object(content: bytes) -> dict[str, Any]:
    try:
        body = json.loads(content)
    except ValueError:
        return {}
    return cast("dict[str, Any]", body) if isinstance(body, dict) else {}


def _code(value: object) -> int | None:
    if isinstance(value, int):
        return int(value)
    return int(value) if isinstance(value, str) and value.isdecimal() else None


def _message(body: Mapping[str, object]) -> str | None:
    candidates = (body.get(key) for key in ("error_message", "message", "error_description", "error"))
    return next((text for text in candidates if isinstance(text, str) and text), None)


def _field_errors(value: object) -> dict[str, tuple[str, ...]]:
    """The server sends an object, a list of objects or of texts, null, or nothing."""
    if isinstance(value, dict):
        fields = cast("dict[object, object]", value)
        return {str(name): tuple(_texts(texts)) for name, texts in fields.items()}
    merged: dict[str, tuple[str, ...]] = {}
    for item in cast("list[object]", value) if isinstance(value, list) else [value]:
        found = _field_errors(cast("object", item)) if isinstance(item, dict) else {"": tuple(_texts(item))}
        merged.update({name: merged.get(name, ()) + texts for name, texts in found.items() if texts})
    return merged


def _texts(value: object) -> Iterable[str]:
    if value is None:
        return []
    if isinstance(value, str):
        return [value]
    if isinstance(value, list):
        return [text for item in cast("list[object]", value) for text in _texts(item)]
    return [json.dumps(value)]


__all__ = [
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
    "DecodeError",
    "MissingCredentialsError",
    "NotFoundError",
    "OAuthError",
    "PermissionDeniedError",
    "PreconditionFailedError",
    "RateLimitError",
    "RedirectError",
    "Refusal",
    "RequestTimeoutError",
    "ServerError",
    "StackNotFoundError",
    "TransportError",
    "TwoFactorRequired",
    "UploadError",
    "ValidationError",
    "exception_class",
    "exception_of",
    "refusal_of",
    "shown_path",
    "transport_exception",
]
