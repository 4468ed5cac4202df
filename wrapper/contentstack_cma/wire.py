"""Turn a generated `Request` into an httpx request: host, scope and options. No I/O."""

import re
from collections.abc import AsyncIterator, Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from time import monotonic
from typing import TYPE_CHECKING, Any, Final, Literal, cast
from urllib.parse import urlencode

import httpx

from contentstack_cma_client.json_codec import loads
from contentstack_cma_client.operation import Operation, Request

from ._version import __version__
from .errors import (
    CALL,
    AuthMethodError,
    ClientClosedError,
    ContentstackError,
    DeadlineExceededError,
    MissingCredentialsError,
    transport_exception,
    without_messages,
)
from .network.observed import ObservedStream
from .pace import Budget, Budgets, Turn, budget_of
from .regions import Hosts, origin_of
from .retry import RetryPolicy, check_seconds, is_unsent
from .story import Story

if TYPE_CHECKING:
    from contentstack_cma_client.operation import FilePart

    from .uploads import UploadStream

AuthName = Literal["authtoken", "management_token", "oauth", "anonymous"]

DEFAULT_TIMEOUT = httpx.Timeout(30.0, connect=5.0)
UPLOAD_TIMEOUT = httpx.Timeout(300.0, connect=5.0, write=60.0, pool=30.0)
"""Longer, because the server stores a large file after its last byte has arrived."""

IDENTITY = {"x-user-agent": f"contentstack-cma-python/{__version__}"}
"""Headers that name this package in every request."""

_DELIVERY = "contentstack_cma.delivery"


@dataclass(frozen=True, slots=True)
class Delivery:
    """What pace, retries and credentials need to know about a request. It is an extension of the httpx request.

    Attributes:
        story: The attempts of the call so far.
        hosts: Hosts of the client's region.
        budgets: The pace; None if the request is not paced.
        budget: The budget that the request counts against.
        credential: Key of the credentials, which may have their own limit.
        is_counted: Whether the server counts the request against a rate limit, if it has one.
        upload: The body, if it is an upload.
        streamed: Whether the caller streams the response.
        secret_url: The full URL, if the request has a shortened one.
    """

    story: Story
    hosts: Hosts
    budgets: Budgets | None = None
    budget: Budget = Budget.WRITES
    credential: int = 0
    is_counted: bool = False
    upload: "UploadStream | None" = None
    streamed: bool = False
    secret_url: str | None = field(default=None, repr=False)

    @property
    def can_be_sent(self) -> bool:
        """Whether the body can be sent: it was not read yet, or can be read again."""
        return self.upload is None or self.upload.can_be_sent

    def enter(self, now: float) -> Turn | None:
        """Return the turn of a first attempt; None if it is not paced."""
        return None if self.budgets is None else self.budgets.enter(self.budget, self.credential, now)


class Departure(ObservedStream):
    """The body of one attempt. It records when the request left, and whether all of it did.

    Attributes:
        was_cut_off: Whether the connection took only a part of the body: then no complete request has left this
            machine, and the server cannot have processed it.
    """

    def __init__(self, request: httpx.Request, turn: Turn | None) -> None:
        self._stream = request.stream
        self._turn = turn
        self._headers = request.headers
        self._has_begun = False
        self._is_of_task = False
        self._given = 0
        self.was_cut_off: bool = False

    def was_sent(self, error: BaseException) -> bool:
        """Return whether a complete request may have left this machine before an error."""
        if is_unsent(error) or (self.was_cut_off and not self._may_be_complete(error)):
            return False
        if isinstance(error, DeadlineExceededError):
            has_body = self._headers.get("content-length", "0") != "0" or "transfer-encoding" in self._headers
            return (self._has_begun or not has_body) and not is_unsent(error.__context__)
        return True

    def _may_be_complete(self, error: BaseException) -> bool:
        """Return whether the last chunk may have been sent although writing it failed.

        A synchronous connection has not sent a chunk whose writing failed. An asynchronous one may have, if a timeout
        ended the writing.
        """
        if self._given < int(self._headers.get("content-length", 0)):
            return False
        is_late = isinstance(error, (httpx.TimeoutException, DeadlineExceededError))
        return self.is_buffered or (self._is_of_task and is_late)

    def __iter__(self) -> Iterator[bytes]:
        self._depart()
        chunks = iter(cast("httpx.SyncByteStream", self._stream))
        while (chunk := self._next(chunks)) is not None:
            self._given += len(chunk)
            yield chunk
        self.was_cut_off = False

    async def __aiter__(self) -> AsyncIterator[bytes]:
        self._depart()
        self._is_of_task = True
        chunks = aiter(cast("httpx.AsyncByteStream", self._stream))
        while (chunk := await self._anext(chunks)) is not None:
            self._given += len(chunk)
            yield chunk
        self.was_cut_off = False

    def _next(self, chunks: Iterator[bytes]) -> bytes | None:
        try:
            return next(chunks, None)
        except BaseException as error:
            self.error: BaseException | None = error
            raise

    async def _anext(self, chunks: AsyncIterator[bytes]) -> bytes | None:
        try:
            return await anext(chunks, None)
        except BaseException as error:
            self.error = error
            raise

    def _depart(self) -> None:
        self._has_begun = True
        self.was_cut_off = True  # until the connection asks for more after the last chunk
        if self._turn is not None:
            self._turn.depart(monotonic())


