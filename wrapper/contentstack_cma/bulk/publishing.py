"""Decisions of runs that publish: what bulk calls can do, and when to use them. No I/O."""

from collections import deque
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from enum import Enum

from contentstack_cma_client import models

from ..errors import ContentstackError, RateLimitError
from .decisions import is_ambiguous, is_fatal
from .publish_items import PublishItem
from .published import RUNNING, Action, Place, normalize
from .rows import Row

BULK_SIZE = 10
"""Maximum number of items, of environments and of locales of a bulk call."""
SMALLEST = 2
"""Minimum number of items of a bulk call: one alone is published sooner by a single call."""
_WORTH_A_LOOK = 3
"""Minimum number of items of a content type in a batch for which they are looked up and sent by bulk calls."""
_INTERVAL = 1.0
"""Seconds between two bulk calls."""
_MOST_JOBS = 2
"""Number of active jobs of an organization. Others wait in the server's queue."""
_LOOK_INTERVAL = 0.5
"""Seconds between two looks at the jobs."""


@dataclass(frozen=True, slots=True)
class Target:
    """What a run does with its items.

    Attributes:
        action: Whether it publishes or unpublishes.
        environments: Names or uids of the environments.
        locales: Codes of the locales.
        scheduled_at: When to do it; None for now.
    """

    action: Action
    environments: tuple[str, ...]
    locales: tuple[str, ...]
    scheduled_at: datetime | str | None = None

    @property
    def fits_bulk(self) -> bool:
        """Whether bulk calls can have this target."""
        return len(self.environments) <= BULK_SIZE and len(self.locales) <= BULK_SIZE


@dataclass(frozen=True, slots=True)
class StackPlaces:
    """The environments and locales of a stack.

    Attributes:
        environments: Uids of the environments by their names and uids.
        locales: Codes of the locales.
        master: Code of the master locale, if known.
    """

    environments: Mapping[str, str]
    locales: tuple[str, ...]
    master: str | None

    def check(self, target: Target) -> None:
        """Check that a target exists.

        Raises:
            ValueError: An environment or locale does not exist.
        """
        _check_known("environment", target.environments, self.environments)
        _check_known("locale", target.locales, self.locales)

    def list_places(self, target: Target) -> list[Place]:
        """Return the places of a target."""
        return [(self.environments[name], code) for name in target.environments for code in target.locales]


def _check_known(what: str, names: Iterable[str], known: Iterable[str]) -> None:
    found = list(known)
    if missing := [name for name in names if name not in found]:
        raise ValueError(f"the stack has no {what} {missing[0]!r}: it has {', '.join(sorted(found)) or 'none'}")


def must_be_single(item: PublishItem, target: Target, master: str | None) -> bool:
    """Return whether a bulk call cannot publish an item, or not exactly as a single call does.

    A bulk call has one schedule, requires a version for it, and takes a version without a locale for one of the master
    locale.
    """
    if item.variants or item.variant_rules or item.scheduled_at is not None:
        return True
    if target.scheduled_at is not None:
        return item.version is None
    return item.version is not None and item.locale is None and not item.is_asset and target.locales != (master,)


def choose_types(items: Iterable[PublishItem]) -> dict[str, list[str]]:
    """Return the uids that are worth a look before they are sent by bulk calls, by content type."""
    found: dict[str, list[str]] = {}
    for item in items:
        found.setdefault(item.content_type, []).append(item.uid)
    return {uid: uids for uid, uids in found.items() if len(uids) >= _WORTH_A_LOOK}


def find_repeated(rows: Sequence[Row]) -> list[Row]:
    """Return the rows whose entry or asset is also that of an earlier row: a bulk call would mix them up."""
    seen: set[str] = set()
    repeated: list[Row] = []
    for row in rows:
        uid = str(row.fields["uid"])
        if uid in seen:
            repeated.append(row)
        seen.add(uid)
    return repeated


@dataclass(frozen=True, slots=True)
class StageRule:
    """A publish rule that applies to a run.

    Attributes:
        content_types: Uids of content types, or `$all`.
        stage: Uid of the workflow stage that entries must be in, if any.
        needs_approval: Whether entries need an approval.
    """

    content_types: frozenset[str]
    stage: str | None
    needs_approval: bool

    def forbids(self, content_type: str, stage: str | None) -> bool:
        """Return whether an entry may be rejected, and with it all others of a bulk call."""
        if not self.content_types & {content_type, "$all"}:
            return False
        return self.needs_approval or self.stage not in (None, stage)


def read_rules(rules: Iterable[models.PublishRule], action: Action, places: Iterable[Place]) -> list[StageRule]:
    """Return the publish rules that apply to an action in some places."""
    environments = {environment for environment, _ in places}
    return [
        StageRule(frozenset(rule.content_types or ["$all"]), rule.workflow_stage or None, _has_approvers(rule))
        for rule in rules
        if rule.environment in environments and (not rule.actions or action in rule.actions)
    ]


def _has_approvers(rule: models.PublishRule) -> bool:
    approvers = rule.approvers
    if isinstance(approvers, models.PublishRuleApprovers):
        return bool(approvers.users or approvers.roles)
    return bool(approvers)


class Reaction(Enum):
    """What to do with the items of a bulk call that failed."""

    END = "all other calls would fail too"
    DOUBT = "it may have been processed"
    LATER = "it may be sent once more"
    SINGLY = "one of the items was rejected: send each by a call of its own"


def judge_failure(error: Exception) -> Reaction:
    """Return what to do with the items of a bulk call that failed."""
    if is_fatal(error):
        return Reaction.END
    if is_ambiguous(error):
        return Reaction.DOUBT
    is_unsent = isinstance(error, ContentstackError) and error.outcome == "not_sent"
    return Reaction.LATER if is_unsent or isinstance(error, RateLimitError) else Reaction.SINGLY


@dataclass(slots=True, eq=False)
class BulkGate:
    """Tells when a bulk call would be sent and processed soon. Until then, single calls take the items.

    Computes with numbers only. All times are of one monotonic clock.
    """

    _opens_at: float = 0.0
    _jobs: deque[str] = field(default_factory=deque[str])
    _next_look: float = 0.0

    def is_open(self, now: float) -> bool:
        """Return whether a bulk call may be sent."""
        return now >= self._opens_at and len(self._jobs) < _MOST_JOBS

    def note_sent(self, now: float) -> None:
        """Record that a bulk call was sent."""
        self.close(now, _INTERVAL)

    def close(self, now: float, seconds: float) -> None:
        """Allow no bulk call for some seconds."""
        self._opens_at = max(self._opens_at, now + seconds)

    def note_job(self, job_id: str | None) -> None:
        """Record that a job was started, if the response had its id."""
        if job_id:
            self._jobs.append(job_id)

    def choose_job(self, now: float) -> str | None:
        """Return the job to look at now; None if none keeps the gate closed, or the last look was just now."""
        if len(self._jobs) < _MOST_JOBS or now < self._next_look:
            return None
        self._next_look = now + _LOOK_INTERVAL
        self._jobs.rotate(-1)
        return self._jobs[-1]

    def note_status(self, job_id: str, status: str | None) -> None:
        """Record the status of a job; None if it cannot be read, which counts as finished."""
        if normalize(status) not in RUNNING and job_id in self._jobs:
            self._jobs.remove(job_id)
