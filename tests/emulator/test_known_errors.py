"""Recorded errors against those of the emulator: status, code, text and the errors by field."""

from collections.abc import Iterator

import pytest

from contentstack_cma_emulator import Emulator
from tests.emulator.known.errors import REFUSALS, Refusal
from tests.emulator.known.world import World, open_world


@pytest.fixture(scope="module")
def alive(emulator: Emulator) -> Iterator[World]:
    """A stack in which every call makes sense, shared by the module."""
    with open_world(emulator) as made:
        yield made


@pytest.mark.parametrize("refusal", REFUSALS, ids=lambda refusal: refusal.title)
def test_an_error_is_the_recorded_one(alive: World, refusal: Refusal) -> None:
    response = refusal.ask(alive)
    body = response.json()
    assert response.status_code == refusal.status, body
    assert refusal.code is None or body["error_code"] == refusal.code
    assert (refusal.message or "") in body["error_message"]
    assert refusal.errors is None or body["errors"] == refusal.errors
