"""Run the benchmarks of `make bench`, or with `long` those of `make bench-long`, and print one table."""

import sys

from .bulk import measure_bulk, measure_bulk_long
from .calls import measure_calls
from .completion import measure_completion
from .decoding import measure_decoding
from .emulator_speed import measure_emulator
from .flow import measure_flow
from .growth import measure_growth, measure_states
from .imports import measure_imports
from .losses import measure_losses
from .model_plans import measure_plans
from .pace import measure_pace, measure_pace_long
from .publishing import measure_publishing
from .report import Row, format_table
from .rich_text import measure_rich_text
from .server import serve
from .stack_transfers import measure_stack_transfers, measure_stack_transfers_long
from .transfers import measure_transfers
from .types import measure_types
from .validation import measure_validation, measure_validation_long
from .walking import measure_walk

LONG = "long"


def main(arguments: list[str]) -> None:
    """Run the benchmarks and print the table."""
    if arguments not in ([], [LONG]):
        raise SystemExit(f"usage: python -m benchmarks [{LONG}]")
    print(format_table(measure_long() if arguments else measure_short()))


def measure_short() -> list[Row]:
    """Run the benchmarks that together take less than twenty minutes."""
    with serve() as url:
        sdk = [*measure_imports(), *measure_calls(url), *measure_decoding(), *measure_transfers(url)]
    sdk += [*measure_rich_text(), *measure_types(), *measure_validation()]
    emulator = [*measure_emulator(), *measure_states()]
    runs = [*measure_bulk(), *measure_publishing(), *measure_stack_transfers(), *measure_plans()]
    return [*sdk, *measure_completion(), *emulator, *measure_flow(), *measure_pace(), *runs]


def measure_long() -> list[Row]:
    """Measure every plan of the pace, writes through faults, growth, a long walk, long runs, and random entries."""
    sdk = [*measure_pace_long(), *measure_losses(), *measure_growth(), *measure_walk()]
    return [*sdk, *measure_bulk_long(), *measure_stack_transfers_long(), *measure_validation_long()]


if __name__ == "__main__":
    main(sys.argv[1:])
