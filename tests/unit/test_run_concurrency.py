"""How many calls of a run are in flight."""

import pytest

from contentstack_cma.bulk.concurrency import MOST, Concurrency


def work(concurrency: Concurrency, start: float, rate: float, seconds: float) -> float:
    """Let calls end at a steady rate while all places are taken, and return the time after the last one."""
    now = start
    while now < start + seconds:
        now += 1 / rate
        concurrency.note_end(now, in_flight=concurrency.limit - 1)
    return now


def test_a_run_begins_with_sixteen_calls_or_with_what_the_caller_allows() -> None:
    assert Concurrency().limit == 16
    assert Concurrency(3).limit == 3
    assert Concurrency(200).limit == 16


@pytest.mark.parametrize("most", [0, -1])
def test_less_than_one_call_is_an_error(most: int) -> None:
    with pytest.raises(ValueError, match=f"concurrency must be at least 1, not {most}"):
        Concurrency(most)


def test_the_limit_doubles_as_long_as_more_calls_end_sooner() -> None:
    concurrency, now = Concurrency(), 0.0
    for limit in (32, 64):
        now = work(concurrency, now, rate=concurrency.limit * 4.0, seconds=0.4)
        assert concurrency.limit == limit


def test_the_limit_never_exceeds_the_maximum() -> None:
    for concurrency, most in ((Concurrency(), MOST), (Concurrency(20), 20)):
        now = 0.0
        for _ in range(6):
            now = work(concurrency, now, rate=concurrency.limit * 10.0 + now * 100, seconds=0.4)
        assert concurrency.limit == most


def test_the_limit_stops_where_more_calls_do_not_end_sooner() -> None:
    concurrency = Concurrency()
    now = work(concurrency, 0.0, rate=100, seconds=0.4)
    assert concurrency.limit == 32
    work(concurrency, now, rate=105, seconds=5)
    assert concurrency.limit == 32


def test_the_limit_stays_while_calls_wait_for_the_pace() -> None:
    concurrency = Concurrency()
    concurrency.note_wait(0.2, 0.0)
    now = work(concurrency, 0.0, rate=100, seconds=1.4)
    assert concurrency.limit == 16
    concurrency.note_wait(0.2, now)
    now = work(concurrency, now, rate=100, seconds=1.4)
    assert concurrency.limit == 16
    work(concurrency, now, rate=100, seconds=1)
    assert concurrency.limit == 32


def test_a_short_wait_for_a_turn_is_not_the_pace() -> None:
    concurrency = Concurrency()
    concurrency.note_wait(0.04, 0.0)
    work(concurrency, 0.0, rate=100, seconds=0.4)
    assert concurrency.limit == 32


def test_the_limit_stays_while_the_input_does_not_use_it() -> None:
    concurrency, now = Concurrency(), 0.0
    for _ in range(200):
        now += 0.01
        concurrency.note_end(now, in_flight=3)
    assert concurrency.limit == 16
