"""What the toolkit says about random entries is what the emulator says."""

import logging

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from contentstack_cma_toolkit.model import Model
from tests.toolkit.support.entry_judge import Judge, judged_models, open_judge

MODELS = 200
ENTRIES = 3


@pytest.mark.timeout(600)  # A failure is made small before it is shown.
def test_toolkit_and_emulator_agree(caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.ERROR)
    with open_judge() as judge:
        compare_random_models(judge)
    assert judge.figures.models >= MODELS
    assert judge.figures.accepted > MODELS
    assert judge.figures.refused > MODELS


def compare_random_models(judge: Judge) -> None:
    @settings(
        max_examples=MODELS,
        deadline=None,
        derandomize=True,
        phases=[Phase.generate, Phase.shrink],
        suppress_health_check=list(HealthCheck),
        report_multiple_bugs=False,
    )
    @given(model=judged_models, seed=st.integers(0, 2**32))
    def compare(model: Model, seed: int) -> None:
        judge.figures.disagreements.clear()
        judge.compare(model, seed, ENTRIES)
        assert judge.figures.disagreements == []

    compare()
