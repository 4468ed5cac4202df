"""Pacing: the budgets of the rate limit, and the clients that share them. No I/O and no waiting.

The service counts per organization, over all stacks, clients and machines. So all clients of a process with the same
API origin share one set of budgets, which the `X-RateLimit-Limit` of every response may correct.
"""

from collections.abc import Callable, Mapping
from enum import Enum, StrEnum
from ipaddress import ip_address
from math import ceil
from threading import Lock
from typing import TYPE_CHECKING, Final, Literal
from urllib.parse import urlsplit

from contentstack_cma_client.errors import is_json

from .forking import on_fork
from .lanes import Lane, Slot
from .retry import retry_after_of

if TYPE_CHECKING:
    import httpx

    from .shared_pace import Place, SharedPace

_LIMIT_HEADER = b"x-ratelimit-limit"
_REMAINING_HEADER = b"x-ratelimit-remaining"
_TOO_MANY = 429
_FEWEST_CALLS = 0.001
_MOST_CALLS = 1_000_000
_HIGHEST_LIMIT = 10_000
"""Maximum calls per window taken from a response: no client could reach more."""
_MOST_DIGITS = 15
_MOST_CREDENTIALS = 1000
"""Maximum number of credentials whose limits are remembered, so that repeated sign-ins do not leak memory."""
_BULK = "/v3/bulk/"
_STACKS = "/v3/stacks"
_LONGEST_DOUBT = 0.25
"""Seconds after which calls to a loopback address are paced although no response has shown a rate limit yet."""
_LOOK_AGAIN = 0.002
_NOTEWORTHY = 0.0005
"""Seconds of delay after which a late departure is recorded."""
_ARRIVED_LATE = 0.005
"""Seconds of delay after which other processes are told about a late call."""


class Budget(StrEnum):
    """The budgets that the service counts separately."""

    READS = "reads"
    WRITES = "writes"
    BULK = "bulk"
    STACKS = "stacks"


DEFAULTS: Mapping[Budget, tuple[int, float]] = {
    Budget.READS: (10, 1.0),
    Budget.WRITES: (10, 1.0),
    Budget.BULK: (1, 1.0),
    Budget.STACKS: (1, 60.0),
}
"""Calls and seconds of each budget, as documented for a standard plan."""


def budget_of(method: str, path: str) -> Budget:
    """Return the budget that a call belongs to."""
    if path.startswith(_BULK):
        return Budget.BULK
    if method in {"GET", "HEAD"}:
        return Budget.READS
    return Budget.STACKS if method == "POST" and path == _STACKS else Budget.WRITES


class Pace:
    """How many calls per second clients make, and which clients share that pace.

    Without numbers, a client starts with the documented rate limits and follows the `X-RateLimit-Limit` of responses,
    up and down. A number is a maximum: if the service allows less, the pace is slower. All clients of a process with
    the same API origin share one pace. Calls to a loopback address are paced only after a response with that header,
    or if numbers are set here.

        Client(pace=Pace(writes=20))                                           # a plan with higher limits
        Client(pace=Pace(shared="redis://localhost", name="my-organization"))  # several processes or machines

    Args:
        reads: Reads per second. Default: 10.
        writes: Writes per second. Default: 10.
        bulk: Bulk calls per second. Default: 1.
        name: Clients with the same name share one pace, whatever their origin, and only they do.
        shared: URL of a Redis server, to share the pace among processes and machines. Requires the extra `[redis]`.
            While the server is unavailable, each process paces its own calls.

    Raises:
        TypeError: An argument is of the wrong type.
        ValueError: A number is not positive or out of bounds, or `shared` is not a Redis URL.
    """

    def __init__(
        self,
        *,
        reads: float | None = None,
        writes: float | None = None,
        bulk: float | None = None,
        name: str | None = None,
        shared: str | None = None,
    ) -> None:
        given = {Budget.READS: reads, Budget.WRITES: writes, Budget.BULK: bulk}
        self._rates = {budget: _checked_rate(value, budget) for budget, value in given.items() if value is not None}
        self._name = None if name is None else _checked_text(name, "name")
        self._shared = None if shared is None else _checked_redis_url(shared)

    def __repr__(self) -> str:
        named = [f"name={self._name!r}"] if self._name is not None else []
        rates = [f"{budget}={rate:g}" for budget, rate in self._rates.items()]
        return f"Pace({', '.join([*rates, *named, *(['shared=…'] if self._shared else [])])})"

    def budgets(self, origin: str) -> "Budgets":
        """Return the budgets of this pace.

        Args:
            origin: Scheme, host and port of the API.
        """
        key = origin if self._name is None else f"name:{self._name}"
        with _registry_lock.lock:
            budgets = _registry.get(key)
            if budgets is None:
                budgets = _registry[key] = Budgets(is_loopback=_is_loopback(origin))
        budgets.set_rates(self._rates)
        if self._shared is not None:
            from .shared_pace import SharedPace

            budgets.share(SharedPace(self._shared, self._name or origin))
        return budgets


