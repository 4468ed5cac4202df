"""The pace of one budget, against a server that counts: simulated, without time passing."""

from dataclasses import dataclass, field
from heapq import heappop, heappush
from itertools import count
from random import Random
from typing import Any

import pytest

from contentstack_cma.pace.lanes import Lane, Slot
from tests.unit.support.counting import count_calls

WINDOWS = ["clock", "first-call"]


@dataclass
class Server:
    """Counts arrivals in windows of one second, as the emulator does."""

    limit: int
    window: str
    phase: float
    begun: float = -10.0
    count: int = 0
    rejected: int = 0

    def accepts(self, now: float) -> bool:
        begun = now // 1.0 + self.phase if self.window == "clock" else now
        begun = begun - 1.0 if begun > now else begun
        if (begun != self.begun) if self.window == "clock" else (now >= self.begun + 1.0):
            self.begun, self.count = begun, 0
        self.count += 1
        if self.count > self.limit:
            self.rejected += 1
        return self.count <= self.limit


@dataclass
class Crowd:
    """Callers that make one call after the other through a lane."""

    server: Server
    lane: Lane
    chance: Random
    calls: int
    trip: float = 0.001
    jitter: float = 0.0008
    left: int = 0
    finished: float = 0.0
    waits: list[float] = field(default_factory=list[float])
    _events: list[tuple[float, int, str, Slot, float]] = field(
        default_factory=list[tuple[float, int, str, Slot, float]]
    )
    _number: "count[int]" = field(default_factory=count)

    def run(self, workers: int) -> None:
        self.left = self.calls
        for _ in range(workers):
            self._begin(self.chance.random() * 0.01)
        while self._events:
            now, _, step, slot, since = heappop(self._events)
            getattr(self, f"_{step}")(now, slot, since)

    def _later(self, now: float, step: str, slot: Slot, since: float) -> None:
        heappush(self._events, (now, next(self._number), step, slot, since))

    def _begin(self, now: float) -> None:
        if self.left:
            self.left -= 1
            self._ask(now, self.lane.join(now), now)

    def _ask(self, now: float, slot: Slot, since: float) -> None:
        wait = self.lane.wait(slot, now)
        if wait > 0:
            self._later(now + wait + self.chance.random() * 0.0005, "ask", slot, since)
            return
        self.waits.append(now - since)
        self._later(now + self.trip + self.chance.expovariate(1 / self.jitter), "arrive", slot, since)

    def _arrive(self, now: float, slot: Slot, since: float) -> None:
        step = "succeed" if self.server.accepts(now) else "fail"
        self._later(now + self.trip + self.chance.expovariate(1 / self.jitter), step, slot, since)

    def _succeed(self, now: float, slot: Slot, since: float) -> None:
        self.lane.note_response(slot, now, None)
        self.finished = now
        self._begin(now)

    def _fail(self, now: float, slot: Slot, since: float) -> None:
        self.lane.note_rejection(slot, now, None)
        self._ask(now, self.lane.rejoin(now), since)


def crowd(window: str, *, limit: int, calls: int, seed: int, starts_at: int | None = None, **more: Any) -> Crowd:
    chance = Random(seed)
    server = Server(limit, window, chance.random())
    return Crowd(server, Lane(starts_at or limit), chance, calls, **more)


@pytest.mark.parametrize("window", WINDOWS)
@pytest.mark.parametrize("workers", [1, 8, 20])
@pytest.mark.parametrize("seed", range(5))
def test_a_steady_network_gets_no_refusal_and_nearly_all_of_the_limit(window: str, workers: int, seed: int) -> None:
    run = crowd(window, limit=10, calls=100, seed=seed)
    run.run(workers)
    assert run.server.rejected == 0
    assert run.finished < 9 * 1.05 + 0.5


@pytest.mark.parametrize("window", WINDOWS)
@pytest.mark.parametrize("seed", range(5))
def test_a_high_limit_is_used_without_refusals(window: str, seed: int) -> None:
    run = crowd(window, limit=200, calls=1000, seed=seed)
    run.run(20)
    assert run.server.rejected == 0
    assert run.finished < 4 * 1.06 + 0.5


@pytest.mark.parametrize("window", WINDOWS)
def test_a_network_that_varies_gets_few_refusals(window: str) -> None:
    runs = [crowd(window, limit=10, calls=100, seed=seed, trip=0.05, jitter=0.04) for seed in range(20)]
    for run in runs:
        run.run(20)
        assert run.server.rejected <= 5
        assert run.finished < 9 * 1.4 + 1
    assert sum(run.server.rejected for run in runs) <= 20 * 1.5


@pytest.mark.parametrize("window", WINDOWS)
def test_a_limit_that_is_lower_than_believed(window: str) -> None:
    """Refusals alone make it slower; it stays within the limit mostly, and everybody gets through."""
    run = crowd(window, limit=5, calls=100, seed=1, starts_at=10)
    run.run(8)
    assert run.server.rejected < 35
    assert run.finished < 20 * 1.5


