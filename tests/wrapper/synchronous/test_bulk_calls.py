# Derived from asynchronous/test_bulk_calls.py by generator/unasync.py: edit that, not this.
"""Functions that are called for many items."""

from collections.abc import Iterator

import pytest

from contentstack_cma import Client, Stack, bulk
from contentstack_cma.bulk._sync import exactly_once
from contentstack_cma.errors import AuthenticationError, CheckpointError, ServerError
from contentstack_cma.models import Label
from contentstack_cma_emulator import Emulator
from contentstack_cma_emulator.admin.faults import When
from tests.wrapper.support.concurrency import sync_list


@pytest.fixture(scope="module")
def emulator() -> Iterator[Emulator]:
    with Emulator(work_delay=0) as running:
        yield running


@pytest.fixture(autouse=True)
def clean(emulator: Emulator) -> None:
    emulator.reset()


@pytest.fixture(autouse=True)
def short_rests(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(exactly_once, "_FIRST_REST", 0.01)


@pytest.fixture
def stack(emulator: Emulator) -> Iterator[Stack]:
    with Client(authtoken=emulator.authtoken, base_url=emulator.url, max_retries=0) as client:
        yield client.stack(emulator.stack.api_key)


def find_label(stack: Stack, name: str) -> Label | None:
    return next((label for label in sync_list(stack.labels.list()) if label.name == name), None)


def test_each_item_has_an_outcome(stack: Stack) -> None:
    run = bulk.call_many(["en-us", "xx-xx"], stack.locales.get, title="read locales")
    outcomes = {outcome.key: outcome for outcome in run}
    assert outcomes["en-us"].outcome == "done"
    assert outcomes["en-us"].result is not None
    assert outcomes["en-us"].result.code == "en-us"
    assert outcomes["xx-xx"].outcome == "failed"
    assert "xx-xx" in str(outcomes["xx-xx"].error)
    assert str(run.report).startswith("read locales: 1 done, 1 failed in")


def test_function_names_another_outcome(stack: Stack) -> None:
    def create(name: str) -> bulk.CallResult[Label] | bulk.Skip:
        if name == "Old":
            return bulk.Skip("it is old")
        return bulk.CallResult(bulk.ItemState.CREATED, stack.labels.create({"name": name}))

    run = bulk.call_many(["New", "Old"], create)
    outcomes = {outcome.key: outcome for outcome in run}
    assert outcomes["New"].outcome == "created"
    found = find_label(stack, "New")
    assert outcomes["New"].result is not None
    assert found is not None
    assert outcomes["New"].result.uid == found.uid
    assert outcomes["Old"].outcome == "skipped"
    assert str(outcomes["Old"].error) == "it is old"


def test_failure_of_the_function_fails_its_item_only() -> None:
    def divide(number: int) -> float:
        return 1 / number

    report = bulk.call_many([1, 0, 2], divide, concurrency=1).finish()
    assert report.counts == {"done": 2, "failed": 1}
    assert isinstance(report.failures[0].error, ZeroDivisionError)


def test_stop_on_error() -> None:
    def divide(number: int) -> float:
        return 1 / number

    report = bulk.call_many([1, 0, *range(1, 500)], divide, concurrency=1, stop_on_error=True).finish()
    assert report.counts == {"done": 1, "failed": 1}


def test_lost_response_without_look_is_unknown(emulator: Emulator, stack: Stack) -> None:
    emulator.drop_next(operation="create_label", when="after")

    def create(name: str) -> Label:
        return stack.labels.create({"name": name})

    report = bulk.call_many(["Once"], create).finish()
    assert report.counts == {"unknown": 1}
    assert len([label for label in sync_list(stack.labels.list()) if label.name == "Once"]) == 1


@pytest.mark.parametrize("when", ["before", "after"])
def test_look_makes_a_write_exact(emulator: Emulator, stack: Stack, when: When) -> None:
    emulator.drop_next(2, operation="create_label", when=when)

    def create(name: str) -> Label:
        return stack.labels.create({"name": name})

    def look(name: str) -> Label | None:
        return find_label(stack, name)

    names = [f"Label {number}" for number in range(20)]
    report = bulk.call_many(names, create, look=look).finish()
    assert report.counts == {"done": 20}
    found = [label.name for label in sync_list(stack.labels.list()) if str(label.name).startswith("Label ")]
    assert sorted(map(str, found)) == sorted(names)


def test_look_comes_first_for_what_an_earlier_run_sent(stack: Stack) -> None:
    there = stack.labels.create({"name": "There"})
    created: list[str] = []

    def create(name: str) -> Label:
        created.append(name)
        return stack.labels.create({"name": name})

    def look(name: str) -> Label | None:
        return find_label(stack, name)

    names = ["There", "Lost", "New"]
    run = bulk.call_many(names, create, look=look, was_sent=lambda name: name != "New")
    results = {outcome.key: outcome.result for outcome in run}
    assert results["There"] is not None
    assert results["There"].uid == there.uid
    assert sorted(created) == ["Lost", "New"]


def test_sign_in_that_is_over_ends_the_run(emulator: Emulator) -> None:
    with Client(authtoken="wrong", base_url=emulator.url) as client:
        run = bulk.call_many(["en-us"] * 500, client.stack(emulator.stack.api_key).locales.get, concurrency=1)
        with pytest.raises(AuthenticationError):
            run.finish()
        assert run.report.total == 1


def test_failure_of_the_server_fails_an_item(emulator: Emulator, stack: Stack) -> None:
    emulator.fail_next(operation="get_locale", status=500)
    report = bulk.call_many(["en-us"], stack.locales.get).finish()
    assert isinstance(report.failures[0].error, ServerError)


def test_run_cannot_be_reverted(stack: Stack) -> None:
    run = bulk.call_many(["en-us"], stack.locales.get)
    run.finish()
    with pytest.raises(CheckpointError, match="call_many cannot be reverted"):
        run.revert()
