"""Roles of a stack: the built-in ones, and custom ones with their own rules."""

from collections.abc import Collection, Sequence
from typing import Any, cast

from contentstack_cma_emulator.auth import built_in_roles as built_in
from contentstack_cma_emulator.auth.decisions import BRANCHES
from contentstack_cma_emulator.engine.call import ApiResponse, Call
from contentstack_cma_emulator.engine.declared import Rejection, Resource
from contentstack_cma_emulator.engine.documents import ALL, Document, omit, read_texts
from contentstack_cma_emulator.engine.errors import NOT_VALID, REQUIRED, Errors
from contentstack_cma_emulator.engine.field_rules import require
from contentstack_cma_emulator.engine.kinds import COLLABORATOR, ENVIRONMENT, ROLE, TEAM, USER
from contentstack_cma_emulator.engine.lookup import find_branches
from contentstack_cma_emulator.engine.registry import operation, tolerate
from contentstack_cma_emulator.engine.relations import Owner, Reference, register_references
from contentstack_cma_emulator.engine.store import Key, Scope
from contentstack_cma_emulator.engine.system_fields import MINIMAL_FIELDS
from contentstack_cma_emulator.resources.role_permissions import compute_permissions
from contentstack_cma_emulator.resources.users import with_users

MAX_LISTED = 100
"""How many objects of a kind one rule may list."""

COMPUTED = ("users", "owner", "stack", "permissions", "SYS_ACL", "api_key", "org_uid")
"""Fields that are computed when a role is read, and not stored with it."""

EDITABLE_MODULES = ("environment", "locale")
"""Modules whose rules can be changed in a built-in role."""


tolerate("create_role", "rules")


def prepare(call: Call, sent: Document, _stored: Document) -> Document:
    """Return a role as it is stored."""
    stored = omit(sent, *COMPUTED)
    stored |= {"org_uid": call.stack["org_uid"], "api_key": call.api_key}
    if "rules" not in sent:
        return stored
    known = {branch["uid"] for branch in find_branches(call.store, call.api_key)}
    return stored | {"rules": normalize_rules(sent["rules"], known)}


def normalize_rules(sent: Sequence[Document], known: Collection[str]) -> list[Document]:
    """Return the rules of a role as they are stored; `known` are the uids of the stack's branches.

    A role without rules gets one for all branches. A branch rule with no branch, or an unknown one, applies to all.
    """
    if not sent:
        return [built_in.make_rule("branch", {"read": True})]
    return [r | {"branches": normalize_branches(r, known)} if r["module"] == "branch" else r for r in sent]


def normalize_branches(rule: Document, known: Collection[str]) -> list[str]:
    """Return the branches that a rule applies to."""
    named = read_texts(rule.get("branches"))
    return named if named and set(named) <= {ALL, *known} else [ALL]


def check_branch_rule(_call: Call, role: Document) -> Errors:
    """Check that one of the rules says in which branches the others apply."""
    has_branch = any(rule["module"] in BRANCHES for rule in role["rules"])
    return {} if has_branch else {"rules.branch": [REQUIRED]}


def check_rule_sizes(_call: Call, role: Document) -> Errors:
    """Check that no rule lists too many objects."""
    too_long = any(count_longest_list(rule) > MAX_LISTED for rule in role.get("rules", ()))
    return {"rules": [f"can name at most {MAX_LISTED} of a kind."]} if too_long else {}


def count_longest_list(rule: Document) -> int:
    """Return the length of the longest list in a rule, whatever its module calls it."""
    return max((len(cast("list[object]", value)) for value in rule.values() if isinstance(value, list)), default=0)


def assign_users(call: Call, role: Document, sent: Document, action: str) -> None:
    """Give the role to the users that were sent. Raises `CmaError` (422/119) if one has no access to the stack."""
    known = {held["uid"] for _, held in find_collaborators_with_keys(call)}
    if not known.issuperset(sent.get("users", ())):
        raise ROLES.build_error(action, {"users": [NOT_VALID]})
    if "users" in sent:
        set_role_users(call, role["uid"], sent["users"])


def set_role_users(call: Call, role_uid: str, users: list[str]) -> None:
    """Give the role to exactly these users of the stack."""
    for key, held in find_collaborators_with_keys(call):
        others = [uid for uid in held["roles"] if uid != role_uid]
        call.store.put(key, held | {"roles": [*others, role_uid] if held["uid"] in users else others})


