"""Export the same stack with this SDK and with the official command line, from the same emulator in the same run.

The official command line runs twice: as it is installed, and with as many calls at once as it can make and its pauses
of up to a second shortened to a tenth, which only an emulator without a rate limit permits. Each time and each memory
is that of the whole process.
"""

import tempfile
import time
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from tests.foreign.command_line.program import CSDX
from tests.foreign.command_line.terminal import FAST, Terminal, open_terminal

from .report import Row, at_most, ratio_at_most
from .runs import Figures
from .stack_calls import DOWNLOAD, CallLog, Calls, Plan, plan_export
from .stack_content import Size, build_stack
from .stack_runs import Transfer, run_transfer

LARGEST_RATIO = 0.33
MOST_BEYOND = 5
"""Percent of reads beyond the fewest: pages overlap by an entry, which shows that a list did not change meanwhile."""
TIMEOUT = 3600.0
PEAK = Path(__file__).with_name("peak.cjs")


@dataclass(frozen=True)
class Setting:
    """How the official command line runs.

    Attributes:
        name: What the table calls it.
        flags: Flags of the export.
        variables: Environment variables.
    """

    name: str
    flags: Sequence[str]
    variables: Mapping[str, str]


INSTALLED = Setting("as installed, with its own pauses", (), {"KEEP_PAUSES": "1"})
FASTEST = Setting("50 calls at once, shortened pauses", ("--config", str(FAST)), {})


@dataclass(frozen=True)
class Export:
    """One export: its time and its memory, and its calls."""

    figures: Figures
    calls: Calls


def measure_exports(size: Size) -> Iterator[Row]:
    """Measure the time, the memory and the calls of our export and of two official ones."""
    CSDX.ensure_installed()
    with tempfile.TemporaryDirectory() as place:
        folder = Path(place)
        api_key = build_stack(size, folder / "state")
        with open_terminal(folder, folder / "state") as terminal:
            log = CallLog(terminal.emulator)
            ours = _export_ours(terminal, log, api_key)
            installed, fastest = (_export_official(terminal, log, api_key, how) for how in (INSTALLED, FASTEST))
    yield from _compare(size, ours, installed, INSTALLED)
    yield from _compare(size, ours, fastest, FASTEST)
    yield from _count(size, ours.calls, installed.calls)


def _export_ours(terminal: Terminal, log: CallLog, api_key: str) -> Export:
    log.restart()
    authority = terminal.folder / "authority.pem"
    transfer = Transfer("export", terminal.emulator.url, api_key, terminal.folder / "ours", authority)
    return Export(run_transfer(transfer), log.read())


def _export_official(terminal: Terminal, log: CallLog, api_key: str, how: Setting) -> Export:
    log.restart()
    noted = terminal.folder / "peak"
    noted.unlink(missing_ok=True)
    with tempfile.TemporaryDirectory() as folder:
        command = ("cm:stacks:export", "--stack-api-key", api_key, "--data-dir", folder, *how.flags, "--yes")
        variables = {**how.variables, "NODE_OPTIONS": f"--require {PEAK}", "PEAK_FILE": str(noted)}
        started = time.perf_counter()
        done = terminal.run(*command, variables=variables, timeout=TIMEOUT)
        seconds = time.perf_counter() - started
        if done.code or not any(Path(folder).rglob("*-entries.json")):
            raise RuntimeError(f"the official export failed with exit code {done.code}: {done.output}")
    kilobytes = max(map(int, noted.read_text("ascii").split()))
    return Export({"wall": seconds, "megabytes": kilobytes / 1024}, log.read())


def _compare(size: Size, ours: Export, official: Export, how: Setting) -> Iterator[Row]:
    for figure, what, unit in (("wall", "time", "s"), ("megabytes", "memory", "MB")):
        mine, other = ours.figures[figure], official.figures[figure]
        # The shortened pauses leave little but the time of the emulator, which all of them share.
        is_goal = figure == "megabytes" or how is INSTALLED
        goal = ratio_at_most(LARGEST_RATIO, mine, other, "official") if is_goal else None
        yield Row(f"export of {size.label}: {what} (official: {how.name})", unit, mine, None, other, goal)


def _count(size: Size, ours: Calls, official: Calls) -> Iterator[Row]:
    plan = plan_export(size)
    label = f"export of {size.label}: calls"
    yield Row(label, "calls", ours.total, None, official.total)
    for operation in ("list_entries", "list_assets", DOWNLOAD):
        yield Row(f"{label} of {operation}", "calls", ours.made[operation], None, official.made[operation])
    beyond, other = (_compute_beyond(each, plan) for each in (ours, official))
    yield Row(f"{label} beyond the fewest reads", "%", beyond, None, other, at_most(MOST_BEYOND, beyond, "%"))


def _compute_beyond(calls: Calls, plan: Plan) -> float:
    fewest = sum(plan.values()) - plan[DOWNLOAD]
    return 100 * (calls.count_beyond(plan) + calls.count_others(plan)) / fewest
