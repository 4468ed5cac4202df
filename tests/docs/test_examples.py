"""Every resource of the reference has an example, and it does what it shows, as often as one likes."""

import time

import pytest

from contentstack_cma_emulator import Emulator
from generator.bundle import bundle
from generator.layout import Layout
from generator.sdk_methods import find_resources
from tests.docs.support.code_blocks import put_account_in

LAYOUT = Layout()
CALLS = {each.name: {call.id for _, call in each.calls} for each in find_resources(bundle(LAYOUT.spec), LAYOUT)}
"""The operations of each resource."""

BACKGROUND = 5.0
"""Seconds after which what a call leaves to the background, such as the end of a branch, is done."""


def program(resource: str, emulator: Emulator) -> str:
    path = LAYOUT.examples / f"{resource}.py"
    return put_account_in(path.read_text(encoding="utf-8"), emulator)


def test_every_resource_has_an_example_and_no_other_has() -> None:
    assert sorted(path.stem for path in LAYOUT.examples.glob("*.py")) == sorted(CALLS)


@pytest.mark.parametrize("resource", CALLS)
def test_an_example_runs_and_leaves_nothing_in_the_way_of_the_next_run(
    resource: str, signed_in: Emulator, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(time, "sleep", signed_in.clock.advance)
    for _ in range(2):
        exec(compile(program(resource, signed_in), f"docs/examples/{resource}.py", "exec"), {})
        signed_in.clock.advance(BACKGROUND)
    done = {received.operation or "" for received in signed_in.requests if received.status < 300}
    shown = done & CALLS[resource]
    assert len(shown) >= min(2, len(CALLS[resource])), f"it shows {sorted(shown)} only"
