"""Work that takes time: done after the call that ordered it was answered, when the emulator's clock says so.

What is due is done before the next request is looked at, so that a client always sees it done, and by a thread where
nobody asks. Background work is done by that thread alone, because it may have to wait for others.
"""

import logging
import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from sqlite3 import OperationalError

from contentstack_cma_emulator.engine.agenda import Item
from contentstack_cma_emulator.engine.call import Call, Form, Principal, State
from contentstack_cma_emulator.engine.documents import Document
from contentstack_cma_emulator.engine.errors import CmaError
from contentstack_cma_emulator.engine.lookup import find_stack
from contentstack_cma_emulator.engine.randomness import drawing_for
from contentstack_cma_emulator.engine.store import Replaced

logger = logging.getLogger("contentstack_cma_emulator")

Work = Callable[[Call, Document], None]
"""Does something. The call is made in the name of the one that ordered it and has neither query nor body."""

Failed = Callable[[Call, Document, CmaError], None]
"""Takes note that work was refused, after what it wrote was undone."""

DELIVERIES = 4
"""How much background work is done at a time."""

PAUSE = 0.5
"""Seconds after which work is tried again that could not be done, such as for want of room on the disk."""

MAX_ROUNDS = 1000
"""How often work may order more work that is due at once, before the rest has to wait for the next look."""

_work: dict[str, tuple[Work, Failed | None]] = {}
_background: dict[str, Work] = {}


def work(name: str, failed: Failed | None = None) -> Callable[[Work], Work]:
    """Register what does the work `name`, in a transaction; `failed` takes note if it raises `CmaError`."""

    def register(does: Work) -> Work:
        _add(name)
        _work[name] = (does, failed)
        return does

    return register


def background(name: str) -> Callable[[Work], Work]:
    """Register what does the work `name` outside of any transaction, such as a call of another server.

    It must open transactions itself, and not wait in them.
    """

    def register(does: Work) -> Work:
        _add(name)
        _background[name] = does
        return does

    return register


def _add(name: str) -> None:
    if name in _work or name in _background:
        raise ValueError(f"the work {name} is done twice")


def carry_out(state: State) -> None:
    """Do all work that is due; background work is left to the thread of the `Worker`, which is woken for it."""
    if _carry_out(state):
        state.agenda.wake()


def _carry_out(state: State) -> bool:
    """Do all work that is due but background work; answer whether there was some of that.

    Whoever comes while another thread is at it waits, and so sees it done.
    """
    with state.agenda.under_way:
        for _ in range(MAX_ROUNDS):
            due = state.agenda.due()
            items = [item for item in due if item.name not in _background]
            for item in items:
                _do(state, item)
            if not items:
                return bool(due)
        return False


def caller(state: State, item: Item) -> Call | None:
    """Make the call in whose name work is done; None if its stack is gone."""
    told = item.caller
    stack = find_stack(state.store, told["api_key"]) if told["api_key"] else None
    if stack is None and told["api_key"]:
        return None
    who = told["principal"]
    return Call(
        operation=told["operation"],
        method="",
        path=told["path"],
        query={},
        headers={},
        body={},
        form=Form(),
        principal=None if who is None else Principal(who[0], who[1], "", organization_uid=who[2]),
        open_stack=stack,
        branch=told["branch"],
        state=state,
        now=item.due,
        base_url=told["base_url"],
    )


def _do(state: State, item: Item) -> None:
    """Do one piece of work and take it off the agenda, whatever becomes of it."""
    call = caller(state, item)
    does, failed = _work.get(item.name, (None, None))
    try:
        with drawing_for(item.uid), state.store.transaction():
            if state.agenda.remove(item.uid) and call and does:
                does(call, item.payload)
    except CmaError as error:
        _give_up(state, item)
        if failed and call:
            with drawing_for(f"{item.uid} failed"), state.store.transaction():
                failed(call, item.payload, error)
    except OperationalError:
        raise  # The database cannot do it now: the work stays.
    except Exception:
        logger.exception("the work %s failed", item.name)
        _give_up(state, item)


def _give_up(state: State, item: Item) -> None:
    with state.store.transaction():
        state.agenda.remove(item.uid)


class Worker:
    """Does work when it is due though nobody asks, and all background work."""

    def __init__(self, state: State) -> None:
        self._state = state
        self._changed = threading.Event()
        self._stopped = False
        self._taken: set[tuple[int, str]] = set()
        self._pool = ThreadPoolExecutor(DELIVERIES, "contentstack-cma-emulator-background")
        self._thread = threading.Thread(target=self._run, name="contentstack-cma-emulator-work", daemon=True)
        state.agenda.listen(self._changed.set)
        state.clock.listen(self._changed.set)

    def start(self) -> None:
        """Begin with what was left to do when the process before this one ended."""
        self._thread.start()

    def stop(self) -> None:
        """Stop; background work that was begun is waited for, what has not begun stays on the agenda."""
        self._stopped = True
        self._changed.set()
        self._thread.join()
        self._pool.shutdown(cancel_futures=True)

    def _run(self) -> None:
        while not self._stopped:
            self._changed.clear()
            self._changed.wait(self._look())

    def _look(self) -> float | None:
        """Do what is due; return after how many seconds to look again."""
        try:
            _carry_out(self._state)
            self._begin_background()
            return self._state.agenda.seconds_to_next()
        except Exception:
            logger.exception("the work that is due could not be done")
            if not self._stopped:
                self._changed.clear()
            return PAUSE

    def _begin_background(self) -> None:
        """Hand what is due to the pool; a second look at the agenda would not show it again before a restart."""
        with self._state.store.lock():
            epoch, waiting = self._state.store.epoch, self._state.agenda.waiting()
        for item in waiting:
            is_due = item.due <= self._state.clock.stamp()
            if item.name in _background and is_due and (epoch, item.uid) not in self._taken:
                self._taken.add((epoch, item.uid))
                self._pool.submit(self._deliver, item, epoch)

    def _deliver(self, item: Item, epoch: int) -> None:
        """Do background work; what it would write to another state than it was begun in comes to nothing."""
        with suppress(Replaced), self._state.store.only_in(epoch):
            self._deliver_now(item)
        self._taken.discard((epoch, item.uid))

    def _deliver_now(self, item: Item) -> None:
        call = caller(self._state, item)
        try:
            if call:
                with drawing_for(item.uid):
                    _background[item.name](call, item.payload)
        except Replaced:
            raise
        except Exception:
            logger.exception("the work %s failed", item.name)
        _give_up(self._state, item)