class NoCookies(httpx.Cookies):
    """A cookie jar that stays empty: credentials are headers, and calls share no session."""

    def extract_cookies(self, response: httpx.Response) -> None:
        """Ignore the cookies of a response."""


def delivery_of(request: httpx.Request) -> Delivery:
    """Return the `Delivery` of a request.

    Raises:
        TypeError: The request does not come from a client of this package.
    """
    delivery = request.extensions.get(_DELIVERY)
    if not isinstance(delivery, Delivery):
        raise TypeError("this transport and these credentials work with the clients of contentstack_cma only")
    return delivery


@dataclass(frozen=True, slots=True)
class Settings:
    """The scope and options of calls. Immutable.

    Attributes:
        hosts: Hosts of the region.
        headers: Headers of every request.
        policy: The retry policy.
        timeout: Timeouts for the steps of calls; None for the defaults, which are longer for uploads.
        deadline: Seconds for a whole call; None for no deadline.
        budgets: The pace; None if calls are not paced.
        api_key: The stack's key, for calls about a stack.
        branch: The branch, for calls that take one.
    """

    hosts: Hosts
    headers: httpx.Headers
    policy: RetryPolicy = field(default_factory=RetryPolicy)
    timeout: httpx.Timeout | None = None
    deadline: float | None = None
    budgets: Budgets | None = None
    api_key: str | None = None
    branch: str | None = None

    def for_stack(self, api_key: str, branch: str | None) -> "Settings":
        """Return the settings for calls about one stack.

        Raises:
            ValueError: The key or the branch is empty, or cannot be sent in a header.
        """
        headers = httpx.Headers(self.headers)
        headers["api_key"] = header_value(api_key, "api_key")
        checked = None if branch is None else header_value(branch, "branch")
        return replace(self, headers=headers, api_key=api_key, branch=checked)

    def with_options(self, options: "Options") -> "Settings":
        """Return these settings changed by `options`; options that are None change nothing."""
        headers = httpx.Headers(self.headers)
        headers.update(checked_headers(options.headers))
        return replace(
            self,
            headers=headers,
            policy=options.changed(self.policy),
            timeout=self.timeout if options.timeout is None else options.timeout,
            deadline=self.deadline if options.deadline is None else options.deadline,
        )

    def story(self, *, repeatable: bool) -> Story:
        """Return the story of a call that begins now."""
        deadline = None if self.deadline is None else monotonic() + self.deadline
        return Story(self.policy, repeatable=repeatable, deadline=deadline)


class Options:
    """The arguments of `with_options`, checked.

    Raises:
        TypeError: A value is of the wrong type.
        ValueError: A value is out of bounds.
    """

    def __init__(
        self,
        *,
        timeout: float | httpx.Timeout | None = None,
        deadline: float | None = None,
        max_retries: int | None = None,
        max_rate_limit_wait: float | None = None,
        retry_writes: bool | None = None,
        retry: RetryPolicy | None = None,
        headers: Mapping[str, str] | None = None,
    ) -> None:
        self.timeout: httpx.Timeout | None = checked_timeout(timeout)
        self.deadline: float | None = checked_deadline(deadline)
        self.headers: Mapping[str, str] | None = headers
        self._policy = _checked_policy(retry)
        changes: dict[str, Any] = {
            "max_retries": max_retries,
            "max_rate_limit_wait": max_rate_limit_wait,
            "retry_writes": retry_writes,
        }
        self._changes = {name: value for name, value in changes.items() if value is not None}
        if self._policy is not None and self._changes:
            raise ValueError(f"pass retry or {' and '.join(self._changes)}, not both: set them in the RetryPolicy")

    def changed(self, policy: RetryPolicy) -> RetryPolicy:
        """Return the retry policy with these options."""
        return replace(self._policy or policy, **self._changes) if self._changes else self._policy or policy


