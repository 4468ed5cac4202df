"""An import that is killed again and again, and then finished: the copy is compared with the original."""

import random
import signal
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

from .report import Row
from .stack_calls import compute_import_seconds
from .stack_content import Size, build_stack, create_stack, open_client
from .stack_differences import compare_stacks
from .stack_pace import RATE, host_stack
from .stack_runs import Transfer, run_transfer, start_transfer

EARLIEST = 0.1
"""Seconds after which the first kill may come."""


def measure_kills(size: Size, kills: int) -> Iterator[Row]:
    """Kill an import so many times, finish it, and compare the stacks."""
    with tempfile.TemporaryDirectory() as place:
        folder = Path(place)
        api_key = build_stack(size, folder / "state")
        with host_stack(folder / "state", RATE) as emulator, open_client(emulator.url) as client:
            run_transfer(Transfer("export", emulator.url, api_key, folder / "export"))
            target = create_stack(client, emulator.organization_uid)
            transfer = Transfer("import", emulator.url, target, folder / "export")
            ended = _kill(transfer, kills, compute_import_seconds(size, RATE) / kills)
            run_transfer(transfer)
            emulator.save(folder / "imported")
        label = f"import of {size.label}, {kills} kills"
        yield Row(f"{label}: ended before its kill", "imports", ended)
        yield from compare_stacks(label, folder / "imported", api_key, target)


def _kill(transfer: Transfer, kills: int, share: float) -> int:
    """Start an import and kill it, again and again; return how many ended before that."""
    chance = random.Random(kills)
    ended = 0
    for _ in range(kills):
        with start_transfer(transfer) as process:
            time.sleep(chance.uniform(EARLIEST, max(share, 2 * EARLIEST)))
            ended += process.poll() is not None
            process.send_signal(signal.SIGKILL)
    return ended
