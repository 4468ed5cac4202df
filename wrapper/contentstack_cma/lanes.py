"""When the next call of a budget may depart. Decisions about numbers: no clock, no I/O, no waiting.

The server counts arrivals in windows that begin where it likes: at a first call, or at its clock. So a lane lets no
more calls depart than a window holds within any stretch as long as a window and a margin. The calls of one such
stretch, a group, are spread over the first part of it. The margin covers what differs between departure and arrival:
it follows the variation of round trips, starts out wide, and grows after a refusal.
"""

from collections import deque
from collections.abc import Iterator
from dataclasses import dataclass, field
from math import inf

_SPREAD = 0.2
_SMALLEST_SPREAD = 0.05
"""The part of a window over which a full group departs; less where arrivals are spread by the network."""
_SHARED_SPREAD = 0.9
"""The same while others use the budget too: nobody should take the first part of a window alone."""
_MARGIN = 0.002
"""Seconds added to a window on a connection whose round trips never vary."""
_ARRIVAL_PART = 0.88
"""The part of its lag by which a call may have arrived later."""
_MOST_LAG = 0.12
"""Most seconds by which a varying round trip is taken to have delayed an arrival."""
_EARLY = 0.03
"""The part of a window in which calls count as the beginning of their group."""
_REFUSED_MARGIN = 0.01
"""Seconds that a refusal adds to the margin; they fade within `_RECOVERY` seconds."""
_RECOVERY = 60.0
_BACK_OFF = 0.7
"""The part of its share of a crowded window that a lane goes on with."""
_GROWTH = 0.002
"""The part of the limit that a lane takes back in a second, for each call that the limit allows in a window."""
_SMALLEST_SHARE = 0.1
_FULL = 1.0
_STRIKES = 3
"""Refusals in a row, each within `_STRIKE_TIME` of the one before, after which others must be using the budget."""
_STRIKE_TIME = 5.0
_LONGEST_HOLD = 60.0
"""A `Retry-After` of more seconds is for the call that got it to give up on, and not for all others to wait for."""


@dataclass(slots=True, eq=False)
class Slot:
    """The place of one call in a lane.

    Attributes:
        time: When the call may depart; after it has, when it did.
        has_departed: Whether it has.
        since_lead: Seconds since the first call of its group departed.
        lag: Seconds by which its round trip exceeded the shortest one; None until the response has come.
    """

    time: float
    has_departed: bool = False
    since_lead: float = 0.0
    lag: float | None = None

    @property
    def arrival(self) -> float:
        """When the call arrived at the latest, as if it had taken no time to travel."""
        return self.time + _ARRIVAL_PART * (self.lag or 0.0)


