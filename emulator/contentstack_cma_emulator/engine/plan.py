"""How many of each kind an organization or a stack may have: what the CMA leaves to the plan that was bought."""

from collections.abc import Mapping
from dataclasses import dataclass, fields
from typing import Any, Literal, cast


class PlanError(ValueError):
    """A plan that cannot be used. `place` is the key in it that is wrong, or empty."""

    def __init__(self, place: str, text: str) -> None:
        super().__init__(f"{place}: {text}" if place else text)
        self.place = place
        self.text = text


ONE_AT_LEAST = ("branches", "locales", "stacks_per_minute")
"""What every stack begins with one of, or what would let nobody do anything."""


def _check(name: str, most: Any) -> None:
    least = 1 if name in ONE_AT_LEAST else 0
    if most is None or (isinstance(most, int) and not isinstance(most, bool) and most >= least):
        return
    raise PlanError(name, f"expected a whole number of at least {least}, or null for no limit, not {most!r}.")


@dataclass(frozen=True, slots=True)
class Plan:
    """How many of each kind there may be at most; None is no limit.

    Limits of single documents, such as the fields of a content type, hold in every plan.

    Args:
        branches: Branches of a stack, the main branch among them.
        branch_aliases: Aliases of a stack.
        environments: Environments of a stack.
        locales: Locales of a branch, the master locale among them.
        taxonomies: Taxonomies of a stack.
        terms: Terms of a taxonomy.
        extensions: Extensions of a branch.
        webhooks: Webhooks of a stack.
        workflows: Workflows of a stack.
        publish_rules: Publish rules of a stack.
        roles: Roles of a stack, without those that every stack has.
        delivery_tokens: Delivery tokens of a stack.
        management_tokens: Management tokens of a stack.
        assets: Assets of a branch.
        asset_folders: Folders of a branch.
        teams: Teams of an organization.
        stacks_per_minute: New stacks of an organization per minute, unless a `RateLimit` says another number.

    Raises:
        PlanError: A number is not a whole number of at least 0, or 1 for `branches`, `locales` and
            `stacks_per_minute`.
    """

    branches: int | None = None
    branch_aliases: int | None = None
    environments: int | None = None
    locales: int | None = None
    taxonomies: int | None = None
    terms: int | None = None
    extensions: int | None = None
    webhooks: int | None = None
    workflows: int | None = None
    publish_rules: int | None = None
    roles: int | None = None
    delivery_tokens: int | None = None
    management_tokens: int | None = None
    assets: int | None = None
    asset_folders: int | None = None
    teams: int | None = None
    stacks_per_minute: int | None = None

    def __post_init__(self) -> None:
        for each in fields(self):
            _check(each.name, getattr(self, each.name))

    def limit(self, what: str) -> int | None:
        """Return how many there may be of what a field is called after, or None."""
        most: int | None = getattr(self, what)
        return most


NAMES = tuple(each.name for each in fields(Plan))

UNLIMITED = Plan()

DOCUMENTED = Plan(
    branches=2,
    environments=3,
    terms=10_000,
    webhooks=100,
    workflows=10,
    publish_rules=100,
    management_tokens=30,
    assets=10_000,
    asset_folders=10_000,
    teams=500,
    stacks_per_minute=1,
)
"""The documented defaults. Where no number is known (locales, taxonomies, delivery tokens …), there is no limit."""

PlanName = Literal["unlimited", "documented"]

PLANS: Mapping[str, Plan] = {"unlimited": UNLIMITED, "documented": DOCUMENTED}


def plan_of(numbers: Any) -> Plan:
    """Return the plan with these numbers by name; what is not named has no limit.

    Raises:
        PlanError: `numbers` is no mapping, names what no plan has, or has something else than a number or None.
    """
    if not isinstance(numbers, Mapping):
        raise PlanError("", f"a plan is an object of numbers by name, not {numbers!r}.")
    limits = cast("Mapping[str, Any]", numbers)
    for name in limits:
        if name not in NAMES:
            raise PlanError(str(name), f"is no limit of a plan; expected one of {', '.join(NAMES)}.")
    return Plan(**limits)
