"""Run flows against an emulator of its own and against a stack, one after the other."""

import secrets
import time
from collections.abc import Generator, Iterable, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field

from contentstack_cma_testing.parity import flows as _flows  # noqa: F401  # pyright: ignore[reportUnusedImport] -- registers them
from contentstack_cma_testing.parity.comparing import Difference, compare
from contentstack_cma_testing.parity.flow import FLOWS, Flow
from contentstack_cma_testing.parity.opening import Place, make_place, open_emulator, open_target
from contentstack_cma_testing.parity.recording import Recording
from contentstack_cma_testing.parity.running import run_flow
from contentstack_cma_testing.parity.target import Target

ALPHABET = "abcdefghijkmnpqrstuvwxyz"


@dataclass(frozen=True, slots=True)
class Result:
    """What a flow showed.

    Attributes:
        flow: The flow.
        emulator: What was recorded on the emulator.
        live: What was recorded on the stack.
        differences: How they differ; empty if the flow did not run on both.
    """

    flow: Flow
    emulator: Recording
    live: Recording
    differences: Sequence[Difference]


@dataclass(slots=True)
class Kit:
    """A run.

    Attributes:
        emulator: The emulator's stack.
        live: The stack that it is compared with.
        results: Results so far, by name of the flow.
        seconds: Seconds that the flows took on the stack.
    """

    emulator: Target
    live: Target
    results: dict[str, Result] = field(default_factory=dict[str, Result])
    seconds: float = 0.0

    def run(self, flow: Flow) -> Result:
        """Run a flow on both, and return what it showed.

        Raises:
            NoResponseError: The connection broke.
        """
        number = len(self.results)
        expected = run_flow(flow, self.emulator, number)
        started = time.monotonic()
        actual = run_flow(flow, self.live, number, expected.calls)
        self.seconds += time.monotonic() - started
        result = Result(flow, expected, actual, compare(expected, actual))
        self.results[flow.name] = result
        return result


def select_flows(names: Iterable[str] = ()) -> Sequence[Flow]:
    """Return flows by the beginnings of their names. Default: all, those that answer open questions first.

    Raises:
        ValueError: No flow has a name that begins so.
    """
    ordered = sorted(FLOWS.values(), key=lambda flow: not flow.answers)
    wanted = tuple(names)
    for name in wanted:
        if not any(flow.name.startswith(name) for flow in ordered):
            raise ValueError(
                f"no flow has a name that begins with {name!r}: expected the name of a module, such as 'labels', or of "
                "a flow, such as 'labels.unknown'; --dry-run-flows lists them"
            )
    return [flow for flow in ordered if not wanted or flow.name.startswith(wanted)]


@contextmanager
def open_kit(live: Place) -> Generator[Kit]:
    """Start an emulator, and open a stack to compare it with. Everything is removed at the end.

    Args:
        live: Where the stack is.

    Raises:
        ContentstackError: There are no credentials.
        KitError: The run cannot start.
        LeftoversError: The file of leftovers cannot be used.
        NoResponseError: The connection broke.
        ValueError: The environment is contradictory.
    """
    token = "".join(secrets.choice(ALPHABET) for _ in range(2))
    with (
        open_target(live, token) as compared,
        open_emulator() as emulator,
        open_target(make_place(emulator), token) as own,
    ):
        yield Kit(own, compared)
