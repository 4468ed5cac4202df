"""Copies of the repository's generated parts that a test may spoil."""

import shutil
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest
import yaml

from generator import wording
from generator.__main__ import main
from generator.layout import Layout

ROOT = Path(__file__).resolve().parents[2]
_PARTS = (
    "spec",
    "generated_client",
    "wrapper",
    "toolkit",
    "tests/wrapper",
    "docs/reference",
    "docs/examples",
    "emulator/contentstack_cma_emulator/openapi.json",
)
_SMALL_SPEC = ("parameters.yaml", "responses.yaml", "schemas/common.yaml")
_SMALL_TAG = "environments"
_SMALL_EXAMPLES = ("docs/examples/client.py", f"docs/examples/{_SMALL_TAG}.py")


def _copy(parts: tuple[str, ...], target_root: Path) -> None:
    for part in parts:
        source, target = ROOT / part, target_root / part
        target.parent.mkdir(parents=True, exist_ok=True)
        if source.is_dir():
            shutil.copytree(source, target, ignore=shutil.ignore_patterns("__pycache__"))
        else:
            shutil.copyfile(source, target)


@pytest.fixture(scope="session", autouse=True)
def remember_words() -> Iterator[None]:
    """Check the wording of a file once: nearly all files of the copies are equal."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(wording, "find_in_file", cache(wording.find_in_file))
        yield


@pytest.fixture
def layout(tmp_path: Path) -> Layout:
    """A root that the generator works on, equal to this repository."""
    _copy(_PARTS, tmp_path)
    return Layout(tmp_path)


@pytest.fixture(scope="session")
def _small_root(tmp_path_factory: pytest.TempPathFactory) -> Path:
    root = tmp_path_factory.mktemp("small")
    tag_files = (f"paths/{_SMALL_TAG}.yaml", f"schemas/{_SMALL_TAG}.yaml")
    spec = (f"spec/{part}" for part in (*_SMALL_SPEC, *tag_files))
    _copy(("wrapper", "toolkit", "tests/wrapper", *spec, *_SMALL_EXAMPLES), root)
    frame = yaml.safe_load((ROOT / "spec/openapi.yaml").read_text(encoding="utf-8"))
    frame["tags"] = [tag for tag in frame["tags"] if tag["name"].lower() == _SMALL_TAG]
    (root / "spec/openapi.yaml").write_text(yaml.safe_dump(frame), encoding="utf-8")
    small = Layout(root)
    small.bundle_copy.parent.mkdir(parents=True)
    assert main(["generate"], small) == 0
    return root


@pytest.fixture
def small_layout(_small_root: Path, tmp_path: Path) -> Layout:
    """A root whose description knows environments alone: what the whole API takes seconds for takes a moment."""
    shutil.copytree(_small_root, tmp_path, dirs_exist_ok=True)
    return Layout(tmp_path)
