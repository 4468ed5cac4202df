"""Run the benchmarks of `make bench`, or with `long` those of `make bench-long`, and print one table."""

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
    """Run the benchmarks and print the table."""
    if arguments not in ([], [LONG]):
        raise SystemExit(f"usage: python -m benchmarks [{LONG}]")
    print(table(measure_long() if arguments else measure_short()))


def measure_short() -> list[Row]:
    """Run the benchmarks that together take less than twenty minutes."""
    with serving() as url:
        return [*imports(), *calls(url), *decoding(), *transfers(url), *emulating(), *states(), *pacing()]


def measure_long() -> list[Row]:
    """Measure every plan of the pace, writes through faults, and the creation of many resources of one kind."""
    return [*long_pacing(), *losses(), *growing()]


if __name__ == "__main__":
    main(sys.argv[1:])
