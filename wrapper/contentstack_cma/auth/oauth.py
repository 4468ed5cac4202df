"""Sign in with OAuth 2.0: authorization code with PKCE, refresh and revocation."""

from collections.abc import Callable, Iterable, Mapping
from time import time
from typing import TYPE_CHECKING, Any, ClassVar, TypeVar, cast
from urllib.parse import quote, urlencode

import httpx

from ..error_mapping import read_error_details
from ..errors import AuthenticationError, OAuthError
from ..regions import Hosts, Region, find_hosts
from ..retry import RetryPolicy
from ..sending.steps import Steps, send_request
from ..wire.delivery import Delivery, get_delivery
from ..wire.headers import check_header_value
from ..wire.requests import AuthName, build_sign_in_request
from ..wire.story import Story
from .base import RenewableCredentials
from .consent import Consent, Redirect, accept_redirect, has_state_of
from .oauth_responses import find_authorization, read_json, read_token
from .oauth_token import NO_TOKEN, OAuthToken
from .token_store import TokenStore

if TYPE_CHECKING:
    from contentstack_cma_client.models import GrantOAuthConsentRequestDict

T = TypeVar("T")

_REJECTED = frozenset({400, 401, 403})


class OAuth(RenewableCredentials):
    """Credentials of an OAuth app that acts for a user.

    A token is refreshed 60 seconds before it expires, and once when the server rejects it; one thread or task does so
    while the others wait. A new refresh token from the server replaces the old one.

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
        region: Region of the app. Default: North America.
        base_url: Scheme and host, instead of a region.
        token: A token from an earlier sign-in.
        store: Stores the token between runs; read when the token is first needed.
        on_token: Called with every new token.

    Raises:
        ValueError: The region is unknown, or a required argument is empty.
    """

    name: ClassVar[AuthName] = "oauth"

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
        super().__init__()
        self._app_id = check_header_value(app_id, "app_id")
        self._client_id = check_header_value(client_id, "client_id")
        self._redirect_uri = check_header_value(redirect_uri, "redirect_uri")
        self._client_secret = client_secret
        self._scopes = " ".join([scopes] if isinstance(scopes, str) else scopes)
        self._hosts = find_hosts(region, base_url)
        self._follows_user = base_url is None
        self._token = token or NO_TOKEN
        self._store = store
        self._on_token = on_token
        self._consent: Consent | None = None

    @property
    def hosts(self) -> Hosts:
        """Hosts of the app's region; after the exchange, of the user's region."""
        return self._hosts

    @property
    def redirect_uri(self) -> str:
        """URL that the browser is redirected to after the user has consented."""
        return self._redirect_uri

    @property
    def token(self) -> OAuthToken | None:
        """The current token, or None. Keep it secret."""
        self._load_if_empty()
        return None if self._token is NO_TOKEN else self._token

    def authorization_parameters(self) -> "GrantOAuthConsentRequestDict":
        """Return the parameters of a consent request, with a new `state` and PKCE challenge.

        Pass them to `client.app_authorizations.grant` to consent without a browser.
        """
        self._consent = consent = Consent()
        parameters: GrantOAuthConsentRequestDict = {
            "response_type": "code",
            "client_id": self._client_id,
            "redirect_uri": self._redirect_uri,
            "state": consent.state,
        }
        if self._scopes:
            parameters["scope"] = self._scopes
        if self._client_secret is None:
            parameters["code_challenge"] = consent.challenge
            parameters["code_challenge_method"] = "S256"
        return parameters

    def authorization_url(self) -> str:
        """Return the URL of the consent page. Each call starts a new sign-in, which replaces a pending one."""
        query = urlencode(cast("Mapping[str, str]", self.authorization_parameters()), quote_via=quote)
        return f"{self._hosts.app}/#!/apps/{quote(self._app_id, safe='')}/authorize?{query}"

    def exchange(self, redirect: str, state: str | None = None, *, http: httpx.Client | None = None) -> OAuthToken:
        """Exchange the authorization code of a redirect for a token.

        Args:
            redirect: The URL that the browser was redirected to; or only its `code`, together with `state`.
            state: The `state` of the redirect, if `redirect` is a code.
            http: HTTP client to use. Default: a temporary one.

        Raises:
            OAuthError: The user declined, or the redirect belongs to another sign-in.
            ContentstackError: The server rejected the code, or did not respond.
        """
        return self._run(self._exchange(*self._accept(redirect, state)), http)

    async def aexchange(
        self, redirect: str, state: str | None = None, *, http: httpx.AsyncClient | None = None
    ) -> OAuthToken:
        """Asynchronous version of `exchange`."""
        return await self._arun(self._exchange(*self._accept(redirect, state)), http)

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
            OAuthError: The user declined, or `redirect_uri` is not on this machine.
            RequestTimeoutError: The redirect did not arrive in time.
        """
        from .browser import wait_for_redirect

        return self.exchange(wait_for_redirect(self, timeout, open_browser), http=http)

    async def alogin_with_browser(
        self,
        *,
        timeout: float = 300.0,  # noqa: ASYNC109 - how long the user has, not how long a call may take
        open_browser: Callable[[str], object] | None = None,
        http: httpx.AsyncClient | None = None,
    ) -> OAuthToken:
        """Asynchronous version of `login_with_browser`. It waits in a thread."""
        from anyio.to_thread import run_sync

        from .browser import wait_for_redirect

        return await self.aexchange(await run_sync(wait_for_redirect, self, timeout, open_browser), http=http)

    def _run(self, steps: Steps[T], http: httpx.Client | None) -> T:
        from ..sending._sync.sign_in import run_steps

        return run_steps(steps, self._hosts.developer_hub, http)

    async def _arun(self, steps: Steps[T], http: httpx.AsyncClient | None) -> T:
        from ..sending._async.sign_in import run_steps

        return await run_steps(steps, self._hosts.developer_hub, http)

    def is_awaiting(self, redirect: str) -> bool:
        """Whether a redirect belongs to the pending sign-in."""
        return self._consent is not None and has_state_of(redirect, None, self._consent)

    def forget(self) -> None:
        """Forget the token, here and in the store. To invalidate it on the server too, use `revoke`."""
        self._token = NO_TOKEN
        if self._store is not None:
            self._store.clear()

    def __repr__(self) -> str:
        return f"OAuth(app_id={self._app_id!r}, client_id={self._client_id!r}, …)"

    def _get_usable_token(self) -> str | None:
        self._load_if_empty()
        token = self._token
        return token.access_token if token.access_token and token.is_fresh(time()) else None

    def _load_if_empty(self) -> None:
        if self._token is NO_TOKEN and self._store is not None:
            self._token = self._store.load() or NO_TOKEN

    def _sign(self, request: httpx.Request, token: str) -> None:
        request.headers["authorization"] = f"Bearer {check_header_value(token, 'access_token')}"

    def _fetch_token(self, request: httpx.Request) -> Steps[str]:
        """Refresh the token, unless another process that shares the store has done so."""
        stored = self._store.load() if self._store is not None else None
        if stored is not None and stored != self._token:
            self._token = stored
            if stored.is_fresh(time()):
                return stored.access_token
        grant = {"grant_type": "refresh_token", "refresh_token": self._get_refresh_token()}
        token = yield from self._request_token(grant, get_delivery(request))
        return token.access_token

    def _get_refresh_token(self) -> str:
        if self._token is NO_TOKEN:
            raise OAuthError(
                "nobody has signed in yet: call login_with_browser(), or authorization_url() and exchange()"
            )
        if self._token.refresh_token is None:
            raise OAuthError("the token has expired and there is no refresh token: sign in again")
        return self._token.refresh_token

    def _accept(self, redirect: str, state: str | None) -> tuple[Redirect, Consent]:
        consent = self._consent
        accepted = accept_redirect(redirect, state, consent)
        self._consent = None
        return accepted, cast("Consent", consent)

    def _exchange(self, redirect: Redirect, consent: Consent) -> Steps[OAuthToken]:
        self._hosts = self._choose_hosts(redirect.location)
        grant = {"grant_type": "authorization_code", "code": redirect.code}
        if self._client_secret is None:
            grant["code_verifier"] = consent.verifier
        return (yield from self._request_token(grant, self._build_delivery()))

    def _choose_hosts(self, location: str | None) -> Hosts:
        """Return the hosts of the user's region, if it is known: a redirect must not choose the host."""
        if location is None or not self._follows_user:
            return self._hosts
        try:
            return find_hosts(location)
        except ValueError:
            return self._hosts

    def _request_token(self, grant: Mapping[str, str], asker: Delivery) -> Steps[OAuthToken]:
        """Request a token from the token endpoint, and store it."""
        app = {"client_id": self._client_id, "redirect_uri": self._redirect_uri}
        if self._client_secret is not None:
            app["client_secret"] = self._client_secret
        response = yield from send_request(
            build_sign_in_request("POST", f"{self._hosts.developer_hub}/token", asker, data={**grant, **app})
        )
        if response.status_code in _REJECTED:
            raise AuthenticationError(read_error_details(response))
        self._store_token(read_token(self._token, read_json(response)))
        return self._token

    def _store_token(self, token: OAuthToken) -> None:
        self._token = token
        if self._store is not None:
            self._store.save(token)
        if self._on_token is not None:
            self._on_token(token)

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
        response = yield from self.send_signed(
            build_sign_in_request(method, url, self._build_delivery(), headers=headers)
        )
        return read_json(response) if response.content else {}

    def _build_delivery(self) -> Delivery:
        return Delivery(Story(RetryPolicy(), repeatable=False), self._hosts)
