"""The client: who makes calls, where they go, and how."""

import os
import ssl
from collections.abc import Iterable, Mapping
from contextlib import suppress
from types import TracebackType
from typing import TYPE_CHECKING, Self

import httpx

from contentstack_cma_client.operation import Request
from contentstack_cma_client.resources.client_resources import AsyncClientResources

from ..auth.base import Credentials
from ..auth.tokens import Authtoken
from ..environment import identity
from ..errors import AuthenticationError
from ..regions import Region
from ..retry import RetryPolicy
from ..wire import Settings, checked_headers
from .sender import AsyncScopedSender
from .transport import opened

if TYPE_CHECKING:
    from .stack import AsyncStack


class AsyncClient(AsyncClientResources):
    """Signs in, and opens stacks. Use it as a context manager, or close it.

        async with AsyncClient(auth=Login("me@example.com", "secret")) as client:
            stack = client.stack("api_key", branch="main")
            found = await stack.fetch()
            print(found.name)

    Without `auth`, `authtoken` and `management_token` it takes them from the environment: see
    `contentstack_cma.environment` for the variables. How calls are repeated is written down at
    `contentstack_cma.retry.RetryPolicy`. A client may be used by many threads and tasks at once.

    Args:
        auth: How to sign in: `Authtoken`, `Login`, `ManagementToken`, `OAuth` or `Anonymous`.
        authtoken: Short for `auth=Authtoken(...)`.
        management_token: Short for `auth=ManagementToken(...)`.
        region: Where the organization is; North America unless given.
        base_url: Scheme and host, instead of a region.
        timeout: Seconds for each step of a call, or a `httpx.Timeout`. Unless given, 5 seconds to connect and 30 to
            read; for uploads 60 to write and 300 to read.
        max_retries: Most repetitions of one call; 0 for none.
        headers: Sent with every call.
        early_access: Names of early-access features to use.
        proxy: URL of a proxy, instead of those that the environment names.
        verify: False to accept any certificate, or an `ssl.SSLContext`.
        transport: An httpx transport to send through, instead of one made here; it is closed with the client. On trio
            give `httpx.AsyncHTTPTransport()` if the extra `[aiohttp]` is installed.

    Raises:
        MissingCredentialsError: There is nothing to sign in with.
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
        max_retries: int = 3,
        headers: Mapping[str, str] | None = None,
        early_access: Iterable[str] | None = None,
        proxy: str | httpx.Proxy | None = None,
        verify: ssl.SSLContext | bool = True,
        transport: httpx.AsyncBaseTransport | None = None,
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
            own["x-header-ea"] = ",".join([early_access] if isinstance(early_access, str) else early_access)
        policy = RetryPolicy(max_retries=max_retries)
        http = opened(transport=transport, proxy=proxy, verify=verify)
        settings = Settings(
            hosts=who.hosts,
            headers=httpx.Headers([*_base_headers(http), *own.items()]),
            policy=policy,
            timeout=None if timeout is None else httpx.Timeout(timeout),
        )
        self._attach(AsyncScopedSender(http, who.auth, settings))

    def _attach(self, sender: AsyncScopedSender) -> None:
        super().__init__(sender)
        self._scoped = sender

    @property
    def base_url(self) -> str:
        """Scheme and host of the API."""
        return self._scoped.settings.hosts.api

    def stack(self, api_key: str, branch: str | None = None) -> "AsyncStack":
        """Open a stack. Nothing is sent; stacks are cheap, and share nothing but connections.

        Args:
            api_key: The stack's key.
            branch: Uid or alias of the branch to work on; the main branch unless given.

        Raises:
            ValueError: One of them is empty, or cannot be sent in a header.
        """
        from .stack import AsyncStack

        return AsyncStack(self._scoped.with_settings(self._scoped.settings.for_stack(api_key, branch)))

    def with_options(
        self,
        *,
        timeout: float | httpx.Timeout | None = None,
        max_retries: int | None = None,
        retry_writes: bool | None = None,
        headers: Mapping[str, str] | None = None,
    ) -> Self:
        """This client with other options, on the same connections; closing either closes both.

        Args:
            timeout: Seconds for each step of a call, or a `httpx.Timeout`.
            max_retries: Most repetitions of one call; 0 for none.
            retry_writes: Repeat writes where the server may already have done them.
            headers: Sent with every call, besides those given before.
        """
        client = object.__new__(type(self))
        client._attach(self._scoped.with_options(timeout, max_retries, retry_writes, headers))
        return client

    async def send(self, request: Request) -> httpx.Response:
        """Send a generated call: a client may stand for `client` in the functions of `contentstack_cma_client.api`."""
        return await self._scoped.send(request)

    async def logout(self) -> None:
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
            await log_out.asyncio(client=self._scoped.signed_by(Authtoken(token)))
        auth.forget()

    async def aclose(self) -> None:
        """Close the connections. The session at the server goes on: see `logout`."""
        await self._scoped.aclose()

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None
    ) -> None:
        await self.aclose()

    def __repr__(self) -> str:
        return f"{type(self).__name__}(base_url={self.base_url!r}, auth={self._scoped.auth!r})"


def _base_headers(http: httpx.AsyncClient) -> list[tuple[str, str]]:
    """What httpx would send by itself, which it merges anew for each call; kept-alive is the default in HTTP/1.1."""
    return [(name, value) for name, value in http.headers.items() if name != "connection"]
