"""How many documents of each kind an organization or a stack may have, which in the CMA depends on its plan."""

from collections.abc import Mapping
from dataclasses import dataclass, fields
from typing import Any, Literal, cast


class PlanError(ValueError):
    """A plan that is not valid. `place` is the wrong key, or empty."""

    def __init__(self, place: str, text: str) -> None:
        super().__init__(f"{place}: {text}" if place else text)
        self.place = place
        self.text = text


AT_LEAST_ONE = ("branches", "locales", "stacks_per_minute")
"""Limits of at least 1: every stack starts with one, or nothing would work."""


def _check(name: str, most: Any) -> None:
    least = 1 if name in AT_LEAST_ONE else 0
    if most is None or (isinstance(most, int) and not isinstance(most, bool) and most >= least):
        return
    raise PlanError(name, f"expected a whole number of at least {least}, or null for no limit, not {most!r}.")


@dataclass(frozen=True, slots=True)
class Plan:
    """The most documents of each kind; None is no limit.

    Limits within a document, such as the fields of a content type, apply in every plan.

    Args:
        branches: Branches of a stack, including the main branch.
        branch_aliases: Aliases of a stack.
        environments: Environments of a stack.
        locales: Locales of a branch, including the master locale.
        taxonomies: Taxonomies of a stack.
        terms: Terms of a taxonomy.
        extensions: Extensions of a branch.
        webhooks: Webhooks of a stack.
        workflows: Workflows of a stack.
        publish_rules: Publish rules of a stack.
        roles: Roles of a stack, not counting the predefined ones.
        delivery_tokens: Delivery tokens of a stack.
        management_tokens: Management tokens of a stack.
        assets: Assets of a branch.
        asset_folders: Folders of a branch.
        teams: Teams of an organization.
        stacks_per_minute: New stacks of an organization per minute. A `RateLimit` overrides it.

    Raises:
        PlanError: A limit is not an integer of at least 0, or 1 for `branches`, `locales` and
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

    def get_limit(self, what: str) -> int | None:
        """Return a limit by name, or None."""
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
"""The documented defaults. There is no limit if no number is known (locales, taxonomies, delivery tokens …)."""

PlanName = Literal["unlimited", "documented"]

PLANS: Mapping[str, Plan] = {"unlimited": UNLIMITED, "documented": DOCUMENTED}


def parse_plan(numbers: Any) -> Plan:
    """Parse a plan from limits by name. Default: no limit.

    Raises:
        PlanError: `numbers` is not a mapping, or has an unknown name or a value that is not valid.
    """
    if not isinstance(numbers, Mapping):
        raise PlanError("", f"a plan is an object of numbers by name, not {numbers!r}.")
    limits = cast("Mapping[str, Any]", numbers)
    for name in limits:
        if name not in NAMES:
            raise PlanError(str(name), f"is no limit of a plan; expected one of {', '.join(NAMES)}.")
    return Plan(**limits)
