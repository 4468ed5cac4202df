"""What the toolkit says about random entries is what the emulator says."""

from collections.abc import Iterator

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from contentstack_cma_toolkit.model import Model
from tests.toolkit.support.entry_judge import Judge, judged_models, open_judge

MODELS = 200
ENTRIES = 3


@pytest.fixture(scope="module")
def judge() -> Iterator[Judge]:
    with open_judge() as found:
        yield found


@settings(
    max_examples=MODELS,
    deadline=None,
    derandomize=True,
    database=None,
    phases=[Phase.generate, Phase.shrink],
    suppress_health_check=list(HealthCheck),
)
@given(model=judged_models, seed=st.integers(0, 2**32))
def test_toolkit_and_emulator_agree(judge: Judge, model: Model, seed: int) -> None:
    judge.figures.disagreements.clear()
    judge.compare(model, seed, ENTRIES)
    assert judge.figures.disagreements == []


def test_both_accept_and_refuse(judge: Judge) -> None:
    assert judge.figures.models >= MODELS
    assert judge.figures.accepted > MODELS
    assert judge.figures.refused > MODELS
