"""Turn a generated `Request` into an httpx request: host, scope and options."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from time import monotonic
from typing import TYPE_CHECKING, Final, Literal, cast
from urllib.parse import urlencode

import httpx

from contentstack_cma_client.json_codec import loads
from contentstack_cma_client.operation import Operation, Request

from .._version import __version__
from ..error_mapping import build_transport_error, remove_messages
from ..errors import CALL, AuthMethodError, ClientClosedError, ContentstackError, MissingCredentialsError
from ..pace.budgets import Budget, find_budget
from ..regions import Hosts, get_origin
from ..retry import RetryPolicy
from .delivery import DELIVERY, Delivery, get_delivery
from .headers import check_header_value
from .options import Settings
from .story import Story

if TYPE_CHECKING:
    from contentstack_cma_client.operation import FilePart

    from ..uploads import UploadStream

AuthName = Literal["authtoken", "management_token", "oauth", "anonymous"]

DEFAULT_TIMEOUT = httpx.Timeout(30.0, connect=5.0)
UPLOAD_TIMEOUT = httpx.Timeout(300.0, connect=5.0, write=60.0, pool=30.0)
"""Longer, because the server stores a large file after its last byte has arrived."""

IDENTITY = {"x-user-agent": f"contentstack-cma-python/{__version__}"}
"""Headers that name this package in every request."""


def check_sendable(operation: Operation, auth: AuthName, *, closed: bool, api_key: str | None) -> None:
    """Reject a call that cannot succeed, before anything is sent.

    Raises:
        ClientClosedError: The client has been closed.
        AuthMethodError: The API is known not to accept these credentials.
        MissingCredentialsError: The call needs credentials.
        ValueError: The call needs a stack.
    """
    if closed:
        raise ClientClosedError("the client has been closed")
    if operation.auth and auth not in operation.auth:
        _check_auth(operation, auth, api_key)
    if operation.api_key == "required" and api_key is None:
        raise ValueError(f"{name_method(operation, api_key)} needs a stack: call it on client.stack(api_key)")


def _check_auth(operation: Operation, auth: AuthName, api_key: str | None) -> None:
    call = name_method(operation, api_key)
    accepted = _join_alternatives([name for method in operation.auth for name in _SIGN_IN[method]])
    if auth == "anonymous":
        raise MissingCredentialsError(f"{call} needs credentials: use {accepted}")
    if operation.auth_documented:
        raise AuthMethodError(f"{call} does not accept {_A_SIGN_IN[auth]}; use {accepted}")


def _join_alternatives(names: Sequence[str]) -> str:
    *others, last = names
    return f"{', '.join(others)} or {last}" if others else last


_SIGN_IN: Final = {
    "authtoken": ("an authtoken", "`Login`"),
    "management_token": ("a management token",),
    "oauth": ("`OAuth`",),
}
_A_SIGN_IN: Final[Mapping[AuthName, str]] = {
    "authtoken": "an authtoken",
    "management_token": "a management token",
    "oauth": "an OAuth token",
    "anonymous": "a call without credentials",
}


def name_method(operation: Operation, api_key: str | None) -> str:
    """Return the method of an operation, as the caller wrote it."""
    scope = "client." if api_key is None else "stack."
    fitting = [method for method in operation.methods if method.startswith(scope)] or operation.methods
    return fitting[0] if fitting else operation.id


def build_request(request: Request, settings: Settings, credential: int) -> httpx.Request:
    """Return the HTTP request for `request` under `settings`.

    Raises:
        ValueError: A header cannot be sent, or the URL is too long.
    """
    operation = request.operation
    url, headers = _build_url(request, settings.hosts), _build_headers(request, settings)
    if request.files is None:
        outgoing = httpx.Request(operation.method, url, headers=headers, content=request.content, data=request.form)
        upload = None
    else:
        outgoing, upload = _build_upload(operation.method, url, headers, request.files)
    secret_url = None
    if "token}" in operation.path:  # a one-time token, which must not appear in logs and messages
        secret_url, outgoing.url = url, outgoing.url.copy_with(path=operation.path)
    is_paced = operation.host == "cma"
    delivery = Delivery(
        _start_story(settings, repeatable=operation.repeatable),
        settings.hosts,
        timeout=settings.timeout,
        budgets=settings.budgets if is_paced else None,
        budget=find_budget(operation.method, request.path),
        credential=credential,
        is_counted=settings.api_key is not None,
        upload=upload,
        secret_url=secret_url,
    )
    limits = settings.timeout or (DEFAULT_TIMEOUT if upload is None else UPLOAD_TIMEOUT)
    outgoing.extensions = {
        "timeout": limits.as_dict(),
        CALL: name_method(operation, settings.api_key),
        DELIVERY: delivery,
    }
    return outgoing


def _start_story(settings: Settings, *, repeatable: bool) -> Story:
    deadline = None if settings.deadline is None else monotonic() + settings.deadline
    return Story(settings.policy, repeatable=repeatable, deadline=deadline)


def _build_upload(
    method: str, url: str, headers: httpx.Headers, files: "list[FilePart]"
) -> tuple[httpx.Request, "UploadStream"]:
    from ..uploads import UploadStream, prepare_parts

    parts, bodies = prepare_parts(files)
    outgoing = httpx.Request(method, url, headers=headers, files=parts)
    outgoing.stream = upload = UploadStream(cast("Iterable[bytes]", outgoing.stream), bodies)
    return outgoing, upload


_LONGEST_URL = 60_000
"""Maximum length of a URL. httpx allows 65,536 characters, and servers less."""


def _build_url(request: Request, hosts: Hosts) -> str:
    host = {"cma": hosts.api, "developer-hub": hosts.developer_hub, "app": hosts.app}[request.operation.host]
    query = f"?{urlencode(request.query)}" if request.query else ""
    url = f"{host}{request.path}{query}"
    if len(url) > _LONGEST_URL:
        longest = max(request.query, key=lambda item: len(item[1]), default=("path", ""))[0]
        raise ValueError(
            f"{longest} is too long: the URL would have {len(url):,} characters, at most {_LONGEST_URL:,} are allowed; "
            "split the call"
        )
    return url


def _build_headers(request: Request, settings: Settings) -> httpx.Headers:
    headers = httpx.Headers(settings.headers)  # faster than copy()
    if request.headers:
        for name, value in request.headers.items():
            check_header_value(value, name)
        headers.update(request.headers)
    if settings.branch is not None and request.operation.branch and "branch" not in request.headers:
        headers["branch"] = settings.branch
    if request.content is not None:
        headers["content-type"] = "application/json"
    return headers


def to_exception(request: httpx.Request, error: Exception) -> ContentstackError:
    """Return the exception for a failed call, with `outcome` and `attempts` set."""
    story = get_delivery(request).story
    about = vars(error).get("_request")
    remove_messages(error, story.outer)
    if isinstance(error, ContentstackError):
        return story.tell(error)
    translated = build_transport_error(error, about if isinstance(about, httpx.Request) else request)
    translated.__cause__ = error
    return story.tell(translated)


def find_hint(request: Request) -> str:
    """Return a hint about the likely mistake in a rejected call; an empty text if there is none."""
    body = None if request.content is None else loads(request.content)
    while isinstance(body, dict) and len(body) == 1:
        ((key, inner),) = body.items()
        if isinstance(inner, dict) and list(inner) == [key]:
            return f"pass the fields themselves, without {key!r} around them"
        body = inner
    return ""


def build_sign_in_request(
    method: str,
    url: str,
    delivery: Delivery,
    *,
    json: object = None,
    data: Mapping[str, str] | None = None,
    headers: Mapping[str, str] | None = None,
    repeatable: bool = False,
    call: str = "signing in",
) -> httpx.Request:
    """Return a request that credentials send to sign in.

    It has the timeouts, retry policy and deadline of the call that needs it, but is not cut off at the deadline: what
    the server has processed, such as a refresh, cannot be repeated.

    Args:
        method: HTTP method.
        url: URL.
        delivery: The `Delivery` of the call.
        json: The body.
        data: The form.
        headers: Headers.
        repeatable: Whether the request is harmless when processed twice. A GET always is.
        call: What the request is for, for messages.
    """
    policy = replace(delivery.story.policy, retry_writes=False)
    story = Story(
        policy, repeatable=repeatable or method == "GET", deadline=delivery.story.deadline, overtime=_OVERTIME
    )
    return _build_own_request(method, url, replace(delivery, story=story), call, json=json, data=data, headers=headers)


_OVERTIME = 30.0
"""Seconds after a call's deadline at which its sign-in is cut off too."""


