"""Runs every benchmark and prints one table."""

from .calls import calls
from .decoding import decoding
from .emulating import emulating
from .imports import imports
from .report import Row, table
from .server import serving
from .transfers import transfers


def main() -> None:
    """Measure, print."""
    with serving() as url:
        rows: list[Row] = [*imports(), *calls(url), *decoding(), *transfers(url), *emulating()]
    print(table(rows))


if __name__ == "__main__":
    main()
