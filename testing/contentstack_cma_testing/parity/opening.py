"""Open the targets of a run, and remove everything at its end."""

from collections.abc import Callable, Generator, Mapping
from contextlib import AbstractContextManager, contextmanager, nullcontext
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

from contentstack_cma_testing.parity.connection import Connection
from contentstack_cma_testing.parity.leftovers import Leftovers
from contentstack_cma_testing.parity.people import Person, find_person
from contentstack_cma_testing.parity.removing import remove_all
from contentstack_cma_testing.parity.stacks import check_empty, create_stack
from contentstack_cma_testing.parity.target import Patience, Target

if TYPE_CHECKING:
    from contentstack_cma_emulator import Emulator

QUICK = Patience(pause=0.1)
"""Between two reads of an emulator."""


@dataclass(frozen=True, slots=True)
class Place:
    """Where a run is made, and as whom.

    Attributes:
        options: Options of `contentstack_cma.Client`. Default: credentials and place of the environment.
        use_stack: Key of an empty stack. Default: a new one, which is deleted at the end.
        organization_uid: Organization of the new stack. Default: the one that the user manages.
        leftovers: File that notes what is to be removed. Default: none.
        patience: How flows wait for background work.
        freeze: Stops the clock of an emulator.
    """

    options: Mapping[str, Any]
    use_stack: str | None = None
    organization_uid: str | None = None
    leftovers: Path | None = None
    patience: Patience = field(default_factory=Patience)
    freeze: Callable[[], AbstractContextManager[object]] = nullcontext


@contextmanager
def open_target(place: Place, token: str) -> Generator[Target]:
    """Open a target, after removing what an earlier run left. At the end, remove everything, also on Ctrl+C.

    Args:
        place: Where to run.
        token: What distinguishes the names of this run from those of others.

    Raises:
        ContentstackError: There are no credentials.
        KitError: The run cannot start, or its stack cannot be deleted.
        LeftoversError: The file of leftovers cannot be used.
        NoResponseError: The connection broke. What could not be removed stays in the file of leftovers.
        ValueError: The environment is contradictory.
    """
    with Connection(place.options) as connection:
        person = find_person(connection, api_key=place.use_stack, organization_uid=place.organization_uid)
        leftovers = Leftovers.load(place.leftovers, connection.base_url)
        remove_all(connection, leftovers)
        try:
            yield _prepare(connection, place, person, leftovers, token)
        finally:
            remove_all(connection, leftovers)


def _prepare(connection: Connection, place: Place, person: Person, leftovers: Leftovers, token: str) -> Target:
    api_key = place.use_stack
    if api_key is None:
        api_key = create_stack(connection, person.organization_uid, leftovers)
    else:
        check_empty(connection, api_key)
    target = Target(connection, api_key, person.offers, leftovers, patience=place.patience, freeze=place.freeze)
    target.prefix = f"parity_{token}"
    target.seen.add([person.body, api_key, connection.base_url, *map(str, place.options.values())])
    return target


@contextmanager
def open_emulator(request_log: int = 0) -> "Generator[Emulator]":
    """Start an emulator with a rate limit, as every organization has one. It is higher, so that runs are short.

    Args:
        request_log: Number of requests that it keeps.
    """
    from contentstack_cma_emulator import Emulator, RateLimit

    limit = RateLimit(reads_per_second=50, writes_per_second=100, bulk_calls_per_second=20, stacks_per_minute=1_000)
    with Emulator(demo=False, rate_limit=limit, request_log=request_log) as emulator:
        yield emulator


def make_place(emulator: "Emulator") -> Place:
    """Return an emulator as a place to run."""
    return Place(
        {"authtoken": emulator.authtoken, "base_url": emulator.url}, patience=QUICK, freeze=lambda: stop_clock(emulator)
    )


@contextmanager
def stop_clock(emulator: "Emulator") -> Generator[None]:
    """Stop the clock of an emulator, so that any number of calls is within a second."""
    speed = emulator.clock.speed
    emulator.clock.stop()
    try:
        yield
    finally:
        emulator.clock.speed = speed
