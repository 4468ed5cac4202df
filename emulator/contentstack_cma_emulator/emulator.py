"""The emulator as a library."""

import tempfile
from collections.abc import Mapping, Sequence
from contextlib import ExitStack
from dataclasses import dataclass, field
from pathlib import Path
from types import TracebackType
from typing import Any, Self

from contentstack_cma_emulator import demo as demo_data
from contentstack_cma_emulator.app import Application
from contentstack_cma_emulator.auth import oauth
from contentstack_cma_emulator.auth.principals import MANAGEMENT_KIND
from contentstack_cma_emulator.auth.sessions import revoke_authtoken
from contentstack_cma_emulator.content.kinds import ENTRY
from contentstack_cma_emulator.demo import OAuthApp, Stack
from contentstack_cma_emulator.dispatch import JSON, Dispatcher
from contentstack_cma_emulator.engine import outbox
from contentstack_cma_emulator.engine.agenda import DELAY, Agenda
from contentstack_cma_emulator.engine.call import State
from contentstack_cma_emulator.engine.clock import Clock
from contentstack_cma_emulator.engine.lookup import find_stack
from contentstack_cma_emulator.engine.outbox import Message
from contentstack_cma_emulator.engine.store import Document, Key, Scope, Store
from contentstack_cma_emulator.engine.work import Worker
from contentstack_cma_emulator.faults import Fault, Faults, Target, When, error_body
from contentstack_cma_emulator.journal import Journal, Received
from contentstack_cma_emulator.resources import load_handlers
from contentstack_cma_emulator.server import Server
from contentstack_cma_emulator.spec import BUNDLED, Description

REDIRECT_URI = "http://localhost:8184"


@dataclass(frozen=True, slots=True)
class OAuthTokens:
    """A pair of tokens as the token call answers it."""

    access_token: str = field(repr=False)
    refresh_token: str = field(repr=False)
    scopes: tuple[str, ...] = ()