@pytest.mark.parametrize("window", WINDOWS)
def test_no_call_waits_much_longer_than_its_turn(window: str) -> None:
    run = crowd(window, limit=10, calls=200, seed=3)
    run.run(40)
    assert len(run.waits) == 200
    assert max(run.waits) < 40 / 10 + 1.5


def departures(lane: Lane, number: int, now: float = 0.0) -> list[float]:
    """Have calls depart as soon as they may; returns when they did."""
    times: list[float] = []
    for slot in [lane.join(now) for _ in range(number)]:
        while (wait := lane.wait(slot, now)) > 0:
            now += wait
        times.append(now)
    return times


def test_no_window_wherever_it_begins_holds_more_than_the_limit() -> None:
    times = departures(Lane(10), 100)
    assert all(later - earlier > 1.0 for earlier, later in zip(times, times[10:], strict=False))


def test_a_group_is_spread() -> None:
    times = departures(Lane(10), 10)
    assert times[-1] - times[0] < 0.5
    assert len(set(times)) == 10


def test_a_call_after_a_pause_departs_at_once() -> None:
    lane = Lane(10)
    departures(lane, 3)
    assert departures(lane, 1, now=30.0) == [30.0]


def test_a_refusal_makes_all_wait_for_the_next_window() -> None:
    lane = Lane(10)
    slot = lane.join(0.0)
    assert lane.wait(slot, 0.0) == 0
    others = [lane.join(0.0) for _ in range(3)]
    lane.note_rejection(slot, 0.02, None)
    assert lane.wait(lane.rejoin(0.02), 0.02) == pytest.approx(0.98, abs=0.05)
    assert all(lane.wait(other, 0.02) >= 0.9 for other in others)
    assert lane.get_hold(0.02) == pytest.approx(0.98, abs=0.05)
    assert lane.get_hold(9.0) == 0


@pytest.mark.parametrize(("retry_after", "wait"), [(3.0, 3.0), (0.0, 0.98), (3600.0, 0.98)])
def test_the_retry_after_of_a_refusal_holds_all_unless_it_is_long(retry_after: float, wait: float) -> None:
    lane = Lane(10)
    slot = lane.join(0.0)
    lane.wait(slot, 0.0)
    lane.note_rejection(slot, 0.02, retry_after)
    assert lane.wait(lane.join(0.02), 0.02) == pytest.approx(wait, abs=0.05)


def test_a_rejected_call_goes_first() -> None:
    lane = Lane(2)
    first, *others = [lane.join(0.0) for _ in range(6)]
    lane.wait(first, 0.0)
    lane.note_rejection(first, 0.01, None)
    again = lane.rejoin(0.01)
    assert lane.wait(again, 0.01) < min(lane.wait(other, 0.01) for other in others)


def test_a_place_that_is_given_up_is_free() -> None:
    lane = Lane(1)
    first, second, third = [lane.join(0.0) for _ in range(3)]
    assert lane.wait(first, 0.0) == 0
    before = lane.wait(third, 0.1)
    lane.leave(second)
    assert lane.wait(third, 0.2) < before - 0.9


def test_a_higher_limit_helps_those_who_wait() -> None:
    lane = Lane(1)
    slots = [lane.join(0.0) for _ in range(50)]
    assert lane.wait(slots[0], 0.0) == 0
    assert lane.wait(slots[-1], 0.1) > 40
    lane.set_limit(100)
    assert lane.wait(slots[-1], 0.2) < 2


def test_calls_of_others_that_the_server_tells_of_count() -> None:
    lane = Lane(10)
    slot = lane.join(0.0)
    lane.wait(slot, 0.0)
    lane.note_response(slot, 0.01, 2)
    times = departures(lane, 3, now=0.02)
    assert times[1] < 0.9
    assert times[2] > 0.9


def test_a_child_process_does_not_wait_for_the_calls_of_its_parent() -> None:
    lane = Lane(1)
    slots = [lane.join(0.0) for _ in range(100)]
    lane.wait(slots[0], 0.0)
    lane.reset_after_fork()
    assert departures(lane, 1, now=0.1)[0] < 1.5
    lane.leave(slots[5])
    assert lane.wait(slots[6], 500.0) == 0


def test_thousands_who_wait_are_not_planned_again_for_every_response(monkeypatch: pytest.MonkeyPatch) -> None:
    planned = count_calls(monkeypatch, Lane, "_find_time")
    lane = Lane(200)
    slots = [lane.join(0.0) for _ in range(10_000)]
    for number, slot in enumerate(slots[:1000]):
        now = number * 0.006
        while (wait := lane.wait(slot, now)) > 0:
            now += wait
        lane.delay(slot, now + 0.0001)
        lane.note_response(slot, now + 0.01, None)
    for slot in slots[1000:2000]:
        lane.leave(slot)
    assert len(planned) < 500_000  # planning for all on every response takes ten million


def test_a_limit_that_nobody_reaches_costs_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    looked_at = count_calls(monkeypatch, Lane, "_get_slot")
    lane = Lane(1_000_000)
    for second in range(20):
        departures(lane, 1, now=float(second))
    assert len(looked_at) < 1000
