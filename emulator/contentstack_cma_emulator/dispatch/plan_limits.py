"""Whether the plan allows one more: counted before a call creates something, and only if the plan has a limit."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace

from contentstack_cma_emulator.auth.built_in_roles import DESCRIPTIONS
from contentstack_cma_emulator.engine import errors
from contentstack_cma_emulator.engine.call import Call
from contentstack_cma_emulator.engine.collection import Wanted
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
from contentstack_cma_emulator.stores.taxonomy_store import called_locale, term_scope

Count = Callable[[Call], int]

FOLDERS = Wanted({"is_dir": True}, parse({"is_dir": True}), CHANGED_LAST)


@dataclass(frozen=True, slots=True)
class Counted:
    """What a call creates: the name of its limit in a plan, how many there are, and how the call is rejected."""

    limit: str
    count: Count
    noun: str
    code: int = 119
    is_new: Callable[[Call], bool] = lambda _call: True
    """Return whether a call creates anything, as some operations do not always."""


def in_stack(*kinds: str) -> Count:
    """Count documents that all branches share."""
    return lambda call: sum(call.store.count(call.stack_scope(kind)) for kind in kinds)


def in_branch(kind: str) -> Count:
    """Count documents of the branch of a call."""
    return lambda call: call.store.count(call.branch_scope(kind))


def custom_roles(call: Call) -> int:
    """Count the roles of a stack without those that every stack has."""
    roles = call.store.find(call.stack_scope(ROLE))
    return sum(role["name"] not in DESCRIPTIONS for role in roles)


def folders(call: Call) -> int:
    """Count the folders of a branch."""
    return asset_store.collection(call).count(FOLDERS)


def assets(call: Call) -> int:
    """Count the assets of a branch."""
    return call.store.count(call.branch_scope(ASSET)) - folders(call)


def terms(call: Call) -> int:
    """Count the terms of the taxonomy of a call."""
    return call.store.count(term_scope(call, call.path["taxonomy_uid"]))


def teams(call: Call) -> int:
    """Count the teams of the organization of a call."""
    return call.store.count(Scope(TEAM, parent=call.path["organization_uid"]))


def is_in_master_locale(call: Call) -> bool:
    """Return whether a call is about the master locale, so that it does not localize what there is already."""
    return called_locale(call) == call.master_locale


BRANCHES = Counted("branches", in_stack(BRANCH, "ordered_branch"), "Branch", 903)
TAXONOMIES = Counted("taxonomies", in_stack(TAXONOMY), "Taxonomy")
TEAMS = Counted("teams", teams, "Team")
WEBHOOKS = Counted("webhooks", in_stack(WEBHOOK), "Webhook")

COUNTED: Mapping[str, Counted] = {
    "create_branch": BRANCHES,
    "create_environment": Counted("environments", in_stack(ENVIRONMENT), "Environment"),
    "create_locale": Counted("locales", in_branch(LOCALE), "Language"),
    "create_taxonomy": TAXONOMIES,
    "import_taxonomy": replace(TAXONOMIES, is_new=is_in_master_locale),
    "create_term": Counted("terms", terms, "Term"),
    "create_extension": Counted("extensions", in_branch("extension"), "Extension", 344),
    "create_webhook": WEBHOOKS,
    "import_webhook": WEBHOOKS,
    "create_workflow": Counted("workflows", in_stack(WORKFLOW), "Workflow"),
    "create_publish_rule": Counted("publish_rules", in_stack(PUBLISH_RULE), "Publish rule"),
    "create_role": Counted("roles", custom_roles, "Role", 157),
    "create_delivery_token": Counted("delivery_tokens", in_stack("delivery_token"), "Delivery Token"),
    "create_management_token": Counted("management_tokens", in_stack("management_token"), "Management Token"),
    "upload_asset": Counted("assets", assets, "Asset"),
    "create_asset_folder": Counted("asset_folders", folders, "Folder"),
    "create_team": TEAMS,
    "create_team_v4": TEAMS,
}
"""By operation. Of the codes, those of extensions and roles are known."""


def check_plan(call: Call) -> None:
    """Raise `CmaError` (422) if there are as many of what the call creates as the plan allows."""
    counted = COUNTED.get(call.operation)
    most = call.state.plan.limit(counted.limit) if counted else None
    if counted and most is not None and counted.is_new(call) and counted.count(call) >= most:
        raise errors.refused(counted.noun, "creation", {counted.limit: [errors.none_left(most)]}, counted.code)
