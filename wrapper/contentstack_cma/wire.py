"""From a generated `Request` to an httpx request: host, scope, options. No I/O."""

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
"""After the last byte of a large file the server takes its time to store it."""

IDENTITY = {"x-user-agent": f"contentstack-cma-python/{__version__}"}
"""What every request says of who sends it."""

_DELIVERY = "contentstack_cma.delivery"


@dataclass(frozen=True, slots=True)
class Delivery:
    """What pace, retries and sign-in must know of a request beyond HTTP. It travels as an extension of the request.

    Attributes:
        story: What has become of the call so far.
        hosts: Where the client's region answers.
        budgets: The pace; None if the request does not wait for one.
        budget: What the request counts as.
        credential: Tells the credentials apart that may have a limit of their own.
        is_counted: Whether the server counts the request against a limit, if it counts any.
        upload: The body, where it is an upload.
        streamed: Whether the caller reads the body of the response itself, piece by piece.
        secret_url: The URL to send to, where that of the request does not show all of it.
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
        """Whether the body is still, or again, whole."""
        return self.upload is None or self.upload.can_be_sent

    def enter(self, now: float) -> Turn | None:
        """Return the turn of a first attempt; None if it does not wait for a pace."""
        return None if self.budgets is None else self.budgets.enter(self.budget, self.credential, now)


class Departure(ObservedStream):
    """The body of one attempt on its way: tells when the request left, and whether all of it did.

    Attributes:
        was_cut_off: Whether the connection took a part of the body and not all of it: then no complete request has
            left this machine, and the server cannot have processed it.
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
        """Say whether a complete request may have left this machine before an error."""
        if is_unsent(error) or (self.was_cut_off and not self._may_be_complete(error)):
            return False
        if isinstance(error, DeadlineExceededError):
            has_body = self._headers.get("content-length", "0") != "0" or "transfer-encoding" in self._headers
            return (self._has_begun or not has_body) and not is_unsent(error.__context__)
        return True

    def _may_be_complete(self, error: BaseException) -> bool:
        """Say whether the last piece may be under way although nobody has asked for what comes after it.

        The connection of a thread has not taken a piece whose writing failed. That of a task may have, if it was a
        timeout that ended the writing.
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
        self.was_cut_off = True  # until the connection has asked for what comes after the last piece
        if self._turn is not None:
            self._turn.depart(monotonic())


class NoCookies(httpx.Cookies):
    """A cookie jar that stays empty: credentials are headers, and no session goes from one call to another."""

    def extract_cookies(self, response: httpx.Response) -> None:
        """Take no cookie of a response."""


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
        policy: The retry contract.
        timeout: Limits for the steps of calls; None for the defaults, which are longer for uploads.
        deadline: Seconds for a whole call; None for no limit.
        budgets: The pace; None if calls do not wait for one.
        api_key: The stack's key, for calls about a stack.
        branch: The branch, for calls that know branches.
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
        """The settings for calls about one stack.

        Raises:
            ValueError: The key or the branch is empty or cannot be a header.
        """
        headers = httpx.Headers(self.headers)
        headers["api_key"] = header_value(api_key, "api_key")
        checked = None if branch is None else header_value(branch, "branch")
        return replace(self, headers=headers, api_key=api_key, branch=checked)

    def with_options(self, options: "Options") -> "Settings":
        """Return these settings with some of them changed; what `options` leaves out stays as it is."""
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
    """What `with_options` takes, checked.

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
            raise ValueError(f"give retry or {' and '.join(self._changes)}, not both: a RetryPolicy says all of it")

    def changed(self, policy: RetryPolicy) -> RetryPolicy:
        """Return the retry contract with what was given."""
        return replace(self._policy or policy, **self._changes) if self._changes else self._policy or policy


def _checked_policy(retry: object) -> RetryPolicy | None:
    if retry is not None and not isinstance(retry, RetryPolicy):
        raise TypeError(f"retry must be a RetryPolicy, not {type(retry).__name__}")
    return retry


def checked_timeout(timeout: object) -> httpx.Timeout | None:
    """Return the limits for the steps of a call.

    Raises:
        TypeError: `timeout` is neither a number of seconds nor a `httpx.Timeout`.
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
        TypeError: A name or a value is no text.
        ValueError: One of them is for this package to set, or cannot be sent. The message does not show values.
    """
    if headers is not None and not isinstance(headers, Mapping):  # pyright: ignore[reportUnnecessaryIsInstance]
        raise TypeError(f"headers must map text to text, not be {type(headers).__name__}")
    copied = dict(headers or {})
    for name, value in copied.items():
        _check_header(name, value)
    if reserved := sorted(name for name in copied if name.lower() in _RESERVED):
        raise ValueError(f"headers must not hold {', '.join(reserved)}: sign-in, scope and body set them")
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


