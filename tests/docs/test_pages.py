"""Every block of the README runs as it stands, one after the other, as a reader would paste them."""

from pathlib import Path
from typing import TYPE_CHECKING, Any

from contentstack_cma_emulator import Emulator
from tests.docs.running import python_blocks, with_account

if TYPE_CHECKING:
    from contentstack_cma import Client

README = Path(__file__).resolve().parents[2] / "README.md"


def test_every_block_runs(signed_in: Emulator, tmp_path: Path) -> None:
    namespace: dict[str, Any] = {}
    opened: list[Client] = []
    blocks = python_blocks(README)
    assert len(blocks) >= 10
    for number, block in enumerate(blocks, start=1):
        code = compile(with_account(block, signed_in), f"README.md, Python block {number}", "exec")
        exec(code, namespace)
        opened.append(namespace["client"])
    assert (tmp_path / "copy.jpg").read_bytes() == (tmp_path / "photo.jpg").read_bytes()
    for client in opened:  # readers paste into a session of theirs, and leave it open
        client.close()
