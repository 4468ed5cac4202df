"""When the next call of a budget may be sent. Computes with numbers only: no clock, no I/O, no waiting.

The server counts calls on arrival, in windows that begin at a first call or at its own clock. So within any window plus
a margin, a lane sends no more calls than the limit. The calls of one window, a group, are spread over its first part.
The margin covers the time between sending and arrival: it follows the variation of round trips, starts out wide, and
grows after a 429.
"""

from collections import deque
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass, field
from math import inf

_SPREAD = 0.2
SMALLEST_SPREAD = 0.05
"""The part of a window over which a full group is sent; less if the network spreads arrivals anyway."""
SHARED_SPREAD = 0.9
"""The same while others use the budget too: nobody should take the first part of a window alone."""
SPREAD_PER_LAG = 1.5
"""How much of the spread a lag makes unnecessary."""
_MARGIN = 0.002
"""Seconds added to a window on a connection whose round trips never vary."""
MARGIN_PER_LAG = 0.35
"""How much a lag adds to the margin."""
_ARRIVAL_PART = 0.88
"""The part of its lag by which a call may have arrived later."""
_MOST_LAG = 0.12
"""Maximum seconds by which a slow round trip counts as a late arrival."""
_EARLY = 0.03
"""The part of a window in which calls count as the beginning of their group."""
REJECTED_MARGIN = 0.01
"""Seconds that a 429 adds to the margin; they fade within `RECOVERY` seconds."""
RECOVERY = 60.0
BACK_OFF = 0.7
"""The part of its share of the limit that a lane keeps after a 429 in a window that it shares with others."""
_GROWTH = 0.002
"""The part of the limit that a lane regains per second, for each call of the limit."""
_SMALLEST_SHARE = 0.1
_FULL = 1.0
STRIKES = 3
"""Number of 429s, each within `STRIKE_TIME` of the one before, after which others must be using the budget."""
STRIKE_TIME = 5.0
SHORTEST_HOLD = 0.05
"""The part of a window that all calls wait after a 429, if this lane alone filled the window."""
LONGEST_HOLD = 60.0
"""Only the call that got it handles a `Retry-After` of more seconds; the others do not wait for it."""
_PLANNING = 0.00005
"""Seconds between two plans, for each waiting call: planning must stay cheap when thousands wait."""


@dataclass(slots=True, eq=False)
class Slot:
    """The slot of one call in a lane.

    Attributes:
        time: When the call may be sent; after that, when it was sent.
        has_departed: Whether the call was sent.
        since_lead: Seconds after the first call of its group.
        lag: Seconds by which its round trip exceeded the shortest one; None until the response has arrived.
    """

    time: float
    has_departed: bool = False
    since_lead: float = 0.0
    lag: float | None = None

    @property
    def arrival(self) -> float:
        """Latest time of arrival, without the shortest travel time."""
        return self.time + _ARRIVAL_PART * (self.lag or 0.0)


@dataclass(slots=True)
class RoundTrips:
    """How much the times between sending and response vary."""

    _average: float = 0.0
    _doubt: float = _MOST_LAG
    _count: int = 0
    _shortest: float = inf
    _shortest_before: float = inf

    @property
    def lag(self) -> float:
        """Seconds by which a round trip exceeds the shortest one; high at first: a 429 costs more than a margin."""
        return max(self._average, self._doubt)

    def note(self, seconds: float, *, is_early: bool) -> float:
        """Add a round trip, and return its lag. Every 40 calls, the search for the shortest one starts over.

        Only calls at the beginning of a group count towards the average: later ones may queue behind each other.
        """
        if self._count == 40:  # noqa: PLR2004 - see above
            self._count, self._shortest_before, self._shortest = 0, self._shortest, inf
        self._count += 1
        self._shortest = min(self._shortest, seconds)
        lag = min(seconds - min(self._shortest, self._shortest_before), _MOST_LAG)
        self._doubt *= 0.9
        if is_early:
            self._average += (lag - self._average) * 0.15
        return lag


