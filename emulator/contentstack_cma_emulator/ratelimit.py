"""How many calls an organization may make: so many reads, writes and bulk calls a second, and new stacks a minute.

The CMA tells a client how many it may still make, but not when; a window begins with the first call in it.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta

from contentstack_cma_emulator.dispatch import DOWNLOAD, Head, Route
from contentstack_cma_emulator.engine.call import State
from contentstack_cma_emulator.engine.errors import CmaError
from contentstack_cma_emulator.engine.lookup import ORGANIZATION, find_stack
from contentstack_cma_emulator.engine.store import Key

ORGANIZATION_UID = "organization_uid"
BULK = "/v3/bulk/"
READS = ("GET", "HEAD")


@dataclass(frozen=True, slots=True)
class RateLimit:
    """The limits of every organization; the defaults are those of the CMA. Bulk calls count as nothing else."""

    reads_per_second: int = 10
    writes_per_second: int = 10
    bulk_calls_per_second: int = 1
    stacks_per_minute: int = 1

    def features(self) -> dict[str, int]:
        """Answer the limits as features of a plan."""
        return {
            "limit": self.writes_per_second,
            "getLimit": self.reads_per_second,
            "bulkLimit": self.bulk_calls_per_second,
        }

    def of(self, head: Head, route: Route) -> "Rule":
        """Answer the limit that holds for a call."""
        if route.operation.id == "create_stack":
            return Rule("stacks", self.stacks_per_minute, timedelta(minutes=1))
        if route.operation.path.startswith(BULK):
            return Rule("bulk", self.bulk_calls_per_second)
        if head.method in READS:
            return Rule("reads", self.reads_per_second)
        return Rule("writes", self.writes_per_second)


@dataclass(frozen=True, slots=True)
class Rule:
    """So many calls of a kind in a window of time."""

    name: str
    calls: int
    window: timedelta = timedelta(seconds=1)


@dataclass(frozen=True, slots=True)
class Count:
    """What an organization has made of a window: when it began, and how many calls were made in it."""

    since: datetime
    calls: int = 0


@dataclass(frozen=True, slots=True)
class Allowance:
    """What the answer to one call says of its limit."""

    rule: Rule
    calls: int

    def headers(self) -> dict[str, str]:
        """Answer the headers of the answer."""
        remaining = max(self.rule.calls - self.calls, 0)
        return {"X-RateLimit-Limit": str(self.rule.calls), "X-RateLimit-Remaining": str(remaining)}

    def check(self) -> None:
        """Raise ``CmaError`` (429) if the call is one too many."""
        if self.calls > self.rule.calls:
            raise CmaError(429, 429, "Too many requests")


class RateLimiter:
    """Counts the calls of organizations against a limit."""

    def __init__(self, limit: RateLimit, state: State) -> None:
        self._limit = limit
        self._state = state
        self._counts: dict[tuple[str, str], Count] = {}

    def count(self, head: Head, route: Route) -> Allowance | None:
        """Count a call, refused or not; None if it speaks of no organization and is not limited."""
        organization = self._organization(head, route)
        if organization is None:
            return None
        rule = self._limit.of(head, route)
        now = self._state.clock.now()
        count = self._counts.get((organization, rule.name))
        if count is None or now - count.since >= rule.window:
            count = Count(now)
        self._counts[organization, rule.name] = Count(count.since, count.calls + 1)
        return Allowance(rule, count.calls + 1)

    def forget(self) -> None:
        """Begin new windows for all."""
        self._counts.clear()

    def _organization(self, head: Head, route: Route) -> str | None:
        """Answer the organization of the stack that the call speaks of, or that it names; files have none."""
        store = self._state.store
        if route.operation.tag == DOWNLOAD:
            return None
        stack = find_stack(store, head.headers.get("api_key", ""))
        if stack:
            return str(stack["org_uid"])
        uid = route.path.get(ORGANIZATION_UID) or head.headers.get(ORGANIZATION_UID, "")
        return uid if store.get(Key(ORGANIZATION, uid)) else None
