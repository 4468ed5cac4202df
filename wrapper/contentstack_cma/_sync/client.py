# Derived from wrapper/contentstack_cma/_async/client.py by generator/unasync.py: edit that, not this.
"""The client: who makes calls, where they go, and how."""

import os
import ssl
from collections.abc import Iterable, Mapping
from contextlib import suppress
from types import TracebackType
from typing import TYPE_CHECKING, Self

import httpx

from contentstack_cma_client.operation import Request
from contentstack_cma_client.resources.client_resources import ClientResources
from contentstack_cma_client.types import JsonValue, Response

from ..auth.base import Credentials
from ..auth.tokens import Authtoken
from ..environment import deadline_of, identity
from ..errors import AuthenticationError
from ..pace import AUTOMATIC, Automatic, Pace, chosen_pace
from ..raw import JsonBody, QueryValue, raw_request, raw_response
from ..regions import Region
from ..retry import RetryPolicy
from ..wire import Options, Settings, checked_headers, names_header
from .sender import ScopedSender
from .transport import open_client

if TYPE_CHECKING:
    from .stack import Stack


class Client(ClientResources):
    """Signs in, and opens stacks. Use it as a context manager, or close it.

        with Client(auth=Login("me@example.com", "secret")) as client:
            stack = client.stack("api_key", branch="main")
            found = stack.fetch()
            print(found.name)

    Without `auth`, `authtoken` and `management_token` it reads credentials from the environment: see
    `contentstack_cma.environment` for the variables. Calls are paced to stay within the rate limit, see
    `contentstack_cma.Pace`, and retried as `contentstack_cma.RetryPolicy` says. One client serves many threads, tasks
    and event loops, and opens its own connections in a child process.

    Args:
        auth: How to sign in: `Authtoken`, `Login`, `ManagementToken`, `OAuth` or `Anonymous`.
        authtoken: Short for `auth=Authtoken(...)`.
        management_token: Short for `auth=ManagementToken(...)`.
        region: Where the organization is; North America unless given.
        base_url: Scheme and host, instead of a region.
        timeout: Seconds for each step of a call, or a `httpx.Timeout`. Default: 5 seconds to connect and 30 to read;
            for uploads 60 to write and 300 to read.
        deadline: Seconds for a whole call with its retries and waits. Default: `CONTENTSTACK_DEADLINE`, else no limit.
        max_retries: Most retries of one call; 0 for none. Default: 3.
        max_rate_limit_wait: Most seconds that a call waits after a 429. Default: 120.
        retry: The whole retry contract, instead of `max_retries` and `max_rate_limit_wait`.
        pace: How many calls a second to make; None for no pace. Default: as the service documents, and as its
            responses say; `CONTENTSTACK_PACE=off` turns it off.
        headers: Sent with every call.
        early_access: Names of early-access features to use.
        proxy: URL of a proxy, instead of those that the environment names.
        verify: False to accept any certificate, or an `ssl.SSLContext`.
        max_connections: Most connections to open at once. Default: 100.
        transport: An httpx transport to send through, such as `AiohttpTransport()`, instead of one made here; it is
            closed with the client.

    Raises:
        MissingCredentialsError: There are no credentials.
        TypeError: An argument is of the wrong type.
        ValueError: There is more than one way to sign in, or an argument is malformed.
    """

    def __init__(
        self,
        *,
        auth: Credentials | None = None,
        authtoken: str | None = None,
        management_token: str | None = None,
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
        proxy: str | httpx.Proxy | None = None,
        verify: ssl.SSLContext | bool = True,
        max_connections: int | None = None,
        transport: httpx.BaseTransport | None = None,
    ) -> None:
        who = identity(
            auth=auth,
            authtoken=authtoken,
            management_token=management_token,
            region=region,
            base_url=base_url,
            environ=os.environ,
        )
        own = checked_headers(headers)
        if early_access is not None:
            own["x-header-ea"] = names_header(early_access, "early_access")
        options = Options(
            timeout=timeout,
            deadline=deadline_of(deadline, os.environ),
            max_retries=max_retries,
            max_rate_limit_wait=max_rate_limit_wait,
            retry=retry,
        )
        paced = chosen_pace(pace, os.environ.get("CONTENTSTACK_PACE"))
        http = open_client(
            who.hosts.api, transport=transport, proxy=proxy, verify=verify, max_connections=max_connections
        )
        settings = Settings(
            hosts=who.hosts,
            headers=httpx.Headers([*_base_headers(http), *own.items()]),
            budgets=None if paced is None else paced.budgets(who.hosts.api),
        )
        self._attach(ScopedSender(http, who.auth, settings.with_options(options)))

    def _attach(self, sender: ScopedSender) -> None:
        super().__init__(sender)
        self._scoped = sender

    @property
    def base_url(self) -> str:
        """Scheme and host of the API."""
        return self._scoped.settings.hosts.api

    def stack(self, api_key: str, branch: str | None = None) -> "Stack":
        """Open a stack. Nothing is sent; stacks are cheap, and share nothing but connections.

        Args:
            api_key: The stack's key.
            branch: Uid or alias of the branch to work on; the main branch unless given.

        Raises:
            ValueError: One of them is empty, or cannot be sent in a header.
        """
        from .stack import Stack

        return Stack(self._scoped.with_settings(self._scoped.settings.for_stack(api_key, branch)))

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
    ) -> Self:
        """Return this client with other options, on the same connections; closing either closes both.

        Args:
            timeout: Seconds for each step of a call, or a `httpx.Timeout`.
            deadline: Seconds for a whole call with its retries and waits.
            max_retries: Most retries of one call; 0 for none.
            max_rate_limit_wait: Most seconds that a call waits after a 429.
            retry_writes: Retry writes that the server may already have processed.
            retry: The whole retry contract, instead of these three.
            headers: Sent with every call, besides those given before.

        Raises:
            TypeError: A value is of the wrong type.
            ValueError: A value is out of bounds, or `retry` and a part of it are given.
        """
        sender = self._scoped.with_options(
            timeout=timeout,
            deadline=deadline,
            max_retries=max_retries,
            max_rate_limit_wait=max_rate_limit_wait,
            retry_writes=retry_writes,
            retry=retry,
            headers=headers,
        )
        client = object.__new__(type(self))
        client._attach(sender)
        return client

    def request(
        self,
        method: str,
        path: str,
        *,
        query: Mapping[str, QueryValue] | None = None,
        json: JsonBody = None,
        headers: Mapping[str, str] | None = None,
    ) -> Response[JsonValue]:
        """Make any call of the API: signed, paced, retried if it is a read, with errors raised.

            response = client.request("GET", "/v3/organizations", query={"limit": 2})
            print(response.status_code, response.parsed)

        For calls about a stack see `request` of the stack.

        Args:
            method: HTTP method.
            path: Path, such as `/v3/organizations`, without a query.
            query: Query parameters; a list is sent once per item, a mapping as JSON, None not at all.
            json: The body. Default: none.
            headers: Headers of this call, besides those of the client.

        Returns:
            The response: `parsed` is its JSON, beside `status_code`, `headers` and `content`.

        Raises:
            TypeError: A value is of the wrong type.
            ValueError: The method is unknown, or the path is not one.
            ContentstackError: The call was rejected or failed.
        """
        request = raw_request("client", method, path, query=query, json=json, headers=headers)
        return raw_response(self._scoped.send(request))

    def send(self, request: Request) -> httpx.Response:
        """Send a generated call: a client may stand for `client` in the functions of `contentstack_cma_client.api`."""
        return self._scoped.send(request)

    def logout(self) -> None:
        """End the session at the server. A `Login` that is used again logs in anew; an `Authtoken` is then spent.

        Raises:
            AuthMethodError: Management tokens and OAuth have no sessions; see `OAuth.revoke`.
        """
        from contentstack_cma_client.api.user_session import log_out

        auth = self._scoped.auth
        token = auth.session()
        if token is None:
            return
        with suppress(AuthenticationError):  # the session has ended already
            log_out.sync(client=self._scoped.signed_by(Authtoken(token)))
        auth.forget()

    def close(self) -> None:
        """Close the connections. The session at the server goes on: see `logout`."""
        self._scoped.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None
    ) -> None:
        self.close()

    def __repr__(self) -> str:
        return f"{type(self).__name__}(base_url={self.base_url!r}, auth={self._scoped.auth!r})"


def _base_headers(http: httpx.Client) -> list[tuple[str, str]]:
    """What httpx would send by itself, which it merges anew for each call; kept-alive is the default in HTTP/1.1."""
    return [(name, value) for name, value in http.headers.items() if name != "connection"]
