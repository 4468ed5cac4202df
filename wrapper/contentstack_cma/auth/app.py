"""Credentials of OAuth apps: their token, where it is stored, and the token endpoint."""

import os
from collections.abc import Callable, Hashable, Mapping
from time import time
from typing import ClassVar, TypeVar

import httpx

from ..errors import AuthenticationError, OAuthError, TokenStoreError
from ..regions import Hosts, Region, choose_place, describe_hosts, find_hosts, find_known_hosts
from ..retry import RetryPolicy
from ..sending.attempts import Attempt, Room, copy_error
from ..sending.steps import Steps, send_request
from ..wire.delivery import Delivery, get_delivery
from ..wire.headers import check_header_value
from ..wire.requests import AuthName
from ..wire.sign_in_requests import build_sign_in_request
from ..wire.story import Story
from .oauth_responses import check_token_response, read_json, read_status, read_token
from .oauth_token import NO_TOKEN, OAuthToken, TokenStatus
from .renewable import RenewableCredentials, remember_refusal
from .store_lock import lock_store
from .token_store import TokenStore, check_store

T = TypeVar("T")


class AppCredentials(RenewableCredentials):
    """Base of the credentials of OAuth apps."""

    name: ClassVar[AuthName] = "oauth"

    def __init__(
        self,
        *,
        client_id: str,
        client_secret: str | None,
        region: Region | str | None,
        base_url: str | None,
        token: OAuthToken | None,
        store: TokenStore | None,
        on_token: Callable[[OAuthToken], None] | None,
    ) -> None:
        super().__init__()
        self._client_id = check_header_value(client_id, "client_id")
        self._client_secret = client_secret
        region, base_url = choose_place(region, base_url, os.environ)
        self._hosts = find_hosts(region, base_url)
        self._follows_user = base_url is None
        self._token = NO_TOKEN
        self._stored: OAuthToken | None = None
        self._trouble: TokenStoreError | None = None
        self._store = check_store(store)
        self._on_token = on_token
        self._room = Room()
        if token is not None:
            token.check()
            self._adopt(token)

    @property
    def hosts(self) -> Hosts:
        """Hosts of the app's region; once a user has signed in, of the user's region.

        If the store fails, the first call raises the error.
        """
        if self._trouble is None:
            try:
                self._load_if_empty()
            except TokenStoreError as error:
                self._trouble = error
        return self._hosts

    @property
    def token(self) -> OAuthToken | None:
        """The current token, or None. Keep it secret."""
        self._load_if_empty()
        return None if self._token is NO_TOKEN else self._token

    def introspect(self, *, http: httpx.Client | None = None) -> TokenStatus:
        """Ask the server whether the current access token is valid, and for which scopes.

        Args:
            http: HTTP client to use. Default: a temporary one.

        Raises:
            OAuthError: There is no token.
            ContentstackError: The server rejected the call, or did not respond.
        """
        return self._run(self._introspect(), http)

    async def aintrospect(self, *, http: httpx.AsyncClient | None = None) -> TokenStatus:
        """Asynchronous version of `introspect`."""
        return await self._arun(self._introspect(), http)

    def forget(self) -> None:
        """Forget the token, here and in the store, and remembered errors."""
        self._token, self._stored = NO_TOKEN, None
        self._room.forget_refusal()
        if self._store is not None:
            self._store.clear()

    def reset_after_fork(self) -> None:
        """Forget the attempts of the parent process."""
        self._room.reset_after_fork()

    def send_signed(self, request: httpx.Request) -> Steps[httpx.Response]:
        """Sign and send `request`, if it goes to the region of the token.

        Raises:
            OAuthError: It goes to another region.
        """
        called, own = get_delivery(request).hosts, self.hosts
        if called.developer_hub != own.developer_hub:
            raise OAuthError(
                f"the token is for {describe_hosts(own)}, but the client calls {describe_hosts(called)}: "
                "create the client after the user has signed in, or pass the same region to both"
            )
        return (yield from super().send_signed(request))

    def _get_room(self, hosts: Hosts) -> Room:  # noqa: ARG002 - an app has one token
        return self._room

    def _get_usable_token(self, hosts: Hosts) -> str | None:  # noqa: ARG002 - an app has one token
        self._load_if_empty()
        token = self._token
        return token.access_token if token.access_token and token.is_fresh(time()) else None

    def _load_if_empty(self) -> None:
        trouble, self._trouble = self._trouble, None
        if trouble is not None:
            raise copy_error(trouble)
        if self._token is NO_TOKEN:
            self._reload()

    def _reload(self) -> None:
        """Use the stored token, if another process has changed it."""
        stored = self._store.load() if self._store is not None else None
        if stored is not None and stored != self._stored:
            stored.check()
            self._stored = stored
            if stored != self._token:
                self._adopt(stored)

    def _adopt(self, token: OAuthToken) -> None:
        """Use a token, and the hosts of its user's region. Unknown regions change nothing."""
        self._token = token
        if self._follows_user:
            self._hosts = find_known_hosts(token.region) or self._hosts

    def _sign(self, request: httpx.Request, token: str) -> None:
        request.headers["authorization"] = f"Bearer {check_header_value(token, 'access_token')}"

    def _prepare(self, attempt: Attempt, request: httpx.Request, rejected: str | None) -> Steps[str | Steps[str]]:  # noqa: ARG002 - other credentials need it
        """Lock the store, and return the token that another process has stored, or the steps that get a new one."""
        delivery = get_delivery(request)
        release = yield from lock_store(self._store, request)
        try:
            self._reload()
            token = self._get_usable_token(delivery.hosts)
            if token is not None and token != rejected:
                release()
                return token
            grant, credentials = self._build_grant()
            self._room.check_refusal(credentials)
        except BaseException:
            release()
            raise
        steps = self._renew_token(grant, delivery, release)
        return remember_refusal(self._room, credentials, steps)

    def _renew_token(self, grant: Mapping[str, str], delivery: Delivery, release: Callable[[], None]) -> Steps[str]:
        """Get a new token from the token endpoint, and store it."""
        used = self._token
        try:
            response = yield from self._request_token(grant, delivery)
            try:
                check_token_response(response, "sign in again")
            except AuthenticationError:
                self._reload()
                if self._token != used and self._token.is_fresh(time()):
                    return self._token.access_token
                raise
            token = read_token(used, read_json(response))
            if self._token is used:  # otherwise somebody has signed in again
                self._store_token(token)
            return token.access_token
        finally:
            release()

    def _build_grant(self) -> tuple[Mapping[str, str], Hashable]:
        """Return the form that gets a new token, and the credentials in it that the server may reject.

        Raises:
            OAuthError: Nobody has signed in.
        """
        raise NotImplementedError

    def _build_client(self) -> dict[str, str]:
        """Return the part of a form that says which app it is."""
        secret = {} if self._client_secret is None else {"client_secret": self._client_secret}
        return {"client_id": self._client_id, **secret}

    def _request_token(self, form: Mapping[str, str], delivery: Delivery) -> Steps[httpx.Response]:
        url = f"{delivery.hosts.developer_hub}/token"
        return (yield from send_request(build_sign_in_request("POST", url, delivery, data=form)))

    def _store_token(self, token: OAuthToken) -> None:
        self._adopt(token)
        if self._store is not None:
            self._store.save(token)
            self._stored = token
        if self._on_token is not None:
            self._on_token(token)

    def _introspect(self) -> Steps[TokenStatus]:
        token = self.token
        if token is None or not token.access_token:
            raise OAuthError("there is no access token to introspect: sign in, or make a call, first")
        request = build_sign_in_request(
            "POST",
            f"{self._hosts.app}/apps-api/introspect",
            self._build_delivery(self._hosts),
            data={"token": token.access_token, "token_type_hint": "access_token"},
            repeatable=True,
            call="introspecting the token",
        )
        return read_status(read_json((yield from send_request(request))))

    def _build_delivery(self, hosts: Hosts) -> Delivery:
        return Delivery(Story(RetryPolicy(), repeatable=False), hosts)

    def _run(self, steps: Steps[T], http: httpx.Client | None) -> T:
        from ..sending._sync.sign_in import run_steps

        return run_steps(steps, self._hosts.developer_hub, http)

    async def _arun(self, steps: Steps[T], http: httpx.AsyncClient | None) -> T:
        from ..sending._async.sign_in import run_steps

        return await run_steps(steps, self._hosts.developer_hub, http)
