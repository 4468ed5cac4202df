"""The emulator as a library."""

import os
import threading
from collections.abc import Mapping
from contextlib import ExitStack
from pathlib import Path
from types import TracebackType
from typing import Self

from contentstack_cma_emulator import options
from contentstack_cma_emulator.accounts import Accounts
from contentstack_cma_emulator.admin.context import AdminContext
from contentstack_cma_emulator.admin.faults import Orders
from contentstack_cma_emulator.admin.site import AdminSite
from contentstack_cma_emulator.admin.states import state_file
from contentstack_cma_emulator.admin.states.copying import SavedState, put_back
from contentstack_cma_emulator.admin.states.saved_states import States
from contentstack_cma_emulator.admin.states.snapshots import Shelf
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
from contentstack_cma_emulator.engine.randomness import Seeded
from contentstack_cma_emulator.engine.regex_workers import WORKERS
from contentstack_cma_emulator.engine.store import Key, Scope, Store
from contentstack_cma_emulator.engine.work import Worker
from contentstack_cma_emulator.http.api import Api
from contentstack_cma_emulator.http.rate_limit import RateLimit, RateLimiter, read_limit
from contentstack_cma_emulator.http.request_log import DEFAULT_SIZE, Received, RequestLog
from contentstack_cma_emulator.http.server import Certificate, Server
from contentstack_cma_emulator.resources import indexed_fields, load_handlers
from contentstack_cma_emulator.seeding import demo as demo_data
from contentstack_cma_emulator.seeding.credentials import Credentials
from contentstack_cma_emulator.seeding.seeded_stacks import plant
from contentstack_cma_emulator.stores.data_folder import open_folder, remove_unnamed_files

REDIRECT_URI = "http://localhost:8184"


