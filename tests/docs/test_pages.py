"""Every block of the README and of the guides runs as it stands, one after the other, as a reader would paste them."""

from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from contentstack_cma_emulator import Emulator
from tests.docs.running import ROOT, blocks, python_blocks, with_account

if TYPE_CHECKING:
    from contentstack_cma import Client

README = ROOT / "README.md"
WRITTEN = sorted(path for path in (ROOT / "docs").rglob("*.md") if not path.is_relative_to(ROOT / "docs" / "reference"))
"""The pages that are not generated: the blocks of those are the examples, see test_examples.py."""

WITH_CODE = [path for path in [README, *WRITTEN] if python_blocks(path)]


def run(page: Path, emulator: Emulator) -> None:
    namespace: dict[str, Any] = {}
    opened: list[Client] = []
    for number, block in enumerate(python_blocks(page), start=1):
        code = compile(with_account(block, emulator), f"{page.name}, Python block {number}", "exec")
        exec(code, namespace)
        if "client" in namespace:
            opened.append(namespace["client"])
    for client in opened:  # readers paste into a session of theirs, and leave it open
        client.close()


def test_most_pages_hold_code() -> None:
    assert len(WITH_CODE) >= 10
    assert len(python_blocks(README)) >= 10


@pytest.mark.parametrize("page", WITH_CODE, ids=lambda page: page.relative_to(ROOT).as_posix())
def test_every_block_runs(page: Path, signed_in: Emulator) -> None:
    run(page, signed_in)


def test_the_readme_downloads_what_it_uploads(signed_in: Emulator, tmp_path: Path) -> None:
    run(README, signed_in)
    assert (tmp_path / "copy.jpg").read_bytes() == (tmp_path / "photo.jpg").read_bytes()


def test_the_seed_of_the_readme_can_be_used(tmp_path: Path) -> None:
    (seed,) = blocks(README, "yaml")
    (tmp_path / "seed.yaml").write_text(seed, encoding="utf-8")
    (tmp_path / "kettle.jpg").write_bytes(b"a photo of sorts")
    with Emulator(seed=tmp_path / "seed.yaml", demo=False) as emulator:
        assert [stack.api_key for stack in emulator.stacks] == ["shop"]
