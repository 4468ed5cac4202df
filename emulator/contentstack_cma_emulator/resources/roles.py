"""Roles: what people may do in a stack. Some are in every stack, others are made with rules of one's own."""

from collections.abc import Collection, Sequence
from typing import cast

from contentstack_cma_emulator.auth import built_in_roles as built_in
from contentstack_cma_emulator.auth.decisions import ALL, BRANCHES
from contentstack_cma_emulator.auth.rights import texts
from contentstack_cma_emulator.engine.call import Answer, Call
from contentstack_cma_emulator.engine.declared import Refused, Resource
from contentstack_cma_emulator.engine.documents import Document
from contentstack_cma_emulator.engine.errors import NOT_VALID, REQUIRED
from contentstack_cma_emulator.engine.field_rules import Errors, required
from contentstack_cma_emulator.engine.kinds import COLLABORATOR, ENVIRONMENT, ROLE, TEAM, USER
from contentstack_cma_emulator.engine.lookup import branches
from contentstack_cma_emulator.engine.registry import operation, tolerate
from contentstack_cma_emulator.engine.relations import Owner, Reference, declare
from contentstack_cma_emulator.engine.store import Key, Scope
from contentstack_cma_emulator.engine.system_fields import NONE
from contentstack_cma_emulator.resources.role_permissions import permissions_of
from contentstack_cma_emulator.resources.users import with_stack_holders

MAX_LISTED = 100
"""How many things of a kind one rule may name."""

WORKED_OUT = ("users", "owner", "stack", "permissions", "SYS_ACL", "api_key", "org_uid")
"""What is not kept with the role: it is known from elsewhere."""

OPEN_MODULES = ("environment", "locale")
"""What can be changed about a role that every stack has: the places it is good for."""


tolerate("create_role", "rules")


def prepared(call: Call, sent: Document) -> Document:
    """Answer a role as it is kept."""
    kept = {name: value for name, value in sent.items() if name not in WORKED_OUT}
    kept |= {"org_uid": call.stack["org_uid"], "api_key": call.api_key}
    if "rules" not in sent:
        return kept
    known = {branch["uid"] for branch in branches(call.store, call.api_key)}
    return kept | {"rules": kept_rules(sent["rules"], known)}


def kept_rules(sent: Sequence[Document], known: Collection[str]) -> list[Document]:
    """Return the rules of a role as they are kept; `known` are the uids of the stack's branches.

    A role without rules gets one for all branches. A rule for no branch, or for one that does not exist, is for all.
    """
    if not sent:
        return [built_in.rule("branch", {"read": True})]
    return [rule | {"branches": kept_branches(rule, known)} if rule["module"] == "branch" else rule for rule in sent]


def kept_branches(rule: Document, known: Collection[str]) -> list[str]:
    """Return the branches that a rule is for."""
    named = texts(rule.get("branches"))
    return named if named and set(named) <= {ALL, *known} else [ALL]


def demand_branch(_call: Call, role: Document) -> Errors:
    """Demand a rule that says in which branches the others hold."""
    has_branch = any(rule["module"] in BRANCHES for rule in role["rules"])
    return {} if has_branch else {"rules.branch": [REQUIRED]}


def check_rules(_call: Call, role: Document) -> Errors:
    """Refuse rules that name too many things."""
    too_long = any(longest_list(rule) > MAX_LISTED for rule in role.get("rules", ()))
    return {"rules": [f"can name at most {MAX_LISTED} of a kind."]} if too_long else {}


def longest_list(rule: Document) -> int:
    """Return how many things a rule names of the kind of which it names most, whatever the module calls them."""
    return max((len(cast("list[object]", value)) for value in rule.values() if isinstance(value, list)), default=0)


def check_people(call: Call, role: Document, sent: Document, action: str) -> None:
    """Refuse to give the role to somebody who does not work on the stack."""
    known = {held["uid"] for _, held in people(call)}
    if not known.issuperset(sent.get("users", ())):
        raise ROLES.refused(action, {"users": [NOT_VALID]})
    if "users" in sent:
        give(call, role["uid"], sent["users"])


def give(call: Call, role_uid: str, users: list[str]) -> None:
    """Let these people have the role, and nobody else who works on the stack."""
    for key, held in people(call):
        others = [uid for uid in held["roles"] if uid != role_uid]
        call.store.put(key, held | {"roles": [*others, role_uid] if held["uid"] in users else others})