class Budgets:
    """The budgets of one origin or name in this process, shared by all threads and tasks."""

    def __init__(self, *, is_loopback: bool) -> None:
        self._lock = Lock()
        self._shared: SharedPace | None = None
        self._counters = {budget: _Counter(*DEFAULTS[budget], is_loopback=is_loopback) for budget in Budget}
        on_fork(self)

    def set_rates(self, rates: Mapping[Budget, float]) -> None:
        """Set the calls per second that the user chose."""
        with self._lock:
            for budget, rate in rates.items():
                self._counters[budget].set_rate(rate)

    def share(self, shared: "SharedPace") -> None:
        """Share these budgets with other processes."""
        with self._lock:
            if self._shared is None or self._shared.address != shared.address:
                self._shared = shared
            for counter in self._counters.values():
                counter.is_enforced = True

    def enter(self, budget: Budget, credential: int, now: float) -> "Turn":
        """Return a turn for one request, behind all that wait in its budget.

        Args:
            budget: The budget that the request counts against.
            credential: Key of the credentials, which may have their own limit.
            now: Time of the monotonic clock.
        """
        return Turn(
            budget, self._counters[budget], credential, now, lock=self._lock, shared=self._shared, join=Lane.join
        )

    def after_fork(self) -> None:
        """Replace the lock, which a thread of the parent may have held, and forget the parent's calls."""
        self._lock = Lock()
        for counter in self._counters.values():
            counter.after_fork()


