"""Known answers against those of the emulator: the success, the notice, and every key with the kind of its value.

`known/scenarios.py` and its neighbours make the calls, `known/deviations.py` says where responses differ on purpose.
"""

import importlib
from collections.abc import Iterator
from typing import Any

import pytest

from contentstack_cma_emulator import Emulator
from tests.contract.support.known_operations import known_operations
from tests.emulator.known.comparison import Difference, fewest
from tests.emulator.known.deviations import DEVIATIONS, Deviation
from tests.emulator.known.samples import known_samples, payload
from tests.emulator.known.scenarios import SCENARIOS
from tests.emulator.known.world import World, world

for part in ("branch", "content", "other", "publishing", "taxonomy"):
    importlib.import_module(f"tests.emulator.known.{part}_scenarios")

Json = Any

ANSWERED = [key for key, operation in known_operations().items() if operation.answers]
"""The operations with a known answer."""


@pytest.fixture(scope="module")
def alive(emulator: Emulator) -> Iterator[World]:
    """A stack in which every call makes sense, shared by the module."""
    with world(emulator) as made:
        yield made


@pytest.fixture(scope="module")
def answers(alive: World) -> dict[str, list[Json]]:
    """The answers to every scenario."""
    return {key: [answered(alive, key, number) for number in range(len(SCENARIOS[key]))] for key in SCENARIOS}


def answered(alive: World, key: str, number: int) -> Json:
    """Make the call of a scenario, which must succeed; an answer without a body counts as an empty object."""
    answer = SCENARIOS[key][number](alive)
    assert answer.is_success, (key, answer.status_code, answer.text)
    return answer.json() if answer.content else {}


def found(answers: dict[str, list[Json]]) -> Iterator[tuple[str, Difference]]:
    """Name every difference, with the operation or the sample file."""
    for key in ANSWERED:
        for known in known_operations()[key].answers if key in answers else ():
            yield from ((key, difference) for difference in fewest(known, answers[key]))
    for key, within, sample in known_samples():
        held = [answer.get(within) if within else answer for answer in answers.get(key, ())]
        if any(held):
            yield from ((sample.file, difference) for difference in fewest(payload(sample), filter(None, held)))


def test_every_operation_with_a_known_answer_is_called() -> None:
    assert [key for key in ANSWERED if key not in SCENARIOS] == []


def test_answers_have_what_known_ones_have(answers: dict[str, list[Json]]) -> None:
    unexpected = [
        f"{where}: {difference}"
        for where, difference in found(answers)
        if not any(deviation.covers(where, difference.path) for deviation in DEVIATIONS)
    ]
    assert unexpected == []


def test_every_deviation_is_needed(answers: dict[str, list[Json]]) -> None:
    differing = list(found(answers))

    def needed(deviation: Deviation) -> bool:
        return any(deviation.covers(where, difference.path) for where, difference in differing)

    assert [deviation for deviation in DEVIATIONS if not needed(deviation)] == []
    assert all(deviation.reason for deviation in DEVIATIONS)
