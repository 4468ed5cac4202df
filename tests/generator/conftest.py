"""A copy of the repository's generated parts that a test may spoil."""

import shutil
from pathlib import Path

import pytest

from generator.layout import Layout

ROOT = Path(__file__).resolve().parents[2]
_PARTS = ("spec", "generated_client", "wrapper", "tests/wrapper", "emulator/contentstack_cma_emulator/openapi.json")


@pytest.fixture
def layout(tmp_path: Path) -> Layout:
    """A root that the generator works on, equal to this repository."""
    for part in _PARTS:
        source, target = ROOT / part, tmp_path / part
        target.parent.mkdir(parents=True, exist_ok=True)
        if source.is_dir():
            shutil.copytree(source, target, ignore=shutil.ignore_patterns("__pycache__"))
        else:
            shutil.copyfile(source, target)
    return Layout(tmp_path)