def build_sign_out_request(token: str, settings: Settings, seconds: float) -> httpx.Request:
    """Return the request that ends a session. It is sent once, and takes at most so many seconds."""
    policy = RetryPolicy(max_retries=0, max_rate_limit_wait=0)
    story = Story(policy, repeatable=False, deadline=monotonic() + seconds)
    delivery = Delivery(story, settings.hosts, timeout=settings.timeout, budgets=settings.budgets)
    url = f"{settings.hosts.api}/v3/user-session"
    return _build_own_request("DELETE", url, delivery, "signing out", headers={"authtoken": token})


def _build_own_request(
    method: str,
    url: str,
    delivery: Delivery,
    call: str,
    *,
    json: object = None,
    data: Mapping[str, str] | None = None,
    headers: Mapping[str, str] | None = None,
) -> httpx.Request:
    own = Delivery(
        delivery.story,
        delivery.hosts,
        timeout=delivery.timeout,
        budgets=delivery.budgets if get_origin(url) == delivery.hosts.api else None,
        budget=find_budget(method, ""),
        credential=delivery.credential,
    )
    limits = delivery.timeout or DEFAULT_TIMEOUT
    extensions: dict[str, object] = {"timeout": limits.as_dict(), CALL: call, DELIVERY: own}
    return httpx.Request(
        method, url, json=json, data=data, headers={**IDENTITY, **(headers or {})}, extensions=extensions
    )


def build_download_request(url: str, settings: Settings, credential: int, *, trusted: bool) -> httpx.Request:
    """Return a request to download `url`. Only calls to a trusted host are signed and paced."""
    headers = httpx.Headers(settings.headers) if trusted else httpx.Headers(IDENTITY)
    delivery = Delivery(
        _start_story(settings, repeatable=True),
        settings.hosts,
        timeout=settings.timeout,
        budgets=settings.budgets if trusted else None,
        budget=Budget.READS,
        credential=credential,
        streamed=True,
    )
    limits = settings.timeout or DEFAULT_TIMEOUT
    extensions: dict[str, object] = {"timeout": limits.as_dict(), CALL: "stack.assets.download()", DELIVERY: delivery}
    return httpx.Request("GET", url, headers=headers, extensions=extensions)
