"""The picture and the paths of ARCHITECTURE.md are those of the code."""

import re
import tomllib
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
TEXT = (ROOT / "ARCHITECTURE.md").read_text(encoding="utf-8")
MAX_LINES = 150

_CONTRACTS = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["tool"]["importlinter"]["contracts"]
PACKAGES = ("contentstack_cma", "contentstack_cma_emulator")
LAYERS = {
    contract["containers"][0]: contract["layers"]
    for contract in _CONTRACTS
    if contract["type"] == "layers" and contract["containers"][0] in PACKAGES
}
_PATH = re.compile(r"`((?:docs|emulator|generated_client|generator|spec|testing|tests|toolkit|wrapper)/[\w./-]+)`")


def test_it_can_be_read_in_one_sitting() -> None:
    assert len(TEXT.splitlines()) <= MAX_LINES


@pytest.mark.parametrize("package", PACKAGES)
def test_the_picture_shows_the_layers_that_import_linter_enforces(package: str) -> None:
    picture = TEXT.partition("```mermaid\n")[2].partition("```")[0]
    drawn = picture.partition(f"subgraph {package}")[2].partition("\n    end")[0]
    boxes = dict(re.findall(r'(\w+)\["([^"]+)"\]', drawn))
    order = next(line for line in drawn.splitlines() if "-->" in line).split(" --> ")
    shown = [set(boxes[box.strip()].split(", ")) for box in order]
    assert shown == [set(layer.split(" | ")) for layer in LAYERS[package]]


def test_every_path_exists() -> None:
    paths = _PATH.findall(TEXT)
    assert paths
    assert [path for path in paths if not (ROOT / path).exists()] == []
