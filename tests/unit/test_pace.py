"""Budgets: which call belongs to which, what responses say about them, and who shares them."""

import os
from threading import Thread
from typing import Any

import httpx
import pytest

import contentstack_cma.pace
from contentstack_cma import Pace
from contentstack_cma.pace import AUTOMATIC, Budgets, choose_pace
from contentstack_cma.pace.budgets import Budget, find_budget
from contentstack_cma.pace.turns import Turn, read_limit

ORIGIN = "https://api.contentstack.io"
LOOPBACK = "http://127.0.0.1:8000"
NOW = 100.0
USER, TOKEN = 1, 2


@pytest.fixture(autouse=True)
def no_budgets(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(contentstack_cma.pace, "_registry", {})


def response(status: int = 200, **headers: str) -> httpx.Response:
    named = {name.replace("_", "-"): value for name, value in headers.items()}
    return httpx.Response(status, json={}, headers=named)


def respond_with_limit(limit: object, status: int = 200) -> httpx.Response:
    return response(status, x_ratelimit_limit=str(limit))


def count_departing(
    budgets: Budgets, number: int, *, now: float, credential: int = USER, budget: Budget = Budget.WRITES
) -> int:
    """Return how many of so many calls may depart within a second."""
    turns = [budgets.enter(budget, credential, now) for _ in range(number)]
    gone = sum(may_depart(turn, now, 0.95) for turn in turns)
    for turn in turns:
        turn.leave()
    return gone


def may_depart(turn: Turn, now: float, within: float) -> bool:
    end = now + within
    while (wait := turn.wait(now)) > 0:
        now += wait
        if now > end:
            return False
    return True


def learn(budgets: Budgets, response: httpx.Response, *, now: float = NOW, credential: int = USER, **more: Any) -> None:
    """Make a call, and learn from its response."""
    turn = budgets.enter(more.get("budget", Budget.WRITES), credential, now)
    while (wait := turn.wait(now)) > 0:
        now += wait
    turn.settle(response, now + 0.01, is_counted=True)


@pytest.mark.parametrize(
    ("method", "path", "budget"),
    [
        ("GET", "/v3/stacks", "reads"),
        ("HEAD", "/v3/stacks", "reads"),
        ("POST", "/v3/stacks", "stacks"),
        ("PUT", "/v3/stacks", "writes"),
        ("POST", "/v3/stacks/share", "writes"),
        ("DELETE", "/v3/environments/a", "writes"),
        ("POST", "/v3/bulk/publish", "bulk"),
        ("GET", "/v3/bulk/jobs/a", "bulk"),
    ],
)
def test_the_budget_of_a_call(method: str, path: str, budget: str) -> None:
    assert find_budget(method, path) == budget


@pytest.mark.parametrize(("budget", "calls"), [("reads", 10), ("writes", 10), ("bulk", 1), ("stacks", 1)])
def test_a_client_begins_with_the_documented_limits(budget: Budget, calls: int) -> None:
    assert count_departing(Pace().get_budgets(ORIGIN), 30, now=NOW, budget=Budget(budget)) == calls


def test_one_stack_a_minute() -> None:
    turns = [Pace().get_budgets(ORIGIN).enter(Budget.STACKS, USER, NOW) for _ in range(2)]
    assert turns[0].wait(NOW) == 0
    assert turns[1].wait(NOW) == pytest.approx(60, abs=0.5)


def test_a_full_budget_leaves_the_others_alone() -> None:
    budgets = Pace().get_budgets(ORIGIN)
    for _ in range(100):
        budgets.enter(Budget.WRITES, USER, NOW)
    assert count_departing(budgets, 5, now=NOW, budget=Budget.READS) == 5


def test_numbers_of_the_caller() -> None:
    budgets = Pace(reads=30, writes=0.5, bulk=3).get_budgets(ORIGIN)
    assert count_departing(budgets, 60, now=NOW, budget=Budget.READS) == 30
    assert count_departing(budgets, 60, now=NOW, budget=Budget.BULK) == 3
    turns = [budgets.enter(Budget.WRITES, USER, NOW) for _ in range(2)]
    assert turns[0].wait(NOW) == 0
    assert turns[1].wait(NOW) == pytest.approx(2, abs=0.2)


@pytest.mark.parametrize("limit", [3, 25])
def test_a_response_sets_the_budget_of_its_call_and_no_other(limit: int) -> None:
    budgets = Pace().get_budgets(ORIGIN)
    learn(budgets, respond_with_limit(limit))
    assert count_departing(budgets, 60, now=NOW + 30) == limit
    assert count_departing(budgets, 60, now=NOW, budget=Budget.READS) == 10
    assert count_departing(budgets, 60, now=NOW, budget=Budget.BULK) == 1


def test_a_response_sets_it_back() -> None:
    budgets = Pace().get_budgets(ORIGIN)
    learn(budgets, respond_with_limit(25))
    learn(budgets, respond_with_limit(10), now=NOW + 10)
    assert count_departing(budgets, 60, now=NOW + 30) == 10


def test_the_creation_of_a_stack_sets_nothing_else() -> None:
    budgets = Pace().get_budgets(ORIGIN)
    learn(budgets, respond_with_limit(1), budget=Budget.STACKS)
    assert count_departing(budgets, 60, now=NOW + 30) == 10


@pytest.mark.parametrize("header", ["0", "-1", "abc", "1e9", "+5", "5.0", "", " ", "9" * 5000, "10, 20"])
def test_a_header_without_a_sensible_number(header: str) -> None:
    seen = response(x_ratelimit_limit=header, x_ratelimit_remaining=header)
    assert read_limit(seen) is None
    budgets = Pace().get_budgets(ORIGIN)
    learn(budgets, seen)
    assert count_departing(budgets, 60, now=NOW + 30) == 10


def test_digits_of_other_scripts_are_no_number() -> None:
    assert read_limit(httpx.Response(200, headers=[(b"x-ratelimit-limit", "٣".encode())])) is None


def test_a_limit_beyond_reach() -> None:
    assert read_limit(respond_with_limit("999999999")) == 10_000


def test_a_header_in_any_case() -> None:
    assert read_limit(httpx.Response(200, headers=[(b"X-RateLimit-Limit", b"12")])) == 12


def test_a_smaller_limit_is_that_of_its_credential() -> None:
    budgets = Pace().get_budgets(ORIGIN)
    learn(budgets, respond_with_limit(20), credential=USER)
    learn(budgets, respond_with_limit(4), now=NOW + 10, credential=TOKEN)
    assert count_departing(budgets, 60, now=NOW + 30, credential=TOKEN) == 4
    assert count_departing(budgets, 60, now=NOW + 60, credential=USER) == 20


def test_both_together_stay_within_the_larger_one() -> None:
    budgets = Pace().get_budgets(ORIGIN)
    learn(budgets, respond_with_limit(20), credential=USER)
    learn(budgets, respond_with_limit(4), now=NOW + 10, credential=TOKEN)
    now = NOW + 30
    turns = [budgets.enter(Budget.WRITES, credential, now) for credential in [TOKEN, USER] * 30]
    assert sum(may_depart(turn, now, 0.95) for turn in turns) == 20


def test_a_small_limit_of_all_credentials_is_that_of_the_organization() -> None:
    budgets = Pace().get_budgets(ORIGIN)
    learn(budgets, respond_with_limit(4), credential=USER)
    learn(budgets, respond_with_limit(4), now=NOW + 10, credential=TOKEN)
    now = NOW + 30
    turns = [budgets.enter(Budget.WRITES, credential, now) for credential in [TOKEN, USER] * 30]
    assert sum(may_depart(turn, now, 0.95) for turn in turns) == 4


def test_only_the_latest_credentials_are_kept() -> None:
    budgets = Pace().get_budgets(ORIGIN)
    for credential in range(3000):
        budgets.enter(Budget.WRITES, credential, NOW).leave()
    counter = budgets._lanes[Budget.WRITES]
    assert len(counter._limits) == 1000
    assert len(counter._narrow_lanes) == 0


def test_numbers_of_another_client_hold_until_a_response_says_otherwise() -> None:
    budgets = Pace().get_budgets(ORIGIN)
    learn(budgets, respond_with_limit(10))
    assert Pace(writes=25).get_budgets(ORIGIN) is budgets
    assert count_departing(budgets, 60, now=NOW + 30) == 25
    learn(budgets, respond_with_limit(10), now=NOW + 60)
    assert count_departing(budgets, 60, now=NOW + 90) == 10


def test_clients_of_one_origin_share() -> None:
    assert Pace().get_budgets(ORIGIN) is Pace().get_budgets(ORIGIN)
    assert Pace().get_budgets(ORIGIN) is not Pace().get_budgets("https://eu-api.contentstack.com")


def test_a_name_separates_and_joins() -> None:
    assert Pace(name="a").get_budgets(ORIGIN) is Pace(name="a").get_budgets("https://eu-api.contentstack.com")
    assert Pace(name="a").get_budgets(ORIGIN) is not Pace().get_budgets(ORIGIN)
    assert Pace(name="a").get_budgets(ORIGIN) is not Pace(name="b").get_budgets(ORIGIN)
    assert Pace(name=ORIGIN).get_budgets(ORIGIN) is not Pace().get_budgets(ORIGIN)


@pytest.mark.parametrize("origin", [LOOPBACK, "http://localhost", "http://api.localhost:1", "http://[::1]:8000"])
def test_loopback_is_not_paced_until_a_response_has_the_header(origin: str) -> None:
    budgets = Pace().get_budgets(origin)
    learn(budgets, response())
    assert count_departing(budgets, 60, now=NOW + 1) == 60
    learn(budgets, respond_with_limit(7), now=NOW + 2)
    assert count_departing(budgets, 60, now=NOW + 30) == 7
    learn(budgets, response(), now=NOW + 60)
    assert count_departing(budgets, 60, now=NOW + 90) == 60


def test_until_the_first_response_of_loopback_half_a_budget_departs() -> None:
    budgets = Pace().get_budgets(LOOPBACK)
    turns = [budgets.enter(Budget.WRITES, USER, NOW) for _ in range(60)]
    gone = [turn for turn in turns if turn.wait(NOW) == 0]
    assert len(gone) == 5
    gone[0].settle(respond_with_limit(10), NOW + 0.1, is_counted=True)
    assert sum(may_depart(turn, NOW + 0.1, 0.8) for turn in turns if turn not in gone) == 5


def test_a_slow_loopback_is_paced_until_it_responds() -> None:
    assert count_departing(Pace().get_budgets(LOOPBACK), 60, now=NOW) == 10


def test_numbers_hold_for_loopback_too() -> None:
    budgets = Pace(writes=3).get_budgets(LOOPBACK)
    learn(budgets, response())
    assert count_departing(budgets, 60, now=NOW + 30) == 3
    assert count_departing(budgets, 60, now=NOW, budget=Budget.READS) == 10


def test_other_hosts_are_no_loopback() -> None:
    budgets = Pace().get_budgets("http://192.168.0.1")
    learn(budgets, response())
    assert count_departing(budgets, 60, now=NOW + 30) == 10


def test_a_refusal_holds_every_call_of_the_budget() -> None:
    budgets = Pace().get_budgets(ORIGIN)
    waiting = budgets.enter(Budget.WRITES, TOKEN, NOW)
    learn(budgets, respond_with_limit(10, 429), credential=USER)
    assert waiting.wait(NOW + 0.01) > 0.9
    assert waiting.get_hold(NOW + 0.01) == pytest.approx(1, abs=0.1)
    assert count_departing(budgets, 5, now=NOW + 0.02, budget=Budget.READS) == 5


def test_a_turn_that_is_given_up_frees_its_place() -> None:
    budgets = Pace().get_budgets(ORIGIN)
    turns = [budgets.enter(Budget.WRITES, USER, NOW) for _ in range(1000)]
    for turn in turns:
        turn.leave()
        turn.leave()
    assert count_departing(budgets, 60, now=NOW) == 10


@pytest.mark.skipif(not hasattr(os, "fork"), reason="needs fork")
@pytest.mark.filterwarnings("ignore::DeprecationWarning")
def test_a_child_process_has_locks_and_queues_of_its_own() -> None:
    budgets = Pace().get_budgets(ORIGIN)
    for _ in range(500):
        budgets.enter(Budget.WRITES, USER, NOW)
    with budgets._lock, contentstack_cma.pace._registry_lock.lock:
        child = os.fork()
        if not child:
            calls: list[int] = []
            thread = Thread(
                target=lambda: calls.append(count_departing(Pace().get_budgets(ORIGIN), 5, now=NOW)), daemon=True
            )
            thread.start()
            thread.join(5)
            os._exit(0 if calls == [5] else 1)
    assert os.waitpid(child, 0)[1] == 0


@pytest.mark.parametrize(
    ("arguments", "error"),
    [
        ({"writes": 0}, ValueError),
        ({"writes": -1}, ValueError),
        ({"reads": float("nan")}, ValueError),
        ({"reads": float("inf")}, ValueError),
        ({"reads": 1e300}, ValueError),
        ({"reads": 10**400}, ValueError),
        ({"bulk": 1e-300}, ValueError),
        ({"bulk": True}, TypeError),
        ({"bulk": "1"}, TypeError),
        ({"name": ""}, ValueError),
        ({"name": " "}, ValueError),
        ({"name": 3}, TypeError),
        ({"shared": 3}, TypeError),
        ({"shared": ""}, ValueError),
        ({"shared": "nonsense"}, ValueError),
        ({"shared": "http://localhost"}, ValueError),
        ({"shared": "redis://localhost:99999"}, ValueError),
    ],
)
def test_a_pace_that_makes_no_sense_is_named(arguments: dict[str, Any], error: type[Exception]) -> None:
    with pytest.raises(error, match=next(iter(arguments))):
        Pace(**arguments)


def test_a_pace_shows_no_password() -> None:
    assert "hidden" not in repr(Pace(name="a", writes=5, shared="redis://:hidden@localhost"))


def test_the_pace_is_turned_off_and_on() -> None:
    own = Pace()
    assert choose_pace(AUTOMATIC, None) is not None
    assert choose_pace(AUTOMATIC, " ON ") is not None
    assert choose_pace(AUTOMATIC, "off") is None
    assert choose_pace(None, "on") is None
    assert choose_pace(own, "off") is own


def test_neither_off_nor_on() -> None:
    with pytest.raises(ValueError, match="CONTENTSTACK_PACE"):
        choose_pace(AUTOMATIC, "0")
    wrong: Any = "off"
    with pytest.raises(TypeError, match="pace"):
        choose_pace(wrong, None)


def test_a_password_in_the_variable_is_not_shown() -> None:
    with pytest.raises(ValueError, match="CONTENTSTACK_PACE") as caught:
        choose_pace(AUTOMATIC, "redis://:hunter2@localhost")
    assert "hunter2" not in str(caught.value)
