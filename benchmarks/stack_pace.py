"""Export and import a stack at a rate limit, beside the shortest time that the limit allows: see `stack_calls`.

The emulator runs in this process, which does nothing else meanwhile. Where its CPU time comes close to the shortest
time, the time of a transfer is that of the emulator.
"""

import tempfile
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from contentstack_cma_emulator import Emulator, RateLimit

from .report import Row, at_most
from .runs import Figures
from .stack_calls import (
    MOST_CALLS,
    CallLog,
    Calls,
    compute_export_seconds,
    compute_import_seconds,
    plan_import,
)
from .stack_content import Size, build_stack, create_stack, open_client
from .stack_differences import compare_stacks
from .stack_runs import Transfer, run_transfer

RATE = 200
SLOW_RATE = 10
"""The ordinary limit. At `RATE`, the emulator needs more time for an export than the limit does."""
LARGEST_FACTOR = 1.06


@dataclass(frozen=True)
class _Paced:
    """One transfer: its figures, its calls, and the CPU time of the emulator."""

    figures: Figures
    calls: Calls
    emulator: float


def measure_paced_transfers(size: Size) -> Iterator[Row]:
    """Measure an export at both limits, and an import at the higher one, and compare the stacks."""
    with tempfile.TemporaryDirectory() as place:
        folder = Path(place)
        api_key = build_stack(size, folder / "state")
        for rate in (SLOW_RATE, RATE):
            with host_stack(folder / "state", rate) as emulator:
                done = _run(emulator, Transfer("export", emulator.url, api_key, folder / f"export-{rate}"))
            label = f"export of {size.label} at {rate}/s"
            yield from _describe(label, done, compute_export_seconds(size, rate), has_goal=rate == SLOW_RATE)
        yield from _measure_import(size, folder, api_key)


def host_stack(state: Path, rate: int) -> Emulator:
    """Return an emulator with a state and a rate limit, to be started."""
    limit = RateLimit(reads_per_second=rate, writes_per_second=rate)
    return Emulator(state=state, demo=False, rate_limit=limit, work_delay=0, request_log=MOST_CALLS)


def _measure_import(size: Size, folder: Path, api_key: str) -> Iterator[Row]:
    with host_stack(folder / "state", RATE) as emulator, open_client(emulator.url) as client:
        target = create_stack(client, emulator.organization_uid)
        done = _run(emulator, Transfer("import", emulator.url, target, folder / f"export-{RATE}"))
        emulator.save(folder / "imported")
    label = f"import of {size.label} at {RATE}/s"
    yield from _describe(label, done, compute_import_seconds(size, RATE), has_goal=True)
    beyond = done.calls.count_beyond(plan_import(size))
    yield Row(f"{label}: writes beyond the fewest", "calls", beyond, goal=at_most(0, beyond, "calls"))
    yield from compare_stacks(label, folder / "imported", api_key, target)


def _run(emulator: Emulator, transfer: Transfer) -> _Paced:
    log = CallLog(emulator)
    before = time.process_time()
    figures = run_transfer(transfer)
    return _Paced(figures, log.read(), time.process_time() - before)


def _describe(label: str, done: _Paced, shortest: float, *, has_goal: bool) -> Iterator[Row]:
    factor, rejected = done.figures["seconds"] / shortest, done.calls.rejected
    yield Row(f"{label}: time", "x shortest", factor, goal=at_most(LARGEST_FACTOR, factor, "x") if has_goal else None)
    yield Row(f"{label}: shortest time", "s", shortest)
    yield Row(f"{label}: CPU time", "s", done.figures["cpu"])
    yield Row(f"{label}: CPU time of the emulator", "s", done.emulator)
    yield Row(f"{label}: memory", "MB", done.figures["megabytes"])
    yield Row(f"{label}: calls", "calls", done.calls.total)
    yield Row(f"{label}: 429s", "calls", rejected, goal=at_most(0, rejected, "calls"))
