"""The rate limit of an organization: reads, writes and bulk calls per second, and new stacks per minute.

The CMA returns the number of remaining calls, but not the end of the window. It is not documented whether windows start
at a call or at a full second, so the emulator has both.
"""

from collections.abc import Mapping
from dataclasses import dataclass, fields
from datetime import datetime, timedelta
from typing import Any, Literal, get_args

from contentstack_cma_emulator.dispatch.admission import DOWNLOAD, Head, Route
from contentstack_cma_emulator.engine.call import State
from contentstack_cma_emulator.engine.errors import CmaError
from contentstack_cma_emulator.engine.kinds import ORGANIZATION, STACK
from contentstack_cma_emulator.engine.store import Key

ORGANIZATION_UID = "organization_uid"
BULK = "/v3/bulk/"
READS = ("GET", "HEAD")

SECOND = timedelta(seconds=1)
MINUTE = timedelta(minutes=1)
EPOCH = datetime.fromisoformat("2000-01-01T00:00:00Z")
"""The start of a minute, from which the windows of `clock` are counted."""

RateLimitWindow = Literal["first-call", "clock"]
"""When a window starts.

`first-call`: at the first call after the previous window. `clock`: at every full second of the emulator's clock, or
every full minute for new stacks.
"""

WINDOWS: tuple[RateLimitWindow, ...] = get_args(RateLimitWindow)


@dataclass(frozen=True, slots=True)
class RateLimit:
    """The limits of each organization. The defaults are those of the CMA. Bulk calls are counted separately.

    Raises `TypeError` or `ValueError` for a limit that is not a positive integer, and `ValueError` for a
    `window` that is neither `"first-call"` nor `"clock"`.
    """

    reads_per_second: int = 10
    writes_per_second: int = 10
    bulk_calls_per_second: int = 1
    stacks_per_minute: int = 1
    window: RateLimitWindow = "first-call"

    def __post_init__(self) -> None:
        for each in fields(self):
            if each.name != "window":
                check_calls(each.name, getattr(self, each.name))
        if self.window not in WINDOWS:
            raise ValueError(f"window must be one of {', '.join(map(repr, WINDOWS))}, not {self.window!r}")

    def to_features(self) -> dict[str, int]:
        """Return the limits as plan features."""
        return {
            "limit": self.writes_per_second,
            "getLimit": self.reads_per_second,
            "bulkLimit": self.bulk_calls_per_second,
        }

    def find_rule(self, kind: str) -> "Rule":
        """Return the rule for calls of a kind."""
        rules = {
            "stacks": Rule(self.stacks_per_minute, MINUTE),
            "bulk": Rule(self.bulk_calls_per_second),
            "reads": Rule(self.reads_per_second),
            "writes": Rule(self.writes_per_second),
        }
        return rules[kind]


@dataclass(frozen=True, slots=True)
class Rule:
    """A number of calls per window of time."""

    calls: int
    length: timedelta = SECOND


@dataclass(frozen=True, slots=True)
class Count:
    """The number of calls in a window that started at `since`."""

    since: datetime
    calls: int = 0


@dataclass(frozen=True, slots=True)
class Allowance:
    """The limit that a call was counted against, and the number of remaining calls; negative if exceeded."""

    limit: int
    left: int

    def to_headers(self) -> dict[str, str]:
        """Return the rate limit headers."""
        return {"X-RateLimit-Limit": str(self.limit), "X-RateLimit-Remaining": str(max(self.left, 0))}

    def check(self) -> None:
        """Raise `CmaError` (429) if the limit is exceeded."""
        if self.left < 0:
            raise CmaError(429, 429, "Too many requests")


