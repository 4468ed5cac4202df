"""Differences of all flows, each once, with the flows that show it. Pure."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from contentstack_cma_testing.parity.comparing import Difference

ANYWHERE = frozenset({"header"})
"""Aspects that are the same for all operations."""

EVERY_CALL = frozenset({"key", "kind", "header"})
"""Aspects that are the same for all calls of an operation. Others belong to what a call shows."""


@dataclass(slots=True)
class Finding:
    """A difference, and where it shows.

    Attributes:
        aspect: What differs.
        operation: Id of the operation; an empty text if it is the same for all.
        place: Path in the body, or name of the header.
        emulator: What the emulator showed.
        live: What the stack showed.
        shown_by: Names of flows, with the labels of their calls.
    """

    aspect: str
    operation: str
    place: str
    emulator: str
    live: str
    shown_by: list[str] = field(default_factory=list[str])


def group(differences: Mapping[str, Iterable[Difference]]) -> Sequence[Finding]:
    """Return the differences of flows, by name of the flow, each once."""
    found: dict[tuple[str, ...], Finding] = {}
    for flow, each in differences.items():
        for one in each:
            operation = "" if one.aspect in ANYWHERE else one.operation
            shown = f"{flow}: {one.label}" if one.label else flow
            own = "" if one.aspect in EVERY_CALL else shown
            key = (one.aspect, operation, one.place, one.emulator, one.live, own)
            finding = found.setdefault(key, Finding(one.aspect, operation, one.place, one.emulator, one.live))
            finding.shown_by.append(shown)
    return list(found.values())
