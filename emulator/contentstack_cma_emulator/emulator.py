"""The emulator as a library."""

import tempfile
from collections.abc import Mapping, Sequence
from contextlib import ExitStack
from dataclasses import asdict, dataclass, field
from pathlib import Path
from types import TracebackType
from typing import Self

from contentstack_cma_emulator import demo as demo_data
from contentstack_cma_emulator.api import Api
from contentstack_cma_emulator.app import Application
from contentstack_cma_emulator.auth import oauth
from contentstack_cma_emulator.auth.principals import MANAGEMENT_KIND
from contentstack_cma_emulator.auth.sessions import revoke_authtoken
from contentstack_cma_emulator.content.kinds import ASSET, ENTRY
from contentstack_cma_emulator.demo import MachineApp, OAuthApp, Stack
from contentstack_cma_emulator.desk import Desk
from contentstack_cma_emulator.dispatch import Dispatcher
from contentstack_cma_emulator.engine import outbox
from contentstack_cma_emulator.engine.agenda import DELAY, Agenda
from contentstack_cma_emulator.engine.call import State
from contentstack_cma_emulator.engine.clock import Clock
from contentstack_cma_emulator.engine.lookup import find_stack
from contentstack_cma_emulator.engine.outbox import Message
from contentstack_cma_emulator.engine.plan import Plan, PlanName
from contentstack_cma_emulator.engine.store import Document, Key, Scope, Store
from contentstack_cma_emulator.engine.work import Worker
from contentstack_cma_emulator.faults import Orders
from contentstack_cma_emulator.folder import Snapshot, held
from contentstack_cma_emulator.journal import Journal, Received
from contentstack_cma_emulator.people import People
from contentstack_cma_emulator.plans import read_plan
from contentstack_cma_emulator.ratelimit import RateLimit, RateLimiter, check_calls, read_limit
from contentstack_cma_emulator.resources import load_handlers
from contentstack_cma_emulator.seeding.stacks import plant
from contentstack_cma_emulator.server import Certificate, Server
from contentstack_cma_emulator.spec import BUNDLED, Description

REDIRECT_URI = "http://localhost:8184"


@dataclass(frozen=True, slots=True)
class OAuthTokens:
    """A pair of tokens as the token call answers it."""

    access_token: str = field(repr=False)
    refresh_token: str = field(repr=False)
    scopes: tuple[str, ...] = ()