class Emulator:
    """The Content Management API on 127.0.0.1, with a demo stack and credentials for every way to sign in.

    Use it in a ``with`` block, or call ``start`` and ``stop``. Everything but the constructor needs a started one.

    ``port`` 0 takes a free port. ``data`` is a folder that keeps the state (it is made if missing); without it the
    state is gone at the end. ``demo`` False leaves out the demo stack and its tokens, not the account.
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
        redirect_uri: str = REDIRECT_URI,
        description: Path = BUNDLED,
        clock: Clock | None = None,
        work_delay: float = DELAY,
    ) -> None:
        self.clock = clock or Clock()
        self._port = port
        self._data = None if data is None else Path(data)
        self._demo = demo
        self._redirect_uri = redirect_uri
        self._work_delay = work_delay
        self._description = description
        self._journal = Journal()
        self._faults = Faults()
        self._running = ExitStack()
        self._account: Document = {}
        self._tokens: Document = {}

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
        """Make or open the state and serve it. Raises ``OSError`` if the port is taken."""
        with ExitStack() as stack:
            self._server = Server(self._port)
            stack.callback(self._server.stop)
            self._state = self._open_state(stack)
            load_handlers()
            description = Description.load(self._description)
            with self._state.store.transaction():
                account = demo_data.prepare_account(self._state, description, self._redirect_uri)
                self._tokens = demo_data.prepare_stack(self._state, account) if self._demo else {}
            worker = Worker(self._state)
            worker.start()
            stack.callback(worker.stop)
            dispatcher = Dispatcher(self._state, description)
            cut = self._server.connections.cut
            self._server.start(Application(dispatcher, self._journal, self._faults, cut))
            self._account = account
            self._running = stack.pop_all()

    def stop(self) -> None:
        """Stop serving and close the state. A second time it does nothing."""
        self._account = {}
        self._running.close()

    @property
    def url(self) -> str:
        """The base URL, such as ``http://127.0.0.1:8400``; paths of the CMA begin with ``/v3`` behind it."""
        return self._server.url

    @property
    def stack(self) -> Stack:
        """The demo stack as it is now."""
        stack = find_stack(self._state.store, self._tokens["api_key"]) or {}
        return Stack(stack["api_key"], stack["uid"], stack["name"])

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

    def grant_oauth(self, scopes: Sequence[str] | None = None) -> OAuthTokens:
        """Answer tokens of the public app for the demo user, with these scopes or, by default, with all."""
        app = oauth.find_app(self._state, demo_data.APP_ID)
        granted = tuple(app["scopes"] if scopes is None else scopes)
        with self._state.store.transaction():
            made = oauth.issue_tokens(self._state, app, self._account["user_uid"], granted)
        return OAuthTokens(made["access_token"], made["refresh_token"], granted)

    def expire_token(self, token: str) -> None:
        """Make an authtoken, an OAuth token or a management token invalid now. Raises ``KeyError`` if it is none."""
        with self._state.store.transaction():
            kinds = (oauth.ACCESS_KIND, oauth.RENEWAL_KIND)
            gone = [self._state.store.delete(Key(kind, token)) for kind in kinds]
            gone += [revoke_authtoken(self._state, token), self._delete_management_token(token)]
        if not any(gone):
            raise KeyError("the emulator knows no such token")

    def fail_next(
        self,
        times: int = 1,
        *,
        status: int = 503,
        body: Mapping[str, Any] | str | bytes | None = None,
        content_type: str = JSON,
        retry_after: float | str | None = None,
        headers: Mapping[str, str] | None = None,
        when: When = "before",
        delay: float = 0.0,
        method: str | None = None,
        path: str | None = None,
        operation: str | None = None,
    ) -> None:
        """Answer the next ``times`` calls that match with ``status`` instead of what they would get.

        ``body`` is sent as it is, a mapping as JSON; without one it is an error body of the CMA. ``retry_after``
        (seconds, or an HTTP date) becomes a Retry-After header. ``when`` is ``before`` the work of the call is done or
        ``after``, so that the client cannot know it was done. ``delay`` seconds pass first. ``method``, ``path`` (a
        pattern with ``*``, without the query) and ``operation`` (an operation id) say which calls match.
        """
        sent = {"content-type": content_type} | dict(headers or {})
        if retry_after is not None:
            sent["retry-after"] = f"{retry_after:g}" if isinstance(retry_after, int | float) else retry_after
        target = Target(method, path, operation)
        self._faults.order(Fault(target, when, status, sent, error_body(status, body), delay), times)

    def drop_next(
        self,
        times: int = 1,
        *,
        when: When = "before",
        delay: float = 0.0,
        method: str | None = None,
        path: str | None = None,
        operation: str | None = None,
    ) -> None:
        """Close the connection of the next ``times`` calls that match without an answer; see ``fail_next``."""
        self._faults.order(Fault(Target(method, path, operation), when, 0, delay=delay), times)

    def delay_next(
        self,
        seconds: float,
        times: int = 1,
        *,
        method: str | None = None,
        path: str | None = None,
        operation: str | None = None,
    ) -> None:
        """Answer the next ``times`` calls that match as usual, but ``seconds`` late; see ``fail_next``."""
        self._faults.order(Fault(Target(method, path, operation), delay=seconds), times)

    def clear_faults(self) -> None:
        """Forget the faults that have not met a call yet."""
        self._faults.clear()

    def _open_state(self, stack: ExitStack) -> State:
        folder = self._data
        if folder is None:
            folder = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="contentstack-cma-emulator-")))
        files = folder / "assets"
        files.mkdir(parents=True, exist_ok=True)
        for left_over in files.glob("upload-*"):
            left_over.unlink()
        store = Store(None if self._data is None else folder / "state.db", indexed=(ENTRY,))
        stack.callback(store.close)
        return State(store, self.clock, files, Agenda(store, self.clock, self._work_delay))

    def _app(self, app_uid: str) -> OAuthApp:
        app = oauth.find_app(self._state, app_uid)
        authorize_url = f"{self.url}/#!/apps/{app_uid}/authorize"
        return OAuthApp(app_uid, app["client_id"], app["redirect_uris"][0], authorize_url, app.get("client_secret"))

    def _delete_management_token(self, value: str) -> bool:
        found = [key for key, item in self._state.store.items(Scope(MANAGEMENT_KIND)) if item["token"] == value]
        deleted = [self._state.store.delete(key) for key in found]
        return any(deleted)
