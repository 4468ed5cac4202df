"""Runs the benchmarks and prints one table: those of `make bench`, or with `long` those of `make bench-long`."""

import sys

from .calls import calls
from .decoding import decoding
from .emulating import emulating
from .growing import growing, states
from .imports import imports
from .losses import losses
from .pacing import long_pacing, pacing
from .report import Row, table
from .server import serving
from .transfers import transfers

LONG = "long"


def main(arguments: list[str]) -> None:
    """Measure, print."""
    if arguments not in ([], [LONG]):
        raise SystemExit(f"usage: python -m benchmarks [{LONG}]")
    print(table(measure_long() if arguments else measure_short()))


def measure_short() -> list[Row]:
    """Measure what takes less than twenty minutes."""
    with serving() as url:
        return [*imports(), *calls(url), *decoding(), *transfers(url), *emulating(), *states(), *pacing()]


def measure_long() -> list[Row]:
    """Measure the pace in every way, many writes through faults, and how the emulator bears many of a kind."""
    return [*long_pacing(), *losses(), *growing()]


if __name__ == "__main__":
    main(sys.argv[1:])
