"""Finds the rights of users in a stack, and checks requests against them.

Functions named `check_…` raise `CmaError` if the request is not allowed.
"""

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace

from contentstack_cma_emulator.auth import decisions
from contentstack_cma_emulator.auth.decisions import FULL_RIGHTS, Rights
from contentstack_cma_emulator.auth.memberships import find_teams
from contentstack_cma_emulator.auth.requirements import Need, find_needs, find_right, make_needs
from contentstack_cma_emulator.engine import errors
from contentstack_cma_emulator.engine.actions import Right
from contentstack_cma_emulator.engine.call import Call, State
from contentstack_cma_emulator.engine.description import Operation
from contentstack_cma_emulator.engine.documents import Document, as_object, read_texts
from contentstack_cma_emulator.engine.errors import CmaError
from contentstack_cma_emulator.engine.kinds import ASSET, COLLABORATOR, ENVIRONMENT, LOCALE, ROLE
from contentstack_cma_emulator.engine.store import Key, Scope
from contentstack_cma_emulator.engine.tags import TAGS
from contentstack_cma_emulator.rules.fields import ASSETS
from contentstack_cma_emulator.rules.folder_tree import ROOT

CONTENT_TAGS = frozenset(name for name, tag in TAGS.items() if tag.is_content)


@dataclass(frozen=True, slots=True)
class Target:
    """What a request is about: the stack, the branch (its uid and all its names), path parameters and locale."""

    stack: Document
    branch: str
    path: Mapping[str, str]
    locale: str | None = None
    branch_names: frozenset[str] = field(default_factory=frozenset[str])


def find_rights(state: State, stack: Document, user_uid: str) -> Rights | None:
    """Return the rights of a user in a stack, including those of teams, or None if the user does not work on it."""
    if user_uid == stack["owner_uid"]:
        return FULL_RIGHTS
    held = find_stack_roles(state, stack, user_uid)
    if not held and user_uid not in stack["user_uids"]:
        return None
    roles = [role for role in state.store.find(Scope(ROLE, stack["api_key"])) if role["uid"] in held]
    if any("rules" not in role for role in roles):
        return FULL_RIGHTS
    return Rights(rules=tuple(rule for role in roles for rule in role["rules"]))


def find_limited_rights(call: Call) -> Rights | None:
    """Return the rights of the calling user in the stack, or None if roles do not limit the call."""
    user = call.principal
    if user is None or user.kind == "management_token":
        return None
    rights = find_rights(call.state, call.stack, user.uid)
    return None if rights is None or rights.everything else rights


def find_stack_roles(state: State, stack: Document, user_uid: str) -> set[str]:
    """Return the uids of a user's roles in a stack, including those of teams."""
    own = state.store.get(Key(COLLABORATOR, user_uid, stack["api_key"])) or {"roles": []}
    mapped = [item for team in find_teams(state, stack["org_uid"], user_uid) for item in team["stackRoleMapping"]]
    lent = [uid for item in mapped if item["stackApiKey"] == stack["api_key"] for uid in item["roles"]]
    return {*own["roles"], *lent}


def check_user(state: State, operation: Operation, user_uid: str, target: Target) -> None:
    """Check that the roles of a user allow an operation (else 403, or 422/141 for an environment)."""
    rights = find_rights(state, target.stack, user_uid)
    if rights and rights.everything:
        return
    if rights is None or not decisions.may_use_branch(rights, target.branch_names):
        raise errors.forbidden()
    if operation.tag in CONTENT_TAGS and target.locale:
        check_locales(state, rights, target, [target.locale])
    if not decisions.is_allowed(rights, find_needs(operation), find_target_names(state, target)):
        raise build_denied_error(operation, target)


def check_token(operation: Operation, scope: Sequence[Document], target: Target) -> None:
    """Check that the scope of a management token allows an operation (else 403).

    For an operation that is open to all users of the stack, a token needs the right to read, or to write.
    """
    needs = find_needs(operation) or [Need("", find_right(operation))]
    if not decisions.is_branch_in_scope(scope, target.branch_names) or not decisions.is_in_scope(scope, needs):
        raise errors.forbidden()


def check_body(state: State, operation: Operation, call: Call) -> None:
    """Check that a user's roles allow the fields of an entry, or the environments and locales to publish to."""
    rights = find_limited_rights(call) if operation.tag in CONTENT_TAGS and call.stack else None
    if rights is None:
        return
    values = as_object(call.body.get("entry") or call.body.get("asset"))
    if find_right(operation) == "publish":
        check_places(state, rights, Target(call.stack, call.branch, call.path), values)
    elif "content_type_uid" in call.path:
        closed = decisions.find_forbidden_fields(rights, call.path["content_type_uid"], values)
        if closed:
            wrong = {name: [errors.NOT_VALID] for name in closed}
            raise CmaError(403, errors.NOT_ALLOWED, errors.DENIED, wrong)


