"""What was done by running migrations."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from .records import Direction


@dataclass(frozen=True, slots=True)
class RanMigration:
    """A migration that was run, or would be.

    Attributes:
        name: Name of the migration.
        lines: What its steps did, or would do.
        seconds: How long it took.
    """

    name: str
    lines: Sequence[str]
    seconds: float


@dataclass(slots=True)
class MigrationReport:
    """What was done.

    Attributes:
        direction: Whether migrations were upgraded or downgraded.
        is_dry_run: Whether nothing was written.
        ran: The migrations that were run, in this order.
    """

    direction: Direction
    is_dry_run: bool = False
    ran: list[RanMigration] = field(default_factory=list[RanMigration])

    @property
    def names(self) -> list[str]:
        """Names of the migrations that were run."""
        return [each.name for each in self.ran]

    def to_dict(self) -> dict[str, Any]:
        """Return the report as JSON."""
        ran = [{"name": each.name, "steps": list(each.lines), "seconds": round(each.seconds, 3)} for each in self.ran]
        return {"direction": self.direction, "dry_run": self.is_dry_run, "migrations": ran}

    def __str__(self) -> str:
        if not self.ran:
            return f"nothing to {self.direction}"
        verb = f"would {self.direction}" if self.is_dry_run else f"{self.direction}d"
        lines: list[str] = []
        for each in self.ran:
            lines += [f"{verb} {each.name} in {each.seconds:.1f} s", *(f"  {line}" for line in each.lines)]
        return "\n".join(lines)

    def __repr__(self) -> str:
        dry = "dry run of " if self.is_dry_run else ""
        return f"<MigrationReport {dry}{self.direction}: {', '.join(self.names) or 'nothing to do'}>"