def _checked_policy(retry: object) -> RetryPolicy | None:
    if retry is not None and not isinstance(retry, RetryPolicy):
        raise TypeError(f"retry must be a RetryPolicy, not {type(retry).__name__}")
    return retry


def checked_timeout(timeout: object) -> httpx.Timeout | None:
    """Return the timeouts for the steps of a call.

    Raises:
        TypeError: `timeout` is neither a number of seconds nor an `httpx.Timeout`.
        ValueError: It is not positive.
    """
    if timeout is None or isinstance(timeout, httpx.Timeout):
        return timeout
    return httpx.Timeout(_checked_positive(timeout, "timeout"))


def checked_deadline(deadline: object) -> float | None:
    """Return the seconds for a whole call.

    Raises:
        TypeError: `deadline` is not a number.
        ValueError: It is not positive.
    """
    return None if deadline is None else _checked_positive(deadline, "deadline")


def _checked_positive(value: object, name: str) -> float:
    check_seconds(value, name)
    if not value:
        raise ValueError(f"{name} must be more than 0 seconds")
    return float(cast("float", value))


_RESERVED = frozenset(
    {"api_key", "authorization", "authtoken", "content-length", "content-type", "host", "transfer-encoding"}
)


_TOKEN = re.compile(r"[!#$%&'*+\-.^_`|~0-9A-Za-z]+")


def checked_headers(headers: Mapping[str, str] | None) -> dict[str, str]:
    """Return a copy of a caller's headers.

    Raises:
        TypeError: A name or a value is not a string.
        ValueError: A header is set by this package, or cannot be sent. The message does not contain values.
    """
    if headers is not None and not isinstance(headers, Mapping):  # pyright: ignore[reportUnnecessaryIsInstance]
        raise TypeError(f"headers must map text to text, not be {type(headers).__name__}")
    copied = dict(headers or {})
    for name, value in copied.items():
        _check_header(name, value)
    if reserved := sorted(name for name in copied if name.lower() in _RESERVED):
        raise ValueError(f"headers must not contain {', '.join(reserved)}: the client sets them")
    return copied


def _check_header(name: object, value: object) -> None:
    if not isinstance(name, str) or not isinstance(value, str):
        raise TypeError(f"headers must map text to text, not {name!r} to {type(value).__name__}")
    if not _TOKEN.fullmatch(name):
        raise ValueError(f"headers must have names of letters, digits and hyphens, not {name!r}")
    if not (value.isascii() and value.replace("\t", " ").isprintable()) or value != value.strip():
        raise ValueError(
            f"the value of header {name!r} must be printable ASCII without blanks around it or line breaks"
        )


def header_value(value: str, name: str) -> str:
    """Check and return a value for a header.

    Raises:
        TypeError: `value` is not a string.
        ValueError: `value` is empty, or has blanks, line breaks or non-ASCII characters. The message hides it.
    """
    if not isinstance(value, str):  # pyright: ignore[reportUnnecessaryIsInstance] - callers without types
        raise TypeError(f"{name} must be text, not {type(value).__name__}")
    if not value:
        raise ValueError(f"{name} must not be empty")
    if not (value.isascii() and value.isprintable()) or " " in value:
        raise ValueError(f"{name} must be printable ASCII without blanks or line breaks")
    return value


def names_header(names: Iterable[str], argument: str) -> str:
    """Return the value of a header for one name or several.

    Raises:
        TypeError: A name is not a string, or `names` is not iterable.
        ValueError: A name cannot be sent.
    """
    if not isinstance(names, Iterable):  # pyright: ignore[reportUnnecessaryIsInstance] - callers without types
        raise TypeError(f"{argument} must be a string or several strings, not {type(names).__name__}")
    return ",".join(header_value(name, argument) for name in ([names] if isinstance(names, str) else names))


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
    accepted = " or ".join(_SIGN_IN[method] for method in operation.auth)
    if auth == "anonymous":
        raise MissingCredentialsError(f"{call} needs credentials: use {accepted}")
    if operation.auth_documented:
        raise AuthMethodError(f"{call} does not accept {_A_SIGN_IN[auth]}; use {accepted}")


