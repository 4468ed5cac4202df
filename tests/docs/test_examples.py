"""Every resource of the reference has an example, and it does what it shows, as often as one likes."""

from collections.abc import Callable

import pytest

from contentstack_cma_emulator import Emulator
from contentstack_cma_emulator.engine.registry import operations
from contentstack_cma_emulator.resources import load_handlers
from generator.bundle import bundle
from generator.layout import Layout
from generator.offers import resources
from tests.docs.running import with_account

LAYOUT = Layout()
CALLS = {each.name: {call.id for _, call in each.calling} for each in resources(bundle(LAYOUT.spec), LAYOUT)}
"""The operations of each resource."""

Proof = Callable[[str, Emulator], None]


def program(resource: str, emulator: Emulator) -> str:
    path = LAYOUT.examples / f"{resource}.py"
    return with_account(path.read_text(encoding="utf-8"), emulator)


def runs(resource: str, emulator: Emulator) -> None:
    """It runs, twice: the first time leaves nothing in the way of the second."""
    for _ in range(2):
        exec(compile(program(resource, emulator), f"docs/examples/{resource}.py", "exec"), {})
    done = {received.operation or "" for received in emulator.requests if received.status < 300}
    shown = done & CALLS[resource]
    assert len(shown) >= min(2, len(CALLS[resource])), f"it shows {sorted(shown)} only"


def compiles(resource: str, emulator: Emulator) -> None:
    """It is Python that speaks of its resource. That its types are right, tests/typing proves of every example."""
    compile(program(resource, emulator), f"docs/examples/{resource}.py", "exec")
    assert f".{resource}" in program(resource, emulator)


def proofs() -> dict[str, Proof]:
    """What can be proved of each example: more of those whose resource the emulator has."""
    load_handlers()
    return {name: compiles if calls.isdisjoint(operations()) else runs for name, calls in CALLS.items()}


PROOFS = proofs()


def test_every_resource_has_an_example_and_no_other_has() -> None:
    assert sorted(path.stem for path in LAYOUT.examples.glob("*.py")) == sorted(CALLS)


def test_the_emulator_proves_some_of_them() -> None:
    assert runs in PROOFS.values()


@pytest.mark.parametrize(
    ("resource", "proof"), PROOFS.items(), ids=[f"{name}-{proof.__name__}" for name, proof in PROOFS.items()]
)
def test_an_example(resource: str, proof: Proof, signed_in: Emulator) -> None:
    proof(resource, signed_in)
