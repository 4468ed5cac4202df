"""What an emulator's user signs in with: credentials as attributes, and tokens to grant, to limit and to expire."""

from collections.abc import Sequence
from dataclasses import asdict, dataclass, field

from contentstack_cma_emulator.auth import oauth_grants
from contentstack_cma_emulator.auth.principals import MANAGEMENT_KIND
from contentstack_cma_emulator.auth.sessions import revoke_authtoken
from contentstack_cma_emulator.engine.call import State
from contentstack_cma_emulator.engine.documents import Document
from contentstack_cma_emulator.engine.lookup import find_stack
from contentstack_cma_emulator.engine.store import Key, Scope
from contentstack_cma_emulator.http.rate_limit import RateLimiter, check_calls
from contentstack_cma_emulator.seeding import demo
from contentstack_cma_emulator.seeding.demo import MachineApp, OAuthApp, Stack


@dataclass(frozen=True, slots=True)
class OAuthTokens:
    """A pair of tokens as the token call returns it."""

    access_token: str = field(repr=False)
    refresh_token: str = field(repr=False)
    scopes: tuple[str, ...] = ()


class Accounts:
    """The demo account with its stacks, its OAuth apps and their tokens."""

    _state: State
    _limiter: RateLimiter

    def __init__(self) -> None:
        self._account: Document = {}
        self._tokens: Document = {}
        self._seeded: list[Document] = []

    @property
    def url(self) -> str:
        """The base URL, such as `http://127.0.0.1:8400`; paths of the CMA begin with `/v3` behind it."""
        raise NotImplementedError

    @property
    def stack(self) -> Stack:
        """The demo stack as it is now."""
        return self._stack_of(self._tokens)

    @property
    def stacks(self) -> list[Stack]:
        """The demo stack, if there is one, and the stacks of the seed, as they are now; not those made since."""
        return [self._stack_of(tokens) for tokens in (self._tokens, *self._seeded) if tokens]

    @property
    def organization_uid(self) -> str:
        """The uid of the organization that owns the demo stack."""
        return str(self._account["organization_uid"])

    @property
    def email(self) -> str:
        """The email of the demo user, who owns the organization and the stack."""
        return str(self._account["email"])

    @property
    def password(self) -> str:
        """The password of the demo user."""
        return str(self._account["password"])

    @property
    def authtoken(self) -> str:
        """An authtoken of the demo user."""
        return str(self._account["authtoken"])

    @property
    def tfa_email(self) -> str:
        """The email of a second user, who must send a code to sign in."""
        return str(self._account["tfa_email"])

    @property
    def tfa_password(self) -> str:
        """The password of the second user."""
        return str(self._account["tfa_password"])

    @property
    def totp_secret(self) -> str:
        """The secret, in base32, of the second user's codes."""
        return str(self._account["totp_secret"])

    @property
    def management_token(self) -> str:
        """A management token of the demo stack that may read and write."""
        return str(self._tokens["management_token"])

    @property
    def read_only_management_token(self) -> str:
        """A management token of the demo stack that may only read."""
        return str(self._tokens["read_only_management_token"])

    @property
    def oauth(self) -> OAuthApp:
        """A public OAuth app: it has no secret and must use PKCE."""
        return self._app(demo.APP_ID)

    @property
    def confidential_oauth(self) -> OAuthApp:
        """An OAuth app with a secret."""
        return self._app(demo.CONFIDENTIAL_APP_ID)

    @property
    def machine_oauth(self) -> MachineApp:
        """A machine-to-machine OAuth app, for tokens by `grant_type=client_credentials`."""
        app = oauth_grants.find_app(self._state, demo.MACHINE_APP_ID)
        return MachineApp(app["uid"], app["client_id"], app["client_secret"], tuple(app["scopes"]))

    def credentials(self) -> Document:
        """Return everything that a client may need to sign in: of the account, the stacks and the OAuth app."""
        account = {name: value for name, value in self._account.items() if name not in demo.INTERNAL}
        return {
            **account,
            "base_url": self.url,
            "stacks": [asdict(stack) for stack in self.stacks],
            "read_only_management_token": self._tokens.get("read_only_management_token"),
            "oauth": asdict(self.oauth),
            "machine_oauth": asdict(self.machine_oauth),
        }

    def grant_oauth(self, scopes: Sequence[str] | None = None) -> OAuthTokens:
        """Return tokens of the public app for the demo user, with these scopes or, by default, with all."""
        app = oauth_grants.find_app(self._state, demo.APP_ID)
        granted = tuple(app["scopes"] if scopes is None else scopes)
        with self._state.store.transaction():
            made = oauth_grants.issue_tokens(self._state, app, self._account["user_uid"], granted)
        return OAuthTokens(made["access_token"], made["refresh_token"], granted)

    def limit_token(
        self, token: str, *, reads_per_second: int | None = None, writes_per_second: int | None = None
    ) -> None:
        """Give a management token a lower rate limit of its own, until `reset`.

        Its reads and writes count against this limit as well as that of the organization, and `X-RateLimit-Limit` shows
        the lower one. None leaves only that of the organization.

        Raises:
            KeyError: No stack has this management token.
            TypeError: A limit is not an int.
            ValueError: A limit is below 1.
        """
        limits = {"reads": reads_per_second, "writes": writes_per_second}
        for kind, calls in limits.items():
            if calls is not None:
                check_calls(f"{kind}_per_second", calls)
        if not self._management_tokens(token):
            raise KeyError("the emulator has no such management token")
        self._limiter.limit_token(token, limits)

    def expire_token(self, token: str) -> None:
        """Make an authtoken, an OAuth token or a management token invalid now. Raises `KeyError` if it is none."""
        with self._state.store.transaction():
            kinds = (oauth_grants.ACCESS_KIND, oauth_grants.RENEWAL_KIND)
            gone = [self._state.store.delete(Key(kind, token)) for kind in kinds]
            gone += [revoke_authtoken(self._state, token), self._delete_management_token(token)]
        if not any(gone):
            raise KeyError("the emulator knows no such token")

    def _stack_of(self, tokens: Document) -> Stack:
        stack = find_stack(self._state.store, tokens["api_key"]) or {}
        return Stack(stack["api_key"], stack["uid"], stack["name"], tokens["management_token"])

    def _app(self, app_uid: str) -> OAuthApp:
        app = oauth_grants.find_app(self._state, app_uid)
        authorize_url = f"{self.url}/#!/apps/{app_uid}/authorize"
        return OAuthApp(app_uid, app["client_id"], app["redirect_uris"][0], authorize_url, app.get("client_secret"))

    def _delete_management_token(self, value: str) -> bool:
        deleted = [self._state.store.delete(key) for key in self._management_tokens(value)]
        return any(deleted)

    def _management_tokens(self, value: str) -> list[Key]:
        return [key for key, item in self._state.store.items(Scope(MANAGEMENT_KIND)) if item["token"] == value]
