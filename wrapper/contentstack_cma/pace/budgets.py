"""The budgets that the service counts separately, and the lanes of one budget in this process."""

from collections.abc import Mapping
from enum import StrEnum
from math import ceil

from .lanes import Lane

_MOST_CREDENTIALS = 1000
"""Maximum number of credentials whose limits are remembered, so that repeated sign-ins do not leak memory."""
_BULK = "/v3/bulk/"
_STACKS = "/v3/stacks"


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


def find_budget(method: str, path: str) -> Budget:
    """Return the budget that a call belongs to."""
    if path.startswith(_BULK):
        return Budget.BULK
    if method in {"GET", "HEAD"}:
        return Budget.READS
    return Budget.STACKS if method == "POST" and path == _STACKS else Budget.WRITES


class BudgetLanes:
    """The lanes of one budget: one for all calls, and additional ones for credentials with a smaller limit.

    Attributes:
        lane: The lane of every call.
        is_enforced: Whether calls wait; None until the first response.
        in_doubt: Calls in flight that were sent before this was known.
    """

    def __init__(self, limit: int, window: float, *, is_loopback: bool) -> None:
        self.lane: Lane = Lane(limit, window)
        self.is_enforced: bool | None = None if is_loopback else True
        self.in_doubt: int = 0
        self._default = limit
        self._window = window
        self._is_optional = is_loopback
        self._most: float | None = None
        self._limits: dict[int, int | None] = {}
        self._narrow_lanes: dict[int, Lane] = {}

    def set_rate(self, rate: float) -> None:
        """Set the maximum calls per second, also for a loopback address."""
        self._most, self._default, self._is_optional, self.is_enforced = rate, max(1, int(rate)), False, True
        self._set_limit(ceil(rate))
        self._limits = dict.fromkeys(self._limits)
        self._narrow_lanes = {}

    def reset_after_fork(self) -> None:
        """Forget the calls in flight in the parent process."""
        self.in_doubt = 0
        for lane in (self.lane, *self._narrow_lanes.values()):
            lane.reset_after_fork()

    def find_lanes(self, credential: int) -> list[Lane]:
        """Return the lanes of a call, in order."""
        if credential not in self._limits:
            if len(self._limits) >= _MOST_CREDENTIALS:
                oldest = next(iter(self._limits))
                del self._limits[oldest]
                self._narrow_lanes.pop(oldest, None)
            self._limits[credential] = None
        narrow = self._narrow_lanes.get(credential)
        return [self.lane] if narrow is None else [narrow, self.lane]

    def admit_unpaced(self) -> bool:
        """Return whether a call may be sent before it is known whether calls must wait.

        Until the first response, half a budget may: more could exceed a limit.
        """
        if self.in_doubt >= max(1, self._default // 2):
            return False
        self.in_doubt += 1
        return True

    def note_no_limit(self) -> None:
        """Record that the response to a call that counts against a limit shows none."""
        if self._is_optional:
            self.is_enforced = False

    def note_limit(self, credential: int, limit: int) -> None:
        """Apply the limit in a response; one that is smaller than others holds for these credentials only."""
        if self.is_enforced and self._limits.get(credential) == limit:
            return
        self.is_enforced = True
        self._limits[credential] = limit
        widest = max(known or self._default for known in self._limits.values())
        self._set_limit(widest)
        self._narrow_lanes = {
            key: self._narrow_lane(key, known)
            for key, known in self._limits.items()
            if known is not None and known < widest
        }

    def _set_limit(self, limit: int) -> None:
        if self._most is not None and self._most <= limit / self._window:
            limit = max(1, int(self._most))
            self.lane.window = limit / self._most
        else:
            self.lane.window = self._window
        self.lane.set_limit(limit)

    def _narrow_lane(self, credential: int, limit: int) -> Lane:
        lane = self._narrow_lanes.get(credential) or Lane(limit, self._window)
        lane.set_limit(limit)
        return lane
