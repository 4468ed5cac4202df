"""Work that takes time: done when the clock says so, whoever asks, and also after a restart."""

import threading
import time
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path

import httpx
import pytest

from contentstack_cma_emulator import Emulator
from contentstack_cma_emulator.engine import errors
from contentstack_cma_emulator.engine.call import Call, State
from contentstack_cma_emulator.engine.clock import Clock
from contentstack_cma_emulator.engine.documents import Document
from contentstack_cma_emulator.engine.errors import CmaError
from contentstack_cma_emulator.engine.store import Key, Scope
from contentstack_cma_emulator.engine.work import Worker, background_work, run_due_work, work
from tests.emulator.support.direct_calls import STACK, build_call, create_state
from tests.emulator.support.http_clients import connect

BRANCHES = "/v3/stacks/branches"

done: list[tuple[str, Document]] = []
"""What the work of these tests did: the time it believed it was, and what it was told."""


@work("test_note")
def note(order: Call, payload: Document) -> None:
    done.append((order.now, payload))
    order.store.put(Key("test_note", "last", order.api_key), payload)
    if "again" in payload:
        order.run_later(payload["again"], "test_note", {"n": payload["n"] + 1})


def note_failure(order: Call, payload: Document, error: CmaError) -> None:
    done.append((error.message, payload))


@work("test_refused", note_failure)
def write_and_reject(order: Call, payload: Document) -> None:
    order.store.put(Key("test_note", "refused", order.api_key), payload)
    raise errors.forbidden("No.")


waiting: dict[str, threading.Event] = {}


@work("test_slow")
def slow(order: Call, payload: Document) -> None:
    waiting["begun"].set()
    assert waiting["may_end"].wait(5)
    done.append(("slow", payload))


@work("test_broken")
def break_off(order: Call, payload: Document) -> None:
    raise ZeroDivisionError


@background_work("test_background")
def deliver(order: Call, payload: Document) -> None:
    done.append((threading.current_thread().name, payload))


@pytest.fixture
def state() -> Iterator[State]:
    done.clear()
    made = create_state(Clock(lambda: datetime(2026, 1, 1, tzinfo=UTC)))
    made.store.put(Key("stack", STACK["api_key"]), dict(STACK))
    yield made
    made.store.close()


def eventually(holds: Callable[[], bool]) -> bool:
    until = time.monotonic() + 5
    while not holds() and time.monotonic() < until:
        time.sleep(0.005)
    return holds()


def test_work_is_done_in_the_order_of_its_times(state: State) -> None:
    for seconds in (3, 1, 2):
        build_call(state).run_later(seconds, "test_note", {"n": seconds})
    run_due_work(state)
    assert done == []
    state.clock.advance(2)
    run_due_work(state)
    assert [payload["n"] for _, payload in done] == [1, 2]
    assert done[0][0] == "2026-01-01T00:00:01.000Z"
    state.clock.advance(1)
    run_due_work(state)
    run_due_work(state)
    assert len(done) == 3


def test_work_may_order_more_work(state: State) -> None:
    build_call(state).run_later(1, "test_note", {"n": 1, "again": 2})
    state.clock.advance(3)
    run_due_work(state)
    assert [now[17:19] for now, _ in done] == ["01", "03"]


def test_work_that_was_called_off(state: State) -> None:
    uid = build_call(state).run_later(0, "test_note", {"n": 1})
    assert state.agenda.remove(uid)
    run_due_work(state)
    assert done == []


def test_work_of_a_rejected_call_is_never_done(state: State) -> None:
    def refuse() -> None:
        with state.store.transaction():
            build_call(state).run_later(0, "test_note", {"n": 1})
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        refuse()
    run_due_work(state)
    assert done == []


def test_rejected_work_leaves_nothing_but_what_its_failure_notes(state: State) -> None:
    build_call(state).run_later(0, "test_refused", {"n": 1})
    run_due_work(state)
    assert done == [("No.", {"n": 1})]
    assert state.store.count(Scope("test_note")) == 0
    assert state.agenda.list_waiting() == []


def test_broken_work_does_not_hold_up_the_rest(state: State, caplog: pytest.LogCaptureFixture) -> None:
    build_call(state).run_later(0, "test_broken", {})
    build_call(state).run_later(0, "test_note", {"n": 2})
    run_due_work(state)
    assert [payload["n"] for _, payload in done] == [2]
    assert "test_broken" in caplog.text
    assert state.agenda.list_waiting() == []


