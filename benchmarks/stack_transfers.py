"""Exports and imports of whole stacks, beside the official command line and beside the rate limit.

python -m benchmarks.stack_transfers export --entries 500 --locales 3 --assets 50
"""

import argparse
from collections.abc import Callable, Iterator

from .report import Row
from .stack_content import LOCALES, Size
from .stack_exports import measure_exports
from .stack_kills import measure_kills
from .stack_pace import measure_paced_transfers

SMALL = Size(entries=500, locales=3, assets=50)
PACED = Size(entries=1_000, locales=2, assets=100)
LARGE = Size(entries=5_000, locales=3, assets=500)
KILLED = Size(entries=1_000, locales=3, assets=200)
KILLS = 10


def measure_stack_transfers() -> Iterator[Row]:
    """Measure small stacks, which takes about three minutes."""
    yield from measure_exports(SMALL)
    yield from measure_paced_transfers(PACED)


def measure_stack_transfers_long() -> Iterator[Row]:
    """Measure a large stack, and an import that is killed, which takes about fifteen minutes."""
    yield from measure_exports(LARGE)
    yield from measure_paced_transfers(LARGE)
    yield from measure_kills(KILLED, KILLS)


def main() -> None:
    """Run one benchmark with the options of the command line, and print its rows."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.stack_transfers", description=__doc__)
    add = parser.add_argument
    add("what", choices=("export", "pace", "kills"))
    add("--entries", type=int, default=SMALL.entries, help="(%(default)s)")
    add("--locales", type=int, choices=range(1, len(LOCALES) + 1), default=SMALL.locales, help="(%(default)s)")
    add("--assets", type=int, default=SMALL.assets, help="at least 1 (%(default)s)")
    add("--kills", type=int, default=KILLS, help="how often the import is killed (%(default)s)")
    options = parser.parse_args()
    size = Size(options.entries, options.locales, options.assets)
    measures: dict[str, Callable[[], Iterator[Row]]] = {
        "export": lambda: measure_exports(size),
        "pace": lambda: measure_paced_transfers(size),
        "kills": lambda: measure_kills(size, options.kills),
    }
    for row in measures[options.what]():
        official = "" if row.official is None else f", official {row.official:g}"
        print(f"{row.what}: {row.ours:.4g} {row.unit}{official} {row.goal.text if row.goal else ''}", flush=True)


if __name__ == "__main__":
    main()
