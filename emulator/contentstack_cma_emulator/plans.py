"""Reads the plan that a user means: a name, a file, a mapping or a `Plan`."""

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from contentstack_cma_emulator.engine.plan import PLANS, UNLIMITED, Plan, PlanError, plan_of
from contentstack_cma_emulator.seeding.reading import SeedError, read_plain


def read_plan(plan: Plan | Mapping[str, Any] | Path | str | None) -> Plan:
    """Return the plan that a user means.

    Args:
        plan: `"unlimited"`, `"documented"`, a JSON or YAML file, numbers by name, or a plan. None is unlimited.

    Raises:
        PlanError: It is no plan; its `place` says where.
        OSError: The file cannot be read.
    """
    if plan is None:
        return UNLIMITED
    if isinstance(plan, Plan):
        return plan
    if isinstance(plan, str | Path):
        return PLANS[plan] if isinstance(plan, str) and plan in PLANS else _read_file(Path(plan))
    return plan_of(plan)


def _read_file(path: Path) -> Plan:
    try:
        return plan_of(read_plain(path))
    except FileNotFoundError as error:
        known = ", ".join(PLANS)
        raise PlanError("", f"{path} is neither a file nor the name of a plan ({known}).") from error
    except PlanError as error:
        raise PlanError(error.place, f"{error.text} (in {path})") from error
    except SeedError as error:
        raise PlanError("", f"{path} {error}") from error
