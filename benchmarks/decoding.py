"""The cost of decoding a page of entries into typed models."""

from collections.abc import Iterator

from .report import Goal, Row
from .runs import OURS, compare

REPEATS = 7
PROGRAM = "benchmarks/pages.py"


def measure_decoding() -> Iterator[Row]:
    """Measure the time from bytes to models for 100 entries of 30 fields, compared with `json.loads`."""
    seen = compare({"json": (OURS, [PROGRAM, "json"]), "orjson": (OURS, [PROGRAM, "orjson"])}, REPEATS)
    yield _row("page of 100 entries", seen["json"], 1.5)
    yield _row("page of 100 entries, [orjson]", seen["orjson"], 1.0)


def _row(what: str, figures: dict[str, float], limit: float) -> Row:
    models, plain = figures["models"], figures["plain"]
    goal = Goal(f"<= {limit:g} x json.loads ({plain:.2f})", models <= limit * plain)
    return Row(what, "ms", models, None, None, goal)
