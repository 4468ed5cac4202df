"""`python -m contentstack_cma_testing.parity apply REPORT`: say what a report changes."""

import argparse
import json
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from contentstack_cma_testing.parity.json_values import is_object
from contentstack_cma_testing.parity.proposing import propose

FORMAT = 1
USAGE = 2


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the command, and return its exit code: 2 if the report cannot be used."""
    parser = argparse.ArgumentParser(prog="python -m contentstack_cma_testing.parity")
    commands = parser.add_subparsers(dest="command", required=True)
    applying = commands.add_parser("apply", help="say which evidence, answers and faults follow from a report")
    applying.add_argument("report", type=Path, help="parity.json of a run")
    chosen = parser.parse_args(arguments)
    try:
        report = read_report(chosen.report)
    except (OSError, ValueError) as error:
        print(f"{chosen.report}: {error}", file=sys.stderr)
        return USAGE
    print(propose(report), end="")
    return 0


def read_report(path: Path) -> Any:
    """Return a report.

    Raises:
        OSError: The file cannot be read.
        ValueError: It is no report, or of another version.
    """
    try:
        report = json.loads(path.read_text(encoding="utf-8"))
    except ValueError:
        raise ValueError("not a report: expected the parity.json of a run") from None
    if not is_object(report) or report.get("format") != FORMAT:
        raise ValueError(f"not a report of format {FORMAT}: expected the parity.json of a run of this version")
    return report


if __name__ == "__main__":
    sys.exit(main())
