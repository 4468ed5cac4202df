"""Compare a stack with its copy: what is lost, what is there twice, and what differs."""

from collections import Counter
from collections.abc import Iterator
from pathlib import Path

from contentstack_cma_emulator import Emulator
from tests.foreign.command_line.comparing import compare
from tests.foreign.command_line.reading import Contents, read_stack

from .report import Row, at_most
from .stack_content import open_client

NAMES = {"entry": "title", "asset": "filename", "folder": "name"}
"""What no two of a kind share in the stack of the benchmark. Titles have the locale in them."""
MOST_SHOWN = 5


def compare_stacks(label: str, state: Path, source: str, target: str) -> Iterator[Row]:
    """Compare two stacks of a saved state, read without a rate limit.

    Args:
        label: What the rows begin with.
        state: The state file.
        source: API key of the stack that was exported.
        target: API key of the stack that it was imported into.
    """
    with Emulator(state=state, demo=False, request_log=0) as emulator, open_client(emulator.url) as client:
        before, after = (read_stack(client.stack(api_key)) for api_key in (source, target))
    lost, doubled = count_lost(before, after), count_lost(after, before)
    different = [] if doubled else compare(before, after)  # which needs a name for each
    for line in different[:MOST_SHOWN]:
        print(f"{label}: {line}", flush=True)
    for what, number in (("lost", lost), ("doubled", doubled), ("differences", len(different))):
        yield Row(f"{label}: {what}", "items", number, goal=at_most(0, number, "items"))


def count_lost(before: Contents, after: Contents) -> int:
    """Return how many entries, assets and folders one stack has that another does not have, or has less often."""
    return sum((_count_names(before) - _count_names(after)).values())


def _count_names(contents: Contents) -> Counter[tuple[str, str]]:
    return Counter((kind, str(item[key])) for kind, key in NAMES.items() for item in contents[kind])