def show(call: Call, role: Document) -> Document:
    """Return a role with its stack, and with what the `include_…` parameters request."""
    owner = call.store.get(Key(USER, call.stack["owner_uid"])) or {}
    shown = omit(role, "rules", *COMPUTED) | {
        "users": with_users(call, role)["users"],
        "owner": owner.get("email"),
        "stack": call.stack,
        "SYS_ACL": {},
    }
    if call.has_flag("include_rules") and "rules" in role:
        shown["rules"] = role["rules"]
    if call.has_flag("include_permissions"):
        shown["permissions"] = compute_permissions(call, role)
    return shown


def check_deletable(_call: Call, role: Document) -> None:
    """Raise `CmaError` (422/119) for a built-in role."""
    if is_built_in(role):
        raise ROLES.build_error("deletion", {"name": ["is a role that every stack has."]})


def is_built_in(role: Document) -> bool:
    """Return whether every stack has this role. No other role can have its name."""
    return role["name"] in built_in.DESCRIPTIONS


def find_collaborators_with_keys(call: Call) -> list[tuple[Key, Document]]:
    """Return the users of the stack, with their roles."""
    return call.store.find_with_keys(Scope(COLLABORATOR, call.api_key, ""))


def find_teams_with_keys(call: Call) -> list[tuple[Key, Document]]:
    """Return the teams of the organization that the stack belongs to."""
    return call.store.find_with_keys(Scope(TEAM, parent=call.stack["org_uid"]))


def keep_unchanged(_call: Call, _key: Key, _document: Document) -> None:
    """Keep the users and teams that lose a role."""


ROLES = Resource(
    kind=ROLE,
    key="role",
    plural="roles",
    noun="Role",
    address="role_uid",
    system=MINIMAL_FIELDS,
    defaults={"description": "", "rules": [], "roles": []},
    prepare=prepare,
    fixed=("api_key", "org_uid"),
    unique=("name",),
    duplicate=Rejection(text="is not a unique."),
    rules=(require("name"), check_rule_sizes, check_branch_rule),
    before_delete=check_deletable,
    show=show,
    notices={
        "created": "The role created successfully.",
        "updated": "The role updated successfully.",
        "deleted": "The role deleted successfully.",
    },
)
ROLES.register_all_but("create", "update")

ROLES.register_references(Reference("rules.environments", ENVIRONMENT, by=("uid", "name")))
register_references(Owner(find_collaborators_with_keys, keep_unchanged), [Reference("roles", ROLE)])
register_references(Owner(find_teams_with_keys, keep_unchanged), [Reference("stackRoleMapping.roles", ROLE)])


@operation("create_role")
def create_role(call: Call) -> ApiResponse:
    """Create a role, and assign it to users if any are sent."""
    sent = read_role(call, "creation")
    new: Document = {"rules": [], **sent}
    role = ROLES.add(call, new)
    assign_users(call, role, sent, "creation")
    return build_response(call, "created", role, 201)


@operation("update_role")
def update_role(call: Call) -> ApiResponse:
    """Update a role. Of a built-in one only the rules about environments and locales can change."""
    stored, sent = ROLES.find(call), read_role(call, "updation")
    changed = restrict_update(stored, sent) if is_built_in(stored) else sent
    role = ROLES.change(call, stored, changed)
    assign_users(call, role, sent, "updation")
    return build_response(call, "updated", role, 200)


def read_role(call: Call, action: str) -> Document:
    """Return the role in the body of a call; null for its rules means an empty list.

    Raises `CmaError` (422/119) if its rules are not a list of objects.
    """
    sent = ROLES.read_sent(call)
    rules: Any = sent.get("rules") or []
    if not isinstance(rules, list) or not all(isinstance(rule, dict) for rule in cast("list[object]", rules)):
        raise ROLES.build_error(action, {"rules": [NOT_VALID]})
    return {**sent, "rules": sent["rules"] or []} if "rules" in sent else sent


def build_response(call: Call, done: str, role: Document, status: int) -> ApiResponse:
    """Build the response for a role that was written, with its rules and users."""
    return ROLES.build_response(done, with_users(call, role), status)


def restrict_update(stored: Document, sent: Document) -> Document:
    """Return a built-in role with the environment and locale rules that were sent.

    Raises `CmaError` (422/119) for the role that permits everything, and for another name or description.
    """
    fixed = ("name", "description")
    other = [name for name in fixed if name in sent and sent[name] != stored[name]]
    if "rules" not in stored or other:
        raise ROLES.build_error("updation", {name: ["cannot be changed."] for name in other or ["name"]})
    new = [rule for rule in sent.get("rules", ()) if rule["module"] in EDITABLE_MODULES]
    replaced = {rule["module"] for rule in new}
    kept = [rule for rule in stored["rules"] if rule["module"] not in replaced]
    return {name: stored[name] for name in fixed} | {"rules": kept + new}