_SIGN_IN: Final = {
    "authtoken": "an authtoken or `Login`",
    "management_token": "a management token",
    "oauth": "`OAuth`",
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
    url, headers = _url(request, settings.hosts), _headers(request, settings)
    if request.files is None:
        outgoing = httpx.Request(operation.method, url, headers=headers, content=request.content, data=request.form)
        upload = None
    else:
        outgoing, upload = _upload(operation.method, url, headers, request.files)
    secret_url = None
    if "token}" in operation.path:  # a one-time token, which must not appear in logs and messages
        secret_url, outgoing.url = url, outgoing.url.copy_with(path=operation.path)
    is_paced = operation.host == "cma"
    delivery = Delivery(
        settings.story(repeatable=operation.repeatable),
        settings.hosts,
        budgets=settings.budgets if is_paced else None,
        budget=budget_of(operation.method, request.path),
        credential=credential,
        is_counted=settings.api_key is not None,
        upload=upload,
        secret_url=secret_url,
    )
    limits = settings.timeout or (DEFAULT_TIMEOUT if upload is None else UPLOAD_TIMEOUT)
    outgoing.extensions = {
        "timeout": limits.as_dict(),
        CALL: name_method(operation, settings.api_key),
        _DELIVERY: delivery,
    }
    return outgoing


def _upload(
    method: str, url: str, headers: httpx.Headers, files: "list[FilePart]"
) -> tuple[httpx.Request, "UploadStream"]:
    from .uploads import UploadStream, prepare_parts

    parts, bodies = prepare_parts(files)
    outgoing = httpx.Request(method, url, headers=headers, files=parts)
    outgoing.stream = upload = UploadStream(cast("Iterable[bytes]", outgoing.stream), bodies)
    return outgoing, upload


_LONGEST_URL = 60_000
"""Maximum length of a URL. httpx allows 65,536 characters, and servers less."""


def _url(request: Request, hosts: Hosts) -> str:
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


def _headers(request: Request, settings: Settings) -> httpx.Headers:
    headers = httpx.Headers(settings.headers)  # faster than copy()
    if request.headers:
        for name, value in request.headers.items():
            header_value(value, name)
        headers.update(request.headers)
    if settings.branch is not None and request.operation.branch and "branch" not in request.headers:
        headers["branch"] = settings.branch
    if request.content is not None:
        headers["content-type"] = "application/json"
    return headers


def to_exception(request: httpx.Request, error: Exception) -> ContentstackError:
    """Return the exception for a failed call, with `outcome` and `attempts` set."""
    story = delivery_of(request).story
    about = vars(error).get("_request")
    without_messages(error, story.outer)
    if not isinstance(error, ContentstackError):
        error = transport_exception(error, about if isinstance(about, httpx.Request) else request)
    return story.tell(error)


def hint_for(request: Request) -> str:
    """Return a hint about the likely mistake in a rejected call; an empty text if there is none."""
    body = None if request.content is None else loads(request.content)
    while isinstance(body, dict) and len(body) == 1:
        ((key, inner),) = body.items()
        if isinstance(inner, dict) and list(inner) == [key]:
            return f"pass the fields themselves, without {key!r} around them"
        body = inner
    return ""


def reveal_url(request: httpx.Request, delivery: Delivery) -> httpx.Request:
    """Return a request with its full URL."""
    if delivery.secret_url is None:
        return request
    return httpx.Request(
        request.method,
        delivery.secret_url,
        headers=request.headers,
        stream=request.stream,
        extensions=request.extensions,
    )


def own_request(
    method: str,
    url: str,
    delivery: Delivery,
    *,
    json: object = None,
    data: Mapping[str, str] | None = None,
    headers: Mapping[str, str] | None = None,
) -> httpx.Request:
    """Return a request that credentials send to sign in. It is retried as a write unless it is a GET."""
    asker = delivery.story
    story = Story(
        replace(asker.policy, retry_writes=False),
        repeatable=method == "GET",
        deadline=asker.deadline,
    )
    is_paced = origin_of(url) == delivery.hosts.api
    own = Delivery(
        story, delivery.hosts, delivery.budgets if is_paced else None, budget_of(method, ""), delivery.credential
    )
    extensions: dict[str, object] = {"timeout": DEFAULT_TIMEOUT.as_dict(), CALL: "signing in", _DELIVERY: own}
    return httpx.Request(
        method, url, json=json, data=data, headers={**IDENTITY, **(headers or {})}, extensions=extensions
    )


def download_request(url: str, settings: Settings, credential: int, *, trusted: bool) -> httpx.Request:
    """Return a request to download `url`. Only calls to a trusted host are signed and paced."""
    headers = httpx.Headers(settings.headers) if trusted else httpx.Headers(IDENTITY)
    delivery = Delivery(
        settings.story(repeatable=True),
        settings.hosts,
        budgets=settings.budgets if trusted else None,
        budget=Budget.READS,
        credential=credential,
        streamed=True,
    )
    limits = settings.timeout or DEFAULT_TIMEOUT
    extensions: dict[str, object] = {
        "timeout": limits.as_dict(),
        CALL: "stack.assets.download()",
        _DELIVERY: delivery,
    }
    return httpx.Request("GET", url, headers=headers, extensions=extensions)
