"""Which operations the emulator handles, and the evidence for each."""

from collections import Counter
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from contentstack_cma_emulator.engine.description import GRADES, PARTS, Operation

EVIDENCE = "x-emulator-evidence"
"""A request with this header, whatever its value, gets the evidence of its operation in the response."""


@dataclass(frozen=True, slots=True)
class Row:
    """An operation.

    `evidence` has the grade of each part: `request`, `response` and `errors`. `calls` is the number of requests since
    the start, or since the request log was cleared.
    """

    operation: str
    method: str
    path: str
    tag: str
    evidence: Mapping[str, str]
    is_handled: bool
    calls: int


def list_rows(operations: Iterable[Operation], handled: Collection[str], calls: Mapping[str, int]) -> list[Row]:
    """Return a row for each operation, in the order of the description.

    Args:
        operations: The operations of the description.
        handled: Ids of the operations that have a handler.
        calls: Number of requests by operation id.
    """
    return [
        Row(each.id, each.method, each.path, each.tag, each.evidence, each.id in handled, calls.get(each.id, 0))
        for each in operations
    ]


def count_totals(rows: Iterable[Row]) -> dict[str, Any]:
    """Return the number of operations: all, handled, called, and by part and grade of evidence."""
    rows = list(rows)
    grades = {part: Counter(row.evidence[part] for row in rows) for part in PARTS}
    return {
        "operations": len(rows),
        "handled": sum(row.is_handled for row in rows),
        "called": sum(row.calls > 0 for row in rows),
        "evidence": {part: {grade: grades[part][grade] for grade in GRADES} for part in PARTS},
    }


def describe(row: Row) -> dict[str, Any]:
    """Return a row as JSON."""
    return {
        "operation": row.operation,
        "method": row.method,
        "path": row.path,
        "tag": row.tag,
        "evidence": dict(row.evidence),
        "handled": row.is_handled,
        "calls": row.calls,
    }


def build_evidence_header(operation: Operation) -> dict[str, str]:
    """Return the header with the evidence of an operation."""
    return {"X-Emulator-Evidence": "; ".join(f"{part}={operation.evidence[part]}" for part in PARTS)}
