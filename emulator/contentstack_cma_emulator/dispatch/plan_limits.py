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
from contentstack_cma_emulator.engine.tags import TAGS
from contentstack_cma_emulator.stores import asset_store
from contentstack_cma_emulator.stores.taxonomy_store import build_term_scope, read_taxonomy_locale

Count = Callable[[Call], int]

FOLDERS = Criteria({"is_dir": True}, parse({"is_dir": True}), CHANGED_LAST)


@dataclass(frozen=True, slots=True)
class LimitedKind:
    """What a call creates: its limit in the plan, how to count it, and noun and code of the error if not of its tag."""

    limit: str
    count: Count
    noun: str = ""
    code: int = 0
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


def is_in_master_locale(call: Call) -> bool:
    """Return whether a call is about the master locale. In others it localizes what exists already."""
    return read_taxonomy_locale(call) == call.master_locale


BRANCHES = LimitedKind("branches", count_in_stack(BRANCH, "ordered_branch"))
TAXONOMIES = LimitedKind("taxonomies", count_in_stack(TAXONOMY))
TEAMS = LimitedKind("teams", lambda call: call.store.count(Scope(TEAM, parent=call.path["organization_uid"])))
WEBHOOKS = LimitedKind("webhooks", count_in_stack(WEBHOOK))

LIMITED: Mapping[str, LimitedKind] = {
    "create_branch": BRANCHES,
    "create_environment": LimitedKind("environments", count_in_stack(ENVIRONMENT)),
    "create_locale": LimitedKind("locales", count_in_branch(LOCALE)),
    "create_taxonomy": TAXONOMIES,
    "import_taxonomy": replace(TAXONOMIES, is_new=is_in_master_locale),
    "create_term": LimitedKind(
        "terms", lambda call: call.store.count(build_term_scope(call, call.path["taxonomy_uid"]))
    ),
    "create_extension": LimitedKind("extensions", count_in_branch("extension")),
    "create_webhook": WEBHOOKS,
    "import_webhook": WEBHOOKS,
    "create_workflow": LimitedKind("workflows", count_in_stack(WORKFLOW)),
    "create_publish_rule": LimitedKind("publish_rules", count_in_stack(PUBLISH_RULE), "Publish rule"),
    "create_role": LimitedKind("roles", count_custom_roles, code=157),
    "create_delivery_token": LimitedKind("delivery_tokens", count_in_stack("delivery_token"), "Delivery Token"),
    "create_management_token": LimitedKind("management_tokens", count_in_stack("management_token"), "Management Token"),
    "upload_asset": LimitedKind("assets", count_assets),
    "create_asset_folder": LimitedKind("asset_folders", count_folders, "Folder"),
    "create_team": TEAMS,
    "create_team_v4": TEAMS,
}
"""By operation. Only the codes of extensions and roles are known from the CMA."""


def check_plan(call: Call, tag: str) -> None:
    """Raise `CmaError` (422) if the limit of the plan for what the call of a limited operation creates is reached."""
    counted = LIMITED[call.operation]
    most = call.state.plan.get_limit(counted.limit)
    if most is not None and counted.is_new(call) and counted.count(call) >= most:
        wrong = {counted.limit: [errors.plan_limit_reached(most)]}
        noun, code = counted.noun or TAGS[tag].noun, counted.code or TAGS[tag].code
        raise errors.action_failed(noun, "creation", wrong, code)