class Emulator(Orders):
    """The Content Management API on 127.0.0.1, with a demo stack and credentials for every way to sign in.

    Use it in a ``with`` block, or call ``start`` and ``stop``. Everything but the constructor needs a started one.

    ``port`` 0 takes a free port. ``data`` is a folder that keeps the state (it is made if missing); without it the
    state is gone at the end. ``demo`` False leaves out the demo stack and its tokens, not the account. ``seed`` is a
    JSON or YAML file of stacks to begin with. ``rate_limit`` rejects calls of an organization beyond it with status
    429; an int is that many reads, and that many writes, per second. Default: no limit. ``plan`` says how many
    environments, webhooks and the like there may be: ``"documented"`` has the defaults of the documentation, and a
    mapping or a JSON or YAML file has numbers by the names of ``Plan``; beyond them a call gets status 422. Default:
    ``"unlimited"``. ``certificate`` makes it speak TLS. A plan that is none raises ``PlanError`` (a ``ValueError``).

    ``redirect_uri`` is the one address both OAuth apps may send a browser back to. ``description`` is another file
    than the bundled one to read the API's description from; ``clock`` tells another time than the machine's.
    ``work_delay`` is after how many seconds work is done that the CMA does in the background; 0 means before the next
    request.
    """

    def __init__(
        self,
        *,
        port: int = 0,
        data: str | Path | None = None,
        demo: bool = True,
        seed: str | Path | None = None,
        rate_limit: RateLimit | int | None = None,
        plan: Plan | PlanName | Mapping[str, int | None] | Path | str = "unlimited",
        certificate: Certificate | None = None,
        redirect_uri: str = REDIRECT_URI,
        description: Path = BUNDLED,
        clock: Clock | None = None,
        work_delay: float = DELAY,
    ) -> None:
        super().__init__()
        self.clock = clock or Clock()
        self._port = port
        self._data = None if data is None else Path(data)
        self._demo = demo
        self._seed = None if seed is None else Path(seed)
        self._rate_limit = read_limit(rate_limit)
        self._plan = read_plan(plan)
        self._certificate = certificate
        self._redirect_uri = redirect_uri
        self._work_delay = work_delay
        self._description = description
        self._journal = Journal()
        self._running = ExitStack()
        self._account: Document = {}
        self._tokens: Document = {}
        self._seeded: list[Document] = []

    def __repr__(self) -> str:
        return f"<Emulator {self._server.url}>" if self._account else "<Emulator, not started>"

    def __enter__(self) -> Self:
        self.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None
    ) -> None:
        self.stop()

    def start(self) -> None:
        """Make or open the state and serve it.

        Raises ``OSError`` if the port is taken, the folder is in use or a file cannot be read, and ``SeedError`` (a
        ``ValueError``) if the seed cannot be used.
        """
        with ExitStack() as stack:
            stack.callback(self._forget_account)
            self._server = Server(self._port, self._certificate, self.clock.now)
            stack.callback(self._server.close)
            folder = self._open_folder(stack)
            self._state = self._open_state(stack, folder)
            load_handlers()
            self._dispatcher = Dispatcher(self._state, Description.load(self._description))
            self._limiter = RateLimiter(self._rate_limit, self._state)
            self._fill()
            self._snapshot = Snapshot(folder / "new")
            self._snapshot.take(self._state)
            worker = Worker(self._state)
            worker.start()
            stack.callback(worker.stop)
            self._server.start(self._application())
            stack.callback(self._server.stop)
            self._running = stack.pop_all()

    def stop(self) -> None:
        """Stop serving and close the state. A second time it does nothing."""
        self._running.close()

    @property
    def url(self) -> str:
        """The base URL, such as ``http://127.0.0.1:8400``; paths of the CMA begin with ``/v3`` behind it."""
        return self._server.url

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
        return self._app(demo_data.APP_ID)

    @property
    def confidential_oauth(self) -> OAuthApp:
        """An OAuth app with a secret."""
        return self._app(demo_data.CONFIDENTIAL_APP_ID)

    @property
    def machine_oauth(self) -> MachineApp:
        """A machine-to-machine OAuth app, for tokens by `grant_type=client_credentials`."""
        app = oauth.find_app(self._state, demo_data.MACHINE_APP_ID)
        return MachineApp(app["uid"], app["client_id"], app["client_secret"], tuple(app["scopes"]))

    def credentials(self) -> Document:
        """Answer everything that a client may need to sign in: of the account, the stacks and the OAuth app."""
        account = {name: value for name, value in self._account.items() if name not in demo_data.INTERNAL}
        return {
            **account,
            "base_url": self.url,
            "stacks": [asdict(stack) for stack in self.stacks],
            "read_only_management_token": self._tokens.get("read_only_management_token"),
            "oauth": asdict(self.oauth),
            "machine_oauth": asdict(self.machine_oauth),
        }

    @property
    def requests(self) -> list[Received]:
        """What was received, oldest first: the last 10,000 requests. The values of credentials are masked."""
        return self._journal.read()

    @property
    def messages(self) -> list[Message]:
        """What would have been sent by mail or SMS, oldest first, with the tokens in it."""
        return outbox.read(self._state)

    def forget_requests(self) -> None:
        """Empty ``requests``."""
        self._journal.clear()

    def reset(self) -> None:
        """Set everything back to what it was when the state was new, with the same credentials.

        What was received, the faults that wait, the limits of tokens and the counts of the rate limit are forgotten;
        the clock goes on.
        """
        self._snapshot.restore(self._state)
        self._fill()
        self._journal.clear()
        self.clear_faults()
        self._limiter.forget()

    def grant_oauth(self, scopes: Sequence[str] | None = None) -> OAuthTokens:
        """Answer tokens of the public app for the demo user, with these scopes or, by default, with all."""
        app = oauth.find_app(self._state, demo_data.APP_ID)
        granted = tuple(app["scopes"] if scopes is None else scopes)
        with self._state.store.transaction():
            made = oauth.issue_tokens(self._state, app, self._account["user_uid"], granted)
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
        """Make an authtoken, an OAuth token or a management token invalid now. Raises ``KeyError`` if it is none."""
        with self._state.store.transaction():
            kinds = (oauth.ACCESS_KIND, oauth.RENEWAL_KIND)
            gone = [self._state.store.delete(Key(kind, token)) for kind in kinds]
            gone += [revoke_authtoken(self._state, token), self._delete_management_token(token)]
        if not any(gone):
            raise KeyError("the emulator knows no such token")

    def _forget_account(self) -> None:
        self._account = {}

    def _open_folder(self, stack: ExitStack) -> Path:
        """Answer the folder of the state, and hold it: that of the user, or one that goes when the emulator stops."""
        if self._data is None:
            return Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="contentstack-cma-emulator-")))
        self._data.mkdir(parents=True, exist_ok=True)
        stack.enter_context(held(self._data))
        return self._data

    def _open_state(self, stack: ExitStack, folder: Path) -> State:
        files = folder / "assets"
        files.mkdir(exist_ok=True)
        for left_over in files.glob("upload-*"):
            left_over.unlink()
        store = Store(None if self._data is None else folder / "state.db", indexed=(ENTRY, ASSET))
        stack.callback(store.close)
        features = self._rate_limit.features() if self._rate_limit else {}
        return State(store, self.clock, files, Agenda(store, self.clock, self._work_delay), self._plan, features)

    def _fill(self) -> None:
        """Make what is not there yet: the account, the demo stack, what the seed says. All of it or nothing."""
        store, key = self._state.store, Key(demo_data.DEMO, "seed")
        with store.transaction():
            self._account = demo_data.prepare_account(self._state, self._dispatcher.description, self._redirect_uri)
            self._tokens = demo_data.prepare_stack(self._state, self._account) if self._demo else {}
            if self._seed and store.get(key) is None:
                store.put(key, {"stacks": plant(self._seed, self._dispatcher, self._account)})
            self._seeded = (store.get(key) or {"stacks": []})["stacks"]

    def _application(self) -> Application:
        connections = self._server.connections
        api = Api(self._dispatcher, self._limiter, connections.patience)
        description = self._dispatcher.description
        desk = Desk(self._state, self._journal, self, self._faults, self.reset, self.credentials, description)
        people = People(desk, self.url)
        return Application(
            self._dispatcher, api, people, journal=self._journal, faults=self._faults, connections=connections
        )

    def _stack_of(self, tokens: Document) -> Stack:
        stack = find_stack(self._state.store, tokens["api_key"]) or {}
        return Stack(stack["api_key"], stack["uid"], stack["name"], tokens["management_token"])

    def _app(self, app_uid: str) -> OAuthApp:
        app = oauth.find_app(self._state, app_uid)
        authorize_url = f"{self.url}/#!/apps/{app_uid}/authorize"
        return OAuthApp(app_uid, app["client_id"], app["redirect_uris"][0], authorize_url, app.get("client_secret"))

    def _delete_management_token(self, value: str) -> bool:
        deleted = [self._state.store.delete(key) for key in self._management_tokens(value)]
        return any(deleted)

    def _management_tokens(self, value: str) -> list[Key]:
        return [key for key, item in self._state.store.items(Scope(MANAGEMENT_KIND)) if item["token"] == value]
