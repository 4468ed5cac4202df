"""Functions that are called for many items."""

from collections.abc import AsyncIterator, Iterator

import pytest

from contentstack_cma import AsyncClient, AsyncStack, bulk
from contentstack_cma.bulk._async import exactly_once
from contentstack_cma.errors import AuthenticationError, CheckpointError, ServerError
from contentstack_cma.models import Label
from contentstack_cma_emulator import Emulator
from contentstack_cma_emulator.admin.faults import When
from tests.wrapper.support.concurrency import async_list

pytestmark = pytest.mark.anyio


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
async def stack(emulator: Emulator) -> AsyncIterator[AsyncStack]:
    async with AsyncClient(authtoken=emulator.authtoken, base_url=emulator.url, max_retries=0) as client:
        yield client.stack(emulator.stack.api_key)


async def find_label(stack: AsyncStack, name: str) -> Label | None:
    return next((label for label in await async_list(stack.labels.list()) if label.name == name), None)


async def test_each_item_has_an_outcome(stack: AsyncStack) -> None:
    run = bulk.call_many(["en-us", "xx-xx"], stack.locales.get, title="read locales")
    outcomes = {outcome.key: outcome async for outcome in run}
    assert outcomes["en-us"].outcome == "done"
    assert outcomes["en-us"].result is not None
    assert outcomes["en-us"].result.code == "en-us"
    assert outcomes["xx-xx"].outcome == "failed"
    assert "xx-xx" in str(outcomes["xx-xx"].error)
    assert str(run.report).startswith("read locales: 1 done, 1 failed in")


async def test_function_names_another_outcome(stack: AsyncStack) -> None:
    async def create(name: str) -> bulk.CallResult[Label] | bulk.Skip:
        if name == "Old":
            return bulk.Skip("it is old")
        return bulk.CallResult(bulk.ItemState.CREATED, await stack.labels.create({"name": name}))

    run = bulk.call_many(["New", "Old"], create)
    outcomes = {outcome.key: outcome async for outcome in run}
    assert outcomes["New"].outcome == "created"
    found = await find_label(stack, "New")
    assert outcomes["New"].result is not None
    assert found is not None
    assert outcomes["New"].result.uid == found.uid
    assert outcomes["Old"].outcome == "skipped"
    assert str(outcomes["Old"].error) == "it is old"


async def test_failure_of_the_function_fails_its_item_only() -> None:
    async def divide(number: int) -> float:
        return 1 / number

    report = await bulk.call_many([1, 0, 2], divide, concurrency=1).finish()
    assert report.counts == {"done": 2, "failed": 1}
    assert isinstance(report.failures[0].error, ZeroDivisionError)


async def test_stop_on_error() -> None:
    async def divide(number: int) -> float:
        return 1 / number

    report = await bulk.call_many([1, 0, *range(1, 500)], divide, concurrency=1, stop_on_error=True).finish()
    assert report.counts == {"done": 1, "failed": 1}


async def test_lost_response_without_look_is_unknown(emulator: Emulator, stack: AsyncStack) -> None:
    emulator.drop_next(operation="create_label", when="after")

    async def create(name: str) -> Label:
        return await stack.labels.create({"name": name})

    report = await bulk.call_many(["Once"], create).finish()
    assert report.counts == {"unknown": 1}
    assert len([label for label in await async_list(stack.labels.list()) if label.name == "Once"]) == 1


@pytest.mark.parametrize("when", ["before", "after"])
async def test_look_makes_a_write_exact(emulator: Emulator, stack: AsyncStack, when: When) -> None:
    emulator.drop_next(2, operation="create_label", when=when)

    async def create(name: str) -> Label:
        return await stack.labels.create({"name": name})

    async def look(name: str) -> Label | None:
        return await find_label(stack, name)

    names = [f"Label {number}" for number in range(20)]
    report = await bulk.call_many(names, create, look=look).finish()
    assert report.counts == {"done": 20}
    found = [label.name for label in await async_list(stack.labels.list()) if str(label.name).startswith("Label ")]
    assert sorted(map(str, found)) == sorted(names)


async def test_look_comes_first_for_what_an_earlier_run_sent(stack: AsyncStack) -> None:
    there = await stack.labels.create({"name": "There"})
    created: list[str] = []

    async def create(name: str) -> Label:
        created.append(name)
        return await stack.labels.create({"name": name})

    async def look(name: str) -> Label | None:
        return await find_label(stack, name)

    names = ["There", "Lost", "New"]
    run = bulk.call_many(names, create, look=look, was_sent=lambda name: name != "New")
    results = {outcome.key: outcome.result async for outcome in run}
    assert results["There"] is not None
    assert results["There"].uid == there.uid
    assert sorted(created) == ["Lost", "New"]


async def test_sign_in_that_is_over_ends_the_run(emulator: Emulator) -> None:
    async with AsyncClient(authtoken="wrong", base_url=emulator.url) as client:
        run = bulk.call_many(["en-us"] * 500, client.stack(emulator.stack.api_key).locales.get, concurrency=1)
        with pytest.raises(AuthenticationError):
            await run.finish()
        assert run.report.total == 1


async def test_failure_of_the_server_fails_an_item(emulator: Emulator, stack: AsyncStack) -> None:
    emulator.fail_next(operation="get_locale", status=500)
    report = await bulk.call_many(["en-us"], stack.locales.get).finish()
    assert isinstance(report.failures[0].error, ServerError)


async def test_run_cannot_be_reverted(stack: AsyncStack) -> None:
    run = bulk.call_many(["en-us"], stack.locales.get)
    await run.finish()
    with pytest.raises(CheckpointError, match="call_many cannot be reverted"):
        run.revert()