class RateLimiter:
    """Counts calls against the limits of their organization and of their management token.

    With `limit` None, organizations are not limited, except for the number of new stacks in the plan.
    """

    def __init__(self, limit: RateLimit | None, state: State) -> None:
        self._limit = limit
        self._window: RateLimitWindow = limit.window if limit else "first-call"
        self._state = state
        self._counts: dict[tuple[str, str], Count] = {}
        self._tokens: dict[str, Mapping[str, Rule]] = {}

    def limit_token(self, token: str, limits: Mapping[str, int | None]) -> None:
        """Set the limits of a management token by kind of call; without any, only those of its organization apply."""
        rules = {kind: Rule(calls) for kind, calls in limits.items() if calls is not None}
        self._tokens.pop(token, None)
        if rules:
            self._tokens[token] = rules

    def count(self, head: Head, route: Route, arrived: datetime) -> Allowance | None:
        """Count a call, whether it is rejected or not, at the time when it arrived.

        Returns None if the call is not limited: it has no organization, or there is no limit for its kind.
        """
        if not (self._limit or self._tokens or self._state.plan.stacks_per_minute):
            return None
        organization = self._find_organization(route, head.headers)
        if organization is None:
            return None
        kind = classify_call(head.method, route)
        token = read_management_token(head.headers)
        rules = {token: self._tokens[token].get(kind)} if token in self._tokens else {}
        rules[organization] = self._limit.find_rule(kind) if self._limit else self._find_plan_rule(kind)
        made = [(rule, self._add((owner, kind), rule, arrived)) for owner, rule in rules.items() if rule]
        if not made:
            return None
        return Allowance(min(rule.calls for rule, _ in made), min(rule.calls - calls for rule, calls in made))

    def forget(self) -> None:
        """Remove the limits of tokens, and start new windows."""
        self._tokens.clear()
        self._counts.clear()

    def _add(self, key: tuple[str, str], rule: Rule, arrived: datetime) -> int:
        """Count a call. Returns the number of calls in its window."""
        since = arrived - (arrived - EPOCH) % rule.length if self._window == "clock" else arrived
        count = self._counts.get(key)
        # If the clock of the machine is set back, a new window starts.
        if count is None or not timedelta() <= since - count.since < rule.length:
            count = Count(since)
        self._counts[key] = Count(count.since, count.calls + 1)
        return count.calls + 1

    def _find_plan_rule(self, kind: str) -> Rule | None:
        stacks = self._state.plan.stacks_per_minute
        return Rule(stacks, MINUTE) if kind == "stacks" and stacks is not None else None

    def _find_organization(self, route: Route, headers: Mapping[str, str]) -> str | None:
        """Return the organization of a call, or of its stack. Downloads have none."""
        store = self._state.store
        if route.operation.tag == DOWNLOAD:
            return None
        stack = store.get(Key(STACK, headers.get("api_key", "")))
        if stack:
            return str(stack["org_uid"])
        uid = route.path.get(ORGANIZATION_UID) or headers.get(ORGANIZATION_UID, "")
        return uid if store.get(Key(ORGANIZATION, uid)) else None


def classify_call(method: str, route: Route) -> str:
    """Return the kind of a call."""
    if route.operation.id == "create_stack":
        return "stacks"
    if route.operation.path.startswith(BULK):
        return "bulk"
    return "reads" if method in READS else "writes"


def read_management_token(headers: Mapping[str, str]) -> str:
    """Return the management token in the headers, empty if none."""
    authorization = headers.get("authorization", "").strip()
    return "" if authorization[:7].lower() == "bearer " else authorization


def check_calls(name: str, calls: Any) -> None:
    """Raise `TypeError` or `ValueError` if a limit is not a positive integer."""
    if not isinstance(calls, int) or isinstance(calls, bool):
        raise TypeError(f"{name} must be an int, not {calls!r}")
    if calls < 1:
        raise ValueError(f"{name} must be at least 1, not {calls}")


def read_limit(limit: Any) -> RateLimit | None:
    """Return the limits for the value of an option: an int limits both reads and writes per second."""
    if limit is None or isinstance(limit, RateLimit):
        return limit
    if not isinstance(limit, int) or isinstance(limit, bool):
        raise TypeError(f"rate_limit must be a RateLimit, an int or None, not {limit!r}")
    check_calls("rate_limit", limit)
    return RateLimit(reads_per_second=limit, writes_per_second=limit)
