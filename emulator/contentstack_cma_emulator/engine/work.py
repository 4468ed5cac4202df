"""Scheduled work, which runs after the call that scheduled it, when it is due by the emulator's clock.

Due work runs before the next request is handled, so that a client always sees its result, or in a thread if there is no
request. Background work runs only in that thread, because it may have to wait for other servers.
"""

import logging
import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from sqlite3 import OperationalError

from contentstack_cma_emulator.engine.agenda import Item
from contentstack_cma_emulator.engine.call import Call, Principal, State
from contentstack_cma_emulator.engine.database import DatabaseReplaced
from contentstack_cma_emulator.engine.documents import Document
from contentstack_cma_emulator.engine.errors import CmaError
from contentstack_cma_emulator.engine.form_data import Form
from contentstack_cma_emulator.engine.kinds import STACK
from contentstack_cma_emulator.engine.randomness import use_sequence
from contentstack_cma_emulator.engine.store import Key

logger = logging.getLogger("contentstack_cma_emulator")

WorkFunction = Callable[[Call, Document], None]
"""Does the work. The call is on behalf of the one that scheduled it, without query and body."""

OnFailure = Callable[[Call, Document, CmaError], None]
"""Handles the error of failed work, after its writes were rolled back."""

MAX_BACKGROUND = 4
"""Background work that runs at the same time."""

RETRY_DELAY = 0.5
"""Seconds until work is retried that could not run, such as when the disk is full."""

MAX_ROUNDS = 1000
"""How often work may schedule more work that is due at once, before the rest waits for the next run."""

_work: dict[str, tuple[WorkFunction, OnFailure | None]] = {}
_background: dict[str, WorkFunction] = {}


def work(name: str, failed: OnFailure | None = None) -> Callable[[WorkFunction], WorkFunction]:
    """Register the function for the work `name`, called in a transaction. `failed` is called on `CmaError`."""

    def register(function: WorkFunction) -> WorkFunction:
        _add(name)
        _work[name] = (function, failed)
        return function

    return register


def background_work(name: str) -> Callable[[WorkFunction], WorkFunction]:
    """Register the function for the background work `name`, such as a request to another server.

    It is called outside a transaction. It may open transactions, but must not wait in them.
    """

    def register(function: WorkFunction) -> WorkFunction:
        _add(name)
        _background[name] = function
        return function

    return register


def _add(name: str) -> None:
    if name in _work or name in _background:
        raise ValueError(f"the work {name} has two functions")


def run_due_work(state: State) -> None:
    """Run all due work. Wake the `Worker` for background work."""
    _run_due(state)
    if state.agenda.has_background:
        state.agenda.wake()


def _run_due(state: State) -> None:
    """Run all due work except background work.

    Waits while another thread does so, and therefore sees the result.
    """
    with state.agenda.under_way:
        for _ in range(MAX_ROUNDS):
            due = state.agenda.list_due()
            items = [item for item in due if item.name not in _background]
            state.agenda.has_background |= len(items) < len(due)
            for item in items:
                _run_item(state, item)
            if not items:
                return


def make_call(state: State, item: Item) -> Call | None:
    """Make the call on whose behalf work runs, or None if its stack was deleted."""
    caller = item.caller
    stack = state.store.get(Key(STACK, caller["api_key"])) if caller["api_key"] else None
    if stack is None and caller["api_key"]:
        return None
    principal = caller["principal"]
    return Call(
        operation=caller["operation"],
        method="",
        path=caller["path"],
        query={},
        headers={},
        body={},
        form=Form(),
        principal=None
        if principal is None
        else Principal(principal[0], principal[1], "", organization_uid=principal[2]),
        stack=stack or {},
        branch=caller["branch"],
        state=state,
        now=item.due,
        base_url=caller["base_url"],
    )


def _run_item(state: State, item: Item) -> None:
    """Run a piece of work and remove it from the agenda, whether it succeeds or fails."""
    call = make_call(state, item)
    function, failed = _work.get(item.name, (None, None))
    try:
        with use_sequence(item.uid), state.store.transaction():
            if state.agenda.remove(item.uid) and call and function:
                function(call, item.payload)
    except CmaError as error:
        _give_up(state, item)
        if failed and call:
            with use_sequence(f"{item.uid} failed"), state.store.transaction():
                failed(call, item.payload, error)
    except OperationalError:
        raise  # The database cannot write now: keep the work.
    except Exception:
        logger.exception("the work %s failed", item.name)
        _give_up(state, item)


def _give_up(state: State, item: Item) -> None:
    with state.store.transaction():
        state.agenda.remove(item.uid)


class Worker:
    """A thread that runs due work without a request, and all background work."""

    def __init__(self, state: State) -> None:
        self._state = state
        self._changed = threading.Event()
        self._stopped = False
        self._submitted: set[tuple[int, str]] = set()
        self._pool = ThreadPoolExecutor(MAX_BACKGROUND, "contentstack-cma-emulator-background")
        self._thread = threading.Thread(target=self._run, name="contentstack-cma-emulator-work", daemon=True)
        state.agenda.listen(self._changed.set)
        state.clock.listen(self._changed.set)

    def start(self) -> None:
        """Start, with the work that a previous process left."""
        self._thread.start()

    def stop(self) -> None:
        """Stop after the running background work. What has not started stays on the agenda."""
        self._stopped = True
        self._changed.set()
        self._thread.join()
        self._pool.shutdown(cancel_futures=True)

    def _run(self) -> None:
        while not self._stopped:
            self._changed.clear()
            self._changed.wait(self._run_once())

    def _run_once(self) -> float | None:
        """Run due work. Return the seconds until the next run, or None to wait for a change."""
        try:
            _run_due(self._state)
            self._start_background()
            return self._state.agenda.compute_seconds_to_next()
        except Exception:
            logger.exception("the work that is due could not be done")
            if not self._stopped:
                self._changed.clear()
            return RETRY_DELAY

    def _start_background(self) -> None:
        """Submit due background work to the pool, each piece once."""
        state = self._state
        if not state.agenda.has_background:
            return
        with state.agenda.under_way, state.store.lock():
            epoch, waiting, now = state.store.epoch, state.agenda.list_waiting(), state.clock.stamp()
            state.agenda.has_background = False
        for item in waiting:
            if item.name in _background and item.due <= now and (epoch, item.uid) not in self._submitted:
                self._submitted.add((epoch, item.uid))
                self._pool.submit(self._run_background, item, epoch)

    def _run_background(self, item: Item, epoch: int) -> None:
        """Run background work. Its writes are discarded if another state was loaded since it started."""
        with suppress(DatabaseReplaced), self._state.store.limit_to_epoch(epoch):
            self._call_background(item)
        self._submitted.discard((epoch, item.uid))

    def _call_background(self, item: Item) -> None:
        call = make_call(self._state, item)
        try:
            if call:
                with use_sequence(item.uid):
                    _background[item.name](call, item.payload)
        except DatabaseReplaced:
            raise
        except Exception:
            logger.exception("the work %s failed", item.name)
        _give_up(self._state, item)
