"""The whole API as it is committed. A file of its own, because this takes longer than all else about the generator."""

import pytest

from generator.__main__ import main
from generator.layout import Layout


def test_the_committed_state_is_green(layout: Layout, capsys: pytest.CaptureFixture[str]) -> None:
    assert (main(["check"], layout), capsys.readouterr().err) == (0, "")


def test_generation_is_the_same_byte_for_byte(layout: Layout) -> None:
    def snapshot() -> dict[str, bytes]:
        return {
            str(path.relative_to(layout.root)): path.read_bytes() for path in layout.root.rglob("*") if path.is_file()
        }

    before = snapshot()
    assert main(["generate"], layout) == 0
    assert snapshot() == before