def check_content(call: Call, right: Right, items: Iterable[tuple[str, str]], places: Document | None = None) -> None:
    """Check that the roles of a user give a right to several entries and assets (else 403).

    `items` are pairs of content type uid, or `sys_assets`, and uid. The `environments` and `locales` in `places`, by
    default the body, are checked as well (else 401/161 and 403).
    """
    rights = find_limited_rights(call)
    if rights is None:
        return
    target = Target(call.stack, call.branch, {})
    check_places(call.state, rights, target, call.body if places is None else places)
    if not all(may_access(call.state, rights, target, right, item) for item in items):
        raise errors.forbidden()


def make_read_check(call: Call) -> Callable[[str, str], bool]:
    """Return a function that says whether the user may read an entry or asset, given like those of `check_content`."""
    rights = find_limited_rights(call)
    if rights is None:
        return lambda _parent, _uid: True
    target = Target(call.stack, call.branch, {})
    return lambda parent, uid: may_access(call.state, rights, target, "read", (parent, uid))


def may_access(state: State, rights: Rights, target: Target, right: Right, item: tuple[str, str]) -> bool:
    """Return whether a user has a right to an entry or asset in the stack and branch of the target."""
    parent, uid = item
    is_asset = parent == ASSETS
    path = {"asset_uid": uid} if is_asset else {"content_type_uid": parent, "entry_uid": uid}
    needs = make_needs("Assets" if is_asset else "Entries", right)
    return decisions.is_allowed(rights, needs, find_target_names(state, replace(target, path=path)))


def check_places(state: State, rights: Rights, target: Target, places: Document) -> None:
    """Check that the user may publish to the `environments` (else 401/161), in the `locales` (else 403)."""
    for name in read_texts(places.get("environments")):
        if not decisions.may_use_environment(rights, find_environment_names(state, target, name)):
            raise errors.environment_not_found(name)
    check_locales(state, rights, target, read_texts(places.get("locales")))


def check_locales(state: State, rights: Rights, target: Target, codes: Collection[str]) -> None:
    """Check that the user may use content in these locales (else 403)."""
    for code in codes:
        if not decisions.may_use_locale(rights, find_locale_names(state, target, code)):
            raise errors.forbidden()


def find_target_names(state: State, target: Target) -> dict[str, set[str]]:
    """Return all names of what the path refers to, by module."""
    path = target.path
    names = {
        "content_type": {path.get("content_type_uid", "")},
        "entry": {path.get("entry_uid", "")},
        "asset": {path.get("asset_uid", "")},
        "folder": {path.get("folder_uid") or find_folder_uid(state, target)},
        "taxonomy": {path.get("taxonomy_uid", "")},
        "branch": {path.get("branch_uid", "")},
        "branch_alias": {path.get("branch_alias_uid", "")},
    }
    if "environment_name" in path:
        names["environment"] = find_environment_names(state, target, path["environment_name"])
    if "code" in path:
        names["locale"] = find_locale_names(state, target, path["code"])
    return {module: found - {""} for module, found in names.items()}


def find_folder_uid(state: State, target: Target) -> str:
    """Return the uid of the asset's folder, or an empty text if the path names no asset."""
    key = Key(ASSET, target.path.get("asset_uid", ""), target.stack["api_key"], target.branch)
    asset = state.store.get(key)
    return str(asset["parent_uid"] or ROOT) if asset else ""


def find_environment_names(state: State, target: Target, name: str) -> set[str]:
    """Return the names of an environment: the given one, its uid and its name."""
    found = state.store.find(Scope(ENVIRONMENT, target.stack["api_key"]))
    return {name, *(each for e in found if name in (e["uid"], e["name"]) for each in (e["uid"], e["name"]))}


def find_locale_names(state: State, target: Target, code: str) -> set[str]:
    """Return the names of a locale: its code and its uid."""
    found = state.store.find(Scope(LOCALE, target.stack["api_key"], target.branch))
    return {code, *(locale["uid"] for locale in found if locale["code"] == code)}


def build_denied_error(operation: Operation, target: Target) -> CmaError:
    """Return the error for a denied operation: an environment that the user may not see is reported as missing."""
    name = target.path.get("environment_name")
    return errors.unknown_environment(name) if name and not operation.action else errors.forbidden()
