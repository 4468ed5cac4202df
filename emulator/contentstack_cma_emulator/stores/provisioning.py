"""Create users, organizations and stacks with everything that a new one has."""

from collections.abc import Mapping, Sequence

from contentstack_cma_emulator.auth import built_in_roles
from contentstack_cma_emulator.auth.login import set_password
from contentstack_cma_emulator.engine import kinds
from contentstack_cma_emulator.engine.call import MAIN_BRANCH, State
from contentstack_cma_emulator.engine.documents import Document
from contentstack_cma_emulator.engine.store import Key
from contentstack_cma_emulator.rules.locale_names import make_locale_name

ORGANIZATION_ROLES = {"owner": "Owner Role", "admin": "Admin Role", "member": "Member Role"}

PLAN_LIMITS = {"users": 100, "limit": 10, "getLimit": 10, "bulkLimit": 1}
"""Features of the plan of every organization. The last three are calls per second."""

STACK_SETTINGS: Document = {
    "version": "2019-04-30",
    "rte_version": 3,
    "blockAuthQueryParams": True,
    "allowedCDNTokens": ["access_token"],
    "branches": True,
    "localesOptimization": True,
    "webhook_enabled": True,
    "workflow_stages": True,
    "publishing_rules": True,
    "language_fallback": False,
    "stack_variables": {},
    "discrete_variables": {"cms": True, "_version": 3},
    "live_preview": {},
}


def new_settings(secret_key: str) -> Document:
    """Return the settings of a new stack."""
    return STACK_SETTINGS | {"discrete_variables": STACK_SETTINGS["discrete_variables"] | {"secret_key": secret_key}}


def create_user(state: State, email: str, names: Mapping[str, str]) -> Document:
    """Create a user, who has no password yet and cannot sign in."""
    now = state.clock.stamp()
    user: Document = {
        "uid": state.clock.make_uid(),
        "created_at": now,
        "updated_at": now,
        "email": email,
        "username": names.get("username") or email.split("@", maxsplit=1)[0],
        "first_name": names.get("first_name", ""),
        "last_name": names.get("last_name", ""),
        "company": names.get("company", ""),
        "org_uid": [],
        "shared_org_uid": [],
        "active": False,
        "failed_attempts": 0,
    }
    state.store.put(Key(kinds.USER, user["uid"]), user)
    return user


def activate_user(state: State, user: Document, password: str) -> Document:
    """Set the password of a user and let them sign in."""
    active = user | {"active": True, "updated_at": state.clock.stamp()}
    state.store.put(Key(kinds.USER, user["uid"]), active)
    set_password(state, user["uid"], password)
    return active


def create_organization(state: State, owner: Document, name: str, wanted_uid: str | None = None) -> Document:
    """Create an organization with its roles. The owner is its first member."""
    now = state.clock.stamp()
    uid = wanted_uid or state.clock.make_uid()
    organization: Document = {
        "uid": uid,
        "name": name,
        "plan_id": "emulator",
        "owner_uid": owner["uid"],
        "is_transfer_set": False,
        "expires_on": "2099-12-31T00:00:00.000Z",
        "enabled": True,
        "is_over_usage_allowed": True,
        "account_id": "emulator",
        "created_at": now,
        "created_by": owner["uid"],
        "updated_at": now,
        "updated_by": owner["uid"],
        "deleted_at": False,
        "settings": {"blockAuthQueryParams": True, "allowedCDNTokens": ["access_token"]},
        "tags": [],
        "metadata": {},
    }
    state.store.put(Key(kinds.ORGANIZATION, uid), organization)
    roles = [create_organization_role(state, uid, role) for role in ORGANIZATION_ROLES]
    create_share(state, organization, owner, [roles[0]["uid"]], owner["uid"])
    return organization


