"""What the tests of the official command line share."""

from collections.abc import Iterator

import pytest

from tests.foreign.command_line.program import CSDX
from tests.foreign.command_line.terminal import Terminal, open_terminal


@pytest.fixture(scope="module")
def terminal(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Terminal]:
    """The command line, signed in to an emulator of the module's own."""
    CSDX.ensure_installed()
    with open_terminal(tmp_path_factory.mktemp("terminal")) as opened:
        yield opened
