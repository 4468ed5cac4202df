"""Arguments of `bulk.call_many` that do not fit."""

import asyncio

import pytest

from contentstack_cma import bulk


def double(number: int) -> int:
    return 2 * number


async def double_later(number: int) -> int:
    return 2 * number


def test_function_decides_which_run_it_is() -> None:
    assert bulk.call_many([1, 2], double).finish().counts == {"done": 2}

    async def run() -> int:
        return (await bulk.call_many([1, 2], double_later).finish()).total

    assert asyncio.run(run()) == 2


def test_functions_are_both_async_or_none() -> None:
    with pytest.raises(TypeError, match="call and look must both be async"):
        bulk.call_many([1], double, look=double_later)  # pyright: ignore[reportCallIssue, reportArgumentType]


def test_function_is_one() -> None:
    with pytest.raises(TypeError, match="call must be a function that takes an item, not int"):
        bulk.call_many([1], 5)  # type: ignore[call-overload] # pyright: ignore[reportCallIssue, reportArgumentType]


def test_concurrency_is_checked() -> None:
    with pytest.raises(ValueError, match="concurrency must be at least 1, not 0"):
        bulk.call_many([1], double, concurrency=0)


def test_coroutine_that_nobody_awaits_fails_its_item() -> None:
    def call(number: int) -> object:
        return double_later(number)

    report = bulk.call_many([1], call).finish()
    assert "pass an async function" in str(report.failures[0].error)
