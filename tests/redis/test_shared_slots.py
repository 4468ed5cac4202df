"""What the Redis server decides for all processes: who departs when."""

from collections.abc import Callable
from time import monotonic, sleep

import pytest
from redis import Redis

from tests.redis.support.redis_server import RedisServer
from tests.redis.support.shared_pace import Process

Processes = Callable[[], Process]
LIMIT = 10
WINDOW = 1.0


def state(redis: RedisServer) -> dict[str, float]:
    with Redis.from_url(redis.url, decode_responses=True) as client:
        (key,) = client.keys("*:state")
        return {name: float(value) for name, value in client.hgetall(key).items()}


def test_two_processes_share_a_window(process: Processes) -> None:
    one, other = process(), process()
    first, *_ = [process.depart()[1] for _ in range(LIMIT // 2) for process in (one, other)]
    assert sum(one.waits + other.waits) < WINDOW / 2
    assert one.depart()[1] - first >= WINDOW
    assert sum(one.waits + other.waits) < 1.3 * WINDOW


def test_a_full_budget_is_no_burst(redis: RedisServer) -> None:
    process = Process(redis.url)
    waits = [process.ask(process.turn()) for _ in range(LIMIT)]
    assert all(wait is not None for wait in waits)
    assert len({round(wait or 0.0, 4) for wait in waits}) == LIMIT


def test_names_and_budgets_are_apart(redis: RedisServer) -> None:
    one, other = Process(redis.url, name="one", rate=1), Process(redis.url, name="other", rate=1)
    assert one.ask(one.turn()) == 0
    assert other.ask(other.turn()) == 0
    assert one.ask(one.turn())


def test_a_caller_that_dies_costs_one_slot(redis: RedisServer) -> None:
    one, other = Process(redis.url, rate=4), Process(redis.url, rate=4)
    for _ in range(4):
        one.depart()
    one.ask(one.turn())  # and never again
    for _ in range(3):
        other.depart()
    assert sum(other.waits) < 1.5 * WINDOW
    assert (other.ask(other.turn()) or 0) > WINDOW / 2


def test_a_crowded_window_holds_everybody_and_slows_them_down(process: Processes, redis: RedisServer) -> None:
    one, other = process(), process()
    turns = [one.depart()[0] for _ in range(3)]
    waiting = other.turn()
    other.ask(waiting)
    one.correct(turns[-1], LIMIT, is_rejected=True)
    assert (other.ask(waiting) or 0) > WINDOW / 2
    assert 3 / LIMIT <= state(redis)["share"] <= 4 / LIMIT  # the time of the waiting one may have come


def test_refusals_of_calls_that_departed_before_say_nothing_new(process: Processes, redis: RedisServer) -> None:
    one, other = process(), process()
    turns = [one.depart()[0] for _ in range(3)]
    one.correct(turns[0], LIMIT, is_rejected=True)
    before = state(redis)
    for turn in turns[1:]:
        other.correct(turn, LIMIT, is_rejected=True)
    after = state(redis)
    assert {name: after[name] for name in ("share", "held", "strikes")} == {
        name: before[name] for name in ("share", "held", "strikes")
    }


def test_a_call_of_our_own_that_was_early_widens_the_margin_only(redis: RedisServer) -> None:
    process = Process(redis.url)
    turns = [process.depart()[0] for _ in range(LIMIT)]
    process.correct(turns[-1], LIMIT, is_rejected=True)
    assert "share" not in state(redis)
    assert (process.ask(process.turn()) or 0) < WINDOW / 2  # the rejected one took nothing


@pytest.mark.parametrize(("retry_after", "held"), [(1.5, 1.5), (600.0, 60.0)])
def test_retry_after_holds_those_who_wait(process: Processes, retry_after: float, held: float) -> None:
    one, other = process(), process()
    turn, _ = one.depart()
    waiting = other.turn()
    other.ask(waiting)
    one.correct(turn, LIMIT, retry_after, is_rejected=True)
    assert other.ask(waiting) == pytest.approx(held, abs=0.2)


def test_a_new_limit_is_everybody_s(process: Processes, redis: RedisServer) -> None:
    one, other = process(), process()
    turn, _ = one.depart()
    one._budgets.set_rates({turn.budget: 20})
    one.correct(turn, 20)
    assert state(redis)["limit"] == 20
    for _ in range(19):
        other.depart()
    assert sum(other.waits) < WINDOW / 2
    assert (other.ask(other.turn()) or 0) > WINDOW / 4


def test_a_raised_limit_wakes_those_who_wait(redis: RedisServer) -> None:
    process = Process(redis.url, rate=1)
    turn, _ = process.depart()
    waiting = [process.turn() for _ in range(5)]
    waits = [process.ask(each) or 0 for each in waiting]
    assert waits[-1] > 4
    process._budgets.set_rates({turn.budget: 10})
    process.correct(turn, 10)
    assert max(process.ask(each) or 0 for each in waiting) < WINDOW / 2


def test_a_smaller_limit_of_one_credential_does_not_win(redis: RedisServer) -> None:
    wide, narrow = Process(redis.url, rate=20), Process(redis.url, rate=3)
    first, _ = narrow.depart()
    turn, _ = wide.depart()
    wide.correct(turn, 20)
    narrow.correct(first, 3)
    assert state(redis)["limit"] == 20


def test_a_call_that_departed_late_moves_those_a_window_later(redis: RedisServer) -> None:
    process = Process(redis.url, rate=1)
    turn, _ = process.depart()
    sleep(0.3)  # it had to connect
    turn.depart(monotonic())
    process.correct(turn)
    assert process.ask(process.turn()) == pytest.approx(1.0, abs=0.15)


def test_keys_expire_and_are_of_one_cluster_slot(redis: RedisServer) -> None:
    process = Process(redis.url, name="my{}organization")
    process.depart()
    turn, _ = process.depart()
    process.correct(turn, LIMIT, 5, is_rejected=True)
    with Redis.from_url(redis.url, decode_responses=True) as client:
        keys = client.keys()
        assert len(keys) == 2
        assert {key[key.index("{") : key.index("}") + 1] for key in keys} == {"{my%7B%7Dorganization}"}
        assert all(5_000 < client.pttl(key) < 80_000 for key in keys)


def test_a_server_that_forgot_the_scripts_gets_them_again(process: Processes, redis: RedisServer) -> None:
    one = process()
    one.depart()
    with Redis.from_url(redis.url) as client:
        client.script_flush()
    assert one.ask(one.turn()) is not None


def test_a_clock_that_is_set_back_holds_nobody(redis: RedisServer) -> None:
    process = Process(redis.url, rate=1)
    process.depart()
    with Redis.from_url(redis.url, decode_responses=True) as client:
        (slots,), (hashed,) = client.keys("*:slots"), client.keys("*:state")
        later = int(client.lindex(slots, -1) or 0) + 3_600_000_000
        client.rpush(slots, later)
        client.hset(hashed, mapping={"seen": later, "last": 2})
    assert process.ask(process.turn()) == 0
