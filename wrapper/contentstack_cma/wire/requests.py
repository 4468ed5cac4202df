"""Turn a generated `Request` into an httpx request: host, scope and options."""

from collections.abc import Iterable, Mapping, Sequence
from time import monotonic
from typing import TYPE_CHECKING, Final, Literal, cast
from urllib.parse import urlencode

import httpx

from contentstack_cma_client.json_codec import loads
from contentstack_cma_client.operation import Operation, Request

from .._version import __version__
from ..error_mapping import build_transport_error, remove_messages
from ..errors import CALL, AuthMethodError, ClientClosedError, ContentstackError, MissingCredentialsError
from ..pace.budgets import find_budget
from ..regions import Hosts
from .delivery import DELIVERY, Delivery, get_delivery
from .headers import check_header_value
from .options import Settings
from .redaction import has_secret, redact_path, redact_query
from .story import Story

if TYPE_CHECKING:
    from contentstack_cma_client.operation import FilePart

    from ..uploads import UploadStream

RAW = "request"
"""Id of the operations of `client.request()` and `stack.request()`, whose path is no template."""

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
    names = [name for method in operation.auth for name in _SIGN_IN[method]]
    if "oauth" in operation.auth and operation.path.startswith(_ORGANIZATION):
        names.append("`ClientCredentials`")
    accepted = _join_alternatives(names)
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
_ORGANIZATION = "/v3/organizations/{organization_uid}"
"""Where machine-to-machine apps may call: they have no user, and only scopes of their organization."""
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
    shown_path = _find_shown_path(request)
    secret_url = None
    if shown_path != request.path or (
        request.query and has_secret(request.query)
    ):  # which must not appear in logs and messages
        secret_url, outgoing.url = url, _hide_secrets(outgoing.url, shown_path)
    is_paced = operation.host == "cma"
    delivery = Delivery(
        start_story(settings, repeatable=operation.repeatable),
        settings.hosts,
        timeout=settings.timeout,
        budgets=settings.budgets if is_paced else None,
        budget=find_budget(operation.method, request.path),
        credential=credential,
        is_counted=settings.api_key is not None,
        upload=upload,
        secret_url=secret_url,
        hooks=settings.hooks,
        path_template=operation.path if operation.id != RAW else None,
        api_key=settings.api_key,
        branch=settings.branch if operation.branch else None,
    )
    limits = settings.timeout or (DEFAULT_TIMEOUT if upload is None else UPLOAD_TIMEOUT)
    outgoing.extensions = {
        "timeout": limits.as_dict(),
        CALL: name_method(operation, settings.api_key),
        DELIVERY: delivery,
    }
    return outgoing


def _find_shown_path(request: Request) -> str:
    """Return the path of a request without one-time tokens."""
    if "token}" in request.operation.path:
        return request.operation.path
    return redact_path(request.path) if request.operation.id == RAW else request.path


def _hide_secrets(url: httpx.URL, path: str) -> httpx.URL:
    query = redact_query(url.query.decode("ascii"))
    return url.copy_with(raw_path=f"{_quote_braces(path)}{'?' if query else ''}{query}".encode("ascii"))


def _quote_braces(path: str) -> str:
    return path.replace("{", "%7B").replace("}", "%7D")


def start_story(settings: Settings, *, repeatable: bool) -> Story:
    """Return the story of a new call, whose deadline begins now."""
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
