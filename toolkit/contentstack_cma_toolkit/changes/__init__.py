"""Compare a declared content model with a stack, and make the stack have it.

    from contentstack_cma_toolkit.changes import apply_plan, plan_changes

    plan = plan_changes(stack, model)
    print(plan)
    apply_plan(stack, plan)

A plan says what is created, updated and deleted, and what that does to stored content. Applied twice, it changes
nothing the second time.
"""

from .applying import AgreeToLosses, ApplyReport, apply_plan
from .errors import ApplyError, DataLossError, PlanError, StalePlanError
from .lost_values import LostValues
from .migration_steps import list_steps
from .planning import plan_changes
from .plans import Change, Detail, Effect, Plan
from .rehearsing import Rehearsal, rehearse_on_branch, rehearse_plan

__all__ = [
    "AgreeToLosses",
    "ApplyError",
    "ApplyReport",
    "Change",
    "DataLossError",
    "Detail",
    "Effect",
    "LostValues",
    "Plan",
    "PlanError",
    "Rehearsal",
    "StalePlanError",
    "apply_plan",
    "list_steps",
    "plan_changes",
    "rehearse_on_branch",
    "rehearse_plan",
]
