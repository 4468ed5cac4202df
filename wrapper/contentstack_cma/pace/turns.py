"""The turn of one request in its budget, and what a response says about the rate limit."""

from collections.abc import Callable
from threading import Lock
from typing import TYPE_CHECKING

from contentstack_cma_client.errors import is_json

from ..retry import read_retry_after
from .budgets import Budget, BudgetLanes
from .lanes import Lane, Slot

if TYPE_CHECKING:
    import httpx

    from .shared import Place, SharedPace

_LIMIT_HEADER = b"x-ratelimit-limit"
_REMAINING_HEADER = b"x-ratelimit-remaining"
_TOO_MANY = 429
_HIGHEST_LIMIT = 10_000
"""Maximum calls per window taken from a response: no client could reach more."""
_MOST_DIGITS = 15
_LONGEST_DOUBT = 0.25
"""Seconds after which calls to a loopback address are paced, even if no response has shown a rate limit yet."""
_CHECK_INTERVAL = 0.002
_NOTEWORTHY = 0.0005
"""Seconds of delay after which a late departure is recorded."""
_ARRIVED_LATE = 0.005
"""Seconds of delay after which other processes are told about a late call."""


class Turn:
    """The turn of one request: it waits, is sent, and learns from the response.

    Attributes:
        shared: The pace shared with other processes; None for the pace of this process.
        budget: The budget that the request counts against.
        place: The slot in the shared pace, if any.
        started: Time of the monotonic clock at which it began to wait.
    """

    __slots__ = (
        "_admitted",
        "_budget_lanes",
        "_credential",
        "_is_in_doubt",
        "_join",
        "_lanes",
        "_lock",
        "_slots",
        "budget",
        "place",
        "shared",
        "started",
    )

    def __init__(
        self,
        budget: Budget,
        budget_lanes: BudgetLanes,
        credential: int,
        now: float,
        *,
        lock: Lock,
        shared: "SharedPace | None",
        join: Callable[[Lane, float], Slot] = Lane.join,
    ) -> None:
        self.shared: SharedPace | None = shared
        self.budget: Budget = budget
        self.place: Place | None = None
        self._admitted = now
        self._budget_lanes = budget_lanes
        self._lock = lock
        self._credential = credential
        self.started: float = now
        self._join = join
        self._is_in_doubt = False
        self._slots: list[tuple[Lane, Slot]] = []
        with lock:
            self._lanes = budget_lanes.find_lanes(credential)

    @property
    def limit(self) -> int:
        """Calls per window of the budget, as far as this process knows."""
        return self._budget_lanes.lane.limit

    @property
    def window(self) -> float:
        """Length of a window in seconds."""
        return self._budget_lanes.lane.window

    @property
    def lag(self) -> float:
        """Seconds by which round trips exceed the shortest one, on average."""
        return self._budget_lanes.lane.lag

    @property
    def lateness(self) -> float:
        """Seconds between the slot in the shared pace and the arrival of the request."""
        if self.place is None or not self._slots:
            return 0.0
        _, slot = self._slots[-1]
        return max(0.0, slot.arrival - self._admitted)

    def get_hold(self, now: float) -> float | None:
        """Return the seconds that all requests wait after a 429; None if this budget is not paced."""
        return max(lane.get_hold(now) for lane in self._lanes) if self._budget_lanes.is_enforced else None

    def rejoin(self, now: float) -> "Turn":
        """Return a turn for a request after a 429, ahead of all that wait."""
        return Turn(
            self.budget,
            self._budget_lanes,
            self._credential,
            now,
            lock=self._lock,
            shared=self.shared,
            join=Lane.rejoin,
        )

    def wait(self, now: float) -> float:
        """Return the seconds to wait before the next check; 0 if the request may be sent, which it then must."""
        with self._lock:
            if self._budget_lanes.is_enforced:
                return self._wait_in_lanes(len(self._lanes), now)
            if self._budget_lanes.is_enforced is None:
                return self._wait_in_doubt(now)
            self._leave_lanes()
            return 0.0

    def wait_before_shared(self, now: float) -> float:
        """Return the seconds to wait for the limit of the credentials; 0 if the shared pace is next."""
        with self._lock:
            return self._wait_in_lanes(len(self._lanes) - 1, now)

    def admit(self, now: float) -> None:
        """Record that the shared pace lets the request be sent now."""
        lane = self._lanes[-1]
        with self._lock:
            self._admitted = now
            self._slots.append((lane, lane.overtake(now)))

    def depart(self, now: float) -> None:
        """Record that the request is sent now, if that is late."""
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
            Whether this is news for other processes that share the pace.
        """
        limit, remaining = _read_rate_limit(response)
        is_rejected = response.status_code == _TOO_MANY
        with self._lock:
            self._end_doubt()
            if limit is not None:
                self._budget_lanes.note_limit(self._credential, limit)
            elif (
                self._budget_lanes.is_enforced is not False and is_counted and response.is_success and is_json(response)
            ):
                self._budget_lanes.note_no_limit()
            for lane, slot in self._slots:
                if is_rejected:
                    lane.note_rejection(slot, now, read_retry_after(response))
                else:
                    lane.note_response(slot, now, remaining)
        return is_rejected or self.lateness > _ARRIVED_LATE or self._is_news(limit)

    def leave(self) -> None:
        """Give up the turn, unless its request was sent."""
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
            lane = self._lanes[len(self._slots)]
            self._slots.append((lane, self._join(lane, now)))

    def _wait_in_doubt(self, now: float) -> float:
        """Return the seconds to wait before it is known whether calls must wait."""
        if not self._slots and self._budget_lanes.admit_unpaced():
            lane = self._lanes[0]
            self._slots.append((lane, lane.overtake(now)))
            self._is_in_doubt = True
            return 0.0
        return self._wait_in_lanes(len(self._lanes), now) if now - self.started > _LONGEST_DOUBT else _CHECK_INTERVAL

    def _end_doubt(self) -> None:
        if self._is_in_doubt:
            self._is_in_doubt = False
            self._budget_lanes.in_doubt = max(0, self._budget_lanes.in_doubt - 1)  # 0 after a fork


def read_limit(response: "httpx.Response") -> int | None:
    """Return the rate limit in a response: calls per window, if present."""
    return _read_rate_limit(response)[0]


def _read_rate_limit(response: "httpx.Response") -> tuple[int | None, int | None]:
    """Return the calls per window in a response, and the remaining ones."""
    limit = remaining = None
    for name, value in response.headers.raw:  # faster than looking up names, and done for every call
        if name.lower() == _LIMIT_HEADER:
            limit = _parse_number(value) or None
        elif name.lower() == _REMAINING_HEADER:
            remaining = _parse_number(value)
    return limit, remaining


def _parse_number(text: bytes) -> int | None:
    return min(int(text), _HIGHEST_LIMIT) if text.isdigit() and len(text) <= _MOST_DIGITS else None
