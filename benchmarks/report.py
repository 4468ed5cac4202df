"""The table of all figures."""

from collections.abc import Sequence
from dataclasses import dataclass

HEADINGS = ("", "unit", "this SDK", "httpx", "official", "vs httpx", "goal", "")


@dataclass(frozen=True)
class Goal:
    """The goal of a figure, and whether it was met."""

    text: str
    met: bool


@dataclass(frozen=True)
class Row:
    """A figure of this SDK with that of bare httpx and of the official SDK, if they have it."""

    what: str
    unit: str
    ours: float
    httpx: float | None = None
    official: float | None = None
    goal: Goal | None = None

    @property
    def ratio(self) -> float | None:
        """The figure divided by that of bare httpx."""
        return self.ours / self.httpx if self.httpx else None


def at_most(limit: float, value: float, unit: str) -> Goal:
    """Return the goal that `value` is at most `limit`."""
    return Goal(f"<= {limit:g} {unit}", value <= limit)


def at_least(limit: float, value: float) -> Goal:
    """Return the goal that `value` is at least `limit`."""
    return Goal(f">= {limit:g}", value >= limit)


def ratio_at_most(limit: float, ours: float, other: float, name: str = "httpx") -> Goal:
    """Return the goal that `ours` is at most `limit` times another figure of the same run."""
    return Goal(f"<= {limit:g} x {name}", ours <= limit * other)


def format_table(rows: Sequence[Row]) -> str:
    """Return the rows as a text table."""
    cells = [HEADINGS, *(_cells(row) for row in rows)]
    widths = [max(len(row[column]) for row in cells) for column in range(len(HEADINGS))]
    lines = [_line(row, widths) for row in cells]
    return "\n".join([lines[0], "-" * len(lines[0]), *lines[1:]])


def _cells(row: Row) -> tuple[str, ...]:
    ratio = "" if row.ratio is None else f"{row.ratio:.2f} x"
    goal = row.goal or Goal("", met=True)
    verdict = "" if not goal.text else "met" if goal.met else "MISSED"
    return (row.what, row.unit, *map(_number, (row.ours, row.httpx, row.official)), ratio, goal.text, verdict)


def _number(value: float | None) -> str:
    if value is None:
        return "-"
    return f"{value:.0f}" if abs(value) >= 100 or value == int(value) else f"{value:.2f}"  # noqa: PLR2004 -- digits


def _line(cells: Sequence[str], widths: Sequence[int]) -> str:
    left, *rest = zip(cells, widths, strict=True)
    return "  ".join([left[0].ljust(left[1]), *(cell.rjust(width) for cell, width in rest)]).rstrip()