def names_header(names: Iterable[str], argument: str) -> str:
    """Return the header for one or several names.

    Raises:
        TypeError: A name is no text, or `names` is not iterable.
        ValueError: A name cannot be sent.
    """
    if not isinstance(names, Iterable):  # pyright: ignore[reportUnnecessaryIsInstance] - callers without types
        raise TypeError(f"{argument} must be text or several texts, not {type(names).__name__}")
    return ",".join(header_value(name, argument) for name in ([names] if isinstance(names, str) else names))


def check_sendable(operation: Operation, auth: AuthName, *, closed: bool, api_key: str | None) -> None:
    """Reject a call that cannot succeed, before anything is sent.

    Raises:
        ClientClosedError: The client has been closed.
        AuthMethodError: The API is known not to accept this way to sign in.
        MissingCredentialsError: The call needs credentials.
        ValueError: The call is about a stack, and there is none.
    """
    if closed:
        raise ClientClosedError("the client has been closed")
    if operation.auth and auth not in operation.auth:
        _check_auth(operation, auth, api_key)
    if operation.api_key == "required" and api_key is None:
        raise ValueError(f"{called(operation, api_key)} is a call about a stack: make it through client.stack(api_key)")


def _check_auth(operation: Operation, auth: AuthName, api_key: str | None) -> None:
    call = called(operation, api_key)
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


def called(operation: Operation, api_key: str | None) -> str:
    """Return the method that makes a call, as its caller wrote it."""
    scope = "client." if api_key is None else "stack."
    fitting = [method for method in operation.methods if method.startswith(scope)] or operation.methods
    return fitting[0] if fitting else operation.id


def build_request(request: Request, settings: Settings, credential: int) -> httpx.Request:
    """Return the HTTP request for `request` under `settings`.

    Raises:
        ValueError: A header of the call cannot be sent, or its query is too long.
    """
    operation = request.operation
    url, headers = _url(request, settings.hosts), _headers(request, settings)
    if request.files is None:
        outgoing = httpx.Request(operation.method, url, headers=headers, content=request.content, data=request.form)
        upload = None
    else:
        outgoing, upload = _upload(operation.method, url, headers, request.files)
    secret_url = None
    if "token}" in operation.path:  # a one-time token, which no log and no message must show
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
        CALL: called(operation, settings.api_key),
        _DELIVERY: delivery,
    }
    return outgoing


def _upload(
    method: str, url: str, headers: httpx.Headers, files: "list[FilePart]"
) -> tuple[httpx.Request, "UploadStream"]:
    from .uploads import UploadStream, prepared_parts

    parts, bodies = prepared_parts(files)
    outgoing = httpx.Request(method, url, headers=headers, files=parts)
    outgoing.stream = upload = UploadStream(cast("Iterable[bytes]", outgoing.stream), bodies)
    return outgoing, upload


_LONGEST_URL = 60_000
"""Characters. httpx takes 65,536, and servers less."""


def _url(request: Request, hosts: Hosts) -> str:
    host = {"cma": hosts.api, "developer-hub": hosts.developer_hub, "app": hosts.app}[request.operation.host]
    query = f"?{urlencode(request.query)}" if request.query else ""
    url = f"{host}{request.path}{query}"
    if len(url) > _LONGEST_URL:
        longest = max(request.query, key=lambda item: len(item[1]), default=("path", ""))[0]
        raise ValueError(
            f"{longest} is too long: the URL would have {len(url):,} characters, and may have {_LONGEST_URL:,}; "
            "ask for less at a time"
        )
    return url


def _headers(request: Request, settings: Settings) -> httpx.Headers:
    headers = httpx.Headers(settings.headers)  # its own copy() is slower
    if request.headers:
        for name, value in request.headers.items():
            header_value(value, name)
        headers.update(request.headers)
    if settings.branch is not None and request.operation.branch and "branch" not in request.headers:
        headers["branch"] = settings.branch
    if request.content is not None:
        headers["content-type"] = "application/json"
    return headers


def failed(request: httpx.Request, error: Exception) -> ContentstackError:
    """Return the exception of a call that failed, with what became of the call."""
    story = delivery_of(request).story
    about = vars(error).get("_request")
    without_messages(error, story.outer)
    if not isinstance(error, ContentstackError):
        error = transport_exception(error, about if isinstance(about, httpx.Request) else request)
    return story.tell(error)


def hint_for(request: Request) -> str:
    """Return what a rejected call has likely done wrong; an empty text if nothing shows."""
    body = None if request.content is None else loads(request.content)
    while isinstance(body, dict) and len(body) == 1:
        ((key, inner),) = body.items()
        if isinstance(inner, dict) and list(inner) == [key]:
            return f"pass the fields themselves, without {key!r} around them"
        body = inner
    return ""


def revealed(request: httpx.Request, delivery: Delivery) -> httpx.Request:
    """Return a request as it is sent: with all of its URL."""
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
    """Return a request that a sign-in method makes for itself. Unless it is a GET, it may not be processed twice."""
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
    """Return a request for the bytes behind `url`. Only a trusted host gets credentials, and is paced."""
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