def test_work_for_a_stack_that_is_gone(state: State) -> None:
    build_call(state).run_later(0, "test_note", {"n": 1})
    state.store.delete(Key("stack", STACK["api_key"]))
    run_due_work(state)
    assert done == []
    assert state.agenda.list_waiting() == []


def test_a_name_stands_for_one_thing() -> None:
    with pytest.raises(ValueError, match="has two functions"):
        background_work("test_note")(deliver)


def test_the_thread_does_what_nobody_asks_for(state: State) -> None:
    worker = Worker(state)
    worker.start()
    try:
        build_call(state).run_later(0, "test_note", {"n": 1})
        build_call(state).run_later(5, "test_note", {"n": 2})
        build_call(state).run_later(5, "test_background", {"n": 3})
        assert eventually(lambda: len(done) == 1)
        state.clock.advance(5)
        assert eventually(lambda: len(done) == 3)
        assert eventually(lambda: state.agenda.list_waiting() == [])
    finally:
        worker.stop()
    names = [name for name, payload in done if payload["n"] == 3]
    assert "background" in names[0]


def test_background_work_is_not_done_by_a_request(state: State) -> None:
    build_call(state).run_later(0, "test_background", {"n": 1})
    run_due_work(state)
    assert done == []
    worker = Worker(state)
    worker.start()
    assert eventually(lambda: len(done) == 1)
    worker.stop()


def test_a_clock_can_be_slowed_stopped_and_stepped() -> None:
    machine = [datetime(2026, 1, 1, tzinfo=UTC)]
    clock = Clock(lambda: machine[0])
    moved: list[float] = []
    clock.listen(lambda: moved.append(clock.speed))
    assert clock.speed == 1
    clock.speed = 10
    machine[0] = datetime(2026, 1, 1, 0, 0, 1, tzinfo=UTC)
    assert clock.stamp() == "2026-01-01T00:00:10.000Z"
    clock.stop()
    machine[0] = datetime(2026, 1, 1, 0, 0, 2, tzinfo=UTC)
    assert clock.stamp() == "2026-01-01T00:00:10.000Z"
    clock.step(5)
    assert (clock.stamp(), clock.speed) == ("2026-01-01T00:00:15.000Z", 0)
    clock.speed = 1
    machine[0] = datetime(2026, 1, 1, 0, 0, 3, tzinfo=UTC)
    assert clock.stamp() == "2026-01-01T00:00:16.000Z"
    assert moved == [10, 0, 0, 0, 1]
    with pytest.raises(ValueError, match="backwards"):
        clock.advance(-1)
    with pytest.raises(ValueError, match="backwards"):
        clock.speed = -1


def branch_status(client: httpx.Client) -> int:
    return client.get(f"{BRANCHES}/next").status_code


def test_a_branch_is_there_a_little_later() -> None:
    with Emulator() as emulator:
        emulator.clock.stop()
        headers = {"authtoken": emulator.authtoken, "api_key": emulator.stack.api_key}
        with connect(emulator, **headers) as client:
            body = {"branch": {"uid": "next", "source": "main"}}
            assert client.post(BRANCHES, json=body).status_code == 201
            assert branch_status(client) == 422
            assert client.post(BRANCHES, json=body).json()["error_code"] == 910
            emulator.clock.step(0.3)
            assert branch_status(client) == 200
            client.delete(f"{BRANCHES}/next", params={"force": "true"})
            assert branch_status(client) == 200
            emulator.clock.speed = 1
            assert eventually(lambda: branch_status(client) == 422)


def test_pending_work_is_done_after_a_restart(tmp_path: Path) -> None:
    with Emulator(data=tmp_path, work_delay=3600) as first:
        headers = {"authtoken": first.authtoken, "api_key": first.stack.api_key}
        with connect(first, **headers) as client:
            client.post(BRANCHES, json={"branch": {"uid": "next", "source": "main"}})
            assert branch_status(client) == 422
    with Emulator(data=tmp_path) as second, connect(second, **headers) as client:
        assert branch_status(client) == 422
        second.clock.advance(3600)
        assert branch_status(client) == 200


def test_whoever_looks_while_work_is_done_waits_for_it(state: State) -> None:
    begun, may_end = threading.Event(), threading.Event()
    waiting.update(begun=begun, may_end=may_end)
    build_call(state).run_soon("test_slow", {})
    state.clock.advance(1)
    worker = threading.Thread(target=run_due_work, args=[state])
    other = threading.Thread(target=run_due_work, args=[state])
    worker.start()
    assert begun.wait(5)
    other.start()
    other.join(0.05)
    assert other.is_alive()
    may_end.set()
    for thread in (worker, other):
        thread.join(5)
    assert [told for told, _ in done] == ["slow"]