def shown(call: Call, role: Document) -> Document:
    """Answer a role as it is read: with its stack, and with what the `include_…` parameters of the call ask for."""
    owner = call.store.get(Key(USER, call.stack["owner_uid"])) or {}
    seen = {name: value for name, value in role.items() if name not in ("rules", *WORKED_OUT)} | {
        "users": with_stack_holders(call, role)["users"],
        "owner": owner.get("email"),
        "stack": call.stack,
        "SYS_ACL": {},
    }
    if call.flag("include_rules") and "rules" in role:
        seen["rules"] = role["rules"]
    if call.flag("include_permissions"):
        seen["permissions"] = permissions_of(call, role)
    return seen


def keep_built_in(_call: Call, role: Document) -> None:
    """Keep the roles that every stack has."""
    if is_built_in(role):
        raise ROLES.refused("deletion", {"name": ["is a role that every stack has."]})


def is_built_in(role: Document) -> bool:
    """Answer whether every stack has this role; no other can have its name."""
    return role["name"] in built_in.DESCRIPTIONS


def people(call: Call) -> list[tuple[Key, Document]]:
    """Answer who works on the stack, with the roles of each."""
    return call.store.items(call.stack_scope(COLLABORATOR))


def teams(call: Call) -> list[tuple[Key, Document]]:
    """Answer the teams of the organization that the stack belongs to."""
    return call.store.items(Scope(TEAM, parent=call.stack["org_uid"]))


def stay(_call: Call, _key: Key, _document: Document) -> None:
    """Keep people and teams that lose a role."""


ROLES = Resource(
    kind=ROLE,
    key="role",
    plural="roles",
    noun="Role",
    address="role_uid",
    system=NONE,
    defaults={"description": "", "rules": [], "roles": []},
    prepare=prepared,
    fixed=("api_key", "org_uid"),
    unique=("name",),
    duplicate=Refused(text="is not a unique."),
    rules=(required("name"), check_rules, demand_branch),
    before_delete=keep_built_in,
    show=shown,
    notices={
        "created": "The role created successfully.",
        "updated": "The role updated successfully.",
        "deleted": "The role deleted successfully.",
    },
)
ROLES.register_all_but("create", "update")

declare(Owner("Role", ROLES.items, ROLES.remove_at), [Reference("rules.environments", ENVIRONMENT, by=("uid", "name"))])
declare(Owner("User", people, stay), [Reference("roles", ROLE)])
declare(Owner("Team", teams, stay), [Reference("stackRoleMapping.roles", ROLE)])


@operation("create_role")
def create_role(call: Call) -> Answer:
    """Make a role, and give it to people if the call says to whom."""
    sent = sent_role(call, "creation")
    new: Document = {"rules": [], **sent}
    role = ROLES.add(call, new)
    check_people(call, role, sent, "creation")
    return written(call, "created", role, 201)


@operation("update_role")
def update_role(call: Call) -> Answer:
    """Write what was sent over a role; one that every stack has keeps all but the places it is good for."""
    stored, sent = ROLES.find(call), sent_role(call, "updation")
    changed = places_only(stored, sent) if is_built_in(stored) else sent
    role = ROLES.change(call, stored, changed)
    check_people(call, role, sent, "updation")
    return written(call, "updated", role, 200)


def sent_role(call: Call, action: str) -> Document:
    """Return the role in the body of a call, in which null and an empty list of rules mean the same.

    Raises `CmaError` (422) if its rules are no list.
    """
    sent = ROLES.sent(call)
    if not isinstance(sent.get("rules") or [], list):
        raise ROLES.refused(action, {"rules": [NOT_VALID]})
    return {**sent, "rules": sent["rules"] or []} if "rules" in sent else sent


def written(call: Call, done: str, role: Document, status: int) -> Answer:
    """Answer that a role was written, with its rules and the people who have it."""
    return ROLES.answer(done, with_stack_holders(call, role), status)


def places_only(stored: Document, sent: Document) -> Document:
    """Answer a role that every stack has, with the environments and locales that were sent.

    Raises `CmaError` (422) for the role that permits everything, and for another name or description.
    """
    fixed = ("name", "description")
    other = [name for name in fixed if name in sent and sent[name] != stored[name]]
    if "rules" not in stored or other:
        raise ROLES.refused("updation", {name: ["cannot be changed."] for name in other or ["name"]})
    new = [rule for rule in sent.get("rules", ()) if rule["module"] in OPEN_MODULES]
    replaced = {rule["module"] for rule in new}
    kept = [rule for rule in stored["rules"] if rule["module"] not in replaced]
    return {name: stored[name] for name in fixed} | {"rules": kept + new}