@dataclass(slots=True)
class RoundTrips:
    """How much the times between departure and response vary."""

    _average: float = 0.0
    _doubt: float = _MOST_LAG
    _count: int = 0
    _shortest: float = inf
    _shortest_before: float = inf

    @property
    def lag(self) -> float:
        """Seconds by which a round trip exceeds the shortest one; high at first: a refusal costs more than a margin."""
        return max(self._average, self._doubt)

    def note(self, seconds: float, *, is_early: bool) -> float:
        """Add a round trip, and return its lag. The shortest one is looked for anew every 40 calls.

        Only calls at the beginning of a group count for the average: later ones may queue behind each other.
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
    """The calls of one budget, first come, first served. Times are readings of one monotonic clock.

    Attributes:
        limit: Calls in a window.
        window: Seconds of a window.
    """

    limit: int
    window: float = 1.0
    _departed: deque[Slot] = field(default_factory=deque[Slot])
    _waiting: deque[Slot] = field(default_factory=deque[Slot])
    _is_stale: bool = False
    _trips: RoundTrips = field(default_factory=RoundTrips)
    _begun: float = -inf
    _held_until: float = -inf
    _share: float = _FULL
    _share_set: float = -inf
    _refused: float = -inf
    _strikes: int = 0

    @property
    def lag(self) -> float:
        """Seconds by which a round trip exceeds the shortest one, on average."""
        return self._trips.lag

    def join(self, now: float) -> Slot:
        """Return a place behind everybody who waits."""
        slot = Slot(now)
        self._waiting.append(slot)
        if self._is_stale:
            self._plan(now)
        else:
            slot.time = self._due(len(self._waiting) - 1, now)
        return slot

    def rejoin(self, now: float) -> Slot:
        """Return a place before everybody who waits, for a call that the server refused."""
        slot = Slot(now)
        self._waiting.appendleft(slot)
        self._plan(now)
        return slot

    def wait(self, slot: Slot, now: float) -> float:
        """Return the seconds until the call of a place may depart; 0 if it may now, and then it must."""
        if self._is_stale:
            self._plan(now)
        if slot.time > now:
            return slot.time - now
        self._waiting.remove(slot)
        slot.time = now
        self._add_departed(slot)
        return 0.0

    def overtake(self, now: float) -> Slot:
        """Return the place of a call that departs at once, whoever waits."""
        slot = Slot(now)
        self._add_departed(slot)
        return slot

    def leave(self, slot: Slot) -> None:
        """Give up the place of a call that will not depart."""
        if not slot.has_departed:
            self._waiting.remove(slot)
            self._is_stale = True

    def delay(self, slot: Slot, now: float) -> None:
        """Note that the call of a place departs only now: it had to connect first."""
        if now > slot.time:
            slot.time = now
            self._is_stale = bool(self._waiting)

    def note_response(self, slot: Slot, now: float, remaining: int | None) -> None:
        """Note that the response to the call of a place has come.

        Args:
            slot: The place.
            now: When it came.
            remaining: Calls that the server says are left in its window.
        """
        slot.lag = self._trips.note(now - slot.time, is_early=slot.since_lead < _EARLY * self.window)
        if remaining is not None and slot.time - self._begun < _EARLY * self.window:
            self._note_others(self.limit - remaining - self._count_since(self._begun))
        self._is_stale = bool(self._waiting)

    def _note_others(self, count: int) -> None:
        """Count what others have sent in the window in which this lane begins; later, refusals tell."""
        for _ in range(min(count, self.limit)):
            self._departed.appendleft(Slot(self._begun, has_departed=True))
        self._trim()

    def set_limit(self, limit: int) -> None:
        """Set the budget to what the server says."""
        if limit != self.limit:
            self.limit = limit
            self._is_stale = True

    def refuse(self, slot: Slot, now: float, retry_after: float | None) -> None:
        """Wait for the next window and go slower for a while: the server refused the call of a place.

        If the calls of this lane alone filled the window, a wider margin is enough. If they did not, or refusals go
        on, others use the budget too, and the lane goes on with its share of that window. Refusals of calls that
        departed before the last refusal was known say nothing new.
        """
        own = self._count_since(slot.time - self.window - self._margin(now))
        if slot.time > self._refused:
            self._strikes = self._strikes + 1 if slot.time - self._refused < _STRIKE_TIME else 1
            self._refused = now
            if self._is_full(slot, own) and self._strikes < _STRIKES:
                self._hold(slot.time + max(0.05 * self.window, 2 * self._trips.lag))
            else:
                share = self._share_at(now)
                crowded = min(own / self.limit, _BACK_OFF) if share >= _FULL else share * _BACK_OFF
                self._share = max(crowded, _SMALLEST_SHARE)
                self._share_set = now
                self._hold(slot.time + self.window)
        if slot in self._departed:  # it took nothing of the window that comes
            self._departed.remove(slot)
        if retry_after is not None and retry_after <= _LONGEST_HOLD:
            self._hold(now + retry_after)
        self._is_stale = True

    def _is_full(self, slot: Slot, own: int) -> bool:
        """Say whether a refused call departed when this lane took the one before it of a full group to be over."""
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

    def _share_at(self, now: float) -> float:
        """Return the part of the limit that this lane uses; it grows back with time."""
        if self._share >= _FULL:
            return _FULL
        return min(_FULL, self._share + (now - self._share_set) * min(0.5, _GROWTH * self.limit))

    def _margin(self, now: float) -> float:
        fading = max(0.0, 1.0 - (now - self._refused) / _RECOVERY)
        return _MARGIN + self._trips.lag * 0.35 + fading * _REFUSED_MARGIN

    def _plan(self, now: float) -> None:
        """Give everybody who waits a time anew."""
        self._is_stale = False
        for position, slot in enumerate(self._waiting):
            slot.time = self._due(position, now)

    def _due(self, position: int, now: float) -> float:
        """Return when the call at a position may depart."""
        share = self._share_at(now)
        rate = self.limit * share / self.window
        group = max(1, int(self.limit * share))
        due = max(now, self._held_until)
        before, first = self._at(position - 1), self._at(position - group)
        if first is not None:
            due = max(due, first.time + group / rate + self._margin(now))
        if before is not None:
            due = max(due, before.time + self._spread(share) / rate)
            if due - before.time > self.window / 4:
                due = max(due, self._first_arrival(position - group, position) + group / rate)
        return due

    def _spread(self, share: float) -> float:
        return _SHARED_SPREAD if share < _FULL else max(_SMALLEST_SPREAD, _SPREAD - 1.5 * self._trips.lag)

    def _first_arrival(self, start: int, end: int) -> float:
        """Return when the first of a group arrived at the latest, as if it had taken no time to travel.

        The server may have begun to count only then, so the next group must not arrive before that window has ended.
        """
        return min((slot.arrival for slot in self._between(start, end) if slot.lag is not None), default=-inf)

    def _between(self, start: int, end: int) -> Iterator[Slot]:
        return (slot for slot in map(self._at, range(start, end)) if slot is not None)

    def _at(self, index: int) -> Slot | None:
        """Return a place by its position; those whose calls have departed have negative ones."""
        if index >= 0:
            return self._waiting[index]
        return self._departed[index] if -index <= len(self._departed) else None
