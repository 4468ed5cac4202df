"""Sign in with OAuth 2.0: authorization code with PKCE, refresh and revocation."""

from collections.abc import Callable, Hashable, Iterable, Mapping
from dataclasses import replace
from typing import TYPE_CHECKING, Any, cast
from urllib.parse import quote, urlencode

import httpx

from ..errors import OAuthError
from ..regions import Hosts, Region, find_known_hosts
from ..sending.steps import Steps
from ..wire.headers import check_header_value
from ..wire.sign_in_requests import build_sign_in_request
from .app import AppCredentials
from .oauth_responses import check_lifetime, check_token_response, find_authorization, read_json, read_token
from .oauth_token import NO_TOKEN, OAuthToken
from .pending import PendingSignIn, Redirect, accept_redirect, has_state_of
from .scopes import join_scopes
from .store_lock import lock_store
from .token_store import TokenStore

if TYPE_CHECKING:
    from contentstack_cma_client.models import GrantOAuthConsentRequestDict


class OAuth(AppCredentials):
    """Credentials of an OAuth app that acts for a user.

    A token is refreshed 60 seconds before it expires, and once when the server rejects it; one thread or task does so
    while the others wait. A new refresh token from the server replaces the old one, even if the call that needed it is
    cancelled. With a `FileTokenStore`, several processes can share a token. If the server rejects the refresh token,
    later calls raise the same error without a request, until there is another token.

        oauth = OAuth(app_id="…", client_id="…", redirect_uri="http://localhost:8184", scopes=["cm.entry:read"])
        oauth.login_with_browser()          # or authorization_url(), then exchange() with the redirect URL
        with Client(auth=oauth) as client:
            ...

    Args:
        app_id: Uid of the app.
        client_id: Client id of the app.
        redirect_uri: One of the app's redirect URLs, spelled exactly as registered.
        client_secret: Secret of a confidential app. Without it, PKCE is used.
        scopes: Scopes to request. Default: all scopes of the app.
        region: Region of the app. Default: `CONTENTSTACK_REGION`, else North America.
        base_url: Scheme and host, instead of a region. Default: `CONTENTSTACK_BASE_URL`.
        token: A token from an earlier sign-in.
        store: Stores the token between runs; read when the token is first needed.
        on_token: Called with every new token.

    Raises:
        ValueError: The region is unknown, or a required argument is empty.
    """

    def __init__(
        self,
        *,
        app_id: str,
        client_id: str,
        redirect_uri: str,
        client_secret: str | None = None,
        scopes: Iterable[str] = (),
        region: Region | str | None = None,
        base_url: str | None = None,
        token: OAuthToken | None = None,
        store: TokenStore | None = None,
        on_token: Callable[[OAuthToken], None] | None = None,
    ) -> None:
        super().__init__(
            client_id=client_id,
            client_secret=client_secret,
            region=region,
            base_url=base_url,
            token=token,
            store=store,
            on_token=on_token,
        )
        self._app_id = check_header_value(app_id, "app_id")
        self._redirect_uri = check_header_value(redirect_uri, "redirect_uri")
        self._scopes = join_scopes(scopes)
        self._pending: PendingSignIn | None = None

    @property
    def redirect_uri(self) -> str:
        """URL that the browser is redirected to after the user has consented."""
        return self._redirect_uri

    @property
    def pending(self) -> PendingSignIn | None:
        """The sign-in that `authorization_url()` started and `exchange()` has not finished. Keep it secret.

        Another process can finish it: save `pending.to_dict()`, and pass `PendingSignIn.from_dict()` to `exchange()`.
        """
        return self._pending

    def authorization_parameters(self) -> "GrantOAuthConsentRequestDict":
        """Return the parameters of a consent request, with a new `state` and PKCE challenge.

        Pass them to `client.app_authorizations.grant` to consent without a browser.
        """
        self._pending = pending = PendingSignIn()
        parameters: GrantOAuthConsentRequestDict = {
            "response_type": "code",
            "client_id": self._client_id,
            "redirect_uri": self._redirect_uri,
            "state": pending.state,
        }
        if self._scopes:
            parameters["scope"] = self._scopes
        if self._client_secret is None:
            parameters["code_challenge"] = pending.challenge
            parameters["code_challenge_method"] = "S256"
        return parameters

    def authorization_url(self) -> str:
        """Return the URL of the consent page. Each call starts a new sign-in, which replaces a pending one."""
        query = urlencode(cast("Mapping[str, str]", self.authorization_parameters()), quote_via=quote)
        return f"{self._hosts.app}/#!/apps/{quote(self._app_id, safe='')}/authorize?{query}"

    def exchange(
        self,
        redirect: str,
        state: str | None = None,
        *,
        pending: PendingSignIn | None = None,
        http: httpx.Client | None = None,
    ) -> OAuthToken:
        """Exchange the authorization code of a redirect for a token.

        Args:
            redirect: The URL that the browser was redirected to; or only its `code`, together with `state`.
            state: The `state` of the redirect, if `redirect` is a code.
            pending: The sign-in to finish, if another process or object started it. Default: the one of this object.
            http: HTTP client to use. Default: a temporary one.

        Raises:
            OAuthError: The user declined, or the redirect belongs to another sign-in.
            ContentstackError: The server rejected the code, or did not respond.
        """
        return self._run(self._finish(redirect, state, pending), http)

    async def aexchange(
        self,
        redirect: str,
        state: str | None = None,
        *,
        pending: PendingSignIn | None = None,
        http: httpx.AsyncClient | None = None,
    ) -> OAuthToken:
        """Asynchronous version of `exchange`."""
        return await self._arun(self._finish(redirect, state, pending), http)

    def revoke(self, *, http: httpx.Client | None = None) -> None:
        """Revoke the user's authorization of the app on the server, and forget the token.

        Raises:
            OAuthError: Nobody is signed in, or the authorization does not exist.
            ContentstackError: The server rejected the call, or did not respond.
        """
        self._run(self._revoke(), http)

    async def arevoke(self, *, http: httpx.AsyncClient | None = None) -> None:
        """Asynchronous version of `revoke`."""
        await self._arun(self._revoke(), http)

    def login_with_browser(
        self,
        *,
        timeout: float = 300.0,
        open_browser: Callable[[str], object] | None = None,
        http: httpx.Client | None = None,
    ) -> OAuthToken:
        """Sign in through the user's browser: open the consent page and wait for the redirect.

        Args:
            timeout: Seconds to wait for the user.
            open_browser: Called with the URL to open. Default: open the system's browser.
            http: HTTP client to use. Default: a temporary one.

        Raises:
            OAuthError: The user declined, no browser can be opened, or `redirect_uri` is not on this machine.
            RequestTimeoutError: The redirect did not arrive in time.
        """
        from .browser import sync_wait_for_redirect

        return self.exchange(sync_wait_for_redirect(self, timeout, open_browser), http=http)

    async def alogin_with_browser(
        self,
        *,
        timeout: float = 300.0,  # noqa: ASYNC109 - how long the user has, not how long a call may take
        open_browser: Callable[[str], object] | None = None,
        http: httpx.AsyncClient | None = None,
    ) -> OAuthToken:
        """Asynchronous version of `login_with_browser`."""
        from .browser import async_wait_for_redirect

        return await self.aexchange(await async_wait_for_redirect(self, timeout, open_browser), http=http)

    def is_awaiting(self, redirect: str) -> bool:
        """Whether a redirect belongs to the pending sign-in."""
        return self._pending is not None and has_state_of(redirect, None, self._pending)

    def __repr__(self) -> str:
        return f"OAuth(app_id={self._app_id!r}, client_id={self._client_id!r}, …)"

    def _build_grant(self) -> tuple[Mapping[str, str], Hashable]:
        refresh_token = self._token.refresh_token
        if refresh_token is None:
            if self._token is NO_TOKEN:
                raise OAuthError(
                    "nobody has signed in yet: call login_with_browser(), or authorization_url() and exchange()"
                )
            raise OAuthError("the token has expired and there is no refresh token: sign in again")
        grant = {"grant_type": "refresh_token", "refresh_token": refresh_token}
        return {**grant, **self._build_client(), "redirect_uri": self._redirect_uri}, refresh_token

    def _finish(self, redirect: str, state: str | None, pending: PendingSignIn | None) -> Steps[OAuthToken]:
        """Finish a sign-in. It stays pending if the server does not respond."""
        used = pending or self._pending
        accepted = accept_redirect(redirect, state, used)
        verifier = cast("PendingSignIn", used).verifier
        release = yield from lock_store(self._store, None)
        try:
            response = yield from self._request_code_token(accepted, verifier)
            if self._pending is used:
                self._pending = None
            check_token_response(response, "start again: each code is valid once")
            return self._accept_token(accepted, response)
        finally:
            release()

    def _request_code_token(self, accepted: Redirect, verifier: str) -> Steps[httpx.Response]:
        grant = {"grant_type": "authorization_code", "code": accepted.code, "redirect_uri": self._redirect_uri}
        if self._client_secret is None:
            grant["code_verifier"] = verifier
        delivery = self._build_delivery(self._choose_hosts(accepted.location))
        return (yield from self._request_token({**grant, **self._build_client()}, delivery))

    def _accept_token(self, accepted: Redirect, response: httpx.Response) -> OAuthToken:
        """Store the token of a new sign-in."""
        body = read_json(response)
        check_lifetime(body)
        token = read_token(NO_TOKEN, body)
        region = token.region if find_known_hosts(accepted.location) is None else accepted.location
        self._store_token(replace(token, region=region))
        return self._token

    def _choose_hosts(self, location: str | None) -> Hosts:
        """Return the hosts of the user's region, if it is known: a redirect must not choose the host."""
        return (find_known_hosts(location) if self._follows_user else None) or self._hosts

    def _revoke(self) -> Steps[None]:
        listing = yield from self._call_hub("GET", "authorizations")
        uid = find_authorization(listing, self._token.user_uid)
        yield from self._call_hub("DELETE", f"authorizations/{quote(uid, safe='')}")
        self.forget()

    def _call_hub(self, method: str, what: str) -> Steps[Mapping[str, Any]]:
        """Call the developer hub about this app, and return the response."""
        if self.token is None:
            raise OAuthError("nobody is signed in: there is no authorization to revoke")
        url = f"{self._hosts.developer_hub}/manifests/{quote(self._app_id, safe='')}/{what}"
        headers = {"organization_uid": self._token.organization_uid} if self._token.organization_uid else {}
        request = build_sign_in_request(
            method, url, self._build_delivery(self._hosts), headers=headers, call="OAuth.revoke()"
        )
        response = yield from self.send_signed(request)
        return read_json(response) if response.content else {}