class _Counter:
    """One budget: a lane for all calls, and additional ones for credentials with a smaller limit.

    Attributes:
        lane: The lane of every call.
        is_enforced: Whether calls wait; None until the first response.
        unanswered: Calls in flight that were sent before that was known.
    """

    def __init__(self, limit: int, window: float, *, is_loopback: bool) -> None:
        self.lane: Lane = Lane(limit, window)
        self.is_enforced: bool | None = None if is_loopback else True
        self.unanswered: int = 0
        self._default = limit
        self._window = window
        self._is_optional = is_loopback
        self._most: float | None = None
        self._limits: dict[int, int | None] = {}
        self._narrower: dict[int, Lane] = {}

    def set_rate(self, rate: float) -> None:
        """Set the maximum calls per second, also for a loopback address."""
        self._most, self._default, self._is_optional, self.is_enforced = rate, max(1, int(rate)), False, True
        self._set_limit(ceil(rate))
        self._limits = dict.fromkeys(self._limits)
        self._narrower = {}

    def after_fork(self) -> None:
        """Forget the calls in flight in the parent process."""
        self.unanswered = 0
        for lane in (self.lane, *self._narrower.values()):
            lane.after_fork()

    def lanes(self, credential: int) -> list[Lane]:
        """Return the lanes that a call has to pass, in order."""
        if credential not in self._limits:
            if len(self._limits) >= _MOST_CREDENTIALS:
                oldest = next(iter(self._limits))
                del self._limits[oldest]
                self._narrower.pop(oldest, None)
            self._limits[credential] = None
        narrower = self._narrower.get(credential)
        return [self.lane] if narrower is None else [narrower, self.lane]

    def admit_unpaced(self) -> bool:
        """Return whether a call may be sent before it is known whether calls must wait.

        Until the first response, half a budget may: if there is a limit, more could exceed it.
        """
        if self.unanswered >= max(1, self._default // 2):
            return False
        self.unanswered += 1
        return True

    def note_no_limit(self) -> None:
        """Record a response without a limit to a call that would have had one."""
        if self._is_optional:
            self.is_enforced = False

    def note_limit(self, credential: int, limit: int) -> None:
        """Apply a limit from a response; one that is smaller than others holds for these credentials only."""
        if self.is_enforced and self._limits.get(credential) == limit:
            return
        self.is_enforced = True
        self._limits[credential] = limit
        widest = max(known or self._default for known in self._limits.values())
        self._set_limit(widest)
        self._narrower = {
            one: self._narrow(one, known) for one, known in self._limits.items() if known is not None and known < widest
        }

    def _set_limit(self, limit: int) -> None:
        if self._most is not None and self._most <= limit / self._window:
            limit = max(1, int(self._most))
            self.lane.window = limit / self._most
        else:
            self.lane.window = self._window
        self.lane.set_limit(limit)

    def _narrow(self, credential: int, limit: int) -> Lane:
        lane = self._narrower.get(credential) or Lane(limit, self._window)
        lane.set_limit(limit)
        return lane


class Turn:
    """The turn of one request: it waits, departs, and learns from the response.

    Attributes:
        shared: The pace shared with other processes; None for the pace of this process.
        budget: The budget that the request counts against.
        place: The slot in the shared pace, if any.
    """

    __slots__ = (
        "_admitted",
        "_asked",
        "_counter",
        "_credential",
        "_is_in_doubt",
        "_join",
        "_lanes",
        "_lock",
        "_slots",
        "budget",
        "place",
        "shared",
    )

    def __init__(
        self,
        budget: Budget,
        counter: _Counter,
        credential: int,
        now: float,
        *,
        lock: Lock,
        shared: "SharedPace | None",
        join: Callable[[Lane, float], Slot],
    ) -> None:
        self.shared: SharedPace | None = shared
        self.budget: Budget = budget
        self.place: Place | None = None
        self._admitted = now
        self._counter = counter
        self._lock = lock
        self._credential = credential
        self._asked = now
        self._join = join
        self._is_in_doubt = False
        self._slots: list[tuple[Lane, Slot]] = []
        with lock:
            self._lanes = counter.lanes(credential)

    @property
    def limit(self) -> int:
        """Calls per window of the budget, as far as this process knows."""
        return self._counter.lane.limit

    @property
    def window(self) -> float:
        """Length of a window in seconds."""
        return self._counter.lane.window

    @property
    def lag(self) -> float:
        """Seconds by which round trips exceed the shortest one, on average."""
        return self._counter.lane.lag

    @property
    def lateness(self) -> float:
        """Seconds between the slot in the shared pace and the arrival of the request."""
        if self.place is None or not self._slots:
            return 0.0
        _, slot = self._slots[-1]
        return max(0.0, slot.arrival - self._admitted)

    def held(self, now: float) -> float | None:
        """Return the seconds that all requests wait after a 429; None if this budget is not paced."""
        return max(lane.held(now) for lane in self._lanes) if self._counter.is_enforced else None

    def again(self, now: float) -> "Turn":
        """Return a turn for a request after a 429, ahead of all that wait."""
        return Turn(
            self.budget,
            self._counter,
            self._credential,
            now,
            lock=self._lock,
            shared=self.shared,
            join=Lane.rejoin,
        )

    def wait(self, now: float) -> float:
        """Return the seconds to wait before the next check; 0 if the request may depart, which it then must."""
        counter = self._counter
        with self._lock:
            if counter.is_enforced:
                return self._wait_in_lanes(len(self._lanes), now)
            if counter.is_enforced is None:
                return self._wait_in_doubt(now)
            self._leave_lanes()
            return 0.0

    def wait_before_shared(self, now: float) -> float:
        """Return the seconds to wait for the limit of the credentials alone; 0 if the shared pace is next."""
        with self._lock:
            return self._wait_in_lanes(len(self._lanes) - 1, now)

    def admit(self, now: float) -> None:
        """Record that the shared pace admits the request now."""
        lane = self._lanes[-1]
        with self._lock:
            self._admitted = now
            self._slots.append((lane, lane.overtake(now)))

    def depart(self, now: float) -> None:
        """Record the departure of the request, if it is late."""
        if self._slots and now - self._slots[-1][1].time > _NOTEWORTHY:
            with self._lock:
                for lane, slot in self._slots:
                    lane.delay(slot, now)

    def settle(self, response: "httpx.Response", now: float, *, is_counted: bool) -> bool:
        """Learn from a response: the limit, the round trip, or that the rate was too high.

        Args:
            response: The response.
            now: Time of the monotonic clock.
            is_counted: Whether the server counts the request against a rate limit, if it has one.

        Returns:
            Whether processes that share the pace should know.
        """
        limit, remaining = _rate_limit_of(response)
        is_refused = response.status_code == _TOO_MANY
        with self._lock:
            self._end_doubt()
            if limit is not None:
                self._counter.note_limit(self._credential, limit)
            elif is_counted and response.is_success and is_json(response):
                self._counter.note_no_limit()
            for lane, slot in self._slots:
                if is_refused:
                    lane.refuse(slot, now, retry_after_of(response))
                else:
                    lane.note_response(slot, now, remaining)
        return is_refused or self.lateness > _ARRIVED_LATE or self._is_news(limit)

    def leave(self) -> None:
        """Give up the turn, unless its request has departed."""
        with self._lock:
            self._end_doubt()
            self._leave_lanes()

    def _leave_lanes(self) -> None:
        for lane, slot in self._slots:
            lane.leave(slot)
        self._slots = [(lane, slot) for lane, slot in self._slots if slot.has_departed]

    def _is_news(self, limit: int | None) -> bool:
        return self.place is not None and limit == self.limit != self.place.limit

    def _wait_in_lanes(self, count: int, now: float) -> float:
        while True:
            if self._slots:
                lane, slot = self._slots[-1]
                if not slot.has_departed and (wait := lane.wait(slot, now)) > 0:
                    return wait
            if len(self._slots) >= count:
                return 0.0
            self._join_next(now)

    def _join_next(self, now: float) -> None:
        lane = self._lanes[len(self._slots)]
        self._slots.append((lane, self._join(lane, now)))

    def _wait_in_doubt(self, now: float) -> float:
        """Return the seconds to wait before it is known whether calls must wait."""
        if not self._slots and self._counter.admit_unpaced():
            lane = self._lanes[0]
            self._slots.append((lane, lane.overtake(now)))
            self._is_in_doubt = True
            return 0.0
        return self._wait_in_lanes(len(self._lanes), now) if now - self._asked > _LONGEST_DOUBT else _LOOK_AGAIN

    def _end_doubt(self) -> None:
        if self._is_in_doubt:
            self._is_in_doubt = False
            self._counter.unanswered = max(0, self._counter.unanswered - 1)  # 0 after a fork


class _RegistryLock:
    """The lock of the registry; a child process gets a new one, as a thread of the parent may have held it."""

    def __init__(self) -> None:
        self.lock = Lock()
        on_fork(self)

    def after_fork(self) -> None:
        """Replace the lock."""
        self.lock = Lock()


_registry: dict[str, Budgets] = {}
_registry_lock = _RegistryLock()


def limit_of(response: "httpx.Response") -> int | None:
    """Return the rate limit in a response: calls per window, if present."""
    return _rate_limit_of(response)[0]


def _rate_limit_of(response: "httpx.Response") -> tuple[int | None, int | None]:
    """Return the calls per window in a response, and the remaining ones."""
    limit = remaining = None
    for name, value in response.headers.raw:  # faster than looking up names, and done for every call
        if name.lower() == _LIMIT_HEADER:
            limit = _number(value) or None
        elif name.lower() == _REMAINING_HEADER:
            remaining = _number(value)
    return limit, remaining


def _number(text: bytes) -> int | None:
    return min(int(text), _HIGHEST_LIMIT) if text.isdigit() and len(text) <= _MOST_DIGITS else None


def _is_loopback(origin: str) -> bool:
    host = urlsplit(origin).hostname or ""
    if host == "localhost" or host.endswith(".localhost"):
        return True
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return False


def _checked_rate(value: object, name: str) -> float:
    if isinstance(value, bool) or not isinstance(value, (int, float)):
        raise TypeError(f"{name} must be a number of calls per second, not {value!r}")
    if not _FEWEST_CALLS <= value <= _MOST_CALLS:
        raise ValueError(
            f"{name} must be a number of calls per second from {_FEWEST_CALLS} to {_MOST_CALLS:,}, not {value!r}"
        )
    return float(value)


def _checked_text(value: object, name: str) -> str:
    if not isinstance(value, str):
        raise TypeError(f"{name} must be text, not {type(value).__name__}")
    if not value.strip():
        raise ValueError(f"{name} must not be empty")
    return value


def _checked_redis_url(value: object) -> str:
    from .shared_pace import server_of

    url = _checked_text(value, "shared")
    server_of(url)
    return url


class Automatic(Enum):
    """The type of `AUTOMATIC`."""

    AUTOMATIC = "automatic"


AUTOMATIC: Final = Automatic.AUTOMATIC
"""The default pace: the documented rate limits, unless `CONTENTSTACK_PACE` is `off`."""


def choose_pace(pace: Pace | Literal[Automatic.AUTOMATIC] | None, variable: str | None) -> Pace | None:
    """Return the pace of a client; None if its calls are not paced.

    Args:
        pace: The argument of the client.
        variable: The value of `CONTENTSTACK_PACE`.

    Raises:
        TypeError: `pace` is neither a `Pace` nor None.
        ValueError: `variable` is neither `on` nor `off`.
    """
    if pace is None or isinstance(pace, Pace):
        return pace
    if pace is not AUTOMATIC:
        raise TypeError(f"pace must be a Pace or None, not {type(pace).__name__}")
    choice = (variable or "on").strip().lower()
    if choice not in {"on", "off"}:
        raise ValueError(f"CONTENTSTACK_PACE must be 'on' or 'off', not {variable!r}")
    return Pace() if choice == "on" else None
