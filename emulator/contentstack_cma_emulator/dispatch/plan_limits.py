"""Check the limits of the plan before a call creates something. Counts only if the plan has a limit."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace

from contentstack_cma_emulator.auth.built_in_roles import DESCRIPTIONS
from contentstack_cma_emulator.engine import errors
from contentstack_cma_emulator.engine.call import Call
from contentstack_cma_emulator.engine.collection import Criteria
from contentstack_cma_emulator.engine.kinds import (
    ASSET,
    BRANCH,
    ENVIRONMENT,
    LOCALE,
    PUBLISH_RULE,
    ROLE,
    TAXONOMY,
    TEAM,
    WEBHOOK,
    WORKFLOW,
)
from contentstack_cma_emulator.engine.paging import CHANGED_LAST
from contentstack_cma_emulator.engine.query import parse
from contentstack_cma_emulator.engine.store import Scope
from contentstack_cma_emulator.stores import asset_store
from contentstack_cma_emulator.stores.taxonomy_store import build_term_scope, read_taxonomy_locale

Count = Callable[[Call], int]

FOLDERS = Criteria({"is_dir": True}, parse({"is_dir": True}), CHANGED_LAST)


@dataclass(frozen=True, slots=True)
class LimitedKind:
    """What a call creates: its limit in the plan, how to count it, and noun and code of the error."""

    limit: str
    count: Count
    noun: str
    code: int = 119
    is_new: Callable[[Call], bool] = lambda _call: True
    """Return whether a call creates something. Some operations do not always."""


def count_in_stack(*kinds: str) -> Count:
    """Return a function that counts documents that all branches share."""
    return lambda call: sum(call.store.count(Scope(kind, call.api_key, "")) for kind in kinds)


def count_in_branch(kind: str) -> Count:
    """Return a function that counts documents of the branch of a call."""
    return lambda call: call.store.count(Scope(kind, call.api_key, call.branch))


def count_custom_roles(call: Call) -> int:
    """Count the roles of a stack without the built-in ones."""
    roles = call.store.find(Scope(ROLE, call.api_key, ""))
    return sum(role["name"] not in DESCRIPTIONS for role in roles)


def count_folders(call: Call) -> int:
    """Count the folders of a branch."""
    return asset_store.open_assets(call).count(FOLDERS)


def count_assets(call: Call) -> int:
    """Count the assets of a branch."""
    return call.store.count(Scope(ASSET, call.api_key, call.branch)) - count_folders(call)


def count_terms(call: Call) -> int:
    """Count the terms of the taxonomy of a call."""
    return call.store.count(build_term_scope(call, call.path["taxonomy_uid"]))


def count_teams(call: Call) -> int:
    """Count the teams of the organization of a call."""
    return call.store.count(Scope(TEAM, parent=call.path["organization_uid"]))


def is_in_master_locale(call: Call) -> bool:
    """Return whether a call is about the master locale. In others it localizes what exists already."""
    return read_taxonomy_locale(call) == call.master_locale


BRANCHES = LimitedKind("branches", count_in_stack(BRANCH, "ordered_branch"), "Branch", 903)
TAXONOMIES = LimitedKind("taxonomies", count_in_stack(TAXONOMY), "Taxonomy")
TEAMS = LimitedKind("teams", count_teams, "Team")
WEBHOOKS = LimitedKind("webhooks", count_in_stack(WEBHOOK), "Webhook")

LIMITED: Mapping[str, LimitedKind] = {
    "create_branch": BRANCHES,
    "create_environment": LimitedKind("environments", count_in_stack(ENVIRONMENT), "Environment"),
    "create_locale": LimitedKind("locales", count_in_branch(LOCALE), "Language"),
    "create_taxonomy": TAXONOMIES,
    "import_taxonomy": replace(TAXONOMIES, is_new=is_in_master_locale),
    "create_term": LimitedKind("terms", count_terms, "Term"),
    "create_extension": LimitedKind("extensions", count_in_branch("extension"), "Extension", 344),
    "create_webhook": WEBHOOKS,
    "import_webhook": WEBHOOKS,
    "create_workflow": LimitedKind("workflows", count_in_stack(WORKFLOW), "Workflow"),
    "create_publish_rule": LimitedKind("publish_rules", count_in_stack(PUBLISH_RULE), "Publish rule"),
    "create_role": LimitedKind("roles", count_custom_roles, "Role", 157),
    "create_delivery_token": LimitedKind("delivery_tokens", count_in_stack("delivery_token"), "Delivery Token"),
    "create_management_token": LimitedKind("management_tokens", count_in_stack("management_token"), "Management Token"),
    "upload_asset": LimitedKind("assets", count_assets, "Asset"),
    "create_asset_folder": LimitedKind("asset_folders", count_folders, "Folder"),
    "create_team": TEAMS,
    "create_team_v4": TEAMS,
}
"""By operation. Only the codes of extensions and roles are known from the CMA."""


def check_plan(call: Call) -> None:
    """Raise `CmaError` (422) if the limit of the plan for what the call creates is reached."""
    counted = LIMITED.get(call.operation)
    most = call.state.plan.get_limit(counted.limit) if counted else None
    if counted and most is not None and counted.is_new(call) and counted.count(call) >= most:
        raise errors.action_failed(
            counted.noun, "creation", {counted.limit: [errors.plan_limit_reached(most)]}, counted.code
        )
