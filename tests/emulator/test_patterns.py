"""Regular expressions that would keep the server busy for ever: given up in time, or not begun."""

import json
import threading
import time
from contextlib import suppress
from typing import Any

import httpx
import pytest

from contentstack_cma_emulator.engine import patterns, regex_workers
from contentstack_cma_emulator.engine.errors import CmaError
from contentstack_cma_emulator.engine.patterns import (
    ImmediateLookup,
    TooSlow,
    compile_pattern,
    measure_size,
    use_lookup,
)
from tests.emulator.support.entries import Entries, build_field, create_model
from tests.emulator.support.error_responses import parse_error

ENDLESS = "(a|aa)+$"
LURE = "a" * 60 + "b"


@pytest.fixture(autouse=True)
def short_patience(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(patterns, "SECONDS", 0.2)


@pytest.fixture
def timed_searches(monkeypatch: pytest.MonkeyPatch) -> list[tuple[float, bool]]:
    """The seconds that each search was given, and whether one of its expressions took all of them."""
    searches: list[tuple[float, bool]] = []
    find = regex_workers.Workers.find

    def find_and_note(self: regex_workers.Workers, wanted: Any, seconds: float) -> regex_workers.Found:
        found = find(self, wanted, seconds)
        marks = {mark for findings in found.findings.values() for mark in findings or ()}
        searches.append((seconds, regex_workers.Finding.TOO_SLOW in marks))
        return found

    monkeypatch.setattr(regex_workers.Workers, "find", find_and_note)
    return searches


def check_time(searches: list[tuple[float, bool]]) -> None:
    """Check that the searches of a request had no more than its time: one of them may have taken all that was left."""
    seconds = [given for given, _ in searches if given > 0]
    assert seconds == sorted(seconds, reverse=True)
    assert max(seconds, default=0.0) <= patterns.SECONDS
    assert sum(is_too_slow for given, is_too_slow in searches if given > 0) <= 1


@pytest.fixture
def lured(new_stack: httpx.Client) -> Entries:
    """Entries with a text that the endless expression all but fits."""
    entries = create_model(
        new_stack, build_field("text"), build_field("words", multiple=True), build_field("code", format=ENDLESS)
    )
    for number in range(3):
        entries.add({"title": str(number), "text": LURE, "words": [LURE] * 20})
    return entries


@pytest.mark.parametrize(
    ("query", "more"),
    [
        ({"text": {"$regex": ENDLESS}}, {}),
        ({"text": {"$regex": ENDLESS}}, {"include_count": "true"}),
        ({"text": {"$regex": ENDLESS}}, {"count": "true"}),
        ({"words": {"$regex": ENDLESS, "$options": "i"}}, {}),
        ({"$or": [{"title": "0"}, {"text": {"$regex": ENDLESS}}]}, {}),
        ({"text": {"$regex": "(?:(?:x{60000}){60000}){60000}"}}, {}),
        ({"text": {"$regex": "(?:" * 1200 + ")" * 1200}}, {}),
    ],
    ids=["one", "with count", "count", "many texts", "beside another", "too large", "too deep"],
)
def test_a_query_that_takes_too_long_is_rejected_when_its_time_is_over(
    lured: Entries, timed_searches: list[tuple[float, bool]], query: object, more: dict[str, str]
) -> None:
    response = lured.client.get(lured.path, params={"query": json.dumps(query), **more})
    assert parse_error(response)[:2] == (422, 141)
    assert list(response.json()["errors"]) == ["query"]
    check_time(timed_searches)


def test_a_format_that_takes_too_long_fits_nothing(lured: Entries, timed_searches: list[tuple[float, bool]]) -> None:
    response = lured.create({"title": "New", "code": LURE})
    assert parse_error(response)[:2] == (422, 119)
    assert list(response.json()["errors"]) == ["code"]
    check_time(timed_searches)
    assert lured.add({"title": "New", "code": "a" * 60})["code"] == "a" * 60


def test_a_list_without_an_index_is_given_up_too(new_stack: httpx.Client) -> None:
    new_stack.post("/v3/environments", json={"environment": {"name": LURE, "urls": []}}).raise_for_status()
    response = new_stack.get("/v3/environments", params={"query": json.dumps({"name": {"$regex": ENDLESS}})})
    assert parse_error(response)[:2] == (422, 141)


def look_everywhere() -> None:
    with use_lookup(ImmediateLookup()):
        for number in range(20):
            with suppress(TooSlow):
                compile_pattern(ENDLESS).fits(LURE + str(number))
        compile_pattern(ENDLESS).fits(LURE)


def test_the_time_is_that_of_all_expressions_together(timed_searches: list[tuple[float, bool]]) -> None:
    with pytest.raises(CmaError):
        look_everywhere()
    check_time(timed_searches)
    with use_lookup(ImmediateLookup()):
        assert compile_pattern(ENDLESS).fits("aaa")


@pytest.mark.parametrize(
    ("expression", "text"),
    [
        (r"^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$", "01234567-89ab-cdef-0123-456789abcdef"),
        (r"^(?=.*[A-Z])(?=.*\d).{8,64}$", "Passw0rds"),
        (r"^[a-z0-9]{1,64}@[a-z]{1,255}\.[a-z]{2,63}$", "ann@example.com"),
        (r"^([0-9]{1,3}\.){3}[0-9]{1,3}$", "127.0.0.1"),
        (r"(\w)\1", "letter"),
        ("{5", "{5"),
    ],
)
def test_expressions_in_use_are_found(expression: str, text: str) -> None:
    assert compile_pattern(expression).fits(text)
    assert not compile_pattern(expression).fits("no")


@pytest.mark.parametrize(
    "expression", ["a{70000}", "(ab){70000}", "(a{300}){300}", "(a{300}) {300}", "((a{50}){50}){50}"]
)
def test_expressions_that_expand_too_far_are_rejected(expression: str) -> None:
    with pytest.raises(ValueError, match="too large"):
        compile_pattern(expression)


def test_size_of_an_expression() -> None:
    assert measure_size("abc") == 3
    assert measure_size("a{20}") == 5 + 20
    assert measure_size("(ab){20}") == 8 * 20
    assert measure_size("(a{3}){0}") == 9 + 3


@pytest.mark.parametrize("expression", ["(?R)", "(?R)+", "(?:(?R)|a)*b", "(a(?1)?)+$", "(?P<x>(?&x)a|b)", "((a*)*)*$"])
def test_recursion_ends_in_a_refusal(lured: Entries, timed_searches: list[tuple[float, bool]], expression: str) -> None:
    response = lured.client.get(lured.path, params={"query": json.dumps({"text": {"$regex": expression}})})
    assert response.status_code in (200, 422), response.text
    if "R" in expression:
        assert parse_error(response)[:2] == (422, 141)
    check_time(timed_searches)
    assert lured.client.get(lured.path).status_code == 200


def test_nobody_waits_for_the_expression_of_another(lured: Entries, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(patterns, "SECONDS", 1.5)
    query = {"query": json.dumps({"text": {"$regex": ENDLESS}})}
    slow: list[httpx.Response] = []
    thread = threading.Thread(target=lambda: slow.append(lured.client.get(lured.path, params=query)))
    thread.start()
    done = 0
    while thread.is_alive():
        lured.add({"title": f"Meanwhile {done}"})
        done += 1
    thread.join()
    assert parse_error(slow[0])[:2] == (422, 141)
    assert done > 2


def test_what_a_query_finds_is_not_forgotten_or_made_up(new_stack: httpx.Client) -> None:
    entries = create_model(new_stack, build_field("text"))
    for number in range(30):
        entries.add({"title": str(number), "text": f"{'odd' if number % 2 else 'even'} {number}"})
    for _ in range(2):
        query = json.dumps({"text": {"$regex": "^od+ [0-9]+$"}})
        found = entries.client.get(entries.path, params={"query": query, "include_count": "true"}).json()
        assert (found["count"], len(found["entries"])) == (15, 15)
        assert entries.client.get(entries.path, params={"query": query, "count": "true"}).json()["entries"] == 15
        entries.add({"title": f"more {time.time()}", "text": "even 1"})


def test_a_worker_that_is_killed_is_replaced() -> None:
    assert compile_pattern("a+b").fits("aab")
    for worker in regex_workers.WORKERS._idle:
        worker._process.kill()
        worker._process.wait()
    assert compile_pattern("a+b").fits("aab")
