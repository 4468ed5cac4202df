"""Pacing: how many calls are sent per second, and which clients share that pace.

The service counts per organization, over all stacks, clients and machines. So all clients of a process with the same
API origin share one set of budgets, which the `X-RateLimit-Limit` of every response may correct.
"""

from collections.abc import Mapping
from enum import Enum
from ipaddress import ip_address
from threading import Lock
from typing import TYPE_CHECKING, Final, Literal
from urllib.parse import urlsplit

from ..forking import register_at_fork
from .budgets import DEFAULTS, Budget, BudgetLanes
from .turns import Turn

if TYPE_CHECKING:
    from .shared import SharedPace

_FEWEST_CALLS = 0.001
_MOST_CALLS = 1_000_000


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
        self._rates = {budget: _check_rate(value, budget) for budget, value in given.items() if value is not None}
        self._name = None if name is None else _check_text(name, "name")
        self._shared = None if shared is None else _check_redis_url(shared)

    def __repr__(self) -> str:
        named = [f"name={self._name!r}"] if self._name is not None else []
        rates = [f"{budget}={rate:g}" for budget, rate in self._rates.items()]
        return f"Pace({', '.join([*rates, *named, *(['shared=…'] if self._shared else [])])})"

    def get_budgets(self, origin: str) -> "Budgets":
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
            from .shared import SharedPace

            budgets.share(SharedPace(self._shared, self._name or origin))
        return budgets


class Budgets:
    """The budgets of one origin or name in this process, shared by all threads and tasks."""

    def __init__(self, *, is_loopback: bool) -> None:
        self._lock = Lock()
        self._shared: SharedPace | None = None
        self._lanes = {budget: BudgetLanes(*DEFAULTS[budget], is_loopback=is_loopback) for budget in Budget}
        register_at_fork(self)

    def set_rates(self, rates: Mapping[Budget, float]) -> None:
        """Set the calls per second that the user chose."""
        with self._lock:
            for budget, rate in rates.items():
                self._lanes[budget].set_rate(rate)

    def share(self, shared: "SharedPace") -> None:
        """Share these budgets with other processes."""
        with self._lock:
            if self._shared is None or self._shared.address != shared.address:
                self._shared = shared
            for lanes in self._lanes.values():
                lanes.is_enforced = True

    def enter(self, budget: Budget, credential: int, now: float) -> "Turn":
        """Return a turn for one request, behind all that wait in its budget.

        Args:
            budget: The budget that the request counts against.
            credential: Key of the credentials, which may have their own limit.
            now: Time of the monotonic clock.
        """
        return Turn(budget, self._lanes[budget], credential, now, lock=self._lock, shared=self._shared)

    def reset_after_fork(self) -> None:
        """Replace the lock, which a thread of the parent may have held, and forget the parent's calls."""
        self._lock = Lock()
        for lanes in self._lanes.values():
            lanes.reset_after_fork()


class _RegistryLock:
    """The lock of the registry; a child process gets a new one, as a thread of the parent may have held it."""

    def __init__(self) -> None:
        self.lock = Lock()
        register_at_fork(self)

    def reset_after_fork(self) -> None:
        """Replace the lock."""
        self.lock = Lock()


_registry: dict[str, Budgets] = {}
_registry_lock = _RegistryLock()


def _is_loopback(origin: str) -> bool:
    host = urlsplit(origin).hostname or ""
    if host == "localhost" or host.endswith(".localhost"):
        return True
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return False


def _check_rate(value: object, name: str) -> float:
    if isinstance(value, bool) or not isinstance(value, (int, float)):
        raise TypeError(f"{name} must be a number of calls per second, not {value!r}")
    if not _FEWEST_CALLS <= value <= _MOST_CALLS:
        raise ValueError(
            f"{name} must be a number of calls per second from {_FEWEST_CALLS} to {_MOST_CALLS:,}, not {value!r}"
        )
    return float(value)


def _check_text(value: object, name: str) -> str:
    if not isinstance(value, str):
        raise TypeError(f"{name} must be a string, not {type(value).__name__}")
    if not value.strip():
        raise ValueError(f"{name} must not be empty")
    return value


def _check_redis_url(value: object) -> str:
    from .redis_server import parse_server

    url = _check_text(value, "shared")
    parse_server(url)
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
        shown = "a URL: pass pace=Pace(shared=...)" if ":" in choice else repr(variable)  # which may hold a password
        raise ValueError(f"CONTENTSTACK_PACE must be 'on' or 'off', not {shown}")
    return Pace() if choice == "on" else None