@dataclass(slots=True, eq=False)
class Lane:
    """The calls of one budget, first come, first served. All times are of one monotonic clock.

    Attributes:
        limit: Calls per window.
        window: Length of a window in seconds.
    """

    limit: int
    window: float = 1.0
    _departed: deque[Slot] = field(default_factory=deque[Slot])
    _waiting: deque[Slot] = field(default_factory=deque[Slot])
    _is_stale: bool = False
    _plan_again: float = -inf
    _trips: RoundTrips = field(default_factory=RoundTrips)
    _begun: float = -inf
    _held_until: float = -inf
    _share: float = _FULL
    _share_set: float = -inf
    _rejected_at: float = -inf
    _strikes: int = 0

    @property
    def lag(self) -> float:
        """Seconds by which a round trip exceeds the shortest one, on average."""
        return self._trips.lag

    def get_hold(self, now: float) -> float:
        """Return the seconds that all calls wait because of a 429."""
        return max(0.0, self._held_until - now)

    def join(self, now: float) -> Slot:
        """Return a slot behind all waiting calls."""
        slot = Slot(now)
        self._waiting.append(slot)
        slot.time = self._find_time(len(self._waiting) - 1, now)
        return slot

    def rejoin(self, now: float) -> Slot:
        """Return a slot ahead of all waiting calls, for a call that got a 429."""
        slot = Slot(now)
        self._waiting.appendleft(slot)
        slot.time = self._find_time(0, now)
        self._is_stale = True
        return slot

    def wait(self, slot: Slot, now: float) -> float:
        """Return the seconds until a call may be sent; 0 if it may be sent now, which it then must."""
        if self._is_stale and now >= self._plan_again:
            self._plan(now)
        elif self._is_stale and slot.time <= now:
            self._plan(now, slot)
        if slot.time > now:
            return slot.time - now
        self._remove(slot)
        slot.time = now
        self._add_departed(slot)
        return 0.0

    def overtake(self, now: float) -> Slot:
        """Return the slot of a call that is sent at once, before all waiting calls."""
        slot = Slot(now)
        self._add_departed(slot)
        return slot

    def leave(self, slot: Slot) -> None:
        """Give up the slot of a call that will not be sent."""
        if not slot.has_departed:
            self._remove(slot)
            self._is_stale = True

    def reset_after_fork(self) -> None:
        """Forget the waiting calls: the threads of the parent do not exist in a child process."""
        self._waiting.clear()
        self._is_stale = True

    def _remove(self, slot: Slot) -> None:
        with suppress(ValueError):  # the process was forked in the meantime
            self._waiting.remove(slot)

    def delay(self, slot: Slot, now: float) -> None:
        """Record that a call is sent only now: it had to connect first."""
        if now > slot.time:
            slot.time = now
            self._is_stale = bool(self._waiting)

    def note_response(self, slot: Slot, now: float, remaining: int | None) -> None:
        """Record that the response to a call has arrived.

        Args:
            slot: The slot of the call.
            now: Time of the arrival.
            remaining: Calls left in the window, if the response says so.
        """
        slot.lag = self._trips.note(now - slot.time, is_early=slot.since_lead < _EARLY * self.window)
        if remaining is not None and slot.time - self._begun < _EARLY * self.window:
            self._note_others(self.limit - remaining - self._count_since(self._begun))
        self._is_stale = bool(self._waiting)

    def _note_others(self, count: int) -> None:
        """Count the calls of others in the first window of this lane; later on, a 429 reveals them."""
        for _ in range(min(count, self.limit)):
            self._departed.appendleft(Slot(self._begun, has_departed=True))
        self._trim()

    def set_limit(self, limit: int) -> None:
        """Set the limit to that of a response."""
        if limit != self.limit:
            self.limit = limit
            self._is_stale = True

    def note_rejection(self, slot: Slot, now: float, retry_after: float | None) -> None:
        """Record a 429: wait for the next window, and slow down for a while.

        If this lane alone filled the window, a wider margin is enough. If it did not, or the 429s go on, others use
        the budget too, and the lane continues with its share. A 429 to a call that was sent before the last 429 was
        known says nothing new.
        """
        own = self._count_since(slot.time - self.window - self._compute_margin(now))
        if slot.time > self._rejected_at:
            self._strikes = self._strikes + 1 if slot.time - self._rejected_at < STRIKE_TIME else 1
            self._rejected_at = now
            if self._is_full(slot, own) and self._strikes < STRIKES:
                self._hold(slot.time + max(SHORTEST_HOLD * self.window, 2 * self._trips.lag))
            else:
                share = self._compute_share(now)
                crowded = min(own / self.limit, BACK_OFF) if share >= _FULL else share * BACK_OFF
                self._share = max(crowded, _SMALLEST_SHARE)
                self._share_set = now
                self._hold(slot.time + self.window)
        if slot in self._departed:  # it does not count in the next window
            self._departed.remove(slot)
        if retry_after is not None and retry_after <= LONGEST_HOLD:
            self._hold(now + retry_after)
        self._is_stale = True

    def _is_full(self, slot: Slot, own: int) -> bool:
        """Return whether a rejected call followed a full group, whose window had ended as far as this lane knew."""
        return own >= self.limit and slot.time - self._departed[0].time > self.window / 2

    def _add_departed(self, slot: Slot) -> None:
        if not self._departed or slot.time - self._departed[-1].time > self.window:
            self._begun = slot.time
        slot.has_departed = True
        if self._departed and slot.time - self._departed[-1].time < self.window / 4:
            slot.since_lead = self._departed[-1].since_lead + slot.time - self._departed[-1].time
        self._departed.append(slot)
        self._trim()

    def _trim(self) -> None:
        while len(self._departed) > self.limit:
            self._departed.popleft()

    def _hold(self, until: float) -> None:
        self._held_until = max(self._held_until, until)

    def _count_since(self, moment: float) -> int:
        return sum(1 for slot in self._departed if slot.time >= moment)

    def _compute_share(self, now: float) -> float:
        """Return the part of the limit that this lane uses; it recovers over time."""
        if self._share >= _FULL:
            return _FULL
        return min(_FULL, self._share + (now - self._share_set) * min(0.5, _GROWTH * self.limit))

    def _compute_margin(self, now: float) -> float:
        fading = max(0.0, 1.0 - (now - self._rejected_at) / RECOVERY)
        return _MARGIN + self._trips.lag * MARGIN_PER_LAG + fading * REJECTED_MARGIN

    def _plan(self, now: float, last: Slot | None = None) -> None:
        """Set the times of all waiting calls, or of those up to the slot `last`: the others check again later."""
        for position, slot in enumerate(self._waiting):
            slot.time = self._find_time(position, now)
            if slot is last:
                return
        self._is_stale = False
        self._plan_again = now + len(self._waiting) * _PLANNING

    def _find_time(self, position: int, now: float) -> float:
        """Return when the call at a position may be sent."""
        share = self._compute_share(now)
        rate = self.limit * share / self.window
        group = max(1, int(self.limit * share))
        due = max(now, self._held_until)
        before, first = self._get_slot(position - 1), self._get_slot(position - group)
        if first is not None:
            due = max(due, first.time + group / rate + self._compute_margin(now))
        if before is not None:
            due = max(due, before.time + self._compute_spread(share) / rate)
            if due - before.time > self.window / 4:
                due = max(due, self._find_first_arrival(position - group, position) + group / rate)
        return due

    def _compute_spread(self, share: float) -> float:
        return SHARED_SPREAD if share < _FULL else max(SMALLEST_SPREAD, _SPREAD - SPREAD_PER_LAG * self._trips.lag)

    def _find_first_arrival(self, start: int, end: int) -> float:
        """Return the latest time at which the first call of a group arrived.

        The server may count its window from then on, and the next group must not arrive before that window ends.
        """
        return min((slot.arrival for slot in self._iterate(start, end) if slot.lag is not None), default=-inf)

    def _iterate(self, start: int, end: int) -> Iterator[Slot]:
        first = max(start, -len(self._departed))
        return (slot for slot in map(self._get_slot, range(first, end)) if slot is not None)

    def _get_slot(self, index: int) -> Slot | None:
        """Return a slot by position; slots of calls that were sent have negative positions."""
        if index >= 0:
            return self._waiting[index]
        return self._departed[index] if -index <= len(self._departed) else None
