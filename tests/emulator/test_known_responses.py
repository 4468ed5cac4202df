"""Known responses against those of the emulator: the success, the notice, and every key with the kind of its value.

`known/scenarios.py` and its neighbours make the calls, `known/deviations.py` says where responses differ on purpose.
"""

import importlib
from collections.abc import Iterator
from typing import Any

import pytest

from contentstack_cma_emulator import Emulator
from tests.contract.support.known_operations import read_operations
from tests.emulator.known.comparison import Difference, find_fewest
from tests.emulator.known.deviations import DEVIATIONS, Deviation
from tests.emulator.known.samples import find_samples, read_payload
from tests.emulator.known.scenarios import SCENARIOS
from tests.emulator.known.world import World, open_world

for part in ("branch", "content", "other", "publishing", "taxonomy"):
    importlib.import_module(f"tests.emulator.known.{part}_scenarios")

Json = Any

KNOWN = [key for key, operation in read_operations().items() if operation.answers]
"""The operations with a known response."""


@pytest.fixture(scope="module")
def alive(emulator: Emulator) -> Iterator[World]:
    """A stack in which every call makes sense, shared by the module."""
    with open_world(emulator) as made:
        yield made


@pytest.fixture(scope="module")
def responses(alive: World) -> dict[str, list[Json]]:
    """The responses to every scenario."""
    return {key: [call_scenario(alive, key, number) for number in range(len(SCENARIOS[key]))] for key in SCENARIOS}


def call_scenario(alive: World, key: str, number: int) -> Json:
    """Make the call of a scenario, which must succeed; a response without a body counts as an empty object."""
    response = SCENARIOS[key][number](alive)
    assert response.is_success, (key, response.status_code, response.text)
    return response.json() if response.content else {}


def find_differences(responses: dict[str, list[Json]]) -> Iterator[tuple[str, Difference]]:
    """Name every difference, with the operation or the sample file."""
    for key in KNOWN:
        for known in read_operations()[key].answers if key in responses else ():
            yield from ((key, difference) for difference in find_fewest(known, responses[key]))
    for key, within, sample in find_samples():
        held = [response.get(within) if within else response for response in responses.get(key, ())]
        if any(held):
            yield from (
                (sample.file, difference) for difference in find_fewest(read_payload(sample), filter(None, held))
            )


def test_every_operation_with_a_known_response_is_called() -> None:
    assert [key for key in KNOWN if key not in SCENARIOS] == []


def test_responses_have_what_known_ones_have(responses: dict[str, list[Json]]) -> None:
    unexpected = [
        f"{where}: {difference}"
        for where, difference in find_differences(responses)
        if not any(deviation.covers(where, difference.path) for deviation in DEVIATIONS)
    ]
    assert unexpected == []


def test_every_deviation_is_needed(responses: dict[str, list[Json]]) -> None:
    differing = list(find_differences(responses))

    def is_needed(deviation: Deviation) -> bool:
        return any(deviation.covers(where, difference.path) for where, difference in differing)

    assert [deviation for deviation in DEVIATIONS if not is_needed(deviation)] == []
    assert all(deviation.reason for deviation in DEVIATIONS)
