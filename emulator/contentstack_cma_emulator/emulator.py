"""The emulator as a Python class."""

import os
import threading
from collections.abc import Iterable, Mapping
from contextlib import ExitStack
from pathlib import Path
from typing import Self

from contentstack_cma_emulator import options
from contentstack_cma_emulator.accounts import Accounts
from contentstack_cma_emulator.admin.context import AdminContext
from contentstack_cma_emulator.admin.faults import FaultInjection
from contentstack_cma_emulator.admin.site import AdminSite
from contentstack_cma_emulator.admin.states.copying import SavedState, restore_state
from contentstack_cma_emulator.admin.states.saved_states import SavedStates
from contentstack_cma_emulator.admin.states.snapshots import Snapshots
from contentstack_cma_emulator.app import Application
from contentstack_cma_emulator.dispatch.dispatcher import Dispatcher
from contentstack_cma_emulator.engine import outbox
from contentstack_cma_emulator.engine.agenda import DELAY, Agenda
from contentstack_cma_emulator.engine.call import State
from contentstack_cma_emulator.engine.clock import Clock
from contentstack_cma_emulator.engine.description import BUNDLED, Description
from contentstack_cma_emulator.engine.documents import Document
from contentstack_cma_emulator.engine.files import Files
from contentstack_cma_emulator.engine.outbox import Message
from contentstack_cma_emulator.engine.plan import Plan, PlanName
from contentstack_cma_emulator.engine.randomness import SeededDigits
from contentstack_cma_emulator.engine.regex_workers import WORKERS
from contentstack_cma_emulator.engine.store import Scope, Store
from contentstack_cma_emulator.engine.work import Worker
from contentstack_cma_emulator.http.api import Api
from contentstack_cma_emulator.http.rate_limit import RateLimit, RateLimiter, read_limit
from contentstack_cma_emulator.http.request_log import DEFAULT_SIZE, LoggedRequest, RequestLog
from contentstack_cma_emulator.http.server import Certificate, Server
from contentstack_cma_emulator.resources import load_handlers, load_indexed_fields
from contentstack_cma_emulator.seeding import demo as demo_data
from contentstack_cma_emulator.seeding.credentials import Credentials
from contentstack_cma_emulator.seeding.seeded_stacks import prepare_stacks
from contentstack_cma_emulator.stores.data_folder import open_folder, remove_unreferenced_files

REDIRECT_URI = "http://localhost:8184"


