"""From a generated `Request` to an httpx request: host, scope, options. No I/O."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Literal, cast
from urllib.parse import urlencode

import httpx

from contentstack_cma_client.operation import Operation, Request

from ._version import __version__
from .errors import SHOWN_PATH, AuthMethodError, ClientClosedError, MissingCredentialsError
from .regions import Hosts
from .retry import RetryPolicy

if TYPE_CHECKING:
    from contentstack_cma_client.operation import FilePart

    from .uploads import UploadStream

AuthName = Literal["authtoken", "management_token", "oauth", "anonymous"]

DEFAULT_TIMEOUT = httpx.Timeout(30.0, connect=5.0)
UPLOAD_TIMEOUT = httpx.Timeout(300.0, connect=5.0, write=60.0, pool=30.0)
"""After the last byte of a large file the server takes its time to store it."""

IDENTITY = {"x-user-agent": f"contentstack-cma-python/{__version__}"}
"""What every request says of who sends it."""

_DELIVERY = "contentstack_cma.delivery"


@dataclass(frozen=True, slots=True)
class Delivery:
    """What retries and sign-in must know of a request beyond HTTP. It travels as an extension of the request.

    Attributes:
        policy: When to send again.
        repeatable: Whether the call may be sent twice without harm.
        hosts: Where the client's region answers.
        upload: The body, where it is an upload.
        streamed: Whether the caller reads the body of the answer itself, piece by piece.
    """

    policy: RetryPolicy
    repeatable: bool
    hosts: Hosts
    upload: "UploadStream | None" = None
    streamed: bool = False

    @property
    def can_be_sent(self) -> bool:
        """Whether the body is still, or again, whole."""
        return self.upload is None or self.upload.can_be_sent


def delivery_of(request: httpx.Request) -> Delivery:
    """What travels with a request of ours.

    Raises:
        TypeError: The request is not one of ours.
    """
    delivery = request.extensions.get(_DELIVERY)
    if not isinstance(delivery, Delivery):
        raise TypeError("this transport and the sign-in methods serve requests of contentstack_cma's clients only")
    return delivery


@dataclass(frozen=True, slots=True)
class Settings:
    """Everything about a call that its caller does not say with the call. Never changed, only replaced.

    Attributes:
        hosts: Where the region answers.
        headers: What every request carries.
        policy: When to send again.
        timeout: Limits for calls; None for the defaults, which are longer for uploads.
        api_key: The stack's key, for calls about a stack.
        branch: The branch, for calls that know branches.
    """

    hosts: Hosts
    headers: httpx.Headers
    policy: RetryPolicy = field(default_factory=RetryPolicy)
    timeout: httpx.Timeout | None = None
    api_key: str | None = None
    branch: str | None = None

    def for_stack(self, api_key: str, branch: str | None) -> "Settings":
        """The settings for calls about one stack.

        Raises:
            ValueError: The key or the branch is empty or cannot be a header.
        """
        headers = httpx.Headers(self.headers)
        headers["api_key"] = header_value(api_key, "api_key")
        checked = None if branch is None else header_value(branch, "branch")
        return replace(self, headers=headers, api_key=api_key, branch=checked)

    def with_options(
        self,
        timeout: float | httpx.Timeout | None,
        max_retries: int | None,
        retry_writes: bool | None,  # noqa: FBT001 - None is a third value: as it was
        headers: Mapping[str, str] | None,
    ) -> "Settings":
        """These settings with some of them changed; None leaves one as it is."""
        merged = httpx.Headers(self.headers)
        merged.update(checked_headers(headers))
        policy = replace(
            self.policy,
            max_retries=self.policy.max_retries if max_retries is None else max_retries,
            retry_writes=self.policy.retry_writes if retry_writes is None else retry_writes,
        )
        return replace(
            self, headers=merged, policy=policy, timeout=self.timeout if timeout is None else httpx.Timeout(timeout)
        )


_RESERVED = frozenset(
    {"api_key", "authorization", "authtoken", "content-length", "content-type", "host", "transfer-encoding"}
)


def checked_headers(headers: Mapping[str, str] | None) -> dict[str, str]:
    """A copy of a caller's headers.

    Raises:
        ValueError: One of them is for this package to set.
    """
    copied = dict(headers or {})
    if reserved := sorted(name for name in copied if name.lower() in _RESERVED):
        raise ValueError(f"headers must not hold {', '.join(reserved)}: sign-in, scope and body set them")
    return copied


def header_value(value: str, name: str) -> str:
    """`value`, if it can be sent in a header.

    Raises:
        TypeError: It is no text.
        ValueError: It is empty, or holds blanks, line breaks or characters outside ASCII. The message does not show it.
    """
    if not isinstance(value, str):  # pyright: ignore[reportUnnecessaryIsInstance] - callers without types
        raise TypeError(f"{name} must be text, not {type(value).__name__}")
    if not value:
        raise ValueError(f"{name} must not be empty")
    if not (value.isascii() and value.isprintable()) or " " in value:
        raise ValueError(f"{name} must be printable ASCII without blanks or line breaks")
    return value


def check_sendable(operation: Operation, auth: AuthName, *, closed: bool, api_key: str | None) -> None:
    """Refuse a call that cannot succeed, before anything is sent.

    Raises:
        ClientClosedError: The client has been closed.
        AuthMethodError: The call does not take this way to sign in.
        MissingCredentialsError: The call needs somebody signed in.
        ValueError: The call is about a stack, and there is none.
    """
    if closed:
        raise ClientClosedError("the client has been closed")
    if operation.auth and auth not in operation.auth:
        raise _auth_error(operation, auth)
    if operation.api_key == "required" and api_key is None:
        raise ValueError(f"{operation.id} is a call about a stack: make it through client.stack(api_key)")


def _auth_error(operation: Operation, auth: AuthName) -> AuthMethodError | MissingCredentialsError:
    accepted = " or ".join(operation.auth)
    if auth == "anonymous":
        return MissingCredentialsError(f"{operation.id} needs somebody signed in, with {accepted}")
    return AuthMethodError(f"{operation.id} cannot be called with {auth}: it takes {accepted}")


def built(request: Request, settings: Settings) -> httpx.Request:
    """The HTTP request for `request` under `settings`."""
    operation = request.operation
    url, headers = _url(request, settings.hosts), _headers(request, settings)
    if request.files is None:
        outgoing = httpx.Request(operation.method, url, headers=headers, content=request.content, data=request.form)
        upload = None
    else:
        outgoing, upload = _upload(operation.method, url, headers, request.files)
    delivery = Delivery(settings.policy, operation.repeatable, settings.hosts, upload)
    outgoing.extensions = _extensions(operation, delivery, settings.timeout)
    return outgoing


def _upload(
    method: str, url: str, headers: httpx.Headers, files: "list[FilePart]"
) -> tuple[httpx.Request, "UploadStream"]:
    from .uploads import UploadStream, prepared_parts

    parts, bodies = prepared_parts(files)
    outgoing = httpx.Request(method, url, headers=headers, files=parts)
    outgoing.stream = upload = UploadStream(cast("Iterable[bytes]", outgoing.stream), bodies)
    return outgoing, upload


def _url(request: Request, hosts: Hosts) -> str:
    host = hosts.api if request.operation.host == "cma" else hosts.developer_hub
    query = f"?{urlencode(request.query)}" if request.query else ""
    return f"{host}{request.path}{query}"


def _headers(request: Request, settings: Settings) -> httpx.Headers:
    headers = httpx.Headers(settings.headers)  # its own copy() is slower
    if request.headers:
        headers.update(request.headers)
    if settings.branch is not None and request.operation.branch and "branch" not in request.headers:
        headers["branch"] = settings.branch
    if request.content is not None:
        headers["content-type"] = "application/json"
    return headers


def _extensions(operation: Operation, delivery: Delivery, timeout: httpx.Timeout | None) -> dict[str, object]:
    limits = timeout or (DEFAULT_TIMEOUT if delivery.upload is None else UPLOAD_TIMEOUT)
    extensions: dict[str, object] = {"timeout": limits.as_dict(), _DELIVERY: delivery}
    if "token}" in operation.path:
        extensions[SHOWN_PATH] = operation.path
    return extensions


def own_request(
    method: str,
    url: str,
    delivery: Delivery,
    *,
    json: object = None,
    data: Mapping[str, str] | None = None,
    headers: Mapping[str, str] | None = None,
) -> httpx.Request:
    """A request that a sign-in method makes for itself. Unless it is a GET, it is never sent twice."""
    own = Delivery(replace(delivery.policy, retry_writes=False), repeatable=method == "GET", hosts=delivery.hosts)
    extensions: dict[str, object] = {"timeout": DEFAULT_TIMEOUT.as_dict(), _DELIVERY: own}
    return httpx.Request(
        method, url, json=json, data=data, headers={**IDENTITY, **(headers or {})}, extensions=extensions
    )


def download_request(url: str, settings: Settings, *, trusted: bool) -> httpx.Request:
    """A request for the bytes behind `url`. Only a trusted host is told who asks, and about which stack."""
    headers = httpx.Headers(settings.headers) if trusted else httpx.Headers(IDENTITY)
    delivery = Delivery(settings.policy, repeatable=True, hosts=settings.hosts, streamed=True)
    limits = settings.timeout or DEFAULT_TIMEOUT
    return httpx.Request("GET", url, headers=headers, extensions={"timeout": limits.as_dict(), _DELIVERY: delivery})