class Emulator(Orders, Accounts):
    """The Content Management API on 127.0.0.1, with a demo stack and credentials for every way to sign in.

    Use it in a `with` block, or call `start` and `stop`. Everything but the constructor needs a started one.

    Args:
        port: 0 for a free port, to 65535.
        data: Folder that keeps the state; it is made if missing. Default: the state is gone at the end.
        state: State file of `save` to begin with. A folder that holds a state already keeps that.
        demo: False for no demo stack and none of its tokens. The account is always there.
        seed: JSON or YAML file of stacks to begin with.
        authtoken: Authtoken of the demo user. Default: random, as all credentials below.
        api_key: API key of the demo stack.
        management_token: Management token of the demo stack that may read and write.
        read_only_management_token: Management token of the demo stack that may only read.
        organization_uid: Uid of the organization.
        email: Email of the demo user. Default: `demo@example.com`.
        password: Password of the demo user.
        uid_seed: Makes uids, tokens and everything else that is random repeatable: two emulators with the same seed
            that get the same calls one after the other make the same ones. Timestamps are those of the clock.
        rate_limit: Rejects calls of an organization beyond it with status 429; an int is that many reads, and that many
            writes, per second. Default: no limit.
        plan: How many environments, webhooks and the like there may be; beyond them a call gets status 422.
            `"documented"` has the defaults of the documentation; a mapping or a JSON or YAML file has numbers by the
            names of `Plan`. Default: `"unlimited"`.
        certificate: Makes it speak TLS.
        redirect_uri: The one address both OAuth apps may send a browser back to.
        description: Another file than the bundled one to read the API's description from.
        clock: Another time than the machine's.
        work_delay: Seconds after which work is done that the CMA does in the background, at most a year; 0 for before
            the next request. Default: 0.2.
        request_log: How many requests `requests` keeps, with bodies of up to 64 KB. Default: 1,000; 0 keeps none.

    Raises:
        TypeError: An option is of the wrong type.
        ValueError: An option has a value it cannot have.
        PlanError: The plan cannot be used. It is a `ValueError`.
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
        request_log: int = DEFAULT_SIZE,
    ) -> None:
        Orders.__init__(self)
        Accounts.__init__(self)
        self.clock = options.read_clock(clock)
        self._port = options.read_port(port)
        self._data = options.read_path("data", data)
        self._begin_with: Path | SavedState | None = options.read_path("state", state)
        self._demo = options.read_flag("demo", demo)
        self._seed = options.read_path("seed", seed)
        self._wanted = Credentials(
            authtoken=authtoken,
            api_key=api_key,
            management_token=management_token,
            read_only_management_token=read_only_management_token,
            organization_uid=organization_uid,
            email=email,
            password=password,
        )
        self._wanted.check_demo(demo)
        self._uid_seed = options.read_uid_seed(uid_seed)
        self._rate_limit = read_limit(rate_limit)
        self._plan = options.read_plan(plan)
        self._certificate = options.read_certificate(certificate)
        self._redirect_uri = options.read_redirect_uri(redirect_uri)
        self._work_delay = options.read_delay(work_delay)
        self._description = options.read_path("description", description) or BUNDLED
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

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None
    ) -> None:
        self.stop()

    def start(self) -> None:
        """Make or open the state and serve it.

        Raises:
            OSError: The port is taken, the folder is in use or a file cannot be read.
            SeedError: The seed cannot be used.
            StateError: The state file cannot be used.
            CredentialsError: The state is not new and has other credentials than were passed.
        """
        self._owner = os.getpid()
        with ExitStack() as stack:
            stack.callback(self._forget_account)
            stack.callback(self.end_forks)  # Those that were ordered while it stopped.
            stack.enter_context(WORKERS.keep())
            self._server = Server(self._port, self._certificate, self.clock.now)
            stack.callback(self._server.close)
            folder = stack.enter_context(open_folder(self._data))
            load_handlers()
            self._state = self._open_state(stack, folder)
            self._shelf = Shelf(self._state, folder, is_kept=self._data is not None)
            stack.callback(self._shelf.close)
            self._begin()
            self._dispatcher = Dispatcher(self._state, Description.load(self._description))
            self._limiter = RateLimiter(self._rate_limit, self._state)
            self._fill()
            self._shelf.keep_new()
            worker = Worker(self._state)
            worker.start()
            stack.callback(worker.stop)
            self._server.start(self._application())
            stack.callback(self._server.stop)
            stack.callback(self.end_forks)
            self._running = stack.pop_all()

    def stop(self) -> None:
        """Stop serving and close the state, and stop the forks. A second time it does nothing.

        A process that was forked off while the emulator ran only forgets it: it belongs to the parent process.
        """
        if self._owner == os.getpid():
            self._running.close()
        else:
            self._running.pop_all()
            self._forget_account()

    @property
    def url(self) -> str:
        """The base URL, such as `http://127.0.0.1:8400`; paths of the CMA begin with `/v3` behind it."""
        return self._server.url

    @property
    def requests(self) -> list[Received]:
        """The last requests with their responses, oldest first, `request_log` of them. Credentials are masked."""
        return self._request_log.read()

    @property
    def messages(self) -> list[Message]:
        """What would have been sent by mail or SMS, oldest first, with the tokens in it."""
        return outbox.read(self._state)

    def forget_requests(self) -> None:
        """Empty `requests`."""
        self._request_log.clear()

    def reset(self) -> None:
        """Set everything back to what it was when the state was new, with the same credentials.

        What was received, the faults that wait, the limits of tokens and the counts of the rate limit are forgotten;
        the clock goes on.
        """
        self._check_started()
        self._put_back(self._shelf.new, None)

    def save(self, path: str | Path) -> None:
        """Write everything into a state file: documents, uploaded files, tokens, background work and the clock.

        The file holds credentials; only its owner may read it. What was there before is replaced as a whole.

        Args:
            path: The file.

        Raises:
            OSError: The file cannot be written.
        """
        self._check_started()
        target = options.read_path("path", path) or Path()
        with self._shelf.take_briefly() as saved:
            state_file.write(saved, target)

    def load(self, path: str | Path) -> None:
        """Replace everything by what a state file holds, credentials and the clock as well.

        What was received, the faults that wait, the limits of tokens and the counts of the rate limit are forgotten.
        `reset` leads back to the state this emulator began with.

        Args:
            path: The file.

        Raises:
            OSError: The file cannot be read.
            StateError: It is not a state file, it is damaged, or of another version. Nothing has changed then.
        """
        self._check_started()
        with self._shelf.read(options.read_path("path", path) or Path()) as saved:
            self._put_back(saved, saved.clock)

    def fork(self) -> "Emulator":
        """Start another emulator with a copy of the state, the same credentials and the same options on a free port.

        The two share nothing from then on. The fork stops at the end of a `with` block, with `stop`, or with this
        emulator. Its `reset` leads back to the moment of the fork.

        Returns:
            The fork, started.
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
            request_log=self._request_log.size,
        )
        with self._shelf.take_briefly() as saved:
            fork._begin_with = saved
            fork.start()
        with self._fork_lock:
            self._forks = [*self.forks, fork]
        return fork

    @property
    def is_running(self) -> bool:
        """Whether it is started and not stopped."""
        return bool(self._account)

    @property
    def forks(self) -> "list[Emulator]":
        """The forks that run, oldest first."""
        return [fork for fork in self._forks if fork.is_running]

    def end_forks(self) -> None:
        """Stop all forks."""
        with self._fork_lock:
            forks, self._forks = self._forks, []
        for fork in forks:
            fork.stop()

    def _forget_account(self) -> None:
        self._account = {}

    def _check_started(self) -> None:
        if not self._account:
            raise RuntimeError("the emulator is not started: use it in a with block, or call start()")

    def _open_state(self, stack: ExitStack, folder: Path) -> State:
        store = Store(None if self._data is None else folder / "state.db", indexed=indexed_fields())
        stack.callback(store.close)
        files = Files(folder, store)
        files.prepare()
        agenda = Agenda(store, self.clock, self._work_delay)
        features = self._rate_limit.features() if self._rate_limit else {}
        port = int(self._server.url.rpartition(":")[2])
        state = State(store, self.clock, files, agenda, self._plan, features, port)
        remove_unnamed_files(state)
        return state

    def _begin(self) -> None:
        """Put into a new state what it is to begin with."""
        if not self._state.store.count(Scope(None, version=None)):
            if isinstance(self._begin_with, Path):
                with self._shelf.read(self._begin_with) as saved:
                    put_back(self._state, saved)
                    self.clock.resume(saved.clock)
            elif self._begin_with:
                put_back(self._state, self._begin_with)
        if self._uid_seed is not None:
            self._seeded_uids = Seeded(self._uid_seed)
            self._seeded_uids.keep(self._state.store)
            self.clock.draw_from(self._seeded_uids, self._seeded_uids.for_request)

    def _fill(self) -> None:
        """Make what is not there yet: the account, the demo stack, what the seed says. All of it or nothing."""
        store, key = self._state.store, Key(demo_data.DEMO, "seed")
        with store.transaction():
            account = self._prepare_account()
            if self._demo:
                demo_data.prepare_stack(self._state, account, self._wanted)
            if self._seed and store.get(key) is None:
                store.put(key, {"stacks": plant(self._seed, self._dispatcher, account)})
        self._read_accounts(account)

    def _prepare_account(self) -> Document:
        description = self._dispatcher.description
        return demo_data.prepare_account(self._state, description, self._redirect_uri, self._wanted)

    def _put_back(self, saved: SavedState, clock: Document | None) -> None:
        """Replace everything by a saved state, and forget what was about the old one."""
        with self._state.agenda.under_way, self._state.store.lock():
            put_back(self._state, saved)
            if clock is not None:
                self.clock.resume(clock)
            if self._uid_seed is not None:
                self._seeded_uids.resume(self._state.store)
            self._wanted = Credentials()  # They were for the state that it began with.
            self._read_accounts(self._state.store.get(Key(demo_data.DEMO, "account")) or {})
            self._request_log.clear()
            self.clear_faults()
            self._limiter.forget()
            # Last, because it can fail for want of room on the disk, when all the rest must fit the new state.
            with self._state.store.transaction():
                self._prepare_account()

    def _read_accounts(self, account: Document) -> None:
        store = self._state.store
        self._tokens = store.get(Key(demo_data.DEMO, "stack")) or {}
        self._seeded = (store.get(Key(demo_data.DEMO, "seed")) or {"stacks": []})["stacks"]
        self._account = account

    def _application(self) -> Application:
        connections = self._server.connections
        api = Api(self._dispatcher, self._limiter, connections.patience)
        description = self._dispatcher.description
        states = States(self._shelf, lambda saved: self._put_back(saved, saved.clock), self)
        context = AdminContext(
            self._state, self._request_log, self, self._faults, self.reset, self.credentials, description, states
        )
        admin = AdminSite(context, self.url)
        return Application(
            self._dispatcher, api, admin, request_log=self._request_log, faults=self._faults, connections=connections
        )
