"""What a run would send, and how long that would take within the ordinary rate limit. Pure."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from contentstack_cma_testing.parity.kit import Result
from contentstack_cma_testing.parity.recording import Recording

ROUND_TRIP = 0.4
"""Seconds that a call usually takes over the Internet. It is longer than the pace of 10 calls per second."""

BULK = 1.0
"""Seconds between two bulk calls."""

WORK = 6.0
"""Seconds that background work usually takes."""

OVERHEAD = 15
"""Calls of the kit itself: who is signed in, the stack, and whether it is empty."""

BULK_PATH = "bulk"


@dataclass(frozen=True, slots=True)
class Cost:
    """What a flow costs.

    Attributes:
        calls: Number of calls.
        bulk: Number of bulk calls among them.
        waits: Number of waits for background work.
    """

    calls: int
    bulk: int = 0
    waits: int = 0

    @property
    def seconds(self) -> float:
        """Seconds that they usually take."""
        return self.calls * ROUND_TRIP + self.bulk * BULK + self.waits * WORK


def measure(recording: Recording) -> Cost:
    """Return what a flow costs that was run against an emulator."""
    calls = recording.calls.values()
    return Cost(
        calls=recording.sent,
        bulk=sum(BULK_PATH in call.operation for call in calls),
        waits=sum(call.seconds is not None for call in calls),
    )


def estimate_minutes(costs: Iterable[Cost]) -> float:
    """Return the minutes that flows usually take together."""
    return (OVERHEAD * ROUND_TRIP + sum(cost.seconds for cost in costs)) / 60


def render_plan(results: Sequence[Result]) -> str:
    """Return the calls of flows that were run against an emulator, and the expected time."""
    lines: list[str] = []
    for result in results:
        needs = f" (needs {', '.join(sorted(result.flow.needs))})" if result.flow.needs else ""
        lines.append(f"{result.flow.name}: {result.flow.shows}{needs}")
        lines += [
            f"    {call.method:6} {call.operation or 'unknown':36} {call.label}"
            for call in result.emulator.calls.values()
        ]
    costs = [measure(result.emulator) for result in results]
    total = OVERHEAD + sum(cost.calls for cost in costs)
    minutes = estimate_minutes(costs)
    lines.append(
        f"{len(results)} flows, about {total:,} calls and {minutes:.0f} minutes. Nothing was sent to the service."
    )
    return "\n".join(lines)
