"""The exceptions of this package.

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
     ├─ JobFailedError                     items of a job failed: see JobResult.raise_for_failures()
     ├─ JobTimeoutError                    a job was not finished in time              is a TimeoutError
     ├─ ListChangedError                   items were removed while a list was iterated
     ├─ AuthMethodError                    the API does not accept this sign-in      is a PermissionError
     ├─ MissingCredentialsError            no credentials                            is a PermissionError
     ├─ OAuthError                         signing in with OAuth failed              is a PermissionError
     ├─ TokenStoreError                the file or store of an OAuth token failed is an OSError and ValueError
     ├─ UploadError                        the source of an upload failed            is a ValueError
     ├─ WebhookSignatureError              a request has no valid signature          is a ValueError
     ├─ WebhookPayloadError                a signed request holds no event           is a ValueError
     ├─ BulkError                          items of a run failed
     ├─ RepublishError                     an entry was updated, but not published again
     ├─ CheckpointError                    a checkpoint cannot be used               is an OSError and ValueError
     └─ ClientClosedError                  used after close()                        is a RuntimeError

`outcome` says whether the call was processed, over all its attempts: `not_sent`, `rejected`, `unknown` or `done`. No
exception contains a password, a token, a request or a response.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import httpx

from contentstack_cma_client.errors import (
    ContentstackError,
    DecodeError,
    ListChangedError,
    ListChangedWarning,
    Outcome,
    ResponseError,
)

from .job_errors import JobFailedError, JobTimeoutError

if TYPE_CHECKING:
    from .bulk.outcomes import ItemOutcome

CALL = "contentstack_cma.call"
"""Request extension: the method that was called, such as `stack.fetch()`."""

_NO_ERRORS: Mapping[str, tuple[str, ...]] = {}


@dataclass(frozen=True, slots=True)
class ErrorDetails:
    """The error in a response: the attributes of an `ApiError`, and what its message shows in addition.

    Attributes:
        host: Host of the call, with its port.
        call: The method that was called, such as `stack.fetch()`.
        is_from_api: Whether the response comes from the API and not from a proxy or gateway.
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
    is_from_api: bool = True
    hint: str = ""

    def __str__(self) -> str:
        code = "" if self.error_code is None else f" (error code {self.error_code})"
        fields = [f"{name}: {', '.join(texts)}".removeprefix(": ") for name, texts in self.errors.items()]
        request_id = [f"request id {self.request_id}"] if self.request_id else []
        said = f"{self.status}{code} {self.error_message or self._describe_silence()}"
        hint = [self.hint] if self.hint else []
        place = f"{self.method} {self.host}{self.path}"
        *parts, last = [f"{name_call(self.call, place)}: {said}", *fields, *request_id, *hint]
        return "; ".join([*(part.removesuffix(".") for part in parts), last])

    def _describe_silence(self) -> str:
        return (
            "without an error message"
            if self.is_from_api
            else "without an error message: it came from a proxy or gateway"
        )


def name_call(call: str, request: str) -> str:
    """Return the name of a call for messages."""
    return f"{call}: {request}" if call else request


def get_call(request: httpx.Request) -> str:
    """Return the method that was called; an empty text if unknown."""
    call = request.extensions.get(CALL)
    return call if isinstance(call, str) else ""


def build_message(request: httpx.Request, text: str) -> str:
    """Return a message about a call, with the method that was called, host, port and path."""
    return (
        f"{name_call(get_call(request), f'{request.method} {request.url.netloc.decode()}{request.url.path}')}: {text}"
    )


class ApiError(ContentstackError):
    """The response is not a success.

    Attributes:
        status: HTTP status.
        method: HTTP method of the call.
        path: Path of the call, without query parameters.
        error_code: The API's error code.
        error_message: The API's error message.
        errors: Messages by field. Nested fields have dotted names; messages about no field have the name `""`.
        request_id: The server's id of the request, for support.
        retry_after: Seconds that the server asked to wait.
    """

    def __init__(self, details: ErrorDetails) -> None:
        super().__init__(details)
        self.status: int = details.status
        self.method: str = details.method
        self.path: str = details.path
        self.error_code: int | None = details.error_code
        self.error_message: str | None = details.error_message
        self.errors: Mapping[str, tuple[str, ...]] = details.errors
        self.request_id: str | None = details.request_id
        self.retry_after: float | None = details.retry_after

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
        return f"{super().__str__().removesuffix('.')}; waited {self.waited:.1f} s for the rate limit"


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


class TokenStoreError(ContentstackError, OSError, ValueError):
    """The store of an OAuth token cannot be used, or does not contain a token."""


class UploadError(ContentstackError, ValueError):
    """The source of an upload failed, or cannot be read again for a retry."""


class WebhookSignatureError(ContentstackError, ValueError):
    """A request was not signed by Contentstack, was changed, or is too old. Respond with status 401."""


class WebhookPayloadError(ContentstackError, ValueError):
    """A request has a valid signature, but its body is not the event of a webhook."""


class BulkError(ContentstackError):
    """Items of a run failed, or it is unknown whether they were done.

    Attributes:
        failures: The outcomes of these items.
    """

    def __init__(self, message: str, failures: "Sequence[ItemOutcome[Any]]" = ()) -> None:
        super().__init__(message, failures)  # all arguments, so that it can be pickled
        self.failures: Sequence[ItemOutcome[Any]] = failures

    def __str__(self) -> str:
        return str(self.args[0])

    def __repr__(self) -> str:
        return f"{type(self).__name__}({str(self)!r})"  # without thousands of failures


class RepublishError(ContentstackError):
    """An entry was updated, but could not be published again; `__cause__` says why."""


class CheckpointError(ContentstackError, OSError, ValueError):
    """The checkpoint of a run cannot be read, written or locked. The run does not start, or it stops."""


class ClientClosedError(ContentstackError, RuntimeError):
    """The client was used after it had been closed."""


__all__ = [
    "ApiError",
    "AuthMethodError",
    "AuthenticationError",
    "BadRequestError",
    "BulkError",
    "CheckpointError",
    "ClientClosedError",
    "ConflictError",
    "ConnectError",
    "ConnectTimeoutError",
    "ConnectionLostError",
    "ContentstackError",
    "DeadlineExceededError",
    "DecodeError",
    "JobFailedError",
    "JobTimeoutError",
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
    "RepublishError",
    "RequestTimeoutError",
    "ResponseError",
    "ServerError",
    "StackNotFoundError",
    "TokenStoreError",
    "TransportError",
    "TwoFactorRequired",
    "UploadError",
    "ValidationError",
    "WebhookPayloadError",
    "WebhookSignatureError",
]
