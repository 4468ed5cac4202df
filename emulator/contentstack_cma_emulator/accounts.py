"""The credentials of an emulator, and methods that grant, limit and expire tokens."""

from collections.abc import Sequence
from dataclasses import asdict, dataclass, field

from contentstack_cma_emulator.auth import oauth_grants
from contentstack_cma_emulator.auth.principals import MANAGEMENT_KIND
from contentstack_cma_emulator.auth.sessions import revoke_authtoken
from contentstack_cma_emulator.engine.call import State
from contentstack_cma_emulator.engine.documents import Document, omit
from contentstack_cma_emulator.engine.kinds import STACK
from contentstack_cma_emulator.engine.store import Key, Scope
from contentstack_cma_emulator.http.rate_limit import RateLimiter, check_calls
from contentstack_cma_emulator.seeding import demo
from contentstack_cma_emulator.seeding.demo import MachineApp, OAuthApp, Stack


@dataclass(frozen=True, slots=True)
class OAuthTokens:
    """An access token and its refresh token."""

    access_token: str = field(repr=False)
    refresh_token: str = field(repr=False)
    scopes: tuple[str, ...] = ()


class Accounts:
    """The demo account: its stacks, OAuth apps and tokens."""

    _state: State
    _limiter: RateLimiter

    def __init__(self) -> None:
        self._account: Document = {}
        self._tokens: Document = {}
        self._seeded: list[Document] = []

    @property
    def is_running(self) -> bool:
        """Whether the emulator is running."""
        return bool(self._account)

    @property
    def url(self) -> str:
        """The base URL, such as `http://127.0.0.1:8400`, without `/v3`."""
        raise NotImplementedError

    @property
    def stack(self) -> Stack:
        """The demo stack in its current state."""
        return self._describe_stack(self._tokens)

    @property
    def stacks(self) -> list[Stack]:
        """The demo stack, if any, and the stacks of the seed. Stacks created later are not included."""
        return [self._describe_stack(tokens) for tokens in (self._tokens, *self._seeded) if tokens]

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
        """The email of a second user, who has two-factor authentication."""
        return str(self._account["tfa_email"])

    @property
    def tfa_password(self) -> str:
        """The password of the second user."""
        return str(self._account["tfa_password"])

    @property
    def totp_secret(self) -> str:
        """The TOTP secret of the second user, in base32."""
        return str(self._account["totp_secret"])

    @property
    def management_token(self) -> str:
        """A management token of the demo stack with read and write access."""
        return str(self._tokens["management_token"])

    @property
    def read_only_management_token(self) -> str:
        """A management token of the demo stack with read access only."""
        return str(self._tokens["read_only_management_token"])

    @property
    def oauth(self) -> OAuthApp:
        """A public OAuth app: without a secret, PKCE required."""
        return self._describe_app(demo.APP_ID)

    @property
    def confidential_oauth(self) -> OAuthApp:
        """A confidential OAuth app: with a secret."""
        return self._describe_app(demo.CONFIDENTIAL_APP_ID)

    @property
    def machine_oauth(self) -> MachineApp:
        """A machine-to-machine OAuth app, for `grant_type=client_credentials`."""
        app = oauth_grants.find_app(self._state, demo.MACHINE_APP_ID)
        return MachineApp(app["uid"], app["client_id"], app["client_secret"], tuple(app["scopes"]))

    def credentials(self) -> Document:
        """Return all credentials: of the account, the stacks and the OAuth apps."""
        account = omit(self._account, *demo.INTERNAL)
        return {
            **account,
            "base_url": self.url,
            "stacks": [asdict(stack) for stack in self.stacks],
            "read_only_management_token": self._tokens.get("read_only_management_token"),
            "oauth": asdict(self.oauth),
            "machine_oauth": asdict(self.machine_oauth),
        }

    def grant_oauth(self, scopes: Sequence[str] | None = None) -> OAuthTokens:
        """Grant the public app tokens of the demo user. Default: all scopes."""
        app = oauth_grants.find_app(self._state, demo.APP_ID)
        granted = tuple(app["scopes"] if scopes is None else scopes)
        with self._state.store.transaction():
            tokens = oauth_grants.issue_tokens(self._state, app, self._account["user_uid"], granted)
        return OAuthTokens(tokens["access_token"], tokens["refresh_token"], granted)

    def limit_token(
        self, token: str, *, reads_per_second: int | None = None, writes_per_second: int | None = None
    ) -> None:
        """Give a management token its own, lower rate limit, until `reset`.

        Its reads and writes count against both this limit and that of the organization. `X-RateLimit-Limit` shows the
        lower one. With None, only the organization's applies.

        Raises:
            KeyError: No stack has this management token.
            TypeError: A limit is not an int.
            ValueError: A limit is below 1.
        """
        limits = {"reads": reads_per_second, "writes": writes_per_second}
        for kind, calls in limits.items():
            if calls is not None:
                check_calls(f"{kind}_per_second", calls)
        if not self._find_management_tokens(token):
            raise KeyError("no stack has this management token")
        self._limiter.limit_token(token, limits)

    def expire_token(self, token: str) -> None:
        """Invalidate an authtoken, OAuth token or management token. Raises `KeyError` if it does not exist."""
        with self._state.store.transaction():
            keys = [Key(kind, token) for kind in (oauth_grants.ACCESS_KIND, oauth_grants.REFRESH_KIND)]
            keys += self._find_management_tokens(token)
            deleted = [revoke_authtoken(self._state, token), *map(self._state.store.delete, keys)]
        if not any(deleted):
            raise KeyError("the emulator has no such token")

    def _check_started(self) -> None:
        if not self._account:
            raise RuntimeError("the emulator is not started: use it in a with block, or call start()")

    def _read_account(self) -> None:
        self._tokens = self._read_document("stack")
        self._seeded = self._read_document("seed").get("stacks", [])
        self._account = self._read_document("account")

    def _read_document(self, uid: str) -> Document:
        return self._state.store.get(Key(demo.DEMO, uid)) or {}

    def _forget_account(self) -> None:
        self._account = {}

    def _describe_stack(self, tokens: Document) -> Stack:
        stack = self._state.store.get(Key(STACK, tokens["api_key"])) or {}
        return Stack(stack["api_key"], stack["uid"], stack["name"], tokens["management_token"])

    def _describe_app(self, app_uid: str) -> OAuthApp:
        app = oauth_grants.find_app(self._state, app_uid)
        authorize_url = f"{self.url}/#!/apps/{app_uid}/authorize"
        return OAuthApp(app_uid, app["client_id"], app["redirect_uris"][0], authorize_url, app.get("client_secret"))

    def _find_management_tokens(self, value: str) -> list[Key]:
        return [key for key, item in self._state.store.find_with_keys(Scope(MANAGEMENT_KIND)) if item["token"] == value]