def create_organization_role(state: State, organization_uid: str, name: str) -> Document:
    """Create one of the roles that every organization has."""
    now = state.clock.stamp()
    role: Document = {
        "uid": state.clock.make_uid(),
        "name": name,
        "description": ORGANIZATION_ROLES[name],
        "org_uid": organization_uid,
        "admin": name != "member",
        "default": True,
        "users": [],
        "created_at": now,
        "updated_at": now,
    }
    state.store.put(Key(kinds.ORGANIZATION_ROLE, role["uid"], parent=organization_uid), role)
    return role


def create_share(
    state: State, organization: Document, user: Document, roles: Sequence[str], invited_by: str
) -> Document:
    """Add a user to an organization: at once if their account is active, otherwise when they activate it."""
    now = state.clock.stamp()
    share: Document = {
        "uid": state.clock.make_uid(),
        "email": user["email"],
        "user_uid": user["uid"],
        "org_uid": organization["uid"],
        "org_roles": list(roles),
        "status": "accepted" if user["active"] else "pending",
        "invited_by": invited_by,
        "invited_at": now,
        "created_at": now,
        "updated_at": now,
    }
    state.store.put(Key(kinds.SHARE, share["uid"], parent=organization["uid"]), share)
    field = "org_uid" if organization["owner_uid"] == user["uid"] else "shared_org_uid"
    member = user | {field: [*user[field], organization["uid"]]}
    state.store.put(Key(kinds.USER, user["uid"]), member)
    return share


def create_stack(state: State, owner_uid: str, organization_uid: str, wanted: Document) -> Document:
    """Create a stack with its main branch, master locale and roles. The owner is its first collaborator.

    `wanted` has fields of the stack. `name` and `master_locale` are required.
    """
    now = state.clock.stamp()
    stack: Document = {
        "description": "",
        "api_key": state.clock.make_uid(),
        **wanted,
        "created_at": now,
        "updated_at": now,
        "uid": state.clock.make_uid(),
        "org_uid": organization_uid,
        "is_asset_download_public": True,
        "owner_uid": owner_uid,
        "user_uids": [owner_uid],
        "settings": new_settings(state.clock.make_token("")),
    }
    state.store.put(Key(kinds.STACK, stack["api_key"]), stack)
    stamps = {"created_at": now, "created_by": owner_uid, "updated_at": now, "updated_by": owner_uid}
    create_main_branch(state, stack, stamps)
    roles = [create_role(state, stack, name, stamps) for name in built_in_roles.DESCRIPTIONS]
    state.store.put(
        Key(kinds.COLLABORATOR, owner_uid, stack["api_key"]), {"uid": owner_uid, "roles": [roles[0]["uid"]]}
    )
    return stack


def create_main_branch(state: State, stack: Document, stamps: Document) -> None:
    """Create the main branch with the master locale."""
    api_key = stack["api_key"]
    branch: Document = {"uid": MAIN_BRANCH, "source": "", **stamps, "alias": [], "deleted_at": False}
    state.store.put(Key(kinds.BRANCH, MAIN_BRANCH, api_key), branch)
    code = stack["master_locale"]
    locale: Document = {
        "code": code,
        "name": make_locale_name(code),
        "fallback_locale": None,
        "uid": state.clock.make_uid(),
        **stamps,
        "ACL": {},
    }
    state.store.put(Key(kinds.LOCALE, locale["uid"], api_key, MAIN_BRANCH), locale | {"_version": 1})


def create_role(state: State, stack: Document, name: str, stamps: Document) -> Document:
    """Create one of the roles that every stack has. One without rules permits everything."""
    role: Document = {
        "uid": state.clock.make_uid(),
        "name": name,
        "description": built_in_roles.DESCRIPTIONS[name],
        "api_key": stack["api_key"],
        "org_uid": stack["org_uid"],
        "users": [],
        "roles": [],
        **stamps,
    }
    rules = built_in_roles.make_built_in_rules(name)
    if rules is not None:
        role["rules"] = rules
    state.store.put(Key(kinds.ROLE, role["uid"], stack["api_key"]), role)
    return role