class Emulator(FaultInjection, Accounts):
    """The Content Management API on 127.0.0.1, with a demo stack and credentials for every way to sign in.

    Use it in a `with` block, or call `start` and `stop`. All attributes and methods need a started emulator.

    Args:
        port: Port on 127.0.0.1; 0 for any free port.
        data: Folder for persistent data, created if missing. Default: data is kept in memory and lost at the end.
        state: State file of `save` to start from. Ignored if the folder already has data.
        demo: Whether to create the demo stack with its tokens. The demo user always exists.
        seed: JSON or YAML file of stacks to create, or a folder that `csdx cm:stacks:export` wrote.
        authtoken: Authtoken of the demo user. Default: random, like the other credentials.
        api_key: API key of the demo stack.
        management_token: Management token of the demo stack with read and write access.
        read_only_management_token: Management token of the demo stack with read access only.
        organization_uid: Uid of the organization.
        email: Email of the demo user. Default: `demo@example.com`.
        password: Password of the demo user.
        uid_seed: Seed of uids, tokens and other random values: two emulators with the same seed generate the same
            ones for the same sequence of calls. Timestamps are those of the clock.
        rate_limit: Rate limit per organization; further calls get a 429. An int limits both reads and writes per
            second. Default: no limit.
        plan: Limits on the number of environments, webhooks and so on; calls beyond them get a 422. `"documented"` has
            the limits of the documentation; a mapping, or a JSON or YAML file, has numbers by the attributes of
            `Plan`. Default: `"unlimited"`.
        certificate: Certificate to serve HTTPS with. Default: HTTP.
        redirect_uri: The redirect URI of both OAuth apps.
        description: OpenAPI description of the API. Default: the bundled one.
        clock: The clock. Default: the time of the machine.
        work_delay: Delay of background work, such as publishing, in seconds, at most a year; 0 runs it before the next
            request. Default: 0.2.
        webhook_secrets: Secrets that all webhooks sign with (HMAC); several, as during a rotation. The API has a
            secret per organization and a setting per webhook instead. Default: they sign with a certificate.
        request_log: Number of requests that `requests` keeps, with bodies of up to 64 KB; 0: none. Default: 1,000.

    Raises:
        TypeError: An option is of the wrong type.
        ValueError: An option has an invalid value.
        PlanError: The plan is not valid. A `ValueError`.
    """

    def __init__(
        self,
        *,
        port: int = 0,
        data: str | Path | None = None,
        state: str | Path | None = None,
        demo: bool = True,
        seed: str | Path | None = None,
        authtoken: str | None = None,
        api_key: str | None = None,
        management_token: str | None = None,
        read_only_management_token: str | None = None,
        organization_uid: str | None = None,
        email: str | None = None,
        password: str | None = None,
        uid_seed: int | str | None = None,
        rate_limit: RateLimit | int | None = None,
        plan: Plan | PlanName | Mapping[str, int | None] | Path | str = "unlimited",
        certificate: Certificate | None = None,
        redirect_uri: str = REDIRECT_URI,
        description: str | Path = BUNDLED,
        clock: Clock | None = None,
        work_delay: float = DELAY,
        webhook_secrets: Iterable[str] = (),
        request_log: int = DEFAULT_SIZE,
    ) -> None:
        FaultInjection.__init__(self)
        Accounts.__init__(self)
        self.clock = options.read_clock(clock)
        self._port = options.read_port(port)
        self._data = options.read_path("data", data)
        self._initial_state: Path | SavedState | None = options.read_path("state", state)
        self._demo = options.read_flag("demo", demo)
        self._seed = options.read_path("seed", seed)
        self._chosen_credentials = Credentials(
            authtoken=authtoken,
            api_key=api_key,
            management_token=management_token,
            read_only_management_token=read_only_management_token,
            organization_uid=organization_uid,
            email=email,
            password=password,
        )
        self._chosen_credentials.check_demo(demo)
        self._uid_seed = options.read_uid_seed(uid_seed)
        self._rate_limit = read_limit(rate_limit)
        self._plan = options.read_plan(plan)
        self._certificate = options.read_certificate(certificate)
        self._redirect_uri = options.read_redirect_uri(redirect_uri)
        self._work_delay = options.read_delay(work_delay)
        self._description = options.read_path("description", description) or BUNDLED
        self._webhook_secrets = options.read_webhook_secrets(webhook_secrets)
        self._request_log = RequestLog(options.read_request_log(request_log))
        self._running = ExitStack()
        self._owner = os.getpid()
        self._forks: list[Emulator] = []
        self._fork_lock = threading.Lock()

    def __repr__(self) -> str:
        return f"<Emulator {self._server.url}>" if self._account else "<Emulator, not started>"

    def __enter__(self) -> Self:
        if not self._account:
            self.start()
        return self

    def __exit__(self, *_: object) -> None:
        self.stop()

    def start(self) -> None:
        """Open or create the data, and start to serve.

        Raises:
            OSError: The port or the folder is in use, or a file cannot be read.
            SeedError: The seed is not valid.
            StateError: The state file is not valid.
            CredentialsError: The folder already has data with other credentials than those passed.
        """
        self._owner = os.getpid()
        with ExitStack() as stack:
            stack.callback(self._forget_account)
            stack.callback(self.end_forks)  # Those started while it stopped.
            stack.enter_context(WORKERS.keep())
            self._server = Server(self._port, self._certificate, self.clock.now)
            stack.callback(self._server.close)
            folder = stack.enter_context(open_folder(self._data))
            load_handlers()
            self._state = self._open_state(stack, folder)
            self._snapshots = Snapshots(self._state, folder, is_kept=self._data is not None)
            stack.callback(self._snapshots.close)
            self._load_initial_state()
            self._dispatcher = Dispatcher(self._state, Description.load(self._description))
            self._limiter = RateLimiter(self._rate_limit, self._state)
            self._create_missing()
            self._snapshots.save_initial()
            worker = Worker(self._state)
            worker.start()
            stack.callback(worker.stop)
            self._server.start(self._make_application())
            stack.callback(self._server.stop)
            stack.callback(self.end_forks)
            self._running = stack.pop_all()

    def stop(self) -> None:
        """Stop serving, close the data and stop the forks. Does nothing if already stopped.

        In a child process that was forked while the emulator ran, this leaves the emulator of the parent running.
        """
        if self._owner == os.getpid():
            self._running.close()
        else:
            self._running.pop_all()
            self._forget_account()

    @property
    def url(self) -> str:
        """The base URL, such as `http://127.0.0.1:8400`, without `/v3`."""
        return self._server.url

    @property
    def requests(self) -> list[LoggedRequest]:
        """The last `request_log` requests with their responses, oldest first. Credentials are masked."""
        return self._request_log.read()

    @property
    def messages(self) -> list[Message]:
        """The messages that the CMA would send by email or SMS, oldest first, with the tokens in them."""
        return outbox.read_messages(self._state)

    def forget_requests(self) -> None:
        """Clear `requests`."""
        self._request_log.clear()

    def reset(self) -> None:
        """Restore the initial data, with the same credentials.

        Clears the request log, pending faults, token limits and rate limit counts. The clock is not reset.
        """
        self._check_started()
        self._restore(self._snapshots.initial, None)

    def save(self, path: str | Path) -> None:
        """Write all data to a state file: documents, uploaded files, tokens, background work and the clock.

        The file contains credentials; only its owner can read it. An existing file is replaced atomically.

        Raises:
            OSError: The file cannot be written.
        """
        self._check_started()
        self._snapshots.write(options.read_path("path", path) or Path())

    def load(self, path: str | Path) -> None:
        """Replace all data by that of a state file, including credentials and the clock.

        Clears the request log, pending faults, token limits and rate limit counts. `reset` still restores the data
        that this emulator started with.

        Raises:
            OSError: The file cannot be read.
            StateError: The file is not a state file, damaged, or of another version. Nothing was changed.
        """
        self._check_started()
        with self._snapshots.read(options.read_path("path", path) or Path()) as saved:
            self._restore(saved, saved.clock)

    def fork(self) -> "Emulator":
        """Start another emulator on a free port, with a copy of the data, the same credentials and the same options.

        The two are independent from then on. The fork stops at the end of its `with` block, with `stop`, or with this
        emulator. Its `reset` restores the data at the time of the fork.
        """
        self._check_started()
        fork = Emulator(
            demo=self._demo,
            uid_seed=self._uid_seed,
            rate_limit=self._rate_limit,
            plan=self._plan,
            certificate=self._certificate,
            redirect_uri=self._redirect_uri,
            description=self._description,
            clock=self.clock.copy(),
            work_delay=self._work_delay,
            webhook_secrets=self._webhook_secrets,
            request_log=self._request_log.size,
        )
        with self._snapshots.copy_temporarily() as saved:
            fork._initial_state = saved
            fork.start()
        with self._fork_lock:
            self._forks = [*self.forks, fork]
        return fork

    @property
    def forks(self) -> "list[Emulator]":
        """The running forks, oldest first."""
        return [fork for fork in self._forks if fork.is_running]

    def end_forks(self) -> None:
        """Stop all forks."""
        with self._fork_lock:
            forks, self._forks = self._forks, []
        for fork in forks:
            fork.stop()

    def _open_state(self, stack: ExitStack, folder: Path) -> State:
        store = Store(None if self._data is None else folder / "state.db", indexed=load_indexed_fields())
        stack.callback(store.close)
        files = Files(folder, store)
        files.prepare()
        agenda = Agenda(store, self.clock, self._work_delay)
        features = self._rate_limit.to_features() if self._rate_limit else {}
        port = int(self._server.url.rpartition(":")[2])
        state = State(store, self.clock, files, agenda, self._plan, features, port, self._webhook_secrets)
        remove_unreferenced_files(state)
        return state

    def _load_initial_state(self) -> None:
        """Load the initial state into a new store, and seed the random values."""
        if not self._state.store.count(Scope(None, version=None)):
            if isinstance(self._initial_state, Path):
                with self._snapshots.read(self._initial_state) as saved:
                    restore_state(self._state, saved)
                    self.clock.resume(saved.clock)
            elif self._initial_state:
                restore_state(self._state, self._initial_state)
        if self._uid_seed is not None:
            self._seeded_uids = SeededDigits(self._uid_seed)
            self._seeded_uids.persist(self._state.store)
            self.clock.draw_from(self._seeded_uids, self._seeded_uids.draw_for_request)

    def _create_missing(self) -> None:
        """Create the account, the demo stack and the stacks of the seed, unless they exist, in one transaction."""
        with self._state.store.transaction():
            account = self._prepare_account()
            if self._demo:
                demo_data.prepare_stack(self._state, account, self._chosen_credentials)
            if self._seed:
                prepare_stacks(self._seed, self._dispatcher, account)
        self._read_account()

    def _prepare_account(self) -> Document:
        description = self._dispatcher.description
        return demo_data.prepare_account(self._state, description, self._redirect_uri, self._chosen_credentials)

    def _restore(self, saved: SavedState, clock: Document | None) -> None:
        """Replace all data by a saved state, and clear what belonged to the old one."""
        with self._state.agenda.under_way, self._state.store.lock():
            restore_state(self._state, saved)
            if clock is not None:
                self.clock.resume(clock)
            if self._uid_seed is not None:
                self._seeded_uids.resume(self._state.store)
            self._chosen_credentials = Credentials()  # They applied to the initial data only.
            self._read_account()
            self._request_log.clear()
            self.clear_faults()
            self._limiter.forget()
            # Last, because it fails if the disk is full, and by then all else must match the new state.
            with self._state.store.transaction():
                self._prepare_account()

    def _make_application(self) -> Application:
        connections = self._server.connections
        api = Api(self._dispatcher, connections.read_timeout)
        description = self._dispatcher.description
        states = SavedStates(self._snapshots, lambda saved: self._restore(saved, saved.clock), self)
        context = AdminContext(
            self._state, self._request_log, self, self._faults, self.reset, self.credentials, description, states
        )
        admin = AdminSite(context, self.url)
        return Application(
            self._dispatcher,
            api,
            admin,
            limiter=self._limiter,
            request_log=self._request_log,
            faults=self._faults,
            connections=connections,
        )
