# Derived from _async/client.py by generator/unasync.py: edit that, not this.
"""The client: credentials, region, connections and options."""

import os
import ssl
from collections.abc import Iterable, Mapping, Sequence
from contextlib import suppress
from types import TracebackType
from typing import TYPE_CHECKING, Any, Self

import httpx

from contentstack_cma_client.operation import Request
from contentstack_cma_client.resources.client_resources import ClientResources
from contentstack_cma_client.types import Response

from ..auth.base import Credentials
from ..auth.tokens import Authtoken
from ..environment import choose_deadline, find_identity
from ..errors import AuthenticationError
from ..logs import turn_on_logging
from ..pace import AUTOMATIC, Automatic, Pace, choose_pace
from ..raw import JsonBody, QueryValue, build_raw_request, parse_raw_response
from ..regions import Region
from ..retry import RetryPolicy
from ..sending._sync.http_client import open_client
from ..wire.headers import check_headers, join_names
from ..wire.options import Options, Settings
from .sender import ScopedSender, check_hooks

if TYPE_CHECKING:
    from ..hooks import Hooks
    from .stack import Stack


class Client(ClientResources):
    """A client of the Content Management API. Use it as a context manager, or close it.

        with Client(auth=Login("me@example.com", "secret")) as client:
            stack = client.stack("api_key", branch="main")
            found = stack.fetch()
            print(found.name)

    Without `auth`, `authtoken` and `management_token`, credentials come from the environment variables listed in
    `contentstack_cma.environment`. Calls are paced to stay within the rate limit (see `contentstack_cma.Pace`) and
    retried (see `contentstack_cma.RetryPolicy`). One client can be shared by threads, tasks and event loops; a forked
    child process opens its own connections.

    Args:
        auth: The credentials: `Authtoken`, `Login`, `ManagementToken`, `OAuth`, `ClientCredentials` or `Anonymous`.
        authtoken: Short for `auth=Authtoken(...)`.
        management_token: Short for `auth=ManagementToken(...)`.
        keep_session: Do not sign out when this client is closed. Pass it to a `Login` of your own instead, to keep the
            session for all of its clients.
        region: Region of the organization. Default: that of `auth`, else `CONTENTSTACK_REGION`, else North America.
        base_url: Scheme and host of the API, instead of a region. Default: `CONTENTSTACK_BASE_URL`.
        timeout: Seconds for each step of a call, or an `httpx.Timeout`. Default: 5 seconds to connect and 30 to read;
            for uploads 60 to write and 300 to read.
        deadline: Seconds for a whole call, retries and waits included. Default: `CONTENTSTACK_DEADLINE`, else none.
        max_retries: Maximum number of retries per call; 0 turns retries off. Default: 3.
        max_rate_limit_wait: Maximum seconds that a call waits after a 429. Default: 120.
        retry: A complete retry policy, instead of `max_retries` and `max_rate_limit_wait`.
        pace: Calls per second; None turns pacing off, as `CONTENTSTACK_PACE=off` does. Default: the documented rate
            limits, adjusted to those in the responses.
        headers: Headers to send with every call.
        early_access: Names of early-access features to enable.
        hooks: Functions to call before and after requests: see `contentstack_cma.hooks`.
        proxy: URL of a proxy. Default: the proxy of the environment, if any.
        verify: False to accept any certificate, or an `ssl.SSLContext`.
        max_connections: Maximum number of open connections. Default: 100.
        transport: An httpx transport, such as `AiohttpTransport()`, instead of the built-in one. It is closed with
            the client.

    Raises:
        MissingCredentialsError: No credentials were found.
        TypeError: An argument is of the wrong type.
        ValueError: More than one way to sign in was passed, `auth` is for another region, or an argument is malformed.
    """

    _sender: ScopedSender  # pyright: ignore[reportIncompatibleVariableOverride] -- always the wrapper's own

    def __init__(
        self,
        *,
        auth: Credentials | None = None,
        authtoken: str | None = None,
        management_token: str | None = None,
        keep_session: bool = False,
        region: Region | str | None = None,
        base_url: str | None = None,
        timeout: float | httpx.Timeout | None = None,
        deadline: float | None = None,
        max_retries: int | None = None,
        max_rate_limit_wait: float | None = None,
        retry: RetryPolicy | None = None,
        pace: Pace | Automatic | None = AUTOMATIC,
        headers: Mapping[str, str] | None = None,
        early_access: Iterable[str] | None = None,
        hooks: "Hooks | Sequence[Hooks] | None" = None,
        proxy: str | httpx.Proxy | None = None,
        verify: ssl.SSLContext | bool = True,
        max_connections: int | None = None,
        transport: httpx.BaseTransport | None = None,
    ) -> None:
        who = find_identity(
            auth=auth,
            authtoken=authtoken,
            management_token=management_token,
            region=region,
            base_url=base_url,
            environ=os.environ,
        )
        own = check_headers(headers)
        if early_access is not None:
            own["x-header-ea"] = join_names(early_access, "early_access")
        options = Options(
            timeout=timeout,
            deadline=choose_deadline(deadline, os.environ),
            max_retries=max_retries,
            max_rate_limit_wait=max_rate_limit_wait,
            retry=retry,
            hooks=check_hooks(hooks),
        )
        turn_on_logging(os.environ)
        paced = choose_pace(pace, os.environ.get("CONTENTSTACK_PACE"))
        http = open_client(
            who.hosts.api, transport=transport, proxy=proxy, verify=verify, max_connections=max_connections
        )
        settings = Settings(
            hosts=who.hosts,
            headers=httpx.Headers([*_base_headers(http), *own.items()]),
            budgets=None if paced is None else paced.get_budgets(who.hosts.api),
        )
        sender = ScopedSender(http, who.auth, settings.with_options(options))
        if not keep_session:
            sender.attach()
        super().__init__(sender)

    @property
    def base_url(self) -> str:
        """Scheme and host of the API."""
        return self._sender.settings.hosts.api

    def stack(self, api_key: str, branch: str | None = None) -> "Stack":
        """Return a stack. Nothing is sent; stacks are cheap to create and share the client's connections.

        Args:
            api_key: The stack's key.
            branch: Uid or alias of the branch to work on. Default: main branch.

        Raises:
            ValueError: `api_key` or `branch` is empty, or cannot be sent in a header.
        """
        from .stack import Stack

        return Stack(self._sender.with_settings(self._sender.settings.with_stack(api_key, branch)))

    def with_options(
        self,
        *,
        timeout: float | httpx.Timeout | None = None,
        deadline: float | None = None,
        max_retries: int | None = None,
        max_rate_limit_wait: float | None = None,
        retry_writes: bool | None = None,
        retry: RetryPolicy | None = None,
        headers: Mapping[str, str] | None = None,
        hooks: "Hooks | Sequence[Hooks] | None" = None,
    ) -> Self:
        """Return a copy of this client with other options, on the same connections; closing either closes both.

        Args:
            timeout: Seconds for each step of a call, or an `httpx.Timeout`.
            deadline: Seconds for a whole call, retries and waits included.
            max_retries: Maximum number of retries per call; 0 turns retries off.
            max_rate_limit_wait: Maximum seconds that a call waits after a 429.
            retry_writes: Retry writes that the server may already have processed.
            retry: A complete retry policy, instead of the three arguments above.
            headers: Headers to send with every call, in addition to the present ones.
            hooks: Functions to call before and after requests, in addition to the present ones.

        Raises:
            TypeError: A value is of the wrong type.
            ValueError: A value is out of bounds, or `retry` is combined with a part of it.
        """
        sender = self._sender.with_options(
            timeout=timeout,
            deadline=deadline,
            max_retries=max_retries,
            max_rate_limit_wait=max_rate_limit_wait,
            retry_writes=retry_writes,
            retry=retry,
            headers=headers,
            hooks=hooks,
        )
        return self._with_sender(sender)

    def request(
        self,
        method: str,
        path: str,
        *,
        query: Mapping[str, QueryValue] | None = None,
        json: JsonBody = None,
        headers: Mapping[str, str] | None = None,
    ) -> Response[Any]:
        """Send any request to the API: signed, paced, retried if it is a read, with errors raised.

            response = client.request("GET", "/v3/organizations", query={"limit": 2})
            print(response.status_code, response.parsed)

        For requests about a stack, use `stack.request()`.

        Args:
            method: HTTP method.
            path: Path without query parameters, such as `/v3/organizations`.
            query: Query parameters; a list is sent once per item, a mapping as JSON, None not at all.
            json: The body, sent as JSON. Default: none.
            headers: Headers of this request, in addition to those of the client.

        Returns:
            The response: `parsed` is its JSON, beside `status_code`, `headers` and `content`.

        Raises:
            TypeError: A value is of the wrong type.
            ValueError: `method` is unknown, or `path` is malformed.
            ContentstackError: The call was rejected or failed.
        """
        request = build_raw_request("client", method, path, query=query, json=json, headers=headers)
        return parse_raw_response(self._sender.send(request))

    def send(self, request: Request) -> httpx.Response:
        """Send a generated request, so that the functions of `contentstack_cma_client.api` accept this client."""
        return self._sender.send(request)

    def logout(self) -> None:
        """End the session on the server. A `Login` signs in again on its next use; an `Authtoken` becomes invalid.

        Raises:
            AuthMethodError: Management tokens and OAuth have no sessions; use `OAuth.revoke()`.
        """
        from contentstack_cma_client.api.user_session import log_out

        auth = self._sender.auth
        token = auth.get_session(self._sender.settings.hosts)
        if token is None:
            return
        with suppress(AuthenticationError):  # the session has ended already
            log_out.sync(client=self._sender.with_auth(Authtoken(token)))
        auth.forget_session(self._sender.settings.hosts)

    def close(self) -> None:
        """Close the connections, after signing out a `Login` that no other open client uses.

        Signing out takes at most five seconds and never raises. `Login(..., keep_session=True)` keeps the session.
        """
        self._sender.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None
    ) -> None:
        self.close()

    def __repr__(self) -> str:
        return f"{type(self).__name__}(base_url={self.base_url!r}, auth={self._sender.auth!r})"


def _base_headers(http: httpx.Client) -> list[tuple[str, str]]:
    """Return the default headers of httpx, merged once here instead of on every call; HTTP/1.1 keeps alive anyway."""
    return [(name, value) for name, value in http.headers.items() if name != "connection"]
